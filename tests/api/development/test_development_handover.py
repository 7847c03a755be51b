"""The two-sided hand-over of materials (N14): in a change of unit, and with a member's transfer."""

from typing import Any

import pytest

from app.models.accounts import StaffRole
from app.models.development_files import FileAction, Material
from app.workflows.development_file import PROCEDURE, STEPS, FileBody, expected_materials
from tests.support.api_client import Api
from tests.support.chengdu import listed
from tests.support.clock import SetClock
from tests.support.development_walk import DAYS, Way, codes, on_file, under_way


async def accept(way: Way, transfer: str, expect: int = 200) -> Any:
    return await way.world.act(transfer, "county", "accept", expect, to_branch_id=str(way.world.orgs["c"].id))


async def test_a_transfer_is_accepted_once_every_material_is_checked_or_recorded_as_missing(api: Api) -> None:
    way = await Way.make(api)
    file = await on_file(way)
    transfer = await under_way(way, file)
    refused = await accept(way, transfer, 409)
    waiting = [material.value for material in expected_materials(17)]
    assert (refused["code"], [error["field"] for error in refused["errors"]]) == ("materials_not_checked", waiting)
    *checked, last = waiting
    for material in checked:
        await way.act(file, "hand_over", material=material)
        await way.act(file, "check", by="county", material=material)
    refused = await accept(way, transfer, 409)
    assert [error["field"] for error in refused["errors"]] == [last]
    shown = await way.act(file, "record_missing", by="county", material=last, reason="原单位未留存")
    assert [m["outcome"] for m in shown["materials"]] == ["received"] * 5 + ["missing", None, None]
    await accept(way, transfer)
    arrived = await way.world.callers["c"].get(f"/development-files/{file['id']}")
    assert (arrived["org_id"], arrived["arrived_on"]) == (str(way.world.orgs["c"].id), "2026-11-23")
    assert arrived["entries"][-1]["facts"] == {"from": way.world.orgs["a"].name}
    assert {step["step"]: step["done_on"] for step in arrived["steps"] if step["step"] <= 17} == {
        step: day for step, day in DAYS.items() if step <= 17
    }


async def test_the_receiver_sees_the_list_and_neither_the_member_nor_what_was_done_before(api: Api) -> None:
    way = await Way.make(api)
    file = await on_file(way)
    county, path = way.world.callers["county"], f"/development-files/{file['id']}"
    await county.get(path, 404)
    await under_way(way, file)
    seen = await county.get(path)
    assert (seen["name"], seen["entries"], seen["committee_name"]) == ("孙三", [], way.world.orgs["city"].name)
    assert [m["expected"] for m in seen["materials"]] == [True] * 6 + [False] * 2
    assert seen["allowed_actions"] == ["check", "record_missing"]
    await county.get(f"/members/{file['person_id']}", 404)
    assert await listed(county, "/development-files") == ["孙三"]
    await way.world.callers["b"].get(path, 404)


async def test_a_file_returns_from_the_receivers_sight_with_the_transfer(api: Api) -> None:
    way = await Way.make(api)
    file = await on_file(way)
    transfer = await under_way(way, file)
    await way.world.act(transfer, "county", "return", reason="抬头有误")
    await way.world.callers["county"].get(f"/development-files/{file['id']}", 404)
    assert "hand_over" not in (await way.world.callers["a"].get(f"/development-files/{file['id']}"))["allowed_actions"]


async def test_a_transfer_without_a_file_or_of_a_full_member_is_not_held_up(api: Api) -> None:
    way = await Way.make(api)
    file = await on_file(way, 24)
    await accept(way, await under_way(way, file))
    await accept(way, await way.world.letter_in("in_transit"))


