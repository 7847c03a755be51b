"""Founding organizations in law firms."""

import uuid
from typing import Annotated

from fastapi import Body, Query, Request, Response

from app.auth.dependencies import DatabaseDep, WorkDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.auth.work import Reader
from app.core.errors import NotFound, raises
from app.core.lists import CursorInvalid
from app.core.responses import Answer, read_page
from app.queries.building import formations as queries
from app.routers.routing import noun_router
from app.schemas.building.formations import (
    FORMATION_EXAMPLES,
    FormationActionBody,
    FormationCandidatePage,
    FormationCandidateQuery,
    FormationCreate,
    FormationPage,
    FormationQuery,
    FormationRead,
    JoiningPage,
    JoiningQuery,
)
from app.services import procedures
from app.services.building import formations
from app.services.idempotency import IdempotencyKeyReused, OnceDep
from app.services.organizations import party_orgs
from app.services.organizations.locked_orgs import PartyOrgDissolved
from app.services.procedures import NotTheActingBody
from app.services.together import OrgInBulkTransfer

router = noun_router("组建与调整")
FormationReader = Annotated[Principal, needs(Permission.FORMATION_READ)]
FormationWriter = Annotated[Principal, needs(Permission.FORMATION_WRITE)]


@router.get(
    "/formation-candidates",
    response_model=FormationCandidatePage,
    summary="应建未建党组织的律师事务所｜Law firms that should have an organization",
    responses=raises(CursorInvalid),
)
async def list_candidates(
    query: Annotated[FormationCandidateQuery, Query()],
    principal: FormationReader,
    database: DatabaseDep,
    request: Request,
) -> Response:
    """有三名以上正式党员而没有单独党组织的（N23）：计入谁、不计入谁、还缺什么。｜Firms that should found their own."""
    today = request.app.state.clock.today()
    return await read_page(database, principal.scope, queries.CANDIDATES, query, today=today)


@router.get(
    "/formations", response_model=FormationPage, summary="组建列表｜Formations", responses=raises(CursorInvalid)
)
async def list_formations(
    query: Annotated[FormationQuery, Query()], principal: FormationReader, database: DatabaseDep, request: Request
) -> Response:
    """单独组建和联合组建，按状态、区划、律师事务所筛选；逾期未批复的有标记。｜Formations in scope."""
    today = request.app.state.clock.today()
    return await read_page(database, principal.scope, queries.LIST, query, today=today)


@router.post(
    "/formations",
    status_code=201,
    response_model=FormationRead,
    summary="申请组建｜Propose a formation",
    responses=raises(
        OrgInBulkTransfer,
        PartyOrgDissolved,
        formations.FormationAlreadyOpen,
        formations.FirmHasOrganization,
        party_orgs.AreaOutOfScope,
        IdempotencyKeyReused,
    ),
)
async def propose_formation(
    body: FormationCreate, principal: FormationWriter, work: WorkDep, once: OnceDep
) -> Response:
    """代律师事务所登记申请：核对正式党员人数，按隶属关系确定上级和批复的基层党委。｜Entered for the firms that apply."""

    async def propose() -> Answer:
        return await queries.READING.read_back(work, await formations.propose_formation(work, body), 201)

    return await once(propose)


@router.get(
    "/formations/{formation_id}", response_model=FormationRead, summary="组建｜A formation", responses=raises(NotFound)
)
async def get_formation(
    formation_id: uuid.UUID, principal: FormationReader, database: DatabaseDep, request: Request
) -> Response:
    """一件组建：律师事务所、计入的党员数、每一步、批复期限。｜One formation with its steps."""
    return await queries.READING.read(database, Reader.of(request.app.state, principal), formation_id)


@router.get(
    "/formations/{formation_id}/members",
    response_model=JoiningPage,
    summary="组建涉及的党员｜Members of a formation's firms",
    responses=raises(NotFound, CursorInvalid),
)
async def list_members(
    formation_id: uuid.UUID,
    query: Annotated[JoiningQuery, Query()],
    principal: FormationReader,
    database: DatabaseDep,
    request: Request,
) -> Response:
    """在这些律师事务所执业的党员，组织关系是否已转入；outstanding=true 列出尚须接转的。｜Who has come, who has not."""
    await queries.READING.facts(database, Reader.of(request.app.state, principal), formation_id)
    return await read_page(database, principal.scope, queries.JOINING, query, formation_id=formation_id)


@router.post(
    "/formations/{formation_id}/actions",
    response_model=FormationRead,
    summary="办理组建｜Act on a formation",
    responses=raises(
        NotFound,
        NotTheActingBody,
        OrgInBulkTransfer,
        formations.FormationOutOfTurn,
        formations.FirmHasOrganization,
        party_orgs.PartyOrgExists,
        party_orgs.AreaOutOfScope,
    ),
)
async def act(
    formation_id: uuid.UUID,
    body: Annotated[FormationActionBody, Body(openapi_examples=FORMATION_EXAMPLES)],
    principal: FormationWriter,
    work: WorkDep,
) -> Response:
    """批复、登记选举、设立、备案；设立后进入组织树并覆盖律师事务所，党员随后办理接转。｜One step of the founding."""
    return (await procedures.act(work, formations.FORMATION, formation_id, body)).response()
