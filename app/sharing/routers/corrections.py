"""Corrections (校核纠错) by partners: asked, supplied with evidence, withdrawn; the answer is in the change feed (N05)."""

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.answers import Answer, read_page
from app.core.database import fetch_in
from app.core.errors import NotFound, raises
from app.core.once import IdempotencyKeyReused
from app.ledger.recording import Paths, record
from app.models.changes import Operation
from app.models.correction_requests import (
    CorrectionAction,
    CorrectionRequest,
    CorrectionState,
    CorrectionStatement,
    Requester,
)
from app.rules.authority import side_of
from app.rules.sharing import DATA_SETS
from app.sharing import corrections
from app.sharing.asking import (
    CorrectionCreate,
    CorrectionPage,
    CorrectionQuery,
    CorrectionRead,
    CorrectionReply,
    CorrectionWithdrawal,
)
from app.sharing.dependencies import STRICT, CallerDep, DiscloserDep
from app.sharing.disclosing import NOWHERE, Discloser
from app.sharing.once import OnceDep
from app.sharing.partners import Caller
from app.sharing.problems import (
    BadCursor,
    CorrectionAlreadyOpen,
    CorrectionAnswered,
    DataSetNotGranted,
    TokenRefused,
    UnknownInput,
)
from app.sharing.projection import PEOPLE
from app.sharing.routers.records import granted
from app.workflows.correction import STEPS

router = APIRouter(prefix="/share/v1", tags=["校核纠错"], dependencies=STRICT)


@router.get(
    "/corrections",
    response_model=CorrectionPage,
    summary="更正申请列表",
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
    summary="提请更正",
    responses=raises(
        *(TokenRefused, UnknownInput, DataSetNotGranted, NotFound, CorrectionAlreadyOpen, IdempotencyKeyReused),
        public=True,
    ),
)
async def request_correction(
    body: CorrectionCreate, caller: CallerDep, discloser: DiscloserDep, once: OnceDep
) -> Response:
    """认为授权字段的值有误，提请其权威部门核查；不在范围内的记录与不存在的回答相同。｜Goes to the field's authority, clocked."""
    if body.field not in granted(caller, body.data_set):
        raise UnknownInput(field="field")

    async def create(session: AsyncSession) -> Answer:
        asked: dict[str, Any] = {"id": corrections.record_key(body.data_set, body.id)}
        if body.data_set in PEOPLE:
            asked["salt"] = discloser.salt(caller)
        subject = await fetch_in(session, corrections.subject_query(body.data_set), asked)
        if subject is None:
            raise NotFound
        shared = DATA_SETS[body.data_set]
        column, today = shared.fields[body.field].column, discloser.clock.today()
        due = await fetch_in(session, corrections.DUE_ON, {"today": today})
        assert due is not None  # noqa: S101 - the figure is reference data
        request = CorrectionRequest(
            noun=shared.noun,
            record_id=subject[0],
            person_id=subject[0] if body.data_set in PEOPLE else None,
            field=column,
            side=side_of(shared.noun, column),
            requested_by=Requester.PARTNER,
            requester_name=caller.name,
            partner_id=caller.partner_id,
            grant_id=caller.grant.id,
            shared_field=body.field,
            case_no=caller.case_no,
            requested_on=today,
            due_on=due[0],
        )
        session.add(request)
        await session.flush()
        _state(session, discloser, request, body.said())
        await record(session, request, Operation.CREATE, {"state"}, after=Paths(subject[1], None))
        return await _shown(session, caller, discloser, request.id, 201)

    return await once(create)


@router.get(
    "/corrections/{request_id}",
    response_model=CorrectionRead,
    summary="更正申请",
    responses=raises(NotFound, TokenRefused, UnknownInput, public=True),
)
async def get_correction(request_id: uuid.UUID, caller: CallerDep, discloser: DiscloserDep) -> Response:
    """状态、期限、答复和本方的陈述。｜Where it stands, what is due, what was answered and said."""
    async with discloser.database.session(caller.scope) as session:
        return (await _shown(session, caller, discloser, request_id, 200)).response()


@router.post(
    "/corrections/{request_id}/reply",
    response_model=CorrectionRead,
    summary="补充材料或撤回",
    responses=raises(NotFound, TokenRefused, UnknownInput, CorrectionAnswered, IdempotencyKeyReused, public=True),
)
async def reply(
    request_id: uuid.UUID, body: CorrectionReply, caller: CallerDep, discloser: DiscloserDep, once: OnceDep
) -> Response:
    """答复之前可以补充材料（reply）或撤回（withdraw）。｜More evidence, or withdrawn, until it is answered."""

    async def answer(session: AsyncSession) -> Answer:
        mine = (CorrectionRequest.id == request_id, CorrectionRequest.grant_id == caller.grant.id)
        request = (await session.exec(select(CorrectionRequest).where(*mine).with_for_update())).one_or_none()
        if request is None:
            raise NotFound
        if (request.state, CorrectionAction(body.action)) not in STEPS:
            raise CorrectionAnswered
        if isinstance(body, CorrectionWithdrawal):
            request.state, request.closed_on = CorrectionState.WITHDRAWN, discloser.clock.today()
        else:
            _state(session, discloser, request, body.model_dump_json(include={"evidence"}, exclude_none=True))
        request.version += 1
        await record(session, request, Operation.UPDATE, {"state"}, before=NOWHERE, after=NOWHERE)
        return await _shown(session, caller, discloser, request_id, 200)

    return await once(answer)


def _state(session: AsyncSession, discloser: Discloser, request: CorrectionRequest, said: str) -> None:
    content, at = discloser.keyring.seal(said.encode()), discloser.clock.now()
    by = request.requester_name
    session.add(CorrectionStatement(request_id=request.id, said_by=by, content_cipher=content, at=at))


async def _shown(
    session: AsyncSession, caller: Caller, discloser: Discloser, request_id: uuid.UUID, status: int
) -> Answer:
    asked = {"request_id": request_id, "grant_id": caller.grant.id, "salt": discloser.salt(caller)}
    return corrections.answer(await fetch_in(session, corrections.RECORD, asked), discloser.keyring, status)
