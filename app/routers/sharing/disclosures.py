"""What left to other departments, shown to the person concerned."""

import uuid
from typing import Annotated

from fastapi import Query, Response

from app.auth.dependencies import DatabaseDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.core.errors import NotFound, raises
from app.core.lists import CursorInvalid, PageQuery
from app.core.responses import read_page
from app.queries.sharing import disclosures as queries
from app.routers.routing import noun_router
from app.schemas.sharing.disclosures import PersonDisclosurePage

router = noun_router("党员")
AccessReader = Annotated[Principal, needs(Permission.ACCESS_READ)]


@router.get(
    "/members/{person_id}/disclosures",
    response_model=PersonDisclosurePage,
    summary="本人信息的对外提供记录｜Disclosures of my record",
    responses=raises(CursorInvalid, NotFound),
)
async def list_disclosures(
    person_id: uuid.UUID, query: Annotated[PageQuery, Query()], principal: AccessReader, database: DatabaseDep
) -> Response:
    """本人查看自己的信息提供给了哪些系统、用途和字段；推迟或封存的按规定显示。｜What left of the own record, and why."""
    if person_id != principal.person_id:
        raise NotFound
    return await read_page(database, principal.scope, queries.OF_PERSON, query)
