"""Who may write which column (N05): everybody corrects what is theirs, and asks the other side for the rest."""

from collections.abc import Iterable

from app.auth.authority import AUTHORITIES, has_authority
from app.auth.principals import Principal
from app.core.errors import FieldFault, Problem
from app.rules.reference.authority import side_of


class FieldOfOtherDepartment(Problem):
    status, code, title = 403, "field_of_other_department", "字段由其他部门负责"
    detail = "一数一源：请通过校核（POST /api/v1/correction-requests）提请负责部门更正，errors 逐项列出字段和负责部门。"


def require_authority(principal: Principal, noun: str, fields: Iterable[str]) -> None:
    """`FieldOfOtherDepartment`, naming the fields, unless the acting role has authority over every one of them.

    `noun` is the table's name.
    """
    foreign = []
    for field in sorted(fields):
        side = side_of(noun, field)
        if not has_authority(principal, noun, side):
            message = (
                f"此项由{AUTHORITIES[side]}负责，请提请其更正（POST /api/v1/correction-requests，"
                f"noun 为 {noun}，field 为 {field}），或从本次提交中删去此项。"
            )
            foreign.append(FieldFault(field=field, code=FieldOfOtherDepartment.code, message=message))
    if foreign:
        raise FieldOfOtherDepartment(errors=foreign)
