"""Putting lawyers on record: one person, once, wherever the number is known already."""

import asyncio
import datetime as dt
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from app.models.accounts import StaffRole
from app.models.changes import AccessKind
from app.models.law_firms import FirmStatus
from app.models.lawyers import Lawyer, Practice
from app.models.members import Member
from app.models.people import Person, PersonIdentity
from app.services.people.identity_lookup_limit import MOST_PER_HOUR, Lookups, TooManyLookups
from tests.support.api_client import Api
from tests.support.builders import make_firm, make_id_number, make_lawyer, make_member, make_org, make_person
from tests.support.clock import SetClock
from tests.support.keys import KEYRING
from tests.support.lawyers import ASSOCIATION, BUREAU, DEPARTMENT, accesses, changes_of, claim_body, lawyer_body
from tests.support.postgres import OneConnection


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
        ("firm_id", "00000000-0000-7000-8000-000000000000", "law_firm_not_found"),
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
