"""The log of who looked at whose record (个人信息保护法 art. 44-50, 55): buffered, written by COPY within 200 ms.

What a crash may lose: the views of the last 200 ms. The full identity number and the letter, which prints it, are
logged in the request's own transaction before they are shown (`record_access`).
"""

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from app.auth.principals import Principal
from app.auth.work import Work
from app.core.clock import Clock
from app.core.database import Database, DatabaseRole, Scope
from app.models.changes import Access, AccessKind

FLUSH_SECONDS = 0.2
MOST_WAITING = 100_000
COLUMNS = ("id", "person_id", "kind", "account_id", "body_name", "role", "reason", "records", "at")

_log = logging.getLogger(__name__)


class AccessLog:
    """Collects views and writes them in the background."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._waiting: list[tuple[Any, ...]] = []
        self._noted = asyncio.Event()

    def note(
        self,
        principal: Principal,
        kind: AccessKind,
        person_id: uuid.UUID | None,
        *,
        reason: str | None = None,
        records: int = 1,
    ) -> None:
        """Remember a view; a person's look at the own record is not logged."""
        if person_id is not None and principal.person_id == person_id:
            return
        who = (principal.account_id, principal.body_name, principal.role.value)
        self._waiting.append((uuid.uuid4(), person_id, kind.value, *who, reason, records, self._clock.now()))
        self._noted.set()

    async def flush(self) -> None:
        """Write what is waiting; on failure it stays for the next time."""
        rows, self._waiting = self._waiting, []
        if not rows:
            return
        try:
            await self._database.copy(Scope(DatabaseRole.AUTH), "access", COLUMNS, rows)
        except BaseException:
            self._waiting = (rows + self._waiting)[-MOST_WAITING:]
            raise

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Flush within 200 ms of a view while the block runs, and once at its end."""
        task = asyncio.create_task(self._flush_for_ever())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await self.flush()

    async def _flush_for_ever(self) -> None:
        while True:
            await self._noted.wait()
            await asyncio.sleep(FLUSH_SECONDS)
            self._noted.clear()
            try:
                await self.flush()
            except Exception as exc:
                # The kind alone: PostgreSQL quotes the row, whose reason an official wrote.
                _log.warning("the access log could not be written (%s); it will be tried again", type(exc).__name__)
                self._noted.set()


async def record_access(
    work: Work, kind: AccessKind, person_id: uuid.UUID | None, *, reason: str, records: int = 1
) -> None:
    """Log a view in the work's own transaction: without the log there is nothing to see."""
    principal = work.principal
    work.session.add(
        Access(
            id=uuid.uuid4(),
            person_id=person_id,
            kind=kind,
            account_id=principal.account_id,
            body_name=principal.body_name,
            role=principal.role.value,
            reason=reason,
            records=records,
            at=work.clock.now(),
        )
    )
    await work.session.flush()
