"""Partners of the data-sharing API, what they were granted, and what left (N06)."""

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, Index, PrimaryKeyConstraint, SQLModel

from app.core.terms import Term
from app.models.base import StepRow, enum_column, moment_column, new_id, path_column


class Partner(SQLModel, table=True):
    """A system of another department that may call the data-sharing API; known by the keys registered for it."""

    __tablename__ = "partner"

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    client_id: str = Field(max_length=60, unique=True, sa_type=sa.Text(collation="C"))
    name: str = Field(max_length=120)
    contact: str = Field(max_length=120)
    keys: list[dict[str, Any]] = Field(sa_type=JSONB)
    suspended_at: dt.datetime | None = None
    version: int = 1
    created_at: dt.datetime = moment_column()


class GrantState(Term):
    """授权的状态｜Where a grant stands; `in_force` alone lets data leave, from its first day to its last."""

    REQUESTED = "requested", "待审批"
    APPROVED = "approved", "已同意，待启用"
    IN_FORCE = "in_force", "已启用"
    REFUSED = "refused", "不予同意"
    SUSPENDED = "suspended", "已停用"
    ENDED = "ended", "已终止"


class GrantAction(Term):
    """授权的办理步骤｜What can be done with a grant."""

    APPROVE = "approve", "同意"
    REFUSE = "refuse", "不予同意"
    BRING_INTO_FORCE = "bring_into_force", "启用"
    SUSPEND = "suspend", "停用"
    RESUME = "resume", "恢复"
    END = "end", "终止"


class Embargo(Term):
    """当事人何时可见披露记录｜When the person concerned is shown a disclosure."""

    OPEN = "open", "即时可见"
    DELAYED = "delayed", "推迟可见"
    SEALED = "sealed", "依决定封存"


class SharingGrant(SQLModel, table=True):
    """What one partner may see for one purpose: data sets, fields with transforms, an area, a quota, a validity.

    `content_version` changes with what may leave, and with it the cursors of the change feed.
    """

    __tablename__ = "sharing_grant"

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    partner_id: uuid.UUID = Field(foreign_key="partner.id", index=True)
    purpose: str = Field(max_length=40)
    legal_basis: str = Field(max_length=300)
    area_code: str = Field(foreign_key="area.code", max_length=6)
    place_path: str = path_column(index=True)
    data_sets: dict[str, dict[str, str]] = Field(sa_type=JSONB)
    quota_per_day: int
    valid_from: dt.date
    valid_to: dt.date
    embargo: Embargo = enum_column(Embargo, default=Embargo.OPEN)
    embargo_days: int = 0
    embargo_order: str | None = Field(default=None, max_length=100)
    state: GrantState = enum_column(GrantState)
    approvals: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    answer: str | None = Field(default=None, max_length=300)
    requested_on: dt.date
    answer_due_on: dt.date
    supply_due_on: dt.date | None = None
    content_version: int = 1
    version: int = 1
    created_at: dt.datetime = moment_column()


class SpentAssertion(SQLModel, table=True):
    """A client assertion's `jti`, which serves once (RFC 7523); kept until it would have ended anyway."""

    __tablename__ = "spent_assertion"

    client_id: str = Field(primary_key=True, max_length=60)
    jti: str = Field(primary_key=True, max_length=200)
    expires_at: dt.datetime


class Disclosure(SQLModel, table=True):
    """That data left: to whom, under which grant, for which case, which fields of whom; committed before it leaves.

    Holds identifiers, no contents: `digest` is SHA-256 over the bytes of the answer, `jws` the signed
    statement of it.
    """

    __tablename__ = "disclosure"
    __table_args__ = (
        Index("ix_disclosure_subjects", "subjects", postgresql_using="gin"),
        Index("ix_disclosure_partner_id_at", "partner_id", "at"),
    )

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    partner_id: uuid.UUID = Field(foreign_key="partner.id")
    partner_name: str = Field(max_length=120)
    grant_id: uuid.UUID = Field(foreign_key="sharing_grant.id", index=True)
    grant_version: int
    purpose: str = Field(max_length=40)
    case_no: str = Field(max_length=100)
    operation: str = Field(max_length=40)
    data_set: str = Field(max_length=20)
    fields: list[str] = Field(sa_type=ARRAY(sa.Text))
    subjects: list[uuid.UUID] = Field(sa_type=ARRAY(sa.Uuid))
    records: int
    digest: bytes
    jws: str
    shown_from: dt.date | None = None
    at: dt.datetime


class GrantStep(StepRow, table=True):
    """One action on a sharing grant: who did what when."""

    __tablename__ = "sharing_grant_step"
    __table_args__ = (PrimaryKeyConstraint("grant_id", "number"),)

    grant_id: uuid.UUID = Field(primary_key=True, foreign_key="sharing_grant.id")
    action: GrantAction = enum_column(GrantAction)
    from_state: GrantState = enum_column(GrantState, check="from_state")
    to_state: GrantState = enum_column(GrantState, check="to_state")
