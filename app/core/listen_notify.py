"""Waking processes by PostgreSQL's LISTEN and NOTIFY, after the commit and on another connection.

A NOTIFY inside a writing transaction holds a lock over the whole server until the commit is on disk, so that writes
commit one after the other (tried). A write therefore only notes the channel in its session, and `Pools.session` has it
told afterwards. Nothing depends on a notification's arrival: whoever listens looks by itself every `POLL_SECONDS`.
"""

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

import asyncpg
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.polling import repeat

POLL_SECONDS = 5.0
"""What a lost notification costs at most."""

_CHECK_SECONDS = 60.0
"""How often a connection that hears nothing is asked whether its server is still there."""

_FIRST_RETRY_SECONDS = 0.1
_LAST_RETRY_SECONDS = 5.0
_TIMEOUT_SECONDS = 10.0

_NOTED = "channels to notify after the commit"
_NOTIFY = "SELECT pg_notify(channel, '') FROM unnest($1::text[]) AS channel"

_log = logging.getLogger(__name__)


def notify_after_commit(session: AsyncSession, channel: str) -> None:
    """Have `channel` notified once the session's transaction is committed."""
    session.info.setdefault(_NOTED, set()).add(channel)


def noted_channels(session: AsyncSession) -> frozenset[str]:
    """What `notify_after_commit` noted in this session."""
    return frozenset(session.info.get(_NOTED, ()))


class Notifier:
    """Sends notifications in the background; at most one statement is on its way, the next one carries the rest."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._waiting: set[str] = set()
        self._sending: asyncio.Task[None] | None = None

    def notify(self, channels: Iterable[str]) -> None:
        """Tell whoever listens to these channels, soon; never waits, never fails."""
        self._waiting.update(channels)
        if self._waiting and (self._sending is None or self._sending.done()):
            self._sending = asyncio.create_task(self._send())

    async def close(self) -> None:
        """Send what is waiting, for a second at most."""
        if self._sending is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._sending, 1)

    async def _send(self) -> None:
        while self._waiting:
            channels, self._waiting = sorted(self._waiting), set()
            try:
                await self._pool.execute(_NOTIFY, channels, timeout=_TIMEOUT_SECONDS)
            except Exception as exc:  # whatever the reason, it costs a poll's interval
                _log.warning("a notification was lost (%s)", type(exc).__name__)


class Listener:
    """Hears the notifications of some channels, on one connection that is made anew when it is lost."""

    def __init__(self, *channels: str) -> None:
        self._waiting: dict[str, set[asyncio.Event]] = {channel: set() for channel in channels}

    @contextmanager
    def woken_by(self, *channels: str) -> Iterator[asyncio.Event]:
        """An event set by each notification, and whenever one may have been missed; who waits for it clears it."""
        event = asyncio.Event()
        for channel in channels:
            self._waiting[channel].add(event)
        try:
            yield event
        finally:
            for channel in channels:
                self._waiting[channel].discard(event)

    async def repeat(self, step: Callable[[], Awaitable[bool]], *channels: str, rest: float = 0.0) -> NoReturn:
        """Look for work at each notification, and by polling (`app.core.polling.repeat`)."""
        with self.woken_by(*channels) as woken:
            await repeat(step, POLL_SECONDS, woken, rest=rest)

    def wake_after(self, channel: str, delay: dt.timedelta) -> None:
        """Wake as a notification would, in this process alone: for what was put off and is due then."""
        asyncio.get_running_loop().call_later(delay.total_seconds(), self._wake, channel)

    async def listen(self, url: str, role: str) -> NoReturn:
        """Listen until cancelled, whatever becomes of the server."""
        pause = _FIRST_RETRY_SECONDS
        while True:
            try:
                settings = {"role": role, "application_name": "huizhi_listener"}
                connection = await asyncpg.connect(url, server_settings=settings, timeout=_TIMEOUT_SECONDS)
                try:
                    await self._hear(connection)
                finally:
                    connection.terminate()
                pause = _FIRST_RETRY_SECONDS
            except Exception as exc:
                _log.warning("nobody listens for notifications (%s); it will be tried again", type(exc).__name__)
                pause = min(2 * pause, _LAST_RETRY_SECONDS)
            await asyncio.sleep(pause)

    async def _hear(self, connection: asyncpg.Connection) -> None:
        """Listen until the connection is lost."""
        lost = asyncio.Event()
        connection.add_termination_listener(lambda _: lost.set())
        for channel in self._waiting:
            await connection.add_listener(channel, self._heard)
        for channel in self._waiting:  # what was told before somebody listened
            self._wake(channel)
        while not lost.is_set():
            try:
                async with asyncio.timeout(_CHECK_SECONDS):
                    await lost.wait()
            except TimeoutError:  # a server that vanished without a word is found out by asking
                await connection.execute("SELECT", timeout=_TIMEOUT_SECONDS)

    def _heard(self, _connection: object, _pid: int, channel: str, _payload: object) -> None:
        self._wake(channel)

    def _wake(self, channel: str) -> None:
        for event in self._waiting[channel]:
            event.set()
