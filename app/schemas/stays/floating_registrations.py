"""Floating members: registered, heard of, ended, counted."""

import datetime as dt
import uuid
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from app.core.lists import Page, PageQuery
from app.core.terms import Term
from app.models.floating_registrations import FloatingEnd, FloatingReach
from app.schemas.base import Answer, Body, Line, Reason
from app.schemas.people.people import CivilDate, MemberCategoryRead, PersonNameRead
from app.schemas.reference.codes import code_field, known_code

Destination = Annotated[
    str, known_code("floating_destination"), code_field("floating_destination", "外出流向｜kind of destination")
]
Place = Annotated[
    Line,
    StringConstraints(min_length=2, max_length=100),
    Field(description="外出地点和单位｜place and unit", examples=["广东省深圳市某公司"]),
]


class FloatingCreate(Body):
    """外出六个月以上、组织关系留在本支部的党员。｜A member who is away for six months or longer while the
    relationship stays here.
    """

    member_id: uuid.UUID = Field(description="党员的 person_id｜the member's person_id")
    reason: Reason
    reach: FloatingReach
    destination_code: Destination
    destination: Place
    away_since: CivilDate = Field(description="外出起始日期｜away from this day on")
    back_on: dt.date | None = Field(
        default=None, description="预计返回日期，不知道的留空｜expected back; empty: unknown"
    )


CREATE_EXAMPLES: dict[str, Any] = {
    "register": {
        "summary": "登记流出",
        "value": {
            "member_id": "00000000-0000-4000-8000-000000000000",
            "reason": "长期驻外办理法律事务",
            "reach": "other_province",
            "destination_code": "6",
            "destination": "广东省深圳市某公司",
            "away_since": "2026-03-01",
        },
    }
}


class FloatingContactCreate(Body):
    """流动党员的一次汇报，由本人填写或由党支部登记。｜A report home, by the member or written down by the branch."""

    contacted_on: CivilDate = Field(description="联系日期｜when", examples=["2026-11-01"])
    note: Annotated[
        Line,
        StringConstraints(min_length=2, max_length=300),
        Field(description="汇报的情况｜what was reported", examples=["按时交纳党费，在外参加组织生活"]),
    ]


class FloatingEnded(Body):
    """党员已返回，或因其他原因不再流动。｜The member is back, or floats no more for another reason."""

    end_reason: FloatingEnd = Field(
        description="returned 已返回；other 其他；transferred（转出）、membership_ended（党籍终止）由系统填写｜why",
        examples=["returned"],
    )
    ended_on: CivilDate | None = Field(default=None, description="结束日期，不填为当日｜today unless given")
    note: Annotated[Line, StringConstraints(max_length=300)] | None = Field(
        default=None, description="结束时的说明｜what is said at the end"
    )


class FloatingSummary(Answer):
    """流动党员登记簿的一行。｜A line of the register."""

    id: uuid.UUID
    person_id: uuid.UUID
    name: PersonNameRead
    sex: str
    id_masked: str
    category: MemberCategoryRead
    home_org_id: uuid.UUID
    home_name: str
    reach: FloatingReach
    destination_code: str
    destination: str
    away_since: dt.date
    back_on: dt.date | None
    registered_on: dt.date
    last_contact_on: dt.date | None = Field(description="最近一次联系｜the latest report")
    contact_due_on: dt.date | None = Field(description="下次联系期限，已结束的为 null｜null once ended")
    contact_overdue: bool = Field(description="已过联系期限｜no report for longer than a year")
    holds_certificate: bool = Field(description="持《流动党员活动证》｜holds an activity certificate")
    ended_on: dt.date | None
    end_reason: FloatingEnd | None = Field(
        description="流动登记结束的原因，仍在外的为 null｜why somebody floats no more; null: still away"
    )
    created_at: dt.datetime


class FloatingPage(Page[FloatingSummary]):
    """流动党员登记簿的一页。｜A page of the register."""


class FloatingContactRead(Answer):
    """流动党员的一次汇报。｜A report home."""

    contacted_on: dt.date = Field(description="联系日期｜when")
    note: str = Field(description="汇报的情况｜what was reported")
    body_name: str = Field(description="登记联系的党支部或本人｜who wrote it down")


class FloatingRead(FloatingSummary):
    """流动登记及历次汇报。｜A registration with its reports."""

    reason: str
    note: str | None = Field(description="结束时的说明，没有的为 null｜what was said when it ended; null: nothing")
    contacts: list[FloatingContactRead] = Field(description="历次联系，最近的在前｜every report, the latest first")
    version: int


class FloatingSort(Term):
    """排序｜The order of the register."""

    NEWEST = "-created_at", "新的在前"
    OLDEST = "created_at", "旧的在前"


class FloatingQuery(PageQuery):
    """Which registrations, among those in scope."""

    sort: FloatingSort = FloatingSort.NEWEST
    live: Annotated[bool | None, Field(description="true：仍在外的｜not ended")] = None
    contact_overdue: Annotated[bool | None, Field(description="true：已过联系期限的｜report overdue")] = None
    reach: FloatingReach | None = None
    person_id: Annotated[uuid.UUID | None, Field(description="某一党员的｜of one member")] = None


class DestinationCount(Answer):
    """去往一类流向的人数。｜How many went to one kind of destination."""

    destination_code: str
    count: int = Field(description="人数｜members")


class FloatingStatistics(Answer):
    """管辖范围内的年度《流动党员情况》。｜The yearly table of floating members (流动党员情况), of those in scope."""

    total: int = Field(description="流出党员总数｜all who are away")
    other_province: int = Field(description="跨省（区、市）｜in another province")
    other_city: int = Field(description="省内跨市（地）｜in another city of the province")
    same_city: int = Field(description="市（地）内｜in the same city")
    with_certificate: int = Field(description="持《流动党员活动证》的｜who hold a certificate")
    lawyers: int = Field(description="其中执业律师｜practising lawyers among them")
    by_destination: list[DestinationCount] = Field(description="按外出流向类别｜by kind of destination")
