"""Readers of the ledger that lose events, as a control of the test that says that the feed's loses none.

Two ways to follow a table that are found in many systems: by the id of insertion, and by that id below the oldest
transaction that still runs. Both pass by a row that commits after one with a higher id was read.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import asyncpg
import pytest

from app.core.database import DatabaseRole
from tests.support.postgres import TestServer, clone, drop
from tests.support.sequencing import RECORD, all_numbered, connected, numbering

ROUNDS = 25
BY_INSERTION = "SELECT entity_id, id AS place FROM change WHERE $1::uuid IS NULL OR id > $1 ORDER BY id"
BELOW_THE_OLDEST = """
    SELECT entity_id, id AS place FROM change
    WHERE ($1::uuid IS NULL OR id > $1) AND written_in < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY id
"""
BY_NUMBER = "SELECT entity_id, seq AS place FROM change WHERE seq > coalesce($1::bigint, 0) ORDER BY seq"


@dataclass
class Reader:
    """Follows the ledger: what lies behind the last place."""

    connection: asyncpg.Connection
    query: str
    place: object = None
    seen: list[UUID] = field(default_factory=list)

    async def read(self) -> None:
        for row in await self.connection.fetch(self.query, self.place):
            self.place = row["place"]
            self.seen.append(row["entity_id"])


@pytest.fixture
async def url(server: TestServer) -> AsyncIterator[str]:
    """A ledger whose rows tell, for the second reader's sake, which transaction wrote them."""
    name = f"readers_{uuid4().hex[:12]}"
    await clone(server, name)
    admin = await asyncpg.connect(server.admin(name))
    await admin.execute("ALTER TABLE change ADD COLUMN written_in xid8 DEFAULT pg_current_xact_id()")
    await admin.close()
    yield server.url(name)
    await drop(server, name)


async def test_what_commits_late_is_lost_to_readers_by_insertion_and_not_to_the_feed(url: str) -> None:
    written: set[UUID] = set()
    async with (
        numbering(url),
        connected(url) as reading,
        connected(url, DatabaseRole.AREA) as early,
        connected(url, DatabaseRole.AREA) as late,
    ):
        by_insertion, below, feed = (Reader(reading, query) for query in (BY_INSERTION, BELOW_THE_OLDEST, BY_NUMBER))
        for number in range(ROUNDS):
            first, second = uuid4(), uuid4()
            await early.execute("BEGIN; SELECT pg_current_xact_id()")
            await late.execute("BEGIN")
            await late.execute(RECORD, first)
            await early.execute(RECORD, second)
            await early.execute("COMMIT")
            for reader in (by_insertion, below, feed):
                while second not in reader.seen:  # the sequencer's own transaction may be the oldest for a moment
                    await reader.read()
            rolled_back = number % 5 == 4
            await late.execute("ROLLBACK" if rolled_back else "COMMIT")
            written |= {second} if rolled_back else {first, second}
        await all_numbered(url)
        for reader in (by_insertion, below, feed):
            await reader.read()
    for losing in (by_insertion, below):
        assert len(written - set(losing.seen)) == ROUNDS - ROUNDS // 5
    assert set(feed.seen) == written
    assert len(feed.seen) == len(written), "none came twice"


async def test_an_idle_transaction_holds_up_the_reader_below_it_and_not_the_feed(url: str) -> None:
    async with (
        connected(url, DatabaseRole.AREA) as idle,
        connected(url, DatabaseRole.AREA) as writing,
        connected(url) as reading,
        numbering(url),
    ):
        await idle.execute("BEGIN; SELECT pg_current_xact_id()")
        for _ in range(ROUNDS):
            await writing.execute(RECORD, uuid4())
        await all_numbered(url)
        below, feed = Reader(reading, BELOW_THE_OLDEST), Reader(reading, BY_NUMBER)
        for reader in (below, feed):
            await reader.read()
        assert (len(below.seen), len(feed.seen)) == (0, ROUNDS)
        await idle.execute("ROLLBACK")
