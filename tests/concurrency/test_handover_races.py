"""An acceptance while a material is unchecked, and two hands on one step: one of the two, and nothing half done."""

import asyncio
from collections import Counter

from sqlmodel import func, select

from app.models.development_files import DevelopmentFile
from app.models.members import Member
from app.workflows.development_file import expected_materials
from tests.support.api_client import Api
from tests.support.development_walk import Way, on_file, under_way


async def test_an_acceptance_and_the_last_check_at_once_leave_no_unchecked_material_behind(committed: Api) -> None:
    way = await Way.make(committed)
    file = await on_file(way)
    transfer = await under_way(way, file)
    *first, last = expected_materials(17)
    for material in first:
        await way.act(file, "record_missing", by="county", material=material.value, reason="原单位未留存")
    county = way.world.callers["county"]
    accept = {"action": "accept", "to_branch_id": str(way.world.orgs["c"].id)}
    missing = {"action": "record_missing", "material": last.value, "reason": "原单位未留存"}
    checked, *accepted = await asyncio.gather(
        county("POST", f"/development-files/{file['id']}/actions", json=missing),
        *(county("POST", f"/transfers/{transfer}/actions", json=accept) for _ in range(4)),
    )
    assert checked.status_code == 200
    codes = Counter(answer.json().get("code") for answer in accepted)
    assert codes.keys() <= {None, "materials_not_checked", "transfer_action_out_of_turn"}
    async with committed.admin.as_admin() as session:
        here = (await session.exec(select(DevelopmentFile.org_id))).one()
        home = (await session.exec(select(Member.org_id).where(Member.name == "孙三"))).one()
    assert here == home == way.world.orgs["c" if codes[None] else "a"].id


async def test_of_many_approvals_at_once_one_admits(committed: Api) -> None:
    way = await Way.make(committed)
    file = await way.at(16)
    body = {"action": "complete", **way.facts(17)}
    city, path = way.world.callers["city"], f"/development-files/{file['id']}/actions"
    answers = await asyncio.gather(*(city("POST", path, json=body) for _ in range(10)))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 9}
    async with committed.admin.as_admin() as session:
        assert (await session.exec(select(func.count()).select_from(Member).where(Member.name == "孙三"))).one() == 1
