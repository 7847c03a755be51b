"""Floating members: the register, reports home, and the yearly table."""

import uuid
from typing import Annotated

from fastapi import Body, Query, Request, Response

from app.auth.dependencies import DatabaseDep, WorkDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.auth.work import Work
from app.core.errors import NotFound, raises
from app.core.lists import CursorInvalid
from app.core.responses import Answer, read, read_back, read_page
from app.queries.stays import floating_registrations as queries
from app.routers.routing import noun_router
from app.schemas.stays.floating_registrations import (
    CREATE_EXAMPLES,
    FloatingContactCreate,
    FloatingCreate,
    FloatingEnded,
    FloatingPage,
    FloatingQuery,
    FloatingRead,
    FloatingStatistics,
)
from app.services.idempotency import IdempotencyKeyReused, OnceDep
from app.services.people.problems import MemberAffiliatedOutside, MemberNotInNormalStatus
from app.services.procedures import NotTheActingBody
from app.services.stays import floating_registrations as floating

router = noun_router("临时组织关系")
TemporaryReader = Annotated[Principal, needs(Permission.TEMPORARY_READ)]
TemporaryWriter = Annotated[Principal, needs(Permission.TEMPORARY_WRITE)]


@router.get(
    "/floating-registrations",
    response_model=FloatingPage,
    summary="流动党员登记簿｜Register of floating members",
    responses=raises(CursorInvalid),
)
async def list_floating(
    query: Annotated[FloatingQuery, Query()], principal: TemporaryReader, database: DatabaseDep, request: Request
) -> Response:
    """连续六个月以上不能参加组织生活、组织关系未转出的党员；contact_overdue 查一年以上没有联系的。｜Away for long."""
    today = request.app.state.clock.today()
    return await read_page(database, principal.scope, queries.LIST, query, today=today)


@router.post(
    "/floating-registrations",
    status_code=201,
    response_model=FloatingRead,
    summary="登记流动党员｜Register a floating member",
    responses=raises(
        NotFound,
        NotTheActingBody,
        MemberAffiliatedOutside,
        MemberNotInNormalStatus,
        floating.FloatingRegistered,
        IdempotencyKeyReused,
    ),
)
async def register_floating(
    body: Annotated[FloatingCreate, Body(openapi_examples=CREATE_EXAMPLES)],
    principal: TemporaryWriter,
    work: WorkDep,
    once: OnceDep,
) -> Response:
    """由所在党支部登记，党员信息中的流动标记随之填写；不满六个月的办理活动证或证明信。｜By the home branch."""

    async def create() -> Answer:
        return await _read_back(work, await floating.register_floating(work, body), 201)

    return await once(create)


@router.get(
    "/floating-registrations/{registration_id}",
    response_model=FloatingRead,
    summary="流动党员登记｜A floating registration",
    responses=raises(NotFound),
)
async def get_floating(
    registration_id: uuid.UUID, principal: TemporaryReader, database: DatabaseDep, request: Request
) -> Response:
    """去向、历次联系和下次联系期限。｜Where to, every report, when the next is due."""
    today = request.app.state.clock.today()
    return await read(database, principal.scope, queries.RECORD, registration_id=registration_id, today=today)


@router.post(
    "/floating-registrations/{registration_id}/contacts",
    response_model=FloatingRead,
    summary="登记联系｜Record a report home",
    responses=raises(NotFound, NotTheActingBody, floating.FloatingOver, floating.ContactRecorded),
)
async def record_contact(
    registration_id: uuid.UUID, body: FloatingContactCreate, principal: TemporaryWriter, work: WorkDep
) -> Response:
    """流动党员每年至少向党组织汇报一次；本人或所在党支部登记。｜At least once a year."""
    await floating.record_contact(work, registration_id, body)
    return (await _read_back(work, registration_id)).response()


@router.post(
    "/floating-registrations/{registration_id}/end",
    response_model=FloatingRead,
    summary="结束流动登记｜End a floating registration",
    responses=raises(NotFound, NotTheActingBody, floating.FloatingOver),
)
async def end_floating(
    registration_id: uuid.UUID, body: FloatingEnded, principal: TemporaryWriter, work: WorkDep
) -> Response:
    """党员返回，由所在党支部结束；组织关系转出、党籍终止的自动结束。｜Ended by the home branch."""
    await floating.end_floating(work, registration_id, body)
    return (await _read_back(work, registration_id)).response()


@router.get(
    "/statistics/floating-members",
    response_model=FloatingStatistics,
    summary="流动党员情况｜Floating members, counted",
    responses=raises(),
)
async def count_floating(principal: TemporaryReader, database: DatabaseDep) -> Response:
    """管辖范围内的流出党员：范围、持证、去向，其中执业律师。｜The yearly table of floating members."""
    return await read(database, principal.scope, queries.STATISTICS)


async def _read_back(work: Work, registration_id: uuid.UUID, status: int = 200) -> Answer:
    return await read_back(
        work.session, queries.RECORD, status=status, registration_id=registration_id, today=work.today
    )
