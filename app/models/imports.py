"""Imports of the official workbooks (N01): the job, its file and the faults of its rows."""

import uuid

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from app.core.terms import Term
from app.models.base import enum_column, path_column
from app.models.jobs import JobRow, job_index


class FormKind(Term):
    """采集表｜The four official forms."""

    PARTY_ORGS = "party_orgs", "党组织信息采集表"
    LAW_FIRMS = "law_firms", "律师事务所信息采集表"
    LAWYERS = "lawyers", "律师信息采集表"
    MEMBERS = "members", "党员基本信息采集表"


class ImportJob(JobRow, table=True):
    """One uploaded workbook. The file is kept enciphered, and only until its retention ends."""

    __tablename__ = "import_job"
    __table_args__ = (job_index("import_job"),)

    kind: FormKind = enum_column(FormKind)
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
    place_path: str = path_column(index=True)


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
