"""Reads of activity certificates."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from app.auth.bodies import activity_certificate_bodies
from app.auth.work import Reader
from app.core.lists import Listing, record_query, rows_as_json, select_columns
from app.models.activity_certificates import (
    LIVE_CERTIFICATES,
    ActivityCertificate,
    ActivityState,
    CertificateEntry,
    CertificateReview,
    CertificateStep,
)
from app.queries.filters import among, equals, flag, starts_with
from app.queries.procedures import ProcedureRead, steps_of
from app.queries.reference.figures import TODAY, figure_on, months_after
from app.queries.transfers.transfers import MONTH
from app.rules.stays.temporary import group_remarks, reviews_missed
from app.workflows.activity_certificate import PROCEDURE

C = ActivityCertificate

_months = figure_on("certificate.review_months")
_last_review = (
    select(sa.func.max(CertificateReview.reviewed_on)).where(CertificateReview.certificate_id == C.id).scalar_subquery()
)
in_use = sa.cast(C.state, sa.Text) == ActivityState.ISSUED.value
reviewed_since = sa.func.coalesce(_last_review, C.issued_on)
review_due_on = sa.case((in_use, months_after(reviewed_since, _months)))
_missed = sa.func.coalesce(review_due_on < TODAY, sa.false())
_summary = (
    col(C.id),
    col(C.person_id),
    col(C.name),
    col(C.sex),
    col(C.id_masked),
    col(C.category),
    col(C.home_org_id),
    col(C.home_name),
    col(C.serial),
    col(C.state),
    col(C.reason),
    col(C.destination_code),
    col(C.destination),
    col(C.leaves_on),
    col(C.back_on),
    col(C.issued_on),
    review_due_on.label("review_due_on"),
    _missed.label("review_missed"),
    col(C.created_at),
)
_entries = (
    select_columns(
        col(CertificateEntry.host_org_id),
        col(CertificateEntry.host_name),
        col(CertificateEntry.arrived_on),
        col(CertificateEntry.contact_name),
        col(CertificateEntry.contact_phone_masked).label("contact_phone"),
        col(CertificateEntry.left_on),
        col(CertificateEntry.activities),
        sa.func.to_char(CertificateEntry.dues_paid_to, MONTH).label("dues_paid_to"),
    )
    .where(CertificateEntry.certificate_id == C.id)
    .order_by(col(CertificateEntry.arrived_on), col(CertificateEntry.created_at))
    .correlate(C)
)
_reviews = (
    select_columns(
        col(CertificateReview.year),
        col(CertificateReview.reviewed_on),
        col(CertificateReview.grade),
        col(CertificateReview.body_name),
        col(CertificateReview.note),
    )
    .where(CertificateReview.certificate_id == C.id)
    .order_by(col(CertificateReview.year))
    .correlate(C)
)
_steps = steps_of(CertificateStep, C.id)
_other, _next = aliased(C), aliased(C)
_companions = (
    select(sa.func.count())
    .select_from(_other)
    .where(
        _other.home_org_id == C.home_org_id,
        _other.destination == C.destination,
        sa.cast(_other.state, sa.Text).in_([sa.literal_column(f"'{state.value}'") for state in LIVE_CERTIFICATES]),
    )
    .correlate(C)
    .scalar_subquery()
)

RECORD = record_query(
    select_columns(
        *_summary,
        col(C.committee_id),
        col(C.committee_name),
        col(C.area_code),
        col(C.closed_on),
        col(C.closing_note),
        col(C.replaces_id),
        select(_next.id).where(_next.replaces_id == C.id).correlate(C).scalar_subquery().label("replaced_by_id"),
        rows_as_json(_entries).label("entries"),
        rows_as_json(_reviews).label("reviews"),
        rows_as_json(_steps).label("steps"),
        sa.case((in_use, reviewed_since)).label("reviewed_since"),
        _months.label("review_months"),
        _companions.label("companions"),
        figure_on("certificate.group_members").label("group_members"),
        col(C.version),
    ).where(C.id == sa.bindparam("certificate_id", type_=sa.Uuid()))
)
"""A certificate as `READING` needs it. Parameters: `certificate_id`, `today`."""

LIST = Listing(
    select_columns(*_summary),
    sorts={"-created_at": ("created_at", "id"), "created_at": ("created_at", "id")},
    filters={
        "state": among(sa.cast(C.state, sa.Text)),
        "person_id": equals(C.person_id),
        "serial": equals(C.serial),
        "q": starts_with(col(C.name).collate("C")),
        "review_missed": flag(_missed),
    },
)
"""The issue register. Fixed parameter: `today`."""


def _shown(facts: dict[str, Any], reader: Reader) -> dict[str, Any]:
    since, months = facts.pop("reviewed_since"), facts.pop("review_months")
    missed = reviews_missed(dt.date.fromisoformat(since), months, reader.today) if since else []
    remarks = group_remarks(facts.pop("companions"), facts.pop("group_members"))
    acting = activity_certificate_bodies(reader.principal, facts)
    return facts | {
        "missed_reviews": [day.isoformat() for day in missed],
        "remarks": [{"field": r.field, "code": r.code, "message": r.message} for r in remarks],
        "allowed_actions": PROCEDURE.allowed_actions(ActivityState(facts["state"]), acting),
    }


READING = ProcedureRead(RECORD, "certificate_id", _shown)
