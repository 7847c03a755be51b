"""Dues by month, training in hours, the yearly appraisal: entered once for a branch, kept with the member."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy.dialects.postgresql import Range

from app.models.accounts import StaffRole
from app.models.members import Member
from app.models.party_orgs import PartyOrg
from app.models.posts import Post, PostBasis, PostKind
from app.rules.life.dues import months_unpaid
from tests.support.api_client import Api, Caller
from tests.support.builders import make_member, make_org
from tests.support.clock import SetClock
from tests.support.transfer_case import TransferCase
from tests.support.work_lists import tasks_of


@pytest.fixture
async def branch(api: Api) -> PartyOrg:
    return await make_org(api.admin, "中共甲支部")


@pytest.fixture
async def members(api: Api, branch: PartyOrg) -> list[Member]:
    return [await make_member(api.admin, name, branch) for name in ("李三", "钱二", "赵一")]


@pytest.fixture
async def officer(api: Api, branch: PartyOrg) -> Caller:
    return await api.as_(StaffRole.ORG_OFFICER, org=branch.id)


async def put(caller: Caller, path: str, body: Any, expect: int = 204) -> Any:
    answer = await caller("PUT", path, expect, json=body)
    return answer.json() if answer.content else None


async def test_dues_are_entered_for_the_whole_branch_at_once(
    api: Api, branch: PartyOrg, members: list[Member], officer: Caller
) -> None:
    path = f"/party-orgs/{branch.id}/dues"
    late = {"person_id": str(members[0].person_id), "paid_through": "2026-05"}
    await put(officer, path, {"paid_through": "2026-10", "except_for": [late]})
    shown = {row["name"]: (row["paid_through"], row["months_unpaid"]) for row in (await officer.get("/dues"))["items"]}
    assert shown == {"李三": ("2026-05", 5), "钱二": ("2026-10", 0), "赵一": ("2026-10", 0)}
    assert [row["name"] for row in (await officer.get("/dues?unpaid_months=5"))["items"]] == ["李三"]
    me = await api.as_(StaffRole.MEMBER, person=members[0].person_id)
    assert (await me.get("/me/record"))["dues"]["paid_through"] == "2026-05"
    assert [row["name"] for row in (await me.get("/dues"))["items"]] == ["李三"]
    department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
    await department.get("/dues", 403)
    refused = await put(officer, path, {"paid_through": "2027-01"}, 422)
    assert refused["errors"][0]["code"] == "dues_paid_too_far"
    stranger = {"person_id": "00000000-0000-7000-8000-000000000001", "paid_through": "2026-05"}
    refused = await put(officer, path, {"paid_through": "2026-10", "except_for": [stranger]}, 422)
    assert refused["errors"][0]["field"] == "except_for.0.person_id"
    temporary = await make_org(api.admin, "中共专案临时支部", category="931")
    keeper = await api.as_(StaffRole.ORG_OFFICER, org=temporary.id)
    refused = await put(keeper, f"/party-orgs/{temporary.id}/dues", {"paid_through": "2026-10"}, 422)
    assert refused["errors"][0]["code"] == "temporary_branch_collects_none"


async def test_after_six_months_the_branch_talks_and_nothing_else_happens(
    api: Api, clock: SetClock, branch: PartyOrg, members: list[Member], officer: Caller
) -> None:
    await put(officer, f"/party-orgs/{branch.id}/dues", {"paid_through": "2026-05"})
    assert await tasks_of(officer, kind="dues") == []
    clock.advance(days=8)
    officer = await api.as_(StaffRole.ORG_OFFICER, org=branch.id)
    tasks = await tasks_of(officer, kind="dues")
    assert {(t["about"], t["since_on"], t["due_on"]) for t in tasks} == {
        (member.name, "2026-12-01", "2027-01-01") for member in members
    }
    talk = {
        "org_id": str(branch.id),
        "person_id": str(members[0].person_id),
        "kind": "reminder_talk",
        "held_on": "2026-12-01",
        "by_name": "张三",
    }
    await officer.post("/care-records", talk, 201)
    await put(officer, f"/party-orgs/{branch.id}/dues", {"paid_through": "2026-05"})
    assert {t["about"] for t in await tasks_of(officer, kind="dues")} == {"钱二", "赵一"}
    await put(officer, f"/party-orgs/{branch.id}/dues", {"paid_through": "2026-11"})
    assert await tasks_of(officer, kind="dues") == []
    shown = await officer.get(f"/members/{members[0].person_id}")
    assert shown["membership_status"] == "1"


async def test_the_month_on_the_letter_goes_on_counting_where_the_member_arrives(api: Api) -> None:
    world = await TransferCase.make(api)
    await world.letter_in("receipt_sent")
    me, host = str(world.member.person_id), world.callers["c"]
    (row,) = (await host.get("/dues", params={"person_id": me}))["items"]
    assert row["paid_through"] == "2026-10"
    # The last word counts, so that a month that was wrong on paper can be put right.
    await put(host, f"/party-orgs/{world.orgs['c'].id}/dues", {"paid_through": "2026-09"})
    (row,) = (await host.get("/dues", params={"person_id": me}))["items"]
    assert row["paid_through"] == "2026-09"


async def test_the_database_counts_months_as_the_rule_does(
    api: Api, branch: PartyOrg, members: list[Member], officer: Caller
) -> None:
    for month in ("2026-12", "2026-11", "2026-10", "2026-09", "2025-12", "2025-11", "2024-02"):
        await put(officer, f"/party-orgs/{branch.id}/dues", {"paid_through": month})
        rows = (await officer.get("/dues"))["items"]
        expected = months_unpaid(dt.date.fromisoformat(f"{month}-01"), api.clock.today())
        assert {row["months_unpaid"] for row in rows} == {expected}, month


async def test_hours_come_from_courses_and_from_meetings_of_those_who_were_there(
    api: Api, branch: PartyOrg, members: list[Member], officer: Caller
) -> None:
    ids = [str(member.person_id) for member in members]
    post = Post(
        org_id=branch.id,
        kind=PostKind.SECRETARY,
        person_id=members[2].person_id,
        name="赵一",
        basis=PostBasis.ELECTED,
        document="律党〔2026〕3号",
        valid_during=Range(dt.date(2026, 1, 1), None),
    )
    await api.admin.add(post)
    course = {
        "org_id": str(branch.id),
        "person_ids": ids,
        "completed_on": "2026-06-30",
        "title": "年度网上集中培训",
        "hours": "31.5",
        "is_online": True,
    }
    assert (await officer.post("/training-records", course, 201)) == {"added": 3}
    meeting = {
        "org_id": str(branch.id),
        "kinds": ["lesson"],
        "held_on": "2026-11-20",
        "topic": "学习党章",
        "hours": "0.5",
        "absent": [{"person_id": ids[0], "reason": "duty"}],
    }
    held = await officer.post("/meetings", meeting, 201)

    async def hours(**params: str) -> dict[str, Any]:
        rows = (await officer.get("/training-hours", params=params))["items"]
        return {row["name"]: (float(row["hours"]), row["required"], float(row["short"])) for row in rows}

    assert await hours() == {"李三": (31.5, 32, 0.5), "钱二": (32, 32, 0), "赵一": (32, 56, 24)}
    assert (await hours(complete="true")).keys() == {"钱二"}
    assert (await hours(leaders="true")).keys() == {"赵一"}
    assert {row[0] for row in (await hours(year="2025")).values()} == {0}
    await officer.patch(f"/meetings/{held['id']}", {"absent": []})
    assert (await hours())["李三"] == (32, 32, 0)
    await officer.post(f"/meetings/{held['id']}/cancel", {"reason": "误登"})
    assert (await hours())["钱二"] == (31.5, 32, 0.5)
    (record,) = (await officer.get("/training-records", params={"person_id": ids[1]}))["items"]
    path = f"/training-records/{record['id']}"
    await officer.patch(path, {"hours": "40"}, 412, headers={"If-Match": '"7"'})
    assert float((await officer.patch(path, {"hours": "40"}))["hours"]) == 40
    refused = await officer.post("/training-records", course | {"person_ids": [ids[0], ids[0]]}, 422)
    assert refused["errors"][0]["field"] == "person_ids.1"
    me = await api.as_(StaffRole.MEMBER, person=members[0].person_id)
    assert [row["title"] for row in (await me.get("/me/record"))["training_records"]] == ["年度网上集中培训"]


async def test_hours_of_a_meeting_are_put_right_with_the_meeting(
    branch: PartyOrg, members: list[Member], officer: Caller
) -> None:
    meeting = {"org_id": str(branch.id), "kinds": ["lesson"], "held_on": "2026-11-20", "topic": "学习党章", "hours": 2}
    await officer.post("/meetings", meeting, 201)
    record = (await officer.get("/training-records"))["items"][0]
    refused = await officer.patch(f"/training-records/{record['id']}", {"hours": 3}, 409)
    assert refused["code"] == "counted_from_meeting"


async def test_hours_and_grades_go_where_the_member_goes(api: Api) -> None:
    world = await TransferCase.make(api)
    member, home = str(world.member.person_id), world.orgs["a"]
    course = {"org_id": str(home.id), "person_ids": [member], "completed_on": "2026-06-30", "title": "集训", "hours": 8}
    await world.callers["a"].post("/training-records", course, 201)
    grades = {"decided_on": "2026-11-20", "grades": [{"person_id": member, "grade": "2"}]}
    await put(world.callers["a"], f"/party-orgs/{home.id}/appraisals", grades)
    await world.letter_in("receipt_sent")
    new = world.callers["c"]
    (row,) = (await new.get("/training-hours", params={"person_id": member}))["items"]
    assert float(row["hours"]) == 8
    (row,) = (await new.get("/appraisals", params={"person_id": member}))["items"]
    assert (row["grade"], row["at_host"]) == ("2", False)
    assert (await world.callers["a"].get("/appraisals", params={"person_id": member}))["items"] == []


async def test_a_branch_appraises_once_a_year_and_may_put_a_grade_right(
    api: Api, branch: PartyOrg, members: list[Member], officer: Caller
) -> None:
    path, ids = f"/party-orgs/{branch.id}/appraisals", [str(member.person_id) for member in members]
    body = {"decided_on": "2026-11-20", "grades": [{"person_id": one, "grade": "1"} for one in ids[:2]]}
    await put(officer, path, body)
    await put(officer, path, body | {"grades": [{"person_id": ids[1], "grade": "2"}]})
    shown = {row["name"]: row["grade"] for row in (await officer.get("/appraisals"))["items"]}
    assert shown == {"李三": "1", "钱二": "2", "赵一": None}
    assert [row["name"] for row in (await officer.get("/appraisals?appraised=false"))["items"]] == ["赵一"]
    for change, field in (
        ({"decided_on": "2026-11-24"}, "decided_on"),
        ({"grades": [{"person_id": ids[0], "grade": "9"}]}, "grades.0.grade"),
        ({"grades": [{"person_id": "00000000-0000-7000-8000-000000000001", "grade": "1"}]}, "grades.0.person_id"),
    ):
        assert (await put(officer, path, body | change, 422))["errors"][0]["field"] == field
    refused = await put(officer, f"{path}?year=2025", body, 422)
    assert refused["errors"][0]["code"] == "day_out_of_order"
    me = await api.as_(StaffRole.MEMBER, person=members[1].person_id)
    assert [(row["year"], row["grade"]) for row in (await me.get("/me/record"))["appraisals"]] == [(2026, "2")]
    assert [row["name"] for row in (await me.get("/appraisals"))["items"]] == ["钱二"]


async def test_what_the_year_still_lacks_is_one_task_of_the_branch_each(
    branch: PartyOrg, members: list[Member], officer: Caller
) -> None:
    tasks = {t["kind"]: t for t in (await officer.get("/tasks"))["items"]}
    assert (tasks["training"]["about"], tasks["training"]["due_on"]) == ("中共甲支部：3名党员未满学时", "2026-12-31")
    assert (tasks["appraisal"]["about"], tasks["appraisal"]["since_on"]) == (
        "中共甲支部：3名党员尚未评议",
        "2026-09-30",
    )
