"""Changing a member's record: each side its own fields, every change in the ledger."""

import datetime as dt
from typing import Any

import pytest

from app.models.accounts import StaffRole
from app.models.lawyers import Lawyer
from app.models.members import Affiliation, MembershipStanding
from app.models.people import Person
from tests.support.api_client import Api, Caller
from tests.support.builders import make_id_number, make_lawyer, make_member
from tests.support.chengdu import Chengdu, form, rows
from tests.support.clock import TODAY
from tests.support.keys import KEYRING
from tests.support.postgres import OneConnection

R = StaffRole


ALL_FIELDS: dict[str, tuple[str, Any]] = {
    "name": ("practice", "赵乙"),
    "ethnic_group": ("practice", "08"),
    "birth_date": ("practice", "1979-05-17"),
    "category": ("party", "1"),
    "admitted_on": ("party", "2006-07-01"),
    "regularized_on": ("party", "2006-07-02"),
    "membership_status": ("status", "2"),
    "education": ("party", "14"),
    "job_post": ("party", "024"),
    "lost_contact": ("party", False),
    "lost_contact_on": ("party", None),
    "is_floating": ("party", True),
    "floating_destination": ("party", "重庆市"),
    "mobile": ("contact", "19900009999"),
    "phone": ("contact", "02812345678"),
    "home_address": ("contact", "成都市某小区9号"),
}
SIDES = {
    R.ORGANIZATION_DEPARTMENT: {"party", "contact", "status"},
    R.ORG_OFFICER: {"party", "contact"},
    R.JUSTICE_BUREAU: {"practice", "contact"},
    R.BAR_ASSOCIATION: {"contact"},
}


@pytest.mark.parametrize("role", SIDES)
async def test_each_field_is_changed_by_its_own_side_alone(
    api: Api, city: Chengdu, database: OneConnection, role: StaffRole
) -> None:
    caller = await api.as_(role, area=None if role is R.ORG_OFFICER else "5101", org=city.committee.id)
    for field, (side, value) in ALL_FIELDS.items():
        member = await make_member(database, "赵一", city.of_firm, number=make_id_number(birth=dt.date(1975, 1, 1)))
        body = {field: value, **({"regularized_on": "2006-08-01"} if field == "admitted_on" else {})}
        answer = await caller("PATCH", f"/members/{member.person_id}", json=body)
        if side in SIDES[role]:
            assert answer.status_code == 200, (field, answer.text)
        elif side == "status" and role is R.ORG_OFFICER:
            assert (answer.status_code, answer.json()["code"]) == (422, "status_needs_decision")
        else:
            assert answer.status_code == 403, field
            assert answer.json()["code"] == "field_of_other_department"
            assert field in {error["field"] for error in answer.json()["errors"]}


async def test_one_foreign_field_refuses_the_whole_change_and_points_to_the_correction(
    city: Chengdu, bureau: Caller, database: OneConnection
) -> None:
    member = await make_member(database, "赵一", city.of_firm)
    body = {"mobile": "19900009999", "education": "14", "category": "2", "regularized_on": None}
    refused = await bureau.patch(f"/members/{member.person_id}", body, 403)
    assert [error["field"] for error in refused["errors"]] == ["category", "education", "regularized_on"]
    assert "组织部门" in refused["errors"][0]["message"]
    assert "校核" in refused["detail"]
    assert (await bureau.get(f"/members/{member.person_id}"))["mobile"] == "199******34"


async def test_a_change_counts_the_version_and_leaves_a_ledger_row_with_its_reason(
    api: Api, city: Chengdu, database: OneConnection
) -> None:
    member = await make_member(database, "赵一", city.of_firm)
    officer = await api.as_(R.ORG_OFFICER, org=city.of_firm.id)
    path = f"/members/{member.person_id}"
    before = (await officer("GET", path, 200)).headers["ETag"]
    body = {"education": "14", "mobile": "19900009999", "reason": "年度采集"}
    response = await officer("PATCH", path, 200, json=body, headers={"If-Match": before})
    assert response.json()["education"] == "14"
    assert response.headers["ETag"] != before
    stale = await officer("PATCH", path, 412, json={"education": "21"}, headers={"If-Match": before})
    assert stale.json()["code"] == "stale"
    (item,) = (await officer.get(f"{path}/history"))["items"]
    assert (item["changed"], item["reason"]) == (["education", "mobile"], "年度采集")
    assert (item["actor_body"], item["op"]) == (city.of_firm.name, "update")
    assert item["version"] == response.json()["version"]


