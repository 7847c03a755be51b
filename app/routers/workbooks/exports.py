"""Exports in the columns of the official forms: what the list of a noun shows, as a workbook."""

from typing import Annotated

from fastapi import Query, Response

from app.auth.dependencies import WorkDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.core.errors import NotFound, raises
from app.documents.forms import FORMS
from app.models.imports import FormKind
from app.routers.routing import noun_router
from app.routers.xlsx_response import XlsxResponse
from app.schemas.workbooks.exports import FirmExport, LawyerExport, MemberExport, OrgExport
from app.services.workbooks.exports import export_records

router = noun_router("导入导出", "/exports")
Exporter = Annotated[Principal, needs(Permission.EXPORT_RUN)]


@router.get(
    "/law_firms.xlsx", response_class=XlsxResponse, summary="导出律师事务所｜Export law firms", responses=raises()
)
async def export_law_firms(query: Annotated[FirmExport, Query()], principal: Exporter, work: WorkDep) -> Response:
    """按律师事务所列表的筛选条件导出采集表，可修改后再导入。｜The list as the official form."""
    return await _workbook(work, FormKind.LAW_FIRMS, query)


@router.get(
    "/party_orgs.xlsx",
    response_class=XlsxResponse,
    summary="导出党组织｜Export Party organizations",
    responses=raises(),
)
async def export_party_orgs(query: Annotated[OrgExport, Query()], principal: Exporter, work: WorkDep) -> Response:
    """按党组织列表的筛选条件导出采集表，可修改后再导入。｜The list as the official form."""
    return await _workbook(work, FormKind.PARTY_ORGS, query)


@router.get("/lawyers.xlsx", response_class=XlsxResponse, summary="导出律师｜Export lawyers", responses=raises())
async def export_lawyers(query: Annotated[LawyerExport, Query()], principal: Exporter, work: WorkDep) -> Response:
    """按律师列表的筛选条件导出采集表；号码默认隐去中间几位，full=true 时须写明理由。｜Numbers masked unless asked for."""
    return await _workbook(work, FormKind.LAWYERS, query)


@router.get(
    "/members.xlsx", response_class=XlsxResponse, summary="导出党员｜Export members", responses=raises(NotFound)
)
async def export_members(query: Annotated[MemberExport, Query()], principal: Exporter, work: WorkDep) -> Response:
    """按党员列表的筛选条件导出采集表；号码默认隐去中间几位，full=true 时须写明理由。｜Numbers masked unless asked for."""
    return await _workbook(work, FormKind.MEMBERS, query)


async def _workbook(
    work: WorkDep, kind: FormKind, query: FirmExport | OrgExport | LawyerExport | MemberExport
) -> Response:
    return XlsxResponse(await export_records(work, kind, query), FORMS[kind].title)
