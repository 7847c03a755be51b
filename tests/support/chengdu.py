"""A city to test members in, and what the tests of members say over and over."""

import uuid
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from app.models.changes import Access, Change
from app.models.law_firms import LawFirm
from app.models.party_orgs import PartyOrg
from tests.support.api_client import Api, Caller
from tests.support.builders import make_id_number
from tests.support.postgres import OneConnection


@dataclass
class Chengdu:
    """A committee with two branches, one of them of a firm, and a branch in another city."""

    committee: PartyOrg
    firm: LawFirm
    of_firm: PartyOrg
    joint: PartyOrg
    elsewhere: PartyOrg


def form(org: PartyOrg | None, number: str | None = None, **facts: Any) -> dict[str, Any]:
    """What the collection form says of a full member, born in 1980."""
    return {
        "id_number": number or make_id_number(),
        "name": "扎西·多吉",
        "category": "1",
        "admitted_on": "2010-07-01",
        "regularized_on": "2011-07-01",
        "org_id": str(org.id) if org else None,
        **facts,
    }


async def rows(database: OneConnection, table: Any, person_id: Any) -> list[Any]:
    async with database.as_admin() as session:
        key = Change.entity_id if table is Change else table.person_id
        order = {Change: Change.id, Access: Access.at}.get(table) or table.valid_during
        found = await session.exec(select(table).where(key == uuid.UUID(str(person_id))).order_by(col(order)))
        return list(found.all())


async def looks(api: Api, person_id: Any) -> list[tuple[str, str]]:
    await api.app.state.access_log.flush()
    return [(access.kind.value, access.role) for access in await rows(api.admin, Access, person_id)]


async def listed(caller: Caller, path: str = "/members", **params: Any) -> list[str]:
    page = await caller.get(path, params={key: str(value) for key, value in params.items()} | {"include": "total"})
    assert page["total"] == len(page["items"])
    return [item["name"] for item in page["items"]]


async def correct(caller: Caller, person_id: Any, org: PartyOrg, on: str, expect: int = 200) -> Any:
    body = {"org_id": str(org.id), "from_on": on, "reason": "登记有误"}
    return await caller.post(f"/members/{person_id}/affiliations/correct", body, expect)
