"""The yearly comparison of the number of members."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.auth.dependencies import DatabaseDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.core.errors import NotFound, raises
from app.core.responses import read
from app.queries.people import membership_balance as queries
from app.routers.routing import noun_router
from app.schemas.people.membership_balance import BalanceQuery, BalanceRead

router = noun_router("党员")
StatisticsReader = Annotated[Principal, needs(Permission.STATISTICS_READ)]


@router.get(
    "/statistics/membership",
    response_model=BalanceRead,
    summary="两年党员数综合比较｜Yearly balance of members",
    responses=raises(NotFound),
)
async def get_balance(
    query: Annotated[BalanceQuery, Query()], principal: StatisticsReader, database: DatabaseDep, request: Request
) -> Response:
    """按年度由历史记录计算：上年底、增加和减少各项（含整建制）、年底应有和实有，差为 0。｜Rows 1 to 15 of the yearly table."""
    statement, parameters = queries.balance_of(query, request.app.state.clock.today())
    return await read(database, principal.scope, statement, **parameters)
