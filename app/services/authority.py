"""Who may write which column (N05): everybody corrects what is theirs, and asks the other side for the rest."""

from collections.abc import Iterable, Mapping

from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.core.errors import FieldFault, Problem
from app.models.accounts import StaffRole
from app.models.correction_requests import FieldSide
from app.rules.authority import side_of

_SIDE_OF = {
    StaffRole.ORGANIZATION_DEPARTMENT: FieldSide.PARTY,
    StaffRole.ORG_OFFICER: FieldSide.PARTY,
    StaffRole.JUSTICE_BUREAU: FieldSide.PRACTICE,
}
_AUTHORITIES = {FieldSide.PARTY: "组织部门及所在党组织", FieldSide.PRACTICE: "司法行政机关"}
_WRITING: Mapping[str, Permission] = {
    "member": Permission.MEMBER_WRITE,
    "lawyer": Permission.LAWYER_WRITE,
    "law_firm": Permission.LAW_FIRM_WRITE,
    "party_org": Permission.PARTY_ORG_WRITE,
}


class FieldOfOtherDepartment(Problem):
    status, code, title = 403, "field_of_other_department", "字段由其他部门负责"
    detail = "一数一源：请通过校核（POST /api/v1/correction-requests）提请负责部门更正，errors 逐项列出字段和负责部门。"


def has_authority(principal: Principal, noun: str, side: FieldSide) -> bool:
    """Whether the acting role's word counts for this side of a record that it may write.

    Contacts belong to whoever may write the record at all; the lawyers' association guides and collects (N33), so that
    of an existing record it may change nothing else.
    """
    return principal.can(_WRITING[noun]) and side in {FieldSide.CONTACT, _SIDE_OF.get(principal.role)}


def require_authority(principal: Principal, noun: str, fields: Iterable[str]) -> None:
    """`FieldOfOtherDepartment`, naming the fields, unless the acting role has authority over every one of them.

    `noun` is the table's name.
    """
    foreign = []
    for field in sorted(fields):
        side = side_of(noun, field)
        if not has_authority(principal, noun, side):
            message = (
                f"此项由{_AUTHORITIES[side]}负责，请提请其更正（POST /api/v1/correction-requests，"
                f"noun 为 {noun}，field 为 {field}），或从本次提交中删去此项。"
            )
            foreign.append(FieldFault(field=field, code=FieldOfOtherDepartment.code, message=message))
    if foreign:
        raise FieldOfOtherDepartment(errors=foreign)
