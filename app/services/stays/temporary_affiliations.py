"""Temporary affiliations: agreed by the home branch, accepted by the host, extended, ended or converted (N11)."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range
from sqlmodel import col, select

from app.auth.bodies import temporary_affiliation_bodies
from app.auth.work import Work
from app.core.errors import Conflict, NotFound, Problem, invalid
from app.ledger.recording import Paths
from app.models.members import Member
from app.models.temporary_affiliations import (
    LIVE_STATES,
    TemporaryAction,
    TemporaryAffiliation,
    TemporaryState,
    TemporaryStep,
)
from app.queries.reference.party_org_directory import DIRECTORY
from app.queries.stays.temporary_affiliations import READING
from app.rules.faults import RuleError
from app.rules.organizations.party_structure import BRANCHES
from app.rules.people import id_number
from app.rules.stays.temporary import first_review, next_review
from app.schemas.stays import temporary_affiliations as schemas
from app.schemas.transfers.transfers import TransferCreate
from app.services.people.people import PersonRegisteredElsewhere, find_person
from app.services.people.problems import MemberAffiliatedOutside, MemberNotInNormalStatus, SameBranch
from app.services.procedures import Binding, NotTheActingBody, Outcome, Taking, begin, paths_at, write_step
from app.services.reference.figures import figure
from app.services.together import clear
from app.services.transfers import transfers
from app.services.transfers.submission import NORMAL_STATUS, find_route
from app.workflows.temporary_affiliation import PROCEDURE, GuestBody
from app.workflows.together import ADVANCING, Thing


class TemporaryOutOfTurn(Conflict):
    code, title = "temporary_action_out_of_turn", "当前状态不能办理此步"
    detail = "请查看 allowed_actions，按当前状态可办的步骤办理。"


class TemporaryAffiliationLive(Conflict):
    code, title = "temporary_affiliation_live", "已有一件临时组织关系"
    detail = "同一党员同时只能有一处临时组织关系，请先结束或撤回原来的。"
    constraints = ("uq_temporary_affiliation_live",)


class TemporaryStayOverlaps(Conflict):
    code, title = "temporary_stay_overlaps", "与另一段临时组织关系重叠"
    detail = "该党员在所填日期另有临时组织关系，请将起始日期改为其结束之日或更晚。"
    constraints = ("uq_temporary_affiliation_stay",)


class GuestOnRecord(PersonRegisteredElsewhere):
    code, title = "guest_on_record", "此人已在本系统登记"
    detail = "该公民身份号码已在本系统登记，不显示详情；请由本人或其所在党支部以 member_id 申请。"


class HostNotABranch(Problem):
    status, code, title = 422, "host_not_a_branch", "不能接纳临时组织关系"
    detail = "host_org_id 须是未撤销的党支部或联合党支部，请从党组织名录中选择。"


async def apply_for(work: Work, body: schemas.TemporaryCreate) -> uuid.UUID:
    """An application: by the member or the home branch, or by the host where the relationship lies outside.

    Errors: `NotFound`, `HostNotABranch`, `SameBranch`, `NotTheActingBody`, `MemberNotInNormalStatus`,
    `GuestOnRecord`, `TemporaryAffiliationLive`, `PartyOrgDissolved` for a host that ended in this moment.
    """
    host = await _host(work, body.host_org_id)
    card = await _outside_card(work, body.outside) if body.outside else await _member_card(work, body.member_id)
    if card["home_org_id"] == host.id:
        raise SameBranch("正式组织关系就在这个党支部，不需要临时组织关系。", field="host_org_id")
    guest = TemporaryAffiliation(
        **card,
        host_org_id=host.id,
        host_name=host.name,
        reason=body.reason,
        reason_text=body.reason_text,
        state=TemporaryState.APPLIED,
        created_at=work.clock.now(),
    )
    by = temporary_affiliation_bodies(work.principal, guest.model_dump())
    _require_applicant(guest, by)
    # Who has agreed already: the home branch by applying, one outside the registry on paper.
    if GuestBody.HOME_BRANCH in by or guest.home_org_id is None:
        guest.state, guest.offered_on = TemporaryState.AGREED, work.today
    cleared = await clear(work, Thing.TEMPORARY, orgs=(host.id,))
    await begin(work, TEMPORARY_AFFILIATION, guest, cleared=cleared)
    return guest.id


async def end_with_membership(work: Work, person_id: uuid.UUID, on: dt.date, reason: str) -> None:
    """Whose membership has ended is nobody's guest: a stay ends on that day, an application is withdrawn."""
    live = (TemporaryAffiliation.person_id == person_id, col(TemporaryAffiliation.state).in_(LIVE_STATES))
    guest = (await work.session.exec(select(TemporaryAffiliation).where(*live).with_for_update())).one_or_none()
    if guest is None:
        return
    before, action, to_state = guest.model_dump(), TemporaryAction.WITHDRAW, TemporaryState.WITHDRAWN
    if guest.state is TemporaryState.ACTIVE and guest.valid_during and guest.valid_during.lower:
        action, to_state = TemporaryAction.END, TemporaryState.ENDED
        guest.valid_during = Range(guest.valid_during.lower, max(on, guest.valid_during.lower + dt.timedelta(days=1)))
    guest.closing_note = reason
    await write_step(work, TEMPORARY_AFFILIATION, guest, before, action, guest.state, to_state, Outcome(reason))


