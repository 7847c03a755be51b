"""Decisions on membership (N03): proposed by the branch, decided by the committee above, never by the software."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from sqlmodel import col, select

from app.auth.bodies import membership_decision_bodies
from app.auth.work import Work
from app.core.errors import Conflict, FieldFault, InvalidRequest, NotFound
from app.ledger.recording import Paths, paths_of, record
from app.models.changes import Operation
from app.models.members import Member
from app.models.membership_decisions import (
    DecisionKind,
    DecisionState,
    DecisionStep,
    MembershipDecision,
)
from app.models.transfers import UNACCEPTED_STATES, Transfer, TransferAction, TransferState
from app.queries.decisions.membership_decisions import READING
from app.queries.reference.party_org_directory import committee_above
from app.rules.decisions.membership_decisions import EFFECTS, Case, Limits, Standing, check_case
from app.rules.faults import Fault
from app.rules.people.membership import MEMBERSHIP_ENDED
from app.schemas.decisions import membership_decisions as schemas
from app.services.development.development_files import end_file
from app.services.people.membership_status import change_status, end_affiliation, held_status
from app.services.people.people import settle_people
from app.services.people.problems import MemberAffiliatedOutside
from app.services.procedures import Binding, NotTheActingBody, Outcome, Taking, begin, write_step
from app.services.reference.figures import figures
from app.services.stays.temporary_affiliations import end_with_membership
from app.services.together import clear
from app.services.transfers import letters
from app.services.transfers.problems import NoCommitteeAbove
from app.services.transfers.transfers import TRANSFER
from app.workflows import membership_decision as workflow
from app.workflows.membership_decision import DecisionBody
from app.workflows.together import ADVANCING, Thing
from app.workflows.transfer import WITH_LETTER

_FIGURES = {
    "stop": "lost_contact.stop_months",
    "removal": "stopped.removal_months",
    "absence": "self_separation.absence_months",
    "study_abroad": "study_abroad.stop_months",
}


class DecisionOutOfTurn(Conflict):
    code, title = "decision_action_out_of_turn", "当前状态不能办理此步"
    detail = "请查看 allowed_actions，按当前状态可办的步骤办理。"


_THINGS = {
    DecisionKind.DEATH: Thing.DEATH,
    **{kind: Thing.SUSPENSION for kind, effect in EFFECTS.items() if effect.status not in MEMBERSHIP_ENDED},
}
"""As what a kind meets other procedures; whatever is left ends the membership."""


async def propose_decision(work: Work, body: schemas.MembershipDecisionCreate) -> uuid.UUID:
    """Enter what the member's branch proposes; what it may establish alone takes effect at once.

    Errors: `NotFound`, `NotTheActingBody`, `MemberAffiliatedOutside`, `NoCommitteeAbove`, `DecisionOpen`;
    `InvalidRequest` names what forbids it (`app.rules.decisions.membership_decisions`).
    """
    _require_own(work, await _find_member(work, body.member_id))
    cleared = await clear(work, _THINGS.get(body.kind, Thing.DECISION), person=body.member_id)
    member = await _find_member(work, body.member_id, lock=True)
    _require_own(work, member)
    await _check(work, Case(body.kind, body.since_on, body.ground, body.lost_contact_reason), member, work.today)
    if member.org_id is None:
        raise MemberAffiliatedOutside(field="member_id")
    committee = (await work.session.exec(committee_above(member.org_id))).first()
    if committee is None:
        raise NoCommitteeAbove(f"{member.affiliation_name}没有上级基层党委，请先理顺隶属关系。")
    decision = MembershipDecision(
        **body.model_dump(exclude={"member_id", "document"}),
        person_id=member.person_id,
        state=workflow.first_state(body.kind),
        name=member.name,
        id_masked=member.id_masked,
        branch_id=member.org_id,
        branch_name=member.affiliation_name,
        committee_id=committee.id,
        committee_name=committee.name,
        proposal_document=body.document,
        proposed_on=work.today,
        created_at=work.clock.now(),
    )
    if decision.state is DecisionState.RECORDED:
        decision.effective_on = work.today
        await _apply(work, decision, member, work.today, None)
    await begin(work, DECISION, decision, {"kind", "state"}, reason=body.reason, cleared=cleared)
    return decision.id


async def _carry_out(
    work: Work, taking: Taking[MembershipDecision, DecisionState, DecisionBody], body: schemas.DecisionActionBody
) -> Outcome:
    decision = taking.row
    if isinstance(body, schemas.DecideProposal):
        await _decide(work, decision, body)
        return Outcome(body.document)
    decision.note = body.reason
    return Outcome(body.reason)


async def _decide(work: Work, decision: MembershipDecision, body: schemas.DecideProposal) -> None:
    decided_on = body.decided_on or work.today
    if not decision.proposed_on <= decided_on <= work.today:
        message = "决定日期不得早于提出之日，也不得晚于今天，请更正。"
        raise InvalidRequest(errors=[FieldFault(field="decided_on", code="decided_on_out_of_order", message=message)])
    if decision.kind is DecisionKind.DEATH:
        await _end_transfer(work, decision.person_id)
    member = await _find_member(work, decision.person_id, lock=True)
    case = Case(decision.kind, decision.since_on, decision.ground, decision.lost_contact_reason)
    await _check(work, case, member, decided_on)
    effective_on = (decision.since_on if decision.kind is DecisionKind.DEATH else None) or decided_on
    await _apply(work, decision, member, effective_on, body.document)
    decision.decided_on, decision.effective_on, decision.document = decided_on, effective_on, body.document


async def _apply(work: Work, decision: MembershipDecision, member: Member, on: dt.date, document: str | None) -> None:
    """What follows for the member, from the effective day on."""
    effect, held, after = EFFECTS[decision.kind], member.model_dump(), paths_of(member)
    before = after
    if decision.kind is DecisionKind.LOST_CONTACT:
        member.lost_contact, member.lost_contact_on = True, decision.since_on
        member.lost_contact_reason = decision.lost_contact_reason
    elif decision.kind in {DecisionKind.CONTACT_REGAINED, DecisionKind.RESTORATION}:
        member.lost_contact, member.lost_contact_on, member.lost_contact_reason = False, None, None
    if effect.status is not None:
        await change_status(
            work,
            member,
            effect.status,
            on,
            document=document,
            change_code=effect.change_code,
            decision_id=decision.id,
        )
        if effect.status in MEMBERSHIP_ENDED:
            await end_affiliation(work, member, on)
            await end_file(work, member.person_id, decision.kind.zh)
            await end_with_membership(work, member.person_id, on, decision.kind.zh)
            # Gone from every scope: for the data-sharing API the record is no more.
            after = Paths(None, None)
    member.confirmed_at = None
    member.version += 1
    changed = {name for name, value in member.model_dump(exclude={"version"}).items() if held[name] != value}
    reason = f"{decision.kind.zh}：{document or decision.reason}"[:300]
    await record(work.session, member, Operation.UPDATE, changed, before=before, after=after, reason=reason)
    await settle_people(work, member.person_id)


async def _check(work: Work, case: Case, member: Member, on: dt.date) -> None:
    standing = await held_status(work, member.person_id)
    months = await figures(work.session, _FIGURES.values(), on)
    limits = Limits(**{name: months[key] for name, key in _FIGURES.items()})
    seen = Standing(
        category=member.category,
        status=member.membership_status,
        status_since=standing.valid_during.lower or on,
        lost_contact=member.lost_contact,
        lost_contact_on=member.lost_contact_on,
    )
    if faults := check_case(case, seen, on, limits):
        raise InvalidRequest(errors=[_fault(fault) for fault in faults])


async def _end_transfer(work: Work, person_id: uuid.UUID) -> None:
    """A member who died travels no further: the transfer ends with its reason, a letter becomes void.

    Before the member is locked, in the order in which an acceptance locks the two.
    """
    travelling = (Transfer.person_id == person_id, col(Transfer.state).in_(UNACCEPTED_STATES))
    transfer = (await work.session.exec(select(Transfer).where(*travelling).with_for_update())).one_or_none()
    if transfer is None:
        return
    before, note = transfer.model_dump(), "党员去世"
    action, to_state = TransferAction.WITHDRAW, TransferState.WITHDRAWN
    if transfer.state in WITH_LETTER:
        action, to_state = TransferAction.REVOKE, TransferState.REVOKED
    await letters.void_letter(work, transfer, note)
    transfer.closing_note = note
    await write_step(work, TRANSFER, transfer, before, action, transfer.state, to_state, Outcome(note))


async def _find_member(work: Work, person_id: uuid.UUID, *, lock: bool = False) -> Member:
    """The member in scope, read anew where it is locked; `NotFound`."""
    statement = select(Member).where(Member.person_id == person_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    member = (await work.session.exec(statement)).one_or_none()
    if member is None:
        raise NotFound
    return member


def _require_own(work: Work, member: Member) -> None:
    if member.org_id is not None and work.principal.org_id != member.org_id:
        raise NotTheActingBody(f"由党员所在党支部（{member.affiliation_name}）提出或登记。")


def _fault(fault: Fault) -> FieldFault:
    return FieldFault(field=fault.field, code=fault.code, message=f"{fault.message}。")


def _paths(decision: MembershipDecision, _: Mapping[str, Any]) -> tuple[Paths, Paths]:
    """Where the member is seen; of one whose membership has ended, where the branch lies."""
    member = select(Member.place_path, Member.party_path).where(Member.person_id == decision.person_id).subquery()
    here = Paths(*(select(column).scalar_subquery() for column in member.c))
    return here, here


DECISION = Binding(
    table=MembershipDecision,
    steps=DecisionStep,
    reading=READING,
    refusal=DecisionOutOfTurn,
    procedure=lambda _: workflow.PROCEDURE,
    acting=membership_decision_bodies,
    names=lambda facts: {
        DecisionBody.BRANCH: facts["branch_name"],
        DecisionBody.COMMITTEE: facts["committee_name"],
    },
    paths=_paths,
    carry_out=_carry_out,
    thing=lambda facts: _THINGS.get(facts["kind"], Thing.DECISION),
    advancing=ADVANCING[Thing.DECISION],
)
"""Errors of its actions: of `decide` `TransferOpen`, `StandingChangedToday`, `EffectiveBeforeStanding`,
`InvalidRequest`."""
