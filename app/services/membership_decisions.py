"""Decisions on membership (N03): proposed by the branch, decided by the committee above, never by the software."""

import datetime as dt
import uuid
from typing import Any

from sqlmodel import col, select

from app.auth.bodies import officer_of
from app.auth.work import Work
from app.core.answers import Answer
from app.core.database import fetch_in
from app.core.errors import Conflict, FieldFault, InvalidRequest, NotFound
from app.ledger.recording import Paths, paths_of, record
from app.models.changes import Operation
from app.models.members import Member
from app.models.membership_decisions import DecisionAction, DecisionKind, DecisionState, MembershipDecision
from app.models.transfers import Route, Transfer, TransferAction, TransferHop, TransferState
from app.queries import membership_decisions as queries
from app.queries.party_orgs import committee_above
from app.rules import Fault
from app.rules.membership import MEMBERSHIP_ENDED
from app.rules.membership_decisions import EFFECTS, Case, Limits, Standing, check_case
from app.schemas import membership_decisions as schemas
from app.services import letters
from app.services.affiliations import TransferOpen
from app.services.development_files import end_file
from app.services.figures import figure
from app.services.people import settle_people
from app.services.standing import change_standing, end_affiliation, held_standing
from app.services.temporary_affiliations import end_with_membership
from app.services.transfer_problems import (
    AffiliationChangedMeanwhile,
    MemberAffiliatedOutside,
    NoCommitteeAbove,
    NotTheActingBody,
)
from app.workflows import membership_decision as workflow
from app.workflows.membership_decision import DecisionBody
from app.workflows.transfer import WITH_LETTER

_ON_THE_WAY = (
    TransferState.DRAFT,
    TransferState.SUBMITTED,
    TransferState.BRANCH_AGREED,
    TransferState.RETURNED,
    *WITH_LETTER,
)
"""Transfers that have yet to move the member; later ones only await their receipt."""


class DecisionOutOfTurn(Conflict):
    code, title = "decision_action_out_of_turn", "当前状态不能办理此步"
    detail = "请查看 allowed_actions，按当前状态可办的步骤办理。"


class DecisionOpen(Conflict):
    code, title = "membership_decision_open", "该党员已有一件待决定的事项"
    detail = "请等上级党委决定，或先撤回原来提出的事项。"


async def propose_decision(work: Work, body: schemas.MembershipDecisionCreate) -> uuid.UUID:
    """Enter what the member's branch proposes; what it may establish alone takes effect at once.

    A proposal that another branch left behind when the member was transferred is withdrawn.
    Errors: `NotFound`, `NotTheActingBody`, `MemberAffiliatedOutside`, `NoCommitteeAbove`, `DecisionOpen`;
    `InvalidRequest` names what forbids it (`app.rules.membership_decisions`).
    """
    member = await _locked_member(work, body.member_id)
    if member.org_id is not None and not officer_of(work.principal, {DecisionBody.BRANCH: member.org_id}):
        raise NotTheActingBody(f"由党员所在党支部（{member.affiliation_name}）提出或登记。")
    await _check(work, Case(body.kind, body.since_on, body.ground, body.lost_contact_reason), member, work.today)
    if member.org_id is None:
        raise MemberAffiliatedOutside(field="member_id")
    committee = (await work.session.exec(committee_above(member.org_id))).first()
    if committee is None:
        raise NoCommitteeAbove(f"{member.affiliation_name}没有上级基层党委，请先理顺隶属关系。")
    await _supersede(work, member)
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
        await _apply(work, decision, member)
    work.session.add(decision)
    await record(
        work.session, decision, Operation.CREATE, {"kind", "state"}, after=paths_of(member), reason=body.reason
    )
    return decision.id


