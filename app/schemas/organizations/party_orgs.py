"""Party organizations: requests and answers."""

import datetime as dt
import enum
import uuid
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from app.core.lists import Page, PageQuery
from app.models.party_orgs import FoundingBasis, GuidanceKind
from app.rules.people.names import normalize_org_name
from app.schemas.base import Answer, Body, Line, Reason
from app.schemas.people.contacts import Phone
from app.schemas.reference.areas import AreaCode
from app.schemas.reference.codes import code_field, known_code

OrgName = Annotated[
    str,
    AfterValidator(normalize_org_name),
    Field(
        max_length=120,
        description="党组织全称，与印章一致｜full name as on the seal",
        examples=["中共示例律师事务所支部"],
    ),
]
Category = Annotated[str, known_code("party_org_category"), code_field("party_org_category", "组织类别｜category")]
UnitSituation = Annotated[
    str,
    known_code("party_org_unit_situation"),
    code_field("party_org_unit_situation", "党组织所在单位情况｜unit situation"),
]
LocalDecision = Annotated[
    Line,
    Field(
        min_length=2,
        max_length=300,
        description="当地确定隶属关系的决定，无律师协会或另有规定时填写（N28）｜the recorded local decision",
    ),
]


BASIS = (
    "组建依据：transferred 以已转入组织关系的党员建立；absorbed 吸收未转入组织关系的党员建立（统计年报单列）；"
    "空为未登记｜on whose membership it was founded"
)


class Guidance(Body):
    """A guidance edge: it gives nobody any rows."""

    guided_by_id: uuid.UUID = Field(description="指导方党组织｜the guiding organization")
    kind: GuidanceKind = Field(description="association 律师协会指导；head_office 总所指导分所")


class OrgFacts(Body):
    """What can be set at founding and changed later."""

    can_transfer: bool | None = Field(
        default=None,
        description="是否有权转接组织关系，空为按类别（党委有权）｜may transfer; null: as the category says",
    )
    unit_situation: UnitSituation | None = None
    unit_name: Line | None = Field(default=None, max_length=120, description="单位名称｜name of the unit")
    unit_nature: Line | None = Field(default=None, max_length=40, description="单位性质类别｜nature of the unit")
    secretary_name: Line | None = Field(default=None, max_length=50, description="党组织书记｜secretary")
    contact_name: Line | None = Field(default=None, max_length=50, description="党组织联系人｜contact")
    contact_phone: Phone | None = None
    address: Line | None = Field(default=None, max_length=200, description="通讯地址｜postal address")
    postcode: str | None = Field(default=None, pattern=r"^\d{6}$", description="邮政编码｜postcode")
    local_decision: LocalDecision | None = None
    basis: FoundingBasis | None = Field(default=None, description=BASIS)


class OrgCreate(OrgFacts):
    """A new Party organization (N23, N24, N27, N28)."""

    name: OrgName
    category: Category
    parent_id: uuid.UUID | None = Field(default=None, description="上级党组织｜the superior organization")
    area_code: AreaCode
    department_id: uuid.UUID | None = Field(
        default=None, description="设在司法行政机关或律师协会的，填该部门｜the bureau or association it belongs to"
    )
    firm_ids: list[uuid.UUID] = Field(default=[], max_length=50, description="覆盖的律师事务所｜the firms it covers")
    guided_by: list[Guidance] = Field(default=[], max_length=10, description="指导关系｜guidance edges")
    founded_on: dt.date | None = Field(default=None, description="成立日期｜founded on")


class OrgUpdate(OrgFacts):
    """Changes; a field left out stays as it is."""

    name: OrgName | None = None
    category: Category | None = None
    firm_ids: list[uuid.UUID] | None = Field(
        default=None, max_length=50, description="覆盖的全部律师事务所｜all firms it covers"
    )
    guided_by: list[Guidance] | None = Field(default=None, max_length=10)
    reason: Reason | None = None

    @model_validator(mode="after")
    def _required_columns_stay(self) -> Self:
        for name in ("name", "category"):
            if name in self.model_fields_set and getattr(self, name) is None:
                raise ValueError("名称和组织类别不能清空。")
        return self


