"""Term elections (N29): asked for, agreed to, held, confirmed; with the confirmation posts end and begin."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range
from sqlmodel import col, select

from app.auth.bodies import election_bodies
from app.auth.work import Work
from app.core.errors import Conflict, FieldFault, InvalidRequest, invalid
from app.core.lists import between, prefix_range
from app.ledger.recording import paths_of, record
from app.models.changes import Operation
from app.models.elections import Election, ElectionCandidate, ElectionState, ElectionStep
from app.models.members import Affiliation
from app.models.party_orgs import PartyOrg
from app.models.posts import Post, PostBasis, PostEndReason, PostKind
from app.queries.organizations.elections import READING
from app.queries.people.affiliation_on import affiliated_on
from app.queries.reference.party_org_directory import DIRECTORY
from app.rules.civil_date import add_months
from app.rules.faults import RuleError
from app.rules.organizations import leadership as rules
from app.rules.organizations.party_structure import COMMITTEE
from app.rules.people.membership import FULL_MEMBER
from app.schemas.organizations import elections as schemas
from app.services.organizations.locked_orgs import broken, locked_org
from app.services.organizations.party_orgs import committee_above
from app.services.organizations.posts import began, close_post, full_members, name_secretary, open_posts, standings
from app.services.procedures import Binding, NotTheActingBody, Outcome, Taking, begin, paths_at
from app.services.reference.figures import figures
from app.workflows.election import PROCEDURE, ElectionBody


class ElectionOpen(Conflict):
    code, title = "election_open", "该党组织正在换届"
    detail = "请先办结或撤回原来的换届（GET /api/v1/elections?org_id=…&open=true）。"
    constraints = ("uq_election_open_per_org",)


class ElectionOutOfTurn(Conflict):
    code, title = "election_action_out_of_turn", "当前状态不能办理此步"
    detail = "请查看 allowed_actions，按当前状态可办的步骤办理。"


class PostsChangedSince(Conflict):
    code, title = "posts_changed_since", "选举之后任职又有变动"
    detail = "有任职在选举之日或之后开始，请核对后结束该任职，或不批准此次结果。"


async def request_election(work: Work, body: schemas.ElectionCreate) -> uuid.UUID:
    """Ask the committee above for an election, with its day and number of places.

    Errors: `InvalidRequest` names the field and the rule, `NotTheActingBody`, `ElectionOpen` by the database; those of
    `locked_org`.
    """
    org = await locked_org(work, body.org_id, field="org_id")
    approver_id, approver_name = await _approver(work, org)
    if ElectionBody.ORGANIZATION not in election_bodies(work.principal, {"org_id": org.id, "approver_id": approver_id}):
        raise NotTheActingBody(f"换届由{org.name}自己申请。")
    limits = await figures(work.session, rules.LIMITS, work.today)
    term_ends_on = await _term_end(work, org.id) or body.term_ends_on
    try:
        rules.check_posts(org.category, [], full_members=0, limits=limits)
    except RuleError as exc:
        raise broken("org_id", exc) from exc
    try:
        members = await full_members(work, org)
        rules.check_places(org.category, body.places, full_members=members, limits=limits)
    except RuleError as exc:
        raise broken("places", exc) from exc
    try:
        rules.check_shift(term_ends_on, body.planned_on, today=work.today, reason=body.shift_reason, limits=limits)
    except RuleError as exc:
        raise broken("shift_reason" if exc.code == "shift_reason_required" else "planned_on", exc) from exc
    election = Election(
        org_id=org.id,
        org_name=org.name,
        approver_id=approver_id,
        approver_name=approver_name,
        state=ElectionState.REQUESTED,
        state_since=work.today,
        requested_on=work.today,
        term_ends_on=term_ends_on,
        planned_on=body.planned_on,
        places=body.places,
        shift_reason=body.shift_reason,
    )
    await begin(work, ELECTION, election, body.model_fields_set)
    return election.id


async def _carry_out(
    work: Work, taking: Taking[Election, ElectionState, ElectionBody], body: schemas.ElectionActionBody
) -> Outcome:
    """Whatever an action does beyond the change of state."""
    election, note = taking.row, None
    org = await locked_org(work, election.org_id)
    match body:
        case schemas.ApproveElection():
            election.replied_on, election.reply_document = work.today, body.document
            note = body.document
        case schemas.RecordResult():
            await _record_result(work, org, election, body)
        case schemas.ConfirmElection():
            await _confirm(work, org, election, body.document)
            note = body.document
        case schemas.RejectResult():
            note = body.reason
        case schemas.RefuseElection() | schemas.WithdrawElection():
            election.closing_note = note = body.reason
    election.state_since = work.today
    return Outcome(note)


async def _record_result(work: Work, org: PartyOrg, election: Election, body: schemas.RecordResult) -> None:
    first = election.replied_on or election.requested_on
    if not first <= body.held_on <= work.today:
        message = f"选举日期应在{first:%Y-%m-%d}（批复）至{work.today:%Y-%m-%d}之间，请核对。"
        raise invalid("held_on", "day_out_of_order", message)
    if body.by_delegates and org.category != COMMITTEE:
        raise invalid("by_delegates", "delegates_elect_committees", "只有党的委员会可由党员代表大会选举，请核对。")
    limits = await figures(work.session, rules.LIMITS, work.today)
    if election.term_ends_on is not None:
        try:
            rules.check_not_too_early(election.term_ends_on, body.held_on, limits)
        except RuleError as exc:
            raise broken("held_on", exc) from exc
    voters = await _voters(work, org, body.held_on)
    if not body.by_delegates and body.entitled > voters:
        message = f"{body.held_on:%Y-%m-%d}有选举权的党员共{voters}名，应到人数不得多于此数；请先核对党员名册。"
        raise invalid("entitled", "entitled_exceeds_voters", message)
    ids = [candidate.person_id for candidate in body.candidates]
    if len(set(ids)) < len(ids):
        raise invalid("candidates", "candidate_repeated", "同一候选人只填一次。")
    try:
        rules.check_quorum(entitled=body.entitled, present=body.present, limits=limits)
        members = await full_members(work, org)
        if rules.has_committee(org.category, members, limits):
            rules.check_surplus(len(ids), election.places, limits)
        votes = [candidate.votes for candidate in body.candidates]
        winners = rules.elected(votes, places=election.places, present=body.present, limits=limits)
        kinds = [c.kind for i, c in enumerate(body.candidates) if i in winners and c.kind]
        rules.check_posts(org.category, kinds, full_members=members, limits=limits)
    except RuleError as exc:
        raise broken("present" if exc.code == "election_quorum" else "candidates", exc) from exc
    people = await _check_candidates(work, org, body, winners, limits)
    old = select(ElectionCandidate).where(ElectionCandidate.election_id == election.id)
    for row in (await work.session.exec(old)).all():
        await work.session.delete(row)
    await work.session.flush()
    for i, candidate in enumerate(body.candidates):
        name = people[candidate.person_id].name
        row = ElectionCandidate(election_id=election.id, **candidate.model_dump(), name=name, is_elected=i in winners)
        work.session.add(row)
    election.held_on, election.by_delegates = body.held_on, body.by_delegates
    election.voters, election.entitled, election.present = voters, body.entitled, body.present


async def _check_candidates(
    work: Work,
    org: PartyOrg,
    body: schemas.RecordResult,
    winners: frozenset[int],
    limits: Mapping[str, int],
) -> dict[uuid.UUID, rules.Standing]:
    """Whoever stands can be elected, and exactly the elected have a post; every fault is named."""
    people = await standings(work, org, [candidate.person_id for candidate in body.candidates])
    faults = []
    for i, candidate in enumerate(body.candidates):
        at, person = f"candidates.{i}", people.get(candidate.person_id)
        if person is None:
            message = "没有这名党员的记录，或不在管辖范围内。"
            faults.append(FieldFault(field=f"{at}.person_id", code="member_not_found", message=message))
            continue
        if (i in winners) != (candidate.kind is not None):
            message = f"{person.name}{'已当选，请填写当选的职务' if i in winners else '未当选，请勿填写职务'}。"
            faults.append(FieldFault(field=f"{at}.kind", code="post_of_elected", message=message))
        try:
            kind = candidate.kind or PostKind.COMMITTEE_MEMBER
            rules.check_holder(kind, PostBasis.ELECTED, person, from_on=body.held_on, limits=limits)
        except RuleError as exc:
            faults.append(FieldFault(field=f"{at}.person_id", code=exc.code, message=f"{exc}。"))
    named = [i for i, candidate in enumerate(body.candidates) if candidate.kind is PostKind.SECRETARY]
    if len(named) > 1:
        faults += [
            FieldFault(field=f"candidates.{i}.kind", code="two_secretaries", message="只有一名书记。") for i in named
        ]
    if faults:
        raise InvalidRequest(errors=faults)
    return people


async def _confirm(work: Work, org: PartyOrg, election: Election, document: str) -> None:
    """The old posts end the day before the election, the new ones begin on it."""
    held_on = election.held_on
    if held_on is None:
        raise ElectionOutOfTurn
    limits = await figures(work.session, rules.LIMITS, work.today)
    candidates = select(ElectionCandidate).where(
        ElectionCandidate.election_id == election.id, col(ElectionCandidate.is_elected)
    )
    winners = (await work.session.exec(candidates.order_by(col(ElectionCandidate.person_id)))).all()
    await _check_still_eligible(work, org, winners, held_on, limits)
    for post in await open_posts(work, org.id):
        if began(post) >= held_on:
            raise PostsChangedSince
        await close_post(work, org, post, held_on, PostEndReason.TERM_ENDED, document)
    election.new_term_ends_on = add_months(held_on, rules.term_months(org.category, limits))
    election.confirmed_on, election.confirm_document = work.today, document
    secretary = None
    for winner in winners:
        post = Post(
            org_id=org.id,
            **winner.model_dump(include={"kind", "portfolio", "person_id", "name"}),
            basis=PostBasis.ELECTED,
            document=document,
            valid_during=Range(held_on, None),
            term_ends_on=election.new_term_ends_on,
            election_id=election.id,
        )
        work.session.add(post)
        await record(work.session, post, Operation.CREATE, ["kind", "name", "org_id"], after=paths_of(org))
        secretary = post.name if post.kind is PostKind.SECRETARY else secretary
    await name_secretary(work, org, secretary, document)


async def _check_still_eligible(
    work: Work, org: PartyOrg, winners: Sequence[ElectionCandidate], held_on: dt.date, limits: Mapping[str, int]
) -> None:
    people = await standings(work, org, [winner.person_id for winner in winners])
    for winner in winners:
        person, kind = people.get(winner.person_id), winner.kind or PostKind.COMMITTEE_MEMBER
        try:
            if person is None:
                raise RuleError("holder_relationship_elsewhere", f"{winner.name}的正式组织关系已不在本组织")
            rules.check_holder(kind, PostBasis.ELECTED, person, from_on=held_on, limits=limits)
        except RuleError as exc:
            raise broken("action", exc) from exc


async def _approver(work: Work, org: PartyOrg) -> tuple[uuid.UUID | None, str]:
    """The nearest committee above, itself not counted; else the organization department of the area."""
    above = org.party_path.removesuffix(f"{org.id}/")
    approver_id = await committee_above(work, above) if above.strip("/") else None
    if approver_id is None:
        return None, "组织部门"
    return approver_id, (await work.session.exec(select(DIRECTORY.c.name).where(DIRECTORY.c.id == approver_id))).one()


async def _term_end(work: Work, org_id: uuid.UUID) -> dt.date | None:
    statement = select(sa.func.max(Post.term_ends_on)).where(
        Post.org_id == org_id, sa.func.upper_inf(Post.valid_during)
    )
    return (await work.session.exec(statement)).one()


async def _voters(work: Work, org: PartyOrg, day: dt.date) -> int:
    """Full members in normal status who belonged to the organization, or below it, on a day."""
    voters = select(sa.func.count()).select_from(Affiliation)
    statement = affiliated_on(voters, day).where(
        between(col(Affiliation.party_path), "org"), Affiliation.category == FULL_MEMBER
    )
    found: int = (await work.session.exec(statement, params=dict(prefix_range("org")(org.party_path)))).one()
    return found


ELECTION = Binding(
    table=Election,
    steps=ElectionStep,
    reading=READING,
    refusal=ElectionOutOfTurn,
    procedure=lambda _: PROCEDURE,
    acting=election_bodies,
    names=lambda facts: {
        ElectionBody.ORGANIZATION: facts["org_name"],
        ElectionBody.APPROVER: facts["approver_name"],
    },
    paths=lambda election, _: (paths_at(election.org_id), paths_at(election.org_id)),
    carry_out=_carry_out,
)
"""Errors of its actions: those of `locked_org`, `PostsChangedSince`, `PostHeld`; `InvalidRequest` names the field."""
