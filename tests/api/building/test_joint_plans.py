"""Plans of joint branches: asked for, worked out in the background, accepted, planned anew (N24)."""

import asyncio
from typing import Any

import pytest

from app.models.accounts import StaffRole
from app.models.law_firms import LawFirm
from app.rules.building.joint_plan_solver import solve
from app.rules.building.joint_plans import Bounds, PlanFirm, PlanImpossible, Problem, Solution
from app.services.building.joint_planning import run_next_plan, solve_apart
from tests.support.api_client import Caller
from tests.support.builders import make_member, make_org
from tests.support.formation_case import FormationCase

KILOMETRE = 1 / 111.195


async def solve_here(problem: Problem) -> Solution:
    """In this process: what a planner of its own costs, it costs once (`test_the_planner_is_a_process_of_its_own`)."""
    return await asyncio.to_thread(solve, problem)


async def small(town: FormationCase, name: str, full: int, east: float, **facts: Any) -> LawFirm:
    """A firm so many kilometres east of the middle of the town."""
    place: dict[str, Any] = {"longitude": 104 + east * KILOMETRE, "latitude": 30.0, "business_types": ["刑辩"]}
    return await town.firm(f"四川{name}律师事务所", full, **place | facts)


async def plan(town: FormationCase, by: Caller | None = None, expect: str = "done", **body: Any) -> Any:
    caller = by or town.guide
    asked = await caller.post("/joint-plans", {"area_code": "5101", **body}, 202)
    assert asked["state"] == "queued"
    assert await run_next_plan(town.api.admin, town.api.clock, solve_here)
    made = await caller.get(f"/joint-plans/{asked['id']}")
    assert made["state"] == expect
    return made


async def groups(town: FormationCase, made: Any, **params: str) -> list[Any]:
    items: list[Any] = (await town.guide.get(f"/joint-plans/{made['id']}/groups", params=params))["items"]
    return items


async def test_small_neighbours_are_joined_and_told_why(town: FormationCase) -> None:
    a, b = await small(town, "甲", 1, 0), await small(town, "乙", 2, 1)
    far, large = await small(town, "丙", 2, 40), await small(town, "丁", 3, 0.5)
    made = await plan(town)
    numbers = {name: made[name] for name in ("firms", "placed", "left_over", "left_over_bound", "groups")}
    assert numbers == {"firms": 3, "placed": 2, "left_over": 1, "left_over_bound": 1, "groups": 1}
    (group,) = await groups(town, made)
    assert {firm["firm_id"] for firm in group["firms"]} == {str(a.id), str(b.id)}
    assert (group["units"], group["full_members"], group["likeness"], group["is_open"]) == (2, 3, 100, True)
    assert "刑事" in group["why"]
    assert 850 < group["metres"] < 880
    (left,) = (await town.guide.get(f"/joint-plans/{made['id']}/firms", params={"left_over": "true"}))["items"]
    assert (left["firm_id"], left["left_over"]) == (str(far.id), "alone")
    assert large.id not in {firm["firm_id"] for firm in group["firms"]}


async def test_an_accepted_group_founds_its_joint_branch_and_closes_the_others(town: FormationCase) -> None:
    await small(town, "甲", 1, 0), await small(town, "乙", 2, 1)
    made, other = await plan(town), await plan(town)
    path = f"/joint-plans/{made['id']}/groups/1/accept"
    assert (await town.guide.post(path, {}, 422))["errors"][0]["field"] == "name"
    body = {"name": "中共成都市律师第一联合支部", "representative": "赵一"}
    await town.guide.post(path, body)
    assert (await town.guide.post(path, body, 409))["code"] == "group_not_open"
    (group,) = await groups(town, made, accepted="true")
    founded = await town.walk(await town.guide.get(f"/formations/{group['formation_id']}"), until="founded")
    org = await town.guide.get(f"/party-orgs/{founded['org_id']}")
    assert (org["category"], len(org["units"])) == ("632", 2)
    assert [closed["is_open"] for closed in await groups(town, other)] == [False]
    assert (await town.guide.post(f"/joint-plans/{other['id']}/groups/1/accept", body, 409))["code"] == "group_not_open"
    assert (await plan(town))["firms"] == 0


