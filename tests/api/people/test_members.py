"""Party members: collecting them, and who sees what of one record."""

import asyncio
import datetime as dt
from typing import Any

import pytest

from app.models.accounts import StaffRole
from app.models.changes import Change
from app.models.lawyers import Lawyer
from app.models.members import Affiliation, MembershipStanding
from app.models.people import Person
from app.rules.people import id_number
from tests.support.api_client import Api, Caller
from tests.support.builders import make_firm, make_id_number, make_lawyer, make_member, make_org
from tests.support.chengdu import Chengdu, form, looks, rows
from tests.support.clock import TODAY
from tests.support.postgres import OneConnection

R = StaffRole


async def test_a_member_is_put_on_record_with_an_affiliation_whose_start_is_unknown(
    api: Api, city: Chengdu, database: OneConnection
) -> None:
    officer = await api.as_(R.ORG_OFFICER, org=city.of_firm.id)
    body = form(city.of_firm, mobile="199-0000-1234", home_address="成都市某小区53号", ethnic_group="04")
    response = await officer("POST", "/members", 201, json=body)
    made = response.json()
    assert made["id_masked"] == id_number.mask(body["id_number"])
    assert (made["name"], made["sex"], made["mobile"]) == ("扎西·多吉", "1", "199******34")
    assert (made["org_id"], made["affiliation_name"]) == (str(city.of_firm.id), city.of_firm.name)
    assert (made["affiliated_since"], made["start_known"]) == (TODAY.isoformat(), False)
    assert (made["has_home_address"], made["birth_date_differs"], made["lawyer"]) == (True, False, None)
    assert response.headers["ETag"] == f'"{made["version"]}"'
    for secret in (body["id_number"], "19900001234", "某小区"):
        assert secret not in response.text
    (affiliation,) = await rows(database, Affiliation, made["person_id"])
    assert (affiliation.valid_during.lower, affiliation.valid_during.upper) == (TODAY, None)
    assert affiliation.opened_by.value == "first_record"
    (standing,) = await rows(database, MembershipStanding, made["person_id"])
    assert standing.membership_status == "1"
    change = (await rows(database, Change, made["person_id"]))[0]
    assert (change.entity, change.op.value, change.party_after) == ("member", "create", city.of_firm.party_path)
    assert {"name", "id_number", "mobile", "affiliation_name"} <= set(change.changed)


async def test_what_is_known_of_the_start_is_kept(city: Chengdu, department: Caller) -> None:
    made = await department.post("/members", form(city.joint, affiliated_since="2019-03-01"), 201)
    assert (made["affiliated_since"], made["start_known"]) == ("2019-03-01", True)


async def test_a_lawyer_who_is_a_member_is_one_person_with_two_records(
    city: Chengdu, department: Caller, database: OneConnection
) -> None:
    number = make_id_number()
    lawyer = await make_lawyer(database, "赵一", city.firm, number=number)
    made = await department.post("/members", form(city.of_firm, number, name="赵一"), 201)
    assert made["person_id"] == str(lawyer.person_id)
    assert (made["affiliation_state"], made["firm_id"]) == ("in_firm_org", str(city.firm.id))
    assert made["lawyer"]["firm_name"] == city.firm.name
    async with database.as_admin() as session:
        there = await session.get_one(Lawyer, lawyer.person_id)
    assert (there.affiliation_name, there.political_status) == (city.of_firm.name, "01")


async def test_a_lawyer_affiliated_outside_keeps_the_lawyers_place(
    api: Api, city: Chengdu, department: Caller, database: OneConnection
) -> None:
    number = make_id_number()
    await make_lawyer(database, "赵一", city.firm, number=number)
    body = form(None, number, name="赵一", outside_name="中共某街道某社区支部")
    made = await department.post("/members", body, 201)
    assert (made["org_id"], made["affiliation_state"]) == (None, "outside")
    assert made["affiliation_name"] == "中共某街道某社区支部"
    officer = await api.as_(R.ORG_OFFICER, org=city.of_firm.id)
    await officer.get(f"/members/{made['person_id']}")


