"""Organization life: the meetings of a branch, its yearly programme, what was held and missed (N31)."""

import datetime as dt
import enum
import uuid
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.core.lists import Page, PageQuery
from app.models.meetings import AbsenceReason, MeetingKind
from app.rules.life.organization_life import TITLES
from app.schemas.base import Answer, Body, Line, Reason
from app.schemas.reference.areas import AreaCode

Topic = Annotated[Line, StringConstraints(min_length=2, max_length=120)]
Minutes = Annotated[str, StringConstraints(min_length=2, max_length=1000)]
Hours = Annotated[Decimal, Field(gt=0, le=200, max_digits=4, decimal_places=1, description="学时｜hours")]
Year = Annotated[int, Field(ge=2019, le=2100, description="年度｜calendar year")]
KINDS = "、".join(f"{kind.value} {title}" for kind, title in TITLES.items())
_REASONS = "duty 因公、illness 因病、away 外出、other 其他、without_reason 无故｜why"


class Absence(Body):
    """Who was expected and not there."""

    person_id: uuid.UUID
    reason: AbsenceReason = Field(description=_REASONS)


class MeetingCreate(Body):
    """A gathering: who was there follows from who belongs to the branch, less those named as absent."""

    org_id: uuid.UUID = Field(description="党支部｜the branch")
    kinds: list[MeetingKind] = Field(
        min_length=1, max_length=6, description=f"一次活动可同时计为几种，不必重复填报：{KINDS}｜may count as several"
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
    """What may be put right; another day or kind is another meeting."""

    topic: Topic | None = None
    minutes: Minutes | None = None
    absent: list[Absence] | None = Field(default=None, max_length=500, description="改为以下人员缺席｜replaces")


class MeetingCancel(Body):
    """Why a record is withdrawn."""

    reason: Reason


class MeetingSummary(Answer):
    """A meeting in a list."""

    id: uuid.UUID
    org_id: uuid.UUID
    org_name: str | None
    kinds: list[MeetingKind] = Field(description=KINDS)
    held_on: dt.date
    topic: str
    expected: int = Field(description="应到｜expected")
    present: int = Field(description="实到｜of them present")
    guests: int = Field(description="列席的临时组织关系党员｜guests")
    cancelled_reason: str | None = Field(description="已撤销的不计｜a withdrawn record does not count")


class AttendanceRead(Answer):
    """Whether somebody was there."""

    person_id: uuid.UUID
    name: str
    is_guest: bool
    absence: AbsenceReason | None = Field(description=f"null 为到会；{_REASONS}｜null: was there")


class MeetingRead(MeetingSummary):
    """A meeting with who was there."""

    minutes: str | None
    hours: float | None = Field(description="计入培训的学时｜training hours")
    attendance: list[AttendanceRead]
    version: int


class MeetingPage(Page[MeetingSummary]):
    """A page of meetings."""


class MeetingQuery(PageQuery):
    """Which meetings."""

    sort: Literal["-held_on", "held_on"] = "-held_on"
    org_id: uuid.UUID | None = None
    kind: MeetingKind | None = Field(default=None, description=KINDS)
    from_on: dt.date | None = Field(default=None, description="自此日起｜from this day")
    to_on: dt.date | None = Field(default=None, description="至此日止｜to this day")


class OwnAttendance(Answer):
    """A meeting of one's branch, and whether one was there."""

    held_on: dt.date
    kinds: list[MeetingKind]
    topic: str
    is_guest: bool
    absence: AbsenceReason | None


class MeetingState(enum.StrEnum):
    """Where a required meeting stands on the day of asking."""

    HELD = "held"
    MISSED = "missed"
    OPEN = "open"
    UPCOMING = "upcoming"


STATES = "held 已开、missed 逾期未开、open 期内待开、upcoming 未到期｜held, missed, open, not yet due"


class ProgrammeItem(Body):
    """A plan for one required meeting."""

    kind: MeetingKind = Field(description=KINDS)
    number: int = Field(ge=1, le=12, description="本年第几次｜which of the year")
    planned_on: dt.date
    topic: Topic | None = None


class ProgrammeAdopt(Body):
    """The plan of a year; it replaces the plan before."""

    items: list[ProgrammeItem] = Field(max_length=60)


class ProgrammeRow(Answer):
    """One required meeting: its period, the plan, and whether it was held."""

    kind: MeetingKind = Field(description=KINDS)
    number: int
    first_on: dt.date
    last_on: dt.date
    planned_on: dt.date | None
    topic: str | None
    held_on: dt.date | None
    state: MeetingState = Field(description=STATES)


class ProgrammeRead(Answer):
    """A branch's year."""

    org_id: uuid.UUID
    name: str
    year: int
    items: list[ProgrammeRow]
    version: int = Field(description="计划的版本，0 为尚未制定｜0: no plan yet")


class LifeRow(Answer):
    """What a branch held and missed of one kind in a year."""

    org_id: uuid.UUID
    name: str
    name_key: str
    area_code: str
    kind: MeetingKind = Field(description=KINDS)
    required: int = Field(description="应开次数；等于已开、逾期、待开、未到期之和｜the sum of the four")
    held: int
    missed: int
    open: int
    upcoming: int
    last_held_on: dt.date | None
    mass_contacts: int = Field(description="本年联系群众记录数（N17）｜contacts with the masses, of the year")
    care: int = Field(description="本年党内关怀记录数（N20）｜records of care")
    supervision: int = Field(description="本年党内监督记录数（N20）｜records of supervision")


class LifePage(Page[LifeRow]):
    """A page of branches and kinds."""


class LifeQuery(PageQuery):
    """Which branches."""

    sort: Literal["name", "-name"] = "name"
    year: Year | None = Field(default=None, description="年度，空为本年｜this year unless given")
    area_code: AreaCode | None = None
    org_id: uuid.UUID | None = None
    kind: MeetingKind | None = Field(default=None, description=KINDS)
    missed: Annotated[bool | None, Field(description="true：有逾期未开的｜something was missed")] = None


class ProgrammeQuery(Body):
    """Which year."""

    year: Year | None = Field(default=None, description="年度，空为本年｜this year unless given")