async def test_after_a_transfer_the_discussion_may_be_postponed_by_six_months(api: Api, clock: SetClock) -> None:
    way = await Way.make(api)
    file = await on_file(way)
    refused = await way.act(file, "postpone_discussion", 409, by="city", until="2026-12-01", reason="了解情况")
    assert refused["code"] == "development_action_out_of_turn"
    transfer = await under_way(way, file)
    for material in expected_materials(17):
        await way.act(file, "record_missing", by="county", material=material.value, reason="原单位未留存")
    await accept(way, transfer)
    clock.advance(days=1)
    await way.world.sign_in()
    for until in ("2026-06-01", "2026-12-02"):
        refused = await way.act(file, "postpone_discussion", 422, by="county", until=until, reason="了解情况")
        assert codes(refused) == ["postponed_too_long"]
    postponed = await way.act(file, "postpone_discussion", by="county", until="2026-12-01", reason="了解情况")
    assert (postponed["postponed_until"], postponed["step"]) == ("2026-12-01", 17)
    for step in range(18, 22):
        await way.complete(file, step, by="county" if step == 18 else "c")
    assert (await way.complete(file, 22, by="c"))["next"]["due_on"] == "2026-12-01"


async def test_an_activist_changes_unit_and_the_training_goes_on_counting(api: Api) -> None:
    way = await Way.make(api)
    file = await way.at(5)
    target = str(way.world.orgs["c"].id)
    moving = await way.act(file, "begin_move", to_org_id=target, reason="调往丙所")
    assert (moving["moving_to_name"], moving["allowed_actions"]) == (
        way.world.orgs["c"].name,
        ["call_off_move", "hand_over"],
    )
    assert (await way.complete(file, 6, 409))["code"] == "development_action_out_of_turn"
    seen = await way.world.callers["c"].get(f"/development-files/{file['id']}")
    assert (seen["entries"], seen["allowed_actions"]) == ([], ["check", "record_missing", "take_over"])
    refused = await way.act(file, "take_over", 409, by="c")
    assert [error["field"] for error in refused["errors"]] == ["application", "training_record", "thought_reports"]
    assert codes(await way.act(file, "check", 422, by="c", material="application")) == ["not_handed_over"]
    for material in ("application", "training_record"):
        await way.act(file, "hand_over", material=material)
        await way.act(file, "check", by="c", material=material, note="原件")
    await way.act(file, "record_missing", by="c", material="thought_reports", reason="原单位未留存")
    taken = await way.act(file, "take_over", by="c")
    assert (taken["org_id"], taken["moving_to_id"], taken["activist_on"]) == (target, None, "2024-03-01")
    await way.world.callers["a"].get(f"/development-files/{file['id']}", 404)
    for day in ("2024-09-01", "2025-02-28"):
        await way.act(file, "review", by="c", on=day, note="表现良好")
    assert (await way.complete(file, 6, by="c", on="2025-03-01"))["step"] == 6


async def test_a_move_goes_to_a_standing_branch_elsewhere_and_can_be_called_off(api: Api) -> None:
    way = await Way.make(api)
    file = await way.open()
    orgs = way.world.orgs
    refused = await way.act(file, "begin_move", 422, to_org_id=str(orgs["county"].id), reason="调动")
    assert codes(refused) == ["org_not_a_branch"]
    assert (await way.act(file, "begin_move", 422, to_org_id=str(orgs["a"].id), reason="调动"))["code"] == "same_branch"
    nobody = "00000000-0000-4000-8000-000000000000"
    assert (await way.act(file, "begin_move", 422, to_org_id=nobody, reason="调动"))["code"] == "to_org_not_found"
    await way.act(file, "begin_move", to_org_id=str(orgs["c"].id), reason="调动")
    called_off = await way.act(file, "call_off_move", reason="不再调动")
    assert called_off["moving_to_id"] is None
    await way.world.callers["c"].get(f"/development-files/{file['id']}", 404)


async def test_a_branch_with_a_file_here_or_coming_is_not_dissolved(api: Api) -> None:
    way = await Way.make(api)
    file = await way.open()
    await way.act(file, "begin_move", to_org_id=str(way.world.orgs["c"].id), reason="调动")
    department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="51")
    for branch in ("a", "c"):
        refused = await department.post(
            f"/party-orgs/{way.world.orgs[branch].id}/dissolve", {"reason": "不再具备条件"}, 409
        )
        assert "development_files" in {error["field"] for error in refused["errors"]}


