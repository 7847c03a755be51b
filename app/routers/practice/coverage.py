"""The statutory coverage table."""

import datetime as dt
from typing import Annotated

from fastapi import Query, Request, Response

from app.auth.dependencies import DatabaseDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.core.errors import FieldFault, InvalidRequest, NotFound, raises
from app.core.responses import read
from app.queries.practice import coverage as queries
from app.routers.routing import noun_router
from app.schemas.practice.coverage import CoverageQuery, CoverageRead, TrendQuery, TrendRead

router = noun_router("组建与调整")
StatisticsReader = Annotated[Principal, needs(Permission.STATISTICS_READ)]


@router.get(
    "/statistics/coverage",
    response_model=CoverageRead,
    summary="律师事务所建立党组织情况｜Coverage table",
    responses=raises(NotFound),
)
async def get_coverage(
    query: Annotated[CoverageQuery, Query()], principal: StatisticsReader, database: DatabaseDep, request: Request
) -> Response:
    """按统计年报表式：单独、联合、未建立及补充情况，重点所单列，按区划分列；as_of 由历史记录计算。｜The statutory table by area."""
    today = request.app.state.clock.today()
    _require_past("as_of", query.as_of, today)
    statement, parameters = queries.coverage_of(query, today)
    return await read(database, principal.scope, statement, **parameters)


@router.get(
    "/statistics/coverage/trend",
    response_model=TrendRead,
    summary="党组织覆盖进度｜Coverage over time",
    responses=raises(NotFound),
)
async def get_trend(
    query: Annotated[TrendQuery, Query()], principal: StatisticsReader, database: DatabaseDep, request: Request
) -> Response:
    """各时点的覆盖情况与一年左右全覆盖的目标对照，由历史记录计算。｜Coverage over time against the target date."""
    _require_past("to", query.to_on, request.app.state.clock.today())
    return await read(database, principal.scope, queries.TREND, **queries.trend_of(query))


def _require_past(field: str, day: dt.date | None, today: dt.date) -> None:
    if day is not None and day > today:
        raise InvalidRequest(errors=[FieldFault(field=field, code="date_in_future", message="日期晚于今天，请核对。")])
