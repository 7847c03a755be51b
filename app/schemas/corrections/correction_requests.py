"""Correction requests (校核纠错): requests and answers, and the table of who is authoritative for what."""

import datetime as dt
import enum
import uuid
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from app.core.lists import Page, PageQuery
from app.models.areas import DepartmentKind
from app.models.correction_requests import CorrectionAction, CorrectionState, FieldSide, Requester
from app.rules.corrections.correction import Claim, Evidence, Value
from app.schemas.base import Answer, Body, Reason, StepRead


class CorrectedNoun(enum.StrEnum):
    """Whose field it is: the records that are collected."""

    MEMBER = "member"
    LAWYER = "lawyer"
    LAW_FIRM = "law_firm"
    PARTY_ORG = "party_org"


class CorrectionCreate(Claim):
    """That a value of a record is wrong."""

    noun: CorrectedNoun = Field(description="记录种类｜kind of record")
    record_id: uuid.UUID = Field(description="记录编号：党员、律师为 person_id｜the record; people by person_id")
    field: Annotated[str, StringConstraints(max_length=40)] = Field(
        description="字段，见 GET /api/v1/field-authorities｜the field", examples=["category"]
    )


CREATE_EXAMPLES: dict[str, Any] = {
    "education": {
        "summary": "党员学历有误",
        "value": {
            "noun": "member",
            "record_id": "00000000-0000-7000-8000-000000000000",
            "field": "education",
            "value_seen": "14",
            "value_believed": "11",
            "reason": "与学历证书不符",
            "evidence": {"reference": "律师执业档案"},
        },
    }
}


class AcceptForCheck(Body):
    """The authoritative department takes it up."""

    action: Literal[CorrectionAction.ACCEPT_FOR_CHECK]


class Correct(Body):
    """The record is put right: now, with the value given, or by a change that was made already."""

    action: Literal[CorrectionAction.CORRECT]
    value: Value = Field(default=None, description="更正后的值，随即写入记录｜written to the record at once")
    change_id: uuid.UUID | None = Field(
        default=None, description="已另行更正的，填记录沿革中的变更编号｜a change made already, from the history"
    )
    answer: Reason | None = Field(default=None, description="答复说明｜what is answered")

    @model_validator(mode="after")
    def _one_of_the_two(self) -> "Correct":
        if ("value" in self.model_fields_set) == (self.change_id is not None):
            raise ValueError("value（写入更正后的值）和 change_id（已另行更正）须填且只填一个。")
        return self


class Refuse(Body):
    """The record stays as it is, for a written reason."""

    action: Literal[CorrectionAction.REFUSE]
    reason: Reason


class Reply(Body):
    """The requester adds evidence."""

    action: Literal[CorrectionAction.REPLY]
    evidence: Evidence


class Withdraw(Body):
    """The requester takes it back."""

    action: Literal[CorrectionAction.WITHDRAW]


ActionBody = Annotated[AcceptForCheck | Correct | Refuse | Reply | Withdraw, Field(discriminator="action")]
ACTION_EXAMPLES: dict[str, Any] = {
    "accept_for_check": {"summary": "受理核查", "value": {"action": "accept_for_check"}},
    "correct": {"summary": "更正", "value": {"action": "correct", "value": "2"}},
    "refuse": {"summary": "不予更正", "value": {"action": "refuse", "reason": "经核对档案，登记无误"}},
    "reply": {
        "summary": "补充材料",
        "value": {"action": "reply", "evidence": {"reference": "蓉司许律〔2026〕8号"}},
    },
    "withdraw": {"summary": "撤回", "value": {"action": "withdraw"}},
}


class CorrectionSummary(Answer):
    """A request in a list: about which field, where it stands; no value."""

    id: uuid.UUID
    noun: CorrectedNoun
    record_id: uuid.UUID
    person_id: uuid.UUID | None
    field: str
    side: FieldSide = Field(description="负责方：party 组织部门及党组织，practice 司法行政机关，contact 记录维护方")
    requested_by: Requester = Field(description="partner 合作系统；department 其他部门；person 本人")
    requester_name: str
    case_no: str | None = Field(description="合作系统的办件编号｜the partner's case")
    state: CorrectionState = Field(description="已受理、核查中、已更正、不予更正、已撤回｜where it stands")
    requested_on: dt.date
    due_on: dt.date = Field(description="答复期限，按工作日计算｜due on, in working days")
    overdue: bool = Field(description="是否逾期未答复｜still open after the due date")
    closed_on: dt.date | None = Field(description="答复或撤回日期｜answered or withdrawn on")
    answered_by: str | None = Field(description="答复部门｜who answered")
    answer: str | None = Field(description="书面理由或说明｜the written reason or remark")
    change_id: uuid.UUID | None = Field(description="更正对应的变更｜the change that put it right")
    created_at: dt.datetime


class CorrectionPage(Page[CorrectionSummary]):
    """A page of requests."""


class StatementRead(Answer):
    """What the requester said, when."""

    said_by: str
    at: dt.datetime
    value_seen: bool | str | None = None
    value_believed: bool | str | None = None
    reason: str | None = None
    evidence: Evidence | None = None


class CorrectionStepRead(StepRead[CorrectionState, CorrectionAction]):
    """One step: who did what when."""


class CorrectionRead(CorrectionSummary):
    """A request with what was said."""

    version: int
    statements: list[StatementRead]
    steps: list[CorrectionStepRead] = Field(description="每一步由谁何时办理｜every step")
    allowed_actions: list[CorrectionAction] = Field(description="当前角色可办的步骤｜what the caller can do now")


class CorrectionQuery(PageQuery):
    """Which requests."""

    sort: Literal["-created_at", "due_on"] = "-created_at"
    noun: CorrectedNoun | None = None
    record_id: uuid.UUID | None = None
    side: FieldSide | None = None
    requested_by: Requester | None = None
    state: CorrectionState | None = None
    open: bool | None = Field(default=None, description="尚未答复的｜not answered yet")
    overdue: bool | None = Field(default=None, description="逾期未答复的｜open after the due date")
    mine: bool | None = Field(default=None, description="本账号提出的｜asked by this account")


class FieldAuthorityRead(Answer):
    """Whose word counts for a field."""

    field: str
    title: str = Field(examples=["人员类别"])
    side: FieldSide
    departments: list[DepartmentKind] = Field(description="负责部门；联系方式各方均可维护｜contacts: whoever collects")
    shared_as: str | None = Field(description="数据共享接口中的名称｜its name in the data-sharing API")


class RecordAuthorityRead(Answer):
    """The fields of one kind of record."""

    noun: CorrectedNoun
    fields: list[FieldAuthorityRead]


class FieldAuthorityList(Answer):
    """One item, one source: the whole table (一数一源)."""

    items: list[RecordAuthorityRead]
