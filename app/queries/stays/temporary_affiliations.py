"""Reads of temporary affiliations."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.auth.bodies import temporary_affiliation_bodies
from app.auth.work import Reader
from app.core.lists import Filter, Listing, record_query, rows_as_json, select_columns
from app.models.temporary_affiliations import TemporaryAffiliation, TemporaryState, TemporaryStep
from app.queries.filters import among, equals, flag, starts_with
from app.queries.procedures import ProcedureRead, steps_of
from app.queries.reference.figures import TODAY
from app.queries.transfers.transfers import OWN_ORG
from app.workflows.temporary_affiliation import PROCEDURE

T = TemporaryAffiliation

_side = sa.bindparam("side", type_=sa.Text())
_overdue = sa.and_(sa.cast(T.state, sa.Text) == TemporaryState.ACTIVE.value, col(T.review_on) < TODAY)
_summary = (
    col(T.id),
    col(T.person_id),
    col(T.name),
    col(T.sex),
    col(T.id_masked),
    col(T.category),
    col(T.reason),
    col(T.home_org_id),
    col(T.home_name),
    col(T.host_org_id),
    col(T.host_name),
    col(T.state),
    sa.func.lower(T.valid_during).label("starts_on"),
    sa.func.upper(T.valid_during).label("ended_on"),
    col(T.review_on),
    sa.func.coalesce(_overdue, sa.false()).label("review_overdue"),
    sa.false().label("may_vote_at_host"),
    col(T.created_at),
)
_steps = steps_of(TemporaryStep, T.id, TemporaryStep.review_on)

RECORD = record_query(
    select_columns(
        *_summary,
        col(T.reason_text),
        col(T.closing_note),
        col(T.transfer_id),
        rows_as_json(_steps).label("steps"),
        col(T.version),
    ).where(T.id == sa.bindparam("temporary_id", type_=sa.Uuid()))
)
"""A temporary affiliation as `READING` needs it. Parameters: `temporary_id`, `today`."""

LIST = Listing(
    select_columns(*_summary),
    sorts={"-created_at": ("created_at", "id"), "created_at": ("created_at", "id")},
    filters={
        "as_of": Filter(col(T.valid_during).contains(sa.bindparam("as_of", type_=sa.Date()))),
        "state": among(sa.cast(T.state, sa.Text)),
        "reason": equals(sa.cast(T.reason, sa.Text)),
        "side": Filter(
            sa.or_(
                sa.and_(_side == "home", col(T.home_org_id) == OWN_ORG),
                sa.and_(_side == "host", col(T.host_org_id) == OWN_ORG),
            )
        ),
        "person_id": equals(T.person_id),
        "q": starts_with(col(T.name).collate("C")),
        "review_overdue": flag(sa.func.coalesce(_overdue, sa.false())),
    },
)
"""The temporary affiliations in scope. Fixed parameter: `today`."""


def _shown(facts: dict[str, Any], reader: Reader) -> dict[str, Any]:
    acting = temporary_affiliation_bodies(reader.principal, facts)
    return facts | {"allowed_actions": PROCEDURE.allowed_actions(TemporaryState(facts["state"]), acting)}


READING = ProcedureRead(RECORD, "temporary_id", _shown)
