"""Certificate letters (证明信) for absences of up to six months, in which no relationship moves."""

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlmodel import Field, Index, PrimaryKeyConstraint, SQLModel, UniqueConstraint

from app.core.terms import Term
from app.models.base import StepRow, enum_column, moment_column, new_id


class CertificateState(Term):
    """证明信状态｜Where a certificate letter stands; `expired` is one past its validity and is computed, not stored."""

    REQUESTED = "requested", "待开具"
    ISSUED = "issued", "已开具"
    RETURNED = "returned", "已交回"
    REFUSED = "refused", "不予开具"
    EXPIRED = "expired", "已过期"


class CertificateAction(Term):
    """证明信的办理步骤｜What a body can do with a certificate letter."""

    ISSUE = "issue", "开具"
    REFUSE = "refuse", "不予开具"
    RETURN = "return", "交回"


class CertificateLetter(SQLModel, table=True):
    """The branch proves, the grassroots committee issues; seen by whoever sees the member, and by who issued it."""

    __tablename__ = "certificate_letter"
    __table_args__ = (
        UniqueConstraint("committee_id", "year", "number"),
        Index(
            "uq_certificate_letter_out_per_member",
            "person_id",
            unique=True,
            postgresql_where=sa.text("state IN ('requested', 'issued')"),
        ),
        Index("ix_certificate_letter_created_at_id", "created_at", "id"),
    )

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    person_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    state: CertificateState = enum_column(CertificateState)
    branch_id: uuid.UUID = Field(foreign_key="party_org.id", index=True)
    branch_name: str = Field(max_length=120)
    committee_id: uuid.UUID = Field(foreign_key="party_org.id", index=True)
    committee_name: str = Field(max_length=120)
    name: str = Field(max_length=50)
    sex: str = Field(max_length=1)
    id_masked: str = Field(max_length=18)
    category: str = Field(max_length=1)
    post: str | None = Field(default=None, max_length=60)
    host_name: str = Field(max_length=120)
    reason: str = Field(max_length=300)
    starts_on: dt.date
    ends_on: dt.date
    year: int | None = None
    number: int | None = None
    serial: str | None = Field(default=None, max_length=20)
    issued_on: dt.date | None = None
    ended_on: dt.date | None = None
    note: str | None = Field(default=None, max_length=300)
    version: int = 1
    created_at: dt.datetime = moment_column()


class CertificateLetterStep(StepRow, table=True):
    """One action on a certificate letter: who did what when."""

    __tablename__ = "certificate_letter_step"
    __table_args__ = (PrimaryKeyConstraint("letter_id", "number"),)

    letter_id: uuid.UUID = Field(primary_key=True, foreign_key="certificate_letter.id")
    action: CertificateAction = enum_column(CertificateAction)
    from_state: CertificateState = enum_column(CertificateState, check="from_state")
    to_state: CertificateState = enum_column(CertificateState, check="to_state")
