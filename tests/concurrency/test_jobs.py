"""The three kinds of jobs under one kernel: leases, attempts, heartbeats, bounds, and workers that die."""

import asyncio
import datetime as dt
import multiprocessing
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from fastapi import FastAPI

from app.core import jobs, listen_notify
from app.core.database import DatabaseRole
from app.core.jobs import LEASE, Claim, JobFailed, JobLost
from app.core.listen_notify import Listener
from app.core.settings import Settings
from tests.support.job_kinds import QUEUES, Interrupted, Kind, World, kind_of, work_and_die
from tests.support.keys import KEYRING
from tests.support.postgres import TestServer, clone, drop

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.support.job_kinds"])

MOMENT = dt.timedelta(seconds=1)


@pytest.fixture(scope="module")
async def world(app: FastAPI, server: TestServer) -> AsyncIterator[World]:
    name = f"jobs_{uuid4().hex[:12]}"
    await clone(server, name)
    async with World.open(app, server.url(name), server.admin(name)) as world:
        yield world
    await drop(server, name)


@pytest.fixture(params=QUEUES)
async def kind(request: pytest.FixtureRequest, world: World) -> AsyncIterator[Kind]:
    """Each kind in turn, with nothing queued."""
    yield await kind_of(request.param, world)
    for queue in QUEUES.values():
        await world.rows(f"UPDATE {queue.table.__tablename__} SET state = 'failed' RETURNING 1")  # noqa: S608
    world.api.app.state.settings = world.sharing.app.state.settings = Settings()


async def die(_: Claim[Any]) -> None:
    """What is left of a job whose worker died: nobody ends it."""
    raise asyncio.CancelledError


async def claimed_by_a_dead_worker(kind: Kind) -> None:
    with suppress(asyncio.CancelledError):
        await kind.queue.work_next(kind.world.database, kind.world.clock, die)


async def test_a_job_is_carried_out_once_and_makes_something(kind: Kind) -> None:
    before = await kind.world.made()
    job = await kind.queued()
    assert await kind.run() is True
    assert await kind.run() is False
    ended = await kind.read(job)
    assert (ended["state"], ended["failure_code"], ended["failure_detail"]) == ("done", None, None)
    assert await kind.world.made() > before


async def test_a_job_is_left_alone_during_its_lease_and_begun_anew_after_it(kind: Kind) -> None:
    job = await kind.queued()
    await claimed_by_a_dead_worker(kind)
    kind.world.clock.moment += LEASE - MOMENT
    assert await kind.run() is False
    kind.world.clock.moment += 2 * MOMENT
    assert await kind.run() is True
    assert (await kind.read(job))["state"] == "done"


async def test_a_late_writer_changes_nothing(kind: Kind) -> None:
    job = await kind.queued()
    after: list[Any] = []

    async def overtake() -> None:
        kind.world.clock.moment += LEASE + MOMENT
        assert await kind.run(), "another worker takes it"
        after.extend((await kind.read(job), await kind.world.made()))

    assert await kind.work(Interrupted(kind.world.database, overtake))
    assert after[0]["state"] == "done"
    assert [await kind.read(job), await kind.world.made()] == after


async def test_nothing_that_a_late_claim_can_write_counts(kind: Kind) -> None:
    job = await kind.queued()
    claims: list[Claim[Any]] = []

    async def nothing_counts(claim: Claim[Any]) -> None:
        before = await kind.read(job)
        with pytest.raises(JobLost):
            await claim.write(leased_until=None)
        with pytest.raises(JobLost):
            async with kind.world.database.session(kind.queue.scope) as session:
                await claim.finish(session)
        await claim.fail(JobFailed("late", "迟到"))
        await claim.put_back()
        assert await kind.read(job) == before

    async def overtake(claim: Claim[Any]) -> None:
        await nothing_counts(claims[0])  # while another is at it
        claims.append(claim)
        raise JobFailed("overtaken", "已由另一进程办理")

    async def be_late(claim: Claim[Any]) -> None:
        claims.append(claim)
        kind.world.clock.moment += LEASE + MOMENT
        assert await kind.queue.work_next(kind.world.database, kind.world.clock, overtake)

    assert await kind.queue.work_next(kind.world.database, kind.world.clock, be_late)
    for claim in claims:
        await nothing_counts(claim)  # once it is at its end
    assert (await kind.read(job))["failure_code"] == "overtaken"


async def test_attempts_have_an_end_that_says_why_and_what_to_do(kind: Kind) -> None:
    job = await kind.queued()
    for _ in range(jobs.MOST_ATTEMPTS):
        await claimed_by_a_dead_worker(kind)
        assert (await kind.read(job))["state"] == "running"
        kind.world.clock.moment += LEASE + MOMENT
    before = await kind.world.made()
    assert await kind.run() is True
    assert await kind.run() is False
    ended = await kind.read(job)
    assert (ended["state"], ended["failure_code"], ended["failure_detail"]) == ("failed", *kind.queue.given_up)
    assert "请" in ended["failure_detail"]
    assert await kind.world.made() == before


