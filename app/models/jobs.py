"""What the tables of all jobs share (`app/core/jobs.py`)."""

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlmodel import Field, Index, SQLModel

from app.core.jobs import JobState
from app.models.base import enum_column, moment_column, new_id


class JobRow(SQLModel):
    """The columns of a job. A failed one says why by a stable code, and in Chinese with the remedy."""

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    state: JobState = enum_column(JobState, default=JobState.QUEUED)
    attempts: int = 0
    started_at: dt.datetime | None = None
    leased_until: dt.datetime | None = None
    finished_at: dt.datetime | None = None
    failure_code: str | None = Field(default=None, max_length=60)
    failure_detail: str | None = Field(default=None, max_length=500)
    created_at: dt.datetime = moment_column()


def job_index(table: str) -> Index:
    """By which the jobs of a table that are not at their end are found, the oldest first."""
    unfinished = sa.text("state IN ('queued', 'running')")
    return Index(f"ix_{table}_unfinished", "created_at", postgresql_where=unfinished)
