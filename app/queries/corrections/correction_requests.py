"""Reads of correction requests. A list shows no value; what was said is deciphered for one request at a time."""

import base64
import json
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from app.auth.bodies import correction_bodies
from app.auth.work import Reader
from app.core.crypto import Keyring
from app.core.lists import Listing, record_query, rows_as_json, select_columns
from app.models.correction_requests import CorrectionRequest, CorrectionState, CorrectionStatement, CorrectionStep
from app.queries.filters import equals, flag
from app.queries.procedures import ProcedureRead, steps_of
from app.queries.reference.figures import TODAY
from app.workflows.correction import OPEN, PROCEDURE

R = CorrectionRequest
_ACTOR = sa.literal_column("nullif(current_setting('huizhi.actor', true), '')::uuid", sa.Uuid())
_open = sa.or_(*(sa.cast(R.state, sa.Text) == state.value for state in OPEN))
_overdue = sa.and_(_open, col(R.due_on) < TODAY)
_summary = (
    col(R.id),
    col(R.noun),
    col(R.record_id),
    col(R.person_id),
    col(R.field),
    col(R.side),
    col(R.requested_by),
    col(R.requester_name),
    col(R.case_no),
    col(R.state),
    col(R.requested_on),
    col(R.due_on),
    _overdue.label("overdue"),
    col(R.closed_on),
    col(R.answered_by),
    col(R.answer),
    col(R.change_id),
    col(R.created_at),
)
STATEMENTS = (
    select(
        col(CorrectionStatement.said_by),
        col(CorrectionStatement.at),
        sa.func.encode(CorrectionStatement.content_cipher, sa.literal_column("'base64'")).label("content"),
    )
    .where(CorrectionStatement.request_id == R.id)
    .order_by(col(CorrectionStatement.at), col(CorrectionStatement.id))
    .correlate(R)
)
"""What was said about a request, for `deciphered`."""

RECORD = record_query(
    select_columns(
        *_summary,
        col(R.account_id),
        col(R.version),
        rows_as_json(STATEMENTS).label("statements"),
        rows_as_json(steps_of(CorrectionStep, R.id)).label("steps"),
    ).where(R.id == sa.bindparam("request_id", type_=sa.Uuid()))
)
"""A request as `READING` needs it. Parameters: `request_id`, `today`."""


LIST = Listing(
    select_columns(*_summary),
    sorts={"-created_at": ("created_at", "id"), "due_on": ("due_on", "id")},
    filters={
        **{name: equals(sa.cast(getattr(R, name), sa.Text)) for name in ("noun", "side", "requested_by", "state")},
        "record_id": equals(R.record_id),
        "open": flag(_open),
        "overdue": flag(_overdue),
        "mine": flag(col(R.account_id) == _ACTOR),
    },
)
"""The requests about records in scope, and one's own. Fixed parameter: `today`."""


def deciphered(facts: dict[str, Any], keyring: Keyring) -> dict[str, Any]:
    """A request with what was said about it in clear."""
    for statement in facts["statements"]:
        statement |= json.loads(keyring.unseal(base64.b64decode(statement.pop("content"))))
    return facts


def _shown(facts: dict[str, Any], reader: Reader) -> dict[str, Any]:
    acting = correction_bodies(reader.principal, facts)
    facts.pop("account_id")
    actions = PROCEDURE.allowed_actions(CorrectionState(facts["state"]), acting)
    return deciphered(facts, reader.keyring) | {"allowed_actions": actions}


READING = ProcedureRead(RECORD, "request_id", _shown)
