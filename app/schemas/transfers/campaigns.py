"""Campaigns as they are opened, acted on and answered."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from app.core.lists import Page, PageQuery
from app.models.campaigns import CampaignAction, CampaignOutcome, CampaignRule, CampaignState
from app.schemas.base import Answer, Body, Line, Reason, StepRead
from app.schemas.people.people import PersonNameRead
from app.schemas.reference.areas import AreaCode


class CampaignCreate(Body):
    """发起的集中接转。｜A campaign to be opened."""

    title: Annotated[
        Line, StringConstraints(min_length=2, max_length=100), Field(examples=["党员律师组织关系集中接转"])
    ] = Field(description="集中接转的名称｜what the campaign is called")
    document: Annotated[
        Line,
        StringConstraints(min_length=2, max_length=200),
        Field(description="依据的文件｜the document it rests on", examples=["《关于开展集中接转的通知》"]),
    ]
    rule: CampaignRule = CampaignRule.OUTSIDE
    area_code: AreaCode
    org_id: uuid.UUID | None = Field(
        default=None, description="仅限此党组织及其下级覆盖的律师事务所｜only firms that it and those below it cover"
    )
    population_on: dt.date | None = Field(
        default=None,
        description="对象认定日，不填为当日｜the day as of which the population is taken, today unless given",
    )
    deadline: dt.date = Field(description="截止日，当日不算逾期｜the last day", examples=["2027-06-30"])


CREATE_EXAMPLES: dict[str, Any] = {
    "outside": {
        "summary": "组织关系尚未转入的",
        "value": {
            "title": "党员律师组织关系集中接转",
            "document": "《关于开展集中接转的通知》",
            "rule": "outside",
            "area_code": "51",
            "deadline": "2030-06-30",
        },
    },
    "not_in_firm_org": {
        "summary": "所在律师事务所已有党组织而未转入的",
        "value": {
            "title": "转入所在律师事务所党组织",
            "document": "《关于开展集中接转的通知》",
            "rule": "not_in_firm_org",
            "area_code": "51",
            "deadline": "2030-06-30",
        },
    },
}


class ExtendAction(Body):
    """延长期限｜Another last day."""

    action: Literal[CampaignAction.EXTEND]
    deadline: dt.date
    reason: Reason


class CloseAction(Body):
    """结束：固定各人结果和总结报告｜Freezes what has become of everybody, and the report."""

    action: Literal[CampaignAction.CLOSE]
    note: Annotated[Line | None, StringConstraints(max_length=300)] = Field(
        default=None, description="结束说明｜what is said at the end"
    )


class CancelAction(Body):
    """取消｜Calls it off."""

    action: Literal[CampaignAction.CANCEL]
    reason: Reason


ActionBody = Annotated[ExtendAction | CloseAction | CancelAction, Field(discriminator="action")]
ACTION_EXAMPLES: dict[str, Any] = {
    "close": {"summary": "结束", "value": {"action": "close", "note": "如期完成"}},
    "extend": {
        "summary": "延期",
        "value": {"action": "extend", "deadline": "2027-12-31", "reason": "部分地区尚未完成"},
    },
    "cancel": {"summary": "取消", "value": {"action": "cancel", "reason": "与上级部署合并"}},
}


class CampaignStepRead(StepRead[CampaignState, CampaignAction]):
    """办理的一步：由谁何时办理。｜One step: who did what when."""


class CampaignSummary(Answer):
    """列表中的集中接转。｜A campaign in a list."""

    id: uuid.UUID
    title: str = Field(description="集中接转的名称｜what the campaign is called")
    document: str
    rule: CampaignRule
    area_code: str = Field(description="开展的区划（GB/T 2260）｜the area where it is held")
    org_id: uuid.UUID | None = Field(
        description="仅限此党组织及其下级覆盖的律师事务所，null 为全区｜only firms that these cover; null: all"
    )
    population_on: dt.date = Field(description="对象认定日｜the population is that of this day")
    deadline: dt.date
    state: CampaignState
    opened_by: str = Field(description="发起的部门｜the department that opened it")
    ended_on: dt.date | None = Field(description="结束或取消日期，进行中的为 null｜closed or called off on; null: open")
    note: str | None = Field(
        description="结束、取消时的说明，没有的为 null｜what was said when it ended; null: nothing"
    )
    created_at: dt.datetime


class CampaignRead(CampaignSummary):
    """集中接转及其办理过程和现在可办的步骤。｜A campaign with every step and what the caller can do now."""

    steps: list[CampaignStepRead]
    allowed_actions: list[CampaignAction]
    version: int


class CampaignPage(Page[CampaignSummary]):
    """集中接转列表的一页。｜A page of campaigns."""


class CampaignQuery(PageQuery):
    """Which campaigns, among those in scope."""

    state: CampaignState | None = None
    area_code: AreaCode | None = None


class Tally(Answer):
    """What has become of how many."""

    done: int = Field(description="已接转｜transferred")
    released: int = Field(description="离开本地区或不再是党员等，不再适用｜no longer concerned")
    outstanding: int = Field(description="尚未接转｜not yet")


class AreaTally(Tally):
    """一个地区的情况，按对象认定日所在律师事务所。｜Of one area, that of the firm on the day of the population."""

    area_code: str = Field(description="对象认定日所在律师事务所的区划｜area of the firm on the day of the population")
    area_name: str
    population: int = Field(description="应接转人数｜how many have to transfer")


class DayTally(Tally):
    """有变化的一日终了时的情况。｜At the end of a day on which something changed."""

    day: dt.date


class CampaignProgress(Tally):
    """截至某日的进度，限于管辖范围内。｜Where a campaign stands as of a day, as far as the caller's scope reaches."""

    campaign_id: uuid.UUID
    as_of: dt.date
    deadline: dt.date
    population: int = Field(description="应接转人数 = 已接转 + 不再适用 + 尚未接转｜the sum of the three")
    areas: list[AreaTally] = Field(description="分地区｜by area")
    days: list[DayTally] = Field(description="有变化的各日｜the days on which something changed")


class ProgressQuery(Body):
    """As of which day."""

    as_of: dt.date | None = Field(default=None, description="截至哪一日，不填为当日或结束日｜today or the last day")


class CampaignPerson(Answer):
    """集中接转的一名对象。｜Somebody of a campaign's population."""

    person_id: uuid.UUID
    name: PersonNameRead
    name_key: str
    id_masked: str
    firm_id: uuid.UUID | None = Field(description="对象认定日所在律师事务所｜the firm on the day of the population")
    firm_name: str | None = Field(
        description="对象认定日所在律师事务所的名称｜name of the firm on the day of the population"
    )
    affiliation_name: str | None = Field(
        description="截至该日的组织关系所在｜where the relationship lies as of the day"
    )
    outcome: CampaignOutcome


class CampaignPeople(Page[CampaignPerson]):
    """集中接转名单的一页。｜A page of a campaign's population."""


class ResultsQuery(PageQuery):
    """Which of a campaign's people."""

    outcome: Annotated[
        list[CampaignOutcome] | None,
        Field(description="结果，可重复｜what has become of them; repeat for several"),
    ] = None
    area: AreaCode | None = None
    firm_id: uuid.UUID | None = None


class PeopleQuery(ResultsQuery):
    """Who, and as of which day."""

    as_of: dt.date | None = Field(default=None, description="截至哪一日，不填为当日或结束日｜today or the last day")
