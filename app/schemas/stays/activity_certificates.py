"""Activity certificates as they are asked for, numbered, stamped, issued, written into, reviewed and taken back."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, ValidationInfo, field_validator

from app.core.lists import Page, PageQuery
from app.core.terms import Term
from app.models.activity_certificates import ActivityAction, ActivityState
from app.rules.faults import RuleError
from app.schemas.base import Answer, Body, Line, Reason, StepRead
from app.schemas.people.contacts import Phone
from app.schemas.people.members import OutsideName
from app.schemas.people.people import MemberCategoryRead, PersonNameRead
from app.schemas.practice.lawyers import RemarkRead
from app.schemas.reference.codes import code_field, known_code
from app.schemas.transfers.papers import Month
from app.schemas.transfers.transfers import Note

Destination = Annotated[
    str,
    known_code("floating_destination"),
    code_field("floating_destination", "外出流向类别｜kind of destination"),
]
Place = Annotated[
    Line,
    StringConstraints(min_length=2, max_length=200),
    Field(description="外出地点和单位｜place and unit", examples=["广东省深圳市某律师事务所"]),
]
Grade = Annotated[str, known_code("appraisal_grade"), code_field("appraisal_grade", "民主评议等次｜appraisal grade")]


class ActivityCertificateCreate(Body):
    """为外出党员办理的活动证，由本人申请或由所在党支部填写。｜A certificate to be made for a member who goes away; by
    the member, or filled in by the home branch.
    """

    member_id: uuid.UUID = Field(description="党员的 person_id｜the member's person_id")
    reason: Reason
    destination_code: Destination
    destination: Place
    leaves_on: dt.date = Field(description="外出起始日期｜away from this day on")
    back_on: dt.date | None = Field(default=None, validate_default=True, description="预计返回日期｜expected back")
    replaces_id: uuid.UUID | None = Field(default=None, description="补发：遗失的证｜instead of the one that was lost")

    @field_validator("back_on")
    @classmethod
    def _after_leaving(cls, back_on: dt.date | None, info: ValidationInfo) -> dt.date | None:
        if back_on is not None and "leaves_on" in info.data and back_on <= info.data["leaves_on"]:
            raise RuleError("back_before_leaving", "预计返回日期须晚于外出起始日期。")
        return back_on


class FillCertificate(Body):
    """所在党支部核实并填写｜The home branch fills it in."""

    action: Literal[ActivityAction.FILL]


class AssignNumber(Body):
    """县级党委组织部编号｜The county's organization department gives the number."""

    action: Literal[ActivityAction.ASSIGN_NUMBER]


class StampCertificate(Body):
    """基层党委盖章｜The committee stamps it."""

    action: Literal[ActivityAction.STAMP]


class IssueActivityCertificate(Body):
    """所在党支部登记发放，不得收费｜The home branch hands it out; no fee may be charged."""

    action: Literal[ActivityAction.ISSUE]


class TakeBack(Body):
    """党员返回，收回查验｜Taken back and inspected on return."""

    action: Literal[ActivityAction.TAKE_BACK]
    note: Note | None = None


class ReportLost(Body):
    """报失，原证作废｜Lost: it is void, a replacement may be asked for."""

    action: Literal[ActivityAction.REPORT_LOST]
    reason: Reason


class DeclineCertificate(Body):
    """不同意，须写明理由｜Declined, with a reason."""

    action: Literal[ActivityAction.DECLINE]
    reason: Reason


class WithdrawCertificate(Body):
    """撤回申请｜Withdrawn before it has a number."""

    action: Literal[ActivityAction.WITHDRAW]
    note: Note | None = None


CertificateActionBody = Annotated[
    FillCertificate
    | AssignNumber
    | StampCertificate
    | IssueActivityCertificate
    | TakeBack
    | ReportLost
    | DeclineCertificate
    | WithdrawCertificate,
    Field(discriminator="action"),
]
ACTION_EXAMPLES: dict[str, Any] = {
    "fill": {"summary": "填写", "value": {"action": "fill"}},
    "assign_number": {"summary": "编号", "value": {"action": "assign_number"}},
    "stamp": {"summary": "盖章", "value": {"action": "stamp"}},
    "issue": {"summary": "发放", "value": {"action": "issue"}},
    "take_back": {"summary": "收回", "value": {"action": "take_back"}},
    "report_lost": {"summary": "报失", "value": {"action": "report_lost", "reason": "出差途中遗失"}},
    "decline": {"summary": "不同意", "value": {"action": "decline", "reason": "能够正常参加组织生活"}},
    "withdraw": {"summary": "撤回", "value": {"action": "withdraw"}},
}


class Arrival(Body):
    """流入登记：由接纳的党支部填写｜Written in by the host branch."""

    kind: Literal["arrival"] = Field(description="固定为 arrival 流入｜always arrival")
    arrived_on: dt.date
    contact_name: Annotated[Line, StringConstraints(min_length=1, max_length=50), Field(description="联系人｜contact")]
    contact_phone: Phone
    host_name: OutsideName | None = Field(
        default=None,
        description="流入地不在本系统的，由所在党支部按证补录｜a host outside, copied in by the home branch",
    )


