"""Lawyers: requests and answers."""

import datetime as dt
import uuid
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from app.core.lists import Page, PageQuery
from app.models.lawyers import AffiliationState, LawyerStatus, PoliticalStatusSource
from app.rules.faults import RuleError
from app.rules.reference import codes
from app.rules.text import compact
from app.schemas.base import Answer, Body, Line, Reason
from app.schemas.changes import ChangeRead
from app.schemas.people.contacts import Phone
from app.schemas.people.people import EthnicGroup, IdentityNumber, PersonName, PersonNameRead
from app.schemas.reference.areas import AreaCode
from app.schemas.reference.codes import code_field, known_code

LicenceNo = Annotated[
    str,
    Field(
        max_length=40,
        description="执业证号，17 位（旧证 12 位）｜licence number",
        examples=["15101201310000001"],
    ),
    AfterValidator(compact),
]
PracticeType = Annotated[
    str, known_code("practice_type"), code_field("practice_type", "执业类别｜category of practice")
]
PoliticalStatus = Annotated[
    str, known_code("political_status"), code_field("political_status", "政治面貌，不掌握的留空｜political status")
]


def _status_or_unknown(code: str) -> str:
    if code != "unknown" and codes.name("political_status", code) is None:
        raise RuleError(
            "code_unknown", "没有这个政治面貌代码，可用代码见 GET /api/v1/codes/political_status，或 unknown。"
        )
    return code


StatusDay = Annotated[
    dt.date, Field(description="政治面貌的核实日期，省略为今天｜when it was ascertained; today if left out")
]


class LawyerFacts(Body):
    """律师记录所载，限于可见的。｜What can be given at first and changed later."""

    licence_no: LicenceNo | None = None
    first_practised_on: dt.date | None = Field(default=None, description="首次执业日期｜first practised on")
    political_status: PoliticalStatus | None = None
    political_status_on: StatusDay | None = None
    ethnic_group: EthnicGroup | None = None
    birth_date: dt.date | None = Field(
        default=None, description="出生日期，以档案为准，省略取自公民身份号码｜the personnel file's"
    )
    mobile: Phone | None = None


class LawyerCreate(LawyerFacts):
    """尚未登记的律师（N01）。｜A lawyer who is not on record yet (N01)."""

    name: PersonName
    id_number: IdentityNumber
    firm_id: uuid.UUID = Field(description="执业机构，须已登记｜the firm, on record already")
    practice_type: PracticeType
    from_on: dt.date | None = Field(
        default=None, description="到本所执业日期，不清楚的留空｜at this firm since; leave out where unknown"
    )


class LawyerUpdate(LawyerFacts):
    """要修改的字段，未提交的不变；执业机构和类别由 POST /lawyers/{person_id}/practice 变更。｜Changes; a field left
    out stays as it is. Firm and category change by `POST /lawyers/{person_id}/practice`.
    """

    name: PersonName | None = None
    status: LawyerStatus | None = Field(default=None, description="执业状态；注销即结束在本所的执业｜status")
    reason: Reason | None = None

    @model_validator(mode="after")
    def _required_columns_stay(self) -> Self:
        for name in ("name", "status", "birth_date"):
            if name in self.model_fields_set and getattr(self, name) is None:
                raise ValueError("姓名、执业状态和出生日期不能清空。")
        return self


class PracticeStart(Body):
    """自某日起在一个机构以一种类别执业。｜Practice at a firm in a category from a day on."""

    firm_id: uuid.UUID = Field(description="执业机构｜the firm")
    practice_type: PracticeType
    licence_no: LicenceNo | None = Field(default=None, description="新的执业证号，省略则沿用｜the old one if left out")
    from_on: dt.date = Field(description="自哪一天起｜from which day on", examples=["2026-03-01"])


class LawyerClaim(Body):
    """已在别处登记、现在获准在本地执业的律师。｜A lawyer on record elsewhere who is licensed here now."""

    id_number: IdentityNumber
    licence_no: LicenceNo
    firm_id: uuid.UUID = Field(description="本地的执业机构｜the firm here")
    practice_type: PracticeType
    from_on: dt.date = Field(description="自哪一天起｜from which day on", examples=["2026-03-01"])
    document: Annotated[Line, StringConstraints(min_length=2, max_length=300)] = Field(
        description="准予变更执业机构的文书，原登记机关可见｜the document, shown to the bureau that loses the lawyer",
        examples=["川司许律〔2026〕123号"],
    )


class LawyerSearch(Body):
    """要查找的号码。｜A number to look up."""

    id_number: IdentityNumber


class LawyerSummary(Answer):
    """列表中的律师。｜A lawyer in a list."""

    person_id: uuid.UUID
    name: PersonNameRead
    name_key: str
    sex: str
    id_masked: str
    firm_id: uuid.UUID | None = Field(
        description="执业的律师事务所，已注销的为 null｜the firm; null: licence cancelled"
    )
    firm_name: str | None = Field(
        description="执业的律师事务所名称，已注销的为 null｜name of the firm; null: licence cancelled"
    )
    practice_type: str
    licence_no: str | None
    status: LawyerStatus
    political_status: str | None
    affiliation_state: AffiliationState
    affiliation_name: str | None


