"""Is it up, and with which keys are receipts verified."""

from fastapi import Request, Response

from app.auth.dependencies import DatabaseDep
from app.auth.sessions import AUTH_SCOPE
from app.core.errors import raises
from app.core.health import ALIVE, Health, KeySet
from app.core.responses import read
from app.routers.routing import noun_router

router = noun_router("系统", root="")


@router.get("/health", response_model=Health, summary="运行状态｜Health", responses=raises(public=True))
async def health(database: DatabaseDep) -> Response:
    """进程和数据库均有应答。｜The process and its database answer."""
    return await read(database, AUTH_SCOPE, ALIVE)


@router.get("/.well-known/jwks.json", summary="验签公钥｜Public keys", responses=raises(public=True))
async def key_set(request: Request) -> KeySet:
    """验证回执签名所用的公钥集。｜The key set that verifies receipts, offline too."""
    return KeySet.model_validate(request.app.state.signer.key_set)
