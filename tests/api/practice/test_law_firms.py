"""Law firms: registering, changing, finding, and what a change means for the lawyers there."""

import asyncio
import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from app.models.accounts import StaffRole
from app.models.changes import Change
from app.models.law_firms import FirmStatus, LawFirm, LawFirmStanding
from app.models.lawyers import Lawyer, Practice
from app.models.members import Member
from app.models.party_orgs import PartyOrgUnit
from app.models.people import Person
from tests.support.api_client import Api
from tests.support.builders import make_firm, make_id_number, make_lawyer, make_member, make_org, make_person, make_uscc
from tests.support.clock import SetClock
from tests.support.postgres import OneConnection

BUREAU, DEPARTMENT = StaffRole.JUSTICE_BUREAU, StaffRole.ORGANIZATION_DEPARTMENT


def firm_body(**facts: Any) -> dict[str, Any]:
    return {
        "uscc": make_uscc(),
        "name": "四川示例律师事务所",
        "form": "11",
        "area_code": "510104",
        "head_name": "张三",
        "business_types": ["刑事", "民商事"],
    } | facts


async def changes_of(database: OneConnection, entity: str, entity_id: Any) -> list[Change]:
    async with database.as_admin() as session:
        statement = select(Change).where(Change.entity == entity, Change.entity_id == entity_id)
        return list((await session.exec(statement.order_by(col(Change.version)))).all())


@pytest.mark.parametrize("role", [BUREAU, DEPARTMENT, StaffRole.BAR_ASSOCIATION])
async def test_whoever_collects_registers_a_firm(api: Api, database: OneConnection, role: StaffRole) -> None:
    caller = await api.as_(role, area="5101")
    answer = await caller("POST", "/law-firms", 201, json=firm_body(uscc=" 3111 0000e00017891p ", is_key_firm=True))
    firm = answer.json()
    assert (firm["uscc"], firm["status"], firm["lawyers"]) == ("31110000E00017891P", "active", 0)
    assert firm["covering_org_id"] is firm["covering_org_name"] is None
    assert answer.headers["ETag"] == '"1"'
    (change,) = await changes_of(database, "law_firm", firm["id"])
    assert (change.op, change.place_after) == ("create", "/51/5101/510104/")
    history = await caller.get(f"/law-firms/{firm['id']}/history")
    assert history["standings"] == [{"from_on": "2026-11-23", "until_on": None, "status": "active"}]
    assert [entry["op"] for entry in history["changes"]] == ["create"]


async def test_a_code_is_registered_once_in_the_country(api: Api, database: OneConnection) -> None:
    elsewhere = await make_firm(database, "绵阳律师事务所", area="510703")
    caller = await api.as_(BUREAU, area="5101")
    refused = await caller("POST", "/law-firms", 409, json=firm_body(uscc=elsewhere.uscc))
    assert refused.json()["code"] == "law_firm_exists"
    assert "绵阳" not in refused.text


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("uscc", "31110000E00017891Q", "uscc_check_character"),
        ("uscc", "91350211M000100Y46", "uscc_not_law_firm"),
        ("form", "99", "code_unknown"),
        ("area_code", "519999", "area_unknown"),
        ("name", "=1+1", "org_name_malformed"),
        ("head_name", "张3", "name_malformed"),
        ("colour", "red", "extra_forbidden"),
    ],
)
async def test_a_fault_names_its_field_and_rule(api: Api, field: str, value: str, code: str) -> None:
    caller = await api.as_(BUREAU, area="5101")
    refused = (await caller("POST", "/law-firms", 422, json=firm_body(**{field: value}))).json()
    assert [(error["field"], error["code"]) for error in refused["errors"]] == [(field, code)]


async def test_a_branch_office_names_a_head_office_that_exists(api: Api, database: OneConnection) -> None:
    head = await make_firm(database, "北京总所律师事务所", area="110105")
    caller = await api.as_(BUREAU, area="5101")
    branch = await caller.post("/law-firms", firm_body(head_office_id=str(head.id)), 201)
    assert branch["head_office_id"] == str(head.id)
    lost = firm_body(head_office_id="00000000-0000-0000-0000-000000000000")
    assert (await caller.post("/law-firms", lost, 422))["code"] == "head_office_not_found"


