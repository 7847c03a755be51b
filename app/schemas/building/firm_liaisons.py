"""Liaisons of law firms without an organization of their own, and the firms that still need one (N22)."""

import datetime as dt
import uuid
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.core.lists import Page, PageQuery
from app.schemas.base import Answer, Body, Line, Reason
from app.schemas.people.people import PersonNameRead
from app.schemas.reference.areas import AreaCode


class LiaisonAssign(Body):
    """自今日起由谁指导哪个律师事务所。｜Who is to guide which firm, from today on."""

    firm_id: uuid.UUID
    person_id: uuid.UUID = Field(description="有记录的正式党员｜a full member with a record")
    experience: Annotated[Line, StringConstraints(min_length=2, max_length=300)] = Field(
        description="党务工作经历｜experience in Party work", examples=["曾任联合党支部书记三年"]
    )


class LiaisonEnd(Body):
    """结束指派的理由。｜Why a liaison ends."""

    reason: Reason


class LiaisonRead(Answer):
    """律师事务所的党建工作指导员，结束日期为 null 的在任。｜A liaison of a firm; in office while `until_on` is null."""

    id: uuid.UUID
    firm_id: uuid.UUID
    firm_name: str | None = Field(description="不在管辖范围内的为 null｜null beyond the scope")
    person_id: uuid.UUID = Field(description="党建工作指导员｜the liaison")
    name: PersonNameRead
    experience: str = Field(description="党务工作经历｜experience in Party work")
    assigned_by: str = Field(description="派出单位｜the body that assigned")
    from_on: dt.date = Field(description="指派日期｜assigned on")
    until_on: dt.date | None = Field(
        description="结束日期（不含），在任的为 null｜first day without the liaison; null: in office"
    )
    end_reason: str | None = Field(description="结束的原因，在任的为 null｜why it ended; null: in office")
    version: int


class LiaisonPage(Page[LiaisonRead]):
    """党建工作指导员列表的一页。｜A page of liaisons."""


class LiaisonQuery(PageQuery):
    """Which liaisons."""

    sort: Literal["-from_on", "from_on"] = "-from_on"
    area_code: AreaCode | None = None
    firm_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None
    in_office: Annotated[bool | None, Field(description="true：现任；false：已结束｜still in office")] = None


class LiaisonCandidate(Answer):
    """既无党组织又无党建工作指导员的律师事务所。｜A firm without an organization and without a liaison."""

    firm_id: uuid.UUID
    name: str = Field(description="律师事务所名称｜name of the law firm")
    name_key: str
    area_code: str
    is_key_firm: bool
    rank: int = Field(description="1 应建未建，2 仅有个别党员，3 没有党员｜1: should have an organization")
    not_key: int = Field(description="0 重点所，1 其他（同级内排序）｜key firms first within a rank")
    members: int = Field(description="在所执业的党员律师人数｜Party-member lawyers who practise there")
    full_members: int = Field(
        description="其中计入的正式党员人数（N23）｜of them full members who count toward an organization"
    )


class LiaisonCandidatePage(Page[LiaisonCandidate]):
    """待派指导员的律师事务所的一页，最紧要的在前。｜A page of firms, the most urgent first."""


class LiaisonCandidateQuery(PageQuery):
    """Which firms."""

    area_code: AreaCode | None = None
