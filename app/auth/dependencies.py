"""What a route asks for in its signature: the principal with a named permission, a read, or a unit of work."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import OAuth2PasswordBearer
from fastapi.security.base import SecurityBase

from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.auth.work import Work
from app.core.database import Database
from app.core.errors import Forbidden, Unauthenticated
from app.core.listen_notify import notify_after_commit
from app.models.changes import RECORDED

_bearer = OAuth2PasswordBearer(
    tokenUrl="/api/v1/auth/token",
    refreshUrl="/api/v1/auth/refresh",
    auto_error=False,
    description="用户名和口令登录；令牌 15 分钟有效。｜Sign in by user name and password; a token lasts 15 minutes.",
)


async def get_database(request: Request) -> Database:
    """The process's database."""
    database: Database = request.app.state.database
    return database


async def get_principal(request: Request) -> Principal:
    """Who is behind the bearer token."""
    token = await _bearer(request)
    if token is None:
        raise Unauthenticated
    principal: Principal = await request.app.state.sessions.principal(token)
    return principal


CurrentPrincipal = Annotated[Principal, Depends(get_principal)]
DatabaseDep = Annotated[Database, Depends(get_database)]


class Require(SecurityBase):
    """The principal behind the bearer token, if the role has the permission.

    It stands in the contract as the bearer scheme itself: each further dependency costs a read what the database does.
    """

    model, scheme_name = _bearer.model, _bearer.scheme_name

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    async def __call__(self, request: Request) -> Principal:
        principal = await get_principal(request)
        if not principal.can(self.permission):
            raise Forbidden
        return principal


async def get_work(request: Request, principal: CurrentPrincipal, database: DatabaseDep) -> AsyncIterator[Work]:
    """One request, one transaction under the principal's scope, committed before the response is sent."""
    state = request.app.state
    async with database.session(principal.scope) as session:
        notify_after_commit(session, RECORDED)  # SQL functions record as well
        yield Work(session, principal, state.clock, state.keyring, state.signer)


WorkDep = Annotated[Work, Depends(get_work, scope="function")]


def needs(permission: Permission) -> Any:
    """What a router says of its callers: `MemberReader = Annotated[Principal, needs(Permission.MEMBER_READ)]`."""
    return Depends(Require(permission))
