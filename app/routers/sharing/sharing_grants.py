"""Grants of the data-sharing API: applied for, approved by the owning departments, brought into force."""

import uuid
from typing import Annotated

from fastapi import Body, Query, Request, Response

from app.auth.dependencies import DatabaseDep, WorkDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.auth.work import Reader
from app.core.errors import NotFound, Stale, raises
from app.core.lists import CursorInvalid
from app.core.responses import Answer, IfMatch, read_page
from app.queries.sharing import sharing_grants as queries
from app.routers.routing import noun_router
from app.schemas.sharing.sharing_grants import (
    ADMINISTRATOR_EXAMPLES,
    OWNER_EXAMPLES,
    AdministratorActionBody,
    OwnerActionBody,
    SharingGrantCreate,
    SharingGrantPage,
    SharingGrantQuery,
    SharingGrantRead,
    SharingGrantUpdate,
)
from app.services import procedures
from app.services.idempotency import IdempotencyKeyReused, OnceDep
from app.services.procedures import NotTheActingBody
from app.services.sharing import sharing_grants

router = noun_router("数据共享")
PartnerManager = Annotated[Principal, needs(Permission.PARTNER_MANAGE)]
SharingApprover = Annotated[Principal, needs(Permission.SHARING_APPROVE)]
SharingReader = Annotated[Principal, needs(Permission.SHARING_READ)]


@router.get(
    "/sharing-grants",
    response_model=SharingGrantPage,
    summary="授权列表｜Sharing grants",
    responses=raises(CursorInvalid),
)
async def list_grants(
    query: Annotated[SharingGrantQuery, Query()], principal: SharingReader, database: DatabaseDep
) -> Response:
    """本地区的数据共享授权，按合作系统和状态筛选。｜Grants over the area."""
    return await read_page(database, principal.scope, queries.LIST, query)


@router.post(
    "/sharing-grants",
    status_code=201,
    response_model=SharingGrantRead,
    summary="申请授权｜Apply for a grant",
    responses=raises(IdempotencyKeyReused),
)
async def request_grant(body: SharingGrantCreate, principal: PartnerManager, work: WorkDep, once: OnceDep) -> Response:
    """登记一件申请：用途、范围、数据集和字段；答复期限按工作日计算。｜Purpose, area, data sets and fields."""

    async def create() -> Answer:
        return await queries.READING.read_back(work, await sharing_grants.request_grant(work, body), 201)

    return await once(create)


@router.get(
    "/sharing-grants/{grant_id}",
    response_model=SharingGrantRead,
    summary="授权｜A sharing grant",
    responses=raises(NotFound),
)
async def get_grant(grant_id: uuid.UUID, principal: SharingReader, database: DatabaseDep, request: Request) -> Response:
    """授权内容、状态、各权威部门意见、每一步、现在可办的和期限。｜Content, state, what each owning department said, what is due."""
    return await queries.READING.read(database, Reader.of(request.app.state, principal), grant_id)


@router.patch(
    "/sharing-grants/{grant_id}",
    response_model=SharingGrantRead,
    summary="变更授权内容｜Change a grant",
    responses=raises(NotFound, Stale, sharing_grants.GrantOutOfTurn),
)
async def amend_grant(
    grant_id: uuid.UUID,
    body: SharingGrantUpdate,
    principal: PartnerManager,
    work: WorkDep,
    if_match: IfMatch = None,
) -> Response:
    """变更后须由权威部门重新同意，此前停止提供。｜Nothing leaves until it is approved anew."""
    await sharing_grants.amend_grant(work, grant_id, body, if_match)
    return (await queries.READING.read_back(work, grant_id)).response()


_ACTING = raises(NotFound, sharing_grants.GrantOutOfTurn, NotTheActingBody)


@router.post(
    "/sharing-grants/{grant_id}/answers",
    response_model=SharingGrantRead,
    summary="权威部门答复｜Answer of an owning department",
    responses=_ACTING,
)
async def answer_grant(
    grant_id: uuid.UUID,
    body: Annotated[OwnerActionBody, Body(openapi_examples=OWNER_EXAMPLES)],
    principal: SharingApprover,
    work: WorkDep,
) -> Response:
    """权威部门同意或不同意；涉及两个部门的，须都同意。｜Every owning department has to agree."""
    return (await procedures.act(work, sharing_grants.GRANT, grant_id, body)).response()


@router.post(
    "/sharing-grants/{grant_id}/actions",
    response_model=SharingGrantRead,
    summary="启用、停用、终止｜Act on a grant",
    responses=_ACTING,
)
async def act(
    grant_id: uuid.UUID,
    body: Annotated[AdministratorActionBody, Body(openapi_examples=ADMINISTRATOR_EXAMPLES)],
    principal: PartnerManager,
    work: WorkDep,
) -> Response:
    """安全管理员启用已同意的授权，或停用、恢复、终止；停用五秒内生效。｜A suspension takes effect within five seconds."""
    return (await procedures.act(work, sharing_grants.GRANT, grant_id, body)).response()
