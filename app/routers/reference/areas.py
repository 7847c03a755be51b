"""Areas, departments and code tables: what the other nouns refer to."""

from typing import Annotated

from fastapi import Query, Response

from app.auth.dependencies import DatabaseDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.core.errors import NotFound, raises
from app.core.lists import CursorInvalid
from app.core.responses import read, read_page
from app.queries.reference import areas
from app.routers.routing import noun_router
from app.rules.reference import codes
from app.schemas.reference.areas import (
    AreaCode,
    AreaPage,
    AreaQuery,
    AreaRead,
    CodeRead,
    CodeTableList,
    CodeTableRead,
    DepartmentPage,
    DepartmentQuery,
)

router = noun_router("区划与代码")
ReferenceReader = Annotated[Principal, needs(Permission.REFERENCE_READ)]


@router.get("/areas", response_model=AreaPage, summary="行政区划列表｜Areas", responses=raises(CursorInvalid))
async def list_areas(
    query: Annotated[AreaQuery, Query()], principal: ReferenceReader, database: DatabaseDep
) -> Response:
    """按上级、级别或名称前缀查找行政区划。｜Areas by parent, level or prefix of the name."""
    return await read_page(database, principal.scope, areas.AREAS, query)


@router.get("/areas/{code}", response_model=AreaRead, summary="行政区划｜An area", responses=raises(NotFound))
async def get_area(code: AreaCode, principal: ReferenceReader, database: DatabaseDep) -> Response:
    """一个行政区划。｜One area."""
    return await read(database, principal.scope, areas.AREA, code=code)


@router.get(
    "/departments", response_model=DepartmentPage, summary="部门列表｜Departments", responses=raises(CursorInvalid)
)
async def list_departments(
    query: Annotated[DepartmentQuery, Query()], principal: ReferenceReader, database: DatabaseDep
) -> Response:
    """组织部门、司法行政机关和律师协会。｜Organization departments, justice bureaus and lawyers' associations."""
    return await read_page(database, principal.scope, areas.DEPARTMENTS, query)


@router.get("/codes", summary="全部代码表｜All code tables", responses=raises())
async def list_code_tables(principal: ReferenceReader) -> CodeTableList:
    """国家标准和本系统所用的代码表。｜The code tables, national and our own."""
    return CodeTableList(items=[_table(table) for table in codes.tables()])


@router.get("/codes/{table}", summary="代码表｜A code table", responses=raises(NotFound))
async def get_code_table(table: str, principal: ReferenceReader) -> CodeTableRead:
    """一张代码表。｜One code table."""
    try:
        return _table(codes.table(table))
    except KeyError as exc:
        raise NotFound("没有这张代码表，GET /api/v1/codes 列出全部代码表。") from exc


def _table(table: codes.Table) -> CodeTableRead:
    return CodeTableRead(
        table=table.key, codes=[CodeRead(code=c.code, name=c.name_zh, name_en=c.name_en) for c in table.rows.values()]
    )
