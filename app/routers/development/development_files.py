"""Development files."""

import uuid
from typing import Annotated

from fastapi import Body, Query, Request, Response

from app.auth.dependencies import DatabaseDep, WorkDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.auth.work import Reader
from app.core.errors import NotFound, Stale, raises
from app.core.lists import CursorInvalid
from app.core.responses import Answer, read_page
from app.models.changes import AccessKind
from app.queries.development import development_files as queries
from app.queries.procedures import as_sent
from app.routers.routing import noun_router
from app.schemas.development.development_files import (
    ACTION_EXAMPLES,
    CheckMaterial,
    DevelopmentFileCreate,
    DevelopmentFilePage,
    DevelopmentFileQuery,
    DevelopmentFileRead,
    FileActionBody,
    HandOver,
    RecordMissing,
)
from app.services import procedures
from app.services.development import development_files as files
from app.services.development import problems
from app.services.development.opening import open_file
from app.services.idempotency import IdempotencyKeyReused, OnceDep
from app.services.people.members import AffiliationNeedsTransfer, StatusNeedsDecision
from app.services.people.problems import SameBranch, ToOrgNotFound
from app.services.procedures import NotTheActingBody
from app.services.reference.authority import FieldOfOtherDepartment
from app.services.together import OrgInBulkTransfer

router = noun_router("发展党员")
DevelopmentReader = Annotated[Principal, needs(Permission.DEVELOPMENT_READ)]
DevelopmentWriter = Annotated[Principal, needs(Permission.DEVELOPMENT_WRITE)]


@router.get(
    "/development-files",
    response_model=DevelopmentFilePage,
    summary="发展党员档案列表｜Development files",
    responses=raises(CursorInvalid),
)
async def list_files(
    query: Annotated[DevelopmentFileQuery, Query()], principal: DevelopmentReader, database: DatabaseDep
) -> Response:
    """入党申请人、积极分子、发展对象、预备党员；含正在转来的。｜From applicants to probationary members."""
    return await read_page(database, principal.scope, queries.LIST, query)


@router.post(
    "/development-files",
    status_code=201,
    response_model=DevelopmentFileRead,
    summary="建档｜Open a file",
    responses=raises(problems.FileOpen, OrgInBulkTransfer, IdempotencyKeyReused),
)
async def create_file(
    body: DevelopmentFileCreate, principal: DevelopmentWriter, work: WorkDep, once: OnceDep
) -> Response:
    """由所在党支部建档，写明已完成的步骤；初进律所的积极分子、预备党员按纸质材料填写。｜With the steps done so far."""

    async def create() -> Answer:
        return await queries.READING.read_back(work, await open_file(work, body), 201)

    return await once(create)


@router.get(
    "/development-files/{file_id}",
    response_model=DevelopmentFileRead,
    summary="发展党员档案｜A development file",
    responses=raises(NotFound),
)
async def get_file(
    request: Request, file_id: uuid.UUID, principal: DevelopmentReader, database: DatabaseDep
) -> Response:
    """25 步各在何时由谁办理、下一步和期限、材料清单、当前角色可办的；查看留痕。｜Steps, dates, what is next, materials."""
    facts = await queries.READING.facts(database, Reader.of(request.app.state, principal), file_id)
    person = facts["person_id"] and uuid.UUID(facts["person_id"])
    request.app.state.access_log.note(principal, AccessKind.RECORD, person)
    return as_sent(facts).response()


@router.post(
    "/development-files/{file_id}/actions",
    response_model=DevelopmentFileRead,
    summary="办理一步｜Act on a file",
    responses=raises(
        NotFound,
        Stale,
        NotTheActingBody,
        ToOrgNotFound,
        SameBranch,
        problems.FileOutOfTurn,
        problems.MaterialsNotChecked,
        problems.AlreadyMember,
        problems.AdmittedBeforeEnd,
        OrgInBulkTransfer,
        FieldOfOtherDepartment,
        AffiliationNeedsTransfer,
        StatusNeedsDecision,
    ),
)
async def act(
    file_id: uuid.UUID,
    body: Annotated[FileActionBody, Body(openapi_examples=ACTION_EXAMPLES)],
    principal: DevelopmentWriter,
    work: WorkDep,
) -> Response:
    """完成一步、考察、延长预备期、逐项移交和核对材料；间隔未满的不能办理。｜One action; intervals are checked."""
    if isinstance(body, HandOver | CheckMaterial | RecordMissing):
        return (await files.note_material(work, file_id, body)).response()
    return (await procedures.act(work, files.DEVELOPMENT_FILE, file_id, body)).response()
