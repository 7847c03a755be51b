"""Rows of the ledger, written and numbered with real commits."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import asyncpg

from app.core.database import DatabaseRole
from app.ledger import sequencer
from app.models.changes import RECORDED
from tests.support.merkle_log import NOTARY

RECORD = "SELECT record_change('member', $1, 1, 'create', '{}', '{}', NULL, '/51/', NULL, '')"


@asynccontextmanager
async def connected(url: str, role: DatabaseRole = DatabaseRole.WORKER) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url, server_settings={"role": role.value})
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def numbering(url: str, *, workers: int = 1) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(sequencer.keep_numbering(url, NOTARY)) for _ in range(workers)]
    try:
        yield
        for task in tasks:
            assert not task.done(), f"a sequencer ended by itself: {task.exception()!r}"
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def write(url: str, transactions: int, seed: int) -> int:
    """Transactions of one to three rows, of which every tenth is rolled back; gives the number of committed rows.

    Each is told after its commit, as `Pools` does.
    """
    rng, committed = random.Random(seed), 0  # noqa: S311 - a repeatable sequence
    async with connected(url, DatabaseRole.AREA) as connection:
        for number in range(transactions):
            transaction = connection.transaction()
            await transaction.start()
            rows = rng.choice((1, 1, 1, 3))
            for _ in range(rows):
                await connection.execute(RECORD, uuid4())
            if number % 10 == 9:
                await transaction.rollback()
            else:
                await transaction.commit()
                await connection.execute(f"NOTIFY {RECORDED}")
                committed += rows
    return committed


async def all_numbered(url: str) -> list[int]:
    """The numbers in order, once no row is without one."""
    async with asyncio.timeout(20), connected(url) as connection:
        while await connection.fetchval("SELECT count(*) FROM change WHERE seq IS NULL"):
            pass
        return [row["seq"] for row in await connection.fetch("SELECT seq FROM change ORDER BY seq")]
