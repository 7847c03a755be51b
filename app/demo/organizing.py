"""One firm that founds its own organization, waiting for the reply, and a joint plan that the worker finds queued."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from app.core.crypto import Keyring
from app.core.database import DatabaseRole
from app.demo.campaigns import Campaigner
from app.schemas.formations import FormationCreate
from app.schemas.joint_plans import JointPlanCreate
from app.services.formations import propose_formation
from app.services.joint_plans import request_plan

PLANNED_CITY = "5107"
_PROPOSED_DAYS_AGO = 12

_UNCOVERED = sa.text("""
    SELECT f.id, f.name FROM firm_party_members(NULL, :today, 6) c JOIN law_firm f ON f.id = c.firm_id
    WHERE f.status = 'active' AND f.covering_org_id IS NULL AND c.here + c.elsewhere + c.outside >= 3
    ORDER BY f.id LIMIT 1
""")
"""A firm that should found its own organization (N23)."""


async def organize(connection: AsyncConnection, keyring: Keyring, today: dt.date) -> None:
    """The province's organization department enters both."""
    await connection.execute(sa.text(f"SET LOCAL ROLE {DatabaseRole.AREA}"))
    department = Campaigner(connection, keyring)
    async with department.on(today - dt.timedelta(days=_PROPOSED_DAYS_AGO)) as work:
        for firm_id, name in (await connection.execute(_UNCOVERED, {"today": today})).all():
            body = FormationCreate(
                firm_ids=[firm_id],
                name=f"中共{name}支部",
                representative="王建国",
                reason="所内党员大会推举代表，申请单独建立党支部",
            )
            await propose_formation(work, body)
    async with department.on(today) as work:
        await request_plan(work, JointPlanCreate(area_code=PLANNED_CITY, max_km=15, include_existing=True))
