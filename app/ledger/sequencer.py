"""The sequencer: gives the committed rows of the ledger dense numbers, in order (architecture 6).

A row gets its number after its commit, by one session alone, so a reader that has seen a number has seen every lower
one: none is lost to a transaction that commits late, rolls back or stays open, and none stalls behind it.
"""

import asyncio
import logging

import asyncpg

from app.core.database import AWAY, DatabaseRole

BATCH = 1000
BUSY_SECONDS = 0.01
IDLE_SECONDS = 0.2
RETRY_SECONDS = 1.0

_log = logging.getLogger(__name__)

# Held by the session: a worker that dies, or loses its connection, gives the lead away with it.
_LEAD = "SELECT pg_try_advisory_lock(hashtext('huizhi_sequencer'))"

# Ids are UUIDv7: within a batch they keep the order of the writes.
_NUMBER = """
    WITH fresh AS (
        SELECT id, row_number() OVER (ORDER BY id) AS place
        FROM (SELECT id FROM change WHERE seq IS NULL ORDER BY id LIMIT $1) AS waiting
    )
    UPDATE change SET seq = (SELECT coalesce(max(seq), 0) FROM change) + fresh.place
    FROM fresh WHERE change.id = fresh.id
"""


async def keep_numbering(url: str) -> None:
    """Number for ever. Several may run: one leads, the others wait for it to die. Outlives an absence of the server."""
    while True:
        try:
            settings = {"role": DatabaseRole.WORKER.value, "application_name": "huizhi_sequencer"}
            connection = await asyncpg.connect(url, server_settings=settings, timeout=10)
            try:
                # Trying again and again, for a session that waits for a lock keeps a snapshot and stops all vacuuming.
                while not await connection.fetchval(_LEAD):  # noqa: ASYNC110 - the other process cannot set an event
                    await asyncio.sleep(RETRY_SECONDS)
                await _number_for_ever(connection)
            finally:
                try:
                    await connection.close(timeout=1)
                except AWAY:
                    connection.terminate()
        except AWAY as exc:
            _log.warning("the sequencer lost the database (%s); it will try again", type(exc).__name__)
            await asyncio.sleep(RETRY_SECONDS)


async def _number_for_ever(connection: asyncpg.Connection) -> None:
    pause = BUSY_SECONDS
    while True:
        numbered = int((await connection.execute(_NUMBER, BATCH)).removeprefix("UPDATE "))
        if numbered < BATCH:
            pause = BUSY_SECONDS if numbered else min(2 * pause, IDLE_SECONDS)
            await asyncio.sleep(pause)
