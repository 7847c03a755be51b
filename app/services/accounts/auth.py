"""Signing in and out: argon2, lock-out with back-off, refresh tokens that are used once."""

import datetime as dt
import hashlib
import secrets
import uuid
from dataclasses import dataclass

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.auth.passwords import Passwords, lock_after
from app.auth.principals import Principal
from app.auth.sessions import AUTH_SCOPE
from app.auth.tokens import Tokens
from app.core.clock import Clock
from app.core.database import Database, DatabaseRole, Scope
from app.core.errors import Problem, Unauthenticated
from app.models.accounts import Account, RefreshToken, RoleGrant, SignIn
from app.models.party_orgs import PartyOrg
from app.schemas.accounts.auth import TokenRead
from app.services.accounts.accounts import set_password


class CredentialsWrong(Unauthenticated):
    code, title = "credentials_wrong", "用户名或口令错误"
    detail = "请核对用户名和口令；连续输错五次将暂时锁定。"


class AccountLocked(Problem):
    status, code, title = 429, "account_locked", "账号暂时锁定"
    detail = "连续输错口令，请稍后再试；锁定时间逐次加倍，最长一小时。"


class GrantUnknown(Problem):
    status, code, title = 422, "grant_unknown", "没有这个角色"
    detail = "role_grant_id 须取自 GET /api/v1/me 的 grants；账号没有任何有效角色时请联系安全管理员。"


@dataclass(frozen=True)
class Gate:
    """What signing in needs of the process."""

    database: Database
    clock: Clock
    passwords: Passwords
    tokens: Tokens
    refresh_days: int

    async def sign_in(self, username: str, password: str, grant_id: uuid.UUID | None) -> TokenRead:
        """Tokens for an account acting in one of its grants (the first, unless one is named)."""
        if not await self.password_right(username, password):
            raise CredentialsWrong
        async with self.database.session(AUTH_SCOPE) as session:
            account = (await session.exec(select(Account).where(Account.username == username))).one()
            grants = (
                select(RoleGrant)
                .outerjoin(PartyOrg, col(PartyOrg.id) == RoleGrant.org_id)
                .where(RoleGrant.account_id == account.id, col(RoleGrant.revoked_at).is_(None))
                .where(col(PartyOrg.dissolved_on).is_(None))
            )
            if grant_id is not None:
                grants = grants.where(RoleGrant.id == grant_id)
            grant = (await session.exec(grants.order_by(col(RoleGrant.created_at), col(RoleGrant.id)))).first()
            if grant is None:
                raise GrantUnknown(field="role_grant_id")
            opened = SignIn(account_id=account.id, grant_id=grant.id)
            session.add(opened)
            await session.flush()
            return await self._tokens(session, opened)

    async def refresh(self, refresh_token: str) -> TokenRead:
        """New tokens for a refresh token; one that was used before ends the whole sign-in."""
        stolen = None
        async with self.database.session(AUTH_SCOPE) as session:
            statement = select(RefreshToken).where(RefreshToken.digest == digest_of(refresh_token)).with_for_update()
            token = (await session.exec(statement)).one_or_none()
            if token is None or token.expires_at <= self.clock.now():
                raise Unauthenticated
            live = (
                select(SignIn)
                .join(RoleGrant, col(RoleGrant.id) == SignIn.grant_id)
                .join(Account, col(Account.id) == SignIn.account_id)
                .where(SignIn.id == token.sign_in_id, col(SignIn.revoked_at).is_(None))
                .where(col(RoleGrant.revoked_at).is_(None), col(Account.disabled_at).is_(None))
            )
            opened = (await session.exec(live)).one_or_none()
            if opened is None:
                raise Unauthenticated
            if token.used_at is None:
                token.used_at = self.clock.now()
                return await self._tokens(session, opened)
            stolen = opened.id
        await self.sign_out(stolen)
        raise Unauthenticated

    async def sign_out(self, sign_in_id: uuid.UUID) -> None:
        """End a sign-in: its tokens stop working within five seconds."""
        async with self.database.session(AUTH_SCOPE) as session:
            await session.exec(update(SignIn).where(col(SignIn.id) == sign_in_id).values(revoked_at=self.clock.now()))

    async def password_right(self, username: str, password: str) -> bool:
        """Check a password and count the failure; in a transaction of its own, so that a refusal is kept."""
        async with self.database.session(AUTH_SCOPE) as session:
            statement = select(Account).where(Account.username == username).with_for_update()
            account = (await session.exec(statement)).one_or_none()
            now = self.clock.now()
            if account and account.locked_until and account.locked_until > now:
                raise AccountLocked
            enabled = account is not None and account.disabled_at is None
            right = await self.passwords.check(password, account.password_hash if account and enabled else None)
            if account is not None:
                account.failed_count = 0 if right else account.failed_count + 1
                account.locked_until = lock_after(account.failed_count, now)
            return right

    async def change_password(self, principal: Principal, current: str, new: str) -> None:
        """A new password for the own account; `CredentialsWrong` for a wrong current one, counted as at sign-in.

        Every sign-in of the account ends but the one that asks.
        """
        if not await self.password_right(principal.username, current):
            raise CredentialsWrong
        hashed = await self.passwords.hash(new)
        scope = Scope(DatabaseRole.AUTH, actor=str(principal.account_id), body=principal.body_name)
        async with self.database.session(scope) as session:
            account = await session.get_one(Account, principal.account_id, with_for_update=True)
            await set_password(session, account, hashed, self.clock.now(), but=principal.sign_in_id)

    async def _tokens(self, session: AsyncSession, opened: SignIn) -> TokenRead:
        refresh_token = secrets.token_urlsafe(32)
        ends = self.clock.now() + dt.timedelta(days=self.refresh_days)
        session.add(RefreshToken(digest=digest_of(refresh_token), sign_in_id=opened.id, expires_at=ends))
        return TokenRead(
            access_token=self.tokens.issue(opened.account_id, opened.id, opened.grant_id, self.clock.now()),
            expires_in=self.tokens.seconds,
            refresh_token=refresh_token,
        )


def digest_of(secret: str) -> bytes:
    """How random secrets are kept: by their SHA-256."""
    return hashlib.sha256(secret.encode()).digest()
