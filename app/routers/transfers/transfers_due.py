"""Who is obliged to transfer the relationship to the place of work, and the drafts opened for them."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.auth.dependencies import DatabaseDep, WorkDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.core.errors import raises
from app.core.lists import CursorInvalid
from app.core.responses import read_page
from app.queries.transfers import transfers_due as queries
from app.routers.routing import noun_router
from app.schemas.transfers.transfers_due import DueOpen, DueOpenedAll, DuePage, DueQuery
from app.services.idempotency import IdempotencyKeyReused, OnceDep
from app.services.transfers import transfers_due

router = noun_router("组织关系接转")
TransferProposer = Annotated[Principal, needs(Permission.TRANSFER_PROPOSE)]


@router.get(
    "/transfers/due", response_model=DuePage, summary="应接转名单｜Who has to transfer", responses=raises(CursorInvalid)
)
async def list_due(
    query: Annotated[DueQuery, Query()], principal: TransferProposer, database: DatabaseDep, request: Request
) -> Response:
    """专职或在所满六个月的党员律师中组织关系尚未转入的（含口袋党员）：理由、自何日起、是否逾期、应转往何处。｜Who, why, where to."""
    return await read_page(database, principal.scope, queries.LIST, query, today=request.app.state.clock.today())


@router.post(
    "/transfers/due/open",
    response_model=DueOpenedAll,
    summary="为应接转的党员批量发起｜Open drafts for those who have to",
    responses=raises(IdempotencyKeyReused),
)
async def open_due(body: DueOpen, principal: TransferProposer, work: WorkDep, once: OnceDep) -> Response:
    """按律师事务所、区划或名单发起草稿，逐人告知结果；提交仍由本人或所在党支部办理，重复提交不重复发起。｜Drafts in one call."""
    return await once(lambda: transfers_due.open_due(work, body))
