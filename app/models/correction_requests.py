"""Correction requests (校核纠错): that a value of a record is wrong, said to whose word counts (N05)."""

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlmodel import Field, Index, PrimaryKeyConstraint, SQLModel

from app.core.terms import Term
from app.models.base import StepRow, enum_column, moment_column, new_id


class FieldSide(Term):
    """字段的负责方｜The side whose word counts for a field; contacts are anybody's who may write the record."""

    PARTY = "party", "组织部门及党组织"
    PRACTICE = "practice", "司法行政机关"
    CONTACT = "contact", "记录维护方"


class CorrectionState(Term):
    """更正申请的状态｜Where a request stands; that it is overdue is computed from its due date."""

    RECEIVED = "received", "已受理"
    ACCEPTED_FOR_CHECK = "accepted_for_check", "核查中"
    CORRECTED = "corrected", "已更正"
    REFUSED = "refused", "不予更正"
    WITHDRAWN = "withdrawn", "已撤回"


class CorrectionAction(Term):
    """更正申请的办理步骤｜What can be done with a request."""

    ACCEPT_FOR_CHECK = "accept_for_check", "受理核查"
    CORRECT = "correct", "更正"
    REFUSE = "refuse", "不予更正"
    REPLY = "reply", "补充材料"
    WITHDRAW = "withdraw", "撤回"


class Requester(Term):
    """申请方｜Who asks: a partner's system, another department of the registry, or the person about the own record."""

    PARTNER = "partner", "合作系统"
    DEPARTMENT = "department", "其他部门"
    PERSON = "person", "本人"


_OPEN = "state IN ('received', 'accepted_for_check')"


class CorrectionRequest(SQLModel, table=True):
    """That one field of one record is wrong. It has no path of its own: it is seen with its record, wherever that goes.

    `field` is the registry's name of it, `shared_field` the one under which a partner has it.
    """

    __tablename__ = "correction_request"
    __table_args__ = (
        Index("ix_correction_request_noun_record_id", "noun", "record_id"),
        Index("ix_correction_request_open_due_on", "due_on", postgresql_where=sa.text(_OPEN)),
        Index(
            "uq_correction_request_open",
            *("partner_id", "grant_id", "account_id", "noun", "record_id", "field"),
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=sa.text(_OPEN),
        ),
    )

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    noun: str = Field(max_length=20)
    record_id: uuid.UUID
    person_id: uuid.UUID | None = Field(default=None, foreign_key="person.id", index=True)
    field: str = Field(max_length=40)
    side: FieldSide = enum_column(FieldSide, check="side")
    requested_by: Requester = enum_column(Requester)
    requester_name: str = Field(max_length=120)
    account_id: uuid.UUID | None = Field(default=None, foreign_key="account.id", index=True)
    partner_id: uuid.UUID | None = Field(default=None, foreign_key="partner.id")
    grant_id: uuid.UUID | None = Field(default=None, foreign_key="sharing_grant.id", index=True)
    shared_field: str | None = Field(default=None, max_length=40)
    case_no: str | None = Field(default=None, max_length=100)
    state: CorrectionState = enum_column(CorrectionState, default=CorrectionState.RECEIVED)
    requested_on: dt.date
    due_on: dt.date
    closed_on: dt.date | None = None
    answered_by: str | None = Field(default=None, max_length=120)
    answer: str | None = Field(default=None, max_length=300)
    change_id: uuid.UUID | None = None
    version: int = 1
    created_at: dt.datetime = moment_column()


class CorrectionStatement(SQLModel, table=True):
    """What the requester says: values, reason, evidence. Enciphered as a whole, for a value may be anything."""

    __tablename__ = "correction_statement"

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    request_id: uuid.UUID = Field(foreign_key="correction_request.id", index=True)
    said_by: str = Field(max_length=120)
    content_cipher: bytes
    at: dt.datetime


class CorrectionStep(StepRow, table=True):
    """One action on a correction request: who did what when."""

    __tablename__ = "correction_step"
    __table_args__ = (PrimaryKeyConstraint("request_id", "number"),)

    request_id: uuid.UUID = Field(primary_key=True, foreign_key="correction_request.id")
    action: CorrectionAction = enum_column(CorrectionAction)
    from_state: CorrectionState = enum_column(CorrectionState, check="from_state")
    to_state: CorrectionState = enum_column(CorrectionState, check="to_state")
    account_id: uuid.UUID | None = None  # type: ignore[assignment]
    """Empty where a partner's system acted."""
