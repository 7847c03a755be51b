"""Lawyers: changing their records, finding and counting them."""

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from app.core.database import DatabaseRole, Scope
from app.models.accounts import StaffRole
from app.models.changes import AccessKind, Change
from app.models.lawyers import Lawyer, Practice
from app.models.members import Affiliation, Member
from tests.support.api_client import Api
from tests.support.builders import make_firm, make_id_number, make_lawyer, make_member, make_org, make_person
from tests.support.lawyers import ASSOCIATION, BUREAU, DEPARTMENT, accesses, changes_of, lawyer_body, practices_of
from tests.support.postgres import OneConnection


async def test_the_bureau_changes_practice_facts_and_others_only_contacts(api: Api, database: OneConnection) -> None:
    lawyer = await make_lawyer(database, "赵一", await make_firm(database, "甲律师事务所"))
    path = f"/lawyers/{lawyer.person_id}"
    bureau = await api.as_(BUREAU, area="5101")
    body = {"licence_no": "15101201310000001", "first_practised_on": "2013-07-21", "ethnic_group": "02"}
    changed = await bureau.patch(path, body | {"reason": "核对档案"})
    assert body.items() <= changed.items()
    (change,) = await changes_of(database, lawyer.person_id)
    assert (change.changed, change.reason) == (sorted(body), "核对档案")
    for role in (DEPARTMENT, ASSOCIATION):
        caller = await api.as_(role, area="5101")
        assert (await caller.patch(path, {"mobile": "18800005678"}))["mobile"] == "188******78"
        for field in ("name", "political_status", "licence_no", "status", "birth_date"):
            value = {"status": "suspended", "birth_date": "1980-01-01"}.get(field, "01")
            refused = await caller("PATCH", path, json={field: "赵二" if field == "name" else value})
            assert (refused.status_code, refused.json()["code"]) == (403, "field_of_other_department")
        move = {"firm_id": str(lawyer.firm_id), "practice_type": "2", "from_on": "2026-03-01"}
        assert (await caller.post(f"{path}/practice", move, 403))["code"] == "field_of_other_department"
    assert (await bureau.patch(path, {"mobile": None}))["mobile"] is None
    officer = await api.as_(StaffRole.ORG_OFFICER, org=(await make_org(database, "中共甲支部")).id)
    assert (await officer.patch(path, {"mobile": None}, 403))["code"] == "forbidden"


async def test_a_stale_or_empty_change_is_refused(api: Api, database: OneConnection) -> None:
    lawyer = await make_lawyer(database, "赵一", await make_firm(database, "甲律师事务所"))
    caller = await api.as_(BUREAU, area="5101")
    path, first = f"/lawyers/{lawyer.person_id}", {"If-Match": '"1"'}
    answer = await caller("PATCH", path, 200, json={"political_status": "13"}, headers=first)
    assert answer.headers["ETag"] == '"2"'
    assert (await caller.patch(path, {"political_status": "03"}, 412, headers=first))["code"] == "stale"
    for field in ("name", "status", "birth_date"):
        await caller.patch(path, {field: None}, 422)


async def test_a_new_name_is_written_on_both_records_also_on_one_out_of_sight(
    api: Api, database: OneConnection
) -> None:
    firm, far = await make_firm(database, "甲律师事务所"), await make_org(database, "中共绵阳支部", area="5107")
    person = await make_person(database)
    await make_lawyer(database, "单一", firm, person=person)
    await make_member(database, "单一", far, person=person)
    caller = await api.as_(BUREAU, area="5101")
    renamed = await caller.patch(f"/lawyers/{person.id}", {"name": "单雄信", "reason": "更名"})
    assert (renamed["name"], renamed["name_key"]) == ("单雄信", "shanxiongxin")
    async with database.as_admin() as session:
        for table in (Member, Affiliation, Practice):
            assert (await session.exec(select(col(table.name)))).all() == ["单雄信"]
        changes = (await session.exec(select(Change).where(sa.text("'name' = ANY (changed)")))).all()
        assert {(change.entity, change.place_after) for change in changes} == {
            ("lawyer", firm.place_path),
            ("member", far.place_path),
        }


async def test_nobody_is_renamed_from_outside_the_scope(api: Api, database: OneConnection) -> None:
    lawyer = await make_lawyer(database, "赵一", await make_firm(database, "绵阳律师事务所", area="5107"))
    caller = await api.as_(BUREAU, area="5101")
    for path, method in (("", "GET"), ("", "PATCH"), ("/practices", "GET"), ("/history", "GET"), ("/practice", "POST")):
        move = {"firm_id": str(lawyer.firm_id), "practice_type": "2", "from_on": "2026-03-01"}
        body = {"json": move if method == "POST" else {"name": "钱二"}} if method != "GET" else {}
        assert (await caller(method, f"/lawyers/{lawyer.person_id}{path}", 404, **body)).json()["code"] == "not_found"
    assert (await caller.get("/lawyers?include=total"))["total"] == 0
    with pytest.raises(sa.exc.DBAPIError, match="person_not_found"):
        async with database.session(Scope(DatabaseRole.AREA, "/51/5101/", "/51/51010")) as session:
            await session.exec(select(sa.func.rename_person(lawyer.person_id, "钱二", "qianer", "qe", None)))


