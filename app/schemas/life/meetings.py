"""Organization life: the meetings of a branch, its yearly programme, what was held and missed (N31)."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.core.lists import Page, PageQuery
from app.core.terms import Term
from app.models.meetings import AbsenceReason, MeetingKind
from app.schemas.base import Answer, Body, Line, Reason
from app.schemas.people.people import PersonNameRead
from app.schemas.reference.areas import AreaCode

Topic = Annotated[Line, StringConstraints(min_length=2, max_length=120)]
Minutes = Annotated[str, StringConstraints(min_length=2, max_length=1000)]
Hours = Annotated[Decimal, Field(gt=0, le=200, max_digits=4, decimal_places=1, description="学时｜hours")]
Year = Annotated[int, Field(ge=2019, le=2100, description="年度｜calendar year")]


class Absence(Body):
    """应到而未到的人员。｜Who was expected and not there."""

    person_id: uuid.UUID
    reason: AbsenceReason


class MeetingCreate(Body):
    """一次组织生活：应到人员由党支部的组织关系得出，除列为缺席的外视为到会。｜A gathering: who was there follows from
    who belongs to the branch, less those named as absent.
    """

    org_id: uuid.UUID = Field(description="党支部｜the branch")
    kinds: list[MeetingKind] = Field(
        min_length=1,
        max_length=6,
        description="一次活动可同时计为几种，不必重复填报｜one gathering may count as several kinds",
    )
    held_on: dt.date
    topic: Topic = Field(examples=["学习贯彻党章"])
    minutes: Minutes | None = Field(default=None, description="记录摘要｜a short record")
    hours: Hours | None = Field(
        default=None, description="计入集中学习培训的学时，到会的各计一次｜training hours for those present (N15)"
    )
    expected: list[uuid.UUID] | None = Field(
        default=None,
        min_length=1,
        max_length=500,
        description="应到人员；空为当日全体党员，只开委员会的为全体委员｜null: all members, or all of the committee",
    )
    absent: list[Absence] = Field(
        default_factory=list, max_length=500, description="缺席人员，其余视为到会｜who was not there"
    )
    guests: list[uuid.UUID] = Field(
        default_factory=list, max_length=100, description="参加的临时组织关系党员｜guests by temporary affiliation"
    )


class MeetingUpdate(Body):
    """可以改正的内容；日期或种类不同的，是另一次组织生活。｜What may be put right; another day or kind is another
    meeting.
    """

    topic: Topic | None = None
    minutes: Minutes | None = None
    absent: list[Absence] | None = Field(default=None, max_length=500, description="改为以下人员缺席｜replaces")


class MeetingCancel(Body):
    """撤销记录的理由。｜Why a record is withdrawn."""

    reason: Reason


class MeetingSummary(Answer):
    """列表中的组织生活记录。｜A meeting in a list."""

    id: uuid.UUID
    org_id: uuid.UUID = Field(description="开展组织生活的党支部｜the branch")
    org_name: str | None
    kinds: list[MeetingKind]
    held_on: dt.date
    topic: str
    expected: int = Field(description="应到人数｜expected")
    present: int = Field(description="实到人数｜of them present")
    guests: int = Field(description="列席的临时组织关系党员人数｜guests by temporary affiliation")
    cancelled_reason: str | None = Field(description="已撤销的不计｜a withdrawn record does not count")


class AttendanceRead(Answer):
    """一人是否到会。｜Whether somebody was there."""

    person_id: uuid.UUID
    name: PersonNameRead
    is_guest: bool
    absence: AbsenceReason | None = Field(
        description="缺席的原因，null 为到会｜why somebody was not there; null: was there"
    )


class MeetingRead(MeetingSummary):
    """组织生活记录及到会情况。｜A meeting with who was there."""

    minutes: str | None
    hours: float | None = Field(description="计入培训的学时｜training hours")
    attendance: list[AttendanceRead] = Field(description="应到人员到会情况｜who was expected, and who was there")
    version: int


class MeetingPage(Page[MeetingSummary]):
    """组织生活记录的一页。｜A page of meetings."""


class MeetingQuery(PageQuery):
    """Which meetings."""

    sort: Literal["-held_on", "held_on"] = "-held_on"
    org_id: uuid.UUID | None = None
    kind: MeetingKind | None = None
    from_on: dt.date | None = Field(default=None, description="自此日起｜from this day")
    to_on: dt.date | None = Field(default=None, description="至此日止｜to this day")


class OwnAttendance(Answer):
    """本支部的一次组织生活，本人是否到会。｜A meeting of one's branch, and whether one was there."""

    held_on: dt.date
    kinds: list[MeetingKind]
    topic: str
    is_guest: bool
    absence: AbsenceReason | None = Field(
        description="本人缺席的原因，null 为到会｜why one was not there; null: was there"
    )


