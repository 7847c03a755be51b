"""Decisions on the standing of a member: lost contact, suspension, restoration, removal, death (N03)."""

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlmodel import Field, Index, PrimaryKeyConstraint, SQLModel

from app.core.terms import Term
from app.models.base import StepRow, enum_column, moment_column, new_id


class DecisionKind(Term):
    """党籍处置的事项｜What is decided; those that end membership are the reasons of the yearly statistics (出党)."""

    LOST_CONTACT = "lost_contact", "失去联系"
    CONTACT_REGAINED = "contact_regained", "恢复联系"
    SUSPENSION = "suspension", "停止党籍"
    RESTORATION = "restoration", "恢复党籍"
    EXPULSION = "expulsion", "开除党籍"
    WITHDRAWAL = "withdrawal", "退党除名"
    PERSUADED_WITHDRAWAL = "persuaded_withdrawal", "劝退"
    REFUSED_PERSUASION = "refused_persuasion", "劝而不退除名"
    SELF_SEPARATION = "self_separation", "自行脱党除名"
    PROBATION_CANCELLED = "probation_cancelled", "取消预备党员资格"
    NOT_RECOGNISED = "not_recognised", "不予承认"
    DEATH = "death", "死亡"


class SuspensionGround(Term):
    """停止党籍的情形｜Why membership is suspended (education and management regulation, art. 24)."""

    LOST_CONTACT = "lost_contact", "失去联系满六个月"
    SETTLED_ABROAD = "settled_abroad", "出国（境）定居"
    STUDY_ABROAD = "study_abroad", "出国（境）学习研究超期未归"


class DecisionState(Term):
    """党籍处置的状态｜Where a decision stands; a fact that the branch records needs none."""

    PROPOSED = "proposed", "待上级党委决定"
    DECIDED = "decided", "已决定"
    REFUSED = "refused", "未批准"
    WITHDRAWN = "withdrawn", "已撤回"
    RECORDED = "recorded", "已登记"


class DecisionAction(Term):
    """党籍处置的办理步骤｜What can be done with a proposal."""

    DECIDE = "decide", "作出决定"
    REFUSE = "refuse", "不批准"
    WITHDRAW = "withdraw", "撤回"


class MembershipDecision(SQLModel, table=True):
    """Proposed by the member's branch, decided by the committee above it; whoever sees the member sees it.

    `since_on` is the day that the limit counts from: contact lost, went abroad, last took part, or died.
    """

    __tablename__ = "membership_decision"
    __table_args__ = (
        Index(
            "uq_membership_decision_open_per_member",
            "person_id",
            unique=True,
            postgresql_where=sa.text("state IN ('proposed')"),
        ),
        Index("ix_membership_decision_created_at_id", "created_at", "id"),
    )

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    person_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    kind: DecisionKind = enum_column(DecisionKind)
    state: DecisionState = enum_column(DecisionState)
    name: str = Field(max_length=50)
    id_masked: str = Field(max_length=18)
    branch_id: uuid.UUID = Field(foreign_key="party_org.id", index=True)
    branch_name: str = Field(max_length=120)
    committee_id: uuid.UUID = Field(foreign_key="party_org.id", index=True)
    committee_name: str = Field(max_length=120)
    ground: SuspensionGround | None = enum_column(SuspensionGround, nullable=True)
    lost_contact_reason: str | None = Field(default=None, max_length=1)
    since_on: dt.date | None = None
    reason: str = Field(max_length=300)
    proposal_document: str | None = Field(default=None, max_length=200)
    proposed_on: dt.date
    decided_on: dt.date | None = None
    effective_on: dt.date | None = None
    document: str | None = Field(default=None, max_length=200)
    note: str | None = Field(default=None, max_length=300)
    version: int = 1
    created_at: dt.datetime = moment_column()


class DecisionStep(StepRow, table=True):
    """One action on a decision: who did what when."""

    __tablename__ = "membership_decision_step"
    __table_args__ = (PrimaryKeyConstraint("decision_id", "number"),)

    decision_id: uuid.UUID = Field(primary_key=True, foreign_key="membership_decision.id")
    action: DecisionAction = enum_column(DecisionAction)
    from_state: DecisionState = enum_column(DecisionState, check="from_state")
    to_state: DecisionState = enum_column(DecisionState, check="to_state")
