"""Contact with the masses: requests and answers (N17)."""

import datetime as dt
import uuid
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.core.lists import Page, PageQuery
from app.models.mass_contacts import Audience
from app.schemas.base import Answer, Body, Line
from app.schemas.people.people import PersonNameRead

Text = Annotated[Line, StringConstraints(min_length=2, max_length=300)]
_NAMELESS = "勿填写群众的姓名、号码、住址｜without names, numbers or addresses"


class MassContactCreate(Body):
    """本支部党员的一次联系群众。｜A contact of one member of the branch."""

    org_id: uuid.UUID = Field(description="党支部｜the branch")
    person_id: uuid.UUID = Field(description="联系群众的党员｜the member")
    held_on: dt.date
    audience: Audience
    topic: Annotated[Line, StringConstraints(min_length=2, max_length=200)] = Field(examples=["社区法律咨询"])
    concern: Text | None = Field(default=None, description=f"反映的问题；{_NAMELESS}")
    outcome: Text | None = Field(default=None, description="办理结果｜what came of it")
    settled_on: dt.date | None = None


class MassContactUpdate(Body):
    """办理的结果。｜What came of it."""

    concern: Text | None = Field(default=None, description=f"反映的问题；{_NAMELESS}")
    outcome: Text | None = Field(default=None, description="办理结果｜what came of it")
    settled_on: dt.date | None = None


class MassContactRead(Answer):
    """一次联系群众及其结果。｜A contact and what came of it."""

    id: uuid.UUID
    org_id: uuid.UUID = Field(description="登记的党支部｜the branch that recorded it")
    person_id: uuid.UUID = Field(description="联系群众的党员｜the member")
    name: PersonNameRead
    held_on: dt.date
    audience: Audience
    topic: str
    concern: str | None = Field(description="反映的问题，没有的为 null｜what was brought up; null: nothing")
    outcome: str | None = Field(description="办理结果，没有的为 null｜what came of it; null: nothing yet")
    settled_on: dt.date | None
    version: int


class MassContactPage(Page[MassContactRead]):
    """联系群众记录的一页。｜A page of contacts."""


class MassContactQuery(PageQuery):
    """Which contacts."""

    sort: Literal["-held_on", "held_on"] = "-held_on"
    org_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None
    open: bool | None = Field(default=None, description="true：有反映的问题、尚未办结的｜a concern not settled yet")
