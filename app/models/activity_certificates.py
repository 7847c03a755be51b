"""Floating-member activity certificates (流动党员活动证): the issue register, entries and yearly reviews (N12)."""

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlmodel import Field, Index, PrimaryKeyConstraint, SQLModel, UniqueConstraint

from app.core.terms import Term
from app.models.base import StepRow, enum_column, moment_column, new_id


class ActivityState(Term):
    """活动证状态｜Where a certificate stands; it serves while it is `issued`."""

    REQUESTED = "requested", "已申请"
    FILLED = "filled", "已填写，待编号"
    NUMBERED = "numbered", "已编号，待盖章"
    STAMPED = "stamped", "已盖章，待发放"
    ISSUED = "issued", "使用中"
    RETURNED = "returned", "已交回"
    LOST = "lost", "已遗失"
    DECLINED = "declined", "未同意"
    WITHDRAWN = "withdrawn", "已撤回"


class ActivityAction(Term):
    """活动证的办理步骤，不含流入流出登记和年审｜What can be done with a certificate, beside entries and reviews."""

    FILL = "fill", "填写"
    ASSIGN_NUMBER = "assign_number", "编号"
    STAMP = "stamp", "盖章"
    ISSUE = "issue", "发放"
    TAKE_BACK = "take_back", "收回"
    REPORT_LOST = "report_lost", "报失"
    DECLINE = "decline", "不同意"
    WITHDRAW = "withdraw", "撤回"


LIVE_CERTIFICATES = (
    ActivityState.REQUESTED,
    ActivityState.FILLED,
    ActivityState.NUMBERED,
    ActivityState.STAMPED,
    ActivityState.ISSUED,
)
"""A member has at most one certificate in these states."""


class ActivityCertificate(SQLModel, table=True):
    """One certificate: holder, branch, number, reason, destination and time away.

    `year` and `number` are given by the county's organization department, in one series per `area_code` and year.
    Seen from the home branch and by the branches where the holder is or was a guest while it was in use.
    """

    __tablename__ = "activity_certificate"
    __table_args__ = (
        Index(
            "uq_activity_certificate_live",
            "person_id",
            unique=True,
            postgresql_where=sa.text("state IN ({})".format(", ".join(f"'{s.value}'" for s in LIVE_CERTIFICATES))),
        ),
        UniqueConstraint("area_code", "year", "number"),
        UniqueConstraint("replaces_id"),
        Index("ix_activity_certificate_created_at_id", "created_at", "id"),
    )

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    person_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    name: str = Field(max_length=50)
    sex: str = Field(max_length=1)
    id_masked: str = Field(max_length=18)
    category: str = Field(max_length=1)
    home_org_id: uuid.UUID | None = Field(default=None, foreign_key="party_org.id", index=True)
    home_name: str = Field(max_length=200)
    committee_id: uuid.UUID = Field(foreign_key="party_org.id")
    committee_name: str = Field(max_length=120)
    reason: str = Field(max_length=300)
    destination_code: str = Field(max_length=2)
    destination: str = Field(max_length=200)
    leaves_on: dt.date
    back_on: dt.date | None = None
    state: ActivityState = enum_column(ActivityState)
    area_code: str = Field(max_length=6, foreign_key="area.code")
    year: int | None = None
    number: int | None = None
    serial: str | None = Field(default=None, max_length=20)
    issued_on: dt.date | None = None
    closed_on: dt.date | None = None
    closing_note: str | None = Field(default=None, max_length=300)
    replaces_id: uuid.UUID | None = Field(default=None, foreign_key="activity_certificate.id")
    version: int = 1
    created_at: dt.datetime = moment_column()


class CertificateStep(StepRow, table=True):
    """One action on a certificate: who did what when."""

    __tablename__ = "certificate_step"
    __table_args__ = (PrimaryKeyConstraint("certificate_id", "number"),)

    certificate_id: uuid.UUID = Field(primary_key=True, foreign_key="activity_certificate.id")
    action: ActivityAction = enum_column(ActivityAction)
    from_state: ActivityState = enum_column(ActivityState, check="from_state")
    to_state: ActivityState = enum_column(ActivityState, check="to_state")


class CertificateCounter(SQLModel, table=True):
    """The last number that was given in an area and year."""

    __tablename__ = "certificate_counter"

    area_code: str = Field(primary_key=True, max_length=6, foreign_key="area.code")
    year: int = Field(primary_key=True)
    last: int


class CertificateEntry(SQLModel, table=True):
    """A stay that the host branch wrote into the certificate: arrival, then activities and dues at departure."""

    __tablename__ = "certificate_entry"
    __table_args__ = (
        Index("uq_certificate_entry_open", "certificate_id", unique=True, postgresql_where=sa.text("left_on IS NULL")),
    )

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    certificate_id: uuid.UUID = Field(foreign_key="activity_certificate.id", index=True)
    host_org_id: uuid.UUID | None = Field(default=None, foreign_key="party_org.id")
    host_name: str = Field(max_length=200)
    arrived_on: dt.date
    contact_name: str = Field(max_length=50)
    contact_phone_cipher: bytes
    contact_phone_masked: str = Field(max_length=20)
    left_on: dt.date | None = None
    activities: str | None = Field(default=None, max_length=300)
    dues_paid_to: dt.date | None = None
    created_at: dt.datetime = moment_column()


class CertificateReview(SQLModel, table=True):
    """The yearly review (年审), together with the democratic appraisal."""

    __tablename__ = "certificate_review"
    __table_args__ = (UniqueConstraint("certificate_id", "year"),)

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    certificate_id: uuid.UUID = Field(foreign_key="activity_certificate.id")
    year: int
    reviewed_on: dt.date
    grade: str = Field(max_length=1)
    body_name: str = Field(max_length=120)
    account_id: uuid.UUID
    note: str | None = Field(default=None, max_length=300)
    at: dt.datetime = moment_column()
