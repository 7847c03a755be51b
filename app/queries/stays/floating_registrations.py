"""Reads of floating registrations, and the yearly table of floating members (docs/domain.md#floating-members)."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from app.core.database import compile_query
from app.core.lists import Filter, Listing, record_query, rows_as_json, select_columns
from app.models.activity_certificates import ActivityCertificate, ActivityState
from app.models.floating_registrations import FloatingContact, FloatingReach, FloatingRegistration
from app.models.lawyers import Lawyer, LawyerStatus
from app.queries.filters import equals, flag
from app.queries.reference.figures import TODAY, figure_on, months_after

R = FloatingRegistration

LIVE = col(R.ended_on).is_(None)
CONTACT_DUE = months_after(sa.func.coalesce(R.last_contact_on, R.registered_on), figure_on("floating.contact_months"))
_overdue = sa.and_(LIVE, CONTACT_DUE < TODAY)
_certified = sa.exists(
    select(ActivityCertificate.id).where(
        ActivityCertificate.person_id == R.person_id,
        sa.cast(ActivityCertificate.state, sa.Text) == ActivityState.ISSUED.value,
    )
)
_practising = sa.exists(
    select(Lawyer.person_id).where(
        Lawyer.person_id == R.person_id, sa.cast(Lawyer.status, sa.Text) == LawyerStatus.ACTIVE.value
    )
)
_summary = (
    col(R.id),
    col(R.person_id),
    col(R.name),
    col(R.sex),
    col(R.id_masked),
    col(R.category),
    col(R.home_org_id),
    col(R.home_name),
    col(R.reach),
    col(R.destination_code),
    col(R.destination),
    col(R.away_since),
    col(R.back_on),
    col(R.registered_on),
    col(R.last_contact_on),
    sa.case((LIVE, CONTACT_DUE)).label("contact_due_on"),
    _overdue.label("contact_overdue"),
    _certified.label("holds_certificate"),
    col(R.ended_on),
    col(R.end_reason),
    col(R.created_at),
)
_contacts = (
    select(col(FloatingContact.contacted_on), col(FloatingContact.note), col(FloatingContact.body_name))
    .where(FloatingContact.registration_id == R.id)
    .order_by(col(FloatingContact.contacted_on).desc())
    .correlate(R)
)

RECORD = record_query(
    select_columns(
        *_summary, col(R.reason), col(R.note), rows_as_json(_contacts).label("contacts"), col(R.version)
    ).where(R.id == sa.bindparam("registration_id", type_=sa.Uuid()))
)
"""Parameters: `registration_id`, `today`."""

LIST = Listing(
    select_columns(*_summary),
    sorts={"-created_at": ("created_at", "id"), "created_at": ("created_at", "id")},
    filters={
        "live": Filter(sa.bindparam("live", type_=sa.Boolean()) == LIVE),
        "contact_overdue": flag(_overdue),
        "reach": equals(sa.cast(R.reach, sa.Text)),
        "person_id": equals(R.person_id),
    },
)
"""The registrations in scope. Fixed parameter: `today`."""


def _counted() -> Any:
    live = (
        select(
            sa.cast(R.reach, sa.Text).label("reach"),
            col(R.destination_code),
            _certified.label("certified"),
            _practising.label("practising"),
        )
        .where(LIVE)
        .cte("live")
    )
    by_destination = rows_as_json(
        select(live.c.destination_code, sa.func.count().label("count"))
        .group_by(live.c.destination_code)
        .order_by(live.c.destination_code)
    )
    count = sa.func.count()
    parts: dict[str, Any] = {
        "total": count,
        **{reach.value: count.filter(live.c.reach == reach.value) for reach in FloatingReach},
        "with_certificate": count.filter(live.c.certified),
        "lawyers": count.filter(live.c.practising),
        "by_destination": by_destination,
    }
    arguments: list[Any] = []
    for name, value in parts.items():
        arguments += [sa.literal_column(f"'{name}'"), value]
    return select(sa.cast(sa.func.json_build_object(*arguments), sa.Text)).select_from(live)


STATISTICS = compile_query(_counted())
"""The floating members in scope today, as the yearly table counts them."""
