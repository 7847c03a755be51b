"""What may be shared between departments: data sets, their fields, transforms and purposes (N05, N06).

Each field has one authoritative department; a purpose bounds what a grant may contain, and a grant what leaves
(docs/domain.md#what-is-shared).
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from app.core.terms import Term
from app.models.areas import DepartmentKind
from app.models.sharing import Embargo
from app.rules.faults import Fault, RuleError
from app.rules.reference.authority import CIVIL, DEPARTMENTS, FIELDS, OWNERS


class Transform(Term):
    """字段的提供形式｜How much of a field leaves; `omit` leaves it out."""

    FULL = "full", "原值"
    OMIT = "omit", "不提供"
    YEAR = "year", "只到年份"
    LAST4 = "last4", "只有后四位"
    INITIAL = "initial", "只有姓"
    PAIRWISE = "pairwise", "本授权专用标识"
    MASKED = "masked", "部分隐去"


class SharingClass(Term):
    """共享类型｜Whether a data set is shared on request or under conditions (政务数据共享条例)."""

    UNCONDITIONAL = "unconditional", "无条件共享"
    CONDITIONAL = "conditional", "有条件共享"


T = Transform
Fields = Mapping[str, Transform]


@dataclass(frozen=True, slots=True)
class SharedField:
    """A field of a data set: what it is called, the column behind it, whose fact it is, how it may be transformed."""

    title: str
    column: str
    authority: DepartmentKind
    transforms: tuple[Transform, ...]


@dataclass(frozen=True, slots=True)
class DataSet:
    """One kind of record that is shared, `noun` its table. Every record carries `id` beside the granted fields."""

    title: str
    noun: str
    summary: str
    sharing_class: SharingClass
    update_period: str
    fields: Mapping[str, SharedField]


def _field(noun: str, column: str, *transforms: Transform) -> SharedField:
    known = FIELDS[noun][column]
    return SharedField(known.title, column, DEPARTMENTS[known.side], transforms or (T.FULL,))


_member, _lawyer, _law_firm, _party_org = (
    partial(_field, noun) for noun in ("member", "lawyer", "law_firm", "party_org")
)
_NAME, _NUMBER, _DAY = (T.FULL, T.INITIAL), (T.FULL, T.LAST4, T.MASKED), (T.FULL, T.YEAR)

DATA_SETS: Mapping[str, DataSet] = {
    "members": DataSet(
        "律师行业党员",
        "member",
        "党员身份、组织关系所在党组织和归属状况；不含民主评议、处分、家庭和住址。",
        SharingClass.CONDITIONAL,
        "实时",
        {
            "name": _member("name", *_NAME),
            "id_number": _member("id_number", *_NUMBER),
            "sex": _member("sex"),
            "birth_date": _member("birth_date", *_DAY),
            "member_category": _member("category"),
            "membership_status": _member("membership_status"),
            "admitted_on": _member("admitted_on", *_DAY),
            "regularized_on": _member("regularized_on", *_DAY),
            "organization_id": _member("org_id"),
            "organization_name": _member("affiliation_name"),
            "affiliation_state": _member("affiliation_state"),
            "law_firm_id": _member("firm_id"),
        },
    ),
    "lawyers": DataSet(
        "执业律师",
        "lawyer",
        "律师执业机构、类别、状态、执业证号和政治面貌。",
        SharingClass.CONDITIONAL,
        "实时",
        {
            "name": _lawyer("name", *_NAME),
            "id_number": _lawyer("id_number", *_NUMBER),
            "sex": _lawyer("sex"),
            "licence_no": _lawyer("licence_no", T.FULL, T.LAST4),
            "practice_type": _lawyer("practice_type"),
            "status": _lawyer("status"),
            "first_practised_on": _lawyer("first_practised_on", *_DAY),
            "law_firm_id": _lawyer("firm_id"),
            "law_firm_name": _lawyer("firm_name"),
            "political_status": _lawyer("political_status"),
            "political_status_on": _lawyer("political_status_on", *_DAY),
            "affiliation_state": _lawyer("affiliation_state"),
            "organization_name": _lawyer("affiliation_name"),
        },
    ),
    "law_firms": DataSet(
        "律师事务所",
        "law_firm",
        "名称、统一社会信用代码、地址、状态和覆盖该所的党组织。",
        SharingClass.UNCONDITIONAL,
        "实时",
        {
            "name": _law_firm("name"),
            "uscc": _law_firm("uscc"),
            "area_code": _law_firm("area_code"),
            "address": _law_firm("address"),
            "status": _law_firm("status"),
            "head_name": _law_firm("head_name", *_NAME),
            "covering_organization_id": _law_firm("covering_org_id"),
        },
    ),
    "party_orgs": DataSet(
        "律师行业党组织",
        "party_org",
        "名称、类别、隶属关系和设立、撤销日期。",
        SharingClass.CONDITIONAL,
        "实时",
        {
            "name": _party_org("name"),
            "category": _party_org("category"),
            "parent_id": _party_org("parent_id"),
            "area_code": _party_org("area_code"),
            "founded_on": _party_org("founded_on", *_DAY),
            "dissolved_on": _party_org("dissolved_on", *_DAY),
            "secretary_name": _party_org("secretary_name", *_NAME),
        },
    ),
}


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why data may be asked for, and the most that this reason carries: data set -> fields."""

    title: str
    legal_basis: str
    most: Mapping[str, frozenset[str]]


