"""Posts: who may hold one, one secretary at a time, ended by a body and never by the software (N29)."""

import asyncio
from typing import Any

import pytest
from sqlmodel import select

from app.models.accounts import StaffRole
from app.models.members import Member
from app.models.party_orgs import PartyOrg
from tests.support.api_client import Api, Caller
from tests.support.builders import make_member, make_org
from tests.support.clock import SetClock
from tests.support.posts import asked


@pytest.fixture
async def branch(api: Api) -> PartyOrg:
    committee = await make_org(api.admin, "中共成都市律师行业委员会", category="611")
    return await make_org(api.admin, "中共甲支部", parent=committee)


async def gaps(caller: Caller, org: PartyOrg) -> dict[str, Any]:
    page = await caller.get("/leadership-checks", params={"org_id": str(org.id)})
    return {item["kind"]: item for item in page["items"]}


async def test_a_secretary_is_recorded_named_in_the_organization_and_ended(
    api: Api, department: Caller, branch: PartyOrg
) -> None:
    first, second = [await make_member(api.admin, name, branch) for name in ("赵一", "钱二")]
    post = await department.post("/posts", asked(branch, first, from_on="2024-01-10"), 201)
    assert (post["name"], post["org_name"], post["until_on"]) == ("赵一", "中共甲支部", None)
    org = await department.get(f"/party-orgs/{branch.id}")
    assert (org["secretary_name"], org["version"]) == ("赵一", 2)
    refused = await department.post("/posts", asked(branch, second), 409)
    assert refused["code"] == "secretary_in_office"
    refused = await department.patch(f"/party-orgs/{branch.id}", {"secretary_name": "钱二"}, 409)
    assert refused["code"] == "secretary_has_post"
    await department.patch(f"/party-orgs/{branch.id}", {"secretary_name": "赵一"})
    end = {"reason": "resigned", "document": "律党〔2026〕9号", "last_on": "2026-10-31"}
    ended = await department.post(f"/posts/{post['id']}/end", end)
    assert (ended["until_on"], ended["end_reason"]) == ("2026-11-01", "resigned")
    assert (await department.get(f"/party-orgs/{branch.id}"))["secretary_name"] is None
    assert (await department.post(f"/posts/{post['id']}/end", end, 409))["code"] == "post_ended"
    assert (await gaps(department, branch))["no_secretary"]["since_on"] == "2026-11-01"
    await department.post("/posts", asked(branch, second, from_on="2026-10-31"), 409)
    await department.post("/posts", asked(branch, second, from_on="2026-11-01"), 201)
    assert (await department.get(f"/party-orgs/{branch.id}"))["secretary_name"] == "钱二"
    history = await department.get("/posts", params={"org_id": str(branch.id), "sort": "from_on"})
    assert [(item["name"], item["until_on"]) for item in history["items"]] == [("赵一", "2026-11-01"), ("钱二", None)]
    now = await department.get("/posts", params={"in_office": "true", "area_code": "5101", "kind": "secretary"})
    assert [item["name"] for item in now["items"]] == ["钱二"]


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"from_on": "2026-11-24"}, "from_on", "day_out_of_order"),
        ({"from_on": "2019-12-31"}, "from_on", "day_out_of_order"),
        ({"term_ends_on": "2026-11-23"}, "term_ends_on", "day_out_of_order"),
        ({"kind": "committee_member"}, "kind", "no_branch_committee"),
        ({"person_id": None}, "person_id", "holder_required"),
        ({"person_id": None, "basis": "appointed", "name": "李局"}, "person_id", "holder_required"),
        ({"position": "副局长"}, "name", "holder_on_record"),
        ({"person_id": "00000000-0000-7000-8000-000000000001"}, "person_id", "member_not_found"),
        ({"org_id": "00000000-0000-7000-8000-000000000001"}, "org_id", "party_org_not_found"),
    ],
)
async def test_what_cannot_be_is_refused_with_its_field(
    api: Api, department: Caller, branch: PartyOrg, changes: dict[str, Any], field: str, code: str
) -> None:
    member = await make_member(api.admin, "赵一", branch)
    refused = await department.post("/posts", asked(branch, member, **changes), 422)
    assert [(fault["field"], fault["code"]) for fault in refused["errors"]] == [(field, code)]


async def test_only_a_full_member_of_the_branch_in_normal_status_is_elected(
    api: Api, department: Caller, branch: PartyOrg
) -> None:
    other = await make_org(api.admin, "中共乙支部")
    cases = {
        "holder_not_full_member": await make_member(api.admin, "赵一", branch, category="2"),
        "holder_not_in_normal_status": await make_member(api.admin, "钱二", branch, status="2"),
        "holder_relationship_elsewhere": await make_member(api.admin, "孙三", other),
    }
    for code, member in cases.items():
        assert (await department.post("/posts", asked(branch, member), 422))["errors"][0]["code"] == code
    appointed = asked(branch, cases["holder_relationship_elsewhere"], basis="appointed")
    await department.post("/posts", appointed, 201)
    assert "holder_not_eligible" not in await gaps(department, branch)


async def test_whoever_is_sent_from_outside_needs_no_record(api: Api, department: Caller, branch: PartyOrg) -> None:
    body = asked(branch, None, basis="appointed", name="李  局", position="市司法局副局长")
    post = await department.post("/posts", body, 201)
    assert (post["name"], post["person_id"], post["position"]) == ("李局", None, "市司法局副局长")


