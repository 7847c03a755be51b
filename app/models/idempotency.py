"""Answers already given, so that a repeated POST has the effect of one."""

import datetime as dt
import uuid

from sqlmodel import Field, SQLModel

from app.models.base import moment_column


class IdempotencyKey(SQLModel, table=True):
    """The answer to a creating POST under the client's key; the body is kept enciphered."""

    __tablename__ = "idempotency_key"

    account_id: uuid.UUID = Field(primary_key=True)
    key: str = Field(primary_key=True, max_length=200)
    request_digest: bytes
    status: int | None = None
    answer_cipher: bytes | None = None
    etag: str | None = Field(default=None, max_length=20)
    created_at: dt.datetime = moment_column()
