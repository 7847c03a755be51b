"""Lists of members, today and as of a day."""

import datetime as dt
import io
import uuid
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from app.models.accounts import StaffRole
from tests.support.api_client import Api, Caller
from tests.support.builders import make_id_number, make_lawyer, make_member, make_org
from tests.support.chengdu import Chengdu, correct, form, listed
from tests.support.clock import TODAY, SetClock
from tests.support.postgres import OneConnection

R = StaffRole


async def test_members_are_found_by_prefix_of_name_pinyin_and_initials(
    city: Chengdu, department: Caller, database: OneConnection
) -> None:
    for name in ("赵一", "赵一鸣", "钱二", "单雄信", "阿依古丽·买买提"):
        await make_member(database, name, city.of_firm)
    assert await listed(department, q="赵一") == ["赵一", "赵一鸣"]
    assert await listed(department, q="zhaoyim") == ["赵一鸣"]
    assert await listed(department, q="Zhao Yi") == ["赵一", "赵一鸣"]
    assert await listed(department, q="sxx") == ["单雄信"]
    assert await listed(department, q="阿依古丽·") == ["阿依古丽·买买提"]
    assert await listed(department, q="一") == []
    assert await listed(department, q="%") == []


async def test_filters_narrow_the_list_and_combine(city: Chengdu, department: Caller, database: OneConnection) -> None:
    number = make_id_number()
    await make_lawyer(database, "甲内", city.firm, number=number)
    await department.post("/members", form(city.of_firm, number, name="甲内"), 201)
    number = make_id_number()
    await make_lawyer(database, "乙外", city.firm, number=number)
    await department.post("/members", form(None, number, name="乙外", outside_name="中共丙支部"), 201)
    await make_member(database, "丙预备", city.joint, category="2")
    await make_member(database, "丁停", city.joint, status="2")
    lost = await make_member(database, "戊失", city.joint)
    await department.patch(f"/members/{lost.person_id}", {"lost_contact": True, "lost_contact_on": "2026-01-05"})
    await make_member(database, "己远", city.elsewhere)

    async def found(**params: Any) -> set[str]:
        return {name[0] for name in await listed(department, **params)}

    assert await found() == set("甲乙丙丁戊")
    assert await found(org_id=city.committee.id) == set("甲丙丁戊")
    assert await found(org_id=city.of_firm.id) == {"甲"}
    await department.get("/members", 404, params={"org_id": str(city.elsewhere.id)})
    assert await found(area_code="510105") == await found(area="510105") == set("丙丁戊")
    assert await found(category="2") == {"丙"}
    assert await found(status="2") == {"丁"}
    assert await found(affiliation="in_firm_org") == {"甲"}
    assert await found(affiliation="in_area_org") == set("丙丁戊")
    assert await found(affiliation="outside") == {"乙"}
    assert await found(affiliation="lost_contact") == {"戊"}
    assert await found(affiliation="temporary") == set()
    assert await found(law_firm_id=city.firm.id) == set("甲乙")
    assert await found(org_id=city.committee.id, affiliation="in_area_org", status="1") == set("丙戊")
    refused = await department.get("/members", 422, params={"branch": "x"})
    assert refused["errors"][0]["field"] == "branch"


@pytest.mark.parametrize("sort", ["name", "-name"])
async def test_pages_meet_every_member_once_in_the_order_of_pinyin(
    city: Chengdu, department: Caller, database: OneConnection, sort: str
) -> None:
    for name in ("周一", "安二", "安二", "马三", "安二"):
        await make_member(database, name, city.of_firm)
    seen: list[Any] = []
    params: dict[str, str] = {"limit": "2", "sort": sort}
    while True:
        page = await department.get("/members", params=params)
        seen += page["items"]
        if page["next_cursor"] is None:
            break
        params["cursor"] = page["next_cursor"]
    assert len({item["person_id"] for item in seen}) == len(seen) == 5
    keys = [(item["name_key"], item["person_id"]) for item in seen]
    assert keys == sorted(keys, reverse=sort.startswith("-"))


