"""Floating members: registered by the home branch, heard of once a year, ended (N12; the 2024 opinion)."""

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from app.auth.work import Work
from app.core.errors import Conflict, FieldFault, InvalidRequest, NotFound
from app.ledger.recording import Paths, paths_of, record
from app.models.accounts import StaffRole
from app.models.changes import Operation
from app.models.floating_registrations import FloatingContact, FloatingEnd, FloatingRegistration
from app.models.members import Member
from app.queries.reference.party_org_directory import DIRECTORY
from app.rules.faults import RuleError
from app.rules.stays.temporary import check_floating
from app.schemas.stays.floating_registrations import FloatingContactCreate, FloatingCreate, FloatingEnded
from app.services.procedures import NotTheActingBody
from app.services.reference.figures import figure
from app.services.transfers.submission import find_travelling_member

_BY_THE_SYSTEM = {FloatingEnd.TRANSFERRED, FloatingEnd.MEMBERSHIP_ENDED}


class FloatingRegistered(Conflict):
    code, title = "floating_registered", "已登记为流动党员"
    detail = "该党员已有一条未结束的流动登记，请先结束。"
    constraints = ("uq_floating_registration_live",)


class FloatingOver(Conflict):
    code, title = "floating_over", "流动登记已结束"
    detail = "已结束的登记不能再办理；再次外出的，请另行登记。"


class ContactRecorded(Conflict):
    code, title = "floating_contact_recorded", "当日已有联系记录"
    detail = "一天记一次即可；请核对联系日期。"
    constraints = ("pk_floating_contact",)


async def register_floating(work: Work, body: FloatingCreate) -> uuid.UUID:
    """The home branch registers its member; the record's own mark follows (decision 0023).

    Errors: `NotFound`, `NotTheActingBody`, `MemberAffiliatedOutside`, `MemberNotInNormalStatus`, `FloatingRegistered`;
    `InvalidRequest` for an absence that is too short, or that began before the last one ended.
    """
    member = await find_travelling_member(work, body.member_id)
    if work.principal.org_id != member.org_id:
        raise NotTheActingBody(f"由所在党支部（{member.affiliation_name}）登记。")
    months = await figure(work.session, "floating.min_months", work.today)
    try:
        check_floating(body.away_since, body.back_on, work.today, months)
    except RuleError as exc:
        raise InvalidRequest(errors=[FieldFault(field="away_since", code=exc.code, message=f"{exc}。")]) from exc
    last_end = await _last_end(work, member.person_id)
    if last_end is not None and body.away_since < last_end:
        message = f"上一次流动登记于{last_end}结束，外出起始日期不得早于该日。"
        raise InvalidRequest(errors=[FieldFault(field="away_since", code="absence_overlaps", message=message)])
    registration = FloatingRegistration(
        **body.model_dump(exclude={"member_id"}),
        person_id=member.person_id,
        name=member.name,
        sex=member.sex,
        id_masked=member.id_masked,
        category=member.category,
        home_org_id=member.org_id,  # type: ignore[arg-type]  # who is affiliated outside was refused
        home_name=member.affiliation_name,
        registered_on=work.today,
        created_at=work.clock.now(),
    )
    work.session.add(registration)
    await record(work.session, registration, Operation.CREATE, body.model_fields_set, after=paths_of(member))
    await _mark(work, member, floating=body.destination)
    return registration.id


async def record_contact(work: Work, registration_id: uuid.UUID, body: FloatingContactCreate) -> None:
    """A report home; `NotFound`, `NotTheActingBody`, `FloatingOver`, `ContactRecorded`."""
    registration = await _live(work, registration_id, by_member=True)
    if body.contacted_on > work.today or body.contacted_on < registration.away_since:
        message = f"联系日期须不早于外出之日（{registration.away_since}），也不晚于今天。"
        raise InvalidRequest(errors=[FieldFault(field="contacted_on", code="contact_out_of_range", message=message)])
    work.session.add(
        FloatingContact(
            registration_id=registration.id,
            **body.model_dump(),
            body_name=work.principal.body_name,
            account_id=work.principal.account_id,
            at=work.clock.now(),
        )
    )
    registration.last_contact_on = max(body.contacted_on, registration.last_contact_on or body.contacted_on)
    await _changed(work, registration, {"last_contact_on"})


async def end_floating(work: Work, registration_id: uuid.UUID, body: FloatingEnded) -> None:
    """The member is back; `NotFound`, `NotTheActingBody`, `FloatingOver`."""
    registration = await _live(work, registration_id, by_member=False)
    ended_on = body.ended_on or work.today
    if body.end_reason in _BY_THE_SYSTEM:
        message = "组织关系转出和党籍终止由系统登记，请选择 returned 或 other。"
        raise InvalidRequest(errors=[FieldFault(field="end_reason", code="end_reason_not_chosen", message=message)])
    earliest = max(registration.away_since, registration.last_contact_on or registration.away_since)
    if ended_on > work.today or ended_on < earliest:
        message = f"结束日期须不早于外出之日和最近一次联系（{earliest}），也不晚于今天。"
        raise InvalidRequest(errors=[FieldFault(field="ended_on", code="end_out_of_range", message=message)])
    registration.ended_on, registration.end_reason, registration.note = ended_on, body.end_reason, body.note
    await _changed(work, registration, {"end_reason", "ended_on", "note"}, reason=body.note)
    member = await work.session.get_one(Member, registration.person_id)
    await _mark(work, member, floating=None)


async def _last_end(work: Work, person_id: uuid.UUID) -> dt.date | None:
    """When the latest registration that this branch sees ended."""
    ends = select(sa.func.max(col(FloatingRegistration.ended_on))).where(FloatingRegistration.person_id == person_id)
    return (await work.session.exec(ends)).one()


async def _live(work: Work, registration_id: uuid.UUID, *, by_member: bool) -> FloatingRegistration:
    statement = select(FloatingRegistration).where(FloatingRegistration.id == registration_id).with_for_update()
    registration = (await work.session.exec(statement)).one_or_none()
    if registration is None:
        raise NotFound
    is_member = work.principal.role is StaffRole.MEMBER
    if not ((is_member and by_member) or work.principal.org_id == registration.home_org_id):
        raise NotTheActingBody(f"这一步由{registration.home_name}办理，请由其经办人登录办理。")
    if registration.ended_on is not None:
        raise FloatingOver
    return registration


async def _mark(work: Work, member: Member, *, floating: str | None) -> None:
    """The mark of the collection form on the member's record (docs/domain.md#collection-form, item 16)."""
    here = paths_of(member)
    member.is_floating, member.floating_destination = floating is not None, floating
    member.version += 1
    changed = {"floating_destination", "is_floating"}
    await record(work.session, member, Operation.UPDATE, changed, before=here, after=here, reason="流动登记")


async def _changed(
    work: Work, registration: FloatingRegistration, columns: set[str], *, reason: str | None = None
) -> None:
    registration.version += 1
    home: Any = select(DIRECTORY.c.place_path, DIRECTORY.c.party_path).where(
        col(DIRECTORY.c.id) == registration.home_org_id
    )
    here = Paths(*(await work.session.exec(home)).one())
    await record(work.session, registration, Operation.UPDATE, columns, before=here, after=here, reason=reason)
