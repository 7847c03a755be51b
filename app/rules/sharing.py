"""What may be shared between departments: data sets, their fields, transforms and purposes (N05, N06; 2-domain 7.5).

Each field has one authoritative department; a purpose bounds what a grant may contain, and a grant what leaves.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from app.models.areas import DepartmentKind
from app.rules import RuleError


class Transform(enum.StrEnum):
    """How much of a field leaves; `omit` leaves it out."""

    FULL = "full"
    OMIT = "omit"
    YEAR = "year"
    LAST4 = "last4"
    INITIAL = "initial"
    PAIRWISE = "pairwise"
    MASKED = "masked"


class SharingClass(enum.StrEnum):
    """Whether a data set is shared on request or under conditions (政务数据共享条例)."""

    UNCONDITIONAL = "unconditional"
    CONDITIONAL = "conditional"


T, D = Transform, DepartmentKind
Fields = Mapping[str, Transform]


@dataclass(frozen=True, slots=True)
class SharedField:
    """A field of a data set: what it is called, whose fact it is, how it may be transformed."""

    title: str
    authority: DepartmentKind
    transforms: tuple[Transform, ...] = (T.FULL,)
    kind: str = "string"


@dataclass(frozen=True, slots=True)
class DataSet:
    """One kind of record that is shared. Every record carries `id` beside the fields that are granted."""

    title: str
    summary: str
    sharing_class: SharingClass
    update_period: str
    fields: Mapping[str, SharedField]


_PARTY, _PRACTICE = D.ORGANIZATION_DEPARTMENT, D.JUSTICE_BUREAU
_DAY = (T.FULL, T.YEAR)

DATA_SETS: Mapping[str, DataSet] = {
    "members": DataSet(
        "律师行业党员",
        "党员身份、组织关系所在党组织和归属状况；不含民主评议、处分、家庭和住址。",
        SharingClass.CONDITIONAL,
        "实时",
        {
            "name": SharedField("姓名", _PARTY, (T.FULL, T.INITIAL)),
            "id_number": SharedField("公民身份号码", _PARTY, (T.FULL, T.LAST4, T.MASKED)),
            "sex": SharedField("性别", _PARTY),
            "birth_date": SharedField("出生日期", _PARTY, _DAY),
            "member_category": SharedField("人员类别", _PARTY),
            "membership_status": SharedField("党籍状态", _PARTY),
            "admitted_on": SharedField("加入党组织日期", _PARTY, _DAY),
            "regularized_on": SharedField("转为正式党员日期", _PARTY, _DAY),
            "organization_id": SharedField("所在党组织编号", _PARTY),
            "organization_name": SharedField("所在党组织名称", _PARTY),
            "affiliation_state": SharedField("组织关系归属状况", _PARTY),
            "law_firm_id": SharedField("执业机构编号", _PRACTICE),
        },
    ),
    "lawyers": DataSet(
        "执业律师",
        "律师执业机构、类别、状态、执业证号和政治面貌。",
        SharingClass.CONDITIONAL,
        "实时",
        {
            "name": SharedField("姓名", _PRACTICE, (T.FULL, T.INITIAL)),
            "id_number": SharedField("公民身份号码", _PRACTICE, (T.FULL, T.LAST4, T.MASKED)),
            "sex": SharedField("性别", _PRACTICE),
            "licence_no": SharedField("执业证号", _PRACTICE, (T.FULL, T.LAST4)),
            "practice_type": SharedField("执业类别", _PRACTICE),
            "status": SharedField("执业状态", _PRACTICE),
            "first_practised_on": SharedField("首次执业日期", _PRACTICE, _DAY),
            "law_firm_id": SharedField("执业机构编号", _PRACTICE),
            "law_firm_name": SharedField("执业机构名称", _PRACTICE),
            "political_status": SharedField("政治面貌", _PRACTICE),
            "political_status_on": SharedField("政治面貌登记日期", _PRACTICE, _DAY),
            "affiliation_state": SharedField("组织关系归属状况", _PARTY),
            "organization_name": SharedField("组织关系所在党组织", _PARTY),
        },
    ),
    "law_firms": DataSet(
        "律师事务所",
        "名称、统一社会信用代码、地址、状态和覆盖该所的党组织。",
        SharingClass.UNCONDITIONAL,
        "实时",
        {
            "name": SharedField("名称", _PRACTICE),
            "uscc": SharedField("统一社会信用代码", _PRACTICE),
            "area_code": SharedField("所在区划", _PRACTICE),
            "address": SharedField("住所", _PRACTICE),
            "status": SharedField("状态", _PRACTICE),
            "head_name": SharedField("负责人", _PRACTICE, (T.FULL, T.INITIAL)),
            "covering_organization_id": SharedField("覆盖该所的党组织编号", _PARTY),
        },
    ),
    "party_orgs": DataSet(
        "律师行业党组织",
        "名称、类别、隶属关系和设立、撤销日期。",
        SharingClass.CONDITIONAL,
        "实时",
        {
            "name": SharedField("党组织名称", _PARTY),
            "category": SharedField("党组织类别", _PARTY),
            "parent_id": SharedField("上级党组织编号", _PARTY),
            "area_code": SharedField("所在区划", _PARTY),
            "founded_on": SharedField("成立日期", _PARTY, _DAY),
            "dissolved_on": SharedField("撤销日期", _PARTY, _DAY),
            "secretary_name": SharedField("书记", _PARTY, (T.FULL, T.INITIAL)),
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
    """The departments whose facts a grant contains, each of which has to approve it (N05)."""
    return frozenset(
        DATA_SETS[name].fields[field].authority
        for name, fields in data_sets.items()
        for field, transform in fields.items()
        if transform is not T.OMIT
    )
