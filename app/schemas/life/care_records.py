"""Care and supervision within the Party: requests and answers (N20)."""

import datetime as dt
import uuid
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.core.lists import Page, PageQuery
from app.models.care_records import CareKind
from app.schemas.base import Answer, Body, Line
from app.schemas.organizations.posts import PersonName
from app.schemas.people.people import PersonNameRead

Note = Annotated[Line, StringConstraints(min_length=2, max_length=300)]
_LEAST = "简要说明；勿填写病情、家庭隐私等｜nothing about health or family"


class CareCreate(Body):
    """对本支部一名党员的关怀或监督。｜What was done for, or said to, a member of the branch."""

    org_id: uuid.UUID = Field(description="党支部｜the branch")
    person_id: uuid.UUID = Field(description="党员本人｜whom it concerns")
    kind: CareKind
    held_on: dt.date
    by_name: PersonName = Field(description="走访人或谈话人｜who visited or spoke", examples=["张三"])
    note: Note | None = Field(default=None, description=_LEAST)


class CareUpdate(Body):
    """可以改正的内容。｜What may be put right."""

    by_name: PersonName | None = None
    note: Note | None = Field(default=None, description=_LEAST)


class CareSummary(Answer):
    """列表中的关怀或监督记录，不含内容。｜A record of care or supervision in a list, without what was said."""

    id: uuid.UUID
    org_id: uuid.UUID = Field(description="登记的党支部｜the branch that recorded it")
    person_id: uuid.UUID = Field(description="被关怀或监督的党员｜whom it concerns")
    name: PersonNameRead
    kind: CareKind
    held_on: dt.date


class CareRead(CareSummary):
    """一条关怀或监督记录。｜A record of care or supervision."""

    by_name: str
    note: str | None = Field(description="简要说明，没有的为 null｜what was said, in short; null: nothing")
    version: int


class CarePage(Page[CareSummary]):
    """关怀和监督记录的一页。｜A page of records."""


class CareQuery(PageQuery):
    """Which records."""

    sort: Literal["-held_on", "held_on"] = "-held_on"
    org_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None
    kind: CareKind | None = None
