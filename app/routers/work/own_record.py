"""The person's own view."""

from typing import Annotated

from fastapi import Request, Response

from app.auth.dependencies import DatabaseDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.core.errors import raises
from app.core.responses import read
from app.queries.work.own_record import RECORD
from app.routers.routing import noun_router
from app.schemas.work.own_record import OwnRecord

router = noun_router("本人")
OwnRecordReader = Annotated[Principal, needs(Permission.OWN_RECORD_READ)]


@router.get("/me/record", response_model=OwnRecord, summary="我的全部记录｜My whole record", responses=raises())
async def get_own_record(principal: OwnRecordReader, database: DatabaseDep, request: Request) -> Response:
    """本人在册的全部信息，一页看全：党员、执业、组织关系沿革、接转到了哪一步、临时组织关系、发展材料、更正申请。

    核对无误用 `POST /members/{person_id}/confirm`，有误用 `POST /correction-requests`；谁看过见
    `GET /members/{person_id}/access-log`，提供给谁见 `GET /members/{person_id}/disclosures`；申请接转用
    `POST /transfers`，待办见 `GET /tasks`。｜Everything on record about oneself; where to confirm it, to have it
    corrected, to see who looked and to whom it went.
    """
    today = request.app.state.clock.today()
    return await read(database, principal.scope, RECORD, person_id=principal.person_id, today=today)
