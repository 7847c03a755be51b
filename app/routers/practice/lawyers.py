"""Lawyers."""

import json
import uuid
from dataclasses import asdict
from typing import Annotated

from fastapi import Query, Request, Response

from app.auth.dependencies import DatabaseDep, WorkDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.auth.work import Work
from app.core.errors import NotFound, Stale, raises
from app.core.lists import CursorInvalid
from app.core.responses import Answer, IfMatch, read, read_back, read_page
from app.models.changes import AccessKind
from app.queries.practice import lawyers as queries
from app.routers.routing import noun_router
from app.rules.faults import Remark
from app.schemas.practice.lawyers import (
    LawyerClaim,
    LawyerCreate,
    LawyerHistory,
    LawyerPage,
    LawyerQuery,
    LawyerRead,
    LawyerSearch,
    LawyerUpdate,
    LawyerWritten,
    PracticeHistory,
    PracticeStart,
    StatusCounts,
    StatusQuery,
)
from app.services.idempotency import IdempotencyKeyReused, OnceDep
from app.services.people.identity_lookup_limit import LimitedLookups, TooManyLookups
from app.services.people.people import PersonRegisteredElsewhere
from app.services.people.problems import LawyerNotFound
from app.services.practice import lawyers, practice
from app.services.reference.authority import FieldOfOtherDepartment

router = noun_router("律师", "/lawyers")
ChangeReader = Annotated[Principal, needs(Permission.CHANGE_READ)]
LawyerClaimer = Annotated[Principal, needs(Permission.LAWYER_CLAIM)]
LawyerReader = Annotated[Principal, needs(Permission.LAWYER_READ)]
LawyerWriter = Annotated[Principal, needs(Permission.LAWYER_WRITE)]
MemberSearcher = Annotated[Principal, needs(Permission.MEMBER_SEARCH)]


@router.get("", response_model=LawyerPage, summary="律师列表｜Lawyers", responses=raises(CursorInvalid))
async def list_lawyers(
    query: Annotated[LawyerQuery, Query()], principal: LawyerReader, database: DatabaseDep
) -> Response:
    """管辖范围内的律师，按姓名、机构、区划、政治面貌、组织关系查找；口袋党员和待核的另有筛选。｜Lawyers in scope."""
    return await read_page(database, principal.scope, queries.LIST, query)


@router.post(
    "",
    status_code=201,
    response_model=LawyerWritten,
    summary="登记律师｜Register a lawyer",
    responses=raises(
        lawyers.LawyerExists,
        PersonRegisteredElsewhere,
        TooManyLookups,
        practice.PracticeOutOfOrder,
        IdempotencyKeyReused,
    ),
)
async def create_lawyer(
    body: LawyerCreate, principal: LawyerWriter, limited: LimitedLookups, work: WorkDep, once: OnceDep
) -> Response:
    """登记律师；本人已有党员记录的，律师信息加到同一人名下。号码在别处登记的不显示详情，由转入办理。｜Put on record."""

    async def create() -> Answer:
        person_id, remarks = await lawyers.create_lawyer(work, body)
        return await _written(work, person_id, remarks, status=201)

    return await once(create)


@router.get(
    "/political-statuses",
    response_model=StatusCounts,
    summary="政治面貌掌握情况｜Political statuses, counted",
    responses=raises(),
)
async def count_political_statuses(
    query: Annotated[StatusQuery, Query()], principal: LawyerReader, database: DatabaseDep, request: Request
) -> Response:
    """本地区律师政治面貌：各类人数、未掌握和逾期未核实（N02）。｜Known, unknown and stale, per status."""
    today = request.app.state.clock.today()
    parameters = queries.status_parameters(query.area_code)
    return await read(database, principal.scope, queries.STATUS_COUNTS, today=today, **parameters)


@router.post(
    "/search",
    response_model=LawyerRead,
    summary="按公民身份号码查找律师｜Find a lawyer by identity number",
    responses=raises(NotFound),
)
async def search_lawyer(body: LawyerSearch, principal: MemberSearcher, work: WorkDep, request: Request) -> Response:
    """号码只在请求体中，不进网址；查找留痕。不在管辖范围内的与不存在的，答复相同。｜By number, logged."""
    log, digest = request.app.state.access_log, work.keyring.lookup(body.id_number)
    try:
        found = await read_back(work.session, queries.BY_DIGEST, digest=digest)
    except NotFound:
        log.note(principal, AccessKind.SEARCH, None)
        raise
    log.note(principal, AccessKind.SEARCH, uuid.UUID(json.loads(found.body)["person_id"]))
    return found.response()


