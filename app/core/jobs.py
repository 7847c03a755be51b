"""Jobs: work that outlives the request which asked for it, in processes that may die at any statement.

A job is claimed for one attempt under a lease, which a heartbeat prolongs while its process lives. Whatever a running
job writes names its attempt, and its results are written in the transaction that ends it: a worker that lost its lease
changes nothing, and the next attempt begins anew. Attempts have an end, so that a job that brings its worker down
brings down no more than a few.
"""

import asyncio
import datetime as dt
import logging
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar

import sqlalchemy as sa
from sqlmodel import and_, col, func, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.clock import Clock
from app.core.database import Database, Query, Scope, compile_query
from app.core.errors import Problem
from app.core.listen_notify import notify_after_commit
from app.core.terms import Term

LEASE = dt.timedelta(minutes=2)
"""So long after its last heartbeat a job counts as abandoned."""

BEAT_SECONDS = 30.0
MOST_ATTEMPTS = 3
_DETAIL = 500

_log = logging.getLogger(__name__)


class JobState(Term):
    """任务的状态｜Where a job stands."""

    QUEUED = "queued", "排队"
    RUNNING = "running", "进行中"
    DONE = "done", "完成"
    FAILED = "failed", "未完成"


UNFINISHED = (JobState.QUEUED, JobState.RUNNING)


class Job(Protocol):
    """The columns of a job (`app.models.jobs.JobRow`)."""

    id: Any
    state: Any
    attempts: Any
    started_at: Any
    leased_until: Any
    finished_at: Any
    created_at: Any


J = TypeVar("J", bound=Job)


class TooManyJobs(Problem):
    status, code, title = 429, "too_many_jobs", "排队的任务过多"
    detail = "本账号提交的同类任务尚有多个在排队或办理，请待其办完后再提交。"

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "60"})


class JobFailed(Exception):
    """The job cannot be carried out, however often it is tried: a stable code, and why with the remedy in Chinese."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


class JobLost(Exception):
    """The job is another worker's by now: what this attempt would write counts no more."""


@dataclass(frozen=True)
class Queue(Generic[J]):
    """The jobs of one kind.

    `scope` sees and ends every job of `table`. `owner` is the column of the account that queued a job. `given_up`,
    code and detail, is told of a job whose every attempt ended with its worker or in an unforeseen error.
    """

    table: type[J]
    scope: Scope
    owner: str
    given_up: tuple[str, str]

    @property
    def channel(self) -> str:
        """What is notified when a job was queued."""
        return f"huizhi_{self.table.__tablename__}"  # type: ignore[attr-defined]

    async def put(self, session: AsyncSession, job: J, most: int) -> None:
        """Queue a job in a transaction; `TooManyJobs` where its owner has `most` unfinished ones."""
        owner = getattr(job, self.owner)
        # One after the other, so that none slips past the count.
        await session.exec(select(func.pg_advisory_xact_lock(func.hashtext(f"{self.channel}/{owner}"))))
        unfinished = (col(getattr(self.table, self.owner)) == owner, col(self.table.state).in_(UNFINISHED))
        if (await session.exec(select(func.count()).select_from(self.table).where(*unfinished))).one() >= most:
            raise TooManyJobs
        session.add(job)
        await session.flush()
        notify_after_commit(session, self.channel)

    async def work_next(
        self, database: Database, clock: Clock, carry_out: Callable[["Claim[J]"], Awaitable[None]]
    ) -> bool:
        """Carry out the oldest job that waits or was abandoned; False where there is none.

        `carry_out` ends the job by `Claim.finish`, or raises `JobFailed`; after any other error the job is tried again.
        Raises only while the database is away.
        """
        claim = await self._claim(database, clock)
        if claim is None:
            return False
        job = claim.job
        try:
            if job.attempts > MOST_ATTEMPTS:  # each of them ended with its worker
                raise JobFailed(*self.given_up)
            async with claim.kept():
                await carry_out(claim)
        except JobLost:
            _log.warning("%s %s: attempt %s was overtaken", self.channel, job.id, job.attempts)
        except JobFailed as failure:
            await claim.fail(failure)
        except Exception as error:
            # An error's text may quote what people entered; where it arose does not.
            place = "".join(traceback.format_tb(error.__traceback__))
            name = type(error).__name__
            _log.error("%s %s, attempt %s: %s\n%s", self.channel, job.id, job.attempts, name, place)
            if job.attempts < MOST_ATTEMPTS:
                await claim.put_back()
            else:
                await claim.fail(JobFailed(*self.given_up))
        return True

    @cached_property
    def _any(self) -> Query:
        moment = sa.bindparam("now", type_=sa.DateTime(timezone=True))
        return compile_query(select(sa.literal_column("true")).where(self._is_free(moment)).limit(1))

    def _is_free(self, now: Any) -> sa.ColumnElement[bool]:
        """Whether a job waits, or was abandoned."""
        state = sa.cast(self.table.state, sa.Text)
        abandoned = and_(state == JobState.RUNNING.value, col(self.table.leased_until) < now)
        return or_(state == JobState.QUEUED.value, abandoned)

    async def _claim(self, database: Database, clock: Clock) -> "Claim[J] | None":
        table, now = self.table, clock.now()
        # Mostly there is none, which one round trip tells; a session takes five.
        if await database.fetch(self.scope, self._any, {"now": now}) is None:
            return None
        free = select(table).where(self._is_free(now)).order_by(col(table.created_at)).limit(1)
        async with database.session(self.scope) as session:
            job = (await session.exec(free.with_for_update(skip_locked=True))).one_or_none()
            if job is None:
                return None
            job.state, job.attempts = JobState.RUNNING, job.attempts + 1
            job.started_at, job.leased_until = now, now + LEASE
        return Claim(self, database, clock, job)