async def test_a_firm_outside_the_scope_is_not_registered_changed_or_found(api: Api, database: OneConnection) -> None:
    caller = await api.as_(BUREAU, area="510104")
    assert (await caller.post("/law-firms", firm_body(area_code="510105"), 422))["code"] == "area_out_of_scope"
    outside = await make_firm(database, "青羊律师事务所", area="510105")
    for path in ("", "/lawyers", "/history"):
        assert (await caller.get(f"/law-firms/{outside.id}{path}", 404))["code"] == "not_found"
    await caller.patch(f"/law-firms/{outside.id}", {"name": "改名律师事务所"}, 404)
    assert (await caller.get("/law-firms?include=total"))["total"] == 0
    inside = await make_firm(database, "锦江律师事务所")
    assert (await caller.patch(f"/law-firms/{inside.id}", {"area_code": "510105"}, 422))["code"] == "area_out_of_scope"


async def test_the_same_key_registers_one_firm(api: Api) -> None:
    caller = await api.as_(BUREAU, area="5101")
    body, key = firm_body(), {"Idempotency-Key": "once"}
    first, second = [await caller("POST", "/law-firms", 201, json=body, headers=key) for _ in range(2)]
    assert first.content == second.content
    other = await caller("POST", "/law-firms", 422, json=body | {"name": "另一律师事务所"}, headers=key)
    assert other.json()["code"] == "idempotency_key_reused"


async def test_each_column_has_its_department(api: Api, database: OneConnection) -> None:
    firm = await make_firm(database, "甲律师事务所")
    path = f"/law-firms/{firm.id}"
    bureau, department = await api.as_(BUREAU, area="5101"), await api.as_(DEPARTMENT, area="5101")
    assert (await bureau.patch(path, {"head_name": "李四"}))["head_name"] == "李四"
    assert (await department.patch(path, {"is_key_firm": True}))["is_key_firm"] is True
    for caller, body in (
        (bureau, {"is_key_firm": False}),
        (department, {"head_name": "王五"}),
        (await api.as_(StaffRole.BAR_ASSOCIATION, area="5101"), {"address": "某路1号"}),
    ):
        refused = await caller.patch(path, body, 403)
        assert (refused["code"], refused["errors"][0]["field"]) == ("field_of_other_department", next(iter(body)))
    officer = await api.as_(StaffRole.ORG_OFFICER, org=(await make_org(database, "中共甲支部", firms=(firm,))).id)
    assert (await officer.patch(path, {"head_name": "王五"}, 403))["code"] == "forbidden"


async def test_a_stale_change_is_refused(api: Api, database: OneConnection) -> None:
    firm = await make_firm(database, "甲律师事务所")
    caller = await api.as_(BUREAU, area="5101")
    stale = {"If-Match": '"1"'}
    await caller.patch(f"/law-firms/{firm.id}", {"address": "某路1号"}, headers=stale)
    assert (await caller.patch(f"/law-firms/{firm.id}", {"address": "某路2号"}, 412, headers=stale))["code"] == "stale"
    refused = await caller.patch(f"/law-firms/{firm.id}", {"name": None}, 422)
    assert refused["code"] == "invalid_request"


