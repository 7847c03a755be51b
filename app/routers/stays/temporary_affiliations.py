"""Temporary affiliations beside the formal one (N11)."""

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
from app.models.changes import AccessKind
from app.queries.procedures import as_sent
from app.queries.stays import temporary_affiliations as queries
from app.routers.routing import noun_router
from app.schemas.stays.temporary_affiliations import (
    ACTION_EXAMPLES,
    TemporaryActionBody,
    TemporaryCreate,
    TemporaryPage,
    TemporaryQuery,
    TemporaryRead,
)
from app.services import procedures
from app.services.idempotency import IdempotencyKeyReused, OnceDep
from app.services.organizations.locked_orgs import PartyOrgDissolved
from app.services.people.identity_lookup_limit import LimitedLookups, TooManyLookups
from app.services.people.problems import MemberAffiliatedOutside, MemberNotInNormalStatus, SameBranch, ToOrgNotFound
from app.services.procedures import NotTheActingBody
from app.services.stays import temporary_affiliations as temporary
from app.services.together import DecisionOpen, OrgInBulkTransfer, TransferAlreadyOpen
from app.services.transfers import problems

router = noun_router("临时组织关系")
TemporaryReader = Annotated[Principal, needs(Permission.TEMPORARY_READ)]
TemporaryWriter = Annotated[Principal, needs(Permission.TEMPORARY_WRITE)]

_APPLYING = (NotFound, NotTheActingBody, SameBranch, MemberNotInNormalStatus)


@router.get(
    "/temporary-affiliations",
    response_model=TemporaryPage,
    summary="临时组织关系列表｜Temporary affiliations",
    responses=raises(CursorInvalid),
)
async def list_temporary(
    query: Annotated[TemporaryQuery, Query()], principal: TemporaryReader, database: DatabaseDep, request: Request
) -> Response:
    """所在方和接纳方都能看到；as_of 查某日有效的，review_overdue 查已过复核日的。｜Seen from both sides."""
    today = request.app.state.clock.today()
    return await read_page(database, principal.scope, queries.LIST, query, today=today)


@router.post(
    "/temporary-affiliations",
    status_code=201,
    response_model=TemporaryRead,
    summary="申请临时组织关系｜Apply for a temporary affiliation",
    responses=raises(
        *_APPLYING,
        temporary.HostNotABranch,
        PartyOrgDissolved,
        temporary.TemporaryAffiliationLive,
        temporary.GuestOnRecord,
        TooManyLookups,
        IdempotencyKeyReused,
    ),
)
async def apply_for(
    body: TemporaryCreate, principal: TemporaryWriter, limited: LimitedLookups, work: WorkDep, once: OnceDep
) -> Response:
    """由党员本人或所在党支部申请，正式组织关系不变；组织关系在系统外的，由接纳的党支部登记。｜Beside the formal one."""

    async def create() -> Answer:
        return await queries.READING.read_back(work, await temporary.apply_for(work, body), 201)

    return await once(create)


@router.get(
    "/temporary-affiliations/{temporary_id}",
    response_model=TemporaryRead,
    summary="临时组织关系详情｜A temporary affiliation",
    responses=raises(NotFound),
)
async def get_temporary(
    temporary_id: uuid.UUID, principal: TemporaryReader, database: DatabaseDep, request: Request
) -> Response:
    """接纳方只看到最少的身份信息，看不到党员档案；列出每一步和当前角色可办的步骤。｜The minimum card, every step."""
    facts = await queries.READING.facts(database, Reader.of(request.app.state, principal), temporary_id)
    if facts["person_id"]:
        request.app.state.access_log.note(principal, AccessKind.RECORD, uuid.UUID(facts["person_id"]))
    return as_sent(facts).response()


@router.post(
    "/temporary-affiliations/{temporary_id}/actions",
    response_model=TemporaryRead,
    summary="办理临时组织关系｜Act on a temporary affiliation",
    responses=raises(
        *_APPLYING,
        temporary.TemporaryOutOfTurn,
        temporary.TemporaryStayOverlaps,
        MemberAffiliatedOutside,
        ToOrgNotFound,
        problems.NoCommitteeAbove,
        problems.MemberRecordIncomplete,
        TransferAlreadyOpen,
        OrgInBulkTransfer,
        PartyOrgDissolved,
        DecisionOpen,
    ),
)
async def act(
    temporary_id: uuid.UUID,
    body: Annotated[TemporaryActionBody, Body(openapi_examples=ACTION_EXAMPLES)],
    principal: TemporaryWriter,
    work: WorkDep,
) -> Response:
    """办理一步：同意、接纳、延期、结束，或转为正式接转。｜One step; a conversion opens the draft of a transfer."""
    return (await procedures.act(work, temporary.TEMPORARY_AFFILIATION, temporary_id, body)).response()
