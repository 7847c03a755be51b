"""Campaigns to bring relationships in by a day (集中接转)."""

import uuid
from typing import Annotated

from fastapi import Body, Query, Request, Response

from app.auth.dependencies import DatabaseDep, WorkDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.auth.work import Reader
from app.core.errors import NotFound, raises
from app.core.lists import CursorInvalid
from app.core.responses import Answer, read, read_page
from app.queries.transfers import campaigns as queries
from app.routers.pdf_response import PdfResponse
from app.routers.routing import noun_router
from app.schemas.transfers.campaigns import (
    ACTION_EXAMPLES,
    CREATE_EXAMPLES,
    ActionBody,
    CampaignCreate,
    CampaignPage,
    CampaignPeople,
    CampaignProgress,
    CampaignQuery,
    CampaignRead,
    PeopleQuery,
    ProgressQuery,
    ResultsQuery,
)
from app.services import procedures
from app.services.idempotency import IdempotencyKeyReused, OnceDep
from app.services.organizations.party_orgs import AreaOutOfScope
from app.services.procedures import NotTheActingBody
from app.services.transfers import campaigns

router = noun_router("集中接转")
CampaignReader = Annotated[Principal, needs(Permission.CAMPAIGN_READ)]
CampaignWriter = Annotated[Principal, needs(Permission.CAMPAIGN_WRITE)]


@router.get(
    "/campaigns", response_model=CampaignPage, summary="集中接转列表｜Campaigns", responses=raises(CursorInvalid)
)
async def list_campaigns(
    query: Annotated[CampaignQuery, Query()], principal: CampaignReader, database: DatabaseDep
) -> Response:
    """本地区和上级地区开展的集中接转。｜Those of the area, and those of the areas above that apply to it."""
    return await read_page(database, principal.scope, queries.LIST, query)


@router.post(
    "/campaigns",
    status_code=201,
    response_model=CampaignRead,
    summary="发起集中接转｜Open a campaign",
    responses=raises(AreaOutOfScope, IdempotencyKeyReused),
)
async def open_campaign(
    body: Annotated[CampaignCreate, Body(openapi_examples=CREATE_EXAMPLES)],
    principal: CampaignWriter,
    work: WorkDep,
    once: OnceDep,
) -> Response:
    """组织部门或司法行政机关就本地区发起：对象按规则和认定日确定，限期办理。｜A population by rule as of a day, a deadline."""

    async def create() -> Answer:
        return await queries.READING.read_back(work, await campaigns.open_campaign(work, body), 201)

    return await once(create)


@router.get(
    "/campaigns/{campaign_id}", response_model=CampaignRead, summary="集中接转｜A campaign", responses=raises(NotFound)
)
async def get_campaign(
    campaign_id: uuid.UUID, principal: CampaignReader, database: DatabaseDep, request: Request
) -> Response:
    """对象、期限、状态、每一步和现在可办的。｜Whom it is about, until when, where it stands, what can be done."""
    return await queries.READING.read(database, Reader.of(request.app.state, principal), campaign_id)


@router.post(
    "/campaigns/{campaign_id}/actions",
    response_model=CampaignRead,
    summary="延期、结束、取消｜Act on a campaign",
    responses=raises(NotFound, NotTheActingBody, campaigns.CampaignOutOfTurn, AreaOutOfScope),
)
async def act(
    campaign_id: uuid.UUID,
    body: Annotated[ActionBody, Body(openapi_examples=ACTION_EXAMPLES)],
    principal: CampaignWriter,
    work: WorkDep,
) -> Response:
    """结束时固定各人结果和总结报告，此后不再变动。｜Closing freezes everybody's result and the report."""
    return (await procedures.act(work, campaigns.CAMPAIGN, campaign_id, body)).response()


@router.get(
    "/campaigns/{campaign_id}/progress",
    response_model=CampaignProgress,
    summary="集中接转进度｜Progress of a campaign",
    responses=raises(NotFound),
)
async def get_progress(
    campaign_id: uuid.UUID,
    query: Annotated[ProgressQuery, Query()],
    principal: CampaignReader,
    database: DatabaseDep,
    request: Request,
) -> Response:
    """截至任意一日，按地区和按日：应接转、已接转、不再适用、尚未接转；由沿革计算。｜As of any day, from the histories."""
    today = request.app.state.clock.today()
    return await read(
        database, principal.scope, queries.PROGRESS, campaign_id=campaign_id, as_of=query.as_of, today=today
    )


@router.get(
    "/campaigns/{campaign_id}/people",
    response_model=CampaignPeople,
    summary="集中接转名单｜People of a campaign",
    responses=raises(NotFound, CursorInvalid),
)
async def list_people(
    campaign_id: uuid.UUID,
    query: Annotated[PeopleQuery, Query()],
    principal: CampaignReader,
    database: DatabaseDep,
    request: Request,
) -> Response:
    """截至任意一日各人的情况；outcome=outstanding 即尚未接转的名单。｜As of any day; filter for those outstanding."""
    await read(database, principal.scope, queries.READING.query, campaign_id=campaign_id)
    fixed = {"campaign_id": campaign_id, "as_of": query.as_of, "today": request.app.state.clock.today()}
    return await read_page(database, principal.scope, queries.PEOPLE, query, **fixed)


@router.get(
    "/campaigns/{campaign_id}/results",
    response_model=CampaignPeople,
    summary="集中接转结果｜Results of a campaign",
    responses=raises(NotFound, CursorInvalid),
)
async def list_results(
    campaign_id: uuid.UUID, query: Annotated[ResultsQuery, Query()], principal: CampaignReader, database: DatabaseDep
) -> Response:
    """结束时固定的各人结果；未结束的为空。｜What was frozen at closing, empty until then."""
    await read(database, principal.scope, queries.READING.query, campaign_id=campaign_id)
    return await read_page(database, principal.scope, queries.RESULTS, query, campaign_id=campaign_id)


@router.get(
    "/campaigns/{campaign_id}/report",
    response_model=CampaignProgress,
    summary="总结报告｜Report of a campaign",
    responses=raises(NotFound),
)
async def get_report(campaign_id: uuid.UUID, principal: CampaignReader, database: DatabaseDep) -> Response:
    """结束时固定的数字；未结束的返回 404，进行中的情况见 progress。｜Frozen at closing, 404 until then."""
    return await read(database, principal.scope, queries.REPORT, campaign_id=campaign_id)


@router.get(
    "/campaigns/{campaign_id}/report.pdf",
    response_class=PdfResponse,
    summary="打印总结报告｜Print the report",
    responses=raises(NotFound, campaigns.CampaignNotClosed),
)
async def print_report(campaign_id: uuid.UUID, principal: CampaignReader, work: WorkDep) -> Response:
    """只有数字，没有姓名。｜Figures alone, nobody's name."""
    return PdfResponse(await campaigns.print_report(work, campaign_id))
