"""Term elections: requests and answers (N29)."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from pydantic import Field

from app.core.lists import Page, PageQuery
from app.models.elections import ElectionAction, ElectionState
from app.models.posts import Portfolio, PostKind
from app.schemas.base import Answer, Body, Reason, StepRead
from app.schemas.organizations.posts import Document
from app.schemas.people.people import PersonNameRead
from app.schemas.reference.areas import AreaCode

Count = Annotated[int, Field(ge=1, le=2000)]


class ElectionCreate(Body):
    """向上级党委请示的换届。｜What an organization asks the committee above."""

    org_id: uuid.UUID
    planned_on: dt.date = Field(description="拟定的选举日期｜when the members are to meet")
    places: int = Field(
        ge=1,
        le=30,
        description="应选名额：设委员会的为委员数（含书记、副书记），不设的为书记和副书记数｜places to be filled",
    )
    term_ends_on: dt.date | None = Field(
        default=None, description="本届届满日；任职记录已有的不必填写｜when this term ends, unless the posts tell"
    )
    shift_reason: Reason | None = Field(
        default=None, description="提前或延期换届的理由（选举工作条例第三条）｜why not when the term ends"
    )


class ApproveElection(Body):
    """同意换届｜The committee above agrees to day and places."""

    action: Literal[ElectionAction.APPROVE]
    document: Document


class RefuseElection(Body):
    """不予同意｜The committee above refuses, with the reason."""

    action: Literal[ElectionAction.REFUSE]
    reason: Reason


class CandidateEntry(Body):
    """候选人及得票，当选的填写职务。｜A candidate with the votes; the post for those who are elected."""

    person_id: uuid.UUID
    votes: int = Field(ge=0, le=2000)
    kind: PostKind | None = Field(
        default=None, description="当选后的职务，未当选的留空｜the post once elected; leave out for the others"
    )
    portfolio: Portfolio | None = None


class RecordResult(Body):
    """登记选举结果：当选人由得票数确定｜Who is elected follows from the votes."""

    action: Literal[ElectionAction.RECORD_RESULT]
    held_on: dt.date = Field(description="选举日期｜the day of the meeting")
    by_delegates: bool = Field(default=False, description="党员代表大会选举（仅党委）｜a congress of delegates elected")
    entitled: Count = Field(
        description="有选举权的应到人数：不含预备党员、留党察看和表决权被停止的｜those with the right to vote"
    )
    present: Count
    candidates: list[CandidateEntry] = Field(
        min_length=1, max_length=60, description="候选人及得票｜candidates and their votes"
    )


class ConfirmElection(Body):
    """批准选举结果：原任职结束，新任职开始｜Posts end and begin."""

    action: Literal[ElectionAction.CONFIRM]
    document: Document


class RejectResult(Body):
    """不批准选举结果，须重新选举｜The members have to elect again."""

    action: Literal[ElectionAction.REJECT_RESULT]
    reason: Reason


class WithdrawElection(Body):
    """撤回｜Withdrawn before the members have elected."""

    action: Literal[ElectionAction.WITHDRAW]
    reason: Reason


ElectionActionBody = Annotated[
    ApproveElection | RefuseElection | RecordResult | ConfirmElection | RejectResult | WithdrawElection,
    Field(discriminator="action"),
]
_NOBODY = "00000000-0000-7000-8000-000000000000"
ELECTION_EXAMPLES: dict[str, Any] = {
    "approve": {"summary": "同意换届", "value": {"action": "approve", "document": "律党〔2026〕15号"}},
    "refuse": {"summary": "不予同意", "value": {"action": "refuse", "reason": "党员名册尚未核实，请核实后再报"}},
    "record_result": {
        "summary": "登记选举结果",
        "value": {
            "action": "record_result",
            "held_on": "2026-11-20",
            "entitled": 5,
            "present": 5,
            "candidates": [{"person_id": _NOBODY, "votes": 5, "kind": "secretary"}],
        },
    },
    "confirm": {"summary": "批准选举结果", "value": {"action": "confirm", "document": "律党〔2026〕18号"}},
    "reject_result": {
        "summary": "不批准选举结果",
        "value": {"action": "reject_result", "reason": "到会人数统计有误，请重新选举"},
    },
    "withdraw": {"summary": "撤回", "value": {"action": "withdraw", "reason": "支部即将调整，暂缓换届"}},
}
"""One body for every action, as the documentation page offers them."""


class ElectionSummary(Answer):
    """列表中的换届。｜An election in a list."""

    id: uuid.UUID
    org_id: uuid.UUID = Field(description="换届的党组织｜the organization that elects")
    org_name: str
    approver_id: uuid.UUID | None = Field(
        description="批复的上级党委，null 为组织部门｜null: the organization department"
    )
    approver_name: str
    state: ElectionState
    state_since: dt.date = Field(description="当前状态自何日起｜since when it stands there")
    requested_on: dt.date
    term_ends_on: dt.date | None
    planned_on: dt.date = Field(description="拟定的选举日期｜when the members are to meet")
    held_on: dt.date | None = Field(description="选举日期，未选举的为 null｜day of the meeting; null: not yet")
    new_term_ends_on: dt.date | None = Field(description="新一届届满日｜when the new term ends")
    reply_due_on: dt.date | None = Field(description="上级应批复的日期｜by when the body above should reply")
    reply_overdue: bool
    created_at: dt.datetime


class ElectionPage(Page[ElectionSummary]):
    """换届列表的一页。｜A page of elections."""


class ElectionQuery(PageQuery):
    """Which elections."""

    sort: Literal["-created_at", "created_at"] = "-created_at"
    state: Annotated[
        list[ElectionState] | None, Field(description="状态，可重复｜where it stands; repeat for several")
    ] = None
    org_id: uuid.UUID | None = None
    area_code: AreaCode | None = None
    open: bool | None = Field(default=None, description="true：尚未办结的｜not concluded")


class CandidateRead(Answer):
    """候选人、得票和当选的职务。｜A candidate, the votes, and the post of the elected."""

    person_id: uuid.UUID
    name: PersonNameRead
    votes: int
    is_elected: bool = Field(description="是否当选｜whether elected")
    kind: PostKind | None = Field(description="当选的职务，未当选的为 null｜the post; null: not elected")
    portfolio: Portfolio | None = Field(
        description="委员的分工，没有的为 null｜what a committee member is charged with; null: nothing"
    )


class ElectionStepRead(StepRead[ElectionState, ElectionAction]):
    """办理的一步：由谁何时办理。｜One step: who did what when."""


class ElectionRead(ElectionSummary):
    """换届及其选举结果、办理过程和现在可办的步骤。｜An election with its ballot, every step and what the caller can
    do now.
    """

    places: int = Field(description="应选名额｜places to be filled")
    shift_reason: str | None = Field(
        description="提前或延期换届的理由，如期的为 null｜why not when the term ends; null: in time"
    )
    replied_on: dt.date | None
    reply_document: str | None
    by_delegates: bool = Field(description="由党员代表大会选举｜a congress of delegates elects")
    voters: int | None = Field(description="登记时系统统计的有选举权人数｜voters by the registry's own count")
    entitled: int | None = Field(
        description="有选举权的应到人数，未登记的为 null｜members with the right to vote; null: not recorded"
    )
    present: int | None = Field(description="有选举权的实到人数，未登记的为 null｜of them present; null: not recorded")
    vacant: int | None = Field(description="应选未选出的名额｜places that nobody won")
    confirmed_on: dt.date | None = Field(
        description="批准选举结果的日期，未批准的为 null｜result confirmed on; null: not yet"
    )
    confirm_document: str | None = Field(description="批准选举结果的文书及文号｜document that confirms the result")
    closing_note: str | None
    candidates: list[CandidateRead] = Field(
        description="候选人及得票，未登记的为空｜candidates and their votes, empty until recorded"
    )
    steps: list[ElectionStepRead]
    allowed_actions: list[ElectionAction]
    version: int
