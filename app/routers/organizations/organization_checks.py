"""What standing organizations lack: too large, too small, without their firms or a secretary."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.auth.dependencies import DatabaseDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.core.errors import raises
from app.core.lists import CursorInvalid
from app.core.responses import read_page
from app.queries.organizations import organization_checks as queries
from app.routers.routing import noun_router
from app.schemas.organizations.organization_checks import (
    FindingPage,
    FindingQuery,
    GapPage,
    GapQuery,
    SubordinationPage,
    SubordinationQuery,
)

router = noun_router("组建与调整")
PartyOrgReader = Annotated[Principal, needs(Permission.PARTY_ORG_READ)]


@router.get(
    "/organization-checks",
    response_model=FindingPage,
    summary="应调整的党组织｜Organizations to be adjusted",
    responses=raises(CursorInvalid),
)
async def list_findings(
    query: Annotated[FindingQuery, Query()], principal: PartyOrgReader, database: DatabaseDep, request: Request
) -> Response:
    """应升格、分设、调整或撤销的党组织：依据哪一条、自何日起、怎样办理。实时计算，不自动处置。｜Computed; nothing acts by itself."""
    today = request.app.state.clock.today()
    return await read_page(database, principal.scope, queries.STRUCTURE, query, today=today)


@router.get(
    "/leadership-checks",
    response_model=GapPage,
    summary="领导班子待配备、待换届的｜What leadership lacks",
    responses=raises(CursorInvalid),
)
async def list_gaps(
    query: Annotated[GapQuery, Query()], principal: PartyOrgReader, database: DatabaseDep, request: Request
) -> Response:
    """没有书记、现任已不符合条件、应设委员会、任期已满或不明的（N29）。实时计算，不自动免职。｜Computed; nobody is removed by it."""
    today = request.app.state.clock.today()
    return await read_page(database, principal.scope, queries.LEADERSHIP, query, today=today)


@router.get(
    "/subordination-checks",
    response_model=SubordinationPage,
    summary="层级和隶属检查｜Levels and superiors",
    responses=raises(CursorInvalid),
)
async def list_subordination(
    query: Annotated[SubordinationQuery, Query()], principal: PartyOrgReader, database: DatabaseDep
) -> Response:
    """整棵组织树：律师协会应有的党组织和类别（N27）、应隶属于谁（N28），违反的逐项说明依据和办法。｜What breaks the rule, why, and the fix."""
    return await read_page(database, principal.scope, queries.SUBORDINATION, query)
