"""The coverage table of the yearly statistics, its column of law firms (社会组织法人单位建立党的基层组织情况)."""

import datetime as dt
from typing import Annotated

from pydantic import ConfigDict, Field, model_validator

from app.core.dates import WrittenDates
from app.core.terms import Term
from app.models.areas import AreaLevel
from app.rules.faults import RuleError
from app.schemas.base import Answer
from app.schemas.reference.areas import AreaCode


class CoverageQuery(WrittenDates):
    """Of which area, by which areas below it, on which day."""

    model_config = ConfigDict(extra="forbid")

    area: AreaCode
    level: Annotated[
        AreaLevel | None, Field(description="分列的区划级别，不填为直接下级｜level of the rows; else directly below")
    ] = None
    as_of: dt.date | None = Field(default=None, description="某日的情况，不填为今日｜on a day, by default today")


class CoverageTable(Answer):
    """统计表的一列：单位数 = 单独建立 + 联合建立 + 未建立，各数均给出，为零的也给出。｜One column of the table:
    `units` = `own` + `joint` + `uncovered`; every number is given, zero included.
    """

    units: int = Field(description="单位数（未注销的律师事务所）｜firms not cancelled")
    own: int = Field(description="已单独建立党组织的｜with an organization of their own")
    own_committee: int = Field(description="其中：建立党委的｜of which with a committee")
    own_general_branch: int = Field(description="其中：建立总支部的｜of which with a general branch")
    own_branch: int = Field(description="其中：建立支部的｜of which with a branch")
    joint: int = Field(description="已建立联合党支部的｜firms in joint branches")
    joint_with_three: int = Field(description="其中：具有3名以上党员的（应单独建立）｜which should have their own")
    joint_branches: int = Field(description="联合党支部数｜joint branches, each once")
    uncovered: int = Field(description="未建立党组织的｜without an organization")
    should_have: int = Field(description="应建尚未建立党组织的｜should have one and have none")
    should_have_with_group: int = Field(description="其中：建立党小组的｜of which with a Party group")
    individual_members: int = Field(description="仅有个别党员的｜with individual members only")
    no_members: int = Field(description="没有党员的｜without members")
    with_liaison: int = Field(description="未建立党组织而已派党建工作指导员的｜without an organization, with a liaison")
    practitioners: int = Field(description="从业人员（执业律师）｜lawyers who practise there")
    members: int = Field(description="其中：党员｜Party members among them")
    untransferred: int = Field(description="其中：未转入组织关系的｜of which relationship not transferred")
    liaisons: int = Field(description="党建工作指导员人数，每人计一次｜liaisons, each person once")
    absorbed_committees: int = Field(
        description="吸收未转入组织关系的党员建立的党委｜committees founded on members not transferred"
    )
    absorbed_general_branches: int = Field(
        description="吸收未转入组织关系的党员建立的总支部｜general branches founded on them"
    )
    absorbed_branches: int = Field(
        description="吸收未转入组织关系的党员建立的支部（含联合）｜branches founded on them, joint ones included"
    )


class CoveragePair(Answer):
    """全部律师事务所，以及其中的重点所（N25）。｜All firms, and the key firms among them (N25)."""

    firms: CoverageTable = Field(description="全部律师事务所｜all law firms")
    key_firms: CoverageTable = Field(description="其中：重点律师事务所（按今日标记）｜key firms, by today's mark")


class CoverageOfArea(CoveragePair):
    """一个区划的统计表。｜An area's table."""

    code: str = Field(description="区划代码（GB/T 2260）｜area code")
    name: str = Field(description="区划名称｜name of the area")
    level: AreaLevel


class CoverageRead(Answer):
    """一个区划及其下各区划的统计表，另列不属于所列区划的。｜The table of an area, of those below it, and of the firms
    that lie in none of these.
    """

    area: str = Field(description="统计的区划｜the area counted")
    as_of: dt.date
    total: CoveragePair = Field(description="合计｜the whole area")
    areas: list[CoverageOfArea] = Field(description="分区划｜by area")
    rest: CoveragePair = Field(description="不属于所列区划的（本级直接管理）｜firms in none of the listed areas")


class TrendStep(Term):
    """时点间隔｜How far the dates of a trend lie apart."""

    WEEK = "week", "每周"
    MONTH = "month", "每月"
    QUARTER = "quarter", "每季"
    YEAR = "year", "每年"


_MOST_DAYS = {TrendStep.WEEK: 366, TrendStep.MONTH: 1830, TrendStep.QUARTER: 5490, TrendStep.YEAR: 20000}


class TrendQuery(WrittenDates):
    """Of which area, from when to when, in which steps."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    area: AreaCode
    from_on: Annotated[dt.date, Field(alias="from", description="起点，即目标期限的起算日｜the first date")]
    to_on: Annotated[dt.date, Field(alias="to", description="终点｜the last date, at most today")]
    step: TrendStep = TrendStep.MONTH

    @model_validator(mode="after")
    def _not_too_long(self) -> "TrendQuery":
        if not 0 <= (self.to_on - self.from_on).days <= _MOST_DAYS[self.step]:
            raise RuleError("trend_period", "to 不得早于 from，且期间不得超过约六十个时点，请缩短期间或放大 step。")
        return self


class TrendPoint(Answer):
    """一个时点的覆盖情况：已建立 = 单独建立 + 联合建立。｜Coverage on a date: `covered` = `own` + `joint`."""

    on: dt.date = Field(description="时点｜the date")
    units: int = Field(description="单位数（未注销的律师事务所）｜firms not cancelled")
    own: int = Field(description="已单独建立党组织的｜with an organization of their own")
    joint: int = Field(description="已建立联合党支部的｜in joint branches")
    covered: int = Field(description="已建立党组织的｜own or joint")
    uncovered: int = Field(description="未建立党组织的｜without an organization")
    with_liaison: int = Field(description="未建立而已派指导员的｜without, but with a liaison")
    expected: int = Field(
        description="按目标进度应覆盖的（由起点匀速至目标日全覆盖）｜on a straight line to the target"
    )
    key_units: int = Field(description="其中：重点律师事务所｜key firms")
    key_covered: int = Field(description="重点律师事务所中已建立党组织的｜key firms with an organization, own or joint")


class TrendRead(Answer):
    """覆盖的进展与目标对照，目标为到期全部覆盖。｜Coverage over time against the target: every firm covered by
    `target_on`.
    """

    area: str = Field(description="统计的区划｜the area counted")
    target_on: dt.date = Field(description="目标日：起点加目标期限｜the first date and the figure's months")
    target_source: str = Field(description="目标期限的依据｜source of the figure")
    points: list[TrendPoint] = Field(description="各时点，按日期｜the dates in order")
