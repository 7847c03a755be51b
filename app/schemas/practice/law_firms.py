"""Law firms: requests and answers."""

import datetime as dt
import uuid
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from app.core.lists import Page, PageQuery
from app.models.law_firms import FirmStatus
from app.rules.faults import RuleError
from app.rules.people.names import normalize_name, normalize_org_name
from app.rules.practice import uscc
from app.schemas.base import Answer, Body, Line, Reason
from app.schemas.changes import ChangeRead
from app.schemas.people.people import PersonNameRead
from app.schemas.reference.areas import AreaCode
from app.schemas.reference.codes import code_field, known_code


def _law_firm_code(text: str) -> str:
    code = uscc.validate(text)
    if not uscc.is_law_firm(code):
        raise RuleError("uscc_not_law_firm", "律师事务所的统一社会信用代码以 31 开头，请按执业许可证填写。")
    return code


FirmName = Annotated[
    str,
    AfterValidator(normalize_org_name),
    Field(
        max_length=200, description="执业许可证上的全称｜full name as on the licence", examples=["四川示例律师事务所"]
    ),
]
FirmCode = Annotated[
    str,
    AfterValidator(_law_firm_code),
    Field(
        max_length=40,
        description="统一社会信用代码（GB 32100-2015），18 位，以 31 开头｜unified social credit code",
        examples=["31110000E00017891P"],
    ),
]
FirmForm = Annotated[str, known_code("law_firm_form"), code_field("law_firm_form", "组织形式｜form of the firm")]
HeadName = Annotated[
    str,
    AfterValidator(normalize_name),
    Field(max_length=100, description="负责人｜head of the firm", examples=["张三"]),
]
BusinessType = Annotated[Line, Field(min_length=1, max_length=30)]


class Location(BaseModel):
    """办公地点的经纬度，CGCS2000（与 WGS 84 相差不到一米）；取自街道地图（GCJ-02）的偏差可达 600 米而方向一致，
    同一城市用同一来源即不影响距离。｜Where the office is, in CGCS2000 (which agrees with WGS 84 within a metre).
    Coordinates from a street map (GCJ-02) lie up to 600 m aside, all of them alike: distances within a city come out
    the same as long as a city's come from one source.
    """

    model_config = ConfigDict(extra="forbid")

    longitude: float = Field(ge=73, le=136, description="经度（度）｜degrees east", examples=[104.066])
    latitude: float = Field(ge=3, le=54, description="纬度（度）｜degrees north", examples=[30.572])


LOCATION = "办公地点经纬度，联合组建党组织时参考（N24），可不填；CGCS2000，同一城市宜用同一来源｜where the office is"


class FirmFacts(Body):
    """What can be given at first and changed later."""

    address: Line | None = Field(default=None, max_length=200, description="住所｜registered address")
    head_name: HeadName | None = None
    approved_on: dt.date | None = Field(default=None, description="批准设立日期｜approved on")
    authority: Line | None = Field(
        default=None, max_length=100, description="主管的司法行政机关｜the justice bureau in charge"
    )
    business_types: list[BusinessType] = Field(
        default=[],
        max_length=20,
        description="主要业务类别，联合组建党组织时参考（N24），宜用代码表 business_line 的名称｜lines of business",
    )
    location: Location | None = Field(default=None, description=LOCATION)
    is_key_firm: bool = False
    head_office_id: uuid.UUID | None = Field(default=None, description="分所的总所｜head office of a branch office")


class FirmCreate(FirmFacts):
    """尚未登记的律师事务所或分所（N01）。｜A law firm or branch office that is not on record yet (N01)."""

    uscc: FirmCode
    name: FirmName
    form: FirmForm
    area_code: AreaCode
    status: FirmStatus = FirmStatus.ACTIVE


