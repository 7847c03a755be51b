"""Reads of correction requests. A list shows no value; what was said is deciphered for one request at a time."""

import base64
import json
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from app.core.answers import Answer
from app.core.crypto import Keyring
from app.core.database import Row
from app.core.errors import NotFound
from app.core.shapes import Filter, Listing, record_query, rows_as_json
from app.models.correction_requests import CorrectionRequest, CorrectionStatement
from app.queries.figures import TODAY
from app.workflows.correction import OPEN

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
"""What was said about a request, for `shown` to decipher."""

RECORD = record_query(
    select(  # type: ignore[call-overload]
        *_summary,
        col(R.account_id),
        col(R.version),
        rows_as_json(STATEMENTS).label("statements"),
    ).where(R.id == sa.bindparam("request_id", type_=sa.Uuid()))
)
"""A request as `shown` needs it. Parameters: `request_id`, `today`."""


def _equals(column: Any, name: str) -> Filter:
    return Filter(sa.cast(column, sa.Text) == sa.bindparam(name, type_=sa.Text()))


LIST = Listing(
    select(*_summary),  # type: ignore[call-overload]
    sorts={"-created_at": ("created_at", "id"), "due_on": ("due_on", "id")},
    filters={
        **{name: _equals(getattr(R, name), name) for name in ("noun", "side", "requested_by", "state")},
        "record_id": Filter(R.record_id == sa.bindparam("record_id", type_=sa.Uuid())),
        "open": Filter(_open == sa.bindparam("open", type_=sa.Boolean())),
        "overdue": Filter(_overdue == sa.bindparam("overdue", type_=sa.Boolean())),
        "mine": Filter((col(R.account_id) == _ACTOR) == sa.bindparam("mine", type_=sa.Boolean())),
    },
)
"""The requests about records in scope, and one's own. Fixed parameter: `today`."""


def shown(row: Row | None, keyring: Keyring) -> dict[str, Any]:
    """The request with what was said deciphered; `NotFound` outside the scope."""
    if row is None:
        raise NotFound
    facts: dict[str, Any] = json.loads(row[0])
    for statement in facts["statements"]:
        statement |= json.loads(keyring.unseal(base64.b64decode(statement.pop("content"))))
    return facts


def answer(facts: dict[str, Any], allowed_actions: Collection[str], status: int = 200) -> Answer:
    """What `shown` gave, as it is sent to somebody who can do so much."""
    sent = {name: value for name, value in facts.items() if name != "account_id"}
    body = json.dumps(sent | {"allowed_actions": list(allowed_actions)}, ensure_ascii=False, separators=(",", ":"))
    return Answer(status, body.encode(), f'"{facts["version"]}"')
