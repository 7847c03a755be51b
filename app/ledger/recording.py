"""Every write leaves a row in the ledger, in its own transaction."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.listen_notify import notify_after_commit
from app.models.changes import RECORDED, Operation


@dataclass(frozen=True)
class Paths:
    """The two paths by which a row is seen: as they are known, or as expressions that the database reads them by."""

    place: Any
    party: Any


NOWHERE = Paths(None, None)
"""Accounts lie in no area and under no organization: their ledger rows are in nobody's scope."""


def paths_of(row: Any) -> Paths:
    """The paths that a row carries now."""
    return Paths(row.place_path, row.party_path)


async def record(
    session: AsyncSession,
    row: SQLModel,
    op: Operation,
    changed: Iterable[str],
    *,
    after: Paths,
    before: Paths | None = None,
    reason: str | None = None,
    beside: sa.Insert | None = None,
) -> None:
    """Add the change of a row that was just written: what changed, where, and a salted commitment to its content.

    The commitment is SHA-256 over a random salt and PostgreSQL's `to_jsonb` text of the row
    (docs/architecture.md#the-ledger).
    `beside` is written in the same statement: the step by which a procedure came to the change.
    """
    await session.flush()
    table = sa.inspect(type(row)).local_table
    keys = table.primary_key.columns
    key = table.c.id if len(keys) > 1 else next(iter(keys))
    entity_id: uuid.UUID = getattr(row, key.name)
    facts = sa.text(f'SELECT to_jsonb(t) FROM "{table.name}" t WHERE t."{key.name}" = :entity_id')  # noqa: S608
    before = before or Paths(None, None)
    call = sa.func.record_change(
        table.name,
        entity_id,
        getattr(row, "version", 1),
        op.value,
        sa.cast(sorted(changed), sa.ARRAY(sa.Text)),
        facts.columns(facts=sa.JSON).scalar_subquery(),
        before.place,
        after.place,
        before.party,
        after.party,
        reason,
    )
    statement = sa.select(call)  # noqa: TID251
    if beside is not None:
        statement = statement.add_cte(beside.cte("beside"))
    await session.exec(statement, params={"entity_id": entity_id})  # type: ignore[call-overload]
    notify_after_commit(session, RECORDED)


async def record_signed(
    session: AsyncSession, entity: str, entity_id: uuid.UUID, jws: str, *, before: Paths, after: Paths
) -> None:
    """Add the change by which a signed document came to be.

    The commitment is to the document's own text, so that whoever holds it and is told the salt can find it in the log.
    """
    call = sa.func.record_change(
        entity,
        entity_id,
        1,
        Operation.CREATE.value,
        sa.cast(["jws"], sa.ARRAY(sa.Text)),
        sa.func.to_jsonb(sa.cast(jws, sa.Text)),
        before.place,
        after.place,
        before.party,
        after.party,
    )
    await session.exec(sa.select(call))  # type: ignore[call-overload] # noqa: TID251
    notify_after_commit(session, RECORDED)
