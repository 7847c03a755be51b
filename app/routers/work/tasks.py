"""The work list: what is due, for whom, when and why."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.auth.dependencies import DatabaseDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.core.errors import raises
from app.core.lists import CursorInvalid
from app.core.responses import read, read_page
from app.queries.work.tasks.lists import LISTS, SUMMARIES
from app.routers.routing import noun_router
from app.schemas.work.tasks import TaskPage, TaskQuery, TaskSummary

router = noun_router("待办")
TaskReader = Annotated[Principal, needs(Permission.TASK_READ)]


@router.get("/tasks", response_model=TaskPage, summary="待办列表｜Work list", responses=raises(CursorInvalid))
async def list_tasks(
    query: Annotated[TaskQuery, Query()], principal: TaskReader, database: DatabaseDep, request: Request
) -> Response:
    """部门看到本地区的全部待办，党组织看到轮到自己的和下级逾期督办的，党员看到与本人有关的。｜What is due, for whom, why."""
    today = request.app.state.clock.today()
    return await read_page(database, principal.scope, LISTS[principal.scope.role], query, today=today)


@router.get("/tasks/summary", response_model=TaskSummary, summary="待办统计｜Work list, counted", responses=raises())
async def summarize_tasks(principal: TaskReader, database: DatabaseDep, request: Request) -> Response:
    """同一待办列表按种类计数：未办、逾期、督办。｜The same list counted per kind."""
    today = request.app.state.clock.today()
    return await read(database, principal.scope, SUMMARIES[principal.scope.role], today=today)