async def _host(work: Work, org_id: uuid.UUID) -> Any:
    host = (await work.session.exec(select(*DIRECTORY.c).where(DIRECTORY.c.id == org_id))).one_or_none()
    if host is None or host.category not in BRANCHES:
        raise HostNotABranch(field="host_org_id")
    return host


async def _member_card(work: Work, member_id: uuid.UUID | None) -> dict[str, Any]:
    member = (await work.session.exec(select(Member).where(Member.person_id == member_id))).one_or_none()
    if member is None:
        raise NotFound
    if member.membership_status != NORMAL_STATUS:
        raise MemberNotInNormalStatus
    card = member.model_dump(include={"person_id", "name", "sex", "id_masked", "category"})
    home = {"home_org_id": member.org_id, "home_name": member.affiliation_name}
    return card | home | {"subject_id": member.person_id}


async def _outside_card(work: Work, outside: schemas.OutsideGuest) -> dict[str, Any]:
    """The minimum card of somebody who is not in the registry; of the number only half its keyed digest stays."""
    known = await find_person(work, outside.id_number)
    if known is not None:
        raise GuestOnRecord(known)
    number = id_number.parse(outside.id_number)
    card = outside.model_dump(include={"name", "category", "home_name"})
    card |= {"sex": number.sex, "id_masked": id_number.mask(number.number), "home_org_id": None}
    return card | {"subject_id": uuid.UUID(bytes=work.keyring.lookup(number.number)[:16])}


def _require_applicant(guest: TemporaryAffiliation, by: frozenset[GuestBody]) -> None:
    outside = guest.home_org_id is None
    entitled = {GuestBody.HOST_BRANCH if outside else GuestBody.HOME_BRANCH}
    if guest.person_id is not None:
        entitled.add(GuestBody.MEMBER)
    if not entitled & by:
        who = PROCEDURE.who(entitled, _names(guest.model_dump()))
        raise NotTheActingBody(f"这一步由{who}办理，请由其登录办理。")


def _names(facts: Mapping[str, Any]) -> dict[GuestBody, str | None]:
    return {GuestBody.HOME_BRANCH: facts["home_name"], GuestBody.HOST_BRANCH: facts["host_name"]}


async def _carry_out(
    work: Work, taking: Taking[TemporaryAffiliation, TemporaryState, GuestBody], body: schemas.TemporaryActionBody
) -> Outcome:
    """Whatever an action does beyond the change of state."""
    guest, review_on = taking.row, taking.row.review_on
    note = await _do(work, guest, body)
    return Outcome(note, facts={"review_on": guest.review_on if guest.review_on != review_on else None})


