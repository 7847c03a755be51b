"""Exports of the data-sharing API (N06)."""

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from app.core.terms import Term
from app.models.base import enum_column, moment_column, new_id


class ExportState(Term):
    """导出的状态｜How far an export is; `refused`: grant or quota no longer allow it."""

    QUEUED = "queued", "排队"
    RUNNING = "running", "进行中"
    DONE = "done", "完成"
    REFUSED = "refused", "授权或限额不再允许"


class ExportJob(SQLModel, table=True):
    """All records of a grant's scope, made once in the background; kept for a week."""

    __tablename__ = "export_job"

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    partner_id: uuid.UUID = Field(foreign_key="partner.id", index=True)
    grant_id: uuid.UUID = Field(foreign_key="sharing_grant.id")
    grant_version: int
    case_no: str = Field(max_length=100)
    data_sets: list[str] = Field(sa_type=ARRAY(sa.Text))
    state: ExportState = enum_column(ExportState)
    as_of_seq: int | None = Field(default=None, sa_type=sa.BigInteger)
    leased_until: dt.datetime | None = None
    finished_at: dt.datetime | None = None
    created_at: dt.datetime = moment_column()


class ExportFile(SQLModel, table=True):
    """One data set of an export: gzipped NDJSON, a record a line. `sha256` is over the gzipped bytes, hexadecimal."""

    __tablename__ = "export_file"

    export_id: uuid.UUID = Field(primary_key=True, foreign_key="export_job.id", ondelete="CASCADE")
    data_set: str = Field(primary_key=True, max_length=20)
    rows: int
    sha256: str = Field(max_length=64)
    content: bytes
