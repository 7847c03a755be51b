"""Who is behind a bearer token: the signature once, the grant from the database every few seconds."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from app.auth.principals import Principal, scope_of
from app.auth.tokens import AccessClaims, Tokens
from app.core.clock import Clock
from app.core.database import Database, DatabaseRole, Scope, compile_query
from app.core.errors import Unauthenticated
from app.core.lists import select_columns
from app.models.accounts import Account, RoleGrant, SignIn, StaffRole
from app.models.areas import Area, Department
from app.models.party_orgs import PartyOrg

FRESH_SECONDS = 4.0
"""A revoked grant, sign-in or account stops working within this time (docs/architecture.md#access)."""

AUTH_SCOPE = Scope(DatabaseRole.AUTH)


def _grants() -> Any:
    """Every live grant of a live account, with the name of the body it acts for and the paths it reaches."""
    department = select(Department.name).where(
        Department.area_code == RoleGrant.area_code,
        sa.cast(Department.kind, sa.Text) == sa.cast(RoleGrant.role, sa.Text),
    )
    return (
        select_columns(
            col(Account.id),
            col(Account.username),
            col(Account.name),
            col(RoleGrant.id),
            sa.cast(RoleGrant.role, sa.Text),
            sa.func.coalesce(PartyOrg.name, department.limit(1).scalar_subquery(), Account.name),
            col(Area.place_path),
            col(PartyOrg.party_path),
            col(RoleGrant.area_code),
            col(RoleGrant.org_id),
            col(RoleGrant.person_id),
        )
        .join(RoleGrant, col(RoleGrant.account_id) == Account.id)
        .outerjoin(Area, col(Area.code) == RoleGrant.area_code)
        .outerjoin(PartyOrg, col(PartyOrg.id) == RoleGrant.org_id)
        .where(
            col(RoleGrant.revoked_at).is_(None),
            col(Account.disabled_at).is_(None),
            col(PartyOrg.dissolved_on).is_(None),
        )
    )


_BY_GRANT = compile_query(_grants().where(RoleGrant.id == sa.bindparam("grant_id", type_=sa.Uuid())))
_BY_SIGN_IN = compile_query(
    _grants()
    .join(SignIn, col(SignIn.grant_id) == RoleGrant.id)
    .where(
        SignIn.id == sa.bindparam("sign_in_id", type_=sa.Uuid()),
        col(SignIn.revoked_at).is_(None),
        RoleGrant.id == sa.bindparam("grant_id", type_=sa.Uuid()),
    )
)


async def principal_of_grant(database: Database, grant_id: uuid.UUID) -> Principal | None:
    """The principal of a live grant, for work that goes on after the request: imports."""
    row = await database.fetch(AUTH_SCOPE, _BY_GRANT, {"grant_id": grant_id})
    return _principal(row, None) if row else None


@dataclass
class _Seen:
    claims: AccessClaims
    principal: Principal
    checked_at: float


class Sessions:
    """Turns bearer tokens into principals.

    A verified token is remembered until it ends; what the database says of it is asked again after
    `FRESH_SECONDS`, so that revocation, a new role and a moved organization take effect.
    """

    def __init__(self, database: Database, tokens: Tokens, clock: Clock) -> None:
        self._database, self._tokens, self._clock = database, tokens, clock
        self._seen: dict[str, _Seen] = {}

    async def principal(self, token: str) -> Principal:
        """The principal of a token; `Unauthenticated` when it is not ours, has ended or was revoked."""
        now = self._clock.now()
        seen = self._seen.get(token)
        if seen and seen.claims.expires_at > now and now.timestamp() - seen.checked_at < FRESH_SECONDS:
            return seen.principal
        claims = seen.claims if seen else self._tokens.verify(token, now)
        if claims.expires_at <= now:
            self._seen.pop(token, None)
            raise Unauthenticated
        parameters = {"sign_in_id": claims.sign_in_id, "grant_id": claims.grant_id}
        row = await self._database.fetch(AUTH_SCOPE, _BY_SIGN_IN, parameters)
        if row is None or row[0] != claims.account_id:
            self._seen.pop(token, None)
            raise Unauthenticated
        principal = _principal(row, claims.sign_in_id)
        if seen and seen.principal == principal:
            principal = seen.principal
        self._remember(token, _Seen(claims, principal, now.timestamp()), now)
        return principal

    def _remember(self, token: str, seen: _Seen, now: dt.datetime) -> None:
        if len(self._seen) >= 20_000:
            self._seen = {t: s for t, s in self._seen.items() if s.claims.expires_at > now}
        self._seen[token] = seen


def _principal(row: Any, sign_in_id: uuid.UUID | None) -> Principal:
    account_id, username, name, grant_id, role, body_name, place_path, party_path, area_code, org_id, person_id = row
    return Principal(
        account_id,
        username,
        name,
        grant_id,
        sign_in_id,
        StaffRole(role),
        body_name,
        scope_of(
            StaffRole(role),
            account_id=account_id,
            body_name=body_name,
            place_path=place_path,
            party_path=party_path,
            org_id=org_id,
            person_id=person_id,
        ),
        area_code,
        org_id,
        person_id,
    )
