"""Training in hours (N15, N30): requests and answers."""

import datetime as dt
import uuid
from typing import Literal

from pydantic import Field

from app.core.lists import Page, PageQuery
from app.schemas.base import Answer, Body
from app.schemas.life.meetings import Hours, Topic, Year
from app.schemas.people.people import PersonNameRead


class TrainingCreate(Body):
    """本支部党员完成的一次培训，一次登记。｜A course that members of a branch completed, entered once for all of
    them.
    """

    org_id: uuid.UUID = Field(description="党支部｜the branch")
    person_ids: list[uuid.UUID] = Field(min_length=1, max_length=500, description="完成的党员｜who completed it")
    completed_on: dt.date
    title: Topic = Field(description="培训名称｜what the training was", examples=["年度网上集中培训"])
    hours: Hours
    is_online: bool = False


class TrainingUpdate(Body):
    """可以改正的内容。｜What may be put right."""

    title: Topic | None = Field(default=None, description="培训名称｜what the training was")
    hours: Hours | None = None


class TrainingRead(Answer):
    """一名党员的一次培训。｜Training of one member."""

    id: uuid.UUID
    person_id: uuid.UUID
    name: PersonNameRead
    org_name: str = Field(description="登记的党支部｜the branch that recorded it")
    completed_on: dt.date
    title: str = Field(description="培训名称｜what the training was")
    hours: float = Field(description="学时｜hours")
    is_online: bool
    meeting_id: uuid.UUID | None = Field(description="由组织生活记录计入的｜counted from a meeting")
    version: int


class TrainingPage(Page[TrainingRead]):
    """培训记录的一页。｜A page of training records."""


class TrainingAdded(Answer):
    """新增了多少条记录。｜How many records were added."""

    added: int = Field(description="新增的记录数｜records added")


class TrainingQuery(PageQuery):
    """Which training."""

    sort: Literal["-completed_on", "completed_on"] = "-completed_on"
    org_id: uuid.UUID | None = Field(default=None, description="现在的党支部｜whose members now")
    person_id: uuid.UUID | None = None
    year: Year | None = None


class HoursRead(Answer):
    """一名党员一年的学时与要求对照。｜A member's hours of a year against what is required."""

    person_id: uuid.UUID
    name: PersonNameRead
    name_key: str
    org_id: uuid.UUID | None = Field(description="所在党支部，没有的为 null｜the branch; null: none")
    hours: float = Field(description="本年已完成学时｜hours of the year")
    online_hours: float = Field(description="其中网上培训学时｜of them online")
    required: int = Field(description="应完成：党员32，书记和委员56｜required of a member, of one who holds a post")
    is_leader: bool = Field(description="在本年担任书记、副书记、委员（N30）｜holds a post")
    short: float = Field(description="尚缺学时｜hours still missing")


class HoursPage(Page[HoursRead]):
    """学时情况的一页。｜A page of members and their hours."""


class HoursQuery(PageQuery):
    """Whose hours."""

    year: Year | None = Field(default=None, description="年度，空为本年｜this year unless given")
    org_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None
    complete: bool | None = Field(default=None, description="false：未满学时的｜not enough yet")
    leaders: bool | None = Field(default=None, description="true：书记和委员（N30）｜who holds a post")
