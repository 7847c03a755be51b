"""Temporary affiliations (临时组织关系) beside the formal one, which they never change (N11)."""

import datetime as dt
import enum
import uuid

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import DATERANGE
from sqlmodel import Field, Index, PrimaryKeyConstraint, SQLModel, UniqueConstraint

from app.models.base import DateRange, StepRow, enum_column, moment_column, new_id


class TemporaryState(enum.StrEnum):
    """Where a temporary affiliation stands; `active` alone is one, an overdue review is computed from its date."""

    APPLIED = "applied"
    AGREED = "agreed"
    ACTIVE = "active"
    ENDED = "ended"
    CONVERTED = "converted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class TemporaryAction(enum.StrEnum):
    """What can be done with a temporary affiliation."""

    AGREE = "agree"
    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    EXTEND = "extend"
    END = "end"
    CONVERT = "convert"


class TemporaryReason(enum.StrEnum):
    """组织关系为什么是临时的｜Why the relationship is temporary (N11)."""

    RETIRED_WORKING = "retired_working"
    CANNOT_TRANSFER_YET = "cannot_transfer_yet"
    SHORT_ABSENCE = "short_absence"
    OTHER = "other"


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
