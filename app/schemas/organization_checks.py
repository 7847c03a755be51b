"""What standing organizations lack: answers."""

import datetime as dt
import uuid
from typing import Annotated, Literal

from pydantic import Field

from app.core.shapes import Page, PageQuery
from app.rules.leadership import GAPS, LeadershipGap
from app.rules.organizing import FINDINGS, FindingKind
from app.schemas.areas import AreaCode
from app.schemas.base import Answer

_KINDS = "、".join(f"{kind.value} {finding.title}" for kind, finding in FINDINGS.items())
_GAPS = "、".join(f"{gap.value} {finding.title}" for gap, finding in GAPS.items())


class FindingRead(Answer):
    """One finding of one organization."""

    org_id: uuid.UUID
    name: str
    name_key: str
    category: str
    area_code: str
    kind: FindingKind = Field(description=_KINDS)
    title: str = Field(description="问题｜what is wrong")
    clause: str = Field(description="依据｜the clause")
    counted: int = Field(description="现有数：人、单位，或逾期天数｜how many there are, or days overdue")
    figure: int = Field(description="规定数｜the rule's number")
    since_on: dt.date | None = Field(description="自何日起，null 为不明｜since when; null: unknown")
    remedy: str = Field(description="怎样办理｜what to do")


class FindingPage(Page[FindingRead]):
    """A page of findings."""


class FindingQuery(PageQuery):
    """Which findings."""

    sort: Literal["name", "-name"] = "name"
    kind: Annotated[list[FindingKind] | None, Field(description="可重复｜repeat for several")] = None
    org_id: uuid.UUID | None = None
    area_code: AreaCode | None = None


class GapRead(FindingRead):
    """One finding on the leadership of one organization."""

    kind: LeadershipGap = Field(description=_GAPS)  # type: ignore[assignment]


class GapPage(Page[GapRead]):
    """A page of findings on leadership."""


class GapQuery(PageQuery):
    """Which findings on leadership."""

    sort: Literal["name", "-name"] = "name"
    kind: Annotated[list[LeadershipGap] | None, Field(description="可重复｜repeat for several")] = None
    org_id: uuid.UUID | None = None
    area_code: AreaCode | None = None
