"""Reads that every procedure shares: the record with what the caller can do now, and the steps taken so far."""

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from fastapi import Response
from sqlmodel import select

from app.auth.work import Reader, Work
from app.core.database import Database, Query, Row, fetch_in
from app.core.errors import NotFound
from app.core.responses import Answer
from app.models.base import StepRow


def steps_of(table: type[StepRow], key: Any, *more: Any) -> Any:
    """The steps of the record whose `key` is joined to the table's, oldest first; `more` columns beside the common."""
    columns: Any = sa.inspect(table).local_table.c
    shared = (
        columns[name] for name in ("number", "action", "from_state", "to_state", "body_id", "body_name", "note", "at")
    )
    return select(*shared, *more).where(columns[table.of()] == key).order_by(columns.number).correlate(key.class_)


@dataclass(frozen=True)
class ProcedureRead:
    """How the record of a procedure is read: its query, the name of the key's parameter, and what a reader is shown.

    `shown` gets the record as the query built it, and adds `allowed_actions` and whatever else depends on who looks.
    """

    query: Query
    key: str
    shown: Callable[[dict[str, Any], Reader], dict[str, Any]]

    async def facts(self, database: Database, reader: Reader, key: uuid.UUID) -> dict[str, Any]:
        """The record as the reader is shown it; `NotFound` outside the scope."""
        return self._facts(
            await database.fetch(reader.principal.scope, self.query, self._parameters(key, reader)), reader
        )

    async def read(self, database: Database, reader: Reader, key: uuid.UUID) -> Response:
        """The record as it is sent."""
        return as_sent(await self.facts(database, reader, key)).response()

    async def read_back(self, work: Work, key: uuid.UUID, status: int = 200) -> Answer:
        """The record as the principal sees it after its own write."""
        row = await fetch_in(work.session, self.query, self._parameters(key, work.reader))
        return as_sent(self._facts(row, work.reader), status)

    def _facts(self, row: Row | None, reader: Reader) -> dict[str, Any]:
        if row is None:
            raise NotFound
        return self.shown(json.loads(row[0]), reader)

    def _parameters(self, key: uuid.UUID, reader: Reader) -> dict[str, Any]:
        return {self.key: key} | ({"today": reader.today} if "today" in self.query.constants else {})


def as_sent(facts: Mapping[str, Any], status: int = 200) -> Answer:
    """A record as it is sent, its version as the ETag."""
    body = json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode()
    return Answer(status, body, f'"{facts["version"]}"')
