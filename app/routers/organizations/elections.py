"""Term elections of Party organizations."""

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
from app.queries.organizations import elections as queries
from app.routers.routing import noun_router
from app.schemas.organizations.elections import (
    ELECTION_EXAMPLES,
    ElectionActionBody,
    ElectionCreate,
    ElectionPage,
    ElectionQuery,
    ElectionRead,
)
from app.services import procedures
from app.services.idempotency import IdempotencyKeyReused, OnceDep
from app.services.organizations import elections, locked_orgs, posts
from app.services.procedures import NotTheActingBody
from app.services.together import OrgInBulkTransfer

router = noun_router("领导班子")
LeadershipReader = Annotated[Principal, needs(Permission.LEADERSHIP_READ)]
LeadershipWriter = Annotated[Principal, needs(Permission.LEADERSHIP_WRITE)]


@router.get(
    "/elections", response_model=ElectionPage, summary="换届列表｜Term elections", responses=raises(CursorInvalid)
)
async def list_elections(
    query: Annotated[ElectionQuery, Query()], principal: LeadershipReader, database: DatabaseDep, request: Request
) -> Response:
    """换届请示、选举和批准，按状态、党组织、区划筛选。｜Elections in scope."""
    today = request.app.state.clock.today()
    return await read_page(database, principal.scope, queries.LIST, query, today=today)


@router.post(
    "/elections",
    status_code=201,
    response_model=ElectionRead,
    summary="申请换届｜Request an election",
    responses=raises(
        NotTheActingBody, OrgInBulkTransfer, locked_orgs.PartyOrgDissolved, elections.ElectionOpen, IdempotencyKeyReused
    ),
)
async def request_election(body: ElectionCreate, principal: LeadershipWriter, work: WorkDep, once: OnceDep) -> Response:
    """向上级党委请示换届：选举日期、应选名额；提前或延期须说明理由，一般不超过一年。｜Ask the committee above."""

    async def create() -> Answer:
        return await queries.READING.read_back(work, await elections.request_election(work, body), 201)

    return await once(create)


@router.get(
    "/elections/{election_id}", response_model=ElectionRead, summary="换届｜An election", responses=raises(NotFound)
)
async def get_election(
    election_id: uuid.UUID, principal: LeadershipReader, database: DatabaseDep, request: Request
) -> Response:
    """一次换届：票数、当选人、每一步由谁何时办理、现在可办什么。｜One election, its ballot and its steps."""
    return await queries.READING.read(database, Reader.of(request.app.state, principal), election_id)


@router.post(
    "/elections/{election_id}/actions",
    response_model=ElectionRead,
    summary="办理换届｜Act on an election",
    responses=raises(
        NotFound,
        NotTheActingBody,
        OrgInBulkTransfer,
        locked_orgs.PartyOrgDissolved,
        elections.ElectionOutOfTurn,
        elections.PostsChangedSince,
        posts.PostHeld,
    ),
)
async def act(
    election_id: uuid.UUID,
    body: Annotated[ElectionActionBody, Body(openapi_examples=ELECTION_EXAMPLES)],
    principal: LeadershipWriter,
    work: WorkDep,
) -> Response:
    """批复、登记选举结果、批准；到会五分之四方可选举，得票过半方可当选，批准后任职开始。｜One step of the election."""
    return (await procedures.act(work, elections.ELECTION, election_id, body)).response()
