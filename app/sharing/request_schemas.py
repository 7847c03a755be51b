"""Requests and answers of what a partner asks of officials: corrections (N05) and grants (N06)."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.core.lists import Page, PageQuery
from app.models.areas import DepartmentKind
from app.models.correction_requests import CorrectionAction, CorrectionState
from app.models.sharing import Embargo, GrantState
from app.rules.corrections.correction import Claim, Evidence
from app.rules.reference.areas import normalize_code
from app.rules.sharing.sharing import Transform


class CorrectionCreate(Claim):
    """That a value which the caller was given is wrong."""

    data_set: str = Field(max_length=20, examples=["members"])
    id: str = Field(max_length=40, description="本接口给出的 id｜the id that this API gave")
    field: str = Field(max_length=40, description="授权字段的名称｜a granted field", examples=["member_category"])


CORRECTION_EXAMPLES: dict[str, Any] = {
    "category": {
        "summary": "党员类别有误",
        "value": {
            "data_set": "members",
            "id": "00000000000000000000000000000000",
            "field": "member_category",
            "value_seen": "1",
            "value_believed": "2",
            "reason": "与本单位掌握的情况不同",
            "evidence": {"reference": "川组函〔2026〕3号"},
        },
    }
}
REPLY_EXAMPLES: dict[str, Any] = {
    "reply": {
        "summary": "补充材料",
        "value": {"action": "reply", "evidence": {"reference": "川组函〔2026〕3号"}},
    },
    "withdraw": {"summary": "撤回", "value": {"action": "withdraw"}},
}


class CorrectionEvidence(BaseModel):
    """More evidence."""

    model_config = ConfigDict(extra="forbid")

    action: Literal[CorrectionAction.REPLY]
    evidence: Evidence


class CorrectionWithdrawal(BaseModel):
    """Taken back."""

    model_config = ConfigDict(extra="forbid")

    action: Literal[CorrectionAction.WITHDRAW]


CorrectionReply = Annotated[CorrectionEvidence | CorrectionWithdrawal, Field(discriminator="action")]


class CorrectionSummary(BaseModel):
    """A request as the change feed tells it (`data_set` of the event: `corrections`); no value."""

    id: uuid.UUID
    data_set: str = Field(examples=["members"])
    record_id: str = Field(description="所涉记录的 id｜the record it is about")
    field: str
    case_no: str
    state: CorrectionState = Field(description="已受理、核查中、已更正、不予更正、已撤回｜where it stands")
    requested_on: dt.date
    due_on: dt.date = Field(description="答复期限，按工作日计算｜due on, in working days")
    closed_on: dt.date | None
    answered_by: str | None = Field(description="答复部门｜who answered")
    answer: str | None = Field(description="书面理由或说明｜the written reason or remark")
    created_at: dt.datetime


class CorrectionStatementRead(BaseModel):
    """What the caller said, when."""

    said_by: str
    at: dt.datetime
    value_seen: bool | str | None = None
    value_believed: bool | str | None = None
    reason: str | None = None
    evidence: Evidence | None = None


class CorrectionRead(CorrectionSummary):
    """A request with what the caller said."""

    statements: list[CorrectionStatementRead]


class CorrectionPage(Page[CorrectionSummary]):
    """A page of the grant's requests."""


class CorrectionQuery(PageQuery):
    """Which requests."""

    state: CorrectionState | None = None


class GrantRequestCreate(BaseModel):
    """An application for a grant, by the partner itself."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    purpose: str = Field(max_length=40, description="用途，见共享目录｜the purpose", examples=["party_building"])
    area_code: Annotated[str, AfterValidator(normalize_code)] = Field(
        max_length=6, description="行政区划代码（GB/T 2260）｜area code", examples=["5101"]
    )
    data_sets: dict[str, dict[str, Transform]] = Field(
        description="数据集及其字段和形式，见共享目录｜data sets, fields and transforms",
        examples=[{"members": {"name": "full", "organization_name": "full", "id_number": "last4"}}],
    )
    quota_per_day: int = Field(default=20_000, ge=1, le=10_000_000, description="每日记录数上限｜records per day")
    valid_from: dt.date
    valid_to: dt.date
    embargo: Embargo = Field(
        default=Embargo.OPEN, description="当事人何时可见：即时、推迟、封存｜when people are shown"
    )
    embargo_days: int = Field(default=0, ge=0, le=3650, description="推迟的天数｜days of delay")
    embargo_order: str | None = Field(
        default=None, min_length=2, max_length=100, description="决定封存的文号｜the order that seals", examples=[None]
    )


class GrantRequestRead(BaseModel):
    """An application: what was asked for, where it stands, what is due."""

    id: uuid.UUID = Field(description="启用后即授权编号｜the grant's id once it is in force")
    partner_id: uuid.UUID
    partner_name: str
    purpose: str
    legal_basis: str
    area_code: str
    data_sets: dict[str, dict[str, Transform]]
    quota_per_day: int
    valid_from: dt.date
    valid_to: dt.date
    embargo: Embargo
    embargo_days: int
    embargo_order: str | None
    state: GrantState = Field(description="待审批、已同意、已启用、不予同意、已停用、已终止｜where it stands")
    approvals: dict[str, Any] = Field(description="各权威部门的意见｜what each owning department said")
    awaiting: list[DepartmentKind] = Field(description="尚待答复的权威部门｜owning departments yet to answer")
    answer: str | None = Field(description="不予同意、停用或终止的书面理由｜the written reason")
    requested_on: dt.date
    answer_due_on: dt.date = Field(description="答复期限｜when the answer is due")
    supply_due_on: dt.date | None = Field(description="提供期限｜when the data is due")
    content_version: int
    version: int
    created_at: dt.datetime


class GrantRequestPage(Page[GrantRequestRead]):
    """A page of the partner's own applications and grants."""


class GrantRequestQuery(PageQuery):
    """Which applications."""

    state: GrantState | None = None
