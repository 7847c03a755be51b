"""The sequencer: numbers the committed rows of the ledger, hashes them into its Merkle tree, signs.

Why a number is given after the commit: docs/architecture.md#the-ledger.

A row gets its number after its commit, by one session alone, so a reader that has seen a number has seen every lower
one: none is lost to a transaction that commits late, rolls back or stays open, and none stalls behind it. The row
becomes leaf `seq - 1` of the tree in the transaction that numbers it; rows numbered before there was a tree follow
in order, beside the new ones. Every few seconds in which the log grew, its size and root are signed.

It sleeps until a writer's notification or the next poll, and notifies those who follow the log (docs/decisions/0030).
"""

import asyncio
import logging
import time
from contextlib import suppress

import asyncpg

from app.core.database import AWAY, DatabaseRole
from app.core.listen_notify import POLL_SECONDS
from app.ledger.checkpoints import Notary
from app.ledger.leaves import leaf_of
from app.ledger.merkle import Tree, cover, leaf_hash
from app.models.changes import NUMBERED, RECORDED
from app.models.log import LEAF_COLUMNS

BATCH = 1000
BUSY_SECONDS = 0.01
"""Between two batches while rows keep coming."""
RETRY_SECONDS = 1.0
CHECKPOINT_SECONDS = 3.0
"""At most so often is a checkpoint signed."""

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
_NUMBERED = f"SELECT {', '.join(LEAF_COLUMNS)} FROM change WHERE seq > $1 ORDER BY seq LIMIT $2"  # noqa: S608
_GROW = "INSERT INTO merkle_node (level, index, hash) SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bytea[])"
_SIGN = "INSERT INTO checkpoint (size, root, signed_at, jws) VALUES ($1, $2, $3, $4)"


async def keep_numbering(url: str, notary: Notary) -> None:
    """Number for ever. Several may run: one leads, the others wait for it to die. Outlives an absence of the server."""
    while True:
        try:
            settings = {"role": DatabaseRole.WORKER.value, "application_name": "huizhi_sequencer"}
            connection = await asyncpg.connect(url, server_settings=settings, timeout=10)
            try:
                # Trying again and again, for a session that waits for a lock keeps a snapshot and stops all vacuuming.
                while not await connection.fetchval(_LEAD):  # noqa: ASYNC110 - the other process cannot set an event
                    await asyncio.sleep(RETRY_SECONDS)
                await _number_for_ever(connection, notary)
            finally:
                try:
                    await connection.close(timeout=1)
                except AWAY:
                    connection.terminate()
        except AWAY as exc:
            _log.warning("the sequencer lost the database (%s); it will try again", type(exc).__name__)
            await asyncio.sleep(RETRY_SECONDS)


async def _number_for_ever(connection: asyncpg.Connection, notary: Notary) -> None:
    woken, due = asyncio.Event(), 0.0
    connection.add_termination_listener(lambda _: woken.set())
    await connection.add_listener(RECORDED, lambda *_: woken.set())
    tree = await stored_tree(connection)
    signed = await connection.fetchval("SELECT coalesce(max(size), 0) FROM checkpoint")
    while True:
        woken.clear()  # before the look: what is recorded during it is looked for again
        numbered, hashed = await number(connection, tree)
        if numbered:
            await connection.execute(f"NOTIFY {NUMBERED}")
        if tree.size > signed and time.monotonic() >= due:
            await sign(connection, tree, notary)
            signed, due = tree.size, time.monotonic() + CHECKPOINT_SECONDS
        if numbered == BATCH or hashed == 2 * BATCH:
            continue
        if numbered:
            await asyncio.sleep(BUSY_SECONDS)
        else:
            pause = min(POLL_SECONDS, due - time.monotonic()) if tree.size > signed else POLL_SECONDS
            with suppress(TimeoutError):
                await asyncio.wait_for(woken.wait(), pause)


async def stored_tree(connection: asyncpg.Connection) -> Tree:
    """The tree as it is stored."""
    size = await connection.fetchval("SELECT coalesce(max(index) + 1, 0) FROM merkle_node WHERE level = 0")
    node = "SELECT hash FROM merkle_node WHERE level = $1 AND index = $2"
    return Tree(size, [await connection.fetchval(node, *place) for place in cover((0, size))])


async def number(connection: asyncpg.Connection, tree: Tree) -> tuple[int, int]:
    """Number a batch of fresh rows, and hash these and, where the tree is behind, as many more."""
    async with connection.transaction():
        numbered = int((await connection.execute(_NUMBER, BATCH)).removeprefix("UPDATE "))
        rows = await connection.fetch(_NUMBERED, tree.size, 2 * BATCH)
        nodes = [node for row in rows for node in tree.append(leaf_hash(leaf_of(row).encode()))]
        if nodes:
            await connection.execute(_GROW, *zip(*nodes, strict=True))
    return numbered, len(rows)


async def sign(connection: asyncpg.Connection, tree: Tree, notary: Notary) -> None:
    """Put a signature under the tree's size and root."""
    moment, jws = notary.sign(tree.size, tree.root)
    await connection.execute(_SIGN, tree.size, tree.root, moment, jws)