_NOTICE = "《关于进一步加强和改进律师行业党的建设工作的通知》（2008年）第一部分"


def _all(data_set: str, *but: str) -> frozenset[str]:
    return frozenset(DATA_SETS[data_set].fields) - frozenset(but)


PURPOSES: Mapping[str, Purpose] = {
    "party_building": Purpose(
        "律师行业党的建设：掌握律师党员和党组织情况",
        f"{_NOTICE}“实现律师党员信息数据的互通共享”",
        {
            "members": _all("members"),
            "lawyers": _all("lawyers"),
            "law_firms": _all("law_firms"),
            "party_orgs": _all("party_orgs"),
        },
    ),
    "transfer_supervision": Purpose(
        "督促组织关系接转：核对律师党员的组织关系是否转入",
        f"{_NOTICE}“做好律师党员组织关系接转工作”",
        {
            "members": _all("members", "birth_date", "admitted_on", "regularized_on"),
            "lawyers": _all("lawyers", "licence_no", "political_status_on"),
            "law_firms": _all("law_firms", "address", "head_name"),
            "party_orgs": _all("party_orgs", "secretary_name"),
        },
    ),
    "practice_supervision": Purpose(
        "律师执业管理：年度考核和执业变更时核对党组织关系",
        "《律师事务所管理办法》关于律师事务所党的建设的规定",
        {
            "members": frozenset({"name", "id_number", "organization_name", "affiliation_state", "law_firm_id"}),
            "lawyers": _all("lawyers"),
            "law_firms": _all("law_firms"),
        },
    ),
    "coverage_statistics": Purpose(
        "党的组织和工作覆盖统计",
        "2008年通知第二部分关于扩大党的组织和工作覆盖面的规定",
        {
            "members": frozenset({"member_category", "membership_status", "affiliation_state", "law_firm_id"}),
            "lawyers": frozenset({"practice_type", "status", "law_firm_id", "political_status", "affiliation_state"}),
            "law_firms": _all("law_firms", "head_name"),
            "party_orgs": _all("party_orgs", "secretary_name"),
        },
    ),
}


