"""Whose word counts for a side of a record (N05, 一数一源)."""

from collections.abc import Mapping

from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.models.accounts import StaffRole
from app.models.correction_requests import FieldSide

_SIDE_OF = {
    StaffRole.ORGANIZATION_DEPARTMENT: FieldSide.PARTY,
    StaffRole.ORG_OFFICER: FieldSide.PARTY,
    StaffRole.JUSTICE_BUREAU: FieldSide.PRACTICE,
}
_WRITING: Mapping[str, Permission] = {
    "member": Permission.MEMBER_WRITE,
    "lawyer": Permission.LAWYER_WRITE,
    "law_firm": Permission.LAW_FIRM_WRITE,
    "party_org": Permission.PARTY_ORG_WRITE,
}
AUTHORITIES: Mapping[FieldSide, str] = {
    FieldSide.PARTY: "组织部门及所在党组织",
    FieldSide.PRACTICE: "司法行政机关",
    FieldSide.CONTACT: "可登记该记录的部门和党组织",
}
"""Who the authority of a side is."""


def has_authority(principal: Principal, noun: str, side: FieldSide) -> bool:
    """Whether the acting role's word counts for this side of a record that it may write.

    Contacts belong to whoever may write the record at all; the lawyers' association guides and collects (N33), so that
    of an existing record it may change nothing else.
    """
    return principal.can(_WRITING[noun]) and side in {FieldSide.CONTACT, _SIDE_OF.get(principal.role)}