async def act(work: Work, decision_id: uuid.UUID, body: schemas.DecisionActionBody) -> None:
    """One step of `app.workflows.membership_decision` on the locked decision.

    Errors: `NotFound`, `NotTheActingBody`, `DecisionOutOfTurn`; of a decision also `TransferOpen`,
    `AffiliationChangedMeanwhile`, `StandingChangedToday`, `EffectiveBeforeStanding`, `InvalidRequest`.
    """
    statement = select(MembershipDecision).where(MembershipDecision.id == decision_id).with_for_update()
    decision = (await work.session.exec(statement)).one_or_none()
    if decision is None:
        raise NotFound
    by = {step.by for (_, action), step in workflow.STEPS.items() if action is body.action}
    bodies = {DecisionBody.BRANCH: decision.branch_id, DecisionBody.COMMITTEE: decision.committee_id}
    acting = officer_of(work.principal, bodies)
    if not by & acting:
        who = decision.branch_name if body.action is DecisionAction.WITHDRAW else decision.committee_name
        raise NotTheActingBody(f"这一步由{who}办理，请由其经办人登录办理。")
    step = workflow.STEPS.get((decision.state, body.action))
    if step is None:
        raise DecisionOutOfTurn(f"此件{workflow.NAMES[decision.state]}，不能再{workflow.NAMES[body.action]}。")
    if isinstance(body, schemas.DecideProposal):
        member = await _decide(work, decision, body)
    else:
        member = await _locked_member(work, decision.person_id)
        decision.note = body.reason
    await _move(work, decision, step.to_state, paths_of(member))


async def read_back(work: Work, decision_id: uuid.UUID, status: int = 200) -> Answer:
    """The decision as the principal sees it after its own write."""
    row = await fetch_in(work.session, queries.RECORD, {"decision_id": decision_id})
    return queries.answer(queries.shown(row, work.principal), status)


async def _decide(work: Work, decision: MembershipDecision, body: schemas.DecideProposal) -> Member:
    decided_on = body.decided_on or work.today
    if not decision.proposed_on <= decided_on <= work.today:
        message = "决定日期不得早于提出之日，也不得晚于今天，请更正。"
        raise InvalidRequest(errors=[FieldFault(field="decided_on", code="decided_on_out_of_order", message=message)])
    # Transfers before the member, in the order in which an acceptance locks them.
    travelling = select(Transfer).where(Transfer.person_id == decision.person_id, col(Transfer.state).in_(_ON_THE_WAY))
    transfer = (await work.session.exec(travelling.with_for_update())).one_or_none()
    member = await _locked_member(work, decision.person_id)
    if member.org_id != decision.branch_id:
        raise AffiliationChangedMeanwhile("该党员已不在提出此件的党支部，请由原党支部撤回，由现在的党支部重新提出。")
    case = Case(decision.kind, decision.since_on, decision.ground, decision.lost_contact_reason)
    await _check(work, case, member, decided_on)
    if transfer is not None:
        if decision.kind is not DecisionKind.DEATH:
            raise TransferOpen("该党员有一件接转正在办理，请先办结、退回或撤回，再作决定。")
        await _end_transfer(work, transfer)
    decision.decided_on, decision.document = decided_on, body.document
    decision.effective_on = decision.since_on if decision.kind is DecisionKind.DEATH else decided_on
    await _apply(work, decision, member)
    return member


async def _apply(work: Work, decision: MembershipDecision, member: Member) -> None:
    """What follows for the member, from the effective day on."""
    effect, held, after = EFFECTS[decision.kind], member.model_dump(), paths_of(member)
    before = after
    if decision.kind is DecisionKind.LOST_CONTACT:
        member.lost_contact, member.lost_contact_on = True, decision.since_on
        member.lost_contact_reason = decision.lost_contact_reason
    elif decision.kind in {DecisionKind.CONTACT_REGAINED, DecisionKind.RESTORATION}:
        member.lost_contact, member.lost_contact_on, member.lost_contact_reason = False, None, None
    if effect.status is not None:
        on = decision.effective_on or work.today
        await change_standing(
            work,
            member,
            effect.status,
            on,
            document=decision.document,
            change_code=effect.change_code,
            decision_id=decision.id,
        )
        if effect.status in MEMBERSHIP_ENDED:
            await end_affiliation(work, member, on)
            await end_file(work, member.person_id, workflow.NAMES[decision.kind])
            await end_with_membership(work, member.person_id, on, workflow.NAMES[decision.kind])
            # Gone from every scope: for the data-sharing API the record is no more.
            after = Paths(None, None)
    member.confirmed_at = None
    member.version += 1
    changed = {name for name, value in member.model_dump(exclude={"version"}).items() if held[name] != value}
    reason = f"{workflow.NAMES[decision.kind]}：{decision.document or decision.reason}"[:300]
    await record(work.session, member, Operation.UPDATE, changed, before=before, after=after, reason=reason)
    await settle_people(work, member.person_id)


