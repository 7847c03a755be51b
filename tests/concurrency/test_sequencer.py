"""The sequencer against concurrent writers: dense, gap-free, none lost, none numbered twice."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest

from app.core.database import DatabaseRole, Pools, Scope
from app.core.listen_notify import notify_after_commit
from app.ledger import sequencer
from app.models.changes import RECORDED
from tests.support.postgres import TestServer, clone, drop
from tests.support.sequencing import RECORD, all_numbered, connected, numbering, write

ROWS = "SELECT id::text, seq FROM change ORDER BY id"


@pytest.fixture
async def url(server: TestServer) -> AsyncIterator[str]:
    """A database of its own, where commits are real; the login may act as the worker."""
    name = f"sequence_{uuid4().hex[:12]}"
    await clone(server, name)
    yield server.url(name)
    await drop(server, name)


async def test_concurrent_writers_get_dense_numbers_and_a_reader_of_the_feed_misses_none(url: str) -> None:
    over = asyncio.Event()

    async def follow() -> list[int]:
        """Read as a partner does: after the last number seen."""
        seen, rows = [0], list[asyncpg.Record]()
        async with connected(url) as reader:
            while rows or not over.is_set():
                rows = await reader.fetch("SELECT seq FROM change WHERE seq > $1 ORDER BY seq LIMIT 50", seen[-1])
                seen.extend(row["seq"] for row in rows)
        return seen[1:]

    async with numbering(url), connected(url, DatabaseRole.AREA) as idle:
        await idle.execute("BEGIN")
        await idle.execute(RECORD, uuid4())  # stays open beside the others and is rolled back at the end
        reader = asyncio.create_task(follow())
        committed = sum(await asyncio.gather(*(write(url, 60, seed) for seed in range(6))))
        numbers = await all_numbered(url)
        over.set()
        assert await reader == numbers
    assert numbers == list(range(1, committed + 1))


async def asleep(server: TestServer, url: str) -> None:
    """Until the sequencer has found nothing and waits."""
    resting = """
        SELECT now() - state_change > interval '0.1 s' FROM pg_stat_activity
        WHERE application_name = 'huizhi_sequencer' AND state = 'idle' AND datname = $1
    """
    admin = await asyncpg.connect(server.admin_url)
    async with asyncio.timeout(20):
        while not await admin.fetchval(resting, url.rpartition("/")[2]):
            pass
    await admin.close()


async def test_a_commit_that_comes_late_and_after_quiet_is_numbered_without_a_poll(
    server: TestServer, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequencer, "POLL_SECONDS", 3600)
    async with numbering(url), Pools.open(url, DatabaseRole.AREA) as pools:
        async with pools.session(Scope(DatabaseRole.AREA)) as late:
            notify_after_commit(late, RECORDED)
            await (await late.connection()).exec_driver_sql(RECORD.replace("$1", "gen_random_uuid()"))
            committed = await write(url, 5, seed=1)
            await all_numbered(url)
            await asleep(server, url)
        assert await all_numbered(url) == list(range(1, committed + 2))


async def test_a_poll_makes_up_for_a_notification_that_never_came(
    server: TestServer, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequencer, "POLL_SECONDS", 0.2)
    async with numbering(url), connected(url, DatabaseRole.AREA) as silent:
        await asleep(server, url)
        await silent.execute(RECORD, uuid4())
        assert await all_numbered(url) == [1]


async def test_what_is_in_the_log_when_it_falls_silent_is_signed_without_a_poll(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequencer, "POLL_SECONDS", 3600)
    monkeypatch.setattr(sequencer, "CHECKPOINT_SECONDS", 0.3)
    async with numbering(url), connected(url) as connection:
        for seed in range(2):
            await write(url, 5, seed)
            size = len(await all_numbered(url))
            async with asyncio.timeout(20):
                while await connection.fetchval("SELECT max(size) FROM checkpoint") != size:
                    pass


async def test_two_sequencers_at_once_never_number_twice(url: str) -> None:
    async with numbering(url, workers=3):
        committed = sum(await asyncio.gather(*(write(url, 40, seed) for seed in range(4))))
        numbers = await all_numbered(url)
    assert numbers == list(range(1, committed + 1))


async def test_one_leads_alone_and_its_death_hands_the_lead_on(
    server: TestServer, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequencer, "RETRY_SECONDS", 0.01)
    admin = await asyncpg.connect(server.admin_url)
    leaders = """
        SELECT l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database
        WHERE l.locktype = 'advisory' AND d.datname = $1
    """
    database = url.rpartition("/")[2]
    async with numbering(url, workers=2):
        first = await write(url, 5, seed=1)
        await all_numbered(url)
        (leader,) = await admin.fetch(leaders, database)
        assert await admin.fetchval("SELECT pg_terminate_backend($1)", leader["pid"])
        second = await write(url, 5, seed=2)
        assert await all_numbered(url) == list(range(1, first + second + 1))
    await admin.close()


async def test_a_restart_goes_on_where_the_last_one_stopped(url: str) -> None:
    async with numbering(url):
        first = await write(url, 20, seed=1)
        assert await all_numbered(url) == list(range(1, first + 1))
    async with connected(url) as connection:
        before = {row["id"]: row["seq"] for row in await connection.fetch(ROWS)}
    second = await write(url, 20, seed=2)
    async with numbering(url):
        assert await all_numbered(url) == list(range(1, first + second + 1))
    async with connected(url) as connection:
        after = {row["id"]: row["seq"] for row in await connection.fetch(ROWS)}
    assert before.items() <= after.items()


async def test_more_rows_than_a_batch_keep_the_order_in_which_they_were_written(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequencer, "BATCH", 7)
    async with connected(url, DatabaseRole.AREA) as connection:
        for _ in range(40):
            await connection.execute(RECORD, uuid4())
    async with numbering(url):
        await all_numbered(url)
    async with connected(url) as connection:
        assert [row["seq"] for row in await connection.fetch(ROWS)] == list(range(1, 41))


async def test_the_worker_may_number_and_may_change_nothing_else(url: str) -> None:
    await write(url, 1, seed=1)
    async with connected(url) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("UPDATE change SET reason = 'x'")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("DELETE FROM change")
