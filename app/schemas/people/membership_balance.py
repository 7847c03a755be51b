"""The yearly comparison of the number of members (两年党员数综合比较)."""

import datetime as dt
import uuid
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.rules.faults import RuleError
from app.schemas.base import Answer
from app.schemas.reference.areas import AreaCode


class BalanceQuery(BaseModel):
    """Which year, and of which area or organization with all below it."""

    model_config = ConfigDict(extra="forbid")

    year: Annotated[int, Field(ge=1950, le=2100, description="年度｜year", examples=[2026])]
    area: AreaCode | None = None
    org: Annotated[uuid.UUID | None, Field(description="党组织，含当时的下级｜with what lay below it then")] = None

    @model_validator(mode="after")
    def _one_of_the_two(self) -> "BalanceQuery":
        if (self.area is None) == (self.org is None):
            raise RuleError("area_or_org", "area（区划）和 org（党组织）须填其一，且只填其一。")
        return self


class BalanceRow(Answer):
    """表中的一行。｜One row of the table."""

    row: int = Field(description="行次｜number of the row", examples=[5])
    name: str = Field(description="项目｜what is counted", examples=["转入组织关系"])
    count: int = Field(description="人数｜members")


class BalanceRead(Answer):
    """第 1 至 15 行，本年的统计到今日。｜Rows 1 to 15; the current year is counted up to today."""

    year: int
    until_on: dt.date = Field(description="统计截至｜counted up to this day")
    rows: list[BalanceRow] = Field(description="第 1 至 15 行｜rows 1 to 15")
    difference: int = Field(description="第15行：实有数减应有数，应为 0｜row 15, has to be 0")
