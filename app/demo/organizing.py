"""One firm that founds its own organization, waiting for the reply, and a joint plan that the worker finds queued."""

import datetime as dt
import json
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from app.core.crypto import Keyring
from app.core.database import DatabaseRole, fetch_in
from app.demo.campaigns import Campaigner
from app.queries.formations import CANDIDATES
from app.schemas.formations import FormationCreate
from app.schemas.joint_plans import JointPlanCreate
from app.services.formations import propose_formation
from app.services.joint_plans import request_plan

PLANNED_CITY = "5107"
_PROPOSED_DAYS_AGO = 12


async def organize(connection: AsyncConnection, keyring: Keyring, today: dt.date) -> None:
    """The province's organization department enters both."""
    await connection.execute(sa.text(f"SET LOCAL ROLE {DatabaseRole.AREA}"))
    department = Campaigner(connection, keyring)
    async with department.on(today - dt.timedelta(days=_PROPOSED_DAYS_AGO)) as work:
        query, parameters = CANDIDATES.part({"in_joint_branch": False}, limit=1, today=work.today)
        row = await fetch_in(work.session, query, parameters)
        firms: list[dict[str, Any]] = json.loads(row[0])["items"] if row else []
        for firm in firms:
            body = FormationCreate(
                firm_ids=[firm["id"]],
                name=f"中共{firm['name']}支部",
                representative="王建国",
                reason="所内党员大会推举代表，申请单独建立党支部",
            )
            await propose_formation(work, body)
    async with department.on(today) as work:
        await request_plan(work, JointPlanCreate(area_code=PLANNED_CITY, max_km=15, include_existing=True))