class FirmUpdate(FirmFacts):
    """要修改的字段，未提交的不变。｜Changes; a field left out stays as it is."""

    uscc: FirmCode | None = None
    name: FirmName | None = None
    form: FirmForm | None = None
    area_code: AreaCode | None = None
    status: FirmStatus | None = Field(
        default=None, description="执业状态；注销后仍有执业律师的，见列表 unsettled=true｜status"
    )
    reason: Reason | None = None

    @model_validator(mode="after")
    def _required_columns_stay(self) -> Self:
        for name in ("uscc", "name", "form", "area_code", "status"):
            if name in self.model_fields_set and getattr(self, name) is None:
                raise ValueError("信用代码、名称、组织形式、所在区划和执业状态不能清空。")
        return self


class FirmSummary(Answer):
    """列表中的律师事务所。｜A firm in a list."""

    id: uuid.UUID
    uscc: str
    name: str = Field(description="执业许可证上的全称｜full name as on the licence")
    name_key: str
    form: str = Field(description="组织形式，代码表 law_firm_form｜form")
    status: FirmStatus
    area_code: str
    is_key_firm: bool
    covering_org_id: uuid.UUID | None = Field(description="覆盖它的党组织｜the Party organization that covers it")


class FirmPage(Page[FirmSummary]):
    """律师事务所列表的一页。｜A page of firms."""


class FirmQuery(PageQuery):
    """Which firms."""

    sort: Literal["name", "-name"] = "name"
    q: Annotated[
        str | None,
        Field(min_length=1, max_length=60, description="名称或其全拼的前缀｜prefix of the name or its pinyin"),
    ] = None
    area_code: AreaCode | None = None
    status: FirmStatus | None = None
    form: FirmForm | None = None
    is_key_firm: bool | None = Field(default=None, description="是否重点律师事务所（N25）｜key firms")
    covered: bool | None = Field(default=None, description="是否已有党组织覆盖（N22）｜covered by an organization")
    covering_org_id: uuid.UUID | None = Field(default=None, description="由此党组织覆盖的｜covered by this one")
    unsettled: bool | None = Field(
        default=None, description="已注销而仍有执业律师、待清理的｜cancelled, with lawyers still active there"
    )


class FirmRead(FirmSummary):
    """律师事务所。｜A firm."""

    address: str | None = Field(description="住所｜registered address")
    head_name: str | None
    approved_on: dt.date | None = Field(description="批准设立日期｜approved on")
    authority: str | None = Field(description="主管的司法行政机关｜the justice bureau in charge")
    business_types: list[str] = Field(description="主要业务类别｜lines of business")
    location: Location | None = Field(description=LOCATION)
    head_office_id: uuid.UUID | None
    covering_org_name: str | None
    lawyers: int = Field(description="在本所执业的律师数（不含注销）｜lawyers here, without those cancelled")
    version: int


class FirmLawyer(Answer):
    """某日在所的一名律师。｜A lawyer of a firm on a day."""

    person_id: uuid.UUID
    name: PersonNameRead
    name_key: str
    sex: str
    id_masked: str
    practice_type: str
    licence_no: str | None


class FirmLawyerPage(Page[FirmLawyer]):
    """在所律师的一页。｜A page of a firm's lawyers."""


class FirmLawyerQuery(PageQuery):
    """As of which day."""

    sort: Literal["name", "-name"] = "name"
    as_of: dt.date | None = Field(
        default=None, description="截至哪一天，省略为今天｜as of a day", examples=["2025-12-31"]
    )


class FirmStandingRead(Answer):
    """一段时期的执业状态。｜A status during a period."""

    from_on: dt.date
    until_on: dt.date | None
    status: FirmStatus


class FirmHistory(Answer):
    """律师事务所的沿革，最近的在前。｜A firm over time, the latest first."""

    standings: list[FirmStandingRead] = Field(description="历次执业状态｜statuses")
    changes: list[ChangeRead] = Field(description="最近 200 次变更｜the latest 200 changes")
