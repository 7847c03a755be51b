"""Accounts and the roles they are granted (N32, N33)."""

import datetime as dt
import uuid

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.auth.passwords import Passwords
from app.auth.principals import AREA_ROLES
from app.auth.work import Work
from app.core.errors import Conflict, FieldFault, InvalidRequest, NotFound
from app.ledger.recording import NOWHERE, record
from app.models.accounts import Account, RoleGrant, SignIn, StaffRole
from app.models.changes import Operation
from app.models.party_orgs import PartyOrg
from app.schemas.accounts.accounts import AccountCreate, GrantCreate

_ADMINISTRATORS = {StaffRole.SYSTEM_ADMIN, StaffRole.SECURITY_ADMIN, StaffRole.AUDIT_ADMIN}


class UsernameTaken(Conflict):
    code, title = "username_taken", "用户名已被使用"
    detail = "请换一个用户名；凭激活码开通时，如果是本人的账号，请填原口令，新角色会加到原账号上。"
    constraints = ("uq_account_username",)


class GrantExists(Conflict):
    code, title = "grant_exists", "已有相同的授权"
    detail = "该账号已持有此角色，无须重复授权。"
    constraints = ("uq_role_grant_live",)


class AdministratorsSeparated(Conflict):
    code, title = "administrators_separated", "管理员须分设"
    detail = "系统、安全、审计管理员相互独立，也不办理业务：持有管理员角色的账号不能再有其他角色，请另建账号。"


async def create_account(work: Work, passwords: Passwords, body: AccountCreate) -> uuid.UUID:
    """A new account without any role; a name that is taken is `UsernameTaken`, by the constraint."""
    hashed = await passwords.hash(body.password)
    account = Account(username=body.username, name=body.name, password_hash=hashed)
    work.session.add(account)
    await record(work.session, account, Operation.CREATE, {"name", "username"}, after=NOWHERE)
    return account.id


async def disable_account(work: Work, account_id: uuid.UUID) -> None:
    """Stop an account for good: no sign-in, and its tokens end within five seconds."""
    account = await _account(work, account_id)
    if account.disabled_at is None:
        account.disabled_at = work.clock.now()
        account.version += 1
        await record(work.session, account, Operation.UPDATE, {"disabled_at"}, before=NOWHERE, after=NOWHERE)


async def reset_password(work: Work, passwords: Passwords, account_id: uuid.UUID, password: str) -> None:
    """A password given by the security administrator; it also ends a lock-out and every sign-in."""
    hashed = await passwords.hash(password)
    account = await _account(work, account_id)
    await set_password(work.session, account, hashed, work.clock.now())


async def set_password(
    session: AsyncSession, account: Account, hashed: str, now: dt.datetime, *, but: uuid.UUID | None = None
) -> None:
    """Write a new password and end the account's sign-ins, `but` one."""
    account.password_hash, account.failed_count, account.locked_until = hashed, 0, None
    account.version += 1
    ended = update(SignIn).where(col(SignIn.account_id) == account.id, col(SignIn.revoked_at).is_(None))
    await session.exec(ended.where(col(SignIn.id).is_distinct_from(but)).values(revoked_at=now))
    await record(session, account, Operation.UPDATE, {"password_hash"}, before=NOWHERE, after=NOWHERE)


async def add_grant(work: Work, account_id: uuid.UUID, body: GrantCreate) -> uuid.UUID:
    """Give an account a role; `InvalidRequest` names the field where role and target do not fit."""
    await _account(work, account_id)
    _check_target(body)
    if body.org_id is not None:
        await _require_standing_org(work, body.org_id)
    grant = RoleGrant(account_id=account_id, **body.model_dump(), granted_by=work.principal.account_id)
    await give_role(work.session, grant)
    return grant.id


async def revoke_grant(work: Work, account_id: uuid.UUID, grant_id: uuid.UUID) -> None:
    """Take a role away; `NotFound` when the account does not hold it now."""
    statement = (
        select(RoleGrant)
        .where(RoleGrant.id == grant_id, RoleGrant.account_id == account_id, col(RoleGrant.revoked_at).is_(None))
        .with_for_update()
    )
    grant = (await work.session.exec(statement)).one_or_none()
    if grant is None:
        raise NotFound
    await end_grant(work.session, grant, work.clock.now())


async def give_role(session: AsyncSession, grant: RoleGrant) -> None:
    """Put a grant in force; `GrantExists` by the constraint, `AdministratorsSeparated` (GB/T 22239)."""
    held = select(RoleGrant.role).where(RoleGrant.account_id == grant.account_id, col(RoleGrant.revoked_at).is_(None))
    others = set((await session.exec(held)).all()) - {grant.role}
    if others and ({grant.role} | others) & _ADMINISTRATORS:
        raise AdministratorsSeparated
    session.add(grant)
    targets = {name for name in ("area_code", "org_id", "person_id") if getattr(grant, name) is not None}
    await record(session, grant, Operation.CREATE, {"role"} | targets, after=NOWHERE)


async def end_grant(session: AsyncSession, grant: RoleGrant, now: dt.datetime) -> None:
    """Take a grant out of force: tokens that act in it stop working within five seconds."""
    grant.revoked_at = now
    grant.version += 1
    await record(session, grant, Operation.UPDATE, {"revoked_at"}, before=NOWHERE, after=NOWHERE)


async def _account(work: Work, account_id: uuid.UUID) -> Account:
    account = (await work.session.exec(select(Account).where(Account.id == account_id).with_for_update())).one_or_none()
    if account is None:
        raise NotFound
    return account


def _check_target(body: GrantCreate) -> None:
    if body.role is StaffRole.MEMBER:
        message = "党员角色由所在党组织发放激活码取得（POST /api/v1/members/{person_id}/invite），不能直接授予。"
        raise InvalidRequest(errors=[FieldFault(field="role", code="member_by_invitation", message=message)])
    needed = "org_id" if body.role is StaffRole.ORG_OFFICER else "area_code" if body.role in AREA_ROLES else None
    faults = []
    for field, name in (("area_code", "管辖区划"), ("org_id", "所代表的党组织")):
        given = getattr(body, field) is not None
        if field == needed and not given:
            faults.append(FieldFault(field=field, code="grant_target_missing", message=f"此角色须填写{name}。"))
        if field != needed and given:
            faults.append(
                FieldFault(field=field, code="grant_target_unexpected", message=f"此角色不填{name}，请删去。")
            )
    if faults:
        raise InvalidRequest(errors=faults)


async def _require_standing_org(work: Work, org_id: uuid.UUID) -> None:
    statement = select(PartyOrg.id).where(PartyOrg.id == org_id, col(PartyOrg.dissolved_on).is_(None))
    if (await work.session.exec(statement)).first() is None:
        message = "没有这个党组织，或已撤销。"
        raise InvalidRequest(errors=[FieldFault(field="org_id", code="party_org_not_found", message=message)])
