"""Recording organization life: one entry for a gathering, whatever it counts as (N31)."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa
from sqlmodel import col, select

from app.auth.work import Work
from app.core.errors import Conflict, FieldFault, InvalidRequest, NotFound, invalid
from app.core.responses import require_match
from app.ledger.recording import paths_of, record
from app.models.changes import Operation
from app.models.meetings import LifeProgramme, Meeting, MeetingAttendance, MeetingHeld, MeetingKind
from app.models.members import Affiliation
from app.models.party_orgs import PartyOrg
from app.models.posts import Post
from app.models.temporary_affiliations import TemporaryAffiliation
from app.models.training_records import TrainingRecord
from app.queries.life.meetings import YEAR, states
from app.queries.people.affiliation_on import affiliated_on
from app.rules.organizations.party_structure import BRANCHES
from app.schemas.life.meetings import Absence, MeetingCreate, MeetingUpdate, ProgrammeAdopt
from app.services.organizations.locked_orgs import locked_org


class MeetingRecorded(Conflict):
    code, title = "meeting_recorded", "当日已有同类记录"
    detail = "同一党支部同一日同一种会议只记一次；请修改原记录，或撤销后重新登记。"
    constraints = ("uq_meeting_held_org_id_kind_held_on",)


class MeetingCancelled(Conflict):
    code, title = "meeting_cancelled", "记录已撤销"
    detail = "已撤销的记录不能再修改，请重新登记。"


async def record_meeting(work: Work, body: MeetingCreate) -> uuid.UUID:
    """Enter a gathering; whoever belonged to the branch on the day and is not named absent was there.

    Errors: `InvalidRequest` names the field and the rule, `MeetingRecorded` by the database; those of `locked_org`.
    """
    org = await branch(work, body.org_id, field="org_id")
    require_past(work, org, "held_on", body.held_on)
    if len(set(body.kinds)) < len(body.kinds):
        raise invalid("kinds", "kind_repeated", "同一种会议只选一次。")
    meeting = Meeting(
        **body.model_dump(include={"org_id", "held_on", "topic", "minutes", "hours"}),
        kinds=[kind.value for kind in body.kinds],
    )
    expected = await _expected(work, org, body)
    guests = await _guests(work, org, body)
    if not expected:
        raise invalid("held_on", "nobody_expected", "当日本支部没有应到的党员，请核对日期和党员名册。")
    _check_absent(expected, body.absent)
    work.session.add(meeting)
    await work.session.flush()
    for number, kind in enumerate(body.kinds, 1):
        held = MeetingHeld(meeting_id=meeting.id, number=number, org_id=org.id, kind=kind, held_on=body.held_on)
        work.session.add(held)
    reasons = {absence.person_id: absence.reason for absence in body.absent}
    for people, is_guest in ((expected, False), (guests, True)):
        for person_id, name in people.items():
            row = MeetingAttendance(
                meeting_id=meeting.id,
                person_id=person_id,
                name=name,
                is_guest=is_guest,
                absence=None if is_guest else reasons.get(person_id),
            )
            work.session.add(row)
    await _count_hours(work, org, meeting, {p: name for p, name in expected.items() if p not in reasons})
    await record(work.session, meeting, Operation.CREATE, body.model_fields_set, after=paths_of(org))
    return meeting.id


async def update_meeting(work: Work, meeting_id: uuid.UUID, body: MeetingUpdate, if_match: str | None) -> None:
    """Put topic, record or absences right; `NotFound`, `Stale`, `MeetingCancelled`, `InvalidRequest`."""
    org, meeting = await _recorded(work, meeting_id)
    require_match(if_match, meeting.version)
    if body.topic is not None:
        meeting.topic = body.topic
    if "minutes" in body.model_fields_set:
        meeting.minutes = body.minutes
    if body.absent is not None:
        statement = select(MeetingAttendance).where(
            MeetingAttendance.meeting_id == meeting.id, ~col(MeetingAttendance.is_guest)
        )
        rows = (await work.session.exec(statement)).all()
        _check_absent([row.person_id for row in rows], body.absent)
        reasons = {absence.person_id: absence.reason for absence in body.absent}
        for row in rows:
            row.absence = reasons.get(row.person_id)
        await _count_hours(work, org, meeting, {row.person_id: row.name for row in rows if row.absence is None})
    meeting.version += 1
    here = paths_of(org)
    await record(work.session, meeting, Operation.UPDATE, body.model_fields_set, before=here, after=here)


async def cancel_meeting(work: Work, meeting_id: uuid.UUID, reason: str) -> None:
    """Withdraw a record that should not be; it stays readable and no longer counts."""
    org, meeting = await _recorded(work, meeting_id)
    held = await work.session.exec(select(MeetingHeld).where(MeetingHeld.meeting_id == meeting.id))
    for row in held.all():
        await work.session.delete(row)
    await _count_hours(work, org, meeting, {})
    meeting.cancelled_reason = reason
    meeting.version += 1
    here = paths_of(org)
    await record(work.session, meeting, Operation.UPDATE, ["cancelled_reason"], before=here, after=here, reason=reason)


async def adopt_programme(work: Work, org_id: uuid.UUID, year: int, body: ProgrammeAdopt, if_match: str | None) -> None:
    """Set a branch's plan of a year; an item is one of the meetings that the year requires, on a day of its period.

    Errors: `NotFound`, `Stale`, `InvalidRequest`; those of `locked_org`.
    """
    org = await branch(work, org_id)
    statement = select(LifeProgramme).where(LifeProgramme.org_id == org.id, LifeProgramme.year == year)
    programme = (await work.session.exec(statement)).one_or_none()
    require_match(if_match, programme.version if programme else 0)
    required = await _required(work, org.id, year)
    faults, seen = [], set()
    for i, item in enumerate(body.items):
        period = required.get((item.kind, item.number))
        if period is None or (item.kind, item.number) in seen:
            message = "本年没有这一次会议，或已列入计划；应开的见 GET 本路径。"
            faults.append(FieldFault(field=f"items.{i}.number", code="meeting_not_required", message=message))
        elif not period[0] <= item.planned_on <= period[1]:
            message = f"这一次应在{period[0]:%Y-%m-%d}至{period[1]:%Y-%m-%d}之间。"
            faults.append(FieldFault(field=f"items.{i}.planned_on", code="day_out_of_order", message=message))
        seen.add((item.kind, item.number))
    if faults:
        raise InvalidRequest(errors=faults)
    items = [item.model_dump(mode="json") for item in body.items]
    here = paths_of(org)
    if programme is None:
        programme = LifeProgramme(org_id=org.id, year=year, items=items)
        work.session.add(programme)
        await record(work.session, programme, Operation.CREATE, ["items", "year"], after=here)
    else:
        programme.items, programme.version = items, programme.version + 1
        await record(work.session, programme, Operation.UPDATE, ["items"], before=here, after=here)


async def branch(work: Work, org_id: uuid.UUID, *, field: str | None = None) -> PartyOrg:
    """A standing branch in scope, locked: general branches and committees keep their own records elsewhere."""
    org = await locked_org(work, org_id, field=field)
    if org.category not in BRANCHES:
        raise invalid(field or "org_id", "not_a_branch", "组织生活由党支部登记，请选择党支部。")
    return org


def require_past(work: Work, org: PartyOrg, field: str, day: dt.date) -> None:
    """`InvalidRequest` for a day to come, or before the branch stood."""
    first = org.founded_on or dt.date(1921, 7, 1)
    if not first <= day <= work.today:
        raise invalid(field, "day_out_of_order", f"日期应在{first:%Y-%m-%d}至{work.today:%Y-%m-%d}之间，请核对。")


async def belonging(work: Work, org: PartyOrg, day: dt.date) -> dict[uuid.UUID, str]:
    """Who belonged to the branch on a day, by name; probationary members too."""
    statement = affiliated_on(select(Affiliation.person_id, Affiliation.name), day).where(Affiliation.org_id == org.id)
    return dict((await work.session.exec(statement)).all())


async def branch_and_name(
    work: Work, org_id: uuid.UUID, person_id: uuid.UUID, held_on: dt.date
) -> tuple[PartyOrg, str]:
    """The branch, locked, and the name of somebody who belonged to it on that day; `InvalidRequest`."""
    org = await branch(work, org_id, field="org_id")
    require_past(work, org, "held_on", held_on)
    name = (await belonging(work, org, held_on)).get(person_id)
    if name is None:
        raise invalid("person_id", "not_of_the_branch", "当日不在本支部，或党籍不正常。")
    return org, name


async def _expected(work: Work, org: PartyOrg, body: MeetingCreate) -> dict[uuid.UUID, str]:
    """Everybody, the committee, or whoever is named: all of the branch on that day."""
    everybody = await belonging(work, org, body.held_on)
    chosen: Collection[uuid.UUID] = body.expected or ()
    if body.expected is None and set(body.kinds) == {MeetingKind.COMMITTEE_MEETING}:
        statement = select(Post.person_id, Post.name).where(
            Post.org_id == org.id, col(Post.valid_during).contains(body.held_on), col(Post.person_id).is_not(None)
        )
        return dict((await work.session.exec(statement)).all())  # type: ignore[arg-type]
    if body.expected is None:
        return everybody
    if strangers := [i for i, person_id in enumerate(body.expected) if person_id not in everybody]:
        message = "当日不在本支部，或党籍不正常。"
        raise InvalidRequest(
            errors=[FieldFault(field=f"expected.{i}", code="not_of_the_branch", message=message) for i in strangers]
        )
    return {person_id: everybody[person_id] for person_id in chosen}


async def _guests(work: Work, org: PartyOrg, body: MeetingCreate) -> dict[uuid.UUID, str]:
    if not body.guests:
        return {}
    statement = select(TemporaryAffiliation.person_id, TemporaryAffiliation.name).where(
        TemporaryAffiliation.host_org_id == org.id,
        col(TemporaryAffiliation.person_id).in_(body.guests),
        col(TemporaryAffiliation.valid_during).contains(body.held_on),
    )
    found = dict((await work.session.exec(statement)).all())
    if strangers := [i for i, person_id in enumerate(body.guests) if person_id not in found]:
        message = "当日临时组织关系不在本支部。"
        raise InvalidRequest(
            errors=[FieldFault(field=f"guests.{i}", code="not_a_guest", message=message) for i in strangers]
        )
    return found  # type: ignore[return-value]


async def _count_hours(work: Work, org: PartyOrg, meeting: Meeting, present: Mapping[uuid.UUID, str]) -> None:
    """A meeting with training hours counts for those who were there, in place of what it counted before (N15)."""
    if meeting.hours is None:
        return
    for row in (await work.session.exec(select(TrainingRecord).where(TrainingRecord.meeting_id == meeting.id))).all():
        await work.session.delete(row)
    await work.session.flush()
    for person_id, name in present.items():
        counted = TrainingRecord(
            person_id=person_id,
            name=name,
            org_name=org.name,
            completed_on=meeting.held_on,
            title=meeting.topic,
            hours=meeting.hours,
            meeting_id=meeting.id,
        )
        work.session.add(counted)


def _check_absent(expected: Collection[uuid.UUID], absent: Sequence[Absence]) -> None:
    faults = [
        FieldFault(field=f"absent.{i}.person_id", code="not_expected", message="不在应到人员之内，或重复填写。")
        for i, absence in enumerate(absent)
        if absence.person_id not in expected or absence.person_id in {a.person_id for a in absent[:i]}
    ]
    if faults:
        raise InvalidRequest(errors=faults)


async def _recorded(work: Work, meeting_id: uuid.UUID) -> tuple[PartyOrg, Meeting]:
    meeting = (await work.session.exec(select(Meeting).where(Meeting.id == meeting_id))).one_or_none()
    if meeting is None:
        raise NotFound
    org = await locked_org(work, meeting.org_id)
    await work.session.refresh(meeting, with_for_update=True)
    if meeting.cancelled_reason is not None:
        raise MeetingCancelled
    return org, meeting


async def _required(work: Work, org_id: uuid.UUID, year: int) -> dict[tuple[MeetingKind, int], tuple[dt.date, dt.date]]:
    statement = sa.select(states.c.kind, states.c.number, states.c.first_on, states.c.last_on)  # noqa: TID251
    rows = await work.session.exec(  # type: ignore[call-overload]
        statement.where(states.c.org_id == org_id), params={YEAR.key: year, "today": work.today}
    )
    return {(MeetingKind(kind), number): (first, last) for kind, number, first, last in rows.all()}
