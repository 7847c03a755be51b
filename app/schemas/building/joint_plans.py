"""Plans of joint branches: requests and answers (N24)."""

import datetime as dt
import uuid
from typing import Annotated, Literal

from pydantic import Field

from app.core.jobs import JobState
from app.core.lists import Page, PageQuery
from app.models.joint_plans import LeftOver
from app.schemas.base import Answer, Body
from app.schemas.organizations.party_orgs import LocalDecision, OrgName
from app.schemas.organizations.posts import PersonName
from app.schemas.practice.law_firms import Location
from app.schemas.reference.areas import AreaCode

Pair = Annotated[list[uuid.UUID], Field(min_length=2, max_length=2)]
Pairs = Annotated[list[Pair], Field(max_length=500)]


class JointPlanCreate(Body):
    """一个区划的联合组建方案，在后台计算。｜A plan over an area; it is worked out in the background."""

    area_code: AreaCode
    max_km: float = Field(default=5.0, ge=0.5, le=200)
    same_county: bool = False
    include_existing: bool = False
    pinned: Pairs = Field(default=[])
    forbidden: Pairs = Field(default=[])
    previous_id: uuid.UUID | None = None
    parent_id: uuid.UUID | None = Field(
        default=None, description="上级党组织，空为当地律师协会党组织（N28）｜null: that of the local association"
    )


class GroupAcceptance(Body):
    """采纳一组：几个律师事务所申请联合党支部，或并入现有的。｜A group is accepted: several firms apply for a joint
    branch, or an existing one takes firms in.
    """

    name: OrgName | None = Field(default=None, description="新设联合党支部的名称｜the new joint branch's name")
    representative: PersonName | None = Field(default=None, description="新设时的申请人｜whom the members sent")
    local_decision: LocalDecision | None = None


class JointPlanSummary(Answer):
    """列表中的方案。｜A plan in a list."""

    id: uuid.UUID
    state: JobState
    area_code: str
    max_km: float
    same_county: bool
    include_existing: bool
    previous_id: uuid.UUID | None
    firms: int = Field(description="待联合的律师事务所：有一至两名正式党员、未被覆盖｜firms to be placed")
    placed: int = Field(description="已编组的律师事务所数｜firms placed in a group")
    left_over: int = Field(description="未编组的律师事务所数｜firms left over")
    left_over_bound: int = Field(description="在此条件下至少有这么多无法编组｜no plan leaves over fewer")
    groups: int = Field(description="组数｜groups")
    groups_before: int = Field(description="上次方案的组数｜groups of the earlier plan")
    groups_kept: int = Field(description="其中原样保留｜of them kept as they were")
    metres: int = Field(description="各所至活动地点的距离合计（米）｜the sum of all ways")
    failure_code: str | None = Field(description="未能完成的原因代码｜why it failed")
    failure_detail: str | None = Field(description="未能完成的原因和办法｜why it failed, and the remedy")
    created_at: dt.datetime
    finished_at: dt.datetime | None


class JointPlanPage(Page[JointPlanSummary]):
    """方案列表的一页。｜A page of plans."""


class JointPlanQuery(PageQuery):
    """Which plans."""

    sort: Literal["-created_at", "created_at"] = "-created_at"
    state: JobState | None = None
    area_code: AreaCode | None = None


class JointPlanRead(JointPlanSummary):
    """方案及其设定的条件。｜A plan with what was asked of it."""

    parent_id: uuid.UUID | None = Field(
        description="上级党组织，null 为当地律师协会党组织（N28）｜the superior; null: that of the local association"
    )
    pinned: list[Pair]
    forbidden: list[Pair]
    version: int


class PlannedFirm(Answer):
    """方案中的一个律师事务所。｜A firm of a plan."""

    firm_id: uuid.UUID
    name: str = Field(description="律师事务所名称｜name of the law firm")
    area_code: str
    full_members: int = Field(description="正式党员人数｜full members")
    members: int = Field(description="党员人数，含预备党员｜members, with the probationary ones")
    business: list[str] = Field(description="业务类别，代码表 business_line｜lines of business")
    location: Location | None = Field(
        description="办公地点经纬度，未登记的为 null｜where the office is; null: not on record"
    )
    is_existing: bool = Field(description="已由该组的现有联合党支部覆盖｜covered by the group's branch already")
    metres: int | None = Field(description="至活动地点的距离（米）｜the way to the host")
    left_over: LeftOver | None = Field(
        description="未编组的原因，已编组的为 null｜why it is in no group; null: it is in one"
    )
    why: str | None = Field(description="未编组的说明，已编组的为 null｜why, in words; null: it is in a group")


class PlannedFirmPage(Page[PlannedFirm]):
    """方案所涉律师事务所的一页。｜A page of firms."""


class PlannedFirmQuery(PageQuery):
    """Which firms."""

    left_over: bool | None = Field(default=None, description="true：未编组的｜those left over")


class PlannedGroup(Answer):
    """建议的一组。｜A proposed group."""

    number: int
    org_id: uuid.UUID | None = Field(description="并入的现有联合党支部，空为新设｜the existing branch; null: a new one")
    host_firm_id: uuid.UUID = Field(description="活动地点所在的律师事务所｜the firm that hosts")
    units: int = Field(description="单位数｜how many firms")
    full_members: int = Field(description="正式党员人数｜full members")
    members: int = Field(description="含预备党员的党员数｜with the probationary ones")
    metres: int = Field(description="各所至活动地点的距离合计（米）｜the sum of the ways")
    likeness: int = Field(description="与活动地点所业务相近度（百分比）｜how alike the business is")
    is_kept: bool = Field(description="沿用上次方案｜as in the earlier plan")
    why: str = Field(description="编组理由｜what speaks for it")
    formation_id: uuid.UUID | None = Field(description="采纳后的组建｜the formation, once accepted")
    accepted_at: dt.datetime | None = Field(
        description="采纳时间，未采纳的为 null｜when it was accepted; null: not yet"
    )
    is_open: bool = Field(description="尚可采纳：各所仍未被覆盖、未在组建｜may still be accepted")
    firms: list[PlannedFirm] = Field(description="组内的律师事务所｜the firms of the group")


class PlannedGroupPage(Page[PlannedGroup]):
    """建议的组的一页。｜A page of groups."""


class PlannedGroupQuery(PageQuery):
    """Which groups."""

    accepted: bool | None = Field(default=None, description="是否已采纳｜accepted or not")
