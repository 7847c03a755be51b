"""Corrections (校核纠错) by partners: asked, supplied with evidence, withdrawn; the answer is in the change feed (N05)."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Body, Query, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.errors import NotFound, raises
from app.core.idempotency import IdempotencyKeyReused
from app.core.responses import Answer, read_page
from app.sharing import corrections
from app.sharing.dependencies import CallerDep, DiscloserDep, SharingRoute
from app.sharing.idempotency import OnceDep
from app.sharing.problems import (
    BadCursor,
    CorrectionAlreadyOpen,
    CorrectionAnswered,
    DataSetNotGranted,
    TokenRefused,
    UnknownInput,
)
from app.sharing.request_schemas import (
    CORRECTION_EXAMPLES,
    REPLY_EXAMPLES,
    CorrectionCreate,
    CorrectionPage,
    CorrectionQuery,
    CorrectionRead,
    CorrectionReply,
)
from app.sharing.routers.records import granted

router = APIRouter(prefix="/share/v1", tags=["校核纠错"], route_class=SharingRoute)


@router.get(
    "/corrections",
    response_model=CorrectionPage,
    summary="更正申请列表｜Correction requests",
    responses=raises(TokenRefused, UnknownInput, BadCursor, public=True),
)
async def list_corrections(
    caller: CallerDep, discloser: DiscloserDep, query: Annotated[CorrectionQuery, Query()]
) -> Response:
    """本授权下提出的更正申请，最近的在前。｜The grant's requests, the latest first."""
    fixed = {"grant_id": caller.grant.id, "salt": discloser.salt(caller)}
    return await read_page(discloser.database, caller.scope, corrections.LIST, query, **fixed)


@router.post(
    "/corrections",
    status_code=201,
    response_model=CorrectionRead,
    summary="提请更正｜Request a correction",
    responses=raises(
        *(TokenRefused, UnknownInput, DataSetNotGranted, NotFound, CorrectionAlreadyOpen, IdempotencyKeyReused),
        public=True,
    ),
)
async def request_correction(
    body: Annotated[CorrectionCreate, Body(openapi_examples=CORRECTION_EXAMPLES)],
    caller: CallerDep,
    discloser: DiscloserDep,
    once: OnceDep,
) -> Response:
    """认为授权字段的值有误，提请其权威部门核查；不在范围内的记录与不存在的回答相同。｜Goes to the field's authority, clocked."""
    if body.field not in granted(caller, body.data_set):
        raise UnknownInput(field="field")

    async def create(session: AsyncSession) -> Answer:
        request_id = await corrections.ask(session, discloser, caller, body)
        return await corrections.answer(session, discloser, caller, request_id, 201)

    return await once(create)


@router.get(
    "/corrections/{request_id}",
    response_model=CorrectionRead,
    summary="更正申请｜A correction request",
    responses=raises(NotFound, TokenRefused, UnknownInput, public=True),
)
async def get_correction(request_id: uuid.UUID, caller: CallerDep, discloser: DiscloserDep) -> Response:
    """状态、期限、答复和本方的陈述。｜Where it stands, what is due, what was answered and said."""
    async with discloser.database.session(caller.scope) as session:
        return (await corrections.answer(session, discloser, caller, request_id)).response()


@router.post(
    "/corrections/{request_id}/reply",
    response_model=CorrectionRead,
    summary="补充材料或撤回｜Reply or withdraw",
    responses=raises(NotFound, TokenRefused, UnknownInput, CorrectionAnswered, IdempotencyKeyReused, public=True),
)
async def reply(
    request_id: uuid.UUID,
    body: Annotated[CorrectionReply, Body(openapi_examples=REPLY_EXAMPLES)],
    caller: CallerDep,
    discloser: DiscloserDep,
    once: OnceDep,
) -> Response:
    """答复之前可以补充材料（reply）或撤回（withdraw）。｜More evidence, or withdrawn, until it is answered."""

    async def answer(session: AsyncSession) -> Answer:
        await corrections.reply(session, discloser, caller, request_id, body)
        return await corrections.answer(session, discloser, caller, request_id)

    return await once(answer)
