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
    """Where the office is, in CGCS2000 (which agrees with WGS 84 within a metre).

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
    is_key_firm: bool = Field(default=False, description="是否重点律师事务所（N25）｜key firm")
    head_office_id: uuid.UUID | None = Field(default=None, description="分所的总所｜head office of a branch office")


class FirmCreate(FirmFacts):
    """A law firm or branch office that is not on record yet (N01)."""

    uscc: FirmCode
    name: FirmName
    form: FirmForm
    area_code: AreaCode
    status: FirmStatus = Field(default=FirmStatus.ACTIVE, description="执业状态｜status")


class FirmUpdate(FirmFacts):
    """Changes; a field left out stays as it is."""

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
    """A firm in a list."""

    id: uuid.UUID
    uscc: str = Field(description="统一社会信用代码｜unified social credit code")
    name: str
    name_key: str = Field(description="拼音排序键｜pinyin")
    form: str = Field(description="组织形式，代码表 law_firm_form｜form")
    status: FirmStatus
    area_code: str
    is_key_firm: bool = Field(description="是否重点律师事务所（N25）｜key firm")
    covering_org_id: uuid.UUID | None = Field(description="覆盖它的党组织｜the Party organization that covers it")


class FirmPage(Page[FirmSummary]):
    """A page of firms."""


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
    """A firm."""

    address: str | None
    head_name: str | None
    approved_on: dt.date | None
    authority: str | None
    business_types: list[str]
    location: Location | None = Field(description=LOCATION)
    head_office_id: uuid.UUID | None
    covering_org_name: str | None = Field(description="覆盖它的党组织名称｜its name")
    lawyers: int = Field(description="在本所执业的律师数（不含注销）｜lawyers here, without those cancelled")
    version: int


class FirmLawyer(Answer):
    """A lawyer of a firm on a day."""

    person_id: uuid.UUID
    name: str
    name_key: str = Field(description="拼音排序键｜pinyin")
    sex: str
    id_masked: str = Field(description="公民身份号码（部分隐去）｜masked")
    practice_type: str = Field(description="执业类别，代码表 practice_type｜category")
    licence_no: str | None


class FirmLawyerPage(Page[FirmLawyer]):
    """A page of a firm's lawyers."""


class FirmLawyerQuery(PageQuery):
    """As of which day."""

    sort: Literal["name", "-name"] = "name"
    as_of: dt.date | None = Field(
        default=None, description="截至哪一天，省略为今天｜as of a day", examples=["2025-12-31"]
    )


class FirmStandingRead(Answer):
    """A status during a period."""

    from_on: dt.date
    until_on: dt.date | None = Field(description="止（不含），null 为至今｜exclusive; null: until now")
    status: FirmStatus


class FirmHistory(Answer):
    """A firm over time, the latest first."""

    standings: list[FirmStandingRead] = Field(description="历次执业状态｜statuses")
    changes: list[ChangeRead] = Field(description="最近 200 次变更｜the latest 200 changes")