async def _do(work: Work, guest: TemporaryAffiliation, body: schemas.TemporaryActionBody) -> str | None:
    match body:
        case schemas.GuestAgree():
            guest.offered_on = work.today
            return body.note
        case schemas.GuestAccept():
            await _accept(work, guest, body)
            return None
        case schemas.GuestExtend():
            months = await figure(work.session, "temporary.extension_months", work.today)
            try:
                guest.review_on = next_review(guest.review_on or work.today, body.review_on, months, work.today)
            except RuleError as exc:
                raise invalid("review_on", exc.code, f"{exc}。") from exc
            return body.reason
        case schemas.GuestEnd():
            _end(work, guest, body)
            guest.closing_note = body.reason
            return body.reason
        case schemas.GuestConvert():
            await _convert(work, guest, body)
            return None
        case schemas.GuestDecline():
            guest.closing_note = body.reason
            return body.reason
        case schemas.GuestWithdraw():
            guest.closing_note = body.note
            return body.note


async def _accept(work: Work, guest: TemporaryAffiliation, body: schemas.GuestAccept) -> None:
    starts_on = body.starts_on or work.today
    if starts_on > work.today or (guest.offered_on and starts_on < guest.offered_on):
        message = f"起始日期须不早于所在党支部同意之日（{guest.offered_on}），也不晚于今天。"
        raise invalid("starts_on", "start_out_of_range", message)
    months = await figure(work.session, "temporary.max_months", starts_on)
    try:
        guest.review_on = first_review(starts_on, body.review_on, months)
    except RuleError as exc:
        raise invalid("review_on", exc.code, f"{exc}。") from exc
    guest.valid_during = Range(starts_on, None)


def _end(work: Work, guest: TemporaryAffiliation, body: schemas.GuestEnd) -> None:
    """A stay that ends on the day on which it began has lasted that day."""
    ended_on, started = body.ended_on or work.today, guest.valid_during.lower if guest.valid_during else None
    if started is None or not started <= ended_on <= work.today:
        raise invalid("ended_on", "end_out_of_range", f"结束日期须不早于起始日期（{started}），也不晚于今天。")
    guest.valid_during = Range(started, max(ended_on, started + dt.timedelta(days=1)))


async def _convert(work: Work, guest: TemporaryAffiliation, body: schemas.GuestConvert) -> None:
    """The draft of a formal transfer from home to host; the stay goes on until the host's committee accepts it."""
    if guest.home_org_id is None or guest.person_id is None:
        raise MemberAffiliatedOutside
    request = TransferCreate(
        member_id=guest.person_id,
        route=await find_route(work.session, guest.home_org_id, guest.host_org_id),
        to_org_id=guest.host_org_id,
        reason=f"临时组织关系转为正式接转：{guest.reason.zh}",
        dues_paid_to=body.dues_paid_to,
    )
    guest.transfer_id = await transfers.draft_transfer(work, request)


def _paths(guest: TemporaryAffiliation, _: Mapping[str, Any]) -> tuple[Paths, Paths]:
    """Seen from the home branch, and from the host once it was offered, or where the home is not in the registry."""
    host, home = paths_at(guest.host_org_id), paths_at(guest.home_org_id)
    known = Paths(sa.func.coalesce(home.place, host.place), sa.func.coalesce(home.party, host.party))
    return known, host if guest.offered_on else known


TEMPORARY_AFFILIATION = Binding(
    table=TemporaryAffiliation,
    steps=TemporaryStep,
    reading=READING,
    refusal=TemporaryOutOfTurn,
    procedure=lambda _: PROCEDURE,
    acting=temporary_affiliation_bodies,
    names=_names,
    paths=_paths,
    carry_out=_carry_out,
    thing=lambda _: Thing.TEMPORARY,
    advancing=ADVANCING[Thing.TEMPORARY],
)
"""Errors of its actions: `InvalidRequest`, `TemporaryStayOverlaps`, of a conversion those of opening a transfer."""
