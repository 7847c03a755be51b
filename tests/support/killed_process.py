"""A process that is killed between two statements."""

import asyncio
import datetime as dt
import os
import signal
from collections.abc import Callable
from typing import Any

import httpx
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.pool import Pool

from app.auth.passwords import Passwords
from app.core.clock import Clock
from app.core.crypto import Keyring
from app.core.database import SHARING_ROLES, WORKER_ROLES, DatabaseRole, Pools
from app.core.settings import Settings
from app.main import app, provide
from app.services.work.digests import make_next_digest
from app.sharing import main as sharing

MOMENTS = ((Engine, "begin"), (Engine, "before_cursor_execute"), (Engine, "commit"), (Pool, "checkin"))
"""Before each statement of a write, before its commit, and after it before the answer is sent."""


def post_and_die(at: int, url: str, keys: str, now: dt.datetime, token: str, path: str, body: dict[str, Any]) -> None:
    """Carry out one request in this process, which kills itself at the given moment (counted from 1)."""
    _die(at)
    asyncio.run(_post(url, Keyring.from_json(keys), Clock(lambda: now), token, path, body))


def carry_and_die(at: int, url: str, keys: str, now: dt.datetime) -> None:
    """Carry one doorbell, as `post_and_die`."""
    _die(at)
    asyncio.run(_carry(url, Keyring.from_json(keys), Clock(lambda: now)))


def digest_and_die(at: int, url: str, now: dt.datetime) -> None:
    """Make one digest, as `post_and_die`."""
    _die(at)
    asyncio.run(_digest(url, Clock(lambda: now)))


def _die(at: int) -> None:
    count = dying(at)
    for source, moment in MOMENTS:
        event.listen(source, moment, count)


def dying(at: int) -> Callable[..., None]:
    """What kills this process when it is called for the given time (counted from 1)."""
    seen = 0

    def count(*_: Any) -> None:
        nonlocal seen
        seen += 1
        if seen == at:
            os.kill(os.getpid(), signal.SIGKILL)

    return count


async def _post(url: str, keyring: Keyring, clock: Clock, token: str, path: str, body: dict[str, Any]) -> None:
    async with Pools.open(url, DatabaseRole.ORG, DatabaseRole.AUTH, size=1) as pools:
        cheap = Passwords(time_cost=1, memory_kib=8)
        provide(app, database=pools, settings=Settings(), keyring=keyring, clock=clock, passwords=cheap)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            answer = await client.post(path, json=body, headers={"Authorization": token})
            assert answer.status_code in {200, 409}, answer.text


async def _carry(url: str, keyring: Keyring, clock: Clock) -> None:
    async with Pools.open(url, *SHARING_ROLES, size=1) as pools:
        settings = Settings(callback_test_hosts=frozenset({"127.0.0.1"}))
        sharing.provide(sharing.app, database=pools, settings=settings, keyring=keyring, clock=clock)
        assert await sharing.app.state.webhook_sender.carry_next()


async def _digest(url: str, clock: Clock) -> None:
    async with Pools.open(url, *WORKER_ROLES, size=1) as pools:
        assert await make_next_digest(pools, clock)
