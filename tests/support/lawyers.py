"""What the tests of lawyers share: bodies of requests, and a look at the rows that they left."""

import uuid
from typing import Any

from sqlmodel import col, select

from app.models.accounts import StaffRole
from app.models.changes import Access, AccessKind, Change
from app.models.lawyers import Practice
from tests.support.api_client import Api
from tests.support.builders import make_id_number
from tests.support.postgres import OneConnection

BUREAU, DEPARTMENT, ASSOCIATION = (
    StaffRole.JUSTICE_BUREAU,
    StaffRole.ORGANIZATION_DEPARTMENT,
    StaffRole.BAR_ASSOCIATION,
)


def lawyer_body(firm_id: uuid.UUID, **facts: Any) -> dict[str, Any]:
    return {
        "name": "赵一",
        "id_number": make_id_number(),
        "firm_id": str(firm_id),
        "practice_type": "1",
        "licence_no": "15101201310000001",
        "mobile": "19900001234",
    } | facts


def claim_body(firm_id: uuid.UUID, number: str, **facts: Any) -> dict[str, Any]:
    return {
        "id_number": number,
        "licence_no": "15101201310000001",
        "firm_id": str(firm_id),
        "practice_type": "1",
        "from_on": "2026-11-01",
        "document": "川司许律〔2026〕123号",
    } | facts


async def changes_of(database: OneConnection, person_id: Any) -> list[Change]:
    async with database.as_admin() as session:
        statement = select(Change).where(Change.entity == "lawyer", Change.entity_id == person_id)
        return list((await session.exec(statement.order_by(col(Change.version)))).all())


async def practices_of(database: OneConnection, person_id: Any) -> list[tuple[Any, ...]]:
    async with database.as_admin() as session:
        statement = select(Practice).where(col(Practice.person_id) == uuid.UUID(str(person_id)))
        rows = (await session.exec(statement.order_by(col(Practice.valid_during)))).all()
        return [(row.valid_during.lower, row.valid_during.upper, row.firm_name, row.practice_type) for row in rows]


async def accesses(api: Api, *kinds: AccessKind) -> list[Access]:
    await api.app.state.access_log.flush()
    async with api.admin.as_admin() as session:
        return list((await session.exec(select(Access).where(col(Access.kind).in_(kinds)))).all())