class Departure(Body):
    """流出登记：参加党的活动和交纳党费情况｜Conduct, Party life and dues, written in when the member leaves."""

    kind: Literal["departure"] = Field(description="固定为 departure 流出｜always departure")
    left_on: dt.date
    activities: Annotated[
        Line, StringConstraints(min_length=2, max_length=300), Field(description="参加活动情况｜activities")
    ]
    dues_paid_to: Month


EntryBody = Annotated[Arrival | Departure, Field(discriminator="kind")]
ENTRY_EXAMPLES: dict[str, Any] = {
    "arrival": {
        "summary": "流入",
        "value": {
            "kind": "arrival",
            "arrived_on": "2026-09-01",
            "contact_name": "李文",
            "contact_phone": "19900001234",
        },
    },
    "departure": {
        "summary": "流出",
        "value": {
            "kind": "departure",
            "left_on": "2026-11-01",
            "activities": "按时参加组织生活",
            "dues_paid_to": "2026-10",
        },
    },
}


class ReviewCreate(Body):
    """年审，结合民主评议每年一次。｜A yearly review, together with the democratic appraisal."""

    grade: Grade
    note: Note | None = None


class CertificateSummary(Answer):
    """活动证登记簿的一行。｜A line of the issue register."""

    id: uuid.UUID
    person_id: uuid.UUID
    name: PersonNameRead
    sex: str
    id_masked: str
    category: MemberCategoryRead
    home_org_id: uuid.UUID | None
    home_name: str
    serial: str | None = Field(description="证号｜number", examples=["51010420260001"])
    state: ActivityState
    reason: str
    destination_code: str
    destination: str
    leaves_on: dt.date
    back_on: dt.date | None
    issued_on: dt.date | None
    review_due_on: dt.date | None = Field(
        description="下次年审期限：发证或上次年审后十二个月｜the next review's last day"
    )
    review_missed: bool = Field(description="已过年审期限，年审前不得登记流入流出｜no entries until it is reviewed")
    created_at: dt.datetime


class ActivityCertificatePage(Page[CertificateSummary]):
    """活动证登记簿的一页。｜A page of the register."""


class CertificateEntryRead(Answer):
    """在一处流入地党支部的登记。｜A stay with a host branch."""

    host_org_id: uuid.UUID | None
    host_name: str = Field(description="流入地党支部｜the host branch")
    arrived_on: dt.date
    contact_name: str
    contact_phone: str
    left_on: dt.date | None = Field(description="流出日期，未流出的为 null｜left on; null: still there")
    activities: str | None = Field(
        description="参加党的活动情况，未流出的为 null｜Party life at the host; null: still there"
    )
    dues_paid_to: str | None = Field(
        description="流出时党费交至的年月（YYYY-MM），未流出的为 null｜dues paid to, on leaving; null: still there",
        examples=["2026-10"],
    )


class ReviewRead(Answer):
    """一次年审。｜A yearly review."""

    year: int
    reviewed_on: dt.date = Field(description="年审日期｜reviewed on")
    grade: str
    body_name: str = Field(description="办理年审的党支部｜the branch that reviewed")
    note: str | None


class CertificateStepRead(StepRead[ActivityState, ActivityAction]):
    """办理的一步：由谁何时办理。｜One step: who did what when."""


class ActivityCertificateRead(CertificateSummary):
    """活动证及其流入流出登记、年审、办理过程和现在可办的步骤。｜A certificate with its entries, reviews and steps,
    and what the caller can do now.
    """

    committee_id: uuid.UUID
    committee_name: str = Field(description="盖章的基层党委｜the committee that stamps it")
    area_code: str = Field(description="编号机关所在区划｜whose department numbers it")
    closed_on: dt.date | None = Field(description="收回、报失之日｜taken back or lost on")
    closing_note: str | None
    replaces_id: uuid.UUID | None = Field(
        description="所补发的遗失的证，不是补发的为 null｜the lost certificate that it replaces; null: none"
    )
    replaced_by_id: uuid.UUID | None = Field(
        description="补发的新证，没有补发的为 null｜the certificate that replaces it; null: none"
    )
    missed_reviews: list[dt.date] = Field(
        description="已错过的年审期限｜the reviews that were missed since the last one"
    )
    entries: list[CertificateEntryRead] = Field(
        description="流入流出登记，依次为每一处｜stays with host branches, in order"
    )
    reviews: list[ReviewRead] = Field(description="历次年审｜yearly reviews, in order")
    steps: list[CertificateStepRead]
    remarks: list[RemarkRead] = Field(description="提示，不影响办理｜to be considered, no refusal")
    allowed_actions: list[ActivityAction]
    version: int


class CertificateSort(Term):
    """排序｜The order of the register."""

    NEWEST = "-created_at", "新的在前"
    OLDEST = "created_at", "旧的在前"


class CertificateQuery(PageQuery):
    """Which certificates, among those in scope."""

    sort: CertificateSort = CertificateSort.NEWEST
    state: Annotated[list[ActivityState] | None, Field(description="状态，可重复｜repeat for several")] = None
    person_id: Annotated[uuid.UUID | None, Field(description="某一党员的｜of one member")] = None
    serial: Annotated[str | None, Field(max_length=20, description="证号｜the number")] = None
    q: Annotated[str | None, StringConstraints(min_length=1, max_length=50), Field(description="姓名前缀｜prefix")] = (
        None
    )
    review_missed: Annotated[bool | None, Field(description="true：已过年审期限的｜review missed")] = None
