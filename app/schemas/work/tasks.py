"""The work list as it is asked for and answered."""

import datetime as dt
import enum
import uuid
from typing import Annotated

from pydantic import AfterValidator, Field

from app.core.lists import Page, PageQuery
from app.rules.work.timers import TIMERS
from app.schemas.base import Answer
from app.schemas.reference.areas import AreaCode


def _known(kind: str) -> str:
    if kind not in TIMERS:
        raise ValueError("没有这种待办。")
    return kind


_KINDS = "，".join(f"{timer.kind} {timer.title}" for timer in TIMERS.values())
TaskKind = Annotated[
    str,
    AfterValidator(_known),
    Field(description=f"种类：{_KINDS}｜what kind", json_schema_extra={"enum": list(TIMERS)}),
]


class TaskRead(Answer):
    """Something that is due."""

    id: str = Field(description="同一事项的标识不变｜stays the same for the same matter")
    kind: TaskKind
    title: str = Field(description="要办什么｜what", examples=["回执待发出"])
    clause: str = Field(description="依据：2008年通知的条款｜why: the notice's clause", examples=["N13"])
    about: str = Field(description="所涉党员、律师或事项｜whom or what it is about", examples=["张三"])
    subject_id: uuid.UUID
    link: str = Field(description="办理入口｜where to do it")
    person_id: uuid.UUID | None
    body_id: uuid.UUID | None = Field(description="轮到哪个党组织；null 为所在地区的部门或本人｜whose turn it is")
    body_name: str | None
    since_on: dt.date | None = Field(description="期限起算日｜the day from which the clock runs")
    due_on: dt.date = Field(description="到期日，当日不算逾期｜due on that day is not overdue")
    days_left: int = Field(description="距到期日的天数，逾期为负｜days left, negative when overdue")
    overdue: bool
    escalated: bool = Field(
        description="逾期已满规定工作日，上级同时可见｜overdue for so long that the superior sees it"
    )
    calendar_known: bool = Field(
        description="false：期限按工作日计而该年放假安排未公布，仅按周末推算｜counted by weekends alone so far"
    )


class TaskPage(Page[TaskRead]):
    """A page of the work list."""


class TaskSort(enum.StrEnum):
    """The order of the list."""

    DUE_FIRST = "due_on"
    DUE_LAST = "-due_on"


class TaskQuery(PageQuery):
    """Which tasks, among those of the caller."""

    sort: TaskSort = TaskSort.DUE_FIRST
    kind: Annotated[list[TaskKind] | None, Field(description="种类，可重复｜repeat for several")] = None
    overdue: Annotated[bool | None, Field(description="是否逾期｜overdue, or not yet")] = None
    escalated: Annotated[bool | None, Field(description="是否已报上级督办｜escalated, or not")] = None
    due_before: Annotated[dt.date | None, Field(description="在此日之前到期｜due before this day")] = None
    body_id: Annotated[uuid.UUID | None, Field(description="轮到哪个党组织｜whose turn it is")] = None
    person_id: Annotated[uuid.UUID | None, Field(description="某一人的｜about one person")] = None
    area: Annotated[AreaCode | None, Field(description="某一地区的｜in one area")] = None


class TaskCount(Answer):
    """How many tasks of a kind."""

    kind: TaskKind
    title: str
    clause: str
    open: int = Field(description="未办的｜open")
    overdue: int = Field(description="其中逾期的｜of them overdue")
    escalated: int = Field(description="其中已报上级督办的｜of them escalated")


class TaskSummary(Answer):
    """The work list, counted."""

    items: list[TaskCount] = Field(description="有待办事项的种类｜the kinds of which there are any")
    open: int
    overdue: int
    escalated: int
