"""Care and supervision within the Party."""

import json
import uuid
from typing import Annotated

from fastapi import Query, Request, Response

from app.auth.dependencies import DatabaseDep, WorkDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.core.errors import NotFound, Stale, raises
from app.core.lists import CursorInvalid
from app.core.responses import Answer, IfMatch, read_back, read_page
from app.models.changes import AccessKind
from app.queries.life import care_records as queries
from app.queries.procedures import as_sent
from app.routers.routing import noun_router
from app.schemas.life.care_records import CareCreate, CarePage, CareQuery, CareRead, CareUpdate
from app.services.idempotency import IdempotencyKeyReused, OnceDep
from app.services.life import care_records
from app.services.organizations import locked_orgs
from app.services.together import OrgInBulkTransfer

router = noun_router("组织生活", "/care-records")
LifeReader = Annotated[Principal, needs(Permission.ORGANIZATION_LIFE_READ)]
LifeWriter = Annotated[Principal, needs(Permission.ORGANIZATION_LIFE_WRITE)]


@router.get(
    "", response_model=CarePage, summary="关怀和监督记录｜Care and supervision", responses=raises(CursorInvalid)
)
async def list_care_records(
    query: Annotated[CareQuery, Query()], principal: LifeReader, database: DatabaseDep
) -> Response:
    """党内关怀和监督的记录；党员看到关于本人的。｜Care and supervision; a member sees what concerns oneself."""
    return await read_page(database, principal.scope, queries.LIST, query)


@router.post(
    "",
    status_code=201,
    response_model=CareRead,
    summary="登记关怀和监督｜Record care or supervision",
    responses=raises(OrgInBulkTransfer, locked_orgs.PartyOrgDissolved, IdempotencyKeyReused),
)
async def record_care(body: CareCreate, principal: LifeWriter, work: WorkDep, once: OnceDep) -> Response:
    """走访慰问、谈心谈话、提醒谈话等；本人可见。｜The person concerned can see it."""

    async def create() -> Answer:
        record_id = await care_records.record_care(work, body)
        return await read_back(work.session, queries.RECORD, status=201, record_id=record_id)

    return await once(create)


@router.get(
    "/{record_id}", response_model=CareRead, summary="一条关怀和监督记录｜A record of care", responses=raises(NotFound)
)
async def get_care(record_id: uuid.UUID, principal: LifeReader, database: DatabaseDep, request: Request) -> Response:
    """一条记录的全文；谁看过本人可查。｜One record in full; the person concerned can see who looked."""
    row = await database.fetch(principal.scope, queries.RECORD, {"record_id": record_id})
    if row is None:
        raise NotFound
    facts = json.loads(row[0])
    request.app.state.access_log.note(principal, AccessKind.RECORD, uuid.UUID(facts["person_id"]))
    return as_sent(facts).response()


@router.patch(
    "/{record_id}",
    response_model=CareRead,
    summary="修改关怀和监督记录｜Change a record of care",
    responses=raises(NotFound, Stale, OrgInBulkTransfer, locked_orgs.PartyOrgDissolved),
)
async def update_care(
    record_id: uuid.UUID, body: CareUpdate, principal: LifeWriter, work: WorkDep, if_match: IfMatch = None
) -> Response:
    """更正谈话人或说明。｜Put right who spoke, or the note."""
    await care_records.update_care(work, record_id, body, if_match)
    return (await read_back(work.session, queries.RECORD, record_id=record_id)).response()
