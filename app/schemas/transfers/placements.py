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
    """A decision to be recorded: for an area, or for one firm in it."""

    area_code: AreaCode
    firm_id: uuid.UUID | None = Field(
        default=None, description="只对一个律师事务所的填写；不填为本区划内未建党组织的各所｜one firm alone"
    )
    org_id: uuid.UUID = Field(description="接收党员的党组织｜the organization that takes the members")
    document: Annotated[Line, StringConstraints(min_length=2, max_length=200)] = Field(
        description="决定的文件名称和文号｜the decision's document", examples=["某市司法局党委〔2026〕3号"]
    )
    decided_on: CivilDate


class PlacementEnd(Body):
    """Why a decision no longer holds."""

    reason: Reason


class PlacementRead(Answer):
    """A local decision; in force while `ended_on` is null."""

    id: uuid.UUID
    area_code: str
    firm_id: uuid.UUID | None
    org_id: uuid.UUID
    org_name: str | None
    document: str
    decided_on: dt.date
    ended_on: dt.date | None
    ended_reason: str | None
    version: int


class PlacementPage(Page[PlacementRead]):
    """A page of decisions."""


class PlacementQuery(PageQuery):
    """Which decisions."""

    area_code: AreaCode | None = None
    in_force: Annotated[bool | None, Field(description="true：现行的；false：已终止的｜still in force")] = None
