"""What every process answers about itself: that it lives, and with which keys its signatures are verified."""

import sqlalchemy as sa
from pydantic import BaseModel, Field
from sqlmodel import select

from app.core.database import compile_query

ALIVE = compile_query(select(sa.literal_column("""'{"status": "ok"}'""")))


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
