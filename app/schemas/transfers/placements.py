"""Local decisions on where members of firms without an organization go (N28)."""

import datetime as dt
import uuid
from typing import Annotated

from pydantic import Field, StringConstraints

from app.core.lists import Page, PageQuery
from app.schemas.base import Answer, Body, Line, Reason
from app.schemas.people.people import CivilDate
from app.schemas.reference.areas import AreaCode


class PlacementCreate(Body):
    """要登记的隶属决定：对一个区划，或对其中一个律师事务所。｜A decision to be recorded: for an area, or for one firm
    in it.
    """

    area_code: AreaCode
    firm_id: uuid.UUID | None = Field(
        default=None, description="只对一个律师事务所的填写；不填为本区划内未建党组织的各所｜one firm alone"
    )
    org_id: uuid.UUID = Field(description="接收党员的党组织｜the organization that takes the members")
    document: Annotated[Line, StringConstraints(min_length=2, max_length=200)] = Field(
        description="决定的文件名称和文号｜the decision's document", examples=["某市司法局党委〔2026〕3号"]
    )
    decided_on: CivilDate = Field(description="决定日期｜decided on")


class PlacementEnd(Body):
    """不再执行的理由。｜Why a decision no longer holds."""

    reason: Reason


class PlacementRead(Answer):
    """当地的隶属决定，终止日期为 null 的现行。｜A local decision; in force while `ended_on` is null."""

    id: uuid.UUID
    area_code: str
    firm_id: uuid.UUID | None = Field(
        description="只对此律师事务所，null 为本区划内未建党组织的各所｜this firm alone; null: every one without"
    )
    org_id: uuid.UUID = Field(description="接收党员的党组织｜the organization that takes the members")
    org_name: str | None = Field(description="接收党员的党组织的名称｜name of the organization that takes the members")
    document: str
    decided_on: dt.date
    ended_on: dt.date | None = Field(description="终止日期，现行的为 null｜no longer in force from; null: in force")
    ended_reason: str | None = Field(description="终止的理由，现行的为 null｜why it ended; null: in force")
    version: int


class PlacementPage(Page[PlacementRead]):
    """隶属决定列表的一页。｜A page of decisions."""


class PlacementQuery(PageQuery):
    """Which decisions."""

    area_code: AreaCode | None = None
    in_force: Annotated[bool | None, Field(description="true：现行的；false：已终止的｜still in force")] = None