class OrgMove(Body):
    """A new place in the tree, under the same grassroots committee."""

    parent_id: uuid.UUID = Field(description="新的上级党组织｜the new superior")
    reason: Reason
    local_decision: LocalDecision | None = None


class OrgDissolve(Body):
    """The end of an organization."""

    reason: Reason


class OrgSummary(Answer):
    """An organization in a list."""

    id: uuid.UUID
    name: str
    name_key: str = Field(description="拼音排序键｜pinyin")
    category: str
    parent_id: uuid.UUID | None
    area_code: str
    founded_on: dt.date | None
    dissolved_on: dt.date | None


class OrgPage(Page[OrgSummary]):
    """A page of organizations."""


class OrgSort(enum.StrEnum):
    """Order of the list."""

    NAME = "name"
    NAME_DESC = "-name"


class OrgQuery(PageQuery):
    """Which organizations."""

    sort: OrgSort = OrgSort.NAME
    q: Annotated[str | None, Field(min_length=1, max_length=60, description="名称前缀｜prefix of the name")] = None
    area_code: AreaCode | None = None
    category: Annotated[list[Category] | None, Field(max_length=10, description="可重复｜repeat for several")] = None
    parent_id: uuid.UUID | None = None
    dissolved: bool = Field(default=False, description="已撤销的｜those dissolved")
    covers_firm_id: uuid.UUID | None = Field(default=None, description="覆盖此律师事务所的｜covering this firm")


class UnitRead(Answer):
    """A covered firm."""

    firm_id: uuid.UUID
    name: str
    uscc: str


class GuidanceRead(Answer):
    """A guidance edge."""

    guided_by_id: uuid.UUID
    name: str | None
    kind: GuidanceKind


class OrgRead(OrgSummary):
    """An organization."""

    parent_name: str | None = Field(description="上级党组织名称｜superior")
    department_id: uuid.UUID | None
    local_decision: str | None
    can_transfer: bool | None
    unit_situation: str | None
    unit_name: str | None
    unit_nature: str | None
    secretary_name: str | None
    contact_name: str | None
    contact_phone: str | None = Field(description="联系电话（部分隐去）｜masked")
    address: str | None
    postcode: str | None
    basis: FoundingBasis | None = Field(description=BASIS)
    dissolved_reason: str | None
    members: int = Field(description="组织关系在本组织的党员数｜members whose formal affiliation is here")
    full_members: int = Field(description="其中正常党籍的正式党员数｜full members in normal status (counts for N23)")
    units: list[UnitRead] = Field(description="覆盖的律师事务所｜firms covered")
    guided_by: list[GuidanceRead]
    version: int


class OrgTree(Answer):
    """An organization and what is below it."""

    id: uuid.UUID
    name: str
    category: str
    members: int = Field(description="本组织正常党籍党员数｜members here, not below")
    children: list["OrgTree"]


class StandingRead(Answer):
    """Name and place in the tree during a period."""

    from_on: dt.date
    until_on: dt.date | None = Field(description="止（不含），null 为至今｜exclusive; null: until now")
    name: str
    category: str
    parent_id: uuid.UUID | None
    parent_name: str | None
    reason: str | None


class OrgHistory(Answer):
    """An organization over time, the latest first."""

    items: list[StandingRead]


class DirectoryEntry(Answer):
    """An organization as others may address it."""

    id: uuid.UUID
    name: str
    name_key: str
    category: str
    area_code: str
    parent_name: str | None
    can_transfer: bool = Field(description="是否有权转接组织关系的基层党委｜a committee with the power to transfer")


class DirectoryPage(Page[DirectoryEntry]):
    """A page of the directory."""


class DirectoryQuery(PageQuery):
    """Which organizations."""

    q: Annotated[str | None, Field(min_length=1, max_length=60, description="名称前缀｜prefix of the name")] = None
    area_code: AreaCode | None = None
    category: Category | None = None
