"""Party members: requests and answers, with the columns of the 2017 collection form."""

import datetime as dt
import uuid
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from app.core.lists import Page, PageQuery
from app.core.terms import Term
from app.models.changes import AccessKind
from app.models.lawyers import AffiliationState, LawyerStatus
from app.models.members import AffiliationOpening
from app.rules.faults import RuleError
from app.rules.people.names import normalize_org_name
from app.schemas.base import Answer, Body, Line, Reason
from app.schemas.changes import ChangeRead
from app.schemas.people.contacts import Phone
from app.schemas.people.people import (
    CivilDate,
    EthnicGroup,
    IdentityNumber,
    MemberCategoryRead,
    PersonName,
    PersonNameRead,
)
from app.schemas.reference.areas import AreaCode
from app.schemas.reference.codes import code_field, known_code

Category = Annotated[str, known_code("member_category"), code_field("member_category", "人员类别｜category")]
Status = Annotated[str, known_code("membership_status"), code_field("membership_status", "党籍状态｜membership status")]
Education = Annotated[str, known_code("education"), code_field("education", "学历｜education")]
JobPost = Annotated[str, known_code("job_post"), code_field("job_post", "工作岗位｜job post")]
OutsideName = Annotated[
    str,
    AfterValidator(normalize_org_name),
    Field(
        max_length=200,
        description="组织关系在本系统之外的，填所在党支部全称｜full name of a branch outside the registry",
        examples=["中共某某街道某某社区支部"],
    ),
]


class OneHome(Body):
    """Where the formal affiliation lies: a branch of the registry, or one outside it."""

    org_id: uuid.UUID | None = Field(default=None, description="所在党支部｜the branch")
    outside_name: OutsideName | None = Field(default=None, validate_default=True)

    @field_validator("outside_name")
    @classmethod
    def _one_of_the_two(cls, outside_name: str | None, info: ValidationInfo) -> str | None:
        if "org_id" in info.data and (outside_name is None) == (info.data["org_id"] is None):
            message = "所在党支部（org_id）和系统外党支部（outside_name）须填其一，且只填其一。"
            raise RuleError("org_or_outside", message)
        return outside_name


class MemberCreate(OneHome):
    """尚未登记的党员（N01）。｜A Party member who is not on record yet (N01)."""

    id_number: IdentityNumber
    name: PersonName
    ethnic_group: EthnicGroup | None = None
    birth_date: Annotated[
        CivilDate | None, Field(description="档案出生日期，空为与身份证号一致｜of the personnel file, if it differs")
    ] = None
    category: Category
    admitted_on: CivilDate = Field(description="加入党组织日期｜admitted by the branch meeting on")
    regularized_on: CivilDate | None = None
    membership_status: Status = "1"
    education: Education | None = None
    job_post: JobPost | None = None
    lost_contact: bool = False
    lost_contact_on: CivilDate | None = None
    is_floating: bool = False
    floating_destination: Line | None = Field(default=None, max_length=100)
    mobile: Phone | None = None
    phone: Phone | None = None
    home_address: Line | None = Field(default=None, max_length=200, description="家庭住址，加密保存｜kept enciphered")
    affiliated_since: CivilDate | None = Field(
        default=None, description="组织关系在此处的起始日期，不知道的留空｜affiliation began on; empty: unknown"
    )


