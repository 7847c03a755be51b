"""The one who acts: an account in one of its roles, with the rows that this role reaches."""

import uuid
from dataclasses import dataclass

from app.auth.permissions import PERMISSIONS, Permission
from app.core.database import DatabaseRole, Scope, path_range
from app.models.accounts import StaffRole

AREA_ROLES = frozenset({StaffRole.ORGANIZATION_DEPARTMENT, StaffRole.JUSTICE_BUREAU, StaffRole.BAR_ASSOCIATION})


@dataclass(frozen=True)
class Principal:
    """Who acts, in which role, over which area, organization or own record; read from the database, never a token."""

    account_id: uuid.UUID
    username: str
    name: str
    grant_id: uuid.UUID
    sign_in_id: uuid.UUID | None
    role: StaffRole
    body_name: str
    scope: Scope
    area_code: str | None = None
    org_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the role may do."""
        return PERMISSIONS[self.role]

    def can(self, permission: Permission) -> bool:
        """Whether the role has the permission."""
        return permission in self.permissions


def scope_of(
    role: StaffRole,
    *,
    account_id: uuid.UUID,
    body_name: str,
    place_path: str | None = None,
    party_path: str | None = None,
    org_id: uuid.UUID | None = None,
    person_id: uuid.UUID | None = None,
) -> Scope:
    """The rows that a role reaches; the three administrators reach none but accounts."""
    actor, body = str(account_id), body_name
    if role in AREA_ROLES and place_path:
        lo, hi = path_range(place_path)
        return Scope(DatabaseRole.AREA, lo=lo, hi=hi, actor=actor, body=body)
    if role is StaffRole.ORG_OFFICER and party_path:
        lo, hi = path_range(party_path)
        return Scope(DatabaseRole.ORG, lo=lo, hi=hi, org_id=str(org_id), actor=actor, body=body)
    if role is StaffRole.MEMBER and person_id:
        return Scope(DatabaseRole.SELF, person_id=str(person_id), actor=actor, body=body)
    return Scope(DatabaseRole.AUTH, actor=actor, body=body)
