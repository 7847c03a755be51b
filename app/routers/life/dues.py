"""Party dues by month."""

import uuid
from typing import Annotated

from fastapi import Query, Request, Response

from app.auth.dependencies import DatabaseDep, WorkDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.core.errors import NotFound, raises
from app.core.lists import CursorInvalid
from app.core.responses import read_page
from app.queries.life import dues as queries
from app.routers.routing import noun_router
from app.schemas.life.dues import DuesPage, DuesQuery, DuesRecord
from app.services.life import dues
from app.services.organizations import locked_orgs
from app.services.together import OrgInBulkTransfer

router = noun_router("组织生活")
LifeReader = Annotated[Principal, needs(Permission.ORGANIZATION_LIFE_READ)]
LifeWriter = Annotated[Principal, needs(Permission.ORGANIZATION_LIFE_WRITE)]


@router.get("/dues", response_model=DuesPage, summary="党费交至｜Dues by month", responses=raises(CursorInvalid))
async def list_dues(
    query: Annotated[DuesQuery, Query()], principal: LifeReader, database: DatabaseDep, request: Request
) -> Response:
    """党员党费交至何月，不收集金额；介绍信和活动证上所载的一并计入。｜Up to which month, never how much."""
    return await read_page(database, principal.scope, queries.LIST, query, today=request.app.state.clock.today())


@router.put(
    "/party-orgs/{org_id}/dues",
    status_code=204,
    summary="登记全支部党费交至｜Record dues of a branch",
    responses=raises(NotFound, OrgInBulkTransfer, locked_orgs.PartyOrgDissolved),
)
async def record_dues(org_id: uuid.UUID, body: DuesRecord, principal: LifeWriter, work: WorkDep) -> None:
    """一次登记全支部，只列出不同的党员；欠交满六个月提醒支部谈话，系统不作任何处理。｜One month for all, and the exceptions."""
    await dues.record_dues(work, org_id, body)
