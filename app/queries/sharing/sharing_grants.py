"""Reads of sharing grants; a department sees those over its area."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import array
from sqlmodel import col, select

from app.auth.bodies import has_approved_grant, sharing_grant_bodies
from app.auth.work import Reader
from app.core.lists import Listing, record_query, rows_as_json, select_columns
from app.models.sharing import GrantState, GrantStep, Partner, SharingGrant
from app.queries.filters import equals
from app.queries.procedures import ProcedureRead, steps_of
from app.workflows.sharing_grant import PROCEDURE

_said = sa.func.jsonb_each(SharingGrant.approvals).table_valued("key", "value").render_derived(name="said")
_awaiting = sa.case(
    (
        sa.cast(SharingGrant.state, sa.Text) == GrantState.REQUESTED.value,
        sa.func.array(
            select(_said.c.key)
            .where(_said.c.value == sa.text("'null'::jsonb"))
            .order_by(_said.c.key)
            .correlate(SharingGrant)
            .scalar_subquery()
        ),
    ),
    else_=array([], type_=sa.Text()),
)
_grant = (
    select_columns(
        col(SharingGrant.id),
        col(SharingGrant.partner_id),
        col(Partner.name).label("partner_name"),
        col(SharingGrant.purpose),
        col(SharingGrant.legal_basis),
        col(SharingGrant.area_code),
        col(SharingGrant.data_sets),
        col(SharingGrant.quota_per_day),
        col(SharingGrant.valid_from),
        col(SharingGrant.valid_to),
        col(SharingGrant.embargo),
        col(SharingGrant.embargo_days),
        col(SharingGrant.embargo_order),
        col(SharingGrant.state),
        col(SharingGrant.approvals),
        _awaiting.label("awaiting"),
        col(SharingGrant.answer),
        col(SharingGrant.requested_on),
        col(SharingGrant.answer_due_on),
        col(SharingGrant.supply_due_on),
        col(SharingGrant.content_version),
        col(SharingGrant.created_at),
        col(SharingGrant.version),
    )
    .select_from(SharingGrant)
    .join(Partner, col(Partner.id) == SharingGrant.partner_id)
)

RECORD = record_query(_grant.where(SharingGrant.id == sa.bindparam("grant_id", type_=sa.Uuid())))
"""A grant as its applicant reads it. Parameter: `grant_id`."""

_steps = rows_as_json(steps_of(GrantStep, SharingGrant.id)).label("steps")


def _shown(facts: dict[str, Any], reader: Reader) -> dict[str, Any]:
    actions = PROCEDURE.allowed_actions(GrantState(facts["state"]), sharing_grant_bodies(reader.principal, facts))
    return facts | {"allowed_actions": [] if has_approved_grant(reader.principal, facts) else actions}


READING = ProcedureRead(
    record_query(_grant.add_columns(_steps).where(SharingGrant.id == sa.bindparam("grant_id", type_=sa.Uuid()))),
    "grant_id",
    _shown,
)

LIST = Listing(
    _grant,
    sorts={"-created_at": ("created_at", "id")},
    filters={
        "partner_id": equals(SharingGrant.partner_id),
        "state": equals(sa.cast(SharingGrant.state, sa.Text)),
    },
)