async def _check(work: Work, case: Case, member: Member, on: dt.date) -> None:
    standing = await held_standing(work, member.person_id)
    limits = Limits(
        stop=await figure(work.session, "lost_contact.stop_months", on),
        removal=await figure(work.session, "stopped.removal_months", on),
        absence=await figure(work.session, "self_separation.absence_months", on),
        study_abroad=await figure(work.session, "study_abroad.stop_months", on),
    )
    seen = Standing(
        category=member.category,
        status=member.membership_status,
        status_since=standing.valid_during.lower or on,
        lost_contact=member.lost_contact,
        lost_contact_on=member.lost_contact_on,
    )
    if faults := check_case(case, seen, on, limits):
        raise InvalidRequest(errors=[_fault(fault) for fault in faults])


async def _supersede(work: Work, member: Member) -> None:
    """One open proposal per member; one of a former branch gives way."""
    statement = select(MembershipDecision).where(
        MembershipDecision.person_id == member.person_id, MembershipDecision.state == DecisionState.PROPOSED
    )
    open_one = (await work.session.exec(statement.with_for_update())).one_or_none()
    if open_one is None:
        return
    if open_one.branch_id == member.org_id:
        raise DecisionOpen
    open_one.note = "党员组织关系已转出"
    await _move(work, open_one, DecisionState.WITHDRAWN, paths_of(member))


async def _move(work: Work, decision: MembershipDecision, state: DecisionState, here: Paths) -> None:
    decision.state = state
    decision.version += 1
    await record(work.session, decision, Operation.UPDATE, {"state"}, before=here, after=here, reason=decision.note)


async def _end_transfer(work: Work, transfer: Transfer) -> None:
    """A member who died travels no further: the transfer ends with its reason, a letter becomes void."""
    with_letter, before, note = transfer.state in WITH_LETTER, transfer.state, "党员去世"
    await letters.void_letter(work, transfer, note)
    transfer.state = TransferState.REVOKED if with_letter else TransferState.WITHDRAWN
    transfer.closing_note = note
    work.session.add(
        TransferHop(
            transfer_id=transfer.id,
            number=transfer.version,
            action=TransferAction.REVOKE if with_letter else TransferAction.WITHDRAW,
            from_state=before,
            to_state=transfer.state,
            body_id=work.principal.org_id,
            body_name=work.principal.body_name,
            account_id=work.principal.account_id,
            note=note,
            at=work.clock.now(),
        )
    )
    transfer.version += 1
    sender = Paths(transfer.from_place_path, transfer.from_party_path)
    to_registry = transfer.submitted_on and transfer.route is not Route.OUTGOING
    receiver = Paths(transfer.to_place_path, transfer.to_party_path) if to_registry else sender
    await record(
        work.session, transfer, Operation.UPDATE, {"state", "closing_note"}, before=sender, after=receiver, reason=note
    )


async def _locked_member(work: Work, person_id: uuid.UUID) -> Member:
    statement = select(Member).where(Member.person_id == person_id).with_for_update()
    member: Any = (await work.session.exec(statement)).one_or_none()
    if member is None:
        raise NotFound
    return member  # type: ignore[no-any-return]


def _fault(fault: Fault) -> FieldFault:
    return FieldFault(field=fault.field, code=fault.code, message=f"{fault.message}。")
