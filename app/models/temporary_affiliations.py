"""Temporary affiliations (临时组织关系) beside the formal one, which they never change (N11)."""

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import DATERANGE
from sqlmodel import Field, Index, PrimaryKeyConstraint, SQLModel, UniqueConstraint

from app.core.terms import Term
from app.models.base import DateRange, StepRow, enum_column, moment_column, new_id


class TemporaryState(Term):
    """临时组织关系的状态｜Where a temporary affiliation stands; only while `active` is there one."""

    APPLIED = "applied", "已申请"
    AGREED = "agreed", "所在支部已同意，待接纳"
    ACTIVE = "active", "有效"
    ENDED = "ended", "已结束"
    CONVERTED = "converted", "已转为正式组织关系"
    DECLINED = "declined", "未同意"
    WITHDRAWN = "withdrawn", "已撤回"


class TemporaryAction(Term):
    """临时组织关系的办理步骤｜What can be done with a temporary affiliation."""

    AGREE = "agree", "所在支部同意"
    ACCEPT = "accept", "接纳"
    DECLINE = "decline", "不同意"
    WITHDRAW = "withdraw", "撤回"
    EXTEND = "extend", "延期"
    END = "end", "结束"
    CONVERT = "convert", "转为正式接转"


class TemporaryReason(Term):
    """为何是临时组织关系（N11）｜Why the relationship is temporary."""

    RETIRED_WORKING = "retired_working", "退（离）休后到律师事务所工作"
    CANNOT_TRANSFER_YET = "cannot_transfer_yet", "一时不能接转正式组织关系"
    SHORT_ABSENCE = "short_absence", "短期外出"
    OTHER = "other", "其他"


LIVE_STATES = (TemporaryState.APPLIED, TemporaryState.AGREED, TemporaryState.ACTIVE)
"""Nobody has two temporary affiliations in these states."""


class TemporaryAffiliation(SQLModel, table=True):
    """A guest at a host branch, with the minimum card: the host never reads the member's record.

    `subject_id` is the person's id, or for a guest who is not in the registry a pseudonym made of the identity
    number's keyed digest, so that nobody is counted twice and no number is kept. Rows are seen by who sees the home
    branch or, once `offered_on` is set, the host branch. `valid_during` is the stay, empty before it begins.
    """

    __tablename__ = "temporary_affiliation"
    __table_args__ = (
        Index(
            "uq_temporary_affiliation_live",
            "subject_id",
            unique=True,
            postgresql_where=sa.text("state IN ({})".format(", ".join(f"'{s.value}'" for s in LIVE_STATES))),
        ),
        UniqueConstraint("subject_id", "valid_during", name="uq_temporary_affiliation_stay"),
        Index("ix_temporary_affiliation_created_at_id", "created_at", "id"),
    )

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    subject_id: uuid.UUID
    person_id: uuid.UUID | None = Field(default=None, foreign_key="person.id", index=True)
    name: str = Field(max_length=50)
    sex: str = Field(max_length=1)
    id_masked: str = Field(max_length=18)
    category: str = Field(max_length=1)
    reason: TemporaryReason = enum_column(TemporaryReason)
    reason_text: str | None = Field(default=None, max_length=300)
    home_org_id: uuid.UUID | None = Field(default=None, foreign_key="party_org.id", index=True)
    home_name: str = Field(max_length=200)
    host_org_id: uuid.UUID = Field(foreign_key="party_org.id", index=True)
    host_name: str = Field(max_length=120)
    state: TemporaryState = enum_column(TemporaryState)
    offered_on: dt.date | None = None
    valid_during: DateRange | None = Field(default=None, sa_type=DATERANGE)
    review_on: dt.date | None = None
    closing_note: str | None = Field(default=None, max_length=300)
    transfer_id: uuid.UUID | None = Field(default=None, foreign_key="transfer.id")
    version: int = 1
    created_at: dt.datetime = moment_column()


class TemporaryStep(StepRow, table=True):
    """One action on a temporary affiliation; an extension keeps its reason and the review date that it set."""

    __tablename__ = "temporary_step"
    __table_args__ = (PrimaryKeyConstraint("temporary_affiliation_id", "number"),)

    temporary_affiliation_id: uuid.UUID = Field(primary_key=True, foreign_key="temporary_affiliation.id")
    action: TemporaryAction = enum_column(TemporaryAction)
    from_state: TemporaryState = enum_column(TemporaryState, check="from_state")
    to_state: TemporaryState = enum_column(TemporaryState, check="to_state")
    review_on: dt.date | None = None
