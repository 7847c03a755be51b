"""What the work list says of members' standing and of development files (N03, N14)."""

from typing import Any

from app.models.accounts import StaffRole
from app.workflows.development_file import expected_materials
from tests.support.api_client import Api
from tests.support.clock import SetClock
from tests.support.development_walk import Way, on_file, under_way
from tests.support.transfer_case import TransferCase
from tests.support.work_lists import tasks_of


async def kinds_and_days(caller: Any, **filters: Any) -> list[tuple[str, str, str, str]]:
    return [(t["kind"], t["about"], t["since_on"], t["due_on"]) for t in await tasks_of(caller, **filters)]


async def test_a_lost_member_is_a_task_of_the_branch_until_the_decision(api: Api, clock: SetClock) -> None:
    world = await TransferCase.make(api)
    body = {
        "member_id": str(world.member.person_id),
        "kind": "lost_contact",
        "reason": "多方查找未能取得联系",
        "lost_contact_reason": "4",
        "since_on": "2026-05-23",
    }
    await world.callers["a"].post("/membership-decisions", body, 201)
    lost = [("lost_contact", "赵一", "2026-05-23", "2026-11-23")]
    assert await kinds_and_days(world.callers["a"]) == lost
    department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="51")
    assert await kinds_and_days(department, kind="lost_contact") == lost
    assert await kinds_and_days(world.callers["member"]) == []
    body = {"member_id": body["member_id"], "kind": "suspension", "ground": "lost_contact", "reason": "期满"}
    made = await world.callers["a"].post("/membership-decisions", body, 201)
    decision = {"action": "decide", "document": "成律党〔2026〕1号"}
    await world.callers["city"].post(f"/membership-decisions/{made['id']}/actions", decision)
    assert await kinds_and_days(world.callers["a"]) == [("suspended", "赵一", "2026-11-23", "2028-11-23")]
    await world.callers["a"].post(
        "/membership-decisions",
        {"member_id": body["member_id"], "kind": "contact_regained", "reason": "已取得联系"},
        201,
    )
    assert await kinds_and_days(world.callers["a"]) == []


async def test_reviews_and_the_end_of_probation_are_tasks_of_the_branch_alone(api: Api) -> None:
    way = await Way.make(api)
    file = await way.at(5)
    assert await kinds_and_days(way.world.callers["a"]) == [("activist_review", "孙三", "2024-03-01", "2024-09-01")]
    await way.act(file, "review", on="2024-09-01", note="表现良好")
    assert await kinds_and_days(way.world.callers["a"]) == [("activist_review", "孙三", "2024-09-01", "2025-03-01")]
    bureau = await api.as_(StaffRole.JUSTICE_BUREAU, area="51")
    assert await kinds_and_days(bureau) == []
    await way.act(file, "review", on="2025-02-28", note="表现良好")
    for step in range(6, 18):
        await way.complete(file, step)
    assert await kinds_and_days(way.world.callers["a"]) == [("probation", "孙三", "2025-06-01", "2026-06-01")]


async def test_unchecked_materials_are_a_task_of_the_receiver(api: Api) -> None:
    way = await Way.make(api)
    file = await on_file(way)
    await under_way(way, file)
    county = way.world.callers["county"]
    assert await kinds_and_days(county, kind="handover") == [("handover", "孙三", "2026-11-23", "2026-12-23")]
    for material in expected_materials(17):
        await way.act(file, "record_missing", by="county", material=material.value, reason="原单位未留存")
    assert await kinds_and_days(county, kind="handover") == []


async def test_a_moving_file_is_a_task_of_the_branch_that_takes_it_over(api: Api) -> None:
    way = await Way.make(api)
    file = await way.open()
    await way.act(file, "begin_move", to_org_id=str(way.world.orgs["c"].id), reason="调动")
    assert await kinds_and_days(way.world.callers["c"]) == [("handover", "孙三", "2026-11-23", "2026-12-23")]
    await way.act(file, "record_missing", by="c", material="application", reason="原单位未留存")
    await way.act(file, "take_over", by="c")
    assert await kinds_and_days(way.world.callers["c"]) == []
