"""Care for members and supervision of members within the Party (党内关怀和监督, N20)."""

import datetime as dt
import uuid

from sqlmodel import Field, Index, SQLModel

from app.core.terms import Term
from app.models.base import enum_column, moment_column, new_id


class CareKind(Term):
    """关怀或监督的方式，前四种为关怀，后三种为监督｜First the forms of care, then those of supervision."""

    VISIT = "visit", "走访慰问"
    HARDSHIP_HELP = "hardship_help", "困难帮扶"
    FESTIVAL_GREETING = "festival_greeting", "节日慰问"
    HEART_TO_HEART_TALK = "heart_to_heart_talk", "谈心谈话"
    REMINDER_TALK = "reminder_talk", "提醒谈话"
    CRITICISM = "criticism", "批评教育"
    ADMONITION = "admonition", "诫勉"


class CareRecord(SQLModel, table=True):
    """What was done for, or said to, a member. Seen by the branch, those above it and the person alone."""

    __tablename__ = "care_record"
    __table_args__ = (Index("ix_care_record_org_id_held_on", "org_id", "held_on"),)

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    org_id: uuid.UUID = Field(foreign_key="party_org.id")
    person_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    name: str = Field(max_length=50)
    kind: CareKind = enum_column(CareKind)
    held_on: dt.date
    by_name: str = Field(max_length=50)
    note: str | None = Field(default=None, max_length=300)
    version: int = 1
    created_at: dt.datetime = moment_column()
