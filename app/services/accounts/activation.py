"""One-time codes: issued by those in charge, turned into accounts by officers and members themselves."""

import datetime as dt
import secrets
import uuid

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.auth.sessions import AUTH_SCOPE
from app.auth.work import Work
from app.core.database import DatabaseRole, Scope, enter
from app.core.errors import NotFound, Problem
from app.ledger.recording import NOWHERE, Paths, paths_of, record
from app.models.accounts import Account, ActivationCode, RoleGrant, StaffRole
from app.models.changes import Operation
from app.models.members import Member
from app.models.party_orgs import PartyOrg
from app.schemas.accounts.accounts import OfficerCreate
from app.schemas.accounts.auth import ActivationBody, ActivationCodeRead, ActivationRead
from app.services.accounts.accounts import UsernameTaken, end_grant, give_role
from app.services.accounts.auth import Gate, digest_of

CODE_LIFE = dt.timedelta(days=7)
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class OfficerOfOwnOrg(Problem):
    status, code, title = 403, "officer_of_own_org", "不能任命本组织的干部"
    detail = "党组织的干部由上级党组织或主管部门任命，请联系上级。"


class ActivationCodeInvalid(Problem):
    status, code, title = 422, "activation_code_invalid", "激活码无效"
    detail = "激活码不存在、已使用或已过期，请向开具机关重新领取。"


async def appoint_officer(work: Work, org_id: uuid.UUID, body: OfficerCreate) -> ActivationCodeRead:
    """A code by which somebody comes to act for an organization in scope.

    An officer appoints for the organizations below the own one, never for that one itself (`OfficerOfOwnOrg`).
    """
    statement = select(PartyOrg).where(PartyOrg.id == org_id, col(PartyOrg.dissolved_on).is_(None))
    org = (await work.session.exec(statement)).one_or_none()
    if org is None:
        raise NotFound
    if org.id == work.principal.org_id:
        raise OfficerOfOwnOrg
    return await _issue(
        work, paths_of(org), role=StaffRole.ORG_OFFICER, name=body.name or f"{org.name}经办人"[:120], org_id=org.id
    )


async def invite_member(work: Work, person_id: uuid.UUID) -> ActivationCodeRead:
    """A code by which a member in scope comes to an account for the own record."""
    member = (await work.session.exec(select(Member).where(Member.person_id == person_id))).one_or_none()
    if member is None:
        raise NotFound
    return await _issue(work, paths_of(member), role=StaffRole.MEMBER, name=member.name, person_id=person_id)


async def activate(gate: Gate, body: ActivationBody) -> ActivationRead:
    """Turn a code into an account, or into a further role of the account whose password is given.

    A wrong password counts like one at sign-in. A member's new code supersedes the role that an earlier one gave.
    """
    async with gate.database.session(AUTH_SCOPE) as session:
        await _open_code(session, body.code, gate.clock.now())
        held = (await session.exec(select(Account.id).where(Account.username == body.username))).first()
    if held and not await gate.password_right(body.username, body.password):
        raise UsernameTaken(field="username")
    hashed = "" if held else await gate.passwords.hash(body.password)
    async with gate.database.session(AUTH_SCOPE) as session:
        code = await _open_code(session, body.code, gate.clock.now())
        code.used_at = gate.clock.now()
        account = await session.get(Account, held) if held else None
        account = account or Account(username=body.username, name=code.name, password_hash=hashed)
        await enter(session, Scope(DatabaseRole.AUTH, actor=str(account.id), body=account.name))
        if not held:
            session.add(account)
            await record(session, account, Operation.CREATE, {"name", "username"}, after=NOWHERE)
        await _supersede(session, code.person_id, gate.clock.now())
        grant = RoleGrant(
            account_id=account.id,
            role=code.role,
            org_id=code.org_id,
            person_id=code.person_id,
            granted_by=code.issued_by,
        )
        await give_role(session, grant)
        return ActivationRead(account_id=account.id, username=account.username, role=code.role)


async def _issue(
    work: Work,
    paths: Paths,
    *,
    role: StaffRole,
    name: str,
    org_id: uuid.UUID | None = None,
    person_id: uuid.UUID | None = None,
) -> ActivationCodeRead:
    """80 random bits in letters that cannot be mistaken for each other; only the digest is kept."""
    code = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
    issued = ActivationCode(
        digest=digest_of(code),
        role=role,
        name=name,
        org_id=org_id,
        person_id=person_id,
        issued_by=work.principal.account_id,
        expires_at=work.clock.now() + CODE_LIFE,
    )
    work.session.add(issued)
    await record(work.session, issued, Operation.CREATE, {"org_id" if org_id else "person_id"}, after=paths)
    return ActivationCodeRead(code=code, expires_at=issued.expires_at)


async def _open_code(session: AsyncSession, code: str, now: dt.datetime) -> ActivationCode:
    statement = select(ActivationCode).where(ActivationCode.digest == digest_of(code)).with_for_update()
    found = (await session.exec(statement)).one_or_none()
    if found is None or found.used_at is not None or found.expires_at <= now:
        raise ActivationCodeInvalid(field="code")
    return found


async def _supersede(session: AsyncSession, person_id: uuid.UUID | None, now: dt.datetime) -> None:
    """A member has one account: who was invited anew may have lost the old one, or somebody else holds it."""
    if person_id is None:
        return
    held = select(RoleGrant).where(RoleGrant.person_id == person_id, col(RoleGrant.revoked_at).is_(None))
    for grant in (await session.exec(held.with_for_update())).all():
        await end_grant(session, grant, now)
