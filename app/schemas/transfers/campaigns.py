"""Campaigns as they are opened, acted on and answered."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from app.core.lists import Page, PageQuery
from app.models.campaigns import CampaignAction, CampaignOutcome, CampaignRule, CampaignState
from app.schemas.base import Answer, Body, Line, Reason, StepRead
from app.schemas.reference.areas import AreaCode
from app.workflows.campaign import NAMES

_RULES = "，".join(f"{rule.value} {NAMES[rule]}" for rule in CampaignRule)
_OUTCOMES = "，".join(f"{outcome.value} {NAMES[outcome]}" for outcome in CampaignOutcome)


class CampaignCreate(Body):
    """A campaign to be opened."""

    title: Annotated[
        Line, StringConstraints(min_length=2, max_length=100), Field(examples=["党员律师组织关系集中接转"])
    ]
    document: Annotated[
        Line,
        StringConstraints(min_length=2, max_length=200),
        Field(description="依据的文件｜the document it rests on", examples=["《关于开展集中接转的通知》"]),
    ]
    rule: CampaignRule = Field(default=CampaignRule.OUTSIDE, description=f"对象：{_RULES}｜whom it is about")
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
    note: Annotated[Line | None, StringConstraints(max_length=300)] = None


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
    """One step: who did what when."""


class CampaignSummary(Answer):
    """A campaign in a list."""

    id: uuid.UUID
    title: str
    document: str
    rule: CampaignRule
    area_code: str
    org_id: uuid.UUID | None
    population_on: dt.date = Field(description="对象认定日｜the population is that of this day")
    deadline: dt.date
    state: CampaignState
    opened_by: str
    ended_on: dt.date | None
    note: str | None
    created_at: dt.datetime


class CampaignRead(CampaignSummary):
    """A campaign with every step and what the caller can do now."""

    steps: list[CampaignStepRead] = Field(description="每一步由谁何时办理｜every step")
    allowed_actions: list[CampaignAction] = Field(description="当前角色现在可办的｜what the caller can do now")
    version: int


class CampaignPage(Page[CampaignSummary]):
    """A page of campaigns."""


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
    """Of one area, that of the firm on the day of the population."""

    area_code: str
    area_name: str
    population: int


class DayTally(Tally):
    """At the end of a day on which something changed."""

    day: dt.date


class CampaignProgress(Tally):
    """Where a campaign stands as of a day, as far as the caller's scope reaches."""

    campaign_id: uuid.UUID
    as_of: dt.date
    deadline: dt.date
    population: int = Field(description="应接转人数 = 已接转 + 不再适用 + 尚未接转｜the sum of the three")
    areas: list[AreaTally]
    days: list[DayTally] = Field(description="有变化的各日｜the days on which something changed")


class ProgressQuery(Body):
    """As of which day."""

    as_of: dt.date | None = Field(default=None, description="截至哪一日，不填为当日或结束日｜today or the last day")


class CampaignPerson(Answer):
    """Somebody of a campaign's population."""

    person_id: uuid.UUID
    name: str
    name_key: str
    id_masked: str
    firm_id: uuid.UUID | None = Field(description="对象认定日所在律师事务所｜the firm on the day of the population")
    firm_name: str | None
    affiliation_name: str | None = Field(
        description="截至该日的组织关系所在｜where the relationship lies as of the day"
    )
    outcome: CampaignOutcome = Field(description=f"结果：{_OUTCOMES}｜what has become of it")


class CampaignPeople(Page[CampaignPerson]):
    """A page of a campaign's population."""


class ResultsQuery(PageQuery):
    """Which of a campaign's people."""

    outcome: Annotated[list[CampaignOutcome] | None, Field(description=f"{_OUTCOMES}｜repeat for several")] = None
    area: AreaCode | None = None
    firm_id: uuid.UUID | None = None


class PeopleQuery(ResultsQuery):
    """Who, and as of which day."""

    as_of: dt.date | None = Field(default=None, description="截至哪一日，不填为当日或结束日｜today or the last day")
