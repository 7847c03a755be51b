"""The yearly democratic appraisal of members."""

import uuid
from typing import Annotated

from fastapi import Query, Request, Response

from app.auth.dependencies import DatabaseDep, WorkDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.core.errors import NotFound, raises
from app.core.lists import CursorInvalid
from app.core.responses import read_page
from app.queries.life import appraisals as queries
from app.routers.routing import noun_router
from app.schemas.life.appraisals import AppraisalPage, AppraisalQuery, AppraisalRecord
from app.schemas.life.meetings import ProgrammeQuery
from app.services.life import appraisals
from app.services.organizations import locked_orgs
from app.services.together import OrgInBulkTransfer

router = noun_router("组织生活")
LifeReader = Annotated[Principal, needs(Permission.ORGANIZATION_LIFE_READ)]
LifeWriter = Annotated[Principal, needs(Permission.ORGANIZATION_LIFE_WRITE)]


@router.get(
    "/appraisals",
    response_model=AppraisalPage,
    summary="民主评议党员｜Democratic appraisals",
    responses=raises(CursorInvalid),
)
async def list_appraisals(
    query: Annotated[AppraisalQuery, Query()], principal: LifeReader, database: DatabaseDep, request: Request
) -> Response:
    """一年的评议等次；在流入地评议的（活动证年审）一并计入；党员看到本人的。｜Grades of a year; a member sees one's own."""
    narrowed, year = query.model_copy(update={"year": None}), query.year or request.app.state.clock.today().year
    return await read_page(database, principal.scope, queries.LIST, narrowed, year=year)


@router.put(
    "/party-orgs/{org_id}/appraisals",
    status_code=204,
    summary="登记民主评议结果｜Record appraisals",
    responses=raises(NotFound, OrgInBulkTransfer, locked_orgs.PartyOrgDissolved),
)
async def record_appraisals(
    org_id: uuid.UUID,
    query: Annotated[ProgrammeQuery, Query()],
    body: AppraisalRecord,
    principal: LifeWriter,
    work: WorkDep,
) -> None:
    """支部审议确定的等次，可分次登记；同一党员同一年度以后登的为准。｜What the branch concluded, in one go or several."""
    await appraisals.record_appraisals(work, org_id, query.year or work.today.year, body)
