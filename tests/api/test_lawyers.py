"""Lawyers: registering, changing, moving, coming over from elsewhere, finding, counting."""

import asyncio
import datetime as dt
import random
import uuid
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from app.core.database import DatabaseRole, Scope
from app.models.accounts import StaffRole
from app.models.changes import Access, AccessKind, Change
from app.models.law_firms import FirmStatus
from app.models.lawyers import Lawyer, Practice
from app.models.members import Affiliation, Member
from app.models.people import Person, PersonIdentity
from app.services.lookups import MOST_PER_HOUR, Lookups, TooManyLookups
from tests.api.client import Api
from tests.builders import make_firm, make_id_number, make_lawyer, make_member, make_org, make_person
from tests.conftest import SetClock
from tests.keys import KEYRING
from tests.postgres import OneConnection

BUREAU, DEPARTMENT, ASSOCIATION = (
    StaffRole.JUSTICE_BUREAU,
    StaffRole.ORGANIZATION_DEPARTMENT,
    StaffRole.BAR_ASSOCIATION,
)


def lawyer_body(firm_id: uuid.UUID, **facts: Any) -> dict[str, Any]:
    return {
        "name": "赵一",
        "id_number": make_id_number(),
        "firm_id": str(firm_id),
        "practice_type": "1",
        "licence_no": "15101201310000001",
        "mobile": "19900001234",
    } | facts


async def changes_of(database: OneConnection, person_id: Any) -> list[Change]:
    async with database.as_admin() as session:
        statement = select(Change).where(Change.entity == "lawyer", Change.entity_id == person_id)
        return list((await session.exec(statement.order_by(col(Change.version)))).all())


async def practices_of(database: OneConnection, person_id: Any) -> list[tuple[Any, ...]]:
    async with database.as_admin() as session:
        statement = select(Practice).where(col(Practice.person_id) == uuid.UUID(str(person_id)))
        rows = (await session.exec(statement.order_by(col(Practice.valid_during)))).all()
        return [(row.valid_during.lower, row.valid_during.upper, row.firm_name, row.practice_type) for row in rows]


async def accesses(api: Api, *kinds: AccessKind) -> list[Access]:
    await api.app.state.access_log.flush()
    async with api.admin.as_admin() as session:
        return list((await session.exec(select(Access).where(col(Access.kind).in_(kinds)))).all())


# Registering


@pytest.mark.parametrize("role", [BUREAU, DEPARTMENT, ASSOCIATION])
async def test_a_new_lawyer_is_one_person_with_one_practice(api: Api, database: OneConnection, role: StaffRole) -> None:
    firm = await make_firm(database, "甲律师事务所")
    caller = await api.as_(role, area="5101")
    number = make_id_number(female=True)
    body = lawyer_body(firm.id, id_number=f" {number.lower()} ", political_status="13", licence_no=None)
    answer = await caller("POST", "/lawyers", 201, json=body)
    lawyer = answer.json()
    assert (lawyer["name"], lawyer["sex"], lawyer["firm_name"]) == ("赵一", "2", "甲律师事务所")
    assert (lawyer["id_masked"], lawyer["mobile"]) == (f"99{'*' * 12}{number[-4:]}", "199******34")
    assert lawyer["political_status_source"] == ("bureau" if role is BUREAU else "collected")
    assert lawyer["political_status_on"] == "2026-11-23"
    assert lawyer["remarks"] == []
    assert number not in answer.text
    assert "19900001234" not in answer.text
    async with database.as_admin() as session:
        person = (await session.exec(select(Person))).one()
        assert KEYRING.unseal(person.id_cipher).decode() == number
        assert person.place_path == firm.place_path
        assert (await session.exec(select(Practice))).one().start_known is False
    (change,) = await changes_of(database, lawyer["person_id"])
    assert (change.op, change.place_after) == ("create", firm.place_path)


async def test_where_licence_and_record_part_the_answer_remarks_it(api: Api, database: OneConnection) -> None:
    firm = await make_firm(database, "甲律师事务所")
    caller = await api.as_(BUREAU, area="5101")
    body = lawyer_body(firm.id, id_number=make_id_number(birth=dt.date(1980, 5, 17), serial=1), birth_date="1980-05-18")
    lawyer = await caller.post("/lawyers", body | {"licence_no": "15107201321000001"}, 201)
    assert {remark["code"] for remark in lawyer["remarks"]} == {
        "birth_date_differs_from_id_number",
        "licence_area_differs",
        "licence_practice_type_differs",
        "licence_sex_differs",
    }
    assert lawyer["birth_date_differs"] is True


