"""Temporary affiliations as they are applied for, acted on and answered."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, ValidationInfo, field_validator

from app.core.lists import Page, PageQuery
from app.core.terms import Term
from app.models.temporary_affiliations import TemporaryAction, TemporaryReason, TemporaryState
from app.rules.faults import RuleError
from app.schemas.base import Answer, Body, Reason, StepRead
from app.schemas.people.members import Category, OutsideName
from app.schemas.people.people import IdentityNumber, MemberCategoryRead, PersonName, PersonNameRead
from app.schemas.transfers.papers import Month
from app.schemas.transfers.transfers import Note

ReviewOn = Annotated[
    dt.date,
    Field(description="复核日期，不填为最长期限（六个月）｜when it is looked at again; the longest unless given"),
]


class OutsideGuest(Body):
    """未在本系统登记的党员：只填接纳所必需的，号码只用于防止重复登记。｜A guest who is not in the registry: no more
    than the host needs, and the number only to count nobody twice.
    """

    name: PersonName
    id_number: IdentityNumber
    category: Category
    home_name: OutsideName


class TemporaryCreate(Body):
    """临时组织关系的申请：本系统的党员，或由接纳的党支部登记系统外的党员。｜An application: for a member of the
    registry, or by the host branch for a guest from outside it.
    """

    member_id: uuid.UUID | None = Field(default=None, description="本系统登记的党员｜a member of the registry")
    outside: OutsideGuest | None = Field(
        default=None,
        validate_default=True,
        description="未在本系统登记的党员，由接纳的党支部凭证明信或活动证登记；号码只用于防止重复登记，不保存｜"
        "not in the registry; the number is not kept",
    )
    host_org_id: uuid.UUID = Field(description="接纳的党支部｜the host branch, from the directory")
    reason: TemporaryReason
    reason_text: Reason | None = Field(default=None, validate_default=True, description="“其他”须写明｜for `other`")

    @field_validator("outside")
    @classmethod
    def _one_of_the_two(cls, outside: OutsideGuest | None, info: ValidationInfo) -> OutsideGuest | None:
        if "member_id" in info.data and (outside is None) == (info.data["member_id"] is None):
            raise RuleError("member_or_outside", "member_id 和 outside 须填其一，且只填其一。")
        return outside

    @field_validator("reason_text")
    @classmethod
    def _other_is_explained(cls, reason_text: str | None, info: ValidationInfo) -> str | None:
        if reason_text is None and info.data.get("reason") is TemporaryReason.OTHER:
            raise RuleError("reason_text_missing", "理由为“其他”的，须写明。")
        return reason_text


class GuestAgree(Body):
    """所在党支部同意｜The home branch agrees."""

    action: Literal[TemporaryAction.AGREE]
    note: Note | None = None


class GuestAccept(Body):
    """接纳党支部接纳，临时组织关系自此生效｜The host accepts; it begins."""

    action: Literal[TemporaryAction.ACCEPT]
    starts_on: dt.date | None = Field(default=None, description="起始日期，不填为当日｜today unless given")
    review_on: ReviewOn | None = None


class GuestDecline(Body):
    """不同意，须写明理由｜Declined, with a reason."""

    action: Literal[TemporaryAction.DECLINE]
    reason: Reason


class GuestWithdraw(Body):
    """撤回申请｜Withdrawn before it begins."""

    action: Literal[TemporaryAction.WITHDRAW]
    note: Note | None = None


class GuestExtend(Body):
    """延期，每次须写明理由｜Extended; each extension is an exception with its reason."""

    action: Literal[TemporaryAction.EXTEND]
    reason: Reason
    review_on: ReviewOn | None = None


class GuestEnd(Body):
    """结束，须写明理由｜Ended, with a reason."""

    action: Literal[TemporaryAction.END]
    reason: Reason
    ended_on: dt.date | None = Field(
        default=None, description="自此日起不再有效，不填为当日｜no longer from this day on"
    )


class GuestConvert(Body):
    """转为正式接转：生成接转草稿，接收后临时组织关系自动结束｜Opens the draft of a formal transfer."""

    action: Literal[TemporaryAction.CONVERT]
    dues_paid_to: Month


TemporaryActionBody = Annotated[
    GuestAgree | GuestAccept | GuestDecline | GuestWithdraw | GuestExtend | GuestEnd | GuestConvert,
    Field(discriminator="action"),
]

ACTION_EXAMPLES: dict[str, Any] = {
    "agree": {"summary": "所在党支部同意", "value": {"action": "agree"}},
    "accept": {"summary": "接纳", "value": {"action": "accept"}},
    "decline": {"summary": "不同意", "value": {"action": "decline", "reason": "本所无相应岗位"}},
    "withdraw": {"summary": "撤回", "value": {"action": "withdraw"}},
    "extend": {"summary": "延期", "value": {"action": "extend", "reason": "人事档案尚未调入，暂不能接转"}},
    "end": {"summary": "结束", "value": {"action": "end", "reason": "已离开本所"}},
    "convert": {"summary": "转为正式接转", "value": {"action": "convert", "dues_paid_to": "2026-10"}},
}


class TemporarySummary(Answer):
    """列表的一行：最少的身份信息和状态。｜A line of a list: the minimum card and where it stands."""

    id: uuid.UUID
    person_id: uuid.UUID | None = Field(description="未在本系统登记的为 null｜null for a guest from outside")
    name: PersonNameRead
    sex: str
    id_masked: str
    category: MemberCategoryRead
    reason: TemporaryReason
    home_org_id: uuid.UUID | None = Field(description="正式组织关系所在，系统外为 null｜null outside the registry")
    home_name: str
    host_org_id: uuid.UUID
    host_name: str
    state: TemporaryState
    starts_on: dt.date | None = Field(description="生效日期，未接纳的为 null｜begins on; null: not accepted yet")
    ended_on: dt.date | None = Field(description="自此日起不再有效｜no longer from this day on")
    review_on: dt.date | None = Field(description="到期复核日：接转、凭理由延期或结束｜transfer, extend or end by then")
    review_overdue: bool
    may_vote_at_host: Literal[False] = Field(
        description="在接纳党支部没有表决权、选举权和被选举权｜voting and election stay at the home branch"
    )
    created_at: dt.datetime


class TemporaryPage(Page[TemporarySummary]):
    """临时组织关系列表的一页。｜A page of temporary affiliations."""


class TemporaryStepRead(StepRead[TemporaryState, TemporaryAction]):
    """办理的一步：由谁何时办理，延期的附其确定的复核日。｜One step: who did what when; an extension with the review
    date that it set.
    """

    review_on: dt.date | None = Field(
        description="这一步确定的复核日，没有的为 null｜the review date that it set; null: none"
    )


class TemporaryRead(TemporarySummary):
    """临时组织关系及其办理过程和现在可办的步骤。｜A temporary affiliation with every step and what the caller can do
    now.
    """

    reason_text: str | None = Field(
        description="“其他”的具体理由，其余为 null｜the reason in words, for `other`; null otherwise"
    )
    closing_note: str | None
    transfer_id: uuid.UUID | None = Field(description="转为正式接转的接转｜the transfer that it was turned into")
    steps: list[TemporaryStepRead]
    allowed_actions: list[TemporaryAction]
    version: int


class TemporarySort(Term):
    """排序｜The order of a list."""

    NEWEST = "-created_at", "新的在前"
    OLDEST = "created_at", "旧的在前"


class GuestSide(Term):
    """本党组织是哪一方｜On which side the caller's own organization stands."""

    HOME = "home", "所在方"
    HOST = "host", "接纳方"


class TemporaryQuery(PageQuery):
    """Which temporary affiliations, among those in scope."""

    sort: TemporarySort = TemporarySort.NEWEST
    as_of: Annotated[dt.date | None, Field(description="该日有效的｜those that held on a day")] = None
    state: Annotated[list[TemporaryState] | None, Field(description="状态，可重复｜repeat for several")] = None
    reason: TemporaryReason | None = None
    side: Annotated[GuestSide | None, Field(description="本党组织是所在方还是接纳方｜which side one is on")] = None
    person_id: Annotated[uuid.UUID | None, Field(description="某一党员的｜of one member")] = None
    q: Annotated[str | None, StringConstraints(min_length=1, max_length=50), Field(description="姓名前缀｜prefix")] = (
        None
    )
    review_overdue: Annotated[bool | None, Field(description="true：已过复核日的｜past the review date")] = None
