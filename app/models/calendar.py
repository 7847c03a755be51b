"""The working-day calendar: public holidays and the weekend days worked in their place (调休), year by year."""

import datetime as dt
import uuid

from sqlmodel import Field, SQLModel

from app.models.base import moment_column, new_id


class CalendarYear(SQLModel, table=True):
    """A year whose arrangement is published; in any other year weekends alone are free."""

    __tablename__ = "calendar_year"

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    year: int = Field(unique=True)
    source: str = Field(max_length=200)
    version: int = 1
    created_at: dt.datetime = moment_column()


class CalendarDay(SQLModel, table=True):
    """A day that the arrangement names: free, or a weekend day worked instead."""

    __tablename__ = "calendar_day"

    day: dt.date = Field(primary_key=True)
    year: int = Field(foreign_key="calendar_year.year", index=True)
    is_working: bool
    occasion: str = Field(max_length=40)
