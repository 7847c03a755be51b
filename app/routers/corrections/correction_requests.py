"""Corrections (校核纠错): the table of who is authoritative for what, and the requests to put a field right (N05)."""

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
from app.models.areas import DepartmentKind
from app.models.changes import AccessKind
from app.models.correction_requests import FieldSide
from app.queries.corrections import correction_requests as queries
from app.queries.procedures import as_sent
from app.routers.routing import noun_router
from app.rules.reference.authority import DEPARTMENTS, FIELDS
from app.rules.sharing.sharing import DATA_SETS
from app.schemas.corrections.correction_requests import (
    ACTION_EXAMPLES,
    CREATE_EXAMPLES,
    ActionBody,
    CorrectedNoun,
    CorrectionCreate,
    CorrectionPage,
    CorrectionQuery,
    CorrectionRead,
    FieldAuthorityList,
    FieldAuthorityRead,
    RecordAuthorityRead,
)
from app.services import procedures
from app.services.corrections import correction_requests
from app.services.idempotency import IdempotencyKeyReused, OnceDep
from app.services.organizations import locked_orgs, party_orgs
from app.services.people import members
from app.services.practice import law_firms, lawyers
from app.services.procedures import NotTheActingBody
from app.services.reference.authority import FieldOfOtherDepartment
from app.services.together import OrgInBulkTransfer

router = noun_router("校核纠错")
CorrectionReader = Annotated[Principal, needs(Permission.CORRECTION_READ)]
CorrectionWriter = Annotated[Principal, needs(Permission.CORRECTION_WRITE)]
ReferenceReader = Annotated[Principal, needs(Permission.REFERENCE_READ)]

_SHARED = {
    (data_set.noun, shared.column): name for data_set in DATA_SETS.values() for name, shared in data_set.fields.items()
}


@router.get("/field-authorities", summary="字段负责部门｜Who is authoritative for which field", responses=raises())
async def list_field_authorities(principal: ReferenceReader) -> FieldAuthorityList:
    """一数一源：每个字段由谁负责，不负责的部门提请其更正。｜The table of who is authoritative for which field."""
    return FieldAuthorityList(
        items=[
            RecordAuthorityRead(
                noun=CorrectedNoun(noun),
                fields=[
                    FieldAuthorityRead(
                        field=name,
                        title=known.title,
                        side=known.side,
                        departments=list(DepartmentKind)
                        if known.side is FieldSide.CONTACT
                        else [DEPARTMENTS[known.side]],
                        shared_as=_SHARED.get((noun, name)),
                    )
                    for name, known in fields.items()
                ],
            )
            for noun, fields in FIELDS.items()
        ]
    )


@router.get(
    "/correction-requests",
    response_model=CorrectionPage,
    summary="更正申请列表｜Correction requests",
    responses=raises(CursorInvalid),
)
async def list_requests(
    query: Annotated[CorrectionQuery, Query()], principal: CorrectionReader, database: DatabaseDep, request: Request
) -> Response:
    """管辖范围内记录的更正申请和本账号提出的申请，不含字段的值。｜About records in scope, and one's own; no values."""
    return await read_page(database, principal.scope, queries.LIST, query, today=request.app.state.clock.today())


@router.post(
    "/correction-requests",
    status_code=201,
    response_model=CorrectionRead,
    summary="提请更正｜Request a correction",
    responses=raises(
        NotFound, correction_requests.OwnField, correction_requests.CorrectionAlreadyOpen, IdempotencyKeyReused
    ),
)
async def request_correction(
    body: Annotated[CorrectionCreate, Body(openapi_examples=CREATE_EXAMPLES)],
    principal: CorrectionWriter,
    work: WorkDep,
    once: OnceDep,
) -> Response:
    """认为记录有误的部门或本人，提请字段的负责部门核查；答复期限按工作日计算。｜Goes to whose word counts, clocked."""

    async def create() -> Answer:
        return await queries.READING.read_back(work, await correction_requests.request_correction(work, body), 201)

    return await once(create)


@router.get(
    "/correction-requests/{request_id}",
    response_model=CorrectionRead,
    summary="更正申请｜A correction request",
    responses=raises(NotFound),
)
async def get_request(
    request_id: uuid.UUID, principal: CorrectionReader, database: DatabaseDep, request: Request
) -> Response:
    """申请人的陈述和材料、状态、答复和期限；查看留痕。｜What was said, where it stands; the look is logged."""
    state = request.app.state
    facts = await queries.READING.facts(database, Reader.of(state, principal), request_id)
    if facts["person_id"]:
        state.access_log.note(principal, AccessKind.RECORD, uuid.UUID(facts["person_id"]))
    return as_sent(facts).response()


@router.post(
    "/correction-requests/{request_id}/actions",
    response_model=CorrectionRead,
    summary="核查、更正、不予更正、补充、撤回｜Act on a correction request",
    responses=raises(
        NotFound,
        correction_requests.CorrectionOutOfTurn,
        NotTheActingBody,
        correction_requests.CorrectedElsewhere,
        correction_requests.CorrectionChangeNotFound,
        FieldOfOtherDepartment,
        members.AffiliationNeedsTransfer,
        members.StatusNeedsDecision,
        lawyers.PersonKeptElsewhere,
        lawyers.LawyerCancelled,
        law_firms.LawFirmExists,
        law_firms.HeadOfficeNotFound,
        OrgInBulkTransfer,
        locked_orgs.PartyOrgDissolved,
        party_orgs.PartyOrgExists,
        party_orgs.AreaOutOfScope,
    ),
)
async def act(
    request_id: uuid.UUID,
    body: Annotated[ActionBody, Body(openapi_examples=ACTION_EXAMPLES)],
    principal: CorrectionWriter,
    work: WorkDep,
) -> Response:
    """负责部门核查后更正（随即写入记录）或书面说明理由不予更正；申请人补充或撤回。｜Corrected at once, or refused in writing."""
    return (await procedures.act(work, correction_requests.CORRECTION, request_id, body)).response()