def check_fields(purpose: str, data_sets: Mapping[str, Fields]) -> None:
    """Whether a grant asks for nothing but what exists, what its purpose carries, and in a way it may leave.

    Errors: `purpose_unknown`, `data_set_unknown`, `field_unknown`, `field_beyond_purpose`, `transform_not_allowed`,
    `fields_missing`.
    """
    bounds = PURPOSES.get(purpose)
    if bounds is None:
        raise RuleError("purpose_unknown", f"没有这个用途，请从共享目录中选择：{'、'.join(PURPOSES)}")
    if not data_sets:
        raise RuleError("fields_missing", "请至少选择一个数据集及其字段")
    for name, fields in data_sets.items():
        if name not in DATA_SETS:
            raise RuleError("data_set_unknown", f"没有数据集 {name}，请从共享目录中选择")
        if not fields:
            raise RuleError("fields_missing", f"数据集 {name} 未选择任何字段")
        for field, transform in fields.items():
            known = DATA_SETS[name].fields.get(field)
            if known is None:
                raise RuleError("field_unknown", f"数据集 {name} 没有字段 {field}")
            if field not in bounds.most.get(name, frozenset()):
                raise RuleError("field_beyond_purpose", f"用途 {purpose} 不需要 {name} 的字段 {field}（最小必要）")
            if transform is not T.OMIT and transform not in known.transforms:
                raise RuleError("transform_not_allowed", f"{name}.{field} 只能取：{'、'.join(known.transforms)}、omit")


def authorities(data_sets: Mapping[str, Fields]) -> frozenset[DepartmentKind]:
    """The departments whose facts a grant contains, each of which has to approve it (N05).

    Name or number on the list of members say that the person is one: for civil facts the record's own department
    answers, though another is authoritative for them.
    """
    return frozenset(
        DEPARTMENTS[OWNERS[DATA_SETS[name].noun]] if field in CIVIL else DATA_SETS[name].fields[field].authority
        for name, fields in data_sets.items()
        for field, transform in fields.items()
        if transform is not T.OMIT
    )


def unanswered(data_sets: Mapping[str, Fields]) -> dict[str, None]:
    """The approvals of a new application: every owning department's is open."""
    return {owner.value: None for owner in sorted(authorities(data_sets))}


ANSWER_FIGURES: Mapping[SharingClass, str] = {
    SharingClass.UNCONDITIONAL: "sharing.answer_days_unconditional",
    SharingClass.CONDITIONAL: "sharing.answer_days_conditional",
}


def answer_figure(data_sets: Mapping[str, Fields]) -> str:
    """The figure by which an application has to be answered: unconditional where everything asked for is."""
    classes = {DATA_SETS[name].sharing_class for name in data_sets}
    return ANSWER_FIGURES[
        SharingClass.CONDITIONAL if SharingClass.CONDITIONAL in classes else SharingClass.UNCONDITIONAL
    ]


def check_application(
    *,
    purpose: str,
    data_sets: Mapping[str, Fields],
    valid_from: dt.date,
    valid_to: dt.date,
    embargo: Embargo,
    embargo_days: int,
    embargo_order: str | None,
    today: dt.date,
) -> list[Fault]:
    """What is wrong with an application, by field; empty where it may be answered.

    A delay has its days and nothing else has; only an order seals, and it is named (embargo classes).
    """
    faults = []
    try:
        check_fields(purpose, data_sets)
    except RuleError as exc:
        faults.append(Fault("purpose" if exc.code == "purpose_unknown" else "data_sets", exc.code, f"{exc}。"))
    if valid_to < valid_from or valid_to < today:
        faults.append(Fault("valid_to", "validity_over", "有效期须晚于今天且不早于起始日。"))
    if (embargo is Embargo.DELAYED) != (embargo_days > 0):
        faults.append(Fault("embargo_days", "embargo_days", "推迟（delayed）须填推迟的天数，其他情形不填。"))
    if (embargo is Embargo.SEALED) != (embargo_order is not None):
        faults.append(Fault("embargo_order", "embargo_order", "封存（sealed）须填决定封存的文号，其他情形不填。"))
    return faults
