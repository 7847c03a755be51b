"""The working-day calendar by which deadlines are counted."""

from typing import Annotated

from fastapi import Response

from app.auth.dependencies import DatabaseDep, WorkDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.core.errors import Stale, raises
from app.core.responses import IfMatch, read, read_back
from app.queries.reference import calendar as queries
from app.routers.routing import noun_router
from app.schemas.reference.calendar import CalendarYearRead, CalendarYearWrite, Year
from app.services.reference import calendar

router = noun_router("区划与代码")
CalendarKeeper = Annotated[Principal, needs(Permission.CALENDAR_KEEP)]
ReferenceReader = Annotated[Principal, needs(Permission.REFERENCE_READ)]


@router.get(
    "/calendar/{year}", response_model=CalendarYearRead, summary="工作日历｜Working-day calendar", responses=raises()
)
async def get_year(year: Year, principal: ReferenceReader, database: DatabaseDep) -> Response:
    """一年的放假和调休安排；尚未公布的年份只按周末推算。｜Public holidays and the weekend days worked instead."""
    return await read(database, principal.scope, queries.RECORD, year=year)


@router.put(
    "/calendar/{year}",
    response_model=CalendarYearRead,
    summary="登记放假调休安排｜Publish a year's holidays",
    responses=raises(Stale),
)
async def publish_year(
    year: Year, body: CalendarYearWrite, principal: CalendarKeeper, work: WorkDep, if_match: IfMatch = None
) -> Response:
    """系统管理员按每年11月公布的通知整年登记，各项工作日期限随即按此计算。｜As published each November; deadlines follow."""
    await calendar.publish_year(work, year, body, if_match)
    return (await read_back(work.session, queries.RECORD, year=year)).response()
