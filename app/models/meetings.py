"""Organization life of branches: the meetings of a year, planned and held, and who attended (N31)."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, Index, SQLModel, UniqueConstraint

from app.core.terms import Term
from app.models.base import enum_column, moment_column, new_id


class MeetingKind(Term):
    """组织生活的种类｜The three meetings and one lecture, theme day, organization-life meeting (branch rules 11-17)."""

    GENERAL_MEETING = "general_meeting", "支部党员大会"
    COMMITTEE_MEETING = "committee_meeting", "支部委员会会议"
    GROUP_MEETING = "group_meeting", "党小组会"
    LESSON = "lesson", "党课"
    THEME_DAY = "theme_day", "主题党日"
    ORGANIZATION_LIFE_MEETING = "organization_life_meeting", "组织生活会"


class AbsenceReason(Term):
    """缺席的原因｜Why somebody was not there; nothing more is asked."""

    DUTY = "duty", "因公"
    ILLNESS = "illness", "因病"
    AWAY = "away", "外出"
    OTHER = "other", "其他"
    WITHOUT_REASON = "without_reason", "无故"


class Meeting(SQLModel, table=True):
    """One gathering of a branch; it may count as several kinds at once, so that nothing is entered twice.

    `kinds` is what was entered; `MeetingHeld` has a row for each as long as the record is not withdrawn.
    """

    __tablename__ = "meeting"
    __table_args__ = (Index("ix_meeting_org_id_held_on", "org_id", "held_on"),)

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    org_id: uuid.UUID = Field(foreign_key="party_org.id")
    held_on: dt.date
    kinds: list[str] = Field(sa_type=ARRAY(sa.Text()))
    topic: str = Field(max_length=120)
    minutes: str | None = Field(default=None, max_length=1000)
    hours: Decimal | None = Field(default=None, sa_type=sa.Numeric(4, 1))
    cancelled_reason: str | None = Field(default=None, max_length=300)
    version: int = 1
    created_at: dt.datetime = moment_column()


class MeetingHeld(SQLModel, table=True):
    """As what a meeting counts; a branch has one of a kind on a day. The only part that the area's bodies see."""

    __tablename__ = "meeting_held"
    __table_args__ = (UniqueConstraint("org_id", "kind", "held_on", name="uq_meeting_held_org_id_kind_held_on"),)

    meeting_id: uuid.UUID = Field(primary_key=True, foreign_key="meeting.id")
    number: int = Field(primary_key=True)
    org_id: uuid.UUID = Field(foreign_key="party_org.id")
    kind: MeetingKind = enum_column(MeetingKind)
    held_on: dt.date


class MeetingAttendance(SQLModel, table=True):
    """Whether somebody who was expected, or a guest, was there."""

    __tablename__ = "meeting_attendance"

    meeting_id: uuid.UUID = Field(primary_key=True, foreign_key="meeting.id")
    person_id: uuid.UUID = Field(primary_key=True, foreign_key="person.id", index=True)
    name: str = Field(max_length=50)
    is_guest: bool = False
    absence: AbsenceReason | None = enum_column(AbsenceReason, nullable=True)


class LifeProgramme(SQLModel, table=True):
    """What a branch plans for a year: `items` of `{kind, number, planned_on, topic}`, one for a required meeting."""

    __tablename__ = "life_programme"
    __table_args__ = (UniqueConstraint("org_id", "year", name="uq_life_programme_org_id_year"),)

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    org_id: uuid.UUID = Field(foreign_key="party_org.id")
    year: int
    items: list[dict[str, Any]] = Field(sa_type=JSONB)
    version: int = 1
    created_at: dt.datetime = moment_column()