async def test_an_unforeseen_error_is_tried_again_and_then_told(kind: Kind) -> None:
    job = await kind.queued()
    tried = 0

    async def break_down(_: Claim[Any]) -> None:
        nonlocal tried
        tried += 1
        raise LookupError

    while await kind.queue.work_next(kind.world.database, kind.world.clock, break_down):
        pass
    assert tried == jobs.MOST_ATTEMPTS
    assert (await kind.read(job))["failure_code"] == kind.queue.given_up[0]


async def test_a_heartbeat_keeps_a_job_that_takes_longer_than_its_lease(
    kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "BEAT_SECONDS", 0.01)
    job = await kind.queued()
    table = kind.queue.table.__tablename__
    leased = f"SELECT leased_until FROM {table} WHERE state = 'running'"  # noqa: S608 - our own name

    async def take_long(claim: Claim[Any]) -> None:
        ends = claim.job.leased_until
        kind.world.clock.moment = ends - MOMENT
        async with asyncio.timeout(20):
            while (await kind.world.rows(leased))[0][0] <= ends:
                pass
        kind.world.clock.moment = ends + MOMENT
        assert await kind.run() is False
        raise JobFailed("took_long", "耗时过长")

    assert await kind.queue.work_next(kind.world.database, kind.world.clock, take_long)
    assert (await kind.read(job))["failure_code"] == "took_long"


async def test_an_account_may_queue_so_many_and_another_is_not_kept_from_it(kind: Kind) -> None:
    bounded = Settings(jobs_per_account=2)
    kind.world.api.app.state.settings = kind.world.sharing.app.state.settings = bounded
    await kind.queued()
    answers = await asyncio.gather(*(kind.ask() for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [202, 429, 429]
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.json()["code"] == "too_many_jobs"
    assert int(refused.headers["Retry-After"]) > 0
    name = next(name for name, queue in QUEUES.items() if queue is kind.queue)
    await (await kind_of(name, kind.world)).queued()
    assert await kind.run()
    await kind.queued()


async def test_kill_9_in_the_midst_of_a_job_leaves_it_to_another_and_ends_it_after_its_attempts(
    kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = await kind.queued()
    before = await kind.world.made()
    name = next(name for name, queue in QUEUES.items() if queue is kind.queue)
    arguments = (name, kind.world.url, KEYRING.to_json(), kind.world.clock.moment)
    process = processes.Process(target=work_and_die, args=arguments)
    process.start()
    await asyncio.to_thread(process.join)
    assert process.exitcode == -signal.SIGKILL
    assert (await kind.read(job))["state"] == "running"
    assert await kind.run() is False
    kind.world.clock.moment += LEASE + MOMENT
    monkeypatch.setattr(jobs, "MOST_ATTEMPTS", 1)
    assert await kind.run() is True
    ended = await kind.read(job)
    assert (ended["state"], ended["failure_code"]) == ("failed", kind.queue.given_up[0])
    assert await kind.world.made() == before


class Worker:
    """Looks for jobs of a kind as the processes do; counts how often it looked."""

    def __init__(self, kind: Kind) -> None:
        self.kind, self.looks = kind, 0
        self._looked = asyncio.Condition()

    @classmethod
    @asynccontextmanager
    async def at_work(cls, kind: Kind) -> AsyncIterator["Worker"]:
        worker, listener = cls(kind), Listener(kind.queue.channel)
        role = DatabaseRole.WORKER.value
        works = (listener.listen(kind.world.url, role), listener.repeat(worker.look, kind.queue.channel))
        tasks = [asyncio.create_task(work) for work in works]
        try:
            yield worker
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def look(self) -> bool:
        found = await self.kind.run()
        async with self._looked:
            self.looks += 1
            self._looked.notify_all()
        return found

    async def until_looked(self, times: int) -> None:
        async with asyncio.timeout(20), self._looked:
            await self._looked.wait_for(lambda: self.looks >= times)


async def ended(kind: Kind, job: str) -> Any:
    """The job once it is at its end."""
    async with asyncio.timeout(20):
        while (found := await kind.read(job))["state"] in {"queued", "running"}:
            pass
    return found


async def test_a_job_starts_when_it_was_committed_and_no_poll_is_waited_for(
    kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listen_notify, "POLL_SECONDS", 3600)
    async with Worker.at_work(kind) as worker:
        await worker.until_looked(2)  # at its start, and once it listens
        assert (await ended(kind, await kind.queued()))["state"] == "done"


async def test_a_poll_makes_up_for_a_lost_notification(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listen_notify, "POLL_SECONDS", 0.05)
    monkeypatch.setattr(Listener, "_heard", lambda *_: None)
    async with Worker.at_work(kind) as worker:
        await worker.until_looked(2)
        assert (await ended(kind, await kind.queued()))["state"] == "done"


async def test_a_listener_whose_server_dropped_it_listens_again_and_looks_for_what_it_missed(
    world: World, server: TestServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listen_notify, "POLL_SECONDS", 3600)
    kind = await kind_of("import", world)
    dropped = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'huizhi_listener'"
    admin = await asyncpg.connect(server.admin_url)
    async with Worker.at_work(kind) as worker:
        await worker.until_looked(2)
        for _ in range(2):
            looks = worker.looks
            assert await admin.fetch(dropped)
            missed = await kind.queued()
            assert (await ended(kind, missed))["state"] == "done"
            await worker.until_looked(looks + 1)
        heard = await kind.queued()
        assert (await ended(kind, heard))["state"] == "done"
    await admin.close()
