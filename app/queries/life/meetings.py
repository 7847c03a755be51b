"""Reads of organization life: meetings, a branch's year, what was held and missed across an area."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from app.core.lists import Filter, Listing, record_query, rows_as_json, select_columns
from app.models.care_records import CareRecord
from app.models.mass_contacts import MassContact
from app.models.meetings import LifeProgramme, Meeting, MeetingAttendance, MeetingHeld
from app.models.party_orgs import PartyOrg
from app.queries.filters import equals, flag, in_area
from app.queries.organizations.party_orgs import ORG_ID
from app.queries.reference.figures import TODAY
from app.queries.reference.party_org_directory import DIRECTORY
from app.rules.life.organization_life import SUPERVISION

YEAR = sa.bindparam("year", type_=sa.Integer())
KINDS = sa.cast(Meeting.kinds, sa.ARRAY(sa.Text()))


def _attending(*conditions: Any) -> Any:
    attending = select(sa.func.count()).where(MeetingAttendance.meeting_id == Meeting.id, *conditions)
    return attending.correlate(Meeting).scalar_subquery()


_of_branch = ~col(MeetingAttendance.is_guest)
_summary = (
    *(col(Meeting.id), col(Meeting.org_id), DIRECTORY.c.name.label("org_name"), KINDS.label("kinds")),
    *(col(Meeting.held_on), col(Meeting.topic), _attending(_of_branch).label("expected")),
    _attending(_of_branch, col(MeetingAttendance.absence).is_(None)).label("present"),
    _attending(col(MeetingAttendance.is_guest)).label("guests"),
    col(Meeting.cancelled_reason),
)
_attendance = (
    select(
        *(col(MeetingAttendance.person_id), col(MeetingAttendance.name), col(MeetingAttendance.is_guest)),
        col(MeetingAttendance.absence),
    )
    .where(MeetingAttendance.meeting_id == Meeting.id)
    .order_by(col(MeetingAttendance.is_guest), col(MeetingAttendance.name), col(MeetingAttendance.person_id))
    .correlate(Meeting)
)

RECORD = record_query(
    select(
        *_summary,
        col(Meeting.minutes),
        col(Meeting.hours),
        rows_as_json(_attendance).label("attendance"),
        col(Meeting.version),
    )  # type: ignore[call-overload]
    .outerjoin(DIRECTORY, DIRECTORY.c.id == Meeting.org_id)
    .where(Meeting.id == sa.bindparam("meeting_id", type_=sa.Uuid()))
)

LIST = Listing(
    select_columns(*_summary).outerjoin(DIRECTORY, DIRECTORY.c.id == Meeting.org_id),
    sorts={"-held_on": ("held_on", "id"), "held_on": ("held_on", "id")},
    filters={
        "org_id": Filter(Meeting.org_id == ORG_ID),
        "kind": Filter(sa.bindparam("kind", type_=sa.Text()) == sa.any_(KINDS)),
        "from_on": Filter(col(Meeting.held_on) >= sa.bindparam("from_on", type_=sa.Date())),
        "to_on": Filter(col(Meeting.held_on) <= sa.bindparam("to_on", type_=sa.Date())),
    },
)

OWN = (
    select_columns(
        *(col(Meeting.held_on), KINDS.label("kinds"), col(Meeting.topic)),
        *(col(MeetingAttendance.is_guest), col(MeetingAttendance.absence)),
    )
    .join_from(MeetingAttendance, Meeting, col(Meeting.id) == MeetingAttendance.meeting_id)
    .where(col(Meeting.cancelled_reason).is_(None))
)
"""A person's own attendance, under the policies of `huizhi_self`."""

states = sa.func.meeting_states(YEAR, TODAY).table_valued(
    *(sa.column("org_id", sa.Uuid()), sa.column("kind", sa.Text()), sa.column("number", sa.Integer())),
    *(sa.column("first_on", sa.Date()), sa.column("last_on", sa.Date()), sa.column("held_on", sa.Date())),
    sa.column("state", sa.Text()),
    name="meeting_state",
)
"""Every meeting that a branch in scope has to hold in a year. Parameters: `year`, `today`."""