class MemberUpdate(Body):
    """要修改的字段，未提交的不变，可为空的填 null 即清空。｜Changes; a field left out stays as it is, null clears it
    where it may be empty.
    """

    name: PersonName | None = None
    ethnic_group: EthnicGroup | None = None
    birth_date: CivilDate | None = Field(default=None, description="档案出生日期｜of the personnel file")
    category: Category | None = None
    admitted_on: CivilDate | None = None
    regularized_on: CivilDate | None = None
    membership_status: Status | None = None
    document: Line | None = Field(
        default=None, max_length=200, description="更正党籍状态的依据｜what the corrected status rests on"
    )
    education: Education | None = None
    job_post: JobPost | None = None
    lost_contact: bool | None = None
    lost_contact_on: CivilDate | None = None
    is_floating: bool | None = None
    floating_destination: Line | None = Field(default=None, max_length=100)
    mobile: Phone | None = None
    phone: Phone | None = None
    home_address: Line | None = Field(default=None, max_length=200, description="家庭住址，加密保存｜kept enciphered")
    org_id: Any = Field(
        default=None,
        description="不能在此修改，须办理接转或更正｜refused: an affiliation is transferred",
    )
    outside_name: Any = Field(default=None, description="不能在此修改，同 org_id｜refused like org_id")
    reason: Reason | None = None

    @field_validator(
        "name",
        "birth_date",
        "category",
        "admitted_on",
        "membership_status",
        "lost_contact",
        "is_floating",
        mode="before",
    )
    @classmethod
    def _stays_filled(cls, value: Any) -> Any:
        if value is None:
            raise RuleError("required", "此项不能清空；不修改的，请不要提交此项。")
        return value


class AffiliationCorrect(OneHome):
    """更正登记有误的组织关系，须说明理由。｜A wrong affiliation put right, with the reason."""

    from_on: CivilDate = Field(description="自哪一天起归属此处｜from this day on")
    reason: Reason


class MemberSearch(Body):
    """只凭公民身份号码查找，号码不出现在地址中。｜By identity number alone, never in a URL."""

    id_number: IdentityNumber


class IdentityAsk(Body):
    """查看完整号码的理由。｜Why the full number is needed."""

    reason: Reason


class MemberSummary(Answer):
    """列表中的党员；查某日的名册时为当日的情况，只有现行记录才有的项目没有。｜A member in a list. With `as_of` the
    card is that of the day, and what only today's record says is absent.
    """

    person_id: uuid.UUID
    name: PersonNameRead
    name_key: str
    sex: str
    id_masked: str = Field(examples=["99************0015"])
    category: MemberCategoryRead
    org_id: uuid.UUID | None = Field(description="所在党支部，系统外为 null｜null: outside the registry")
    affiliation_name: str
    affiliation_state: AffiliationState
    firm_id: uuid.UUID | None = Field(default=None, description="执业的律师事务所｜the firm where they practise")
    membership_status: str | None = Field(
        default=None,
        description="党籍状态，代码表 membership_status；查某日的名册时没有｜membership status; absent with `as_of`",
    )
    admitted_on: dt.date | None = None
    lost_contact: bool | None = None
    is_floating: bool | None = None


class MemberPage(Page[MemberSummary]):
    """党员列表的一页。｜A page of members."""


class MemberSort(Term):
    """排序｜Order of the list."""

    NAME = "name", "按姓名"
    NAME_DESC = "-name", "按姓名倒序"


class AffiliationFilter(Term):
    """组织关系的归属｜Where the affiliation lies, or what stands beside it (N03, N11, N12)."""

    IN_FIRM_ORG = "in_firm_org", "在本所党组织"
    IN_AREA_ORG = "in_area_org", "在协会或其他党组织"
    OUTSIDE = "outside", "尚未转入"
    TEMPORARY = "temporary", "有临时组织关系"
    LOST_CONTACT = "lost_contact", "失联"
    FLOATING = "floating", "流动"
    FLOATING_UNREGISTERED = "floating_unregistered", "标为流动而未登记"


class OrgMemberQuery(PageQuery):
    """Which members of an organization and those below it."""

    sort: MemberSort = MemberSort.NAME
    as_of: dt.date | None = Field(default=None, description="某日的名册，YYYY-MM-DD｜the list as of a day")
    q: Annotated[
        str | None,
        Field(min_length=1, max_length=50, description="姓名、全拼或首字母的前缀｜prefix of name, pinyin, initials"),
    ] = None
    area_code: AreaCode | None = None
    area: Annotated[AreaCode | None, Field(description="同 area_code｜the same as area_code")] = None
    category: Category | None = None
    status: Annotated[Status | None, Field(description="党籍状态；不填为现有党员｜empty: present members")] = None
    affiliation: AffiliationFilter | None = Field(
        default=None, description="归属：在本所、在协会等、未转入、临时、失联、流动、标为流动而未登记｜where it sits"
    )
    law_firm_id: uuid.UUID | None = Field(default=None, description="在此律师事务所执业的｜practising at this firm")


