"""Imports and their faults, as they are answered."""

import datetime as dt
import uuid

from pydantic import Field

from app.core.jobs import JobState
from app.core.lists import Page, PageQuery
from app.core.terms import Term
from app.models.imports import FormKind
from app.schemas.base import Answer


class ImportRead(Answer):
    """一次导入及其进度；完成后，新增、更新、相同、退回之和等于总数。｜An import and how far it is. Once it is `done`,
    created, updated, unchanged and rejected add up to the total.
    """

    id: uuid.UUID
    kind: FormKind
    state: JobState
    dry_run: bool = Field(description="是否只检查不写入｜only checked, nothing written")
    file_name: str = Field(description="文件名｜name of the file")
    rows_total: int = Field(description="已读出的记录数｜records read")
    rows_done: int = Field(description="已处理的记录数｜records dealt with")
    rows_created: int = Field(description="新增的记录数｜records created")
    rows_updated: int = Field(description="更新的记录数｜records updated")
    rows_unchanged: int = Field(description="与登记相同的记录数｜records the same as on record")
    rows_rejected: int = Field(description="退回的记录数｜records refused")
    failure_code: str | None = Field(description="未完成的原因代码｜why it failed")
    failure_detail: str | None = Field(description="未完成的原因和办法｜why it failed, and the remedy")
    created_at: dt.datetime
    started_at: dt.datetime | None
    finished_at: dt.datetime | None


class ImportPage(Page[ImportRead]):
    """导入列表的一页。｜A page of imports."""


class ImportSort(Term):
    """排序｜Order of the list."""

    NEWEST = "-created_at", "新的在前"
    OLDEST = "created_at", "旧的在前"


class ImportQuery(PageQuery):
    """Which of the own imports."""

    sort: ImportSort = ImportSort.NEWEST
    kind: FormKind | None = None
    state: JobState | None = None


class RowFaultRead(Answer):
    """一行的一处错误或存疑。｜What is wrong with, or odd about, a row."""

    code: str = Field(description="稳定的错误代码｜stable code", examples=["id_number_check_digit"])
    fields: list[str] = Field(description="字段｜identifiers of the fields", examples=[["id_number"]])
    headings: list[str] = Field(description="表头｜headings of the form", examples=[["公民身份号码"]])
    message: str = Field(description="原因和改正办法｜why, and the remedy")


class FaultyRow(Answer):
    """有错误的一行。｜A row of the workbook with its faults."""

    row: int = Field(description="Excel 中的行号｜the row as Excel numbers it", examples=[64])
    fields: list[str] = Field(description="涉及的全部字段｜every field concerned")
    headings: list[str] = Field(description="涉及的全部表头｜every heading concerned")
    faults: list[RowFaultRead] = Field(description="各处错误｜what is wrong")


class FaultyRowPage(Page[FaultyRow]):
    """有错误的行的一页，按工作簿中的次序。｜A page of rows with faults, in the order of the workbook."""