_plan: Any = (
    sa.func.jsonb_to_recordset(LifeProgramme.items)
    .table_valued(
        *(sa.column("kind", sa.Text()), sa.column("number", sa.Integer()), sa.column("planned_on", sa.Date())),
        sa.column("topic", sa.Text()),
        name="plan",
    )
    .render_derived(with_types=True)
)
_planned = (
    select(_plan)
    .select_from(LifeProgramme)
    .join(_plan, sa.true())
    .where(LifeProgramme.org_id == ORG_ID, LifeProgramme.year == YEAR)
    .subquery("planned")
)
_rows = (
    select_columns(
        *(states.c.kind, states.c.number, states.c.first_on, states.c.last_on),
        *(_planned.c.planned_on, _planned.c.topic, states.c.held_on, states.c.state),
    )
    .outerjoin(_planned, sa.and_(_planned.c.kind == states.c.kind, _planned.c.number == states.c.number))
    .where(states.c.org_id == ORG_ID)
    .order_by(states.c.first_on, states.c.last_on, states.c.kind)
)
_version = select(LifeProgramme.version).where(LifeProgramme.org_id == ORG_ID, LifeProgramme.year == YEAR)

PROGRAMME = record_query(
    select_columns(
        *(col(PartyOrg.id).label("org_id"), col(PartyOrg.name), YEAR.label("year")),
        rows_as_json(_rows).label("items"),
        sa.func.coalesce(_version.scalar_subquery(), 0).label("version"),
    ).where(PartyOrg.id == ORG_ID)
)
"""Parameters: `org_id`, `year`, `today`."""


def _in_year(day: Any) -> sa.ColumnElement[bool]:
    return sa.and_(day >= sa.func.make_date(YEAR, 1, 1), day < sa.func.make_date(YEAR + 1, 1, 1))


def _number(state: str) -> sa.ColumnElement[int]:
    return sa.func.count().filter(states.c.state == sa.literal_column(f"'{state}'"))


_is_supervision = sa.or_(
    *(sa.cast(CareRecord.kind, sa.Text) == sa.literal_column(f"'{kind.value}'") for kind in sorted(SUPERVISION))
)
_counted = (
    select(
        *(states.c.org_id, states.c.kind, sa.func.count().label("required")),
        *(_number(state).label(state) for state in ("held", "missed", "open", "upcoming")),
    )
    .group_by(states.c.org_id, states.c.kind)
    .subquery("counted")
)
_last_held = (
    select(sa.func.max(MeetingHeld.held_on))
    .where(MeetingHeld.org_id == _counted.c.org_id, sa.cast(MeetingHeld.kind, sa.Text) == _counted.c.kind)
    .scalar_subquery()
)


def _records(noun: type[MassContact] | type[CareRecord], *conditions: Any) -> Any:
    of_year = select(sa.func.count(noun.id)).where(  # type: ignore[arg-type]
        noun.org_id == _counted.c.org_id, _in_year(col(noun.held_on)), *conditions
    )
    return of_year.scalar_subquery()


OVERVIEW = Listing(
    select_columns(
        *(_counted.c.org_id, col(PartyOrg.name), col(PartyOrg.name_key), col(PartyOrg.area_code), _counted.c.kind),
        *(_counted.c.required, _counted.c.held, _counted.c.missed, _counted.c.open, _counted.c.upcoming),
        _last_held.label("last_held_on"),
        _records(MassContact).label("mass_contacts"),
        _records(CareRecord, ~_is_supervision).label("care"),
        _records(CareRecord, _is_supervision).label("supervision"),
    ).join_from(PartyOrg, _counted, _counted.c.org_id == PartyOrg.id),
    sorts={"name": ("name_key", "org_id", "kind"), "-name": ("name_key", "org_id", "kind")},
    filters={
        "area_code": in_area(col(PartyOrg.place_path)),
        "org_id": Filter(col(PartyOrg.id) == ORG_ID),
        "kind": equals(_counted.c.kind),
        "missed": flag(_counted.c.missed > 0),
    },
)
"""Fixed parameters: `year`, `today`."""
