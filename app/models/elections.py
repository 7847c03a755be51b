"""Elections at the end of a term (换届): asked for, agreed to, held, confirmed (N29)."""

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlmodel import Field, Index, PrimaryKeyConstraint, SQLModel

from app.core.terms import Term
from app.models.base import StepRow, enum_column, moment_column, new_id
from app.models.posts import Portfolio, PostKind


class ElectionState(Term):
    """换届的状态｜Where an election stands."""

    REQUESTED = "requested", "待批复"
    APPROVED = "approved", "已批复，待选举"
    HELD = "held", "已选举，待批准"
    CONFIRMED = "confirmed", "已批准"
    REFUSED = "refused", "不予同意"
    WITHDRAWN = "withdrawn", "已撤回"


class ElectionAction(Term):
    """换届的办理步骤｜What a body can do with an election."""

    APPROVE = "approve", "同意换届"
    REFUSE = "refuse", "不予同意"
    RECORD_RESULT = "record_result", "登记选举结果"
    CONFIRM = "confirm", "批准选举结果"
    REJECT_RESULT = "reject_result", "不批准选举结果"
    WITHDRAW = "withdraw", "撤回"


class Election(SQLModel, table=True):
    """One term election of one organization; who replies to it is frozen when it is asked for.

    `approver_id` is empty where no committee stands above: then the organization department replies. `voters` is what
    the registry counted when the result was entered, `entitled` what the meeting counted.
    """

    __tablename__ = "election"
    __table_args__ = (
        Index("ix_election_created_at_id", "created_at", "id"),
        Index(
            "uq_election_open_per_org",
            "org_id",
            unique=True,
            postgresql_where=sa.text("state IN ('requested', 'approved', 'held')"),
        ),
    )

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    org_id: uuid.UUID = Field(foreign_key="party_org.id", index=True)
    org_name: str = Field(max_length=120)
    approver_id: uuid.UUID | None = Field(default=None, foreign_key="party_org.id", index=True)
    approver_name: str = Field(max_length=120)
    state: ElectionState = enum_column(ElectionState)
    state_since: dt.date
    requested_on: dt.date
    term_ends_on: dt.date | None = None
    planned_on: dt.date
    places: int
    shift_reason: str | None = Field(default=None, max_length=300)
    replied_on: dt.date | None = None
    reply_document: str | None = Field(default=None, max_length=200)
    held_on: dt.date | None = None
    by_delegates: bool = False
    voters: int | None = None
    entitled: int | None = None
    present: int | None = None
    confirmed_on: dt.date | None = None
    confirm_document: str | None = Field(default=None, max_length=200)
    new_term_ends_on: dt.date | None = None
    closing_note: str | None = Field(default=None, max_length=300)
    version: int = 1
    created_at: dt.datetime = moment_column()


class ElectionCandidate(SQLModel, table=True):
    """Who stood, the votes, and the post that the elected took; entered anew when a result is not confirmed."""

    __tablename__ = "election_candidate"

    election_id: uuid.UUID = Field(primary_key=True, foreign_key="election.id")
    person_id: uuid.UUID = Field(primary_key=True, foreign_key="person.id")
    name: str = Field(max_length=50)
    votes: int
    is_elected: bool
    kind: PostKind | None = enum_column(PostKind, nullable=True)
    portfolio: Portfolio | None = enum_column(Portfolio, nullable=True)


class ElectionStep(StepRow, table=True):
    """One action on an election: who did what when."""

    __tablename__ = "election_step"
    __table_args__ = (PrimaryKeyConstraint("election_id", "number"),)

    election_id: uuid.UUID = Field(primary_key=True, foreign_key="election.id")
    action: ElectionAction = enum_column(ElectionAction)
    from_state: ElectionState = enum_column(ElectionState, check="from_state")
    to_state: ElectionState = enum_column(ElectionState, check="to_state")
