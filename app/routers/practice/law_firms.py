"""Law firms."""

import uuid
from typing import Annotated

from fastapi import Query, Response

from app.auth.dependencies import DatabaseDep, WorkDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.core.errors import NotFound, Stale, raises
from app.core.lists import CursorInvalid
from app.core.responses import Answer, IfMatch, read, read_back, read_page
from app.queries.practice import law_firms as queries
from app.routers.routing import noun_router
from app.schemas.practice.law_firms import (
    FirmCreate,
    FirmHistory,
    FirmLawyerPage,
    FirmLawyerQuery,
    FirmPage,
    FirmQuery,
    FirmRead,
    FirmUpdate,
)
from app.services.idempotency import IdempotencyKeyReused, OnceDep
from app.services.organizations.party_orgs import AreaOutOfScope
from app.services.practice import law_firms
from app.services.reference.authority import FieldOfOtherDepartment

router = noun_router("律师事务所", "/law-firms")
LawFirmReader = Annotated[Principal, needs(Permission.LAW_FIRM_READ)]
LawFirmWriter = Annotated[Principal, needs(Permission.LAW_FIRM_WRITE)]


@router.get("", response_model=FirmPage, summary="律师事务所列表｜Law firms", responses=raises(CursorInvalid))
async def list_firms(query: Annotated[FirmQuery, Query()], principal: LawFirmReader, database: DatabaseDep) -> Response:
    """管辖范围内的律师事务所，按名称、区划、状态、形式、是否重点、是否覆盖查找。｜Firms in scope."""
    return await read_page(database, principal.scope, queries.LIST, query)


@router.post(
    "",
    status_code=201,
    response_model=FirmRead,
    summary="登记律师事务所｜Register a law firm",
    responses=raises(law_firms.LawFirmExists, law_firms.HeadOfficeNotFound, AreaOutOfScope, IdempotencyKeyReused),
)
async def create_firm(body: FirmCreate, principal: LawFirmWriter, work: WorkDep, once: OnceDep) -> Response:
    """登记律师事务所或分所；采集时各部门均可登记，登记后各字段由负责部门更正。｜Put a firm on record."""

    async def create() -> Answer:
        firm_id = await law_firms.create_firm(work, body)
        return await read_back(work.session, queries.RECORD, status=201, firm_id=firm_id)

    return await once(create)


@router.get("/{firm_id}", response_model=FirmRead, summary="律师事务所｜A law firm", responses=raises(NotFound))
async def get_firm(firm_id: uuid.UUID, principal: LawFirmReader, database: DatabaseDep) -> Response:
    """一个律师事务所：登记事项、覆盖它的党组织、律师数。｜One firm."""
    return await read(database, principal.scope, queries.RECORD, firm_id=firm_id)


@router.patch(
    "/{firm_id}",
    response_model=FirmRead,
    summary="修改律师事务所｜Change a law firm",
    responses=raises(
        NotFound,
        Stale,
        FieldOfOtherDepartment,
        law_firms.LawFirmExists,
        law_firms.HeadOfficeNotFound,
        AreaOutOfScope,
    ),
)
async def update_firm(
    firm_id: uuid.UUID, body: FirmUpdate, principal: LawFirmWriter, work: WorkDep, if_match: IfMatch = None
) -> Response:
    """更名、迁址连同本所律师一并变更；状态变更自今日起；是否重点由组织部门认定。｜Lawyers follow name and area."""
    await law_firms.update_firm(work, firm_id, body, if_match)
    return (await read_back(work.session, queries.RECORD, firm_id=firm_id)).response()


@router.get(
    "/{firm_id}/lawyers",
    response_model=FirmLawyerPage,
    summary="本所律师｜Lawyers of a firm",
    responses=raises(NotFound, CursorInvalid),
)
async def list_firm_lawyers(
    firm_id: uuid.UUID,
    query: Annotated[FirmLawyerQuery, Query()],
    principal: LawFirmReader,
    database: DatabaseDep,
) -> Response:
    """在本所执业的律师；as_of 查某日的名册，按当日的姓名和类别。｜Lawyers here, today or as of a day."""
    await read(database, principal.scope, queries.RECORD, firm_id=firm_id)
    listing = queries.LAWYERS if query.as_of is None else queries.LAWYERS_AS_OF
    return await read_page(database, principal.scope, listing, query, firm_id=firm_id)


@router.get(
    "/{firm_id}/history",
    response_model=FirmHistory,
    summary="律师事务所沿革｜History of a law firm",
    responses=raises(NotFound),
)
async def get_history(firm_id: uuid.UUID, principal: LawFirmReader, database: DatabaseDep) -> Response:
    """历次执业状态和历次变更。｜Statuses over time, and who changed what."""
    return await read(database, principal.scope, queries.HISTORY, firm_id=firm_id)
