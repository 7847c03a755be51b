"""Training in hours (N15, N30): requests and answers."""

import datetime as dt
import uuid
from typing import Literal

from pydantic import Field

from app.core.lists import Page, PageQuery
from app.schemas.base import Answer, Body
from app.schemas.life.meetings import Hours, Topic, Year


class TrainingCreate(Body):
    """A course that members of a branch completed, entered once for all of them."""

    org_id: uuid.UUID = Field(description="党支部｜the branch")
    person_ids: list[uuid.UUID] = Field(min_length=1, max_length=500, description="完成的党员｜who completed it")
    completed_on: dt.date
    title: Topic = Field(examples=["年度网上集中培训"])
    hours: Hours
    is_online: bool = Field(default=False, description="网上培训（N15）｜online")


class TrainingUpdate(Body):
    """What may be put right."""

    title: Topic | None = None
    hours: Hours | None = None


class TrainingRead(Answer):
    """Training of one member."""

    id: uuid.UUID
    person_id: uuid.UUID
    name: str
    org_name: str = Field(description="登记的党支部｜the branch that recorded it")
    completed_on: dt.date
    title: str
    hours: float
    is_online: bool
    meeting_id: uuid.UUID | None = Field(description="由组织生活记录计入的｜counted from a meeting")
    version: int


class TrainingPage(Page[TrainingRead]):
    """A page of training records."""


class TrainingAdded(Answer):
    """How many records were added."""

    added: int


class TrainingQuery(PageQuery):
    """Which training."""

    sort: Literal["-completed_on", "completed_on"] = "-completed_on"
    org_id: uuid.UUID | None = Field(default=None, description="现在的党支部｜whose members now")
    person_id: uuid.UUID | None = None
    year: Year | None = None


class HoursRead(Answer):
    """A member's hours of a year against what is required."""

    person_id: uuid.UUID
    name: str
    name_key: str
    org_id: uuid.UUID | None
    hours: float
    online_hours: float
    required: int = Field(description="应完成：党员32，书记和委员56｜required of a member, of one who holds a post")
    is_leader: bool = Field(description="在本年担任书记、副书记、委员（N30）｜holds a post")
    short: float = Field(description="尚缺学时｜hours still missing")


class HoursPage(Page[HoursRead]):
    """A page of members and their hours."""


class HoursQuery(PageQuery):
    """Whose hours."""

    year: Year | None = Field(default=None, description="年度，空为本年｜this year unless given")
    org_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None
    complete: bool | None = Field(default=None, description="false：未满学时的｜not enough yet")
    leaders: bool | None = Field(default=None, description="true：书记和委员（N30）｜who holds a post")
