"""Partner systems of the data-sharing API, kept by the security administrator."""

import uuid
from typing import Annotated

from fastapi import Query, Response

from app.auth.dependencies import DatabaseDep, WorkDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.core.errors import NotFound, raises
from app.core.lists import CursorInvalid
from app.core.responses import Answer, read, read_back, read_page
from app.queries.sharing import partners as queries
from app.routers.routing import noun_router
from app.schemas.sharing.partners import PartnerCreate, PartnerKeys, PartnerPage, PartnerQuery, PartnerRead
from app.services.idempotency import IdempotencyKeyReused, OnceDep
from app.services.sharing import partners

router = noun_router("数据共享")
PartnerManager = Annotated[Principal, needs(Permission.PARTNER_MANAGE)]
SharingReader = Annotated[Principal, needs(Permission.SHARING_READ)]


@router.get(
    "/partners", response_model=PartnerPage, summary="合作系统列表｜Partner systems", responses=raises(CursorInvalid)
)
async def list_partners(
    query: Annotated[PartnerQuery, Query()], principal: SharingReader, database: DatabaseDep
) -> Response:
    """登记过的其他部门系统。｜The registered systems of other departments."""
    return await read_page(database, principal.scope, queries.LIST, query)


@router.post(
    "/partners",
    status_code=201,
    response_model=PartnerRead,
    summary="登记合作系统｜Register a partner system",
    responses=raises(partners.ClientIdTaken, IdempotencyKeyReused),
)
async def register_partner(body: PartnerCreate, principal: PartnerManager, work: WorkDep, once: OnceDep) -> Response:
    """登记客户端标识和公钥；私钥由对方自己保管，不得提交。｜Client id and public keys; private keys stay with the partner."""

    async def create() -> Answer:
        partner_id = await partners.register_partner(work, body)
        return await read_back(work.session, queries.RECORD, status=201, partner_id=partner_id)

    return await once(create)


@router.get(
    "/partners/{partner_id}",
    response_model=PartnerRead,
    summary="合作系统｜A partner system",
    responses=raises(NotFound),
)
async def get_partner(partner_id: uuid.UUID, principal: SharingReader, database: DatabaseDep) -> Response:
    """一个合作系统。｜One partner system."""
    return await read(database, principal.scope, queries.RECORD, partner_id=partner_id)


@router.put(
    "/partners/{partner_id}/keys",
    response_model=PartnerRead,
    summary="更换公钥｜Replace the keys",
    responses=raises(NotFound),
)
async def replace_keys(partner_id: uuid.UUID, body: PartnerKeys, principal: PartnerManager, work: WorkDep) -> Response:
    """以所列公钥取代原有公钥，立即生效；轮换时先并列新旧两把。｜Takes the place of the old keys at once."""
    await partners.replace_keys(work, partner_id, body.keys)
    return (await read_back(work.session, queries.RECORD, partner_id=partner_id)).response()


@router.post(
    "/partners/{partner_id}/suspend",
    response_model=PartnerRead,
    summary="停用｜Suspend a partner",
    responses=raises(NotFound),
)
async def suspend_partner(partner_id: uuid.UUID, principal: PartnerManager, work: WorkDep) -> Response:
    """五秒内其全部令牌失效，不再签发。｜Its tokens end within five seconds, and it gets no other."""
    await partners.suspend_partner(work, partner_id, suspended=True)
    return (await read_back(work.session, queries.RECORD, partner_id=partner_id)).response()


@router.post(
    "/partners/{partner_id}/resume",
    response_model=PartnerRead,
    summary="恢复｜Resume a partner",
    responses=raises(NotFound),
)
async def resume_partner(partner_id: uuid.UUID, principal: PartnerManager, work: WorkDep) -> Response:
    """恢复停用的合作系统。｜A suspended partner serves again."""
    await partners.suspend_partner(work, partner_id, suspended=False)
    return (await read_back(work.session, queries.RECORD, partner_id=partner_id)).response()
