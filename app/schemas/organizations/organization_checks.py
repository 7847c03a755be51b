"""What standing organizations lack: answers."""

import datetime as dt
import uuid
from typing import Annotated, Literal

from pydantic import Field

from app.core.lists import Page, PageQuery
from app.rules.building.organizing import FINDINGS, FindingKind
from app.rules.organizations.leadership import GAPS, LeadershipGap
from app.rules.organizations.subordination import GAPS as SUBORDINATION_GAPS
from app.rules.organizations.subordination import SubordinationGap
from app.schemas.base import Answer
from app.schemas.reference.areas import AreaCode

_KINDS = "、".join(f"{kind.value} {finding.title}" for kind, finding in FINDINGS.items())
_SUBORDINATION = "、".join(f"{gap.value} {finding.title}" for gap, finding in SUBORDINATION_GAPS.items())
_GAPS = "、".join(f"{gap.value} {finding.title}" for gap, finding in GAPS.items())


class FindingRead(Answer):
    """One finding of one organization."""

    org_id: uuid.UUID
    name: str
    name_key: str
    category: str
    area_code: str
    kind: FindingKind = Field(description=_KINDS)
    title: str = Field(description="问题｜what is wrong")
    clause: str = Field(description="依据｜the clause")
    counted: int = Field(description="现有数：人、单位，或逾期天数｜how many there are, or days overdue")
    figure: int = Field(description="规定数｜the rule's number")
    since_on: dt.date | None = Field(description="自何日起，null 为不明｜since when; null: unknown")
    remedy: str = Field(description="怎样办理｜what to do")


class FindingPage(Page[FindingRead]):
    """A page of findings."""


class FindingQuery(PageQuery):
    """Which findings."""

    sort: Literal["name", "-name"] = "name"
    kind: Annotated[list[FindingKind] | None, Field(description="可重复｜repeat for several")] = None
    org_id: uuid.UUID | None = None
    area_code: AreaCode | None = None


class GapRead(FindingRead):
    """One finding on the leadership of one organization."""

    kind: LeadershipGap = Field(description=_GAPS)  # type: ignore[assignment]


class GapPage(Page[GapRead]):
    """A page of findings on leadership."""


class GapQuery(PageQuery):
    """Which findings on leadership."""

    sort: Literal["name", "-name"] = "name"
    kind: Annotated[list[LeadershipGap] | None, Field(description="可重复｜repeat for several")] = None
    org_id: uuid.UUID | None = None
    area_code: AreaCode | None = None


class SubordinationRead(Answer):
    """An organization whose level or superior breaks a rule, or an association without one."""

    subject_id: uuid.UUID
    org_id: uuid.UUID | None = Field(description="党组织；协会没有党组织的为 null｜null: an association without one")
    department_id: uuid.UUID | None = Field(description="没有党组织的律师协会｜the association")
    name: str
    area_code: str
    category: str | None
    kind: SubordinationGap = Field(description=_SUBORDINATION)
    title: str = Field(description="问题｜what is wrong")
    clause: str = Field(description="依据｜the clause")
    remedy: str = Field(description="怎样办理｜what to do")
    parent_id: uuid.UUID | None
    parent_name: str | None = Field(description="现在的上级，已撤销的为 null｜the superior; null: dissolved or none")
    expected_id: uuid.UUID | None = Field(description="按通知应隶属的党组织，最近的一级｜whom the notice names")
    expected_name: str | None


class SubordinationPage(Page[SubordinationRead]):
    """A page of findings on levels and superiors."""


class SubordinationQuery(PageQuery):
    """Which findings on levels and superiors."""

    sort: Literal["area_code", "-area_code"] = "area_code"
    kind: Annotated[list[SubordinationGap] | None, Field(description="可重复｜repeat for several")] = None
    org_id: uuid.UUID | None = None
    area_code: AreaCode | None = None
