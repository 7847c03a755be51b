"""Imports of the official workbooks (N01): the job, its file and the faults of its rows."""

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, Index, SQLModel

from app.core.terms import Term
from app.models.base import enum_column, moment_column, new_id, path_column


class FormKind(Term):
    """采集表｜The four official forms."""

    PARTY_ORGS = "party_orgs", "党组织信息采集表"
    LAW_FIRMS = "law_firms", "律师事务所信息采集表"
    LAWYERS = "lawyers", "律师信息采集表"
    MEMBERS = "members", "党员基本信息采集表"


class ImportState(Term):
    """导入的状态｜Where an import stands."""

    QUEUED = "queued", "排队"
    RUNNING = "running", "进行中"
    DONE = "done", "完成"
    FAILED = "failed", "未完成"


class ImportJob(SQLModel, table=True):
    """One uploaded workbook. The file is kept enciphered, and only until its retention ends."""

    __tablename__ = "import_job"
    __table_args__ = (Index("ix_import_job_queued", "created_at", postgresql_where=sa.text("state = 'queued'")),)

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    kind: FormKind = enum_column(FormKind)
    state: ImportState = enum_column(ImportState)
    dry_run: bool
    file_name: str = Field(max_length=200)
    file_cipher: bytes | None = None
    grant_id: uuid.UUID = Field(foreign_key="role_grant.id")
    account_id: uuid.UUID
    rows_total: int = 0
    rows_done: int = 0
    rows_created: int = 0
    rows_updated: int = 0
    rows_unchanged: int = 0
    rows_rejected: int = 0
    failure_code: str | None = Field(default=None, max_length=60)
    failure_detail: str | None = Field(default=None, max_length=500)
    attempts: int = 0
    started_at: dt.datetime | None = None
    finished_at: dt.datetime | None = None
    place_path: str = path_column(index=True)
    created_at: dt.datetime = moment_column()


class ImportFault(SQLModel, table=True):
    """Why a row was refused (or, with `is_remark`, accepted with a doubt); holds no cell's content."""

    __tablename__ = "import_fault"

    import_id: uuid.UUID = Field(primary_key=True, foreign_key="import_job.id")
    row: int = Field(primary_key=True)
    code: str = Field(primary_key=True, max_length=60)
    fields: list[str] = Field(sa_type=ARRAY(sa.Text))
    headings: list[str] = Field(sa_type=ARRAY(sa.Text))
    message: str = Field(max_length=500)
    is_remark: bool = False
    place_path: str = path_column()
