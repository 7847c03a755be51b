"""The working-day calendar as it is entered and answered."""

import datetime as dt
from typing import Annotated

from fastapi import Path
from pydantic import Field, StringConstraints

from app.schemas.base import Answer, Body, Line

Year = Annotated[int, Path(ge=2000, le=2100, description="年份｜the year", examples=[2027])]


class CalendarDayShape(Body):
    """安排中列明的一天。｜A day that the arrangement names."""

    day: dt.date = Field(examples=["2027-01-01"])
    is_working: bool = Field(
        description="true：周末上班（调休）；false：放假｜a weekend day worked, or a day off", examples=[False]
    )
    occasion: Annotated[Line, StringConstraints(min_length=1, max_length=40), Field(examples=["元旦"])] = Field(
        description="节日名称｜name of the holiday"
    )


class CalendarYearWrite(Body):
    """一年的放假调休安排，整年取代原有的。｜The arrangement of a year, whole: it takes the place of what is kept."""

    source: Annotated[
        Line,
        StringConstraints(min_length=2, max_length=200),
        Field(
            description="依据的文件｜the notice it is taken from",
            examples=["《国务院办公厅关于2027年部分节假日安排的通知》"],
        ),
    ]
    days: list[CalendarDayShape] = Field(min_length=1, max_length=120, description="放假和调休的日子｜the days named")


class CalendarYearRead(Answer):
    """一年的工作日历。｜A year of the calendar."""

    year: int = Field(examples=[2027])
    published: bool = Field(description="false：尚未公布，只按周末推算｜until then weekends alone are free")
    source: str | None = Field(description="依据的文件｜the notice it is taken from")
    days: list[CalendarDayShape] = Field(
        description="放假和调休的日子，按日期｜days off and days worked instead, by date"
    )
    version: int = Field(description="版本，即 ETag，0 为尚未登记｜the ETag; 0: nothing entered yet")