async def test_a_new_name_and_area_go_on_to_lawyers_and_their_people(api: Api, database: OneConnection) -> None:
    firm = await make_firm(database, "旧名律师事务所")
    org = await make_org(database, "中共旧名律师事务所支部", firms=(firm,))
    plain = await make_lawyer(database, "赵一", firm)
    person = await make_person(database)
    await make_lawyer(database, "钱二", firm, person=person)
    await make_member(database, "钱二", org, person=person)
    caller = await api.as_(BUREAU, area="5101")
    await caller.patch(f"/law-firms/{firm.id}", {"name": "新名律师事务所", "area_code": "510105", "reason": "迁址更名"})

    new_place = "/51/5101/510105/"
    async with database.as_admin() as session:
        lawyers = (await session.exec(select(Lawyer))).all()
        assert {(row.firm_name, row.place_path) for row in lawyers} == {("新名律师事务所", new_place)}
        practices = (await session.exec(select(Practice))).all()
        assert {(row.firm_name, row.place_path) for row in practices} == {("新名律师事务所", new_place)}
        standing = (await session.exec(select(LawFirmStanding))).one()
        unit = (await session.exec(select(PartyOrgUnit))).one()
        assert standing.place_path == unit.place_path == new_place
        assert (await session.get_one(Person, plain.person_id)).place_path == new_place
        member = (await session.exec(select(Member))).one()
        assert member.place_path == org.place_path, "the member record follows the organization, not the firm"
        assert (await session.get_one(Person, person.id)).place_path == org.place_path
    (firm_change,) = await changes_of(database, "law_firm", firm.id)
    assert (firm_change.place_before, firm_change.place_after) == (firm.place_path, new_place)
    assert firm_change.reason == "迁址更名"
    (change,) = await changes_of(database, "lawyer", plain.person_id)
    assert change.changed == ["firm_name", "place_path"]
    assert (change.place_before, change.place_after) == (firm.place_path, new_place)
    district = await api.as_(BUREAU, area="510104")
    await district.get(f"/law-firms/{firm.id}", 404)
    assert (await district.get("/lawyers"))["items"] == []


async def test_who_begins_while_the_firm_moves_is_taken_along(committed: Api) -> None:
    firm = await make_firm(committed.admin, "甲律师事务所")
    bureau = await committed.as_(BUREAU, area="5101")
    joining = [
        {"name": name, "id_number": make_id_number(), "firm_id": str(firm.id), "practice_type": "1"}
        for name in "赵钱孙李"
    ]
    await asyncio.gather(
        *(bureau.post("/lawyers", body, 201) for body in joining),
        bureau.patch(f"/law-firms/{firm.id}", {"area_code": "510105"}),
    )
    async with committed.admin.as_admin() as session:
        for table in (Lawyer, Practice, Person):
            places = (await session.exec(select(col(table.place_path)))).all()
            assert places == ["/51/5101/510105/"] * len(joining)


async def test_a_closed_practice_keeps_the_name_of_its_time(api: Api, database: OneConnection) -> None:
    firm = await make_firm(database, "旧名律师事务所")
    await make_lawyer(database, "赵一", firm)
    ended = dt.date(2024, 1, 1)
    async with database.as_admin() as session:
        await session.exec(sa.update(Practice).values(valid_during=sa.func.daterange(dt.date(2020, 1, 1), ended)))
    caller = await api.as_(BUREAU, area="5101")
    await caller.patch(f"/law-firms/{firm.id}", {"name": "新名律师事务所"})
    async with database.as_admin() as session:
        assert (await session.exec(select(col(Practice.firm_name)))).all() == ["旧名律师事务所"]


async def test_a_status_holds_from_its_day_on(api: Api, database: OneConnection, clock: SetClock) -> None:
    firm = await make_firm(database, "甲律师事务所")
    caller = await api.as_(BUREAU, area="5101")
    for status in ("suspended", "cancelled", "suspended"):
        await caller.patch(f"/law-firms/{firm.id}", {"status": status})
    clock.advance(days=1)
    caller = await api.as_(BUREAU, area="5101")
    await caller.patch(f"/law-firms/{firm.id}", {"status": "active"})
    history = await caller.get(f"/law-firms/{firm.id}/history")
    assert [(row["from_on"], row["until_on"], row["status"]) for row in history["standings"]] == [
        ("2026-11-24", None, "active"),
        ("2026-11-23", "2026-11-24", "suspended"),
        ("2020-01-01", "2026-11-23", "active"),
    ]
    assert [entry["changed"] for entry in history["changes"]] == [["status"]] * 4


async def test_cancelled_firms_with_lawyers_are_listed_for_settlement(api: Api, database: OneConnection) -> None:
    caller = await api.as_(BUREAU, area="5101")
    firm = await make_firm(database, "甲律师事务所")
    await make_firm(database, "空律师事务所", status=FirmStatus.CANCELLED)
    await make_lawyer(database, "赵一", firm)
    assert (await caller.get("/law-firms?unsettled=true"))["items"] == []
    assert (await caller.patch(f"/law-firms/{firm.id}", {"status": "cancelled"}))["lawyers"] == 1
    assert [row["id"] for row in (await caller.get("/law-firms?unsettled=true"))["items"]] == [str(firm.id)]
    assert len((await caller.get("/law-firms?unsettled=false"))["items"]) == 1