async def test_the_bureaus_word_and_the_member_record_stand_side_by_side(api: Api, database: OneConnection) -> None:
    firm, org = await make_firm(database, "甲律师事务所"), await make_org(database, "中共甲支部")
    person = await make_person(database)
    await make_lawyer(database, "赵一", firm, person=person)
    await make_member(database, "赵一", org, person=person)
    caller = await api.as_(BUREAU, area="5101")
    path = f"/lawyers/{person.id}"
    assert (await caller.get(path))["political_status_differs"] is False
    body = {"political_status": "13", "political_status_on": "2026-05-01"}
    changed = await caller.patch(path, body)
    assert (changed["political_status"], changed["political_status_source"]) == ("13", "bureau")
    assert (changed["political_status_on"], changed["political_status_differs"]) == ("2026-05-01", True)
    confirmed = await caller.patch(path, {"political_status_on": "2026-11-01"})
    assert (confirmed["political_status"], confirmed["political_status_on"]) == ("13", "2026-11-01")
    forgotten = await caller.patch(path, {"political_status": None})
    assert (forgotten["political_status"], forgotten["political_status_source"]) == ("01", "member_record")
    assert forgotten["political_status_differs"] is False


async def test_a_cancelled_lawyer_practises_no_more_until_licensed_anew(api: Api, database: OneConnection) -> None:
    firm, other = await make_firm(database, "甲律师事务所"), await make_firm(database, "乙律师事务所")
    lawyer = await make_lawyer(database, "赵一", firm)
    caller = await api.as_(BUREAU, area="5101")
    path = f"/lawyers/{lawyer.person_id}"
    assert (await caller.patch(path, {"status": "suspended"}))["status"] == "suspended"
    assert (await caller.get(f"/law-firms/{firm.id}/lawyers?include=total"))["total"] == 1
    await caller.patch(path, {"status": "cancelled"})
    assert (await caller.get(f"/law-firms/{firm.id}/lawyers?include=total"))["total"] == 0
    assert (await caller.get(f"/law-firms/{firm.id}/lawyers?as_of=2026-11-23"))["items"] == []
    refused = await caller.patch(path, {"status": "active"}, 409)
    assert refused["code"] == "lawyer_cancelled"
    move = {"firm_id": str(other.id), "practice_type": "1", "from_on": "2026-11-23"}
    assert (await caller.post(f"{path}/practice", move))["status"] == "active"
    assert [row["until_on"] for row in (await caller.get(f"{path}/practices"))["items"]] == [None, "2026-11-23"]


async def test_a_practice_that_began_and_ended_today_counts_for_today(api: Api, database: OneConnection) -> None:
    firm = await make_firm(database, "甲律师事务所")
    caller = await api.as_(BUREAU, area="5101")
    lawyer = await caller.post("/lawyers", lawyer_body(firm.id, from_on="2026-11-23"), 201)
    await caller.patch(f"/lawyers/{lawyer['person_id']}", {"status": "cancelled"})
    (row,) = await practices_of(database, lawyer["person_id"])
    assert row[:2] == (dt.date(2026, 11, 23), dt.date(2026, 11, 24))
    move = {"firm_id": str(firm.id), "practice_type": "1", "from_on": "2026-11-23"}
    refused = await caller.post(f"/lawyers/{lawyer['person_id']}/practice", move, 409)
    assert refused["code"] == "practice_out_of_order"


async def test_a_number_is_searched_by_its_digest_and_the_search_is_logged(api: Api, database: OneConnection) -> None:
    firm, far = await make_firm(database, "甲律师事务所"), await make_firm(database, "绵阳律师事务所", area="5107")
    number, foreign = make_id_number(), make_id_number()
    lawyer = await make_lawyer(database, "赵一", firm, number=number)
    await make_lawyer(database, "钱二", far, number=foreign)
    caller = await api.as_(BUREAU, area="5101")
    found = await caller.post("/lawyers/search", {"id_number": number.lower()})
    assert found["person_id"] == str(lawyer.person_id)
    outside, unknown = [
        await caller("POST", "/lawyers/search", 404, json={"id_number": n}) for n in (foreign, make_id_number())
    ]
    assert outside.content == unknown.content
    logged = await accesses(api, AccessKind.SEARCH)
    assert sorted(str(row.person_id) for row in logged) == sorted(["None", "None", str(lawyer.person_id)])