@router.post(
    "/claim",
    response_model=LawyerWritten,
    summary="转入在别处登记的律师｜Take over a lawyer from elsewhere",
    responses=raises(LawyerNotFound, practice.PracticeOutOfOrder, NotFound, TooManyLookups, IdempotencyKeyReused),
)
async def claim_lawyer(
    body: LawyerClaim, principal: LawyerClaimer, limited: LimitedLookups, work: WorkDep, once: OnceDep
) -> Response:
    """凭公民身份号码、执业证号和准予变更的文书，把在别处登记的律师转入本地；原登记机关在变更记录中可见。｜Bring over."""

    async def claim() -> Answer:
        person_id, remarks = await practice.claim_lawyer(work, body)
        return await _written(work, person_id, remarks, status=200)

    return await once(claim)


@router.get("/{person_id}", response_model=LawyerRead, summary="律师｜A lawyer", responses=raises(NotFound))
async def get_lawyer(
    person_id: uuid.UUID, principal: LawyerReader, database: DatabaseDep, request: Request
) -> Response:
    """一名律师；查看留痕，本人查看本人的除外。｜One lawyer; the view is logged."""
    found = await read(database, principal.scope, queries.RECORD, person_id=person_id)
    request.app.state.access_log.note(principal, AccessKind.RECORD, person_id)
    return found


@router.patch(
    "/{person_id}",
    response_model=LawyerWritten,
    summary="修改律师｜Change a lawyer",
    responses=raises(NotFound, Stale, FieldOfOtherDepartment, lawyers.PersonKeptElsewhere, lawyers.LawyerCancelled),
)
async def update_lawyer(
    person_id: uuid.UUID, body: LawyerUpdate, principal: LawyerWriter, work: WorkDep, if_match: IfMatch = None
) -> Response:
    """更正登记事项和政治面貌（来源和日期一并记录）；姓名连同党员记录一并更正。｜The name changes on both records."""
    remarks = await lawyers.update_lawyer(work, person_id, body, if_match)
    return (await _written(work, person_id, remarks, status=200)).response()


@router.post(
    "/{person_id}/practice",
    response_model=LawyerWritten,
    summary="变更执业机构或类别｜Change firm or category",
    responses=raises(NotFound, FieldOfOtherDepartment, practice.PracticeOutOfOrder, IdempotencyKeyReused),
)
async def move_practice(
    person_id: uuid.UUID, body: PracticeStart, principal: LawyerWriter, work: WorkDep, once: OnceDep
) -> Response:
    """在管辖范围内换所、改类别或换证：原记录止于当日，新记录自当日起。执业证号的疑点列在 remarks。｜Move."""

    async def move() -> Answer:
        remarks = await practice.move_practice(work, person_id, body)
        return await _written(work, person_id, remarks, status=200)

    return await once(move)


@router.get(
    "/{person_id}/practices",
    response_model=PracticeHistory,
    summary="执业经历｜Where a lawyer practised",
    responses=raises(NotFound),
)
async def list_practices(person_id: uuid.UUID, principal: LawyerReader, database: DatabaseDep) -> Response:
    """历次执业机构、类别和证号；已转出的，可见在管辖范围内的部分。｜Where and when, as far as in scope."""
    return await read(database, principal.scope, queries.PRACTICES, person_id=person_id)


@router.get(
    "/{person_id}/history",
    response_model=LawyerHistory,
    summary="变更记录｜History of changes",
    responses=raises(NotFound),
)
async def get_history(person_id: uuid.UUID, principal: ChangeReader, database: DatabaseDep) -> Response:
    """何时由哪个机关变更了哪些字段；转出的一次，原登记机关也可见。｜Also seen by the bureau that lost the lawyer."""
    return await read(database, principal.scope, queries.HISTORY, person_id=person_id)


async def _written(work: Work, person_id: uuid.UUID, remarks: list[Remark], *, status: int) -> Answer:
    noted = json.dumps([asdict(remark) for remark in remarks], ensure_ascii=False)
    return await read_back(work.session, queries.WRITTEN, status=status, person_id=person_id, remarks=noted)
