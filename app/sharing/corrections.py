"""Corrections as a partner has them: about records in its scope, fields in its grant, people by its own identifiers.

A request belongs to the grant under which it was made, whose feed tells its answer. What it shows is what the partner
said itself and what it was answered: no value of a record, so it is no disclosure.
"""

import base64
import json
import uuid
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from app.core.answers import Answer
from app.core.crypto import Keyring
from app.core.database import Query, Row, compile_query
from app.core.errors import NotFound
from app.core.shapes import Filter, Listing, record_query, rows_as_json
from app.models.correction_requests import CorrectionRequest, CorrectionStatement
from app.queries.figures import due_after
from app.rules.sharing import DATA_SETS
from app.sharing.projection import PEOPLE, SOURCES

R = CorrectionRequest
ENTITY = "correction_request"
DATA_SET = "corrections"
GRANT = sa.bindparam("grant_id", type_=sa.Uuid())

_data_set = sa.case(
    {data_set.noun: sa.literal_column(f"'{name}'", sa.Text()) for name, data_set in DATA_SETS.items()}, value=R.noun
)
_record_id = sa.case(
    {DATA_SETS[name].noun: sa.cast(source.shown_id(R.record_id), sa.Text) for name, source in SOURCES.items()},
    value=R.noun,
)
SHOWN: tuple[Any, ...] = (
    col(R.id),
    _data_set.label("data_set"),
    _record_id.label("record_id"),
    col(R.shared_field).label("field"),
    col(R.case_no),
    col(R.state),
    col(R.requested_on),
    col(R.due_on),
    col(R.closed_on),
    col(R.answered_by),
    col(R.answer),
    col(R.created_at),
)
"""A request as lists and the feed show it. Parameter: `salt`."""

_statements = (
    select(
        col(CorrectionStatement.at),
        sa.func.encode(CorrectionStatement.content_cipher, sa.literal_column("'base64'")).label("content"),
    )
    .where(CorrectionStatement.request_id == R.id)
    .order_by(col(CorrectionStatement.at), col(CorrectionStatement.id))
)
RECORD = record_query(
    select(*SHOWN, rows_as_json(_statements.correlate(R)).label("statements")).where(  # type: ignore[call-overload]
        R.id == sa.bindparam("request_id", type_=sa.Uuid()), R.grant_id == GRANT
    )
)
"""A request as `answer` needs it. Parameters: `request_id`, `grant_id`, `salt`."""

LIST = Listing(
    select(*SHOWN).where(R.grant_id == GRANT),
    sorts={"-created_at": ("created_at", "id")},
    filters={"state": Filter(sa.cast(R.state, sa.Text) == sa.bindparam("state", type_=sa.Text()))},
)
"""The requests of a grant. Fixed parameters: `grant_id`, `salt`."""


def under_grant(request_id: Any) -> Any:
    """Whether a request belongs to the grant. Parameter: `grant_id`."""
    return select(R.id).where(R.id == request_id, R.grant_id == GRANT).exists()


DUE_ON = due_after("correction.working_days")


@cache
def subject_query(data_set: str) -> Query:
    """Key and place of a record in scope, by the id that the partner has of it. Parameters: `id`; `salt` for people."""
    source = SOURCES[data_set]
    known_as = source.shown_id(source.key)
    wanted = sa.bindparam("id", type_=sa.Text() if data_set in PEOPLE else sa.Uuid())
    return compile_query(select(source.key, source.key.table.c.place_path).where(known_as == wanted))


def record_key(data_set: str, shown_id: str) -> str | uuid.UUID:
    """The `id` parameter of `subject_query`; `NotFound` for what can be no identifier."""
    if data_set in PEOPLE:
        return shown_id
    try:
        return uuid.UUID(shown_id)
    except ValueError as exc:
        raise NotFound from exc


def answer(row: Row | None, keyring: Keyring, status: int = 200) -> Answer:
    """A request with what was said deciphered; `NotFound` for another grant's."""
    if row is None:
        raise NotFound
    facts: dict[str, Any] = json.loads(row[0])
    for statement in facts["statements"]:
        statement |= json.loads(keyring.unseal(base64.b64decode(statement.pop("content"))))
    return Answer(status, json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode())
