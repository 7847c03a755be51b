"""The log in the open, as partners follow it: checkpoints and proofs."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query

from app.core.database import DatabaseRole, Scope
from app.core.errors import NotFound, raises
from app.core.proofs import CheckpointRead, ConsistencyRead, InclusionRead, Size
from app.ledger import log
from app.sharing.dependencies import DiscloserDep, SharingRoute
from app.sharing.problems import UnknownInput

router = APIRouter(prefix="/share/v1/log", tags=["台账"], route_class=SharingRoute)

_NOBODY = Scope(DatabaseRole.SHARING)
_PROVING = raises(NotFound, log.NotInLog, UnknownInput, public=True)

Seq = Annotated[Size, Query(description="台账编号｜number of the entry", examples=[1])]
Of = Annotated[
    Size | None, Query(description="台账笔数，默认为最近一个检查点的｜by default that of the last checkpoint")
]
First = Annotated[Size, Query(description="较早的笔数｜the earlier size", examples=[1])]


@router.get(
    "/checkpoint", summary="最近的检查点｜The latest checkpoint", responses=raises(NotFound, UnknownInput, public=True)
)
async def get_checkpoint(discloser: DiscloserDep) -> CheckpointRead:
    """台账现有笔数和默克尔树根，经签名，不含个人信息。｜The signed size and root of the log; nothing personal."""
    return await log.latest_checkpoint(partial(discloser.database.fetch, _NOBODY))


@router.get("/proof", summary="包含证明｜Inclusion proof", responses=_PROVING)
async def get_inclusion_proof(seq: Seq, discloser: DiscloserDep, size: Of = None) -> InclusionRead:
    """证明第 `seq` 笔确在台账之中（RFC 6962）。｜Proves that an entry is in the log."""
    return await log.prove_inclusion(partial(discloser.database.fetch, _NOBODY), seq, size)


@router.get("/consistency", summary="一致性证明｜Consistency proof", responses=_PROVING)
async def get_consistency_proof(first: First, discloser: DiscloserDep, second: Of = None) -> ConsistencyRead:
    """证明台账从 `first` 笔到 `second` 笔只增未改（RFC 6962）。｜Proves that the log only grew."""
    return await log.prove_consistency(partial(discloser.database.fetch, _NOBODY), first, second)
