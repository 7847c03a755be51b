"""Answers already given, so that a repeated POST has the effect of one."""

import datetime as dt
import uuid

from sqlmodel import Field, SQLModel

from app.models.base import moment_column


class KeptAnswer(SQLModel):
    """The answer to a creating POST under the caller's key; the body is kept enciphered."""

    key: str = Field(primary_key=True, max_length=200)
    request_digest: bytes
    status: int | None = None
    answer_cipher: bytes | None = None
    etag: str | None = Field(default=None, max_length=20)
    created_at: dt.datetime = moment_column()


class IdempotencyKey(KeptAnswer, table=True):
    """Answers of the registry, by account."""

    __tablename__ = "idempotency_key"

    account_id: uuid.UUID = Field(primary_key=True)


class PartnerKey(KeptAnswer, table=True):
    """Answers of the data-sharing API, by partner."""

    __tablename__ = "partner_key"

    partner_id: uuid.UUID = Field(primary_key=True, foreign_key="partner.id")
