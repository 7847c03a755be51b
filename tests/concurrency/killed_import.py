"""A worker that is killed between two statements of an import."""

import asyncio
import datetime as dt
from typing import Any

import asyncpg
from sqlalchemy import event

from app.core.clock import Clock
from app.core.crypto import Keyring
from app.core.database import DatabaseRole, Pools
from app.services.workbooks.imports.runner import run_next_import
from tests.support.killed_process import MOMENTS, dying

# The import itself speaks to the driver, past SQLAlchemy's events; `execute` is also how it begins and commits.
STATEMENTS = ("execute", "executemany", "fetch", "fetchval", "copy_records_to_table")


def import_and_die(at: int, url: str, keys: str, now: dt.datetime) -> None:
    """Carry out one import in this process, which kills itself at the given moment (counted from 1)."""
    count = dying(at)

    def counted(method: Any) -> Any:
        async def call(*arguments: Any, **options: Any) -> Any:
            count()
            return await method(*arguments, **options)

        return call

    async def carry_out() -> None:
        roles = (DatabaseRole.AREA, DatabaseRole.AUTH, DatabaseRole.WORKER)
        async with Pools.open(url, *roles, size=1) as pools:
            for source, moment in MOMENTS:
                event.listen(source, moment, count)
            for name in STATEMENTS:
                setattr(asyncpg.Connection, name, counted(getattr(asyncpg.Connection, name)))
            assert await run_next_import(pools, Keyring.from_json(keys), Clock(lambda: now))

    asyncio.run(carry_out())
