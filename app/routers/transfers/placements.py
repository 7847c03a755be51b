"""Local decisions on where members of firms without an organization go."""

import uuid
from typing import Annotated

from fastapi import Query, Response

from app.auth.dependencies import DatabaseDep, WorkDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.core.errors import NotFound, raises
from app.core.lists import CursorInvalid
from app.core.responses import Answer, read_back, read_page
from app.queries.transfers import placements as queries
from app.routers.routing import noun_router
from app.schemas.transfers.placements import PlacementCreate, PlacementEnd, PlacementPage, PlacementQuery, PlacementRead
from app.services.idempotency import IdempotencyKeyReused, OnceDep
from app.services.organizations.party_orgs import AreaOutOfScope
from app.services.transfers import placements

router = noun_router("组织关系接转")
PlacementDecider = Annotated[Principal, needs(Permission.PLACEMENT_DECIDE)]
TransferProposer = Annotated[Principal, needs(Permission.TRANSFER_PROPOSE)]


@router.get(
    "/placement-decisions",
    response_model=PlacementPage,
    summary="隶属决定列表｜Local decisions on placement",
    responses=raises(CursorInvalid),
)
async def list_placements(
    query: Annotated[PlacementQuery, Query()], principal: TransferProposer, database: DatabaseDep
) -> Response:
    """当地确定未建党组织的律师事务所党员转入何处的决定。｜Where members of firms without an organization go."""
    return await read_page(database, principal.scope, queries.LIST, query)


@router.post(
    "/placement-decisions",
    status_code=201,
    response_model=PlacementRead,
    summary="登记隶属决定｜Record a local decision",
    responses=raises(placements.PlacementExists, AreaOutOfScope, IdempotencyKeyReused),
)
async def record_placement(
    body: PlacementCreate, principal: PlacementDecider, work: WorkDep, once: OnceDep
) -> Response:
    """没有成立律师协会的，由当地确定隶属关系；由组织部门登记，应接转名单据此确定去向。｜Recorded by the organization department."""

    async def create() -> Answer:
        decision_id = await placements.record_placement(work, body)
        return await read_back(work.session, queries.RECORD, status=201, decision_id=decision_id)

    return await once(create)


@router.post(
    "/placement-decisions/{decision_id}/end",
    response_model=PlacementRead,
    summary="终止隶属决定｜End a local decision",
    responses=raises(NotFound, placements.PlacementEnded),
)
async def end_placement(
    decision_id: uuid.UUID, body: PlacementEnd, principal: PlacementDecider, work: WorkDep
) -> Response:
    """自今日起不再据此确定去向，记录保留。｜Sends nobody any more; the record stays."""
    await placements.end_placement(work, decision_id, body.reason)
    return (await read_back(work.session, queries.RECORD, decision_id=decision_id)).response()
