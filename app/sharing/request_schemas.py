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
    """认为所得到的一个值有误，提请更正。｜That a value which the caller was given is wrong."""

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
    """补充材料。｜More evidence."""

    model_config = ConfigDict(extra="forbid")

    action: Literal[CorrectionAction.REPLY]
    evidence: Evidence


class CorrectionWithdrawal(BaseModel):
    """撤回申请。｜Taken back."""

    model_config = ConfigDict(extra="forbid")

    action: Literal[CorrectionAction.WITHDRAW]


CorrectionReply = Annotated[CorrectionEvidence | CorrectionWithdrawal, Field(discriminator="action")]


class CorrectionSummary(BaseModel):
    """变更推送中的更正申请（数据集为 corrections），不含值。｜A request as the change feed tells it (`data_set` of
    the event: `corrections`); no value.
    """

    id: uuid.UUID
    data_set: str = Field(examples=["members"])
    record_id: str = Field(description="所涉记录的 id｜the record it is about")
    field: str
    case_no: str = Field(description="本方的办件编号或事由｜the caller's own case")
    state: CorrectionState
    requested_on: dt.date
    due_on: dt.date = Field(description="答复期限，按工作日计算｜due on, in working days")
    closed_on: dt.date | None = Field(
        description="答复或撤回日期，未办结的为 null｜answered or withdrawn on; null: open"
    )
    answered_by: str | None = Field(description="答复部门｜who answered")
    answer: str | None = Field(description="书面理由或说明｜the written reason or remark")
    created_at: dt.datetime


class CorrectionStatementRead(BaseModel):
    """本方的一次陈述。｜What the caller said, when."""

    said_by: str
    at: dt.datetime
    value_seen: bool | str | None = None
    value_believed: bool | str | None = None
    reason: str | None = None
    evidence: Evidence | None = None


class CorrectionRead(CorrectionSummary):
    """更正申请及本方的陈述。｜A request with what the caller said."""

    statements: list[CorrectionStatementRead]


class CorrectionPage(Page[CorrectionSummary]):
    """本授权的更正申请的一页。｜A page of the grant's requests."""


class CorrectionQuery(PageQuery):
    """Which requests."""

    state: CorrectionState | None = None


class GrantRequestCreate(BaseModel):
    """合作系统提出的授权申请。｜An application for a grant, by the partner itself."""

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
    embargo: Embargo = Embargo.OPEN
    embargo_days: int = Field(default=0, ge=0, le=3650, description="推迟的天数｜days of delay")
    embargo_order: str | None = Field(
        default=None, min_length=2, max_length=100, description="决定封存的文号｜the order that seals", examples=[None]
    )


class GrantRequestRead(BaseModel):
    """授权申请：申请内容、状态和期限。｜An application: what was asked for, where it stands, what is due."""

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
    state: GrantState
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
    """本系统的申请和授权的一页。｜A page of the partner's own applications and grants."""


class GrantRequestQuery(PageQuery):
    """Which applications."""

    state: GrantState | None = None
