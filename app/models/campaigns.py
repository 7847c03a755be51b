"""Rectification campaigns (集中接转): a population, a deadline, and what became of everybody in it (N10)."""

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, Index, PrimaryKeyConstraint, SQLModel

from app.core.terms import Term
from app.models.base import StepRow, enum_column, moment_column, new_id, path_column


class CampaignRule(Term):
    """集中接转的对象｜Whom a campaign is about, of the Party-member lawyers who are obliged to transfer (N08)."""

    OUTSIDE = "outside", "组织关系尚未转入的党员律师"
    NOT_IN_FIRM_ORG = "not_in_firm_org", "所在律师事务所已有党组织而组织关系未转入的党员律师"


class CampaignState(Term):
    """集中接转的状态｜Where a campaign stands."""

    OPEN = "open", "进行中"
    CLOSED = "closed", "已结束"
    CANCELLED = "cancelled", "已取消"


class CampaignAction(Term):
    """集中接转的办理步骤｜What its department can do with a campaign."""

    EXTEND = "extend", "延期"
    CLOSE = "close", "结束"
    CANCEL = "cancel", "取消"


class CampaignOutcome(Term):
    """各人的结果｜What has become of somebody: transferred, no longer concerned, or neither yet."""

    DONE = "done", "已接转"
    RELEASED = "released", "不再适用"
    OUTSTANDING = "outstanding", "尚未接转"


class Campaign(SQLModel, table=True):
    """A campaign over an area, or over the firms that one organization and those below it cover there."""

    __tablename__ = "campaign"
    __table_args__ = (
        sa.CheckConstraint("deadline >= population_on", name="deadline"),
        sa.CheckConstraint("(state = 'closed') = (report IS NOT NULL)", name="report"),
    )

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    title: str = Field(max_length=100)
    document: str = Field(max_length=200)
    rule: CampaignRule = enum_column(CampaignRule)
    area_code: str = Field(foreign_key="area.code", max_length=6)
    org_id: uuid.UUID | None = Field(default=None, foreign_key="party_org.id")
    population_on: dt.date
    deadline: dt.date
    state: CampaignState = enum_column(CampaignState)
    opened_by: str = Field(max_length=120)
    ended_on: dt.date | None = None
    note: str | None = Field(default=None, max_length=300)
    report: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    place_path: str = path_column(index=True)
    version: int = 1
    created_at: dt.datetime = moment_column()


class CampaignResult(SQLModel, table=True):
    """What had become of somebody when the campaign was closed: frozen, with the card and the paths as of its start."""

    __tablename__ = "campaign_result"
    __table_args__ = (Index("ix_campaign_result_campaign_id_name_key", "campaign_id", "name_key"),)

    campaign_id: uuid.UUID = Field(primary_key=True, foreign_key="campaign.id")
    person_id: uuid.UUID = Field(primary_key=True, foreign_key="person.id")
    outcome: CampaignOutcome = enum_column(CampaignOutcome)
    name: str = Field(max_length=50)
    name_key: str = Field(max_length=400, sa_type=sa.Text(collation="C"))
    id_masked: str = Field(max_length=18)
    firm_id: uuid.UUID | None = Field(default=None, foreign_key="law_firm.id")
    firm_name: str | None = Field(default=None, max_length=120)
    affiliation_name: str | None = Field(default=None, max_length=120)
    place_path: str = path_column(index=True)
    party_path: str = path_column(index=True)


class CampaignStep(StepRow, table=True):
    """One action on a campaign: who did what when."""

    __tablename__ = "campaign_step"
    __table_args__ = (PrimaryKeyConstraint("campaign_id", "number"),)

    campaign_id: uuid.UUID = Field(primary_key=True, foreign_key="campaign.id")
    action: CampaignAction = enum_column(CampaignAction)
    from_state: CampaignState = enum_column(CampaignState, check="from_state")
    to_state: CampaignState = enum_column(CampaignState, check="to_state")
