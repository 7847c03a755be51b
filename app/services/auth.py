"""Signing in and out: argon2, lock-out with back-off, refresh tokens that are used once."""

import datetime as dt
import hashlib
import secrets
import uuid
from dataclasses import dataclass

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.auth.passwords import Passwords, lock_after
from app.auth.sessions import AUTH_SCOPE
from app.auth.tokens import Tokens
from app.core.clock import Clock
from app.core.database import Database
from app.core.errors import Conflict, Problem, Unauthenticated
from app.models.accounts import Account, ActivationCode, RefreshToken, RoleGrant, SignIn
from app.schemas.auth import ActivationBody, ActivationRead, TokenRead


class CredentialsWrong(Unauthenticated):
    code, title = "credentials_wrong", "用户名或口令错误"
    detail = "请核对用户名和口令；连续输错五次将暂时锁定。"


class AccountLocked(Problem):
    status, code, title = 429, "account_locked", "账号暂时锁定"
    detail = "连续输错口令，请稍后再试；锁定时间逐次加倍，最长一小时。"


class GrantUnknown(Problem):
    status, code, title = 422, "grant_unknown", "没有这个角色"
    detail = "role_grant_id 须取自 GET /api/v1/me 的 grants；账号没有任何有效角色时请联系安全管理员。"


class ActivationCodeInvalid(Problem):
    status, code, title = 422, "activation_code_invalid", "激活码无效"
    detail = "激活码不存在、已使用或已过期，请向开具机关重新领取。"


class UsernameTaken(Conflict):
    code, title = "username_taken", "用户名已被使用"
    detail = "如果是本人的账号，请填原口令，新角色会加到原账号上；否则请换一个用户名。"


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
        if not await self._password_right(username, password):
            raise CredentialsWrong
        async with self.database.session(AUTH_SCOPE) as session:
            account = (await session.exec(select(Account).where(Account.username == username))).one()
            grants = select(RoleGrant).where(RoleGrant.account_id == account.id, col(RoleGrant.revoked_at).is_(None))
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
            opened = (await session.exec(select(SignIn).where(SignIn.id == token.sign_in_id))).one()
            if opened.revoked_at is not None:
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

    async def activate(self, body: ActivationBody) -> ActivationRead:
        """Turn a one-time code into an account, or into a further grant of the account whose password is given."""
        async with self.database.session(AUTH_SCOPE) as session:
            statement = select(ActivationCode).where(ActivationCode.digest == digest_of(body.code)).with_for_update()
            code = (await session.exec(statement)).one_or_none()
            now = self.clock.now()
            if code is None or code.used_at is not None or code.expires_at <= now:
                raise ActivationCodeInvalid(field="code")
            account = (await session.exec(select(Account).where(Account.username == body.username))).one_or_none()
            if account is None:
                hashed = await self.passwords.hash(body.password)
                account = Account(username=body.username, name=code.name, password_hash=hashed)
                session.add(account)
                await session.flush()
            elif not await self.passwords.check(body.password, account.password_hash):
                raise UsernameTaken(field="username")
            code.used_at = now
            session.add(
                RoleGrant(
                    account_id=account.id,
                    role=code.role,
                    org_id=code.org_id,
                    person_id=code.person_id,
                    granted_by=code.issued_by,
                )
            )
            return ActivationRead(account_id=account.id, username=account.username, role=code.role)

    async def _password_right(self, username: str, password: str) -> bool:
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
