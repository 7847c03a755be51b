"""Signing in."""

import json
import uuid
from typing import Annotated

from fastapi import Depends, Form, Request

from app.auth.dependencies import DatabaseDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.auth.sessions import AUTH_SCOPE
from app.core.errors import Unauthenticated, raises
from app.queries.accounts import accounts
from app.routers.routing import noun_router
from app.schemas.accounts.auth import (
    ActivationBody,
    ActivationRead,
    GrantRead,
    MeRead,
    PasswordChange,
    RefreshBody,
    ScopeRead,
    TokenRead,
)
from app.services.accounts import activation
from app.services.accounts.accounts import AdministratorsSeparated, GrantExists, UsernameTaken
from app.services.accounts.auth import AccountLocked, CredentialsWrong, Gate, GrantUnknown

router = noun_router("登录")
SelfReader = Annotated[Principal, needs(Permission.SELF_READ)]


async def get_gate(request: Request) -> Gate:
    """The process's gate."""
    state = request.app.state
    return Gate(state.database, state.clock, state.passwords, state.tokens, state.settings.refresh_days)


GateDep = Annotated[Gate, Depends(get_gate)]


@router.post(
    "/auth/token",
    summary="登录｜Sign in",
    responses=raises(CredentialsWrong, AccountLocked, GrantUnknown, public=True),
)
async def sign_in(
    gate: GateDep,
    username: Annotated[str, Form(max_length=60)],
    password: Annotated[str, Form(max_length=200)],
    role_grant_id: Annotated[uuid.UUID | None, Form(description="以哪个角色登录｜which of the grants")] = None,
    grant_type: Annotated[str | None, Form(pattern="^password$")] = None,
    scope: Annotated[str, Form(max_length=200, description="不使用｜unused")] = "",
    client_id: Annotated[str | None, Form(max_length=200, description="不使用｜unused")] = None,
    client_secret: Annotated[str | None, Form(max_length=200, description="不使用｜unused")] = None,
) -> TokenRead:
    """用户名和口令登录（OAuth2 口令方式），一个账号有多个角色时可指定其一。｜The OAuth2 password form."""
    return await gate.sign_in(username, password, role_grant_id)


@router.post("/auth/refresh", summary="续期｜Renew the token", responses=raises(Unauthenticated, public=True))
async def refresh(body: RefreshBody, gate: GateDep) -> TokenRead:
    """用续期令牌换新令牌；续期令牌重复使用即视为被盗，整次登录作废。｜Each refresh token works once."""
    return await gate.refresh(body.refresh_token)


@router.post("/auth/logout", status_code=204, summary="退出｜Sign out", responses=raises())
async def sign_out(principal: SelfReader, gate: GateDep) -> None:
    """五秒内本次登录的全部令牌失效。｜Every token of this sign-in stops working within five seconds."""
    if principal.sign_in_id is not None:
        await gate.sign_out(principal.sign_in_id)


@router.post(
    "/auth/activate",
    status_code=201,
    summary="凭激活码开通账号｜Activate an account",
    responses=raises(
        activation.ActivationCodeInvalid,
        AccountLocked,
        AdministratorsSeparated,
        GrantExists,
        UsernameTaken,
        public=True,
    ),
)
async def activate(body: ActivationBody, gate: GateDep) -> ActivationRead:
    """党组织干部或党员凭一次性激活码开通账号；已有账号的填原用户名和口令，新角色加到原账号。｜One-time code to account."""
    return await activation.activate(gate, body)


@router.get("/me", summary="我是谁｜Who am I", responses=raises())
async def who_am_i(principal: SelfReader, database: DatabaseDep) -> MeRead:
    """当前账号、角色、管辖范围和权限。｜The account, its acting role, scope and permissions."""
    row = await database.fetch(AUTH_SCOPE, accounts.GRANTS_OF_ACCOUNT, {"account_id": principal.account_id})
    grants = json.loads(row[0]) if row else []
    return MeRead(
        account_id=principal.account_id,
        username=principal.username,
        name=principal.name,
        role=principal.role,
        body_name=principal.body_name,
        grant_id=principal.grant_id,
        scope=ScopeRead(area_code=principal.area_code, org_id=principal.org_id, person_id=principal.person_id),
        permissions=sorted(principal.permissions),
        grants=[GrantRead.model_validate(grant) for grant in grants],
    )


@router.post(
    "/me/password",
    status_code=204,
    summary="修改口令｜Change the own password",
    responses=raises(CredentialsWrong, AccountLocked),
)
async def change_password(body: PasswordChange, principal: SelfReader, gate: GateDep) -> None:
    """换新口令；本账号的其他登录五秒内失效。｜The account's other sign-ins end within five seconds."""
    await gate.change_password(principal, body.current_password, body.password)