async def test_firms_are_found_by_each_filter(api: Api, database: OneConnection) -> None:
    first = await make_firm(database, "安信律师事务所", area="510104", form="20", is_key_firm=True)
    second = await make_firm(database, "保定律师事务所", area="510704", status=FirmStatus.SUSPENDED)
    org = await make_org(database, "中共安信律师事务所支部", firms=(first,))
    caller = await api.as_(DEPARTMENT, area="51")
    for query, found in {
        "q=安信": [first],
        "q=AnXin": [first],
        "q=信": [],
        "area_code=5101": [first],
        "area_code=510700": [second],
        "status=suspended": [second],
        "form=20": [first],
        "is_key_firm=false": [second],
        "covered=true": [first],
        "covered=false": [second],
        f"covering_org_id={org.id}": [first],
        "sort=name": [first, second],
        "sort=-name": [second, first],
    }.items():
        page = await caller.get(f"/law-firms?{query}&include=total")
        assert [row["id"] for row in page["items"]] == [str(firm.id) for firm in found], query
        assert page["total"] == len(found)
    assert (await caller.get(f"/law-firms/{first.id}"))["covering_org_name"] == "中共安信律师事务所支部"
    await caller("GET", "/law-firms?colour=red", 422)
    assert (await caller("GET", "/law-firms?sort=uscc", 422)).json()["errors"][0]["field"] == "sort"


async def test_pages_of_firms_meet_every_firm_once(api: Api, database: OneConnection) -> None:
    names = [f"{letter}律师事务所" for letter in "甲乙丙丁戊"]
    for name in [*names, names[0]]:
        await make_firm(database, name)
    caller = await api.as_(BUREAU, area="5101")
    for sort in ("name", "-name"):
        seen: list[Any] = []
        page = await caller.get(f"/law-firms?limit=2&sort={sort}")
        while page["next_cursor"]:
            seen += page["items"]
            page = await caller.get(f"/law-firms?limit=2&sort={sort}&cursor={page['next_cursor']}")
        seen += page["items"]
        assert len({row["id"] for row in seen}) == len(seen) == 6
        keys = [(row["name_key"], row["id"]) for row in seen]
        assert keys == sorted(keys, reverse=sort == "-name")


async def test_the_list_of_a_firms_lawyers_is_as_of_a_day(api: Api, database: OneConnection) -> None:
    firm, other = await make_firm(database, "甲律师事务所"), await make_firm(database, "乙律师事务所")
    stayed, left = await make_lawyer(database, "赵一", firm), await make_lawyer(database, "钱二", firm)
    caller = await api.as_(BUREAU, area="5101")
    move = {"firm_id": str(other.id), "practice_type": "1", "from_on": "2026-03-01"}
    await caller.post(f"/lawyers/{left.person_id}/practice", move)

    async def names(query: str) -> list[str]:
        return [row["name"] for row in (await caller.get(f"/law-firms/{firm.id}/lawyers{query}"))["items"]]

    assert await names("") == [stayed.name]
    assert await names("?as_of=2026-03-01") == [stayed.name]
    assert await names("?as_of=2026-02-28") == ["钱二", "赵一"]
    assert await names("?as_of=2026-02-28&sort=-name") == ["赵一", "钱二"]
    assert await names("?as_of=2019-12-31") == []


async def test_a_bureau_never_sees_firms_by_writing_into_their_covering_organization(
    api: Api, database: OneConnection
) -> None:
    firm = await make_firm(database, "甲律师事务所")
    caller = await api.as_(BUREAU, area="5101")
    refused = await caller("PATCH", f"/law-firms/{firm.id}", 422, json={"party_path": "/", "covering_org_id": None})
    assert {error["code"] for error in refused.json()["errors"]} == {"extra_forbidden"}
    async with database.as_admin() as session:
        assert (await session.get_one(LawFirm, firm.id)).version == 1
