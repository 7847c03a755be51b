"""Organization life: what a year requires, what was held and missed, who was there (N31)."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects.postgresql import Range

from app.models.accounts import StaffRole
from app.models.meetings import MeetingKind
from app.models.party_orgs import PartyOrg
from app.models.posts import Post, PostBasis, PostKind
from app.rules.life.organization_life import FIGURES, Branch, required_meetings
from tests.support.api_client import Api, Caller
from tests.support.builders import make_member, make_org
from tests.support.clock import SetClock
from tests.support.work_lists import tasks_of

NOBODY = "00000000-0000-7000-8000-000000000001"
MONTHS = {kind: {"general_meeting": 3, "lesson": 3, "organization_life_meeting": 12}.get(kind, 1) for kind in FIGURES}


@pytest.fixture
async def branch(api: Api) -> PartyOrg:
    committee = await make_org(api.admin, "中共成都市律师行业委员会", category="611")
    return await make_org(api.admin, "中共甲支部", parent=committee)


@pytest.fixture
async def officer(api: Api, branch: PartyOrg) -> Caller:
    return await api.as_(StaffRole.ORG_OFFICER, org=branch.id)


def held(org: PartyOrg, *kinds: str, on: str = "2026-11-20", **more: Any) -> dict[str, Any]:
    return {"org_id": str(org.id), "kinds": list(kinds), "held_on": on, "topic": "学习党章", **more}


async def overview(caller: Caller, **params: Any) -> dict[str, Any]:
    return {row["kind"]: row for row in (await caller.get("/organization-life", params=params))["items"]}


async def test_one_gathering_counts_as_several_and_names_only_the_absent(
    api: Api, branch: PartyOrg, officer: Caller
) -> None:
    members = [await make_member(api.admin, name, branch) for name in ("赵一", "钱二", "孙三")]
    await make_member(api.admin, "李四", branch, status="2")
    absent = [{"person_id": str(members[1].person_id), "reason": "duty"}]
    meeting = await officer.post("/meetings", held(branch, "theme_day", "lesson", absent=absent), 201)
    assert (meeting["kinds"], meeting["expected"], meeting["present"]) == (["theme_day", "lesson"], 3, 2)
    assert {row["name"]: row["absence"] for row in meeting["attendance"]} == {
        "赵一": None,
        "钱二": "duty",
        "孙三": None,
    }
    again = await officer.post("/meetings", held(branch, "lesson"), 409)
    assert again["code"] == "meeting_recorded"
    rows = await overview(officer)
    assert (rows["theme_day"]["held"], rows["lesson"]["held"], rows["general_meeting"]["held"]) == (1, 1, 0)
    assert rows["theme_day"]["last_held_on"] == "2026-11-20"


async def test_what_a_year_requires_is_held_missed_open_or_to_come(api: Api, branch: PartyOrg, officer: Caller) -> None:
    await make_member(api.admin, "赵一", branch)
    for day in ("2026-01-01", "2026-03-31", "2026-06-30"):
        await officer.post("/meetings", held(branch, "general_meeting", on=day), 201)
    rows = await overview(officer, year=2026)
    numbers = {kind: [row[n] for n in ("required", "held", "missed", "open", "upcoming")] for kind, row in rows.items()}
    assert numbers == {
        "general_meeting": [4, 2, 1, 1, 0],
        "lesson": [4, 0, 3, 1, 0],
        "theme_day": [12, 0, 10, 1, 1],
        "organization_life_meeting": [1, 0, 0, 1, 0],
    }
    assert (await overview(officer, missed="false")).keys() == {"organization_life_meeting"}
    assert [row["held"] for row in (await overview(officer, year=2025)).values()] == [0, 0, 0, 0]


async def test_a_branch_founded_in_a_quarter_begins_with_the_next(api: Api, officer: Caller, branch: PartyOrg) -> None:
    async with api.admin.as_admin() as session:
        (await session.get_one(PartyOrg, branch.id)).founded_on = dt.date(2026, 7, 2)
    programme = await officer.get(f"/party-orgs/{branch.id}/life-programme")
    firsts = {item["kind"]: item["first_on"] for item in reversed(programme["items"])}
    assert firsts == {"general_meeting": "2026-10-01", "lesson": "2026-10-01", "theme_day": "2026-08-01"}


async def test_a_plan_sets_days_and_topics_within_the_periods(branch: PartyOrg, officer: Caller) -> None:
    path = f"/party-orgs/{branch.id}/life-programme"
    item = {"kind": "lesson", "number": 4, "planned_on": "2026-12-18", "topic": "法治思想"}
    adopted = (await officer("PUT", path, 200, json={"items": [item]})).json()
    planned = [row for row in adopted["items"] if row["planned_on"]]
    assert [(row["kind"], row["number"], row["topic"], row["state"]) for row in planned] == [
        ("lesson", 4, "法治思想", "open")
    ]
    assert adopted["version"] == 1
    bad = [item | {"planned_on": "2027-01-01"}, item | {"number": 5}, item | {"kind": "committee_meeting"}]
    refused = (await officer("PUT", path, 422, json={"items": bad})).json()
    assert [fault["code"] for fault in refused["errors"]] == [
        "day_out_of_order",
        "meeting_not_required",
        "meeting_not_required",
    ]
    await officer("PUT", path, 412, json={"items": []}, headers={"If-Match": '"7"'})
    cleared = (await officer("PUT", path, 200, json={"items": []}, headers={"If-Match": '"1"'})).json()
    assert (cleared["version"], [row for row in cleared["items"] if row["planned_on"]]) == (2, [])


async def test_a_committee_meets_monthly_where_there_is_one_and_expects_its_members(
    api: Api, branch: PartyOrg, officer: Caller
) -> None:
    members = [await make_member(api.admin, f"赵{n}", branch) for n in "一二三四五六七"]
    for member, kind in ((members[0], PostKind.SECRETARY), (members[1], PostKind.COMMITTEE_MEMBER)):
        post = Post(
            org_id=branch.id,
            kind=kind,
            person_id=member.person_id,
            name=member.name,
            basis=PostBasis.ELECTED,
            document="律党〔2026〕3号",
            valid_during=Range(dt.date(2026, 9, 2), None),
        )
        await api.admin.add(post)
    meeting = await officer.post("/meetings", held(branch, "committee_meeting"), 201)
    assert sorted(row["name"] for row in meeting["attendance"]) == ["赵一", "赵二"]
    rows = await overview(officer)
    assert [rows["committee_meeting"][n] for n in ("required", "held", "missed", "upcoming")] == [3, 1, 1, 1]
    assert "group_meeting" not in rows
    await make_org(api.admin, "中共甲支部第一党小组", category="641", parent=branch)
    assert (await overview(officer))["group_meeting"]["required"] == 12


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"held_on": "2026-11-24"}, "held_on", "day_out_of_order"),
        ({"held_on": "2019-12-31"}, "held_on", "day_out_of_order"),
        ({"kinds": ["lesson", "lesson"]}, "kinds", "kind_repeated"),
        (
            {"absent": [{"person_id": "00000000-0000-7000-8000-000000000001", "reason": "away"}]},
            "absent.0.person_id",
            "not_expected",
        ),
        ({"expected": [NOBODY]}, "expected.0", "not_of_the_branch"),
        ({"guests": [NOBODY]}, "guests.0", "not_a_guest"),
        ({"kinds": ["committee_meeting"]}, "held_on", "nobody_expected"),
    ],
)
async def test_what_cannot_be_is_refused_with_its_field(
    api: Api, branch: PartyOrg, officer: Caller, changes: dict[str, Any], field: str, code: str
) -> None:
    await make_member(api.admin, "赵一", branch)
    refused = await officer.post("/meetings", held(branch, "lesson") | changes, 422)
    assert [(fault["field"], fault["code"]) for fault in refused["errors"]] == [(field, code)]


async def test_a_committee_of_branches_records_none_itself(api: Api, branch: PartyOrg) -> None:
    above = await api.as_(StaffRole.ORG_OFFICER, org=branch.parent_id)
    body = held(branch, "lesson") | {"org_id": str(branch.parent_id)}
    assert (await above.post("/meetings", body, 422))["errors"][0]["code"] == "not_a_branch"


async def test_a_record_is_put_right_or_withdrawn_and_then_does_not_count(
    api: Api, branch: PartyOrg, officer: Caller
) -> None:
    member = await make_member(api.admin, "赵一", branch)
    meeting = await officer.post("/meetings", held(branch, "lesson"), 201)
    path = f"/meetings/{meeting['id']}"
    absent = {"absent": [{"person_id": str(member.person_id), "reason": "illness"}], "minutes": "已传达"}
    await officer.patch(path, absent, 412, headers={"If-Match": '"9"'})
    changed = await officer.patch(path, absent, headers={"If-Match": '"1"'})
    assert (changed["present"], changed["minutes"], changed["version"]) == (0, "已传达", 2)
    assert (await officer.patch(path, {"absent": []}))["present"] == 1
    cancelled = await officer.post(f"{path}/cancel", {"reason": "误登"})
    assert (cancelled["cancelled_reason"], cancelled["kinds"]) == ("误登", ["lesson"])
    assert (await overview(officer))["lesson"]["held"] == 0
    assert (await officer.post(f"{path}/cancel", {"reason": "误登"}, 409))["code"] == "meeting_cancelled"
    await officer.post("/meetings", held(branch, "lesson"), 201)


async def test_who_was_there_is_seen_by_the_branch_those_above_and_oneself(
    api: Api, branch: PartyOrg, officer: Caller
) -> None:
    members = [await make_member(api.admin, name, branch) for name in ("赵一", "钱二")]
    absent = [{"person_id": str(members[0].person_id), "reason": "away"}]
    meeting = await officer.post("/meetings", held(branch, "lesson", absent=absent), 201)
    path = f"/meetings/{meeting['id']}"
    above = await api.as_(StaffRole.ORG_OFFICER, org=branch.parent_id)
    assert len((await above.get(path))["attendance"]) == 2
    me = await api.as_(StaffRole.MEMBER, person=members[0].person_id)
    shown = (await me.get(path))["attendance"]
    assert [(row["name"], row["absence"]) for row in shown] == [("赵一", "away")]
    own = (await me.get("/me/record"))["meetings"]
    assert [(row["topic"], row["absence"]) for row in own] == [("学习党章", "away")]
    department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
    await department.get("/meetings", 403)
    assert (await overview(department, area_code="5101"))["lesson"]["held"] == 1
    elsewhere = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5107")
    assert await overview(elsewhere) == {}
    stranger = await api.as_(StaffRole.ORG_OFFICER, org=(await make_org(api.admin, "中共乙支部")).id)
    await stranger.get(path, 404)
    await stranger.patch(path, {"topic": "其他"}, 404)


async def test_what_is_to_be_held_is_one_task_of_the_branch(
    api: Api, clock: SetClock, branch: PartyOrg, officer: Caller
) -> None:
    await make_member(api.admin, "赵一", branch)
    for kind in ("general_meeting", "lesson", "organization_life_meeting"):
        await officer.post("/meetings", held(branch, kind), 201)
    for day in ("2026-10-31", "2026-11-01"):
        await officer.post("/meetings", held(branch, "theme_day", on=day), 201)
    everything = await tasks_of(officer, kind="meeting")
    assert [(t["about"], t["due_on"]) for t in everything] == []
    clock.advance(days=8)
    officer = await api.as_(StaffRole.ORG_OFFICER, org=branch.id)
    (task,) = await tasks_of(officer, kind="meeting")
    assert (task["about"], task["since_on"], task["due_on"]) == ("中共甲支部：主题党日", "2026-12-01", "2026-12-31")
    assert task["link"] == f"/api/v1/party-orgs/{branch.id}/life-programme"
    assert await tasks_of(await api.as_(StaffRole.ORG_OFFICER, org=branch.parent_id), kind="meeting") == []


days = st.dates(dt.date(2024, 11, 1), dt.date(2027, 2, 1))
periods = st.lists(st.tuples(days, days | st.none()), max_size=2)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(since=days, until=days | st.none(), committee=periods, groups=periods, year=st.integers(2025, 2026))
async def test_the_database_requires_what_the_rule_requires(
    api: Api,
    since: dt.date,
    until: dt.date | None,
    committee: list[tuple[dt.date, dt.date | None]],
    groups: list[tuple[dt.date, dt.date | None]],
    year: int,
) -> None:
    committee, groups = [[p for p in ps if p[1] is None or p[0] < p[1]] for ps in (committee, groups)]
    async with api.admin.undone():
        org = await make_org(api.admin, "中共甲支部")
        async with api.admin.as_admin() as session:
            row = await session.get_one(PartyOrg, org.id)
            row.founded_on, row.dissolved_on = since, until
        for n, (first, after) in enumerate(committee):
            post = Post(
                org_id=org.id,
                kind=PostKind.COMMITTEE_MEMBER,
                name=f"赵{n}",
                basis=PostBasis.APPOINTED,
                document="任命",
                valid_during=Range(first, after),
            )
            await api.admin.add(post)
        for n, (first, after) in enumerate(groups):
            group = await make_org(api.admin, f"第{n}党小组", category="641", parent=org)
            async with api.admin.as_admin() as session:
                row = await session.get_one(PartyOrg, group.id)
                row.founded_on, row.dissolved_on = first, after
        async with api.admin.as_admin() as session:
            found = await session.exec(  # type: ignore[call-overload]
                sa.text("SELECT kind, number, first_on, last_on FROM required_meetings(:year) WHERE org_id = :org"),
                params={"year": year, "org": org.id},
            )
            computed = sorted((MeetingKind(kind), *rest) for kind, *rest in found.all())
    facts = Branch(since, until, tuple(committee), tuple(groups))
    required = required_meetings(facts, year, MONTHS)
    assert computed == sorted((r.kind, r.number, r.first_on, r.last_on) for r in required)
