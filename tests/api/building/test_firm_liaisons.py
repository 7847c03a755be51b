"""Liaisons: one for a firm at a time, a full member, counted in the table; firms that need one, the urgent first."""

import asyncio
from typing import Any

import pytest

from app.models.accounts import StaffRole
from app.models.party_orgs import PartyOrg
from tests.support.api_client import Api, Caller
from tests.support.builders import make_firm, make_lawyer, make_member, make_org, make_person


@pytest.fixture
async def committee(api: Api) -> PartyOrg:
    return await make_org(api.admin, "中共成都市律师行业委员会", category="611")


def asked(firm: Any, member: Any) -> dict[str, str]:
    return {"firm_id": str(firm.id), "person_id": str(member.person_id), "experience": "曾任支部书记"}


async def test_a_liaison_is_assigned_counted_and_ended(api: Api, department: Caller, committee: PartyOrg) -> None:
    firm = await make_firm(api.admin, "四川甲律师事务所")
    member = await make_member(api.admin, "赵一", committee)
    liaison = await department.post("/firm-liaisons", asked(firm, member), 201)
    again = await department("POST", "/firm-liaisons", 409, json=asked(firm, member))
    assert again.json()["code"] == "liaison_exists"
    table = (await department.get("/statistics/coverage?area=5101"))["total"]["firms"]
    assert (table["with_liaison"], table["liaisons"]) == (1, 1)
    assert (await department.get("/liaison-candidates"))["items"] == []
    officer = await api.as_(StaffRole.ORG_OFFICER, org=committee.id)
    assert [item["name"] for item in (await officer.get("/firm-liaisons"))["items"]] == ["赵一"]
    stranger = await api.as_(StaffRole.BAR_ASSOCIATION, area="5107")
    assert (await stranger.get("/firm-liaisons"))["items"] == []
    end = f"/firm-liaisons/{liaison['id']}/end"
    await stranger.post(end, {"reason": "调整"}, 404)
    assert (await department.post(end, {"reason": "调整"}))["until_on"] == "2026-11-24"
    await department.post(end, {"reason": "调整"}, 409)
    assert (await department.get("/firm-liaisons?in_office=true"))["items"] == []
    api.clock.advance(days=1)  # type: ignore[attr-defined]
    later = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
    assert (await later.get("/statistics/coverage?area=5101"))["total"]["firms"]["with_liaison"] == 0
    await later.post("/firm-liaisons", asked(firm, member), 201)


@pytest.mark.parametrize(("facts", "code"), [({"category": "2"}, 422), ({"status": "2"}, 422), ({}, 201)])
async def test_a_liaison_is_a_full_member_in_normal_status(
    api: Api, department: Caller, committee: PartyOrg, facts: dict[str, Any], code: int
) -> None:
    firm = await make_firm(api.admin, "四川甲律师事务所")
    await department.post("/firm-liaisons", asked(firm, await make_member(api.admin, "赵一", committee, **facts)), code)


async def test_a_firm_with_its_own_organization_needs_none(api: Api, department: Caller, committee: PartyOrg) -> None:
    own, first, second = [await make_firm(api.admin, f"四川{name}律师事务所") for name in "甲乙丙"]
    await make_org(api.admin, "中共甲支部", parent=committee, firms=(own,))
    await make_org(api.admin, "中共联合支部", category="632", parent=committee, firms=(first, second))
    member = await make_member(api.admin, "赵一", committee)
    await department.post("/firm-liaisons", asked(own, member), 409)
    await department.post("/firm-liaisons", asked(first, member), 201)


async def test_the_urgent_come_first(api: Api, department: Caller, committee: PartyOrg) -> None:
    sizes = {"甲": 0, "乙": 1, "丙": 3, "丁": 0, "戊": 1, "己": 3}
    for name, size in sizes.items():
        firm = await make_firm(api.admin, f"四川{name}律师事务所", is_key_firm=name in "丁戊己")
        for _ in range(size):
            person = await make_person(api.admin, place=firm.place_path)
            await make_lawyer(api.admin, "赵一", firm, person=person)
            await make_member(api.admin, "赵一", committee, person=person)
    ranked, cursor = "", ""
    for _ in range(2):
        page = await department.get(f"/liaison-candidates?limit=3{cursor}")
        ranked += "".join(item["name"][2] for item in page["items"])
        cursor = f"&cursor={page['next_cursor']}"
    assert ranked == "己丙戊乙丁甲"


async def test_two_at_once_do_not_both_assign(committed: Api) -> None:
    committee = await make_org(committed.admin, "中共成都市律师行业委员会", category="611")
    firm = await make_firm(committed.admin, "四川甲律师事务所")
    member = await make_member(committed.admin, "赵一", committee)
    department = await committed.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
    both = await asyncio.gather(*(department("POST", "/firm-liaisons", json=asked(firm, member)) for _ in range(2)))
    assert sorted(answer.status_code for answer in both) == [201, 409]
