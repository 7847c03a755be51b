"""Is it up, and with which keys are receipts verified."""

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field
from sqlmodel import select

from app.auth.dependencies import DatabaseDep
from app.auth.sessions import AUTH_SCOPE
from app.core.answers import read
from app.core.database import compile_query
from app.core.errors import raises

router = APIRouter(tags=["系统"])

_ALIVE = compile_query(select(sa.literal_column("""'{"status": "ok"}'""")))


class Health(BaseModel):
    """The process answers, and so does its database."""

    status: str = Field(description="ok", examples=["ok"])


class PublicKey(BaseModel):
    """A P-256 public key (RFC 7517)."""

    kty: str
    crv: str
    x: str
    y: str
    alg: str
    use: str
    kid: str


class KeySet(BaseModel):
    """The keys that verify receipts and tokens of this registry."""

    keys: list[PublicKey]


@router.get("/health", response_model=Health, summary="运行状态", responses=raises(public=True))
async def health(database: DatabaseDep) -> Response:
    """进程和数据库均有应答。｜The process and its database answer."""
    return await read(database, AUTH_SCOPE, _ALIVE)


@router.get("/.well-known/jwks.json", summary="验签公钥", responses=raises(public=True))
async def key_set(request: Request) -> KeySet:
    """验证回执签名所用的公钥集。｜The key set that verifies receipts, offline too."""
    return KeySet.model_validate(request.app.state.signer.key_set)
