"""Reads of the work list, one statement per role."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from app.core.database import DatabaseRole, Query, compile_query
from app.core.lists import EMPTY, Filter, Listing, select_columns
from app.models.calendar import CalendarYear
from app.models.party_orgs import PartyOrg
from app.queries.filters import among, equals, flag, in_area
from app.queries.reference.figures import TODAY, figure_on
from app.queries.transfers.transfers import OWN_ORG
from app.queries.work.tasks.sources import AREA, ORG, SELF, tasks_for
from app.rules.organizations.party_structure import COMMITTEE
from app.rules.work.timers import TIMERS

_kinds = (
    sa.values(
        *(sa.column(name, sa.Text()) for name in ("kind", "title", "clause", "link", "part")),
        sa.column("by_working_days", sa.Boolean()),
        name="timer",
        literal_binds=True,
    )
    .data(
        [
            (t.kind, t.title, t.clause, f"/api/v1/{t.noun}/", t.part, (t.figure or "").endswith("working_days"))
            for t in TIMERS.values()
        ]
    )
    .alias("timer")
)
_first_not_escalated = select(
    sa.func.add_working_days(TODAY + 1, -figure_on("task.escalation_working_days"), type_=sa.Date())
).scalar_subquery()


def _committee_above(body_id: Any) -> Any:
    """The nearest committee (611) strictly above an organization, as far as the row policies show it."""
    body, above = aliased(PartyOrg), aliased(PartyOrg)
    ids = sa.cast(sa.func.string_to_array(sa.func.btrim(body.party_path, "/"), "/"), ARRAY(sa.Uuid))
    return (
        select(above.id)
        .join(body, col(above.id) == sa.any_(ids))
        .where(col(body.id) == body_id, above.id != body.id, above.category == COMMITTEE)
        .order_by(sa.func.length(above.party_path).desc())
        .limit(1)
        .scalar_subquery()
    )


def _work_list(role: DatabaseRole) -> Any:
    """A department sees every task in its area, a member those about the own person.

    An officer sees those of the own organization, and of the organizations below which have been overdue for so long
    that their committee has to look after it.
    """
    tasks = tasks_for(role)
    escalated = sa.func.coalesce(tasks.c.due_on < _first_not_escalated, sa.false())
    mine: Any = sa.true()
    if role is ORG:
        mine = sa.or_(tasks.c.body_id == OWN_ORG, sa.and_(escalated, _committee_above(tasks.c.body_id) == OWN_ORG))
    published = select(CalendarYear.id).where(CalendarYear.year == sa.extract("year", tasks.c.due_on)).exists()
    return (
        select_columns(
            sa.func.concat_ws(
                ":", tasks.c.kind, tasks.c.subject_id, tasks.c.body_id, tasks.c.person_id, type_=sa.Text()
            ).label("id"),
            tasks.c.kind,
            _kinds.c.title,
            _kinds.c.clause,
            tasks.c.about,
            tasks.c.subject_id,
            (_kinds.c.link + sa.cast(tasks.c.subject_id, sa.Text) + _kinds.c.part).label("link"),
            tasks.c.person_id,
            tasks.c.body_id,
            tasks.c.body_name,
            tasks.c.since_on,
            tasks.c.due_on,
            (tasks.c.due_on - TODAY).label("days_left"),
            sa.func.coalesce(tasks.c.due_on < TODAY, sa.false()).label("overdue"),
            escalated.label("escalated"),
            sa.or_(sa.not_(_kinds.c.by_working_days), published).label("calendar_known"),
            tasks.c.place_path,
        )
        .join(_kinds, _kinds.c.kind == tasks.c.kind)
        .where(mine)
        .subquery("listed")
    )


def _listing(listed: Any) -> Listing:
    shown = [column for column in listed.c if column.name != "place_path"]
    return Listing(
        select(*shown),
        sorts={"due_on": ("due_on", "id"), "-due_on": ("due_on", "id")},
        absent={"due_on": sa.literal_column("'infinity'::date", sa.Date())},
        filters={
            "kind": among(listed.c.kind),
            "overdue": flag(listed.c.overdue),
            "escalated": flag(listed.c.escalated),
            "due_before": Filter(listed.c.due_on < sa.bindparam("due_before", type_=sa.Date())),
            "body_id": equals(listed.c.body_id),
            "person_id": equals(listed.c.person_id),
            "area": in_area(listed.c.place_path),
        },
    )


def _summary(listed: Any) -> Query:
    """Per kind, in the order of `TIMERS`, and in all: open, overdue and escalated."""
    counts = {
        "open": sa.func.count(),
        "overdue": sa.func.count().filter(listed.c.overdue),
        "escalated": sa.func.count().filter(listed.c.escalated),
    }
    per = (
        select(listed.c.kind, listed.c.title, listed.c.clause, *(n.label(name) for name, n in counts.items()))
        .group_by(listed.c.kind, listed.c.title, listed.c.clause)
        .subquery("per")
    )
    items = sa.func.json_agg(aggregate_order_by(sa.func.row_to_json(per.table_valued()), per.c.kind))
    pairs: list[Any] = [sa.literal_column("'items'"), sa.func.coalesce(items, EMPTY)]
    for name in counts:
        pairs += [sa.literal_column(f"'{name}'"), sa.func.coalesce(sa.func.sum(per.c[name]), 0)]
    return compile_query(select(sa.cast(sa.func.json_build_object(*pairs), sa.Text)).select_from(per))


_listed = {role: _work_list(role) for role in (AREA, ORG, SELF)}
LISTS: dict[DatabaseRole, Listing] = {role: _listing(listed) for role, listed in _listed.items()}
"""The work list of each role. Fixed parameter: `today`."""
SUMMARIES: dict[DatabaseRole, Query] = {role: _summary(listed) for role, listed in _listed.items()}
"""Counts per kind, of the same tasks. Parameter: `today`."""
