"""Contact with the masses (N17), care and supervision (N20): recorded by the branch, seen by whom it concerns."""

import pytest

from app.models.accounts import StaffRole
from app.models.members import Member
from app.models.party_orgs import PartyOrg
from tests.support.api_client import Api, Caller
from tests.support.builders import make_member, make_org


@pytest.fixture
async def branch(api: Api) -> PartyOrg:
    return await make_org(api.admin, "中共甲支部")


@pytest.fixture
async def member(api: Api, branch: PartyOrg) -> Member:
    return await make_member(api.admin, "赵一", branch)


@pytest.fixture
async def officer(api: Api, branch: PartyOrg) -> Caller:
    return await api.as_(StaffRole.ORG_OFFICER, org=branch.id)


async def test_a_concern_is_open_until_its_outcome_is_told(branch: PartyOrg, member: Member, officer: Caller) -> None:
    body = {
        "org_id": str(branch.id),
        "person_id": str(member.person_id),
        "held_on": "2026-11-02",
        "audience": "residents",
        "topic": "社区法律咨询",
        "concern": "物业收费争议",
    }
    contact = await officer.post("/mass-contacts", body, 201)
    assert (contact["name"], contact["settled_on"]) == ("赵一", None)
    path = f"/mass-contacts/{contact['id']}"
    assert len((await officer.get("/mass-contacts?open=true"))["items"]) == 1
    for bad in ({"settled_on": "2026-11-20"}, {"settled_on": "2026-11-01", "outcome": "已调解"}):
        await officer.patch(path, bad, 422)
    await officer.patch(path, {"settled_on": "2026-11-20", "outcome": "已调解"}, 412, headers={"If-Match": '"2"'})
    settled = await officer.patch(path, {"settled_on": "2026-11-20", "outcome": "已调解"})
    assert (settled["outcome"], settled["version"]) == ("已调解", 2)
    assert (await officer.get("/mass-contacts?open=true"))["items"] == []
    assert (await officer.get(path))["concern"] == "物业收费争议"
    row = (await officer.get("/organization-life?kind=lesson"))["items"][0]
    assert (row["mass_contacts"], row["care"], row["supervision"]) == (1, 0, 0)


async def test_care_and_supervision_are_seen_by_the_branch_and_the_person_and_only_counted_by_the_area(
    api: Api, branch: PartyOrg, member: Member, officer: Caller
) -> None:
    another = await make_member(api.admin, "钱二", branch)
    for kind in ("visit", "reminder_talk"):
        body = {
            "org_id": str(branch.id),
            "person_id": str(member.person_id),
            "kind": kind,
            "held_on": "2026-11-02",
            "by_name": "张三",
        }
        care = await officer.post("/care-records", body, 201)
    me = await api.as_(StaffRole.MEMBER, person=member.person_id)
    for shown in ((await me.get("/care-records"))["items"], (await me.get("/me/record"))["care_records"]):
        assert {row["kind"] for row in shown} == {"visit", "reminder_talk"}
    other = await api.as_(StaffRole.MEMBER, person=another.person_id)
    assert (await other.get("/care-records"))["items"] == []
    department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
    await department.get("/care-records", 403)
    row = (await department.get("/organization-life?kind=lesson"))["items"][0]
    assert (row["care"], row["supervision"]) == (1, 1)
    path = f"/care-records/{care['id']}"
    assert (await officer.get(path))["by_name"] == "张三"
    await api.app.state.access_log.flush()
    looked = (await me.get(f"/members/{member.person_id}/access-log"))["items"]
    assert [look["kind"] for look in looked] == ["record"]
    assert (await officer.patch(path, {"note": "已提醒按期参加组织生活"}))["version"] == 2
    assert [r["id"] for r in (await officer.get("/care-records?kind=reminder_talk"))["items"]] == [care["id"]]
    stranger = await api.as_(StaffRole.ORG_OFFICER, org=(await make_org(api.admin, "中共乙支部")).id)
    await stranger.patch(path, {"note": "改"}, 422)
    await stranger.patch(path, {"note": "改写"}, 404)


@pytest.mark.parametrize("noun", ["mass-contacts", "care-records"])
async def test_only_of_the_branch_and_not_of_days_to_come(
    api: Api, branch: PartyOrg, member: Member, officer: Caller, noun: str
) -> None:
    elsewhere = await make_member(api.admin, "孙三", await make_org(api.admin, "中共乙支部"))
    body = {
        "org_id": str(branch.id),
        "person_id": str(member.person_id),
        "held_on": "2026-11-23",
        **(
            {"kind": "visit", "by_name": "张三"} if noun == "care-records" else {"audience": "clients", "topic": "回访"}
        ),
    }
    for change, field, code in (
        ({"person_id": str(elsewhere.person_id)}, "person_id", "not_of_the_branch"),
        ({"held_on": "2026-11-24"}, "held_on", "day_out_of_order"),
    ):
        refused = await officer.post(f"/{noun}", body | change, 422)
        assert [(f["field"], f["code"]) for f in refused["errors"]] == [(field, code)]
    await officer.post(f"/{noun}", body, 201)