async def test_an_existing_joint_branch_with_room_takes_a_firm_in(town: FormationCase) -> None:
    covered = [await small(town, "甲", 1, 0), await small(town, "乙", 2, 1)]
    joint = await make_org(
        town.api.admin, "中共第一联合支部", category="632", parent=town.committee, firms=tuple(covered)
    )
    for _ in range(3):
        await make_member(town.api.admin, "赵一", joint)
    firm = await small(town, "丙", 1, 0.5)
    assert (await plan(town))["left_over"] == 1
    made = await plan(town, include_existing=True)
    (group,) = await groups(town, made)
    assert (group["org_id"], group["units"], group["full_members"]) == (str(joint.id), 3, 4)
    path = f"/joint-plans/{made['id']}/groups/1/accept"
    assert (await town.guide.post(path, {}, 403))["code"] == "field_of_other_department"
    await town.department.post(path, {})
    units = (await town.department.get(f"/party-orgs/{joint.id}"))["units"]
    assert {unit["firm_id"] for unit in units} == {str(f.id) for f in (*covered, firm)}


async def test_planning_anew_keeps_the_groups_that_still_serve(town: FormationCase) -> None:
    for number, name in enumerate("甲乙丙丁"):
        await small(town, name, 2, number * 0.7)
    first = await plan(town)
    await small(town, "戊", 2, 3)
    again = await plan(town, previous_id=first["id"])
    assert (again["groups_before"], again["left_over"]) == (2, 0)
    assert again["groups_kept"] >= 1
    assert {group["is_kept"] for group in await groups(town, again)} >= {True}


async def test_pairs_are_heeded_and_contradictions_told(town: FormationCase) -> None:
    a, b = await small(town, "甲", 1, 0), await small(town, "乙", 2, 1)
    pair = [[str(a.id), str(b.id)]]
    assert (await plan(town, forbidden=pair))["left_over"] == 2
    failed = await plan(town, expect="failed", forbidden=pair, pinned=pair)
    assert failed["failure_code"] == "plan_impossible"
    assert "同组" in failed["failure_detail"]


@pytest.mark.parametrize("body", [{"area_code": "5107"}, {"area_code": "51"}])
async def test_a_plan_stays_within_the_own_area(town: FormationCase, body: dict[str, str]) -> None:
    assert (await town.guide.post("/joint-plans", body, 422))["code"] == "area_out_of_scope"


async def test_who_sees_a_plan(town: FormationCase) -> None:
    await small(town, "甲", 1, 0), await small(town, "乙", 2, 1)
    made = await plan(town)
    path = f"/joint-plans/{made['id']}"
    assert (await town.approver.get(f"{path}/groups"))["items"]
    await town.approver.post("/joint-plans", {"area_code": "5101"}, 403)
    stranger = await town.api.as_(StaffRole.BAR_ASSOCIATION, area="5107")
    for part in ("", "/groups", "/firms", "/plan.svg"):
        await stranger("GET", path + part, 404)
    assert (await stranger.get("/joint-plans"))["items"] == []


async def test_the_picture_shows_each_firm_and_escapes_its_name(town: FormationCase) -> None:
    await small(town, "甲", 1, 0), await small(town, "乙", 2, 1)
    await small(town, "丙", 1, 0, longitude=None, latitude=None)
    made = await plan(town)
    picture = (await town.guide("GET", f"/joint-plans/{made['id']}/plan.svg", 200)).text
    assert picture.startswith("<svg")
    assert picture.count("<title>") == 2
    assert "1个未登记办公地点" in picture
    assert "成都市" in picture


async def test_a_firm_s_place_is_the_bureau_s_to_give(town: FormationCase) -> None:
    firm = await small(town, "甲", 1, 0)
    bureau = await town.api.as_(StaffRole.JUSTICE_BUREAU, area="5101")
    path, place = f"/law-firms/{firm.id}", {"longitude": 104.066, "latitude": 30.572}
    assert (await bureau.patch(path, {"location": place}))["location"] == place
    assert (await town.department.patch(path, {"location": place}, 403))["code"] == "field_of_other_department"
    for wrong in ({"longitude": 104.066}, {"longitude": 30.5, "latitude": 104.0}):
        await bureau.patch(path, {"location": wrong}, 422)
    assert (await bureau.patch(path, {"location": None}))["location"] is None


async def test_the_planner_is_a_process_of_its_own() -> None:
    firms = tuple(PlanFirm(key, f"{key}所", "/51/5101/510104/", 2, 2) for key in "ab")
    problem = Problem(firms, Bounds(3, 5, 50, 5000, same_county=False), {})
    assert await solve_apart(problem) == solve(problem)
    contradiction = Problem(firms, problem.bounds, {}, pinned=(("a", "b"),), forbidden=(("a", "b"),))
    with pytest.raises(PlanImpossible, match="同组"):
        await solve_apart(contradiction)
