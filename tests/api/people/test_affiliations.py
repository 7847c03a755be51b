"""Putting a wrong affiliation right."""

import datetime as dt
import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.models.accounts import StaffRole
from app.models.changes import Change
from app.models.lawyers import Lawyer
from app.models.members import Affiliation, Member
from app.models.transfers import Route, Transfer, TransferState
from tests.support.api_client import Api, Caller
from tests.support.builders import make_id_number, make_lawyer, make_member, make_person
from tests.support.chengdu import Chengdu, correct, form, rows
from tests.support.clock import TODAY
from tests.support.postgres import OneConnection

R = StaffRole


async def test_a_wrong_affiliation_is_closed_and_the_right_one_opened_with_the_reason(
    api: Api, city: Chengdu, department: Caller, database: OneConnection
) -> None:
    member = await make_member(database, "赵一", city.of_firm)
    right = await correct(department, member.person_id, city.joint, "2026-11-01")
    assert (right["org_id"], right["affiliation_name"]) == (str(city.joint.id), city.joint.name)
    assert (right["affiliated_since"], right["affiliation_state"]) == ("2026-11-01", "in_area_org")
    history = (await department.get(f"/members/{member.person_id}/affiliations"))["items"]
    assert [(item["from_on"], item["until_on"], item["opened_by"], item["reason"]) for item in history] == [
        ("2026-11-01", None, "correction", "登记有误"),
        ("2020-01-01", "2026-11-01", "first_record", None),
    ]
    change = (await rows(database, Change, member.person_id))[0]
    assert (change.changed, change.reason) == (["affiliation_name", "org_id"], "登记有误")
    assert (change.party_before, change.party_after) == (city.of_firm.party_path, city.joint.party_path)
    old, new = [await api.as_(R.ORG_OFFICER, org=org.id) for org in (city.of_firm, city.joint)]
    await old.get(f"/members/{member.person_id}", 404)
    proposal = {"member_id": str(member.person_id), "kind": "withdrawal", "reason": "本人申请退党"}
    proposed = await new.post("/membership-decisions", proposal, 201)
    assert proposed["branch_name"] == city.joint.name


@pytest.mark.parametrize("role", [R.JUSTICE_BUREAU, R.BAR_ASSOCIATION, R.ORG_OFFICER, R.MEMBER])
async def test_an_affiliation_is_corrected_by_the_organization_department_alone(
    api: Api, city: Chengdu, database: OneConnection, role: StaffRole
) -> None:
    member = await make_member(database, "赵一", city.of_firm)
    scope: dict[str, Any] = {
        R.ORG_OFFICER: {"org": city.committee.id},
        R.MEMBER: {"person": member.person_id},
    }.get(role, {"area": "5101"})
    await correct(await api.as_(role, **scope), member.person_id, city.joint, "2026-11-01", 403)


async def test_a_second_change_on_one_day_and_a_day_before_the_affiliation_are_refused(
    city: Chengdu, department: Caller, database: OneConnection
) -> None:
    member = await make_member(database, "赵一", city.of_firm, since_day=dt.date(2026, 11, 1))
    early = await correct(department, member.person_id, city.joint, "2026-10-31", 409)
    assert early["code"] == "accepted_before_affiliation"
    same = await correct(department, member.person_id, city.joint, "2026-11-01", 409)
    assert same["code"] == "affiliation_changed_today"
    late = await correct(department, member.person_id, city.joint, "2026-11-24", 422)
    assert late["errors"][0]["code"] == "from_on_in_future"
    stays = await correct(department, member.person_id, city.of_firm, "2026-11-05", 422)
    assert stays["code"] == "same_branch"
    (held,) = await rows(database, Affiliation, member.person_id)
    assert held.org_id == city.of_firm.id


async def test_a_first_record_of_today_can_be_put_right_today(
    city: Chengdu, department: Caller, database: OneConnection
) -> None:
    made = await department.post("/members", form(city.of_firm), 201)
    await correct(department, made["person_id"], city.joint, TODAY.isoformat())
    before, now = await rows(database, Affiliation, made["person_id"])
    assert (before.valid_during.lower, before.valid_during.upper) == (TODAY - dt.timedelta(days=1), TODAY)
    assert (now.org_id, now.start_known) == (city.joint.id, True)


