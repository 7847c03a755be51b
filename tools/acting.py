"""Acting as somebody: the database role and scope under which the application would serve them."""

import uuid

from sqlmodel import col, select

from app.auth.principals import Principal, scope_of
from app.auth.sessions import AUTH_SCOPE, principal_of_grant
from app.core.database import SETTINGS, DatabaseRole, Pools, Scope
from app.core.settings import Settings
from app.models.accounts import Account, RoleGrant, StaffRole
from app.models.party_orgs import PartyOrg
from app.run.install import connected

_LOGINS = {DatabaseRole.WORKER: "worker_database_url", DatabaseRole.SHARING: "sharing_database_url"}


class NotFound(Exception):
    """Nobody goes by what was given; the message says what would do."""


def url_for(role: DatabaseRole) -> str:
    """The address under which a process acts in a role: the environment's, else that of the home of `make run`."""
    settings = connected(Settings())
    url = getattr(settings, _LOGINS.get(role, "")) if role in _LOGINS else None
    url = url or settings.database_url
    assert url is not None  # noqa: S101 - connected means so
    return url.get_secret_value()


def server_settings(scope: Scope) -> dict[str, str]:
    """What a connection is opened with to act in a scope as the application's pools do."""
    carried = {f"huizhi.{name}": value for name, value in zip(SETTINGS, scope.settings(), strict=True)}
    return {"role": scope.role.value, "plan_cache_mode": "force_custom_plan", **carried}


async def principal_of(name: str, role: StaffRole | None = None) -> Principal:
    """The principal of an account, by its user name, or the officer of an organization, by its id.

    `role` chooses among the roles of an account. Error: `NotFound`.
    """
    async with Pools.open(url_for(DatabaseRole.AUTH), DatabaseRole.AUTH, size=1) as pools:
        try:
            return await _officer_of(pools, uuid.UUID(name))
        except ValueError:
            return await _holder_of(pools, name, role)


async def _officer_of(pools: Pools, org_id: uuid.UUID) -> Principal:
    async with pools.session(AUTH_SCOPE) as session:
        found = await session.exec(select(PartyOrg.name, PartyOrg.party_path).where(PartyOrg.id == org_id))
        org = found.one_or_none()
    if org is None:
        raise NotFound(f"no organization has the id {org_id}")
    nobody, role = uuid.UUID(int=0), StaffRole.ORG_OFFICER
    scope = scope_of(role, account_id=nobody, body_name=org[0], party_path=org[1], org_id=org_id)
    return Principal(nobody, "", "", nobody, None, role, org[0], scope, org_id=org_id)


async def _holder_of(pools: Pools, username: str, role: StaffRole | None) -> Principal:
    live = select(RoleGrant.role, RoleGrant.id).join(Account, col(Account.id) == RoleGrant.account_id)
    live = live.where(Account.username == username, col(RoleGrant.revoked_at).is_(None))
    async with pools.session(AUTH_SCOPE) as session:
        grants = dict((await session.exec(live)).all())
        known = (await session.exec(select(Account.username).order_by(Account.username).limit(20))).all()
    if not grants:
        raise NotFound(f"no account {username!r} has a role; there are: {', '.join(known)} ...")
    chosen = grants.get(role) if role else next(iter(grants.values())) if len(grants) == 1 else None
    principal = await principal_of_grant(pools, chosen) if chosen else None
    if principal is None:
        raise NotFound(f"{username!r} acts as {', '.join(sorted(grants))}: name one of them")
    return principal