async def test_a_view_is_logged_but_not_of_the_own_record(api: Api, database: OneConnection) -> None:
    firm = await make_firm(database, "甲律师事务所")
    org = await make_org(database, "中共甲律师事务所支部", firms=(firm,))
    person = await make_person(database)
    await make_lawyer(database, "赵一", firm, person=person)
    other = await make_lawyer(database, "钱二", firm)
    await make_member(database, "赵一", org, person=person)
    member = await api.as_(StaffRole.MEMBER, person=person.id)
    assert (await member.get(f"/lawyers/{person.id}"))["affiliation_state"] == "in_firm_org"
    assert [row["name"] for row in (await member.get("/lawyers"))["items"]] == ["赵一"]
    assert len((await member.get(f"/lawyers/{person.id}/practices"))["items"]) == 1
    await member.get(f"/lawyers/{other.person_id}", 404)
    assert (await member.patch(f"/lawyers/{person.id}", {"mobile": None}, 403))["code"] == "forbidden"
    assert await accesses(api, AccessKind.RECORD) == []
    officer = await api.as_(StaffRole.ORG_OFFICER, org=org.id)
    await officer.get(f"/lawyers/{person.id}")
    assert [row.person_id for row in await accesses(api, AccessKind.RECORD)] == [person.id]


async def test_lawyers_are_found_by_each_filter(api: Api, database: OneConnection) -> None:
    firm, other = await make_firm(database, "甲律师事务所"), await make_firm(database, "乙律师事务所", area="510704")
    own = await make_org(database, "中共甲律师事务所支部", firms=(firm,))
    person = await make_person(database)
    await make_lawyer(database, "单一", firm, person=person)
    await make_member(database, "单一", own, person=person)
    await make_lawyer(database, "钱二", firm, practice_type="2", political_status="02")
    await make_lawyer(database, "孙三", other)
    await make_lawyer(database, "李四", other, political_status="13")
    caller = await api.as_(DEPARTMENT, area="51")
    for query, found in {
        "q=单": ["单一"],
        "q=Shan": ["单一"],
        "q=sy": ["单一"],
        "q=ss": ["孙三"],
        "q=一": [],
        f"firm_id={firm.id}": ["钱二", "单一"],
        "area_code=5107": ["李四", "孙三"],
        "status=suspended": [],
        "practice_type=2": ["钱二"],
        "political_status=unknown": ["孙三"],
        "political_status=13&political_status=02": ["李四", "钱二"],
        "affiliation_state=in_firm_org": ["单一"],
        "affiliation_state=none&affiliation_state=in_firm_org": ["李四", "钱二", "单一", "孙三"],
        "unattached=true": ["钱二"],
        "unattached=false": ["李四", "单一", "孙三"],
        "political_status_differs=true": ["钱二"],
        "political_status_differs=false": ["李四", "单一", "孙三"],
        "sort=-name": ["孙三", "单一", "钱二", "李四"],
    }.items():
        page = await caller.get(f"/lawyers?{query}&include=total")
        assert [row["name"] for row in page["items"]] == found, query
        assert page["total"] == len(found)
    for refused in ("colour=red", "political_status=99", "sort=sex", "affiliation_state=x"):
        fault = (await caller("GET", f"/lawyers?{refused}", 422)).json()["errors"][0]
        assert fault["field"].split(".")[0] == refused.split("=")[0]


async def test_political_statuses_are_counted_with_the_unknown_and_the_stale(api: Api, database: OneConnection) -> None:
    firm, other = await make_firm(database, "甲律师事务所"), await make_firm(database, "乙律师事务所", area="510704")
    facts: list[tuple[str, str | None, dt.date | None, str]] = [
        ("赵一", "01", dt.date(2025, 11, 23), "active"),
        ("钱二", "01", dt.date(2025, 11, 22), "active"),
        ("孙三", "13", None, "suspended"),
        ("李四", None, None, "active"),
        ("周五", "13", dt.date(2020, 1, 1), "cancelled"),
    ]
    for name, status, on, practice in facts:
        lawyer = await make_lawyer(database, name, firm, political_status=status)
        async with database.as_admin() as session:
            values = {"political_status_on": on, "status": practice}
            await session.exec(sa.update(Lawyer).where(col(Lawyer.person_id) == lawyer.person_id).values(values))
    await make_lawyer(database, "吴六", other, political_status="13")
    caller = await api.as_(BUREAU, area="51")
    counts = await caller.get("/lawyers/political-statuses?area_code=5101")
    figures = {name: counts[name] for name in ("area_code", "total", "known", "unknown", "stale", "stale_months")}
    assert figures == {"area_code": "5101", "total": 4, "known": 3, "unknown": 1, "stale": 2, "stale_months": 12}
    rows = {row["code"]: (row["lawyers"], row["stale"]) for row in counts["statuses"] if row["lawyers"]}
    assert rows == {"01": (2, 1), "13": (1, 1), "unknown": (1, 0)}
    assert len(counts["statuses"]) == 14
    assert (await caller.get("/lawyers/political-statuses"))["total"] == 5
    empty = await (await api.as_(BUREAU, area="5103")).get("/lawyers/political-statuses")
    assert (empty["total"], empty["unknown"]) == (0, 0)
