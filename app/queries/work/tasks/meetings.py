"""Meetings that a branch has still to hold: of each kind the earliest, the last missed one included (N31)."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by, distinct_on
from sqlmodel import col, select

from app.models.meetings import MeetingKind
from app.models.party_orgs import PartyOrg
from app.queries.reference.figures import TODAY
from app.queries.work.tasks.shape import task


def _states(year: Any) -> Any:
    return sa.func.meeting_states(year, TODAY).table_valued(
        *(sa.column("org_id", sa.Uuid()), sa.column("kind", sa.Text()), sa.column("first_on", sa.Date())),
        *(sa.column("last_on", sa.Date()), sa.column("held_on", sa.Date()), sa.column("state", sa.Text())),
        name="meeting_state",
    )


_year = sa.cast(sa.func.date_part("year", TODAY), sa.Integer)
_both = sa.union_all(*(select(_states(year)) for year in (_year - 1, _year))).subquery("both")
# A missed one is told until the next of its kind is held, or over too: then it is history, for the superior's overview.
_next_state = sa.func.lead(_both.c.state).over(partition_by=(_both.c.org_id, _both.c.kind), order_by=_both.c.first_on)
_known = select(_both, _next_state.label("next_state")).subquery("known")  # type: ignore[call-overload]
_due = (
    select(_known)
    .ext(distinct_on(_known.c.org_id, _known.c.kind))
    .where(
        sa.or_(
            _known.c.state == sa.literal_column("'open'"),
            sa.and_(
                _known.c.state == sa.literal_column("'missed'"),
                _known.c.next_state == sa.literal_column("'open'"),
            ),
        )
    )
    .order_by(_known.c.org_id, _known.c.kind, _known.c.first_on)
    .subquery("due")
)
_title = sa.case({kind.value: sa.literal_column(f"'{kind.zh}'") for kind in MeetingKind}, value=_due.c.kind)
_listed = (
    select(
        _due.c.org_id,
        sa.func.array_to_string(
            sa.func.array_agg(aggregate_order_by(_title, _due.c.last_on, _title)), sa.literal_column("'、'")
        ).label("kinds"),
        sa.func.min(_due.c.first_on).label("first_on"),
        sa.func.min(_due.c.last_on).label("last_on"),
    )
    .group_by(_due.c.org_id)
    .subquery("listed")
)

TASKS = (
    task(
        "meeting",
        subject_id=PartyOrg.id,
        about=PartyOrg.name + sa.literal_column("'：'") + _listed.c.kinds,
        place_path=PartyOrg.place_path,
        body_id=PartyOrg.id,
        body_name=PartyOrg.name,
        since_on=_listed.c.first_on,
        due_on=_listed.c.last_on,
    )
    .join_from(PartyOrg, _listed, _listed.c.org_id == PartyOrg.id)
    .where(col(PartyOrg.dissolved_on).is_(None)),
)
"""One task of a branch, which names what is to be held; its date is the earliest."""
