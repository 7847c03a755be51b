"""The log in the open: anybody may follow it and see that nothing in it was changed or taken out."""

from functools import partial
from typing import Annotated

from fastapi import Query

from app.auth.dependencies import DatabaseDep
from app.auth.sessions import AUTH_SCOPE
from app.core.errors import NotFound, raises
from app.core.proofs import CheckpointRead, ConsistencyRead, InclusionRead, Size
from app.ledger import log
from app.routers.routing import noun_router

router = noun_router("台账", "/log")

Seq = Annotated[Size, Query(description="台账编号｜number of the entry", examples=[1])]
Of = Annotated[
    Size | None, Query(description="台账笔数，默认为最近一个检查点的｜by default that of the last checkpoint")
]
First = Annotated[Size, Query(description="较早的笔数｜the earlier size", examples=[1])]


@router.get("/checkpoint", summary="最近的检查点｜The latest checkpoint", responses=raises(NotFound, public=True))
async def get_checkpoint(database: DatabaseDep) -> CheckpointRead:
    """台账现有笔数和默克尔树根，经签名；每隔数秒签发，不含个人信息，不须登录。｜The signed size and root of the log."""
    return await log.latest_checkpoint(partial(database.fetch, AUTH_SCOPE))


@router.get("/proof", summary="包含证明｜Inclusion proof", responses=raises(NotFound, log.NotInLog, public=True))
async def get_inclusion_proof(seq: Seq, database: DatabaseDep, size: Of = None) -> InclusionRead:
    """证明第 `seq` 笔确在台账之中（RFC 6962）。｜Proves that an entry is in the log."""
    return await log.prove_inclusion(partial(database.fetch, AUTH_SCOPE), seq, size)


@router.get(
    "/consistency", summary="一致性证明｜Consistency proof", responses=raises(NotFound, log.NotInLog, public=True)
)
async def get_consistency_proof(first: First, database: DatabaseDep, second: Of = None) -> ConsistencyRead:
    """证明台账从 `first` 笔到 `second` 笔只增未改（RFC 6962）。｜Proves that the log only grew."""
    return await log.prove_consistency(partial(database.fetch, AUTH_SCOPE), first, second)
