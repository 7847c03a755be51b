"""The ledger's rows and the log of who looked."""

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, Index, SQLModel

from app.core.terms import Term
from app.models.base import enum_column, moment_column

SETTING_ACTOR = sa.text("(NULLIF(current_setting('huizhi.actor'::text, true), ''::text))::uuid")
SETTING_BODY = sa.text("NULLIF(current_setting('huizhi.body'::text, true), ''::text)")

RECORDED, NUMBERED = "huizhi_recorded", "huizhi_numbered"
"""Notified when rows were added to the ledger, and when they have their numbers."""


class Operation(Term):
    """变更方式｜What a change did to its row."""

    CREATE = "create", "新建"
    UPDATE = "update", "修改"


class Change(SQLModel, table=True):
    """One committed write: what changed, where, by whom, and a salted commitment to the row's content.

    The sequencer alone fills `seq`, densely and in commit order. Holds no personal data.
    """

    __tablename__ = "change"
    __table_args__ = (
        Index("uq_change_seq", "seq", unique=True),
        Index("ix_change_unnumbered", "id", postgresql_where=sa.text("seq IS NULL")),
        Index("ix_change_entity_id", "entity_id", "version"),
    )

    id: uuid.UUID = Field(primary_key=True)
    seq: int | None = Field(default=None, sa_type=sa.BigInteger)
    entity: str = Field(max_length=40)
    entity_id: uuid.UUID
    version: int
    op: Operation = enum_column(Operation)
    place_before: str | None = Field(default=None, sa_type=sa.Text(collation="C"))
    place_after: str | None = Field(default=None, sa_type=sa.Text(collation="C"))
    party_before: str | None = Field(default=None, sa_type=sa.Text(collation="C"))
    party_after: str | None = Field(default=None, sa_type=sa.Text(collation="C"))
    changed: list[str] = Field(sa_type=ARRAY(sa.Text))
    reason: str | None = Field(default=None, max_length=300)
    commitment: bytes
    actor_id: uuid.UUID | None = Field(default=None, sa_column_kwargs={"server_default": SETTING_ACTOR})
    actor_body: str | None = Field(default=None, max_length=120, sa_column_kwargs={"server_default": SETTING_BODY})
    at: dt.datetime = moment_column()


class ChangeSalt(SQLModel, table=True):
    """The salt of a change's commitment; deleting it makes the commitment say nothing any more."""

    __tablename__ = "change_salt"

    change_id: uuid.UUID = Field(primary_key=True)
    salt: bytes


class AccessKind(Term):
    """查看方式｜How personal data was looked at."""

    RECORD = "record", "查看记录"
    IDENTITY = "identity", "查看完整号码"
    LETTER = "letter", "打印介绍信"
    SEARCH = "search", "按号码查找"
    EXPORT = "export", "导出"
    CLAIM = "claim", "登记时查重"


class Access(SQLModel, table=True):
    """Somebody looked at a person's record, or tried to learn whether there is one (`person_id` empty: a list)."""

    __tablename__ = "access"
    __table_args__ = (Index("ix_access_person_id_at", "person_id", "at"),)

    id: uuid.UUID = Field(primary_key=True)
    person_id: uuid.UUID | None = None
    kind: AccessKind = enum_column(AccessKind)
    account_id: uuid.UUID
    body_name: str = Field(max_length=120)
    role: str = Field(max_length=32)
    reason: str | None = Field(default=None, max_length=300)
    records: int = 1
    at: dt.datetime
