"""Floating members: registered, heard of, ended, counted."""

import datetime as dt
import enum
import uuid
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from app.core.lists import Page, PageQuery
from app.models.floating_registrations import FloatingEnd, FloatingReach
from app.schemas.base import Answer, Body, Line, Reason
from app.schemas.people.people import CivilDate
from app.schemas.reference.codes import code_field, known_code

_REACHES = "；".join(
    f"{reach} {name}"
    for reach, name in {
        FloatingReach.OTHER_PROVINCE: "跨省（区、市）",
        FloatingReach.OTHER_CITY: "省内跨市（地）",
        FloatingReach.SAME_CITY: "市（地）内",
    }.items()
)
Reach = Annotated[FloatingReach, Field(description=f"外出范围：{_REACHES}｜how far away")]
Destination = Annotated[
    str, known_code("floating_destination"), code_field("floating_destination", "外出流向｜kind of destination")
]
Place = Annotated[
    Line,
    StringConstraints(min_length=2, max_length=100),
    Field(description="外出地点和单位｜place and unit", examples=["广东省深圳市某公司"]),
]


class FloatingCreate(Body):
    """A member who is away for six months or longer while the relationship stays here."""

    member_id: uuid.UUID = Field(description="党员的 person_id｜the member's person_id")
    reason: Reason
    reach: Reach
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
    """A report home, by the member or written down by the branch."""

    contacted_on: CivilDate = Field(description="联系日期｜when", examples=["2026-11-01"])
    note: Annotated[
        Line,
        StringConstraints(min_length=2, max_length=300),
        Field(description="汇报的情况｜what was reported", examples=["按时交纳党费，在外参加组织生活"]),
    ]


class FloatingEnded(Body):
    """The member is back, or floats no more for another reason."""

    end_reason: FloatingEnd = Field(
        description="returned 已返回；other 其他；transferred（转出）、membership_ended（党籍终止）由系统填写｜why",
        examples=["returned"],
    )
    ended_on: CivilDate | None = Field(default=None, description="结束日期，不填为当日｜today unless given")
    note: Annotated[Line, StringConstraints(max_length=300)] | None = None


class FloatingSummary(Answer):
    """A line of the register."""

    id: uuid.UUID
    person_id: uuid.UUID
    name: str
    sex: str
    id_masked: str
    category: str
    home_org_id: uuid.UUID
    home_name: str
    reach: Reach
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
    end_reason: FloatingEnd | None
    created_at: dt.datetime


class FloatingPage(Page[FloatingSummary]):
    """A page of the register."""


class FloatingContactRead(Answer):
    """A report home."""

    contacted_on: dt.date
    note: str
    body_name: str


class FloatingRead(FloatingSummary):
    """A registration with its reports."""

    reason: str
    note: str | None
    contacts: list[FloatingContactRead]
    version: int


class FloatingSort(enum.StrEnum):
    """The order of the register."""

    NEWEST = "-created_at"
    OLDEST = "created_at"


class FloatingQuery(PageQuery):
    """Which registrations, among those in scope."""

    sort: FloatingSort = FloatingSort.NEWEST
    live: Annotated[bool | None, Field(description="true：仍在外的｜not ended")] = None
    contact_overdue: Annotated[bool | None, Field(description="true：已过联系期限的｜report overdue")] = None
    reach: FloatingReach | None = None
    person_id: Annotated[uuid.UUID | None, Field(description="某一党员的｜of one member")] = None


class DestinationCount(Answer):
    """How many went to one kind of destination."""

    destination_code: str
    count: int


class FloatingStatistics(Answer):
    """The yearly table of floating members (流动党员情况), of those in scope."""

    total: int = Field(description="流出党员总数｜all who are away")
    other_province: int = Field(description="跨省（区、市）｜in another province")
    other_city: int = Field(description="省内跨市（地）｜in another city of the province")
    same_city: int = Field(description="市（地）内｜in the same city")
    with_certificate: int = Field(description="持《流动党员活动证》的｜who hold a certificate")
    lawyers: int = Field(description="其中执业律师｜practising lawyers among them")
    by_destination: list[DestinationCount]