async def test_the_members_of_an_organization_include_those_below_it(
    api: Api, city: Chengdu, department: Caller, database: OneConnection
) -> None:
    await make_member(database, "赵一", city.of_firm)
    await make_member(database, "钱二", city.joint, category="2")
    path = f"/party-orgs/{city.committee.id}/members"
    assert await listed(department, path) == ["钱二", "赵一"]
    assert await listed(department, path, category="2") == ["钱二"]
    assert await listed(department, f"/party-orgs/{city.joint.id}/members") == ["钱二"]
    await department.get(f"/party-orgs/{city.elsewhere.id}/members", 404)
    await department.get(path, 422, params={"org_id": str(city.joint.id)})


async def test_a_leaver_stays_in_the_old_list_of_the_day(
    api: Api, city: Chengdu, department: Caller, database: OneConnection
) -> None:
    leaver = await make_member(database, "赵一", city.of_firm, category="2")
    await make_member(database, "钱二", city.joint, since_day=dt.date(2026, 11, 1))
    await correct(department, leaver.person_id, city.joint, "2026-11-10")
    of_firm, joint = (f"/party-orgs/{org.id}/members" for org in (city.of_firm, city.joint))
    assert await listed(department, of_firm) == []
    assert await listed(department, of_firm, as_of="2026-11-09") == ["赵一"]
    assert await listed(department, of_firm, as_of="2026-11-10") == []
    assert await listed(department, joint, as_of="2026-11-09") == ["钱二"]
    assert await listed(department, joint, as_of="2026-11-10") == ["钱二", "赵一"]
    assert await listed(department, as_of="2026-10-31") == ["赵一"]
    assert await listed(department, as_of="2026-11-09", q="zy", category="2") == []
    assert await listed(department, as_of="2026-11-09", q="zhaoy", category="2", area_code="510104") == ["赵一"]
    assert await listed(department, as_of="2026-11-09", affiliation="outside") == []
    assert await listed(department, as_of="2019-12-31") == []
    officer = await api.as_(R.ORG_OFFICER, org=city.of_firm.id)
    assert await listed(officer, of_firm, as_of="2026-11-09") == ["赵一"]
    (kept,) = (await officer.get(f"/members/{leaver.person_id}/affiliations"))["items"]
    assert (kept["until_on"], kept["affiliation_name"]) == ("2026-11-10", city.of_firm.name)


async def test_a_list_as_of_a_day_follows_the_tree_as_it_was(
    api: Api, city: Chengdu, database: OneConnection, clock: SetClock
) -> None:
    general = await make_org(database, "中共律师行业总支部", category="621", parent=city.committee, area="5101")
    await make_member(database, "赵一", city.joint)
    department = await api.as_(R.ORGANIZATION_DEPARTMENT, area="5101")
    move = {"parent_id": str(general.id), "reason": "调整隶属", "local_decision": "成律党〔2026〕1号"}
    await department.post(f"/party-orgs/{city.joint.id}/move", move)
    above = f"/party-orgs/{general.id}/members"
    assert await listed(department, above, as_of=TODAY) == ["赵一"]
    assert await listed(department, above, as_of=TODAY - dt.timedelta(days=1)) == []
    whole = f"/party-orgs/{city.committee.id}/members"
    assert await listed(department, whole, as_of=TODAY - dt.timedelta(days=1)) == ["赵一"]
    assert await listed(department, f"/party-orgs/{city.joint.id}/members", as_of="2020-01-01") == ["赵一"]


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"status": "1"}, "status"),
        ({"law_firm_id": str(uuid.uuid4())}, "law_firm_id"),
        ({"affiliation": "lost_contact"}, "affiliation"),
    ],
)
async def test_a_filter_that_the_past_does_not_carry_is_refused_and_never_ignored(
    department: Caller, params: dict[str, str], field: str
) -> None:
    refused = await department.get("/members", 422, params={"as_of": "2026-01-01", **params})
    assert [(error["field"], error["code"]) for error in refused["errors"]] == [(field, "not_in_history")]


async def test_an_export_takes_the_organization_filter_of_the_list(
    city: Chengdu, department: Caller, database: OneConnection
) -> None:
    await make_member(database, "赵一", city.of_firm)
    await make_member(database, "钱二", city.joint)
    response = await department("GET", "/exports/members.xlsx", 200, params={"org_id": str(city.joint.id)})
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0)
    assert {"赵一", "钱二"} & {cell for row in sheet.to_python() for cell in row} == {"钱二"}
    await department("GET", "/exports/members.xlsx", 404, params={"org_id": str(city.elsewhere.id)})