async def test_nothing_is_corrected_while_a_transfer_is_open(
    city: Chengdu, department: Caller, database: OneConnection
) -> None:
    member = await make_member(database, "赵一", city.of_firm)
    transfer = Transfer(
        person_id=member.person_id,
        route=Route.INTERNAL,
        state=TransferState.SUBMITTED,
        reason="调动",
        dues_paid_to=dt.date(2026, 11, 1),
        from_org_id=city.of_firm.id,
        from_org_name=city.of_firm.name,
        to_org_id=city.joint.id,
        to_org_name=city.joint.name,
        name="赵一",
        id_masked=member.id_masked,
        from_place_path=city.of_firm.place_path,
        from_party_path=city.of_firm.party_path,
        to_place_path=city.joint.place_path,
        to_party_path=city.joint.party_path,
    )
    async with database.as_admin() as session:
        session.add(transfer)
    refused = await correct(department, member.person_id, city.joint, "2026-11-01", 409)
    assert refused["code"] == "transfer_open"


async def test_the_right_branch_has_to_be_in_scope(
    api: Api, city: Chengdu, department: Caller, database: OneConnection
) -> None:
    member = await make_member(database, "赵一", city.of_firm)
    refused = await correct(department, member.person_id, city.elsewhere, "2026-11-01", 422)
    assert refused["errors"][0]["code"] == "party_org_not_found"
    outside = {"outside_name": "中共丙支部", "from_on": "2026-11-01", "reason": "登记有误"}
    path = f"/members/{member.person_id}/affiliations/correct"
    assert (await department.post(path, outside, 422))["errors"][0]["code"] == "outside_needs_lawyer"
    province = await api.as_(R.ORGANIZATION_DEPARTMENT, area="51")
    await correct(province, member.person_id, city.elsewhere, "2026-11-01")
    await department.get(f"/members/{member.person_id}", 404)


async def test_a_lawyer_recorded_in_a_branch_by_mistake_is_put_outside(
    city: Chengdu, department: Caller, database: OneConnection
) -> None:
    number = make_id_number()
    lawyer = await make_lawyer(database, "赵一", city.firm, number=number)
    await department.post("/members", form(city.joint, number, name="赵一", affiliated_since="2020-01-01"), 201)
    body = {"outside_name": "中共丙支部", "from_on": "2026-11-01", "reason": "实未转入"}
    right = await department.post(f"/members/{lawyer.person_id}/affiliations/correct", body)
    assert (right["org_id"], right["affiliation_state"]) == (None, "outside")
    async with database.as_admin() as session:
        member = await session.get_one(Member, lawyer.person_id)
        assert (await session.get_one(Lawyer, lawyer.person_id)).affiliation_name == "中共丙支部"
    assert member.party_path == city.firm.party_path


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=4))
async def test_on_every_day_since_the_first_a_member_has_exactly_one_affiliation(
    steps: list[tuple[int, bool]], city: Chengdu, department: Caller, database: OneConnection
) -> None:
    start = dt.date(2026, 10, 15)
    person = await make_person(database)
    member = await make_member(database, "赵一", city.of_firm, person=person, since_day=start)
    for days, joint in steps:
        body = {
            "org_id": str((city.joint if joint else city.of_firm).id),
            "from_on": (start + dt.timedelta(days=days)).isoformat(),
            "reason": "登记有误",
        }
        await department("POST", f"/members/{member.person_id}/affiliations/correct", json=body)
    held = await rows(database, Affiliation, member.person_id)
    assert held[0].valid_during.lower == start
    for earlier, later in itertools.pairwise(held):
        assert earlier.valid_during.upper == later.valid_during.lower
        assert earlier.org_id != later.org_id
    assert held[-1].valid_during.upper is None
    async with database.as_admin() as session:
        assert (await session.get_one(Member, member.person_id)).org_id == held[-1].org_id