class MeetingState(Term):
    """应开会议的状态｜Where a required meeting stands on the day of asking."""

    HELD = "held", "已开"
    MISSED = "missed", "逾期未开"
    OPEN = "open", "期内待开"
    UPCOMING = "upcoming", "未到期"


class ProgrammeItem(Body):
    """一次应开会议的计划。｜A plan for one required meeting."""

    kind: MeetingKind
    number: int = Field(ge=1, le=12, description="本年第几次｜which of the year")
    planned_on: dt.date
    topic: Topic | None = None


class ProgrammeAdopt(Body):
    """全年的计划，取代原有的。｜The plan of a year; it replaces the plan before."""

    items: list[ProgrammeItem] = Field(max_length=60, description="各次计划｜a plan for each meeting")


class ProgrammeRow(Answer):
    """一次应开的会议：期间、计划和是否已开。｜One required meeting: its period, the plan, and whether it was held."""

    kind: MeetingKind
    number: int = Field(description="本年第几次｜which of the year")
    first_on: dt.date = Field(description="应开期间的首日｜first day of its period")
    last_on: dt.date = Field(description="应开期间的末日｜last day of its period")
    planned_on: dt.date | None = Field(description="拟定日期，没有计划的为 null｜planned for; null: no plan")
    topic: str | None = Field(description="拟定主题，没有的为 null｜the topic planned; null: none")
    held_on: dt.date | None = Field(description="开展日期，未开的为 null｜held on; null: not held")
    state: MeetingState


class ProgrammeRead(Answer):
    """党支部一年的组织生活。｜A branch's year."""

    org_id: uuid.UUID
    name: str = Field(description="党支部名称｜name of the branch")
    year: int
    items: list[ProgrammeRow] = Field(description="本年应开的各次｜every meeting that is required in the year")
    version: int = Field(description="计划的版本，0 为尚未制定｜0: no plan yet")


class LifeRow(Answer):
    """党支部一年中一种组织生活的已开和逾期。｜What a branch held and missed of one kind in a year."""

    org_id: uuid.UUID
    name: str = Field(description="党支部名称｜name of the branch")
    name_key: str
    area_code: str
    kind: MeetingKind
    required: int = Field(description="应开次数；等于已开、逾期、待开、未到期之和｜the sum of the four")
    held: int = Field(description="已开次数｜held")
    missed: int = Field(description="逾期未开次数｜missed")
    open: int = Field(description="期内待开次数｜in their period, still to be held")
    upcoming: int = Field(description="未到期次数｜not yet in their period")
    last_held_on: dt.date | None = Field(
        description="最近一次的日期，本年未开的为 null｜held last on; null: not held this year"
    )
    mass_contacts: int = Field(description="本年联系群众记录数（N17）｜contacts with the masses, of the year")
    care: int = Field(description="本年党内关怀记录数（N20）｜records of care")
    supervision: int = Field(description="本年党内监督记录数（N20）｜records of supervision")


class LifePage(Page[LifeRow]):
    """组织生活情况的一页。｜A page of branches and kinds."""


class LifeQuery(PageQuery):
    """Which branches."""

    sort: Literal["name", "-name"] = "name"
    year: Year | None = Field(default=None, description="年度，空为本年｜this year unless given")
    area_code: AreaCode | None = None
    org_id: uuid.UUID | None = None
    kind: MeetingKind | None = None
    missed: Annotated[bool | None, Field(description="true：有逾期未开的｜something was missed")] = None


class ProgrammeQuery(Body):
    """Which year."""

    year: Year | None = Field(default=None, description="年度，空为本年｜this year unless given")