async def test_who_moves_away_stays_in_the_post_and_is_pointed_out(
    api: Api, department: Caller, branch: PartyOrg
) -> None:
    member = await make_member(api.admin, "赵一", branch)
    post = await department.post("/posts", asked(branch, member, term_ends_on="2027-01-01"), 201)
    assert await gaps(department, branch) == {}
    async with api.admin.as_admin() as session:
        (await session.get_one(Member, member.person_id)).membership_status = "2"
    found = await gaps(department, branch)
    assert (set(found), found["holder_not_eligible"]["counted"]) == ({"holder_not_eligible"}, 1)
    assert (await department.get(f"/posts/{post['id']}"))["until_on"] is None


async def test_seven_full_members_should_have_a_committee(api: Api, department: Caller, branch: PartyOrg) -> None:
    members = [await make_member(api.admin, f"赵{n}", branch) for n in "一二三四五六"]
    await department.post("/posts", asked(branch, members[0], term_ends_on="2027-01-01"), 201)
    assert await gaps(department, branch) == {}
    members.append(await make_member(api.admin, "赵七", branch))
    assert (await gaps(department, branch))["branch_committee_due"]["counted"] == 1
    for member, portfolio in ((members[5], "organization"), (members[6], "publicity")):
        body = asked(branch, member, kind="committee_member", portfolio=portfolio)
        await department.post("/posts", body, 201)
    assert await gaps(department, branch) == {}
    again = await department.post("/posts", asked(branch, members[6], kind="deputy_secretary"), 409)
    assert again["code"] == "post_held"


async def test_the_end_of_a_term_is_filled_in_and_then_passes(
    api: Api, clock: SetClock, department: Caller, branch: PartyOrg
) -> None:
    assert set(await gaps(department, branch)) == {"no_secretary"}
    async with api.admin.as_admin() as session:
        (await session.get_one(PartyOrg, branch.id)).secretary_name = "赵一"
    assert set(await gaps(department, branch)) == {"secretary_not_on_record"}
    member = await make_member(api.admin, "赵一", branch)
    post = await department.post("/posts", asked(branch, member, from_on="2023-11-24"), 201)
    assert set(await gaps(department, branch)) == {"term_unknown"}
    path = f"/posts/{post['id']}"
    await department.patch(path, {"document": None}, 422)
    await department.patch(path, {"term_ends_on": "2023-11-24"}, 422)
    await department.patch(path, {"term_ends_on": "2026-11-24"}, 412, headers={"If-Match": '"9"'})
    filled = await department.patch(path, {"term_ends_on": "2026-11-24"}, headers={"If-Match": '"1"'})
    assert (filled["term_ends_on"], filled["version"]) == ("2026-11-24", 2)
    clock.advance(days=1)
    later = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
    assert await gaps(later, branch) == {}
    clock.advance(days=1)
    later = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
    found = await gaps(later, branch)
    assert (found["term_over"]["counted"], found["term_over"]["since_on"]) == (1, "2026-11-25")


async def test_with_the_organization_its_posts_end(api: Api, department: Caller, branch: PartyOrg) -> None:
    body = asked(branch, None, basis="appointed", name="李局", position="市司法局副局长", from_on="2024-01-10")
    post = await department.post("/posts", body, 201)
    await department.post(f"/party-orgs/{branch.id}/dissolve", {"reason": "不再具备条件"})
    ended = await department.get(f"/posts/{post['id']}")
    assert (ended["until_on"], ended["end_reason"]) == ("2026-11-23", "organization_dissolved")


async def test_posts_are_seen_by_the_branch_its_superiors_and_its_members(
    api: Api, department: Caller, branch: PartyOrg
) -> None:
    member = await make_member(api.admin, "赵一", branch)
    officer = await api.as_(StaffRole.ORG_OFFICER, org=branch.id)
    post = await officer.post("/posts", asked(branch, member), 201)
    other = await make_org(api.admin, "中共乙支部")
    stranger = await make_member(api.admin, "钱二", other)
    seeing = [
        officer,
        department,
        await api.as_(StaffRole.BAR_ASSOCIATION, area="5101"),
        await api.as_(StaffRole.MEMBER, person=member.person_id),
    ]
    blind = [
        await api.as_(StaffRole.ORG_OFFICER, org=other.id),
        await api.as_(StaffRole.JUSTICE_BUREAU, area="5107"),
        await api.as_(StaffRole.MEMBER, person=stranger.person_id),
    ]
    assert [len((await caller.get("/posts"))["items"]) for caller in (*seeing, *blind)] == [1] * 4 + [0] * 3
    for caller in blind:
        await caller.get(f"/posts/{post['id']}", 404)


async def test_two_at_once_do_not_both_make_a_secretary(committed: Api) -> None:
    branch = await make_org(committed.admin, "中共甲支部")
    members = [await make_member(committed.admin, name, branch) for name in ("赵一", "钱二")]
    department = await committed.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
    both = await asyncio.gather(*(department("POST", "/posts", json=asked(branch, one)) for one in members))
    assert sorted(answer.status_code for answer in both) == [201, 409]
    async with committed.admin.as_admin() as session:
        name = (await session.exec(select(PartyOrg.secretary_name).where(PartyOrg.id == branch.id))).one()
    assert name == next(answer.json()["name"] for answer in both if answer.status_code == 201)
