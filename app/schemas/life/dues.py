"""Party dues by month: requests and answers; amounts are not collected."""

import uuid
from typing import Annotated

from pydantic import Field

from app.core.lists import Page, PageQuery
from app.schemas.base import Answer, Body
from app.schemas.people.people import PersonNameRead
from app.schemas.transfers.papers import Month


class DuesOfMember(Body):
    """党费交至月份与全支部不同的党员。｜A member who has paid up to another month than the rest."""

    person_id: uuid.UUID
    paid_through: Month


class DuesRecord(Body):
    """一个党支部的党费交至：全支部的月份和例外。｜Up to which month a branch's members have paid: one month for all,
    and the exceptions.
    """

    paid_through: Month = Field(description="全支部党费交至（YYYY-MM）｜the month for all")
    except_for: list[DuesOfMember] = Field(
        default_factory=list, max_length=500, description="与此不同的党员｜members with another month"
    )


class DuesRead(Answer):
    """一名党员的党费交至。｜Up to which month a member has paid."""

    person_id: uuid.UUID
    name: PersonNameRead
    name_key: str
    org_id: uuid.UUID | None = Field(description="所在党支部｜the branch")
    paid_through: str | None = Field(description="党费交至，null 为未登记｜null: not recorded")
    months_unpaid: int | None = Field(description="已满而未交的月数｜complete months without dues")


class DuesPage(Page[DuesRead]):
    """党费交至情况的一页。｜A page of members and their dues."""


class DuesQuery(PageQuery):
    """Which members."""

    org_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None
    unpaid_months: Annotated[int | None, Field(ge=0, le=600, description="至少欠交几个月｜at least so many")] = None