class LawyerPage(Page[LawyerSummary]):
    """律师列表的一页。｜A page of lawyers."""


class LawyerQuery(PageQuery):
    """Which lawyers."""

    sort: Literal["name", "-name"] = "name"
    q: Annotated[
        str | None,
        Field(min_length=1, max_length=50, description="姓名、全拼或首字母的前缀｜prefix of the name or its pinyin"),
    ] = None
    firm_id: uuid.UUID | None = None
    area_code: AreaCode | None = None
    status: LawyerStatus | None = None
    practice_type: PracticeType | None = None
    political_status: Annotated[
        list[Annotated[str, AfterValidator(_status_or_unknown)]] | None,
        Field(max_length=14, description="政治面貌，可重复；unknown 为未掌握（N02）｜repeat for several"),
    ] = None
    affiliation_state: Annotated[
        list[AffiliationState] | None, Field(max_length=4, description="组织关系，可重复（N03）｜repeat for several")
    ] = None
    unattached: bool | None = Field(
        default=None, description="口袋党员：政治面貌为党员而无党员记录（N08）｜01 or 02 without a member record"
    )
    political_status_differs: bool | None = Field(
        default=None, description="政治面貌与有无党员记录不一致、待核（N05）｜disagrees with the member record"
    )


class LawyerRead(LawyerSummary):
    """律师。｜A lawyer."""

    first_practised_on: dt.date | None
    political_status_source: PoliticalStatusSource | None = Field(description="政治面貌来源（N02）｜its source")
    political_status_on: dt.date | None = Field(description="政治面貌核实日期（N02）｜when it was ascertained")
    political_status_differs: bool = Field(description="与有无党员记录不一致、待核｜to be settled")
    ethnic_group: str | None = Field(description="民族；党员记录不在管辖范围内的为 null｜null where kept elsewhere")
    birth_date: dt.date | None
    birth_date_differs: bool | None = Field(description="与公民身份号码不一致，待核｜differs from the identity number")
    mobile: str | None = Field(description="手机号码（部分隐去）｜masked")
    version: int


class RemarkRead(Answer):
    """已保存但存疑的一项。｜What is odd about a field and accepted all the same."""

    field: str
    code: str = Field(description="稳定的代码，供程序判断｜stable code for programs")
    message: str


class LawyerWritten(LawyerRead):
    """刚登记或修改的律师。｜A lawyer as just written."""

    remarks: list[RemarkRead] = Field(description="存疑事项，已保存，请核对｜accepted with these doubts")


class PracticeRead(Answer):
    """一段执业经历。｜Practice at a firm during a period."""

    from_on: dt.date
    until_on: dt.date | None
    start_known: bool
    firm_id: uuid.UUID | None = Field(
        description="律师事务所，不在管辖范围内的为 null｜the firm; null: beyond the scope"
    )
    firm_name: str | None = Field(description="当时的名称｜its name then")
    practice_type: str
    licence_no: str | None


class PracticeHistory(Answer):
    """历次执业，最近的在前。｜Where a lawyer practised, the latest first."""

    items: list[PracticeRead] = Field(description="历次执业，最近的在前｜where and when, the latest first")


class LawyerHistory(Answer):
    """律师记录的变更，最近的在前。｜What changed in a lawyer's record, the latest first."""

    items: list[ChangeRead] = Field(description="最近 200 次变更｜the latest 200 changes")


class StatusCount(Answer):
    """一种政治面貌的律师人数。｜How many lawyers have a political status."""

    code: str = Field(description="代码表 political_status；unknown 为未掌握｜unknown: none on record")
    name: str = Field(description="政治面貌名称｜name of the political status")
    lawyers: int = Field(description="律师人数｜lawyers")
    stale: int = Field(description="其中逾期未核实｜of these, not ascertained lately")


class StatusQuery(Body):
    """Of which area."""

    area_code: AreaCode = Field(default="0", description="区划，省略为管辖范围全部｜the whole scope if left out")


class StatusCounts(Answer):
    """一个区划的律师政治面貌掌握情况（N02）。｜How well the political statuses of an area's lawyers are known (N02)."""

    area_code: str = Field(description="统计的区划（GB/T 2260）｜the area counted")
    total: int = Field(description="律师数（不含注销）｜lawyers, without those cancelled")
    known: int = Field(description="已掌握｜known")
    unknown: int = Field(description="未掌握｜unknown")
    stale: int = Field(description="已掌握但逾期未核实｜known, but not ascertained within `stale_months`")
    stale_months: int = Field(description="核实周期（月）｜months after which a status is stale")
    statuses: list[StatusCount] = Field(description="按政治面貌｜by political status")
