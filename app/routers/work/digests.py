"""Monthly digests, made by the worker."""

import uuid
from typing import Annotated

from fastapi import Query, Response

from app.auth.dependencies import DatabaseDep, WorkDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.core.errors import NotFound, raises
from app.core.lists import CursorInvalid
from app.core.responses import read, read_page
from app.queries.work import digests as queries
from app.routers.pdf_response import PdfResponse
from app.routers.routing import noun_router
from app.schemas.work.digests import DigestPage, DigestQuery, DigestRead
from app.services.work import digests

router = noun_router("待办")
DigestReader = Annotated[Principal, needs(Permission.DIGEST_READ)]


@router.get(
    "/digests", response_model=DigestPage, summary="工作月报列表｜Monthly digests", responses=raises(CursorInvalid)
)
async def list_digests(
    query: Annotated[DigestQuery, Query()], principal: DigestReader, database: DatabaseDep
) -> Response:
    """本单位和下级的月报，每单位每月一份，由系统自动生成。｜One per body and month, own and of those below."""
    return await read_page(database, principal.scope, queries.LIST, query)


@router.get(
    "/digests/{digest_id}", response_model=DigestRead, summary="工作月报｜A monthly digest", responses=raises(NotFound)
)
async def get_digest(digest_id: uuid.UUID, principal: DigestReader, database: DatabaseDep) -> Response:
    """当月办理的、未办的、逾期的；只有数字。｜What was done, is open and overdue; figures alone."""
    return await read(database, principal.scope, queries.RECORD, digest_id=digest_id)


@router.get(
    "/digests/{digest_id}/digest.pdf",
    response_class=PdfResponse,
    summary="打印工作月报｜Print a monthly digest",
    responses=raises(NotFound),
)
async def print_digest(digest_id: uuid.UUID, principal: DigestReader, work: WorkDep) -> Response:
    """一页纸。｜One page."""
    return PdfResponse(await digests.print_digest(work, digest_id))