async def test_whoever_is_affiliated_outside_has_to_be_a_lawyer_here(
    city: Chengdu, department: Caller, database: OneConnection
) -> None:
    number = make_id_number()
    other = await make_firm(database, "绵阳乙律师事务所", area="510703")
    await make_lawyer(database, "钱二", other, number=number)
    for asked in (make_id_number(), number):
        refused = await department.post("/members", form(None, asked, name="钱二", outside_name="中共丙支部"), 422)
        assert [(e["field"], e["code"]) for e in refused["errors"]] == [("outside_name", "outside_needs_lawyer")]


async def test_one_number_bears_one_name(city: Chengdu, department: Caller, database: OneConnection) -> None:
    number = make_id_number()
    await make_lawyer(database, "赵一", city.firm, number=number)
    refused = await department.post("/members", form(city.of_firm, number, name="赵乙"), 422)
    assert refused["errors"][0]["code"] == "name_differs_from_record"


async def test_somebody_on_record_elsewhere_is_refused_without_details_and_logged(
    api: Api, city: Chengdu, department: Caller, database: OneConnection
) -> None:
    number = make_id_number()
    there = await make_member(database, "钱二", city.elsewhere, number=number)
    response = await department("POST", "/members", 409, json=form(city.of_firm, number, name="钱二"))
    assert response.json()["code"] == "person_registered_elsewhere"
    assert "绵阳" not in response.text
    assert str(there.person_id) not in response.text
    assert await looks(api, there.person_id) == [("claim", "organization_department")]


async def test_a_member_is_put_on_record_once(city: Chengdu, department: Caller, database: OneConnection) -> None:
    number = make_id_number()
    await make_member(database, "赵一", city.joint, number=number)
    refused = await department.post("/members", form(city.of_firm, number, name="赵一"), 409)
    assert refused["code"] == "member_exists"


