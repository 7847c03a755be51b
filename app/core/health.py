"""What every process answers about itself: that it lives, and with which keys its signatures are verified."""

import sqlalchemy as sa
from pydantic import BaseModel, Field
from sqlmodel import select

from app.core.database import compile_query

ALIVE = compile_query(select(sa.literal_column("""'{"status": "ok"}'""")))


class Health(BaseModel):
    """进程和数据库均有应答。｜The process answers, and so does its database."""

    status: str = Field(description="ok 为正常｜ok: it works", examples=["ok"])


class PublicKey(BaseModel):
    """P-256 公钥（RFC 7517）。｜A P-256 public key (RFC 7517)."""

    kty: str = Field(description="密钥类型，EC｜key type")
    crv: str = Field(description="曲线，P-256｜curve")
    x: str = Field(description="横坐标，base64url｜x coordinate, base64url")
    y: str = Field(description="纵坐标，base64url｜y coordinate, base64url")
    alg: str = Field(description="签名算法，ES256｜algorithm")
    use: str = Field(description="用途，sig 为签名｜use: signatures")
    kid: str = Field(description="密钥标识，签名中以此引用｜key id, to which signatures refer")


class KeySet(BaseModel):
    """验证本系统所签回执和令牌的公钥。｜The keys that verify receipts and tokens of this registry."""

    keys: list[PublicKey] = Field(
        description="公钥，第一把用于签名，其余已轮换｜the first signs, the others have been rotated out"
    )
