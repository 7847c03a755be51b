"""Sharing grants: requests and answers."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from pydantic import Field

from app.core.lists import Page, PageQuery
from app.models.areas import DepartmentKind
from app.models.sharing import Embargo, GrantAction, GrantState
from app.rules.sharing.sharing import Transform
from app.schemas.base import Answer, Body, Line, Reason, StepRead
from app.schemas.reference.areas import AreaCode

DataSets = Annotated[
    dict[str, dict[str, Transform]],
    Field(
        description="数据集及其字段和形式，见共享目录｜data sets, fields and transforms",
        examples=[{"members": {"name": "full", "organization_name": "full", "id_number": "last4"}}],
    ),
]
EmbargoDays = Annotated[int, Field(ge=0, le=3650, description="推迟的天数｜days of delay")]
EmbargoOrder = Annotated[
    Line, Field(min_length=2, max_length=100, description="决定封存的文号，仅封存时填写｜the order that seals")
]
Quota = Annotated[int, Field(ge=1, le=10_000_000, description="每日记录数上限｜records per day", examples=[20_000])]


class SharingGrantCreate(Body):
    """授权的申请。｜An application for a grant."""

    partner_id: uuid.UUID
    purpose: str = Field(max_length=40, description="用途，见共享目录｜the purpose", examples=["party_building"])
    area_code: AreaCode
    data_sets: DataSets
    quota_per_day: Quota = 20_000
    valid_from: dt.date
    valid_to: dt.date
    embargo: Embargo = Embargo.OPEN
    embargo_days: EmbargoDays = 0
    embargo_order: EmbargoOrder | None = Field(default=None, examples=[None])


class SharingGrantUpdate(Body):
    """授权今后的内容，须重新同意。｜What the grant shall contain from now on; it has to be approved anew."""

    data_sets: DataSets | None = None
    quota_per_day: Quota | None = None
    valid_to: dt.date | None = None


class GrantApprove(Body):
    """权威部门同意。｜An owning department agrees."""

    action: Literal[GrantAction.APPROVE]
    document: Line = Field(
        min_length=2, max_length=200, description="同意的文书｜the document", examples=["成组函〔2026〕5号"]
    )


class GrantRefuse(Body):
    """权威部门不予同意。｜An owning department does not agree."""

    action: Literal[GrantAction.REFUSE]
    reason: Reason


class GrantBringIntoForce(Body):
    """管理员启用已同意的授权。｜The administrator brings an approved grant into force."""

    action: Literal[GrantAction.BRING_INTO_FORCE]


class GrantSuspend(Body):
    """停用，五秒内不再提供。｜Nothing leaves under it any more, within five seconds."""

    action: Literal[GrantAction.SUSPEND]
    reason: Reason


class GrantResume(Body):
    """恢复停用的授权。｜A suspended grant serves again."""

    action: Literal[GrantAction.RESUME]


class GrantEnd(Body):
    """终止授权。｜The grant has served."""

    action: Literal[GrantAction.END]
    reason: Reason


OwnerActionBody = Annotated[GrantApprove | GrantRefuse, Field(discriminator="action")]
AdministratorActionBody = Annotated[
    GrantBringIntoForce | GrantSuspend | GrantResume | GrantEnd, Field(discriminator="action")
]
OWNER_EXAMPLES: dict[str, Any] = {
    "approve": {"summary": "同意", "value": {"action": "approve", "document": "成组函〔2026〕5号"}},
    "refuse": {"summary": "不予同意", "value": {"action": "refuse", "reason": "用途不在法定职责内"}},
}
ADMINISTRATOR_EXAMPLES: dict[str, Any] = {
    "bring_into_force": {"summary": "启用", "value": {"action": "bring_into_force"}},
    "suspend": {"summary": "停用", "value": {"action": "suspend", "reason": "密钥可能泄露"}},
    "resume": {"summary": "恢复", "value": {"action": "resume"}},
    "end": {"summary": "终止", "value": {"action": "end", "reason": "系统已停用"}},
}


class GrantStepRead(StepRead[GrantState, GrantAction]):
    """办理的一步：由谁何时办理。｜One step: who did what when."""


class SharingGrantSummary(Answer):
    """列表中的授权：内容、状态和期限。｜A grant in a list: what it contains, where it stands, what is due."""

    id: uuid.UUID
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
    awaiting: list[DepartmentKind] = Field(description="尚待同意的权威部门｜owning departments yet to approve")
    answer: str | None = Field(description="不予同意、停用或终止的理由｜the reason given last")
    requested_on: dt.date
    answer_due_on: dt.date = Field(description="答复期限｜when the answer is due")
    supply_due_on: dt.date | None = Field(description="提供期限｜when the data is due")
    content_version: int
    version: int
    created_at: dt.datetime


class SharingGrantRead(SharingGrantSummary):
    """授权及其办理过程和现在可办的步骤。｜A grant with every step and what the caller can do now."""

    steps: list[GrantStepRead]
    allowed_actions: list[GrantAction]


class SharingGrantPage(Page[SharingGrantSummary]):
    """授权列表的一页。｜A page of grants."""


class SharingGrantQuery(PageQuery):
    """Which grants."""

    partner_id: uuid.UUID | None = None
    state: GrantState | None = None