class MemberQuery(OrgMemberQuery):
    """Which members."""

    org_id: uuid.UUID | None = Field(default=None, description="此党组织及其下级｜this organization and below")


class LawyerFacts(Answer):
    """律师记录所载，限于可见的。｜What the lawyer's record says, where the caller may see it."""

    firm_id: uuid.UUID | None
    firm_name: str | None
    practice_type: str
    status: LawyerStatus
    political_status: str | None


class MemberRead(MemberSummary):
    """党员记录：采集表的十六项，联系方式和号码部分隐去。｜A member's record: the sixteen items of the form, contacts
    and number in part.
    """

    ethnic_group: str | None
    birth_date: dt.date
    birth_date_differs: bool = Field(description="与身份证号所载不一致｜differs from the identity number")
    regularized_on: dt.date | None
    education: str | None
    job_post: str | None
    lost_contact_on: dt.date | None
    lost_contact_reason: str | None
    floating_destination: str | None
    mobile: str | None = Field(description="手机（部分隐去）｜masked")
    phone: str | None = Field(description="固定电话（部分隐去）｜masked")
    has_home_address: bool = Field(description="已登记家庭住址；内容凭理由查看｜on record; shown with the full number")
    affiliated_since: dt.date | None = Field(description="组织关系起始日期｜the affiliation began on")
    start_known: bool | None
    confirmed_at: dt.datetime | None = Field(description="本人确认时间，信息变更后清空｜confirmed by the member")
    lawyer: LawyerFacts | None = Field(description="律师信息，可见时｜null: no lawyer, or not in scope")
    completeness: int = Field(description="信息完整度（%），按采集表十六项｜per cent of the form's sixteen items")
    missing: list[str] = Field(description="尚未采集的项目｜items still to be collected")
    missing_for_transfer: list[str] = Field(description="其中办理接转必需的｜those that a transfer needs")
    version: int


class AffiliationRead(Answer):
    """一段时期的正式组织关系，按当时的情况。｜A formal affiliation during a period, as it was then."""

    from_on: dt.date
    until_on: dt.date | None
    start_known: bool
    org_id: uuid.UUID | None = Field(
        description="所在党支部，在系统外的为 null｜the branch; null: outside the registry"
    )
    affiliation_name: str = Field(description="当时的党支部名称｜name of the branch as it was then")
    affiliation_state: AffiliationState
    category: MemberCategoryRead
    opened_by: AffiliationOpening
    reason: str | None = Field(
        description="更正或调整的理由，没有的为 null｜why it was corrected or changed; null: none"
    )
    transfer_id: uuid.UUID | None = Field(
        description="形成这一段的组织关系接转，不是接转的为 null｜the transfer that began it; null: none"
    )


class AffiliationPage(Page[AffiliationRead]):
    """组织关系沿革的一页，最近的在前。｜Affiliations, the latest first."""


class ChangePage(Page[ChangeRead]):
    """变更记录的一页，最近的在前。｜Changes of a record, the latest first."""


class AccessRead(Answer):
    """一次查看记录。｜Somebody looked at the record."""

    id: uuid.UUID
    kind: AccessKind
    body_name: str
    role: str = Field(description="查看时所用的角色｜the role in which it was looked at")
    reason: str | None = Field(description="查看的理由，不需要理由的为 null｜the reason; null: none is asked for")
    at: dt.datetime


class AccessPage(Page[AccessRead]):
    """谁看过本人记录的一页，最近的在前。｜Who looked at the own record, the latest first."""


class IdentityRead(Answer):
    """平时部分隐去的内容，本次查看已留痕。｜What is otherwise shown in part; this look is on record."""

    id_number: str = Field(description="公民身份号码｜the full number")
    mobile: str | None = Field(description="手机号码（完整），没有的为 null｜the full number; null: none")
    phone: str | None = Field(description="固定电话（完整），没有的为 null｜the full number; null: none")
    home_address: str | None = Field(description="家庭住址，没有的为 null｜home address; null: none")