async def test_a_lawyer_record_is_added_to_a_member_in_scope(api: Api, database: OneConnection) -> None:
    firm = await make_firm(database, "甲律师事务所")
    org = await make_org(database, "中共成都市律师协会支部")
    number = make_id_number()
    member = await make_member(database, "赵一", org, number=number)
    caller = await api.as_(BUREAU, area="5101")
    refused = await caller.post("/lawyers", lawyer_body(firm.id, id_number=number, name="赵乙"), 422)
    assert (refused["errors"][0]["field"], refused["errors"][0]["code"]) == ("name", "name_differs_from_record")
    lawyer = await caller.post("/lawyers", lawyer_body(firm.id, id_number=number, mobile="19911112222"), 201)
    assert lawyer["person_id"] == str(member.person_id)
    assert (lawyer["affiliation_state"], lawyer["affiliation_name"]) == ("in_area_org", org.name)
    assert (lawyer["political_status"], lawyer["political_status_source"]) == ("01", "member_record")
    assert lawyer["mobile"] == "199******34", "what the member record has is kept"
    async with database.as_admin() as session:
        assert (await session.get_one(Member, member.person_id)).firm_id == firm.id


async def test_a_lawyer_in_scope_is_not_registered_twice(api: Api, database: OneConnection) -> None:
    firm = await make_firm(database, "甲律师事务所")
    caller = await api.as_(BUREAU, area="5101")
    body = lawyer_body(firm.id)
    await caller.post("/lawyers", body, 201)
    assert (await caller.post("/lawyers", body, 409))["code"] == "lawyer_exists"


async def test_a_lawyer_whose_member_record_lies_elsewhere_is_still_in_sight(api: Api, database: OneConnection) -> None:
    firm, far = await make_firm(database, "甲律师事务所"), await make_org(database, "中共绵阳支部", area="5107")
    number = make_id_number()
    person = await make_person(database, number=number)
    await make_lawyer(database, "赵一", firm, person=person)
    await make_member(database, "赵一", far, person=person)
    caller = await api.as_(BUREAU, area="5101")
    assert (await caller.post("/lawyers", lawyer_body(firm.id, id_number=number), 409))["code"] == "lawyer_exists"
    shown = await caller.get(f"/lawyers/{person.id}")
    assert (shown["affiliation_name"], shown["mobile"], shown["birth_date"]) == ("中共绵阳支部", None, None)
    for field, value in {"mobile": "19911112222", "ethnic_group": "02", "birth_date": "1980-01-01"}.items():
        refused = await caller.patch(f"/lawyers/{person.id}", {field: value}, 409)
        assert (refused["code"], refused["errors"][0]["field"]) == ("person_kept_elsewhere", field)


async def test_somebody_registered_elsewhere_is_refused_without_details_and_logged(
    api: Api, database: OneConnection
) -> None:
    firm, far = await make_firm(database, "甲律师事务所"), await make_firm(database, "绵阳律师事务所", area="5107")
    org, far_org = await make_org(database, "中共甲支部"), await make_org(database, "中共绵阳支部", area="5107")
    numbers = [make_id_number() for _ in range(3)]
    await make_lawyer(database, "赵一", far, number=numbers[0])
    await make_member(database, "赵一", far_org, number=numbers[1])
    both = await make_person(database, number=numbers[2])
    await make_lawyer(database, "赵一", far, person=both)
    await make_member(database, "赵一", org, person=both)
    caller = await api.as_(BUREAU, area="5101")
    answers = [await caller("POST", "/lawyers", 409, json=lawyer_body(firm.id, id_number=n)) for n in numbers]
    assert {answer.content for answer in answers} == {answers[0].content}
    assert answers[0].json()["code"] == "person_registered_elsewhere"
    logged = await accesses(api, AccessKind.CLAIM)
    assert {row.reason for row in logged} == {"person_registered_elsewhere"}
    async with database.as_admin() as session:
        people = {(await session.get_one(PersonIdentity, KEYRING.lookup(n))).person_id for n in numbers}
        assert {row.person_id for row in logged} == people
        assert len((await session.exec(select(Lawyer))).all()) == 2


