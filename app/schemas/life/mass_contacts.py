"""Contact with the masses: requests and answers (N17)."""

import datetime as dt
import uuid
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.core.lists import Page, PageQuery
from app.models.mass_contacts import Audience
from app.schemas.base import Answer, Body, Line

AUDIENCES = (
    "colleagues 同事、clients 当事人、residents 居民、enterprises 企业、people_in_need 困难群众、other 其他"
    "｜kinds of people; nobody is named"
)
Text = Annotated[Line, StringConstraints(min_length=2, max_length=300)]
_NAMELESS = "勿填写群众的姓名、号码、住址｜without names, numbers or addresses"


class MassContactCreate(Body):
    """A contact of one member of the branch."""

    org_id: uuid.UUID = Field(description="党支部｜the branch")
    person_id: uuid.UUID = Field(description="联系群众的党员｜the member")
    held_on: dt.date
    audience: Audience = Field(description=AUDIENCES)
    topic: Annotated[Line, StringConstraints(min_length=2, max_length=200)] = Field(examples=["社区法律咨询"])
    concern: Text | None = Field(default=None, description=f"反映的问题；{_NAMELESS}")
    outcome: Text | None = Field(default=None, description="办理结果｜what came of it")
    settled_on: dt.date | None = Field(default=None, description="办结日期｜when it was settled")


class MassContactUpdate(Body):
    """What came of it."""

    concern: Text | None = Field(default=None, description=f"反映的问题；{_NAMELESS}")
    outcome: Text | None = None
    settled_on: dt.date | None = None


class MassContactRead(Answer):
    """A contact and what came of it."""

    id: uuid.UUID
    org_id: uuid.UUID
    person_id: uuid.UUID
    name: str
    held_on: dt.date
    audience: Audience = Field(description=AUDIENCES)
    topic: str
    concern: str | None
    outcome: str | None
    settled_on: dt.date | None
    version: int


class MassContactPage(Page[MassContactRead]):
    """A page of contacts."""


class MassContactQuery(PageQuery):
    """Which contacts."""

    sort: Literal["-held_on", "held_on"] = "-held_on"
    org_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None
    open: bool | None = Field(default=None, description="true：有反映的问题、尚未办结的｜a concern not settled yet")