async def test_while_the_branch_moves_as_a_whole_nobody_is_admitted_and_the_file_stays_with_it(api: Api) -> None:
    way = await Way.make(api)
    file, world = await way.at(16), way.world
    bulk = await world.bulk_in("in_transit", "a")
    assert (await way.complete(file, 17, 409))["code"] == "org_in_bulk_transfer"
    await way.world.callers["county"].get(f"/development-files/{file['id']}", 404)
    await world.act(bulk, "county", "accept")
    await world.sign_in()
    moved = await world.callers["a"].get(f"/development-files/{file['id']}")
    assert moved["committee_id"] == str(world.orgs["county"].id)
    assert (await way.complete(file, 17, by="county"))["stage"] == "4"


async def test_only_materials_that_a_file_has_by_now_are_handed_over(api: Api) -> None:
    way = await Way.make(api)
    file = await way.open()
    await way.act(file, "begin_move", to_org_id=str(way.world.orgs["c"].id), reason="调动")
    refused = await way.act(file, "hand_over", 422, material="political_review")
    assert codes(refused) == ["material_not_expected"]


BODIES = {FileBody.BRANCH: "a", FileBody.COMMITTEE: "city", FileBody.RECEIVER: "c"}
REQUESTS: dict[FileAction, dict[str, Any]] = {
    FileAction.COMPLETE: {"step": 6},
    FileAction.REVIEW: {"note": "表现良好"},
    FileAction.DISCUSS_AGAIN: {"reason": "重新讨论"},
    FileAction.EXTEND_PROBATION: {"months": 6, "document": "成律党1号"},
    FileAction.POSTPONE_DISCUSSION: {"until": "2026-12-01", "reason": "了解情况"},
    FileAction.END: {"reason": "本人放弃"},
    FileAction.BEGIN_MOVE: {"to_org_id": "00000000-0000-4000-8000-000000000000", "reason": "调动"},
    FileAction.CALL_OFF_MOVE: {"reason": "不再调动"},
    FileAction.HAND_OVER: {"material": Material.APPLICATION.value},
    FileAction.CHECK: {"material": Material.APPLICATION.value},
    FileAction.RECORD_MISSING: {"material": Material.APPLICATION.value, "reason": "未留存"},
    FileAction.TAKE_OVER: {},
}


@pytest.mark.parametrize("moving", [False, True])
async def test_every_action_is_for_its_own_body_alone(api: Api, moving: bool) -> None:
    way = await Way.make(api)
    file = await way.open(until=5)
    if moving:
        await way.act(file, "begin_move", to_org_id=str(way.world.orgs["c"].id), reason="调动")
    for action, request in REQUESTS.items():
        for body, caller in BODIES.items():
            if body is FileBody.RECEIVER and not moving:
                continue
            by = STEPS[6].by if action is FileAction.COMPLETE else next(iter(PROCEDURE.bodies_for(action)))
            if body is not by:
                # A file that moves completes no step: whoever ever completes one is told that first.
                in_turn = not (moving and body in PROCEDURE.bodies_for(action))
                status, code = (403, "not_the_acting_body") if in_turn else (409, "development_action_out_of_turn")
                refused = await way.act(file, action.value, status, by=caller, **request)
                assert refused["code"] == code, (action, body)
    allowed = {caller: await _allowed(way, file, caller) for caller in ("a", "city")}
    assert allowed == {
        "a": ["call_off_move", "hand_over"] if moving else ["complete", "review", "end", "begin_move"],
        "city": [],
    }


async def _allowed(way: Way, file: Any, caller: str) -> Any:
    return (await way.world.callers[caller].get(f"/development-files/{file['id']}"))["allowed_actions"]
