"""The work list as it is asked for and answered."""

import datetime as dt
import uuid
from typing import Annotated

from pydantic import AfterValidator, Field

from app.core.lists import Page, PageQuery
from app.core.terms import Term
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
    """一件待办。｜Something that is due."""

    id: str = Field(description="同一事项的标识不变｜stays the same for the same matter")
    kind: TaskKind
    title: str = Field(description="要办什么｜what", examples=["回执待发出"])
    clause: str = Field(description="依据：2008年通知的条款｜why: the notice's clause", examples=["N13"])
    about: str = Field(description="所涉党员、律师或事项｜whom or what it is about", examples=["张三"])
    subject_id: uuid.UUID = Field(description="所涉记录的编号｜the record that it is about")
    link: str = Field(description="办理入口｜where to do it")
    person_id: uuid.UUID | None = Field(description="所涉人员，不涉及个人的为 null｜the person concerned; null: nobody")
    body_id: uuid.UUID | None = Field(description="轮到哪个党组织；null 为所在地区的部门或本人｜whose turn it is")
    body_name: str | None = Field(
        description="轮到的党组织的名称，由部门或本人办理的为 null｜name of that organization; null: another's turn"
    )
    since_on: dt.date | None = Field(description="期限起算日｜the day from which the clock runs")
    due_on: dt.date | None = Field(
        description="到期日，当日不算逾期；没有规定期限的为 null｜due on that day is not overdue; null: none is set"
    )
    days_left: int | None = Field(description="距到期日的天数，逾期为负｜days left, negative when overdue")
    overdue: bool
    escalated: bool = Field(
        description="逾期已满规定工作日，上级同时可见｜overdue for so long that the superior sees it"
    )
    calendar_known: bool = Field(
        description="false：期限按工作日计而该年放假安排未公布，仅按周末推算｜counted by weekends alone so far"
    )


class TaskPage(Page[TaskRead]):
    """待办列表的一页。｜A page of the work list."""


class TaskSort(Term):
    """排序｜The order of the list."""

    DUE_FIRST = "due_on", "先到期的在前"
    DUE_LAST = "-due_on", "后到期的在前"


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
    """一种待办的件数。｜How many tasks of a kind."""

    kind: TaskKind
    title: str = Field(description="要办什么｜what is to be done")
    clause: str = Field(description="依据：2008年通知的条款｜the notice's clause")
    open: int = Field(description="未办的｜open")
    overdue: int = Field(description="其中逾期的｜of them overdue")
    escalated: int = Field(description="其中已报上级督办的｜of them escalated")


class TaskSummary(Answer):
    """待办的统计。｜The work list, counted."""

    items: list[TaskCount] = Field(description="有待办事项的种类｜the kinds of which there are any")
    open: int = Field(description="未办的总数｜open, all kinds")
    overdue: int = Field(description="其中逾期的总数｜of them overdue")
    escalated: int = Field(description="其中已报上级督办的总数｜of them escalated")
