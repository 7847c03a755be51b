"""The caller's own calls: what is left of the quota, and the evidence of each disclosure."""

import uuid
from functools import partial

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response
from sqlmodel import col, select

from app.core.clock import CIVIL_ZONE
from app.core.database import compile_query
from app.core.errors import NotFound, raises
from app.core.lists import record_query, rows_as_json, select_columns
from app.core.responses import read
from app.ledger.disclosures import DisclosureRead, SavedDisclosure, verify_disclosure
from app.ledger.log import document_proof
from app.models.sharing import Disclosure
from app.sharing.dependencies import CallerDep, DiscloserDep, SharingRoute
from app.sharing.problems import TokenRefused, UnknownInput
from app.sharing.schemas import OperationsRead

router = APIRouter(prefix="/share/v1", tags=["台账"], route_class=SharingRoute)

_calls = (
    select_columns(
        col(Disclosure.operation),
        col(Disclosure.data_set),
        sa.func.count().label("calls"),
        sa.func.sum(Disclosure.records).label("records"),
        sa.func.max(Disclosure.at).label("last_at"),
    )
    .where(
        Disclosure.grant_id == sa.bindparam("grant_id", type_=sa.Uuid()),
        col(Disclosure.at) >= sa.bindparam("midnight", type_=sa.DateTime(timezone=True)),
    )
    .group_by(col(Disclosure.operation), col(Disclosure.data_set))
    .order_by(col(Disclosure.operation), col(Disclosure.data_set))
    .cte("calls")
)
_today = select(
    sa.func.coalesce(sa.func.sum(_calls.c.records), 0).label("records_today"),
    sa.func.coalesce(sa.func.sum(_calls.c.calls), 0).label("calls_today"),
).subquery("today")
_lag = sa.func.feed_head().table_valued("head", "lag_ms")
_MINE = record_query(
    select_columns(
        _today.c.records_today,
        sa.func.greatest(sa.bindparam("quota", type_=sa.Integer()) - _today.c.records_today, 0).label("quota_left"),
        _today.c.calls_today,
        _lag.c.lag_ms.label("feed_lag_ms"),
        rows_as_json(select(_calls)).label("operations"),
    ).select_from(_today, _lag)
)
_OWN = compile_query(select(col(Disclosure.jws)).where(Disclosure.id == sa.bindparam("disclosure_id", type_=sa.Uuid())))


@router.get(
    "/operations/mine",
    response_model=OperationsRead,
    summary="本系统用量｜Own usage",
    responses=raises(TokenRefused, UnknownInput, public=True),
)
async def my_operations(caller: CallerDep, discloser: DiscloserDep) -> Response:
    """今日各类调用、已取记录数、剩余限额和变更推送的滞后。｜Own calls today by kind, quota left, feed lag."""
    midnight = discloser.clock.now().astimezone(CIVIL_ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    return await read(
        discloser.database,
        caller.scope,
        _MINE,
        grant_id=caller.grant.id,
        midnight=midnight,
        quota=caller.grant.quota_per_day,
    )


@router.get(
    "/disclosures/{disclosure_id}",
    summary="披露凭证｜Evidence of a disclosure",
    responses=raises(NotFound, TokenRefused, UnknownInput, public=True),
)
async def get_disclosure(
    disclosure_id: uuid.UUID, caller: CallerDep, discloser: DiscloserDep, request: Request
) -> DisclosureRead:
    """一次提供数据的签名凭证和存证证明，可用 huizhi verify 离线核验。｜Signed evidence of one disclosure, with its proof."""
    fetch = partial(discloser.database.fetch, caller.scope)
    row = await fetch(_OWN, {"disclosure_id": disclosure_id})
    if row is None:
        raise NotFound
    facts, _ = verify_disclosure(SavedDisclosure(jws=row[0]), request.app.state.signer.key_set)
    return DisclosureRead(jws=row[0], facts=facts, proof=await document_proof(fetch, "disclosure", disclosure_id))
