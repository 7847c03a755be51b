"""What standing organizations lack: answers."""

import datetime as dt
import uuid
from typing import Annotated, Literal

from pydantic import Field

from app.core.lists import Page, PageQuery
from app.rules.building.organizing import FindingKind
from app.rules.organizations.leadership import LeadershipGap
from app.rules.organizations.subordination import SubordinationGap
from app.schemas.base import Answer
from app.schemas.organizations.party_orgs import OrgCategoryRead
from app.schemas.reference.areas import AreaCode


class FindingRead(Answer):
    """一个党组织的一处问题。｜One finding of one organization."""

    org_id: uuid.UUID
    name: str = Field(description="党组织名称｜name of the organization")
    name_key: str
    category: OrgCategoryRead
    area_code: str
    kind: FindingKind
    title: str = Field(description="问题｜what is wrong")
    clause: str = Field(description="所依据的条款｜the clause")
    counted: int = Field(description="现有数：人、单位，或逾期天数｜how many there are, or days overdue")
    figure: int = Field(description="规定数｜the rule's number")
    since_on: dt.date | None = Field(description="自何日起，null 为不明｜since when; null: unknown")
    remedy: str = Field(description="怎样办理｜what to do")


class FindingPage(Page[FindingRead]):
    """党组织设置问题的一页。｜A page of findings."""


class FindingQuery(PageQuery):
    """Which findings."""

    sort: Literal["name", "-name"] = "name"
    kind: Annotated[list[FindingKind] | None, Field(description="问题，可重复｜what is wrong; repeat for several")] = (
        None
    )
    org_id: uuid.UUID | None = None
    area_code: AreaCode | None = None


class GapRead(FindingRead):
    """一个党组织领导班子的一处问题。｜One finding on the leadership of one organization."""

    kind: LeadershipGap  # type: ignore[assignment]


class GapPage(Page[GapRead]):
    """领导班子问题的一页。｜A page of findings on leadership."""


class GapQuery(PageQuery):
    """Which findings on leadership."""

    sort: Literal["name", "-name"] = "name"
    kind: Annotated[
        list[LeadershipGap] | None, Field(description="问题，可重复｜what is lacking; repeat for several")
    ] = None
    org_id: uuid.UUID | None = None
    area_code: AreaCode | None = None


class SubordinationRead(Answer):
    """层级或隶属关系不合规定的党组织，或没有党组织的律师协会。｜An organization whose level or superior breaks a
    rule, or an association without one.
    """

    subject_id: uuid.UUID = Field(
        description="党组织，没有党组织的为律师协会｜the organization, or the association without one"
    )
    org_id: uuid.UUID | None = Field(description="党组织；协会没有党组织的为 null｜null: an association without one")
    department_id: uuid.UUID | None = Field(description="没有党组织的律师协会｜the association")
    name: str = Field(description="党组织或律师协会的名称｜name of the organization or association")
    area_code: str
    category: OrgCategoryRead | None
    kind: SubordinationGap
    title: str = Field(description="问题｜what is wrong")
    clause: str = Field(description="依据｜the clause")
    remedy: str = Field(description="怎样办理｜what to do")
    parent_id: uuid.UUID | None
    parent_name: str | None = Field(description="现在的上级，已撤销的为 null｜the superior; null: dissolved or none")
    expected_id: uuid.UUID | None = Field(description="按通知应隶属的党组织，最近的一级｜whom the notice names")
    expected_name: str | None = Field(
        description="按通知应隶属的党组织的名称｜name of the superior that the notice names"
    )


class SubordinationPage(Page[SubordinationRead]):
    """层级和隶属关系问题的一页。｜A page of findings on levels and superiors."""


class SubordinationQuery(PageQuery):
    """Which findings on levels and superiors."""

    sort: Literal["area_code", "-area_code"] = "area_code"
    kind: Annotated[
        list[SubordinationGap] | None, Field(description="问题，可重复｜what is wrong; repeat for several")
    ] = None
    org_id: uuid.UUID | None = None
    area_code: AreaCode | None = None