async def test_too_many_refusals_end_the_looking_for_an_hour(api: Api, database: OneConnection) -> None:
    firm, far = await make_firm(database, "甲律师事务所"), await make_firm(database, "绵阳律师事务所", area="5107")
    number = make_id_number()
    await make_lawyer(database, "赵一", far, number=number)
    caller = await api.as_(BUREAU, area="5101")
    await caller.post("/lawyers", lawyer_body(firm.id), 201)
    for _ in range(MOST_PER_HOUR):
        await caller.post("/lawyers", lawyer_body(firm.id, id_number=number), 409)
    refused = await caller("POST", "/lawyers", 429, json=lawyer_body(firm.id))
    assert refused.json()["code"] == "too_many_lookups"
    assert 0 < int(refused.headers["Retry-After"]) <= 3601
    claim = claim_body(firm.id, number)
    assert (await caller.post("/lawyers/claim", claim, 429))["code"] == "too_many_lookups"
    await (await api.as_(BUREAU, area="5101")).post("/lawyers", lawyer_body(firm.id), 201)


def test_attempts_count_while_they_run_and_only_refusals_stay() -> None:
    lookups, account = Lookups(SetClock()), uuid.uuid4()
    for _ in range(MOST_PER_HOUR):
        lookups.begin(account)
    with pytest.raises(TooManyLookups):
        lookups.begin(account)
    lookups.forgive(account)
    lookups.begin(account)
    lookups.begin(uuid.uuid4())


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), max_size=120))
def test_no_hour_has_more_refusals_than_allowed_and_waiting_helps(attempts: list[tuple[int, bool]]) -> None:
    clock, account = SetClock(), uuid.uuid4()
    lookups, refusals = Lookups(clock), list[dt.datetime]()
    for minutes, refused in attempts:
        clock.advance(minutes=minutes)
        hour = [moment for moment in refusals if moment > clock.now() - dt.timedelta(hours=1)]
        if len(hour) == MOST_PER_HOUR:
            with pytest.raises(TooManyLookups):
                lookups.begin(account)
            continue
        lookups.begin(account)
        if refused:
            refusals.append(clock.now())
        else:
            lookups.forgive(account)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("id_number", "990000198005170012", "id_number_check_digit"),
        ("id_number", "990000800517001", "id_number_fifteen_digits"),
        ("name", "赵1", "name_malformed"),
        ("practice_type", "x", "code_unknown"),
        ("political_status", "99", "code_unknown"),
        ("ethnic_group", "99", "code_unknown"),
        ("mobile", "abc", "phone_malformed"),
        ("licence_no", "1510120131000001", "licence_malformed"),
        ("licence_no", "15101202710000001", "licence_year"),
        ("firm_id", str(uuid.uuid4()), "law_firm_not_found"),
        ("from_on", "2026-11-24", "date_in_future"),
        ("first_practised_on", "2026-11-24", "date_in_future"),
        ("political_status_on", "2026-11-24", "date_in_future"),
        ("political_status_on", "2026-11-01", "political_status_missing"),
        ("birth_date", "2026-11-24", "birth_date_in_future"),
    ],
)
async def test_a_fault_names_its_field_and_rule(
    api: Api, database: OneConnection, field: str, value: str, code: str
) -> None:
    firm = await make_firm(database, "甲律师事务所")
    caller = await api.as_(BUREAU, area="5101")
    refused = await caller("POST", "/lawyers", 422, json=lawyer_body(firm.id) | {field: value})
    assert [(error["field"], error["code"]) for error in refused.json()["errors"]] == [(field, code)]
    assert "990000198005170012" not in refused.text


