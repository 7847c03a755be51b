"""Liaisons (党建工作指导员) of law firms without an organization of their own, over time (N22)."""

import datetime as dt
import uuid

from sqlmodel import Field, SQLModel

from app.models.base import DateRange, moment_column, new_id, path_column, period_column


class FirmLiaison(SQLModel, table=True):
    """Who guides Party work at a firm on which days; a firm has one at a time (`WITHOUT OVERLAPS`)."""

    __tablename__ = "firm_liaison"

    firm_id: uuid.UUID = Field(primary_key=True, foreign_key="law_firm.id")
    valid_during: DateRange = period_column(primary_key=True)
    id: uuid.UUID = Field(default_factory=new_id, unique=True)
    person_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    name: str = Field(max_length=50)
    assigned_by: str = Field(max_length=120)
    experience: str = Field(max_length=300)
    end_reason: str | None = Field(default=None, max_length=300)
    place_path: str = path_column(index=True)
    version: int = 1
    created_at: dt.datetime = moment_column()
