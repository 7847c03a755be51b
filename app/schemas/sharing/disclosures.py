"""Disclosures as the person concerned sees them."""

import datetime as dt
import uuid

from pydantic import Field

from app.core.lists import Page
from app.schemas.base import Answer


class PersonDisclosureRead(Answer):
    """本人信息的一次对外提供：给了哪个系统、因何、哪些字段。｜What left of the own record: to which system, why,
    which fields.
    """

    id: uuid.UUID
    partner_name: str = Field(description="提供给哪个系统｜to whom", examples=["成都市司法局业务系统"])
    purpose: str = Field(description="用途｜the purpose", examples=["party_building"])
    operation: str = Field(description="方式｜how: list, query, changes, export", examples=["query"])
    data_set: str = Field(description="数据集｜the data set", examples=["members"])
    fields: list[str] = Field(description="字段｜the fields", examples=[["name", "organization_name"]])
    at: dt.datetime


class PersonDisclosurePage(Page[PersonDisclosureRead]):
    """本人信息对外提供记录的一页，最近的在前。｜A page of disclosures, the latest first."""
