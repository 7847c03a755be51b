"""Monthly digests as they are answered."""

import datetime as dt
import uuid
from typing import Annotated

from pydantic import Field

from app.core.lists import Page, PageQuery
from app.models.accounts import StaffRole
from app.models.changes import Operation
from app.schemas.base import Answer
from app.schemas.work.tasks import TaskSummary


class DigestSummary(Answer):
    """列表中的月报。｜A digest in a list."""

    id: uuid.UUID
    month: str = Field(description="月份｜the month", examples=["2026-10"])
    body_id: uuid.UUID = Field(description="部门或党组织｜the department or organization")
    body_role: StaffRole
    body_name: str = Field(description="部门或党组织的名称｜name of the department or organization")
    made_at: dt.datetime = Field(description="制表时间｜when it was made")


class DigestPage(Page[DigestSummary]):
    """月报列表的一页。｜A page of digests."""


class DoneCount(Answer):
    """当月办理的一类事项的次数。｜What the body wrote in the month."""

    entity: str = Field(description="何种记录｜what kind of record", examples=["transfer"])
    op: Operation
    changes: int = Field(description="办理次数｜how many times")


class DigestRead(DigestSummary):
    """月报，只有数字。｜A digest: figures alone."""

    tasks: TaskSummary = Field(description="制表之日的待办、逾期、督办｜what was due when it was made")
    done: list[DoneCount] = Field(description="当月办理的次数，据台账｜what was done, from the ledger")


class DigestQuery(PageQuery):
    """Which digests."""

    month: Annotated[str | None, Field(pattern=r"^20\d{2}-(0[1-9]|1[0-2])$", examples=["2026-10"])] = Field(
        default=None, description="月份（YYYY-MM）｜the month"
    )
    body_id: uuid.UUID | None = None
