"""Reads of lawyers."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlmodel import col, select

from app.core.database import Query, compile_query
from app.core.lists import Filter, Listing, between, prefix_range, record_query, select_columns
from app.models.figures import RuleFigure
from app.models.lawyers import AffiliationState, Lawyer, LawyerStatus, Practice
from app.models.people import Person, PersonIdentity
from app.queries.changes import changes_of
from app.queries.filters import among, equals, flag, in_area
from app.rules.reference import codes
from app.rules.reference.areas import place_path

PERSON_ID = sa.bindparam("person_id", type_=sa.Uuid())
_status = sa.func.coalesce(Lawyer.political_status, "unknown")
_says_member = sa.or_(_status == "01", _status == "02")  # full and probationary member, GB/T 4762
_has_member_record = col(Lawyer.affiliation_state) != AffiliationState.NONE
_unattached = sa.and_(_says_member, sa.not_(_has_member_record))
_differs = _says_member != _has_member_record

_summary = (
    col(Lawyer.person_id),
    col(Lawyer.name),
    col(Lawyer.name_key),
    col(Lawyer.sex),
    col(Lawyer.id_masked),
    col(Lawyer.firm_id),
    col(Lawyer.firm_name),
    col(Lawyer.practice_type),
    col(Lawyer.licence_no),
    col(Lawyer.status),
    col(Lawyer.political_status),
    col(Lawyer.affiliation_state),
    col(Lawyer.affiliation_name),
)
# The person's row lies with the member record, which may be out of the reader's scope.
_record: Any = select_columns(
    *_summary,
    col(Lawyer.first_practised_on),
    col(Lawyer.political_status_source),
    col(Lawyer.political_status_on),
    _differs.label("political_status_differs"),
    col(Person.ethnic_group),
    col(Person.birth_date),
    col(Person.birth_date_differs),
    col(Person.mobile_masked).label("mobile"),
    col(Lawyer.version),
).outerjoin(Person, col(Person.id) == Lawyer.person_id)

LAWYER = _record.where(Lawyer.person_id == PERSON_ID)
RECORD = record_query(LAWYER)
BY_DIGEST = record_query(
    _record.join(PersonIdentity, col(PersonIdentity.person_id) == Lawyer.person_id).where(
        PersonIdentity.digest == sa.bindparam("digest", type_=sa.LargeBinary())
    )
)
WRITTEN = record_query(
    _record.add_columns(sa.cast(sa.bindparam("remarks", type_=sa.Text()), sa.JSON).label("remarks")).where(
        Lawyer.person_id == PERSON_ID
    )
)
"""A record with the remarks (a JSON array) that the write gave rise to."""

LIST = Listing(
    select_columns(*_summary),
    sorts={"name": ("name_key", "person_id"), "-name": ("name_key", "person_id")},
    filters={
        "q": Filter(
            sa.or_(
                between(col(Lawyer.name), "q"),
                between(col(Lawyer.name_key), "key"),
                between(col(Lawyer.name_initials), "key"),
            ),
            lambda q: {**prefix_range("q")(q), **prefix_range("key")(q.lower())},
        ),
        "firm_id": equals(Lawyer.firm_id),
        "area_code": in_area(col(Lawyer.place_path)),
        "status": equals(Lawyer.status),
        "practice_type": equals(Lawyer.practice_type),
        "political_status": among(_status),
        "affiliation_state": among(col(Lawyer.affiliation_state)),
        "unattached": flag(_unattached),
        "political_status_differs": flag(_differs),
    },
)


def _items(statement: Any) -> Query:
    """All rows of a bounded list; no row at all is `NotFound`."""
    found = statement.subquery()
    rows = sa.func.json_agg(sa.func.row_to_json(found.table_valued()))
    text = sa.cast(sa.func.json_build_object(sa.literal_column("'items'"), rows), sa.Text)
    return compile_query(select(text).select_from(found).having(sa.func.count() > 0))


PRACTICE_ROWS = (
    select_columns(
        sa.func.lower(Practice.valid_during).label("from_on"),
        sa.func.upper(Practice.valid_during).label("until_on"),
        col(Practice.start_known),
        col(Practice.firm_id),
        col(Practice.firm_name),
        col(Practice.practice_type),
        col(Practice.licence_no),
    )
    .where(Practice.person_id == PERSON_ID)
    .order_by(sa.func.lower(Practice.valid_during).desc())
)
PRACTICES = _items(PRACTICE_ROWS)

HISTORY = _items(changes_of("lawyer", PERSON_ID))


def _status_counts() -> Query:
    """Per political status, in one statement: how many, and how many not ascertained within the figure's months."""
    today = sa.cast(sa.bindparam("today", type_=sa.Date()), sa.Date)
    months = (
        select(RuleFigure.value)
        .where(
            RuleFigure.key == sa.literal_column("'political_status.stale_months'"),
            col(RuleFigure.effective_from) <= today,
        )
        .order_by(col(RuleFigure.effective_from).desc())
        .limit(1)
        .scalar_subquery()
    )
    fresh = col(Lawyer.political_status_on) >= today - sa.func.make_interval(0, months)
    here = (
        select(_status.label("code"), sa.func.coalesce(fresh, sa.false()).label("fresh"))
        .where(Lawyer.status != LawyerStatus.CANCELLED, between(col(Lawyer.place_path), "area"))
        .subquery("here")
    )
    names = [(c.code, c.name_zh) for c in codes.table("political_status").rows.values()]
    known = sa.values(
        sa.column("code", sa.Text()), sa.column("name", sa.Text()), name="known", literal_binds=True
    ).data([*names, ("unknown", "未掌握")])
    is_known = known.c.code != sa.literal_column("'unknown'")
    per = (
        select(
            known.c.code,
            known.c.name,
            sa.func.count(here.c.code).label("lawyers"),
            sa.func.count(here.c.code).filter(sa.not_(here.c.fresh), is_known).label("stale"),
        )
        .outerjoin(here, here.c.code == known.c.code)
        .group_by(known.c.code, known.c.name)
        .subquery("per")
    )
    lawyers, unknown = sa.func.sum(per.c.lawyers), per.c.code == sa.literal_column("'unknown'")
    facts = {
        "area_code": sa.bindparam("area_code", type_=sa.Text()),
        "total": lawyers,
        "known": lawyers.filter(sa.not_(unknown)),
        "unknown": lawyers.filter(unknown),
        "stale": sa.func.sum(per.c.stale),
        "stale_months": months,
        "statuses": sa.func.json_agg(aggregate_order_by(sa.func.row_to_json(per.table_valued()), per.c.code)),
    }
    pairs = [part for name, value in facts.items() for part in (sa.literal_column(f"'{name}'"), value)]
    return compile_query(select(sa.cast(sa.func.json_build_object(*pairs), sa.Text)).select_from(per))


STATUS_COUNTS = _status_counts()


def status_parameters(area_code: str) -> dict[str, Any]:
    """The area's parameters of `STATUS_COUNTS`."""
    return {"area_code": area_code, **prefix_range("area")(place_path(area_code))}