async def test_of_concurrent_records_of_one_number_one_is_kept(committed: Api) -> None:
    branch = await make_org(committed.admin, "中共甲支部", area="5101")
    department = await committed.as_(R.ORGANIZATION_DEPARTMENT, area="5101")
    body = form(branch)
    answers = await asyncio.gather(*(department("POST", "/members", json=body) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"member_exists"}


@pytest.mark.parametrize(
    ("facts", "field", "code"),
    [
        ({"regularized_on": None}, "regularized_on", "regularized_on_required"),
        ({"category": "2"}, "regularized_on", "regularized_on_unexpected"),
        ({"category": "3"}, "category", "code_unknown"),
        ({"admitted_on": "2027-01-01"}, "admitted_on", "admitted_in_future"),
        ({"admitted_on": "1997-01-01", "regularized_on": "1998-01-01"}, "admitted_on", "admitted_under_18"),
        ({"regularized_on": "2009-01-01"}, "regularized_on", "regularized_before_admitted"),
        ({"lost_contact": True}, "lost_contact_on", "lost_contact_on_required"),
        ({"affiliated_since": "2026-11-24"}, "affiliated_since", "affiliated_in_future"),
        ({"affiliated_since": "2010-06-30"}, "affiliated_since", "affiliated_before_admitted"),
        ({"id_number": "990000198005170017"}, "id_number", "id_number_check_digit"),
        ({"name": "=1+1"}, "name", "name_malformed"),
        ({"ethnic_group": "99"}, "ethnic_group", "code_unknown"),
        ({"mobile": "none"}, "mobile", "phone_malformed"),
        ({"outside_name": "中共丙支部"}, "outside_name", "org_or_outside"),
        ({"org_id": None}, "outside_name", "org_or_outside"),
        ({"party_age": 10}, "party_age", "extra_forbidden"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_form_that_breaks_a_rule_is_refused_by_field(
    city: Chengdu, department: Caller, facts: dict[str, Any], field: str, code: str
) -> None:
    body = form(city.of_firm, make_id_number(birth=dt.date(1980, 5, 17), serial=7), **facts)
    refused = await department.post("/members", body, 422)
    assert [(error["field"], error["code"]) for error in refused["errors"]] == [(field, code)]


async def test_an_affiliation_lies_in_a_standing_branch_in_scope(
    city: Chengdu, department: Caller, database: OneConnection
) -> None:
    gone = await make_org(database, "中共旧支部", area="5101", dissolved_on=TODAY)
    for org, code in (
        (city.committee, "org_not_a_branch"),
        (city.elsewhere, "party_org_not_found"),
        (gone, "party_org_not_found"),
    ):
        refused = await department.post("/members", form(org), 422)
        assert [(error["field"], error["code"]) for error in refused["errors"]] == [("org_id", code)]


async def test_a_repeated_post_under_one_key_records_one_member(city: Chengdu, department: Caller) -> None:
    body, key = form(city.of_firm), {"Idempotency-Key": "form-17"}
    first = await department.post("/members", body, 201, headers=key)
    assert await department.post("/members", body, 201, headers=key) == first
    reused = await department.post("/members", body | {"name": "赵一"}, 422, headers=key)
    assert reused["code"] == "idempotency_key_reused"


@pytest.mark.parametrize("role", [R.MEMBER, R.SECURITY_ADMIN, R.AUDIT_ADMIN, R.SYSTEM_ADMIN])
async def test_who_does_not_collect_cannot_record(api: Api, city: Chengdu, role: StaffRole) -> None:
    await (await api.as_(role)).post("/members", form(city.of_firm), 403)


async def test_a_member_is_found_by_number_in_scope_alone_and_the_search_is_logged(
    api: Api, city: Chengdu, department: Caller, database: OneConnection
) -> None:
    here, there = make_id_number(), make_id_number()
    member = await make_member(database, "赵一", city.of_firm, number=here)
    other = await make_member(database, "钱二", city.elsewhere, number=there)
    found = await department.post("/members/search", {"id_number": here.lower()})
    assert found["person_id"] == str(member.person_id)
    for unknown in (there, make_id_number()):
        assert (await department.post("/members/search", {"id_number": unknown}, 404))["code"] == "not_found"
    await department.post("/members/search", {"id_number": "123"}, 422)
    assert await looks(api, member.person_id) == [("search", "organization_department")]
    assert await looks(api, other.person_id) == []


async def test_outside_the_scope_a_member_is_nowhere(api: Api, city: Chengdu, database: OneConnection) -> None:
    there = await make_member(database, "钱二", city.elsewhere)
    path = f"/members/{there.person_id}"
    for caller in (
        await api.as_(R.ORGANIZATION_DEPARTMENT, area="5101"),
        await api.as_(R.ORG_OFFICER, org=city.committee.id),
        await api.as_(R.MEMBER, person=(await make_member(database, "赵一", city.joint)).person_id),
    ):
        await caller.get(path, 404)
        await caller.get(f"{path}/affiliations", 404)
        await caller.get(f"{path}/history", 404)
        assert str(there.person_id) not in str(await caller.get("/members"))
    department = await api.as_(R.ORGANIZATION_DEPARTMENT, area="5101")
    await department.patch(path, {"education": "21"}, 404)
    await department.post(f"{path}/identity", {"reason": "核对"}, 404)
    correction = {"org_id": str(city.joint.id), "from_on": "2026-11-01", "reason": "登记有误"}
    await department.post(f"{path}/affiliations/correct", correction, 404)
    assert await looks(api, there.person_id) == []


async def test_a_lawyers_record_of_another_city_is_not_shown_beside_the_member(
    api: Api, city: Chengdu, department: Caller, database: OneConnection
) -> None:
    number = make_id_number()
    away = await make_firm(database, "绵阳乙律师事务所", area="510703")
    lawyer = await make_lawyer(database, "赵一", away, number=number)
    async with database.as_admin() as session:
        person = await session.get_one(Person, lawyer.person_id)
    await make_member(database, "赵一", city.joint, person=person)
    shown = await department.get(f"/members/{lawyer.person_id}")
    assert (shown["lawyer"], shown["firm_id"]) == (None, str(away.id))
    province = await api.as_(R.ORGANIZATION_DEPARTMENT, area="51")
    assert (await province.get(f"/members/{lawyer.person_id}"))["lawyer"]["firm_name"] == away.name


async def test_a_record_says_how_complete_it_is_and_what_a_transfer_still_needs(
    city: Chengdu, department: Caller
) -> None:
    bare = await department.post("/members", form(city.of_firm, is_floating=True), 201)
    assert bare["missing"] == [
        "ethnic_group",
        "education",
        "job_post",
        "mobile",
        "home_address",
        "floating_destination",
    ]
    assert (bare["completeness"], bare["missing_for_transfer"]) == (62, ["ethnic_group", "mobile"])
    whole = {
        "ethnic_group": "01",
        "education": "21",
        "job_post": "024",
        "mobile": "19900001234",
        "home_address": "成都市某小区53号",
    }
    made = await department.post("/members", form(city.of_firm, **whole), 201)
    assert (made["completeness"], made["missing"], made["missing_for_transfer"]) == (100, [], [])


async def test_the_member_sees_who_looked_and_the_own_looks_are_not_noted(
    api: Api, city: Chengdu, department: Caller, database: OneConnection
) -> None:
    member = await make_member(database, "赵一", city.of_firm)
    path = f"/members/{member.person_id}"
    me = await api.as_(R.MEMBER, person=member.person_id)
    assert (await me.get(path))["name"] == "赵一"
    await me.get(f"{path}/affiliations")
    await department.get(path)
    await department.get(f"{path}/affiliations")
    await department.post(f"{path}/identity", {"reason": "办理组织关系介绍信"})
    await api.app.state.access_log.flush()
    log = await me.get(f"{path}/access-log", params={"limit": 2})
    rest = await me.get(f"{path}/access-log", params={"limit": 2, "cursor": log["next_cursor"]})
    seen = log["items"] + rest["items"]
    assert sorted((item["kind"], item["reason"]) for item in seen) == [
        ("identity", "办理组织关系介绍信"),
        ("record", None),
        ("record", None),
    ]
    assert {item["role"] for item in seen} == {"organization_department"}
    other = await make_member(database, "钱二", city.of_firm)
    await me.get(f"/members/{other.person_id}/access-log", 404)
    await department.get(f"{path}/access-log", 403)


async def test_the_member_reads_the_own_record_and_changes_nothing(
    api: Api, city: Chengdu, database: OneConnection
) -> None:
    member = await make_member(database, "赵一", city.of_firm)
    await make_member(database, "钱二", city.of_firm)
    path = f"/members/{member.person_id}"
    me = await api.as_(R.MEMBER, person=member.person_id)
    assert len((await me.get(f"{path}/affiliations"))["items"]) == 1
    assert [item["name"] for item in (await me.get("/members"))["items"]] == ["赵一"]
    await me.get("/members", 404, params={"org_id": str(city.of_firm.id)})
    await me.patch(path, {"mobile": "19900001111"}, 403)
    await me.post(f"{path}/identity", {"reason": "看看"}, 403)
    await me.get(f"/party-orgs/{city.of_firm.id}/members", 403)


async def test_the_member_confirms_and_a_later_change_takes_the_confirmation_back(
    api: Api, city: Chengdu, department: Caller, database: OneConnection
) -> None:
    member = await make_member(database, "赵一", city.of_firm)
    other = await make_member(database, "钱二", city.of_firm)
    me = await api.as_(R.MEMBER, person=member.person_id)
    confirmed = await me.post(f"/members/{member.person_id}/confirm")
    assert dt.datetime.fromisoformat(confirmed["confirmed_at"]) == api.clock.now()
    history = await me.get(f"/members/{member.person_id}/history")
    assert history["items"][0]["changed"] == ["confirmed_at"]
    await me.post(f"/members/{other.person_id}/confirm", expect=404)
    await department.post(f"/members/{member.person_id}/confirm", expect=403)
    changed = await department.patch(f"/members/{member.person_id}", {"education": "14"})
    assert changed["confirmed_at"] is None


async def test_the_full_number_is_shown_for_a_reason_and_to_departments_alone(
    api: Api, city: Chengdu, database: OneConnection
) -> None:
    number = make_id_number()
    lawyer = await make_lawyer(database, "赵一", city.firm, number=number)
    path = f"/members/{lawyer.person_id}/identity"
    bureau = await api.as_(R.JUSTICE_BUREAU, area="510104")
    shown = await bureau.post(path, {"reason": "核对执业证"})
    assert (shown["id_number"], shown["mobile"]) == (number, "19900001234")
    assert await looks(api, lawyer.person_id) == [("identity", "justice_bureau")]
    await bureau.post(path, {"reason": " "}, 422)
    await bureau.post(path, {}, 422)
    await (await api.as_(R.ORG_OFFICER, org=city.of_firm.id)).post(path, {"reason": "核对"}, 403)
    await (await api.as_(R.JUSTICE_BUREAU, area="5107")).post(path, {"reason": "核对"}, 404)
