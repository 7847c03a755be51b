"""A partner applies for a grant by itself and sees the answer; the token for it gives no data (docs/sharing.md#getting-in)."""

import uuid
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.database import fetch_in
from app.core.errors import FieldFault, InvalidRequest, NotFound, raises
from app.core.idempotency import IdempotencyKeyReused
from app.core.responses import Answer, read, read_back, read_page
from app.ledger.recording import Paths, record
from app.models.changes import Operation
from app.models.sharing import GrantState, SharingGrant
from app.queries.reference.figures import due_after
from app.queries.sharing import sharing_grants as queries
from app.rules.reference.areas import areas
from app.rules.sharing.sharing import ANSWER_FIGURES, PURPOSES, answer_figure, check_application, unanswered
from app.sharing.dependencies import ApplicantDep, DiscloserDep, SharingRoute
from app.sharing.idempotency import OnceApplying
from app.sharing.problems import BadCursor, TokenRefused, UnknownInput
from app.sharing.request_schemas import GrantRequestCreate, GrantRequestPage, GrantRequestQuery, GrantRequestRead

router = APIRouter(prefix="/share/v1", tags=["目录和授权"], route_class=SharingRoute)

_DUE_ON = {figure: due_after(figure) for figure in ANSWER_FIGURES.values()}


@router.get(
    "/grant-requests",
    response_model=GrantRequestPage,
    summary="授权申请列表｜Applications for grants",
    responses=raises(TokenRefused, UnknownInput, BadCursor, public=True),
)
async def list_grant_requests(
    applicant: ApplicantDep, discloser: DiscloserDep, query: Annotated[GrantRequestQuery, Query()]
) -> Response:
    """本系统的全部授权及其申请，包括由安全管理员登记的。｜All of the partner's applications and grants."""
    return await read_page(discloser.database, applicant.scope, queries.LIST, query)


@router.post(
    "/grant-requests",
    status_code=201,
    response_model=GrantRequestRead,
    summary="申请授权｜Apply for a grant",
    responses=raises(TokenRefused, UnknownInput, IdempotencyKeyReused, public=True),
)
async def request_grant(
    body: GrantRequestCreate, applicant: ApplicantDep, discloser: DiscloserDep, once: OnceApplying
) -> Response:
    """用途、范围、数据集和字段；由各字段的权威部门答复，期限按工作日计算，不予同意须书面说明理由。｜Clocked, answered in writing."""
    today, facts = discloser.clock.today(), body.model_dump()
    judged = {name: value for name, value in facts.items() if name not in {"area_code", "quota_per_day"}}
    if faults := check_application(**judged, today=today):
        raise InvalidRequest(errors=[FieldFault(**asdict(fault)) for fault in faults])

    async def create(session: AsyncSession) -> Answer:
        due = await fetch_in(session, _DUE_ON[answer_figure(body.data_sets)], {"today": today})
        assert due is not None  # noqa: S101 - the figure is reference data
        grant = SharingGrant(
            **facts,
            partner_id=applicant.partner_id,
            legal_basis=PURPOSES[body.purpose].legal_basis,
            place_path=areas()[body.area_code].place_path,
            state=GrantState.REQUESTED,
            approvals=unanswered(body.data_sets),
            requested_on=today,
            answer_due_on=due[0],
        )
        session.add(grant)
        await record(session, grant, Operation.CREATE, facts, after=Paths(grant.place_path, None))
        return await read_back(session, queries.RECORD, status=201, grant_id=grant.id)

    return await once(create)


@router.get(
    "/grant-requests/{grant_id}",
    response_model=GrantRequestRead,
    summary="授权申请｜An application for a grant",
    responses=raises(NotFound, TokenRefused, UnknownInput, public=True),
)
async def get_grant_request(grant_id: uuid.UUID, applicant: ApplicantDep, discloser: DiscloserDep) -> Response:
    """状态、各权威部门的意见和期限。｜Where it stands, what each owning department said, what is due."""
    return await read(discloser.database, applicant.scope, queries.RECORD, grant_id=grant_id)