async def test_nobody_begins_at_a_firm_that_is_cancelled_or_out_of_scope(api: Api, database: OneConnection) -> None:
    ended = await make_firm(database, "甲律师事务所", status=FirmStatus.CANCELLED)
    far = await make_firm(database, "绵阳律师事务所", area="5107")
    here = await make_lawyer(database, "赵一", await make_firm(database, "乙律师事务所"))
    caller = await api.as_(BUREAU, area="5101")
    for firm, code in ((ended, "law_firm_cancelled"), (far, "law_firm_not_found")):
        move = {"firm_id": str(firm.id), "practice_type": "1", "from_on": "2026-03-01"}
        for path, body in (
            ("/lawyers", lawyer_body(firm.id)),
            (f"/lawyers/{here.person_id}/practice", move),
            ("/lawyers/claim", claim_body(firm.id, make_id_number())),
        ):
            refused = await caller.post(path, body, 422)
            assert [(error["field"], error["code"]) for error in refused["errors"]] == [("firm_id", code)]


async def test_two_at_once_make_one_person_and_one_lawyer(committed: Api) -> None:
    firm = await make_firm(committed.admin, "甲律师事务所")
    callers = [await committed.as_(BUREAU, area="5101") for _ in range(4)]
    body = lawyer_body(firm.id)
    answers = await asyncio.gather(*(caller("POST", "/lawyers", json=body) for caller in callers))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert {answer.json().get("code") for answer in answers} == {None, "lawyer_exists"}
    async with committed.admin.as_admin() as session:
        assert len((await session.exec(select(Person))).all()) == 1
        assert len((await session.exec(select(Practice))).all()) == 1


async def test_the_same_key_registers_one_lawyer(api: Api, database: OneConnection) -> None:
    firm = await make_firm(database, "甲律师事务所")
    caller = await api.as_(BUREAU, area="5101")
    body, key = lawyer_body(firm.id), {"Idempotency-Key": "once"}
    first, second = [await caller("POST", "/lawyers", 201, json=body, headers=key) for _ in range(2)]
    assert first.content == second.content
    other = await caller("POST", "/lawyers", 422, json=body | {"name": "钱二"}, headers=key)
    assert other.json()["code"] == "idempotency_key_reused"


# Changing


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


# Moving


async def test_a_move_closes_one_practice_and_opens_the_next(api: Api, database: OneConnection) -> None:
    firm, other = await make_firm(database, "甲律师事务所"), await make_firm(database, "乙律师事务所", area="510105")
    lawyer = await make_lawyer(database, "赵一", firm)
    caller = await api.as_(BUREAU, area="5101")
    path = f"/lawyers/{lawyer.person_id}"
    move = {
        "firm_id": str(other.id),
        "practice_type": "2",
        "licence_no": "15107201310000001",
        "from_on": "2026-03-01",
    }
    moved = await caller.post(f"{path}/practice", move)
    assert (moved["firm_name"], moved["practice_type"], moved["licence_no"]) == (
        "乙律师事务所",
        "2",
        move["licence_no"],
    )
    assert {"licence_area_differs", "licence_practice_type_differs"} <= {r["code"] for r in moved["remarks"]}
    assert await practices_of(database, lawyer.person_id) == [
        (dt.date(2020, 1, 1), dt.date(2026, 3, 1), "甲律师事务所", "1"),
        (dt.date(2026, 3, 1), None, "乙律师事务所", "2"),
    ]
    (change,) = await changes_of(database, lawyer.person_id)
    assert (change.place_before, change.place_after) == (firm.place_path, other.place_path)
    async with database.as_admin() as session:
        assert (await session.get_one(Person, lawyer.person_id)).place_path == other.place_path
    district = await api.as_(BUREAU, area="510104")
    await district.get(path, 404)
    assert [row["firm_name"] for row in (await district.get(f"{path}/practices"))["items"]] == ["甲律师事务所"]


async def test_a_second_move_on_one_day_replaces_the_first(api: Api, database: OneConnection) -> None:
    firms = [await make_firm(database, f"{name}律师事务所") for name in "甲乙丙"]
    lawyer = await make_lawyer(database, "赵一", firms[0])
    caller = await api.as_(BUREAU, area="5101")
    path = f"/lawyers/{lawyer.person_id}/practice"
    for firm in firms[1:]:
        await caller.post(path, {"firm_id": str(firm.id), "practice_type": "1", "from_on": "2026-03-01"})
    assert [row[2] for row in await practices_of(database, lawyer.person_id)] == ["甲律师事务所", "丙律师事务所"]
    early = {"firm_id": str(firms[1].id), "practice_type": "1", "from_on": "2026-02-28"}
    assert (await caller.post(path, early, 409))["code"] == "practice_out_of_order"


