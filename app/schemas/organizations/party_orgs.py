"""Party organizations: requests and answers."""

import datetime as dt
import uuid
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from app.core.lists import Page, PageQuery
from app.core.terms import Term
from app.models.party_orgs import FoundingBasis, GuidanceKind
from app.rules.people.names import normalize_org_name
from app.rules.reference import codes
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
OrgCategoryRead = Annotated[
    str, Field(description=codes.described("party_org_category", "党组织类别｜kind of organization"))
]
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


class Guidance(Body):
    """指导关系，不带来查看权限。｜A guidance edge: it gives nobody any rows."""

    guided_by_id: uuid.UUID = Field(description="指导方党组织｜the guiding organization")
    kind: GuidanceKind


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
    basis: FoundingBasis | None = Field(
        default=None, description="组建依据，空为未登记｜on whose membership it was founded; null: not recorded"
    )


class OrgCreate(OrgFacts):
    """新设的党组织（N23、N24、N27、N28）。｜A new Party organization (N23, N24, N27, N28)."""

    name: OrgName
    category: Category
    parent_id: uuid.UUID | None = Field(default=None, description="上级党组织｜the superior organization")
    area_code: AreaCode
    department_id: uuid.UUID | None = None
    firm_ids: list[uuid.UUID] = Field(default=[], max_length=50, description="覆盖的律师事务所｜the firms it covers")
    guided_by: list[Guidance] = Field(default=[], max_length=10, description="指导关系｜guidance edges")
    founded_on: dt.date | None = None


class OrgUpdate(OrgFacts):
    """要修改的字段，未提交的不变。｜Changes; a field left out stays as it is."""

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
    """在同一基层党委之下改变隶属。｜A new place in the tree, under the same grassroots committee."""

    parent_id: uuid.UUID = Field(description="新的上级党组织｜the new superior")
    reason: Reason
    local_decision: LocalDecision | None = None


class OrgDissolve(Body):
    """撤销党组织。｜The end of an organization."""

    reason: Reason


class OrgSummary(Answer):
    """列表中的党组织。｜An organization in a list."""

    id: uuid.UUID
    name: str = Field(description="党组织全称，与印章一致｜full name as on the seal")
    name_key: str
    category: OrgCategoryRead
    parent_id: uuid.UUID | None
    area_code: str
    founded_on: dt.date | None = Field(description="成立日期，未登记的为 null｜founded on; null: not recorded")
    dissolved_on: dt.date | None = Field(description="撤销日期，未撤销的为 null｜dissolved on; null: not")


class OrgPage(Page[OrgSummary]):
    """党组织列表的一页。｜A page of organizations."""


class OrgSort(Term):
    """排序｜Order of the list."""

    NAME = "name", "按名称"
    NAME_DESC = "-name", "按名称倒序"


class OrgQuery(PageQuery):
    """Which organizations."""

    sort: OrgSort = OrgSort.NAME
    q: Annotated[str | None, Field(min_length=1, max_length=60, description="名称前缀｜prefix of the name")] = None
    area_code: AreaCode | None = None
    category: Annotated[
        list[Category] | None,
        Field(max_length=10, description="党组织类别，可重复｜kind of organization; repeat for several"),
    ] = None
    parent_id: uuid.UUID | None = None
    dissolved: bool = Field(default=False, description="已撤销的｜those dissolved")
    covers_firm_id: uuid.UUID | None = Field(default=None, description="覆盖此律师事务所的｜covering this firm")


class UnitRead(Answer):
    """覆盖的一个律师事务所。｜A covered firm."""

    firm_id: uuid.UUID
    name: str = Field(description="律师事务所名称｜name of the law firm")
    uscc: str


class GuidanceRead(Answer):
    """一条指导关系。｜A guidance edge."""

    guided_by_id: uuid.UUID
    name: str | None = Field(
        description="指导方党组织的名称，不在管辖范围内的为 null｜name of the guiding organization; null: not in scope"
    )
    kind: GuidanceKind


class OrgRead(OrgSummary):
    """党组织。｜An organization."""

    parent_name: str | None
    department_id: uuid.UUID | None
    local_decision: str | None
    can_transfer: bool | None = Field(
        description="是否有权转接组织关系，null 为按类别（党委有权）｜may transfer; null: as the category says"
    )
    unit_situation: str | None
    unit_name: str | None = Field(description="单位名称，没有的为 null｜name of the unit; null: none")
    unit_nature: str | None = Field(description="单位性质类别，没有的为 null｜nature of the unit; null: none")
    secretary_name: str | None
    contact_name: str | None = Field(description="党组织联系人，没有的为 null｜contact of the organization; null: none")
    contact_phone: str | None
    address: str | None = Field(description="通讯地址，没有的为 null｜postal address; null: none")
    postcode: str | None = Field(description="邮政编码，没有的为 null｜postcode; null: none")
    basis: FoundingBasis | None = Field(
        description="组建依据，null 为未登记｜on whose membership it was founded; null: not recorded"
    )
    dissolved_reason: str | None = Field(description="撤销的理由，未撤销的为 null｜why it was dissolved; null: not")
    members: int = Field(description="组织关系在本组织的党员数｜members whose formal affiliation is here")
    full_members: int = Field(description="其中正常党籍的正式党员数｜full members in normal status (counts for N23)")
    units: list[UnitRead] = Field(description="覆盖的律师事务所｜firms covered")
    guided_by: list[GuidanceRead]
    version: int


class OrgTree(Answer):
    """党组织及其下级。｜An organization and what is below it."""

    id: uuid.UUID
    name: str = Field(description="党组织全称｜full name")
    category: OrgCategoryRead
    members: int = Field(description="本组织正常党籍党员数｜members here, not below")
    children: list["OrgTree"] = Field(description="下级党组织｜those directly below")


class StandingRead(Answer):
    """一段时期的名称和隶属关系。｜Name and place in the tree during a period."""

    from_on: dt.date
    until_on: dt.date | None
    name: str = Field(description="当时的名称｜name during the period")
    category: OrgCategoryRead
    parent_id: uuid.UUID | None
    parent_name: str | None = Field(
        description="当时上级党组织的名称，没有的为 null｜name of the superior then; null: none"
    )
    reason: str | None = Field(description="变动的理由，没有的为 null｜why it changed; null: none")


class OrgHistory(Answer):
    """党组织的沿革，最近的在前。｜An organization over time, the latest first."""

    items: list[StandingRead] = Field(
        description="历次名称和隶属关系，最近的在前｜names and places in the tree, the latest first"
    )


class DirectoryEntry(Answer):
    """名录中的党组织，供填写去向。｜An organization as others may address it."""

    id: uuid.UUID
    name: str = Field(description="党组织全称｜full name")
    name_key: str
    category: OrgCategoryRead
    area_code: str
    parent_name: str | None
    can_transfer: bool = Field(description="是否有权转接组织关系的基层党委｜a committee with the power to transfer")


class DirectoryPage(Page[DirectoryEntry]):
    """党组织名录的一页。｜A page of the directory."""


class DirectoryQuery(PageQuery):
    """Which organizations."""

    q: Annotated[str | None, Field(min_length=1, max_length=60, description="名称前缀｜prefix of the name")] = None
    area_code: AreaCode | None = None
    category: Category | None = None
