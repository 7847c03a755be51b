"""Training of members in hours (N15, N30); it hangs on the person and goes along to another branch."""

import datetime as dt
import uuid
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Field, Index, SQLModel

from app.models.base import moment_column, new_id


class TrainingRecord(SQLModel, table=True):
    """A course of one member, or the hours of a meeting (`meeting_id`) at which the member was present."""

    __tablename__ = "training_record"
    __table_args__ = (Index("ix_training_record_person_id_completed_on", "person_id", "completed_on"),)

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    person_id: uuid.UUID = Field(foreign_key="person.id")
    name: str = Field(max_length=50)
    org_name: str = Field(max_length=120)
    completed_on: dt.date
    title: str = Field(max_length=120)
    hours: Decimal = Field(sa_type=sa.Numeric(4, 1))
    is_online: bool = False
    meeting_id: uuid.UUID | None = Field(default=None, foreign_key="meeting.id", index=True)
    version: int = 1
    created_at: dt.datetime = moment_column()
