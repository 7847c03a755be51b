"""Accounts and grants, for the security administrator; appointing officers and inviting members, for those in charge."""

import uuid
from typing import Annotated

from fastapi import Query, Request, Response

from app.auth.dependencies import DatabaseDep, WorkDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.core.errors import NotFound, raises
from app.core.lists import CursorInvalid
from app.core.responses import Answer, read_back, read_page
from app.queries.accounts import accounts as queries
from app.routers.routing import noun_router
from app.schemas.accounts.accounts import (
    AccountCreate,
    AccountPage,
    AccountQuery,
    AccountRead,
    GrantCreate,
    OfficerCreate,
    PasswordReset,
)
from app.schemas.accounts.auth import ActivationCodeRead, GrantRead
from app.services.accounts import accounts, activation
from app.services.idempotency import IdempotencyKeyReused, OnceDep

router = noun_router("账号")
AccountManager = Annotated[Principal, needs(Permission.ACCOUNT_MANAGE)]
MemberInviter = Annotated[Principal, needs(Permission.MEMBER_INVITE)]
OfficerAppointer = Annotated[Principal, needs(Permission.OFFICER_APPOINT)]


@router.get("/accounts", response_model=AccountPage, summary="账号列表｜Accounts", responses=raises(CursorInvalid))
async def list_accounts(
    query: Annotated[AccountQuery, Query()], principal: AccountManager, database: DatabaseDep
) -> Response:
    """账号及其有效授权，按用户名前缀或角色查找。｜Accounts and their grants."""
    return await read_page(database, principal.scope, queries.LIST, query)


@router.post(
    "/accounts",
    status_code=201,
    response_model=AccountRead,
    summary="新建账号｜Create an account",
    responses=raises(accounts.UsernameTaken, IdempotencyKeyReused),
)
async def create_account(
    request: Request, body: AccountCreate, principal: AccountManager, work: WorkDep, once: OnceDep
) -> Response:
    """新建账号；授予角色之前不能办理任何事项。｜A new account, without any role yet."""

    async def create() -> Answer:
        account_id = await accounts.create_account(work, request.app.state.passwords, body)
        return await read_back(work.session, queries.RECORD, status=201, account_id=account_id)

    return await once(create)


@router.post(
    "/accounts/{account_id}/disable",
    response_model=AccountRead,
    summary="停用账号｜Disable an account",
    responses=raises(NotFound),
)
async def disable_account(account_id: uuid.UUID, principal: AccountManager, work: WorkDep) -> Response:
    """停用账号：不能再登录，已发的令牌五秒内失效；重复停用无影响。｜No sign-in; tokens end within five seconds."""
    await accounts.disable_account(work, account_id)
    return (await read_back(work.session, queries.RECORD, account_id=account_id)).response()


@router.post(
    "/accounts/{account_id}/password",
    response_model=AccountRead,
    summary="重置口令｜Reset a password",
    responses=raises(NotFound),
)
async def reset_password(
    request: Request, account_id: uuid.UUID, body: PasswordReset, principal: AccountManager, work: WorkDep
) -> Response:
    """忘记口令时由安全管理员重置：解除锁定，原有登录五秒内失效。｜Ends a lock-out and every sign-in."""
    await accounts.reset_password(work, request.app.state.passwords, account_id, body.password)
    return (await read_back(work.session, queries.RECORD, account_id=account_id)).response()


@router.post(
    "/accounts/{account_id}/grants",
    status_code=201,
    response_model=GrantRead,
    summary="授予角色｜Grant a role",
    responses=raises(NotFound, accounts.GrantExists, accounts.AdministratorsSeparated, IdempotencyKeyReused),
)
async def add_grant(
    account_id: uuid.UUID, body: GrantCreate, principal: AccountManager, work: WorkDep, once: OnceDep
) -> Response:
    """授予角色：部门角色填 area_code，党组织干部填 org_id，三员不填；党员角色只能凭邀请取得。｜Give a role."""

    async def create() -> Answer:
        grant_id = await accounts.add_grant(work, account_id, body)
        return await read_back(work.session, queries.GRANT, status=201, grant_id=grant_id)

    return await once(create)


@router.delete(
    "/accounts/{account_id}/grants/{grant_id}",
    status_code=204,
    summary="收回角色｜Revoke a role",
    responses=raises(NotFound),
)
async def revoke_grant(account_id: uuid.UUID, grant_id: uuid.UUID, principal: AccountManager, work: WorkDep) -> None:
    """收回角色；以此角色登录的令牌五秒内失效。｜Tokens that act in this role end within five seconds."""
    await accounts.revoke_grant(work, account_id, grant_id)


@router.post(
    "/party-orgs/{org_id}/officers",
    status_code=201,
    response_model=ActivationCodeRead,
    summary="任命党组织干部｜Appoint an officer",
    responses=raises(NotFound, activation.OfficerOfOwnOrg, IdempotencyKeyReused),
)
async def appoint_officer(
    org_id: uuid.UUID, body: OfficerCreate, principal: OfficerAppointer, work: WorkDep, once: OnceDep
) -> Response:
    """由主管部门、律师协会或上级党组织任命，发给一次性激活码，七日内有效。｜A one-time code, valid for seven days."""

    async def create() -> Answer:
        code = await activation.appoint_officer(work, org_id, body)
        return Answer(201, code.model_dump_json().encode())

    return await once(create)


@router.post(
    "/members/{person_id}/invite",
    status_code=201,
    response_model=ActivationCodeRead,
    summary="邀请党员开通账号｜Invite a member",
    responses=raises(NotFound, IdempotencyKeyReused),
)
async def invite_member(person_id: uuid.UUID, principal: MemberInviter, work: WorkDep, once: OnceDep) -> Response:
    """发给党员一次性激活码，七日内有效；凭新码开通后，该党员原有账号的党员角色即收回。｜Supersedes an earlier account."""

    async def create() -> Answer:
        code = await activation.invite_member(work, person_id)
        return Answer(201, code.model_dump_json().encode())

    return await once(create)
