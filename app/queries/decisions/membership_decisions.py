"""Reads of decisions on membership."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.auth.bodies import membership_decision_bodies
from app.auth.work import Reader
from app.core.lists import Listing, record_query, rows_as_json, select_columns
from app.models.membership_decisions import DecisionState, DecisionStep, MembershipDecision
from app.queries.filters import equals
from app.queries.procedures import ProcedureRead, steps_of
from app.workflows.membership_decision import PROCEDURE

_D = MembershipDecision
_summary = (
    col(_D.id),
    col(_D.person_id),
    col(_D.name),
    col(_D.id_masked),
    col(_D.kind),
    col(_D.state),
    col(_D.branch_id),
    col(_D.branch_name),
    col(_D.committee_id),
    col(_D.committee_name),
    col(_D.proposed_on),
    col(_D.decided_on),
    col(_D.effective_on),
    col(_D.created_at),
)

RECORD = record_query(
    select_columns(
        *_summary,
        col(_D.ground),
        col(_D.lost_contact_reason),
        col(_D.since_on),
        col(_D.reason),
        col(_D.proposal_document),
        col(_D.document),
        col(_D.note),
        rows_as_json(steps_of(DecisionStep, _D.id)).label("steps"),
        col(_D.version),
    ).where(_D.id == sa.bindparam("decision_id", type_=sa.Uuid()))
)
"""A decision as `READING` needs it. Parameter: `decision_id`."""

LIST = Listing(
    select_columns(*_summary),
    sorts={"-created_at": ("created_at", "id")},
    filters={
        "person_id": equals(_D.person_id),
        "branch_id": equals(_D.branch_id),
        "kind": equals(sa.cast(_D.kind, sa.Text)),
        "state": equals(sa.cast(_D.state, sa.Text)),
    },
)


def _shown(facts: dict[str, Any], reader: Reader) -> dict[str, Any]:
    acting = membership_decision_bodies(reader.principal, facts)
    return facts | {"allowed_actions": PROCEDURE.allowed_actions(DecisionState(facts["state"]), acting)}


READING = ProcedureRead(RECORD, "decision_id", _shown)
