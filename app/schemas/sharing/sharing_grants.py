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
    """An application for a grant."""

    partner_id: uuid.UUID
    purpose: str = Field(max_length=40, description="用途，见共享目录｜the purpose", examples=["party_building"])
    area_code: AreaCode
    data_sets: DataSets
    quota_per_day: Quota = 20_000
    valid_from: dt.date
    valid_to: dt.date
    embargo: Embargo = Field(
        default=Embargo.OPEN,
        description="当事人何时可见披露记录：即时、推迟、封存｜when the person is shown what left",
    )
    embargo_days: EmbargoDays = 0
    embargo_order: EmbargoOrder | None = Field(default=None, examples=[None])


class SharingGrantUpdate(Body):
    """What the grant shall contain from now on; it has to be approved anew."""

    data_sets: DataSets | None = None
    quota_per_day: Quota | None = None
    valid_to: dt.date | None = None


class GrantApprove(Body):
    """An owning department agrees."""

    action: Literal[GrantAction.APPROVE]
    document: Line = Field(
        min_length=2, max_length=200, description="同意的文书｜the document", examples=["成组函〔2026〕5号"]
    )


class GrantRefuse(Body):
    """An owning department does not agree."""

    action: Literal[GrantAction.REFUSE]
    reason: Reason


class GrantBringIntoForce(Body):
    """The administrator brings an approved grant into force."""

    action: Literal[GrantAction.BRING_INTO_FORCE]


class GrantSuspend(Body):
    """Nothing leaves under it any more, within five seconds."""

    action: Literal[GrantAction.SUSPEND]
    reason: Reason


class GrantResume(Body):
    """A suspended grant serves again."""

    action: Literal[GrantAction.RESUME]


class GrantEnd(Body):
    """The grant has served."""

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
    """One step: who did what when."""


class SharingGrantSummary(Answer):
    """A grant in a list: what it contains, where it stands, what is due."""

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
    """A grant with every step and what the caller can do now."""

    steps: list[GrantStepRead] = Field(description="每一步由谁何时办理｜every step")
    allowed_actions: list[GrantAction] = Field(description="当前角色现在可办的｜what the caller can do now")


class SharingGrantPage(Page[SharingGrantSummary]):
    """A page of grants."""


class SharingGrantQuery(PageQuery):
    """Which grants."""

    partner_id: uuid.UUID | None = None
    state: GrantState | None = None
