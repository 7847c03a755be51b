"""The log as it is shown: its last checkpoint, and proofs made of the stored hashes.

Each function reads through `fetch`, so that both applications, under their own database roles, and a write's own
transaction use it alike.
"""

import uuid
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from app.core import base64url
from app.core.database import Query, Row
from app.core.errors import InvalidRequest, NotFound, Problem
from app.core.proofs import CheckpointRead, ConsistencyRead, DocumentProof, InclusionRead
from app.ledger import merkle
from app.ledger.leaves import leaf_of
from app.models.log import LEAF_COLUMNS
from app.queries import log as queries

Fetch = Callable[[Query, Mapping[str, Any]], Awaitable[Row | None]]


class NotInLog(Problem):
    status, code, title = 404, "not_in_log", "台账尚未签发到这一笔"
    detail = "所问编号或笔数大于最近一个检查点的笔数（GET …/log/checkpoint），检查点每隔数秒签发，请稍后再试。"


async def latest_checkpoint(fetch: Fetch) -> CheckpointRead:
    """The last signed checkpoint; `NotFound` before the first."""
    row = await fetch(queries.LATEST, {})
    if row is None:
        raise NotFound("台账还没有签发过检查点。")
    return CheckpointRead(size=row[0], root=base64url.encode(row[1]), signed_at=row[2], jws=row[3])


async def prove_inclusion(fetch: Fetch, seq: int, size: int | None) -> InclusionRead:
    """That entry `seq` is in the log of a size, by default that of the last checkpoint.

    `InvalidRequest` where the entry lies beyond the size, `NotInLog` beyond what was signed.
    """
    last = await latest_checkpoint(fetch)
    size = size or max(last.size, seq)
    if seq > size:
        raise InvalidRequest("编号不得大于笔数。", field="seq")
    if size > last.size:
        raise NotInLog
    leaf, *path = await _hashes(fetch, [(seq - 1, seq), *merkle.inclusion_spans(seq - 1, size)])
    signed = await fetch(queries.OF_SIZE, {"size": size})
    return InclusionRead(seq=seq, size=size, leaf_hash=leaf, path=path, checkpoint=signed[0] if signed else None)


async def prove_consistency(fetch: Fetch, first: int, second: int | None) -> ConsistencyRead:
    """That the log only grew between two sizes, the second by default that of the last checkpoint.

    `InvalidRequest` where the first is larger, `NotInLog` beyond what was signed.
    """
    last = await latest_checkpoint(fetch)
    second = second or max(last.size, first)
    if first > second:
        raise InvalidRequest("first 不得大于 second。", field="first")
    if second > last.size:
        raise NotInLog
    path = await _hashes(fetch, merkle.consistency_spans(first, second))
    return ConsistencyRead(first=first, second=second, path=path)


async def document_proof(fetch: Fetch, entity: str, entity_id: uuid.UUID) -> DocumentProof | None:
    """That a signed document in scope is in the log, with its commitment's salt; none until a checkpoint covers it.

    The row policies reveal this salt to whoever may read the document, and no other to anybody.
    """
    row = await fetch(queries.DOCUMENT_CHANGE, {"entity": entity, "entity_id": entity_id})
    signed = await fetch(queries.LATEST, {})
    if row is None or signed is None:
        return None
    salt, seq, *_ = columns = [row[number] for number in range(1 + len(LEAF_COLUMNS))]
    size, checkpoint = signed[0], signed[3]
    if seq > size:
        return None
    path = await _hashes(fetch, merkle.inclusion_spans(seq - 1, size))
    return DocumentProof(
        seq=seq,
        leaf=leaf_of(columns[1:]),
        salt=base64url.encode(salt),
        size=size,
        path=path,
        checkpoint=checkpoint,
    )


async def _hashes(fetch: Fetch, spans: Iterable[merkle.Span]) -> list[str]:
    spans = list(spans)
    places = merkle.places(spans)
    row = await fetch(queries.NODES, {"levels": [level for level, _ in places], "indexes": [i for _, i in places]})
    stored = dict(zip(places, (row and row[0]) or (), strict=True))
    return [base64url.encode(made) for made in merkle.path(spans, stored)]
