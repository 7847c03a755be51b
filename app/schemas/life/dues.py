"""Party dues by month: requests and answers; amounts are not collected."""

import uuid
from typing import Annotated

from pydantic import Field

from app.core.lists import Page, PageQuery
from app.schemas.base import Answer, Body
from app.schemas.transfers.papers import Month


class DuesOfMember(Body):
    """A member who has paid up to another month than the rest."""

    person_id: uuid.UUID
    paid_through: Month


class DuesRecord(Body):
    """Up to which month a branch's members have paid: one month for all, and the exceptions."""

    paid_through: Month = Field(description="全支部党费交至（YYYY-MM）｜the month for all")
    except_for: list[DuesOfMember] = Field(
        default_factory=list, max_length=500, description="与此不同的党员｜members with another month"
    )


class DuesRead(Answer):
    """Up to which month a member has paid."""

    person_id: uuid.UUID
    name: str
    name_key: str
    org_id: uuid.UUID | None
    paid_through: str | None = Field(description="党费交至，null 为未登记｜null: not recorded")
    months_unpaid: int | None = Field(description="已满而未交的月数｜complete months without dues")


class DuesPage(Page[DuesRead]):
    """A page of members and their dues."""


class DuesQuery(PageQuery):
    """Which members."""

    org_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None
    unpaid_months: Annotated[int | None, Field(ge=0, le=600, description="至少欠交几个月｜at least so many")] = None
