"""Liaisons of firms without an organization of their own."""

import uuid
from typing import Annotated

from fastapi import Query, Request, Response

from app.auth.dependencies import DatabaseDep, WorkDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.core.errors import NotFound, raises
from app.core.lists import CursorInvalid
from app.core.responses import Answer, read_back, read_page
from app.queries.building import firm_liaisons as queries
from app.routers.routing import noun_router
from app.schemas.building.firm_liaisons import (
    LiaisonAssign,
    LiaisonCandidatePage,
    LiaisonCandidateQuery,
    LiaisonEnd,
    LiaisonPage,
    LiaisonQuery,
    LiaisonRead,
)
from app.services.building import firm_liaisons
from app.services.idempotency import IdempotencyKeyReused, OnceDep

router = noun_router("组建与调整")
LawFirmReader = Annotated[Principal, needs(Permission.LAW_FIRM_READ)]
LiaisonWriter = Annotated[Principal, needs(Permission.LIAISON_WRITE)]


@router.get(
    "/firm-liaisons",
    response_model=LiaisonPage,
    summary="党建工作指导员｜Liaisons of law firms",
    responses=raises(CursorInvalid),
)
async def list_liaisons(
    query: Annotated[LiaisonQuery, Query()], principal: LawFirmReader, database: DatabaseDep
) -> Response:
    """现任和曾任的党建工作指导员及所派律师事务所。｜Who guides, or guided, which firm."""
    return await read_page(database, principal.scope, queries.LIST, query)


@router.get(
    "/liaison-candidates",
    response_model=LiaisonCandidatePage,
    summary="待派指导员的所｜Law firms that need a liaison",
    responses=raises(CursorInvalid),
)
async def list_candidates(
    query: Annotated[LiaisonCandidateQuery, Query()], principal: LawFirmReader, database: DatabaseDep, request: Request
) -> Response:
    """未建党组织又未派指导员的：应建未建在前，其次有个别党员的，再次没有党员的；重点所优先。｜What to do next, ranked."""
    today = request.app.state.clock.today()
    return await read_page(database, principal.scope, queries.CANDIDATES, query, today=today)


@router.post(
    "/firm-liaisons",
    status_code=201,
    response_model=LiaisonRead,
    summary="指派党建工作指导员｜Assign a liaison",
    responses=raises(firm_liaisons.LiaisonExists, firm_liaisons.FirmHasOwnOrg, IdempotencyKeyReused),
)
async def assign_liaison(body: LiaisonAssign, principal: LiaisonWriter, work: WorkDep, once: OnceDep) -> Response:
    """向未单独建立党组织的律师事务所指派一名正式党员，自今日起。｜From today on, one for each firm."""

    async def create() -> Answer:
        liaison_id = await firm_liaisons.assign_liaison(work, body)
        return await read_back(work.session, queries.RECORD, status=201, liaison_id=liaison_id)

    return await once(create)


@router.post(
    "/firm-liaisons/{liaison_id}/end",
    response_model=LiaisonRead,
    summary="结束指派｜End an assignment",
    responses=raises(NotFound, firm_liaisons.LiaisonEnded),
)
async def end_liaison(liaison_id: uuid.UUID, body: LiaisonEnd, principal: LiaisonWriter, work: WorkDep) -> Response:
    """至今日止，记录保留。｜Today is the last day; the record stays."""
    await firm_liaisons.end_liaison(work, liaison_id, body.reason)
    return (await read_back(work.session, queries.RECORD, liaison_id=liaison_id)).response()
