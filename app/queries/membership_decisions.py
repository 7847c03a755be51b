"""Reads of decisions on membership."""

import json
import uuid
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from app.auth.bodies import officer_of
from app.auth.principals import Principal
from app.core.answers import Answer
from app.core.database import Row
from app.core.errors import NotFound
from app.core.shapes import Filter, Listing, record_query
from app.models.membership_decisions import DecisionState, MembershipDecision
from app.workflows.membership_decision import DecisionBody, allowed_actions

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
    select(  # type: ignore[call-overload]
        *_summary,
        col(_D.ground),
        col(_D.lost_contact_reason),
        col(_D.since_on),
        col(_D.reason),
        col(_D.proposal_document),
        col(_D.document),
        col(_D.note),
        col(_D.version),
    ).where(_D.id == sa.bindparam("decision_id", type_=sa.Uuid()))
)
"""A decision as `shown` needs it."""

LIST = Listing(
    select(*_summary),  # type: ignore[call-overload]
    sorts={"-created_at": ("created_at", "id")},
    filters={
        "person_id": Filter(_D.person_id == sa.bindparam("person_id", type_=sa.Uuid())),
        "branch_id": Filter(_D.branch_id == sa.bindparam("branch_id", type_=sa.Uuid())),
        "kind": Filter(sa.cast(_D.kind, sa.Text) == sa.bindparam("kind", type_=sa.Text())),
        "state": Filter(sa.cast(_D.state, sa.Text) == sa.bindparam("state", type_=sa.Text())),
    },
)


def shown(row: Row | None, principal: Principal) -> dict[str, Any]:
    """The decision as this principal sees it, with what it can do now; `NotFound` outside the scope."""
    if row is None:
        raise NotFound
    facts: dict[str, Any] = json.loads(row[0])
    bodies = {
        DecisionBody.BRANCH: uuid.UUID(facts["branch_id"]),
        DecisionBody.COMMITTEE: uuid.UUID(facts["committee_id"]),
    }
    acting = officer_of(principal, bodies)
    return facts | {"allowed_actions": allowed_actions(DecisionState(facts["state"]), acting)}


def answer(facts: dict[str, Any], status: int = 200) -> Answer:
    """What `shown` gave, as it is sent."""
    body = json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode()
    return Answer(status, body, f'"{facts["version"]}"')
