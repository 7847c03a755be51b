"""Training of members in hours."""

import uuid
from typing import Annotated

from fastapi import Query, Request, Response

from app.auth.dependencies import DatabaseDep, WorkDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.core.errors import NotFound, Stale, raises
from app.core.lists import CursorInvalid
from app.core.responses import Answer, IfMatch, read_back, read_page
from app.queries.life import training_records as queries
from app.routers.routing import noun_router
from app.schemas.life.training_records import (
    HoursPage,
    HoursQuery,
    TrainingAdded,
    TrainingCreate,
    TrainingPage,
    TrainingQuery,
    TrainingRead,
    TrainingUpdate,
)
from app.services.idempotency import IdempotencyKeyReused, OnceDep
from app.services.life import training_records
from app.services.organizations import locked_orgs
from app.services.together import OrgInBulkTransfer

router = noun_router("组织生活")
LifeReader = Annotated[Principal, needs(Permission.ORGANIZATION_LIFE_READ)]
LifeWriter = Annotated[Principal, needs(Permission.ORGANIZATION_LIFE_WRITE)]


@router.get(
    "/training-records",
    response_model=TrainingPage,
    summary="培训记录｜Training records",
    responses=raises(CursorInvalid),
)
async def list_training(
    query: Annotated[TrainingQuery, Query()], principal: LifeReader, database: DatabaseDep
) -> Response:
    """党员参加的集中培训、网上培训和计入学时的组织生活；随党员转移。｜Training; it goes where the member goes."""
    return await read_page(database, principal.scope, queries.LIST, query)


@router.post(
    "/training-records",
    status_code=201,
    response_model=TrainingAdded,
    summary="登记培训｜Record training",
    responses=raises(OrgInBulkTransfer, locked_orgs.PartyOrgDissolved, IdempotencyKeyReused),
)
async def record_training(body: TrainingCreate, principal: LifeWriter, work: WorkDep, once: OnceDep) -> Response:
    """一次登记完成培训的全部党员；组织生活的学时在登记会议时填写，不必再登。｜Once for all who completed it."""

    async def create() -> Answer:
        added = await training_records.record_training(work, body)
        return Answer(201, TrainingAdded(added=added).model_dump_json().encode())

    return await once(create)


@router.patch(
    "/training-records/{record_id}",
    response_model=TrainingRead,
    summary="修改培训记录｜Change a training record",
    responses=raises(NotFound, Stale, training_records.CountedFromMeeting),
)
async def update_training(
    record_id: uuid.UUID, body: TrainingUpdate, principal: LifeWriter, work: WorkDep, if_match: IfMatch = None
) -> Response:
    """改名称或学时。｜Put title or hours right."""
    await training_records.update_training(work, record_id, body, if_match)
    return (await read_back(work.session, queries.RECORD, record_id=record_id)).response()


@router.get(
    "/training-hours",
    response_model=HoursPage,
    summary="年度学时｜Training hours of a year",
    responses=raises(CursorInvalid),
)
async def list_hours(
    query: Annotated[HoursQuery, Query()], principal: LifeReader, database: DatabaseDep, request: Request
) -> Response:
    """党员一年的学时与应完成数对照：党员三十二学时，书记和委员五十六学时。｜Hours of a year against what is required."""
    today = request.app.state.clock.today()
    narrowed, year = query.model_copy(update={"year": None}), query.year or today.year
    return await read_page(database, principal.scope, queries.HOURS, narrowed, year=year, today=today)
