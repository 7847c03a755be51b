"""Who may write which column (N05): everybody corrects what is theirs, and asks the other side for the rest."""

from collections.abc import Iterable

from app.auth.principals import Principal
from app.core.errors import FieldFault, Problem
from app.models.accounts import StaffRole
from app.rules.authority import Side, side_of

_SIDE_OF = {
    StaffRole.ORGANIZATION_DEPARTMENT: Side.PARTY,
    StaffRole.ORG_OFFICER: Side.PARTY,
    StaffRole.JUSTICE_BUREAU: Side.PRACTICE,
}
_AUTHORITIES = {Side.PARTY: "组织部门及所在党组织", Side.PRACTICE: "司法行政机关"}


class FieldOfOtherDepartment(Problem):
    status, code, title = 403, "field_of_other_department", "字段由其他部门负责"
    detail = "一数一源：请通过校核提请负责部门更正，errors 逐项列出字段和负责部门。"


def require_authority(principal: Principal, noun: str, fields: Iterable[str]) -> None:
    """`FieldOfOtherDepartment`, naming the fields, unless the acting role is authoritative for every one of them.

    `noun` is the table's name. Contacts belong to whoever may write the record at all; the lawyers' association
    guides and collects (N33), so that of an existing record it may change nothing else.
    """
    foreign = []
    for field in sorted(fields):
        side = side_of(noun, field)
        if side not in {Side.CONTACT, _SIDE_OF.get(principal.role)}:
            message = f"此项由{_AUTHORITIES[side]}负责，请通过校核提请其更正，或从本次提交中删去此项。"
            foreign.append(FieldFault(field=field, code=FieldOfOtherDepartment.code, message=message))
    if foreign:
        raise FieldOfOtherDepartment(errors=foreign)
