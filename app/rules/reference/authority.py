"""One item, one source (一数一源): which side is authoritative for which field (N05).

The one table of it: the registry holds a change against it, a grant is approved by it, a correction is sent by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.models.areas import DepartmentKind
from app.models.correction_requests import FieldSide


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record: what officials call it, whose word counts."""

    title: str
    side: FieldSide


def _of(side: FieldSide, **titles: str) -> dict[str, Field]:
    return {name: Field(title, side) for name, title in titles.items()}


_CIVIL = _of(
    FieldSide.PRACTICE,
    name="姓名",
    id_number="公民身份号码",
    sex="性别",
    ethnic_group="民族",
    birth_date="出生日期",
)
"""What the licence file holds of a person."""

CIVIL = frozenset(_CIVIL)

FIELDS: Mapping[str, Mapping[str, Field]] = {
    "member": {
        **_CIVIL,
        **_of(
            FieldSide.PARTY,
            category="人员类别",
            membership_status="党籍状态",
            admitted_on="加入党组织日期",
            regularized_on="转为正式党员日期",
            education="学历",
            job_post="工作岗位",
            lost_contact="是否失联党员",
            lost_contact_on="失去联系日期",
            is_floating="是否流动党员",
            floating_destination="外出流向",
            org_id="所在党组织编号",
            affiliation_name="所在党组织名称",
            affiliation_state="组织关系归属状况",
        ),
        **_of(FieldSide.PRACTICE, firm_id="执业机构编号"),
        **_of(FieldSide.CONTACT, mobile="手机号码", phone="固定电话", home_address="家庭住址"),
    },
    "lawyer": {
        **_CIVIL,
        **_of(
            FieldSide.PRACTICE,
            licence_no="执业证号",
            practice_type="执业类别",
            status="执业状态",
            first_practised_on="首次执业日期",
            firm_id="执业机构编号",
            firm_name="执业机构名称",
            political_status="政治面貌",
            political_status_on="政治面貌登记日期",
        ),
        **_of(FieldSide.PARTY, affiliation_state="组织关系归属状况", affiliation_name="组织关系所在党组织"),
        **_of(FieldSide.CONTACT, mobile="手机号码"),
    },
    "law_firm": {
        **_of(
            FieldSide.PRACTICE,
            name="名称",
            uscc="统一社会信用代码",
            form="组织形式",
            area_code="所在区划",
            address="住所",
            status="状态",
            head_name="负责人",
            approved_on="批准设立日期",
            authority="主管司法行政机关",
            business_types="主要业务类别",
            location="办公地点经纬度",
            head_office_id="总所",
        ),
        **_of(FieldSide.PARTY, is_key_firm="是否重点律师事务所", covering_org_id="覆盖该所的党组织编号"),
    },
    "party_org": {
        **_of(
            FieldSide.PARTY,
            name="党组织名称",
            category="党组织类别",
            parent_id="上级党组织编号",
            area_code="所在区划",
            founded_on="成立日期",
            dissolved_on="撤销日期",
            secretary_name="书记",
            can_transfer="是否有权转接组织关系",
            unit_situation="所在单位情况",
            unit_name="单位名称",
            unit_nature="单位性质类别",
            local_decision="确定隶属关系的决定",
            basis="组建依据",
            firm_ids="覆盖的律师事务所",
            guided_by="指导关系",
        ),
        **_of(
            FieldSide.CONTACT,
            contact_name="党组织联系人",
            contact_phone="联系电话",
            address="通讯地址",
            postcode="邮政编码",
        ),
    },
}
"""Every field that is collected or shared, by the table's name. Which firms are key firms (N25) is a Party fact."""

OWNERS: Mapping[str, FieldSide] = {
    "member": FieldSide.PARTY,
    "lawyer": FieldSide.PRACTICE,
    "law_firm": FieldSide.PRACTICE,
    "party_org": FieldSide.PARTY,
}
"""Whose the record is as a whole."""

DEPARTMENTS: Mapping[FieldSide, DepartmentKind] = {
    FieldSide.PARTY: DepartmentKind.ORGANIZATION_DEPARTMENT,
    FieldSide.PRACTICE: DepartmentKind.JUSTICE_BUREAU,
}


def side_of(noun: str, field: str) -> FieldSide:
    """The authoritative side of a field; what goes with a record without being one of its fields is its owner's."""
    known = FIELDS[noun].get(field)
    return known.side if known else OWNERS[noun]