async def test_the_history_is_paged_and_shows_no_content(api: Api, city: Chengdu, department: Caller) -> None:
    made = await department.post("/members", form(city.of_firm), 201)
    path = f"/members/{made['person_id']}"
    for code in ("14", "21", "31"):
        await department.patch(path, {"education": code})
    versions: list[int] = []
    cursor: dict[str, str] = {}
    while True:
        page = await department.get(f"{path}/history", params={"limit": "2", **cursor})
        versions += [item["version"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert len(versions) >= 4
    assert versions == sorted(set(versions), reverse=True)


async def test_contacts_are_sealed_and_shown_in_part_and_can_be_removed(
    city: Chengdu, bureau: Caller, database: OneConnection
) -> None:
    member = await make_member(database, "赵一", city.of_firm)
    path = f"/members/{member.person_id}"
    changed = await bureau.patch(path, {"mobile": "１９９ 0000 9999", "home_address": "成都市某小区9号"})
    assert (changed["mobile"], changed["has_home_address"]) == ("199******99", True)
    async with database.as_admin() as session:
        person = await session.get_one(Person, member.person_id)
    assert KEYRING.unseal_text(person.mobile_cipher) == "19900009999"
    assert b"19900009999" not in (person.mobile_cipher or b"")
    removed = await bureau.patch(path, {"mobile": None, "home_address": None})
    assert (removed["mobile"], removed["has_home_address"]) == (None, False)
    assert {"mobile", "home_address"} <= set(removed["missing"])


@pytest.mark.parametrize("field", ["name", "birth_date", "category", "admitted_on", "membership_status", "is_floating"])
async def test_what_no_record_is_without_cannot_be_cleared(
    city: Chengdu, department: Caller, database: OneConnection, field: str
) -> None:
    member = await make_member(database, "赵一", city.of_firm)
    refused = await department.patch(f"/members/{member.person_id}", {field: None}, 422)
    assert [(error["field"], error["code"]) for error in refused["errors"]] == [(field, "required")]


async def test_a_probationary_member_becomes_a_full_one_on_a_date(
    city: Chengdu, department: Caller, database: OneConnection
) -> None:
    number = make_id_number()
    lawyer = await make_lawyer(database, "赵一", city.firm, number=number)
    probation = {"category": "2", "admitted_on": "2025-11-01", "regularized_on": None}
    made = await department.post("/members", form(city.of_firm, number, name="赵一", **probation), 201)
    path = f"/members/{made['person_id']}"
    refused = await department.patch(path, {"category": "1"}, 422)
    assert refused["errors"][0]["code"] == "regularized_on_required"
    changed = await department.patch(path, {"category": "1", "regularized_on": "2026-11-10"})
    assert (changed["category"], changed["regularized_on"]) == ("1", "2026-11-10")
    (affiliation,) = await rows(database, Affiliation, lawyer.person_id)
    assert affiliation.category == "1"
    assert changed["lawyer"]["political_status"] == "01"


async def test_a_status_that_the_bureau_recorded_is_not_overwritten(
    city: Chengdu, department: Caller, database: OneConnection
) -> None:
    number = make_id_number()
    await make_lawyer(database, "赵一", city.firm, number=number, political_status="13")
    made = await department.post("/members", form(city.of_firm, number, name="赵一"), 201)
    assert made["lawyer"]["political_status"] == "13"


@pytest.mark.parametrize("field", ["org_id", "outside_name"])
async def test_a_branch_is_changed_by_transfer_and_not_by_patch(
    city: Chengdu, department: Caller, database: OneConnection, field: str
) -> None:
    member = await make_member(database, "赵一", city.of_firm)
    value = str(city.joint.id) if field == "org_id" else "中共丙支部"
    refused = await department.patch(f"/members/{member.person_id}", {field: value}, 422)
    assert refused["code"] == "affiliation_needs_transfer"
    assert [error["field"] for error in refused["errors"]] == [field]


async def test_a_corrected_status_holds_from_today_with_its_document(
    city: Chengdu, department: Caller, database: OneConnection
) -> None:
    member = await make_member(database, "赵一", city.of_firm)
    path = f"/members/{member.person_id}"
    await department.patch(path, {"membership_status": "2", "document": "成组〔2026〕1号"})
    before, now = await rows(database, MembershipStanding, member.person_id)
    assert (before.membership_status, before.valid_during.upper) == ("1", TODAY)
    assert (now.membership_status, now.valid_during.lower, now.document) == ("2", TODAY, "成组〔2026〕1号")
    await department.patch(path, {"membership_status": "3", "document": "成组〔2026〕2号"})
    _, now = await rows(database, MembershipStanding, member.person_id)
    assert (now.membership_status, now.document) == ("3", "成组〔2026〕2号")
    refused = await department.patch(path, {"document": "成组〔2026〕3号"}, 422)
    assert refused["errors"][0]["code"] == "document_without_status"


async def test_stopped_membership_is_restored_but_who_was_removed_can_only_join_anew(
    city: Chengdu, department: Caller, database: OneConnection
) -> None:
    for status, code in (("2", 200), ("3", 200), ("4", 422), ("5", 422)):
        member = await make_member(database, "赵一", city.of_firm, status=status)
        answer = await department("PATCH", f"/members/{member.person_id}", code, json={"membership_status": "1"})
        if code == 422:
            assert answer.json()["errors"][0]["code"] == "membership_ended"


@pytest.mark.parametrize("status", ["4", "5", "6"])
async def test_no_form_and_no_correction_ends_a_membership(
    city: Chengdu, department: Caller, database: OneConnection, status: str
) -> None:
    member = await make_member(database, "赵一", city.of_firm)
    refused = await department.patch(f"/members/{member.person_id}", {"membership_status": status}, 422)
    assert refused["errors"][0]["code"] == "status_needs_decision"
    refused = await department.post("/members", form(city.of_firm, membership_status=status), 422)
    assert refused["errors"][0]["code"] == "status_needs_decision"


async def test_a_flag_taken_back_takes_its_detail_with_it(
    city: Chengdu, department: Caller, database: OneConnection
) -> None:
    member = await make_member(database, "赵一", city.of_firm)
    path = f"/members/{member.person_id}"
    lost = await department.patch(path, {"lost_contact": True, "lost_contact_on": "2026-01-05"})
    assert lost["lost_contact_on"] == "2026-01-05"
    found = await department.patch(path, {"lost_contact": False})
    assert (found["lost_contact"], found["lost_contact_on"]) == (False, None)


async def test_a_new_name_reaches_every_current_record_of_the_person(
    city: Chengdu, bureau: Caller, department: Caller, database: OneConnection
) -> None:
    number = make_id_number()
    lawyer = await make_lawyer(database, "赵一", city.firm, number=number)
    await department.post("/members", form(city.of_firm, number, name="赵一"), 201)
    changed = await bureau.patch(f"/members/{lawyer.person_id}", {"name": "单雄信", "ethnic_group": "02"})
    assert (changed["name"], changed["name_key"], changed["ethnic_group"]) == ("单雄信", "shanxiongxin", "02")
    async with database.as_admin() as session:
        assert (await session.get_one(Lawyer, lawyer.person_id)).name == "单雄信"
    (affiliation,) = await rows(database, Affiliation, lawyer.person_id)
    assert affiliation.name == "单雄信"


async def test_a_birth_date_that_differs_from_the_number_is_kept_and_flagged(
    city: Chengdu, bureau: Caller, database: OneConnection
) -> None:
    number = make_id_number(birth=dt.date(1980, 5, 17), serial=11)
    member = await make_member(database, "赵一", city.of_firm, number=number)
    path = f"/members/{member.person_id}"
    differing = await bureau.patch(path, {"birth_date": "1980-07-05"})
    assert (differing["birth_date"], differing["birth_date_differs"]) == ("1980-07-05", True)
    assert (await bureau.patch(path, {"birth_date": "1980-05-17"}))["birth_date_differs"] is False
    refused = await bureau.patch(path, {"birth_date": "2026-11-24"}, 422)
    assert refused["errors"][0]["code"] == "birth_date_in_future"
