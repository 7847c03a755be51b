"""A firm that founds its organization, a joint plan that the worker finds queued, liaisons of uncovered firms."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from app.core.crypto import Keyring
from app.core.database import DatabaseRole
from app.demo.campaigns import Campaigner
from app.demo.organizations import PLANNED_CITY
from app.schemas.building.firm_liaisons import LiaisonAssign
from app.schemas.building.formations import FormationCreate
from app.schemas.building.joint_plans import JointPlanCreate
from app.services.building.firm_liaisons import assign_liaison
from app.services.building.formations import propose_formation
from app.services.building.joint_plans import request_plan

_PROPOSED_DAYS_AGO = 12

_UNCOVERED = sa.text("""
    SELECT f.id, f.name FROM firm_party_members(NULL, :today, 6) c JOIN law_firm f ON f.id = c.firm_id
    WHERE f.status = 'active' AND f.covering_org_id IS NULL AND c.here + c.elsewhere + c.outside >= 3
    ORDER BY f.id LIMIT 1
""")
"""A firm that should found its own organization (N23)."""

_LIAISONS = sa.text("""
    SELECT f.firm_id, m.person_id FROM (
        SELECT c.firm_id, l.place_path, row_number() OVER (PARTITION BY left(l.area_code, 4) ORDER BY c.firm_id) AS n
        FROM coverage_today(:today, 6) c JOIN law_firm l ON l.id = c.firm_id
        WHERE c.org_id IS NULL AND c.full_members < 3
    ) f, LATERAL (
        SELECT m.person_id FROM member m
        WHERE m.place_path >= left(f.place_path, 8) AND m.place_path < left(f.place_path, 8) || '~'
            AND m.category = '1' AND m.membership_status = '1'
        ORDER BY m.person_id LIMIT 1
    ) m
    WHERE f.n = 1 ORDER BY f.firm_id
""")
"""In each city one firm that has no organization, and a full member of that city."""


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
        for firm_id, person_id in (await connection.execute(_LIAISONS, {"today": today})).all():
            liaison = LiaisonAssign(firm_id=firm_id, person_id=person_id, experience="曾任联合党支部书记")
            await assign_liaison(work, liaison)
    async with department.on(today) as work:
        plan = JointPlanCreate(area_code=PLANNED_CITY, max_km=15, include_existing=True)
        await request_plan(work, plan, most=1)
