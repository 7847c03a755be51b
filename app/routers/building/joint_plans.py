"""Plans of joint branches over small firms."""

import json
import uuid
from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.auth.dependencies import DatabaseDep, WorkDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.core.errors import NotFound, raises
from app.core.jobs import TooManyJobs
from app.core.lists import CursorInvalid
from app.core.responses import Answer, read, read_back, read_page
from app.core.settings import Settings
from app.documents.plan_picture import plan_svg
from app.queries.building import joint_plans as queries
from app.routers.routing import noun_router
from app.rules.reference.areas import areas
from app.schemas.building.joint_plans import (
    GroupAcceptance,
    JointPlanCreate,
    JointPlanPage,
    JointPlanQuery,
    JointPlanRead,
    PlannedFirmPage,
    PlannedFirmQuery,
    PlannedGroupPage,
    PlannedGroupQuery,
)
from app.services.building import formations, joint_plans
from app.services.idempotency import IdempotencyKeyReused, OnceDep
from app.services.organizations import locked_orgs, party_orgs
from app.services.practice.coverage import FirmAlreadyCovered
from app.services.reference.authority import FieldOfOtherDepartment

router = noun_router("组建与调整", "/joint-plans")
JointPlanReader = Annotated[Principal, needs(Permission.JOINT_PLAN_READ)]
JointPlanWriter = Annotated[Principal, needs(Permission.JOINT_PLAN_WRITE)]


class SvgResponse(Response):
    """A picture."""

    media_type = "image/svg+xml"


@router.get(
    "",
    response_model=JointPlanPage,
    summary="联合组建方案列表｜Plans of joint branches",
    responses=raises(CursorInvalid),
)
async def list_plans(
    query: Annotated[JointPlanQuery, Query()], principal: JointPlanReader, database: DatabaseDep
) -> Response:
    """本地区的联合组建方案，最近的在前。｜Plans in scope."""
    return await read_page(database, principal.scope, queries.LIST, query)


@router.post(
    "",
    status_code=202,
    response_model=JointPlanRead,
    summary="制定联合组建方案｜Request a plan",
    responses=raises(party_orgs.AreaOutOfScope, TooManyJobs, IdempotencyKeyReused),
)
async def request_plan(
    request: Request, body: JointPlanCreate, principal: JointPlanWriter, work: WorkDep, once: OnceDep
) -> Response:
    """对只有一两名正式党员、未被覆盖的律师事务所，按办公地点和业务类别提出联合方案（N24）；后台计算，用返回的 id 查看。｜Worked out in the background."""

    settings: Settings = request.app.state.settings

    async def create() -> Answer:
        plan_id = await joint_plans.request_plan(work, body, most=settings.jobs_per_account)
        return await read_back(work.session, queries.RECORD, status=202, plan_id=plan_id)

    return await once(create)


@router.get("/{plan_id}", response_model=JointPlanRead, summary="联合组建方案｜A plan", responses=raises(NotFound))
async def get_plan(plan_id: uuid.UUID, principal: JointPlanReader, database: DatabaseDep) -> Response:
    """一个方案：条件、进度、编组数、未编组数及其下限。｜What was asked, how far it is, how good it is."""
    return await read(database, principal.scope, queries.RECORD, plan_id=plan_id)


@router.get(
    "/{plan_id}/groups",
    response_model=PlannedGroupPage,
    summary="方案的各组｜Groups of a plan",
    responses=raises(NotFound, CursorInvalid),
)
async def list_groups(
    plan_id: uuid.UUID,
    query: Annotated[PlannedGroupQuery, Query()],
    principal: JointPlanReader,
    database: DatabaseDep,
) -> Response:
    """每组的律师事务所、距离、业务相近度和编组理由。｜Each group, and what speaks for it."""
    await read(database, principal.scope, queries.RECORD, plan_id=plan_id)
    return await read_page(database, principal.scope, queries.GROUPS, query, plan_id=plan_id)


@router.get(
    "/{plan_id}/firms",
    response_model=PlannedFirmPage,
    summary="方案的律师事务所｜Law firms of a plan",
    responses=raises(NotFound, CursorInvalid),
)
async def list_firms(
    plan_id: uuid.UUID, query: Annotated[PlannedFirmQuery, Query()], principal: JointPlanReader, database: DatabaseDep
) -> Response:
    """方案涉及的律师事务所；left_over=true 列出未编组的及其原因。｜The firms; who is left over, and why."""
    await read(database, principal.scope, queries.RECORD, plan_id=plan_id)
    return await read_page(database, principal.scope, queries.FIRMS, query, plan_id=plan_id)


@router.get(
    "/{plan_id}/plan.svg",
    response_class=SvgResponse,
    summary="方案示意图｜Picture of a plan",
    responses=raises(NotFound),
)
async def draw_plan(plan_id: uuid.UUID, principal: JointPlanReader, database: DatabaseDep) -> Response:
    """按办公地点画出各组，不含底图。｜The groups where they are, without a map."""
    row = await database.fetch(principal.scope, queries.PICTURE, {"plan_id": plan_id})
    if row is None:
        raise NotFound
    return SvgResponse(plan_svg(areas()[row[1]].name, json.loads(row[0])))


@router.post(
    "/{plan_id}/groups/{number}/accept",
    response_model=JointPlanRead,
    summary="采纳一组｜Accept a group",
    responses=raises(
        NotFound,
        joint_plans.GroupNotOpen,
        formations.FormationAlreadyOpen,
        formations.FirmHasOrganization,
        FieldOfOtherDepartment,
        FirmAlreadyCovered,
        locked_orgs.PartyOrgDissolved,
        party_orgs.AreaOutOfScope,
    ),
)
async def accept_group(
    plan_id: uuid.UUID,
    number: Annotated[int, Path(ge=1, le=1_000_000, description="组号｜the group")],
    body: GroupAcceptance,
    principal: JointPlanWriter,
    work: WorkDep,
) -> Response:
    """新设的转为组建申请，由上级基层党委批复；并入现有联合党支部的，即由其覆盖。｜Becomes a formation, or joins the branch."""
    await joint_plans.accept_group(work, plan_id, number, body)
    return (await read_back(work.session, queries.RECORD, plan_id=plan_id)).response()