async def test_a_practice_of_unknown_start_held_on_the_day_before(api: Api, database: OneConnection) -> None:
    firm, other = await make_firm(database, "甲律师事务所"), await make_firm(database, "乙律师事务所")
    caller = await api.as_(BUREAU, area="5101")
    lawyer = await caller.post("/lawyers", lawyer_body(firm.id), 201)
    move = {"firm_id": str(other.id), "practice_type": "1", "from_on": "2026-11-01"}
    await caller.post(f"/lawyers/{lawyer['person_id']}/practice", move)
    assert [row[:3] for row in await practices_of(database, lawyer["person_id"])] == [
        (dt.date(2026, 10, 31), dt.date(2026, 11, 1), "甲律师事务所"),
        (dt.date(2026, 11, 1), None, "乙律师事务所"),
    ]


@pytest.mark.parametrize("seed", range(4))
async def test_however_a_lawyer_moves_practices_follow_each_other_and_the_last_is_the_record(
    api: Api, database: OneConnection, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - a repeatable sequence
    firms = [await make_firm(database, f"{name}律师事务所") for name in "甲乙丙"]
    caller = await api.as_(BUREAU, area="5101")
    lawyer = await caller.post("/lawyers", lawyer_body(firms[0].id, licence_no=None), 201)
    path, day = f"/lawyers/{lawyer['person_id']}", dt.date(2026, 10, 1)
    for _ in range(12):
        day += dt.timedelta(days=chance.choice((-3, 0, 1, 5)))
        if chance.random() < 0.2:
            await caller.patch(path, {"status": "cancelled"})
        else:
            move = {"firm_id": str(chance.choice(firms).id), "practice_type": "1", "from_on": day.isoformat()}
            assert (await caller("POST", f"{path}/practice", json=move)).status_code in {200, 409}
        record, rows = await caller.get(path), await practices_of(database, lawyer["person_id"])
        assert all(before[1] <= after[0] for before, after in pairwise(rows))
        assert all(row[1] is None or row[0] < row[1] for row in rows)
        still_open = [row[2] for row in rows if row[1] is None]
        assert still_open == ([] if record["status"] == "cancelled" else [record["firm_name"]])


# Coming over from elsewhere


def claim_body(firm_id: uuid.UUID, number: str, **facts: Any) -> dict[str, Any]:
    return {
        "id_number": number,
        "licence_no": "15101201310000001",
        "firm_id": str(firm_id),
        "practice_type": "1",
        "from_on": "2026-11-01",
        "document": "川司许律〔2026〕123号",
    } | facts


async def test_a_claim_brings_the_lawyer_over_and_tells_the_old_bureau(api: Api, database: OneConnection) -> None:
    here, far = await make_firm(database, "甲律师事务所"), await make_firm(database, "绵阳律师事务所", area="5107")
    number = make_id_number()
    lawyer = await make_lawyer(database, "赵一", far, number=number)
    new, old = await api.as_(BUREAU, area="5101"), await api.as_(BUREAU, area="5107")
    path = f"/lawyers/{lawyer.person_id}"
    claimed = await new.post("/lawyers/claim", claim_body(here.id, number))
    assert (claimed["person_id"], claimed["firm_name"]) == (str(lawyer.person_id), "甲律师事务所")
    assert claimed["version"] == 2
    await new.get(path)
    await old.get(path, 404)
    assert [row["firm_name"] for row in (await old.get(f"{path}/practices"))["items"]] == ["绵阳律师事务所"]
    for caller in (new, old):
        (entry,) = (await caller.get(f"{path}/history"))["items"]
        assert (entry["reason"], "firm_id" in entry["changed"]) == ("川司许律〔2026〕123号", True)
    assert [row[:3] for row in await practices_of(database, lawyer.person_id)] == [
        (dt.date(2020, 1, 1), dt.date(2026, 11, 1), "绵阳律师事务所"),
        (dt.date(2026, 11, 1), None, "甲律师事务所"),
    ]
    (logged,) = await accesses(api, AccessKind.CLAIM)
    assert (logged.person_id, logged.reason) == (lawyer.person_id, "川司许律〔2026〕123号")


async def test_a_claim_says_the_same_of_an_unknown_number_and_of_a_wrong_licence(
    api: Api, database: OneConnection
) -> None:
    here, far = await make_firm(database, "甲律师事务所"), await make_firm(database, "绵阳律师事务所", area="5107")
    number = make_id_number()
    lawyer = await make_lawyer(database, "赵一", far, number=number)
    async with database.as_admin() as session:
        await session.exec(sa.update(Lawyer).values(licence_no="15107201310000002"))
    caller = await api.as_(BUREAU, area="5101")
    answers = [
        await caller("POST", "/lawyers/claim", 404, json=claim_body(here.id, n)) for n in (number, make_id_number())
    ]
    assert answers[0].content == answers[1].content
    assert answers[0].json()["code"] == "lawyer_not_found"
    assert {row.person_id for row in await accesses(api, AccessKind.CLAIM)} == {lawyer.person_id, None}
    assert len(await practices_of(database, lawyer.person_id)) == 1
    too_early = claim_body(here.id, number, licence_no="15101201310000002", from_on="2020-01-01")
    assert (await caller.post("/lawyers/claim", too_early, 409))["code"] == "practice_out_of_order"


async def test_a_member_elsewhere_who_starts_to_practise_here_is_claimed(api: Api, database: OneConnection) -> None:
    here, far = await make_firm(database, "甲律师事务所"), await make_org(database, "中共绵阳支部", area="5107")
    number = make_id_number()
    member = await make_member(database, "赵一", far, number=number)
    caller = await api.as_(BUREAU, area="5101")
    claimed = await caller.post("/lawyers/claim", claim_body(here.id, number))
    assert (claimed["person_id"], claimed["name"]) == (str(member.person_id), "赵一")
    assert (claimed["political_status"], claimed["affiliation_name"]) == ("01", "中共绵阳支部")
    assert claimed["mobile"] is None, "the person stays where the member record is"
    changes = await changes_of(database, member.person_id)
    assert changes[0].op == "create"
    async with database.as_admin() as session:
        assert (await session.get_one(Member, member.person_id)).firm_id == here.id


async def test_a_claim_from_before_an_import_of_unknown_start_is_taken(api: Api, database: OneConnection) -> None:
    here, far = await make_firm(database, "甲律师事务所"), await make_firm(database, "绵阳律师事务所", area="5107")
    number = make_id_number()
    old, new = await api.as_(BUREAU, area="5107"), await api.as_(BUREAU, area="5101")
    lawyer = await old.post("/lawyers", lawyer_body(far.id, id_number=number), 201)
    await new.post("/lawyers/claim", claim_body(here.id, number))
    assert [row[:3] for row in await practices_of(database, lawyer["person_id"])] == [
        (dt.date(2026, 10, 31), dt.date(2026, 11, 1), "绵阳律师事务所"),
        (dt.date(2026, 11, 1), None, "甲律师事务所"),
    ]


@pytest.mark.parametrize("role", [DEPARTMENT, ASSOCIATION])
async def test_only_a_bureau_claims(api: Api, database: OneConnection, role: StaffRole) -> None:
    firm = await make_firm(database, "甲律师事务所")
    caller = await api.as_(role, area="5101")
    assert (await caller.post("/lawyers/claim", claim_body(firm.id, make_id_number()), 403))["code"] == "forbidden"


async def test_of_two_bureaus_that_claim_at_once_one_wins(committed: Api) -> None:
    far = await make_firm(committed.admin, "绵阳律师事务所", area="5107")
    number = make_id_number()
    lawyer = await make_lawyer(committed.admin, "赵一", far, number=number)
    areas = {"5101": "510104", "5103": "510302", "5104": "510402"}
    firms = {city: await make_firm(committed.admin, f"{city}律师事务所", area=area) for city, area in areas.items()}
    callers = {city: await committed.as_(BUREAU, area=city) for city in areas}
    answers = await asyncio.gather(
        *(callers[city]("POST", "/lawyers/claim", json=claim_body(firm.id, number)) for city, firm in firms.items())
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert len(await practices_of(committed.admin, lawyer.person_id)) == 2


# Finding


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
