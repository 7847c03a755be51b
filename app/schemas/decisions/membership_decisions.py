"""Decisions on membership: requests and answers."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from app.core.lists import Page, PageQuery
from app.models.membership_decisions import DecisionAction, DecisionKind, DecisionState, SuspensionGround
from app.schemas.base import Answer, Body, Line, Reason, StepRead
from app.schemas.people.people import CivilDate, PersonNameRead
from app.schemas.reference.codes import code_field, known_code

LostContactReason = Annotated[
    str, known_code("lost_contact_reason"), code_field("lost_contact_reason", "失去联系的原因｜why contact was lost")
]
Document = Annotated[
    Line,
    StringConstraints(min_length=2, max_length=200),
    Field(description="文书及文号｜the document", examples=["成律党〔2026〕12号"]),
]


class MembershipDecisionCreate(Body):
    """党支部提出的事项，不需决定的随即登记。｜What the member's branch proposes, or records where it needs no
    decision.
    """

    member_id: uuid.UUID = Field(description="党员的 person_id｜the member's person_id")
    kind: DecisionKind
    reason: Reason
    document: Document | None = Field(default=None, description="支部大会决议等｜the branch's resolution")
    ground: SuspensionGround | None = Field(
        default=None, description="停止党籍的情形，停止党籍的填写｜why membership is suspended, for a suspension"
    )
    lost_contact_reason: LostContactReason | None = None
    since_on: CivilDate | None = Field(
        default=None,
        description="起算日期：失去联系、出国（境）、最后一次参加组织生活或去世的日期｜the day it counts from",
    )


class DecideProposal(Body):
    """上级党委作出决定｜The committee decides."""

    action: Literal[DecisionAction.DECIDE]
    document: Document
    decided_on: CivilDate | None = Field(default=None, description="决定日期，不填为当日｜today unless given")


class RefuseProposal(Body):
    """上级党委不批准｜The committee does not approve."""

    action: Literal[DecisionAction.REFUSE]
    reason: Reason


class WithdrawProposal(Body):
    """党支部撤回｜The branch takes its proposal back."""

    action: Literal[DecisionAction.WITHDRAW]
    reason: Reason


DecisionActionBody = Annotated[DecideProposal | RefuseProposal | WithdrawProposal, Field(discriminator="action")]

CREATE_EXAMPLES: dict[str, Any] = {
    "lost_contact": {
        "summary": "登记失联",
        "value": {
            "member_id": "00000000-0000-4000-8000-000000000000",
            "kind": "lost_contact",
            "reason": "多方查找未能取得联系",
            "lost_contact_reason": "4",
            "since_on": "2026-03-01",
        },
    },
    "suspension": {
        "summary": "提出停止党籍",
        "value": {
            "member_id": "00000000-0000-4000-8000-000000000000",
            "kind": "suspension",
            "ground": "lost_contact",
            "reason": "失去联系满六个月",
            "document": "支部大会决议",
        },
    },
}
ACTION_EXAMPLES: dict[str, Any] = {
    "decide": {"summary": "作出决定", "value": {"action": "decide", "document": "成律党〔2026〕12号"}},
    "refuse": {"summary": "不批准", "value": {"action": "refuse", "reason": "事实不清，请补充调查"}},
    "withdraw": {"summary": "撤回", "value": {"action": "withdraw", "reason": "已与本人取得联系"}},
}


class MembershipDecisionSummary(Answer):
    """列表中的党籍处置。｜A decision in a list."""

    id: uuid.UUID
    person_id: uuid.UUID
    name: PersonNameRead
    id_masked: str
    kind: DecisionKind
    state: DecisionState
    branch_id: uuid.UUID
    branch_name: str = Field(description="提出的党支部｜the branch that proposed it")
    committee_id: uuid.UUID
    committee_name: str = Field(description="决定的上级党委｜the committee that decides")
    proposed_on: dt.date
    decided_on: dt.date | None
    effective_on: dt.date | None = Field(description="自哪一天起生效｜in effect from")
    created_at: dt.datetime


class MembershipDecisionPage(Page[MembershipDecisionSummary]):
    """党籍处置列表的一页。｜A page of decisions."""


class DecisionStepRead(StepRead[DecisionState, DecisionAction]):
    """办理的一步：由谁何时办理。｜One step: who did what when."""


class MembershipDecisionRead(MembershipDecisionSummary):
    """党籍处置及其事由和文书。｜A decision with its grounds and documents."""

    ground: SuspensionGround | None = Field(
        description="停止党籍的情形，其他事项为 null｜why membership is suspended; null: another matter"
    )
    lost_contact_reason: str | None
    since_on: dt.date | None = Field(
        description="起算日期：失去联系、出国（境）、最后一次参加组织生活或去世的日期｜the day it counts from"
    )
    reason: str
    proposal_document: str | None = Field(description="党支部的决议｜the branch's resolution")
    document: str | None = Field(description="决定文书｜the committee's document")
    note: str | None = Field(description="不批准或撤回的理由｜why it was refused or withdrawn")
    steps: list[DecisionStepRead]
    allowed_actions: list[DecisionAction]
    version: int


class MembershipDecisionQuery(PageQuery):
    """Which decisions."""

    person_id: Annotated[uuid.UUID | None, Field(description="某一党员的｜of one member")] = None
    branch_id: uuid.UUID | None = None
    kind: DecisionKind | None = None
    state: DecisionState | None = None
