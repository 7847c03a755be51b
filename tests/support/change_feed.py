"""The change feed as a partner reads it."""

from typing import Any

import sqlalchemy as sa

from tests.support.api_client import Caller
from tests.support.builders import make_uscc
from tests.support.sharing_partner import Department, Sharing

NUMBER = "WITH n AS (SELECT id, row_number() OVER (ORDER BY id) AS place FROM change WHERE seq IS NULL) UPDATE change SET seq = coalesce((SELECT max(seq) FROM change), 0) + n.place FROM n WHERE n.id = change.id"  # noqa: E501


async def numbered(sharing: Sharing) -> None:
    """What the sequencer does, at once."""
    async with sharing.admin.as_admin() as session:
        await session.exec(sa.text(NUMBER))  # type: ignore[call-overload]


async def drain(
    sharing: Sharing, department: Department, after: str | None = None, limit: int = 200
) -> tuple[list[Any], str]:
    await numbered(sharing)
    events: list[Any] = []
    while True:
        params: dict[str, Any] = {"limit": limit} | ({"after": after} if after else {})
        page = await department.get("/changes", params=params)
        events += page["events"]
        after = page["next"]
        if not page["more"]:
            return events, str(after)


def kinds(events: list[Any]) -> list[tuple[str, str]]:
    return [(event["kind"], event["data_set"]) for event in events]


async def make_recorded_firm(bureau: Caller) -> Any:
    body = {"name": "四川甲律师事务所", "uscc": make_uscc(), "area_code": "5101", "form": "11"}
    return await bureau.post("/law-firms", body, 201)
