"""Care and supervision within the Party: requests and answers (N20)."""

import datetime as dt
import uuid
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.core.lists import Page, PageQuery
from app.models.care_records import CareKind
from app.schemas.base import Answer, Body, Line
from app.schemas.organizations.posts import PersonName

KINDS = (
    "关怀：visit 走访慰问、hardship_help 困难帮扶、festival_greeting 节日慰问、heart_to_heart_talk 谈心谈话；"
    "监督：reminder_talk 提醒谈话、criticism 批评教育、admonition 诫勉｜care, then supervision"
)
Note = Annotated[Line, StringConstraints(min_length=2, max_length=300)]
_LEAST = "简要说明；勿填写病情、家庭隐私等｜nothing about health or family"


class CareCreate(Body):
    """What was done for, or said to, a member of the branch."""

    org_id: uuid.UUID = Field(description="党支部｜the branch")
    person_id: uuid.UUID = Field(description="党员本人｜whom it concerns")
    kind: CareKind = Field(description=KINDS)
    held_on: dt.date
    by_name: PersonName = Field(description="走访人或谈话人｜who visited or spoke", examples=["张三"])
    note: Note | None = Field(default=None, description=_LEAST)


class CareUpdate(Body):
    """What may be put right."""

    by_name: PersonName | None = None
    note: Note | None = Field(default=None, description=_LEAST)


class CareSummary(Answer):
    """A record of care or supervision in a list, without what was said."""

    id: uuid.UUID
    org_id: uuid.UUID
    person_id: uuid.UUID
    name: str
    kind: CareKind = Field(description=KINDS)
    held_on: dt.date


class CareRead(CareSummary):
    """A record of care or supervision."""

    by_name: str
    note: str | None
    version: int


class CarePage(Page[CareSummary]):
    """A page of records."""


class CareQuery(PageQuery):
    """Which records."""

    sort: Literal["-held_on", "held_on"] = "-held_on"
    org_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None
    kind: CareKind | None = Field(default=None, description=KINDS)
