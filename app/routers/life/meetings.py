"""Organization life of branches."""

import uuid
from typing import Annotated

from fastapi import Query, Request, Response

from app.auth.dependencies import DatabaseDep, WorkDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.core.errors import NotFound, Stale, raises
from app.core.lists import CursorInvalid
from app.core.responses import Answer, IfMatch, read, read_back, read_page
from app.queries.life import meetings as queries
from app.routers.routing import noun_router
from app.schemas.life.meetings import (
    LifePage,
    LifeQuery,
    MeetingCancel,
    MeetingCreate,
    MeetingPage,
    MeetingQuery,
    MeetingRead,
    MeetingUpdate,
    ProgrammeAdopt,
    ProgrammeQuery,
    ProgrammeRead,
)
from app.services.idempotency import IdempotencyKeyReused, OnceDep
from app.services.life import meetings
from app.services.organizations import locked_orgs
from app.services.together import OrgInBulkTransfer

router = noun_router("组织生活")
LifeReader = Annotated[Principal, needs(Permission.ORGANIZATION_LIFE_READ)]
LifeWriter = Annotated[Principal, needs(Permission.ORGANIZATION_LIFE_WRITE)]
PartyOrgReader = Annotated[Principal, needs(Permission.PARTY_ORG_READ)]


@router.get(
    "/organization-life",
    response_model=LifePage,
    summary="组织生活开展情况｜Meetings held and missed",
    responses=raises(CursorInvalid),
)
async def list_life(
    query: Annotated[LifeQuery, Query()], principal: PartyOrgReader, database: DatabaseDep, request: Request
) -> Response:
    """各党支部一年应开、已开、逾期未开的次数，及联系群众、关怀监督的记录数；不含任何个人。｜What was held and missed; nobody is named."""
    today = request.app.state.clock.today()
    year = query.year or today.year
    narrowed = query.model_copy(update={"year": None})
    return await read_page(database, principal.scope, queries.OVERVIEW, narrowed, today=today, year=year)


@router.get(
    "/party-orgs/{org_id}/life-programme",
    response_model=ProgrammeRead,
    summary="年度组织生活计划｜Yearly programme",
    responses=raises(NotFound),
)
async def get_programme(
    org_id: uuid.UUID,
    query: Annotated[ProgrammeQuery, Query()],
    principal: LifeWriter,
    database: DatabaseDep,
    request: Request,
) -> Response:
    """本年应开的每一次会议：起止日期、计划、是否已开；由条例和支部的委员会、党小组推算。｜Every meeting that the year requires."""
    today = request.app.state.clock.today()
    year = query.year or today.year
    return await read(database, principal.scope, queries.PROGRAMME, org_id=org_id, year=year, today=today)


@router.put(
    "/party-orgs/{org_id}/life-programme",
    response_model=ProgrammeRead,
    summary="制定年度组织生活计划｜Adopt a yearly programme",
    responses=raises(NotFound, Stale, OrgInBulkTransfer, locked_orgs.PartyOrgDissolved),
)
async def adopt_programme(
    org_id: uuid.UUID,
    query: Annotated[ProgrammeQuery, Query()],
    body: ProgrammeAdopt,
    principal: LifeWriter,
    work: WorkDep,
    if_match: IfMatch = None,
) -> Response:
    """为应开的会议定日期和主题，可只定一部分；不制定也照样应开。｜Days and topics for the meetings that are due anyway."""
    year = query.year or work.today.year
    await meetings.adopt_programme(work, org_id, year, body, if_match)
    answer = await read_back(work.session, queries.PROGRAMME, org_id=org_id, year=year, today=work.today)
    return answer.response()


@router.get("/meetings", response_model=MeetingPage, summary="组织生活记录｜Meetings", responses=raises(CursorInvalid))
async def list_meetings(
    query: Annotated[MeetingQuery, Query()], principal: LifeReader, database: DatabaseDep
) -> Response:
    """已开的会议和活动，应到、实到人数；党员看到本人应到的。｜Meetings held; a member sees those expected at."""
    return await read_page(database, principal.scope, queries.LIST, query)


@router.post(
    "/meetings",
    status_code=201,
    response_model=MeetingRead,
    summary="登记组织生活｜Record a meeting",
    responses=raises(OrgInBulkTransfer, locked_orgs.PartyOrgDissolved, meetings.MeetingRecorded, IdempotencyKeyReused),
)
async def record_meeting(body: MeetingCreate, principal: LifeWriter, work: WorkDep, once: OnceDep) -> Response:
    """只填缺席的：其余在册党员视为到会；一次活动可同时计为几种。｜Name only those who were absent."""

    async def create() -> Answer:
        meeting_id = await meetings.record_meeting(work, body)
        return await read_back(work.session, queries.RECORD, status=201, meeting_id=meeting_id)

    return await once(create)


@router.get(
    "/meetings/{meeting_id}", response_model=MeetingRead, summary="一次组织生活｜A meeting", responses=raises(NotFound)
)
async def get_meeting(meeting_id: uuid.UUID, principal: LifeReader, database: DatabaseDep) -> Response:
    """主题、记录摘要、到会情况；党员只看到本人是否到会。｜With who was there; a member sees oneself."""
    return await read(database, principal.scope, queries.RECORD, meeting_id=meeting_id)


@router.patch(
    "/meetings/{meeting_id}",
    response_model=MeetingRead,
    summary="修改组织生活记录｜Change a meeting",
    responses=raises(NotFound, Stale, OrgInBulkTransfer, locked_orgs.PartyOrgDissolved, meetings.MeetingCancelled),
)
async def update_meeting(
    meeting_id: uuid.UUID, body: MeetingUpdate, principal: LifeWriter, work: WorkDep, if_match: IfMatch = None
) -> Response:
    """改主题、记录摘要、缺席人员；日期或种类有误的请撤销后重新登记。｜Put topic, record or absences right."""
    await meetings.update_meeting(work, meeting_id, body, if_match)
    return (await read_back(work.session, queries.RECORD, meeting_id=meeting_id)).response()


@router.post(
    "/meetings/{meeting_id}/cancel",
    response_model=MeetingRead,
    summary="撤销组织生活记录｜Cancel a meeting",
    responses=raises(NotFound, OrgInBulkTransfer, locked_orgs.PartyOrgDissolved, meetings.MeetingCancelled),
)
async def cancel_meeting(meeting_id: uuid.UUID, body: MeetingCancel, principal: LifeWriter, work: WorkDep) -> Response:
    """误登的撤销：仍可查阅，不再计数。｜A record entered in error no longer counts."""
    await meetings.cancel_meeting(work, meeting_id, body.reason)
    return (await read_back(work.session, queries.RECORD, meeting_id=meeting_id)).response()
