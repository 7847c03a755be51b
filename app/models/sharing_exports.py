"""Exports of the data-sharing API (N06)."""

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from app.models.jobs import JobRow, job_index

KEPT = dt.timedelta(days=7)
"""So long after an export is done its files are there to be fetched."""


class ExportJob(JobRow, table=True):
    """All records of a grant's scope, made once in the background."""

    __tablename__ = "export_job"
    __table_args__ = (job_index("export_job"),)

    partner_id: uuid.UUID = Field(foreign_key="partner.id", index=True)
    grant_id: uuid.UUID = Field(foreign_key="sharing_grant.id")
    grant_version: int
    case_no: str = Field(max_length=100)
    data_sets: list[str] = Field(sa_type=ARRAY(sa.Text))
    as_of_seq: int | None = Field(default=None, sa_type=sa.BigInteger)


class ExportFile(SQLModel, table=True):
    """One data set of an export: gzipped NDJSON, a record a line. `sha256` is over the gzipped bytes, hexadecimal."""

    __tablename__ = "export_file"

    export_id: uuid.UUID = Field(primary_key=True, foreign_key="export_job.id", ondelete="CASCADE")
    data_set: str = Field(primary_key=True, max_length=20)
    rows: int
    sha256: str = Field(max_length=64)
    content: bytes
