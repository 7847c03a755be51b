"""Correction requests (校核纠错): requests and answers, and the table of who is authoritative for what."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from app.core.lists import Page, PageQuery
from app.core.terms import Term
from app.models.areas import DepartmentKind
from app.models.correction_requests import CorrectionAction, CorrectionState, FieldSide, Requester
from app.rules.corrections.correction import Claim, Evidence, Value
from app.schemas.base import Answer, Body, Reason, StepRead


class CorrectedNoun(Term):
    """记录种类｜Whose field it is: the records that are collected."""

    MEMBER = "member", "党员"
    LAWYER = "lawyer", "律师"
    LAW_FIRM = "law_firm", "律师事务所"
    PARTY_ORG = "party_org", "党组织"


class CorrectionCreate(Claim):
    """认为记录的一个值有误，提请更正。｜That a value of a record is wrong."""

    noun: CorrectedNoun
    record_id: uuid.UUID
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
    """负责部门受理核查。｜The authoritative department takes it up."""

    action: Literal[CorrectionAction.ACCEPT_FOR_CHECK]


class Correct(Body):
    """更正：随即写入所给的值，或指明已另行办理的变更。｜The record is put right: now, with the value given, or by a
    change that was made already.
    """

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
    """不予更正，书面说明理由。｜The record stays as it is, for a written reason."""

    action: Literal[CorrectionAction.REFUSE]
    reason: Reason


class Reply(Body):
    """申请人补充材料。｜The requester adds evidence."""

    action: Literal[CorrectionAction.REPLY]
    evidence: Evidence


class Withdraw(Body):
    """申请人撤回。｜The requester takes it back."""

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
    """列表中的更正申请：哪个字段、到哪一步，不含值。｜A request in a list: about which field, where it stands; no
    value.
    """

    id: uuid.UUID
    noun: CorrectedNoun
    record_id: uuid.UUID
    person_id: uuid.UUID | None = Field(
        description="记录所涉人员，不是人员记录的为 null｜the person concerned; null: no record of a person"
    )
    field: str
    side: FieldSide
    requested_by: Requester
    requester_name: str = Field(description="申请的部门、系统或本人｜name of whoever asks")
    case_no: str | None = Field(description="合作系统的办件编号｜the partner's case")
    state: CorrectionState
    requested_on: dt.date
    due_on: dt.date = Field(description="答复期限，按工作日计算｜due on, in working days")
    overdue: bool = Field(description="是否逾期未答复｜still open after the due date")
    closed_on: dt.date | None = Field(description="答复或撤回日期｜answered or withdrawn on")
    answered_by: str | None = Field(description="答复部门｜who answered")
    answer: str | None = Field(description="书面理由或说明｜the written reason or remark")
    change_id: uuid.UUID | None = Field(description="更正对应的变更｜the change that put it right")
    created_at: dt.datetime


class CorrectionPage(Page[CorrectionSummary]):
    """更正申请列表的一页。｜A page of requests."""


class StatementRead(Answer):
    """申请人的一次陈述。｜What the requester said, when."""

    said_by: str
    at: dt.datetime
    value_seen: bool | str | None = None
    value_believed: bool | str | None = None
    reason: str | None = None
    evidence: Evidence | None = None


class CorrectionStepRead(StepRead[CorrectionState, CorrectionAction]):
    """办理的一步：由谁何时办理。｜One step: who did what when."""


class CorrectionRead(CorrectionSummary):
    """更正申请及申请人的陈述。｜A request with what was said."""

    version: int
    statements: list[StatementRead]
    steps: list[CorrectionStepRead]
    allowed_actions: list[CorrectionAction]


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
    """一个字段由谁负责。｜Whose word counts for a field."""

    field: str
    title: str = Field(description="字段的中文名称｜what officials call the field", examples=["人员类别"])
    side: FieldSide
    departments: list[DepartmentKind] = Field(description="负责部门；联系方式各方均可维护｜contacts: whoever collects")
    shared_as: str | None = Field(description="数据共享接口中的名称｜its name in the data-sharing API")


class RecordAuthorityRead(Answer):
    """一类记录的各字段。｜The fields of one kind of record."""

    noun: CorrectedNoun
    fields: list[FieldAuthorityRead] = Field(description="该类记录的全部字段｜every field of such a record")


class FieldAuthorityList(Answer):
    """一数一源的全表。｜One item, one source: the whole table (一数一源)."""

    items: list[RecordAuthorityRead] = Field(description="各类记录｜each kind of record")