class Claim(Generic[J]):
    """One attempt at a job. Everything it writes is for naught once another attempt has begun: `JobLost`."""

    def __init__(self, queue: Queue[J], database: Database, clock: Clock, job: J) -> None:
        self.queue, self.job = queue, job
        self._database, self._clock = database, clock

    async def write(self, **values: Any) -> None:
        """Write columns of the job in a transaction of their own: its progress."""
        async with self._database.session(self.queue.scope) as session:
            await self._write_in(session, values)

    async def finish(self, session: AsyncSession, **values: Any) -> None:
        """End the job as done, in the transaction of its results and as its last statement."""
        done = {"state": JobState.DONE, "finished_at": self._clock.now(), "leased_until": None}
        await self._write_in(session, values | done)

    async def fail(self, failure: JobFailed) -> None:
        """End the job as failed, where it is still ours."""
        ended = {"state": JobState.FAILED, "finished_at": self._clock.now(), "leased_until": None}
        with suppress(JobLost):
            await self.write(**ended, failure_code=failure.code, failure_detail=failure.detail[:_DETAIL])

    async def put_back(self) -> None:
        """Queue the job again, where it is still ours."""
        with suppress(JobLost):
            await self.write(state=JobState.QUEUED, leased_until=None)

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Prolong the lease while the block runs."""
        over = asyncio.Event()
        beating = asyncio.create_task(self._beat(over))
        try:
            yield
        finally:
            over.set()
            await beating

    async def _beat(self, over: asyncio.Event) -> None:
        while not over.is_set():
            try:
                async with asyncio.timeout(BEAT_SECONDS):
                    await over.wait()
            except TimeoutError:
                try:
                    await self.write(leased_until=self._clock.now() + LEASE)
                except JobLost:  # the work finds out when it writes
                    return
                except Exception as exc:  # the next beat may find the database again
                    _log.warning("%s %s: no heartbeat (%s)", self.queue.channel, self.job.id, type(exc).__name__)

    async def _write_in(self, session: AsyncSession, values: dict[str, Any]) -> None:
        table = self.queue.table
        still_mine = (
            col(table.id) == self.job.id,
            col(table.state) == JobState.RUNNING,
            col(table.attempts) == self.job.attempts,
        )
        written = await session.exec(update(table).where(*still_mine).values(**values))
        if written.rowcount == 0:
            raise JobLost
