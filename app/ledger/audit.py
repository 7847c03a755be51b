"""The log held against itself: every leaf recomputed from its row, every node from the leaves, every root as signed.

A changed row is found by its leaf; one that was changed together with its leaf and nodes by the checkpoints, whose
signing key is not in the database; one that was changed together with all of that by a checkpoint kept elsewhere.
"""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from app.core.database import DatabaseRole
from app.core.jose import SignatureInvalid
from app.ledger.checkpoints import verify_checkpoint
from app.ledger.leaves import leaf_of
from app.ledger.merkle import Tree, leaf_hash
from app.models.log import LEAF_COLUMNS

CHUNK = 5000
MOST_TOLD = 100


class FaultKind(enum.StrEnum):
    """How the log can be wrong."""

    CHANGED = "changed"
    MISSING = "missing"
    NODE = "node"
    ROOT = "root"
    SIGNATURE = "signature"
    CUT = "cut"


FAULT_TEXTS = {
    FaultKind.CHANGED: "第 {} 笔：台账行与其存证不符，内容已被改动。",
    FaultKind.MISSING: "第 {} 笔：台账行已不存在。",
    FaultKind.NODE: "第 {} 笔：由此笔完成的存证节点缺失或不符。",
    FaultKind.ROOT: "{} 笔时的检查点：所签的根与重算的不符。",
    FaultKind.SIGNATURE: "{} 笔时的检查点：签名无效，或与所存的不符。",
    FaultKind.CUT: "{} 笔时的检查点：台账现有笔数不足，已被截短。",
}
"""What is told of a fault, with its number."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, at the number of an entry or the size of a checkpoint."""

    kind: FaultKind
    at: int


@dataclass
class Audit:
    """What was found: hashed entries, checkpoints, entries not hashed yet, and the first hundred faults."""

    entries: int = 0
    checkpoints: int = 0
    pending: int = 0
    faults: list[Fault] = field(default_factory=list)

    def fault(self, kind: FaultKind, at: int) -> None:
        """Note a fault."""
        if len(self.faults) < MOST_TOLD:
            self.faults.append(Fault(kind, at))


# A node belongs to the entry that completes it; by level, so that the key's index finds it.
_NODES = """
    SELECT n.level, n.index, n.hash FROM generate_series(0, 62) AS l
    JOIN merkle_node n ON n.level = l AND n.index >= $1::bigint >> l AND n.index < $2::bigint >> l
"""
_ROWS = f"SELECT {', '.join(LEAF_COLUMNS)} FROM change WHERE seq > $1 AND seq <= $2"  # noqa: S608
_CHECKPOINTS = "SELECT size, root, jws FROM checkpoint WHERE size > $1 AND size <= $2"


async def audit_log(url: str, key_set: dict[str, Any], kept: Iterable[str] = ()) -> Audit:
    """Hold the whole log against itself, in one snapshot, and against checkpoints (JWS) that were kept elsewhere.

    `SignatureInvalid` for a kept checkpoint that none of the keys signed.
    """
    signed = [verify_checkpoint(jws, key_set) for jws in kept]
    elsewhere: dict[int, set[bytes]] = {}
    for facts in signed:
        elsewhere.setdefault(facts.size, set()).add(facts.root_hash)
    connection = await asyncpg.connect(url, server_settings={"role": DatabaseRole.WORKER.value}, timeout=10)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            return await _audit(connection, key_set, elsewhere)
    finally:
        await connection.close()


async def _audit(connection: asyncpg.Connection, key_set: dict[str, Any], elsewhere: Mapping[int, set[bytes]]) -> Audit:
    found, tree = Audit(), Tree()
    size = await connection.fetchval("SELECT coalesce(max(index) + 1, 0) FROM merkle_node WHERE level = 0")
    while tree.size < size:
        span = tree.size, min(tree.size + CHUNK, size)
        checkpoints = await connection.fetch(_CHECKPOINTS, *span)
        found.checkpoints += len(checkpoints)
        roots = {at: {root} | elsewhere.get(at, set()) for at, root, _ in checkpoints}
        for at, root, jws in checkpoints:
            if not _is_signed(at, root, jws, key_set):
                found.fault(FaultKind.SIGNATURE, at)
        rows = {row["seq"]: row for row in await connection.fetch(_ROWS, *span)}
        nodes = {(level, index): hashed for level, index, hashed in await connection.fetch(_NODES, *span)}
        _replay(found, tree, span[1], rows, nodes, {**elsewhere, **roots})
    found.entries = tree.size
    cut = {row["size"] for row in await connection.fetch("SELECT size FROM checkpoint WHERE size > $1", size)}
    for at in sorted(cut | {at for at in elsewhere if at > size}):
        found.fault(FaultKind.CUT, at)
    found.pending = await connection.fetchval("SELECT count(*) FROM change WHERE seq IS NULL OR seq > $1", size)
    return found


def _replay(
    found: Audit,
    tree: Tree,
    end: int,
    rows: Mapping[int, Iterable[Any]],
    nodes: Mapping[tuple[int, int], bytes],
    roots: Mapping[int, set[bytes]],
) -> None:
    """Grow the tree by stored leaves up to a size, holding rows, nodes and roots against it."""
    while tree.size < end:
        seq, row, stored = tree.size + 1, rows.get(tree.size + 1), nodes.get((0, tree.size))
        if row is None:
            found.fault(FaultKind.MISSING, seq)
        elif stored != leaf_hash(leaf_of(row).encode()):
            found.fault(FaultKind.CHANGED, seq)
        made = tree.append(stored or b"")
        if any(nodes.get((level, index)) != hashed for level, index, hashed in made[1:]):
            found.fault(FaultKind.NODE, seq)
        if seq in roots and roots[seq] != {tree.root}:
            found.fault(FaultKind.ROOT, seq)


def _is_signed(size: int, root: bytes, jws: str, key_set: dict[str, Any]) -> bool:
    try:
        facts = verify_checkpoint(jws, key_set)
    except SignatureInvalid:
        return False
    return (facts.size, facts.root_hash) == (size, root)
