"""Floating members: who is one, the report home at least once a year, and the end with the relationship (N12)."""

import asyncio
import datetime as dt
from typing import Any

import pytest

from app.models.accounts import StaffRole
from app.models.activity_certificates import ActivityState
from app.models.lawyers import Lawyer, LawyerStatus
from app.models.members import Member
from app.models.people import Person
from app.rules.faults import RuleError
from app.rules.stays.temporary import check_floating
from tests.support.activity_certificates import reach
from tests.support.api_client import Api
from tests.support.builders import make_firm, make_lawyer
from tests.support.clock import SetClock
from tests.support.membership_decisions import ENDINGS, decide
from tests.support.transfer_case import TransferCase

PATH = "/floating-registrations"
DAY = dt.date(2026, 11, 23)


def away(world: TransferCase, **changes: Any) -> dict[str, Any]:
    body = {
        "member_id": str(world.member.person_id),
        "reason": "长期驻外办理法律事务",
        "reach": "other_province",
        "destination_code": "6",
        "destination": "广东省深圳市某公司",
        "away_since": "2026-05-23",
    }
    return body | changes


async def registered(world: TransferCase, **changes: Any) -> str:
    return str((await world.callers["a"].post(PATH, away(world, **changes), 201))["id"])


@pytest.mark.parametrize(
    ("since", "back", "code"),
    [
        (dt.date(2026, 5, 23), dt.date(2026, 11, 24), None),
        (dt.date(2026, 5, 24), dt.date(2026, 11, 23), "absence_too_short"),
        (dt.date(2026, 11, 1), dt.date(2027, 5, 1), None),
        (dt.date(2026, 11, 1), dt.date(2027, 4, 30), "absence_too_short"),
        (dt.date(2026, 8, 31), dt.date(2027, 2, 28), None),
        (dt.date(2026, 11, 1), None, None),
        (dt.date(2026, 11, 24), None, "away_in_future"),
        (dt.date(2026, 11, 1), dt.date(2026, 11, 1), "back_before_leaving"),
    ],
)
def test_six_months_in_a_row_make_a_floating_member(since: dt.date, back: dt.date | None, code: str | None) -> None:
    found = None
    try:
        check_floating(since, back, DAY, 6)
    except RuleError as exc:
        found = exc.code
    assert found == code


async def test_the_branch_registers_and_the_record_is_marked(api: Api) -> None:
    world = await TransferCase.make(api)
    body = away(world)
    made = await world.callers["a"].post(PATH, body, 201, headers={"Idempotency-Key": "one"})
    assert await world.callers["a"].post(PATH, body, 201, headers={"Idempotency-Key": "one"}) == made
    assert (made["contact_due_on"], made["contact_overdue"], made["holds_certificate"]) == ("2027-11-23", False, False)
    record = await world.callers["a"].get(f"/members/{world.member.person_id}")
    assert (record["is_floating"], record["floating_destination"]) == (True, "广东省深圳市某公司")
    assert (await world.callers["a"].post(PATH, body, 409))["code"] == "floating_registered"
    own = await world.callers["member"].get("/me/record")
    assert [item["id"] for item in own["floating_registrations"]] == [made["id"]]
    assert own["activity_certificates"] == []


async def test_another_branch_neither_registers_nor_sees(api: Api) -> None:
    world = await TransferCase.make(api)
    await world.callers["b"].post(PATH, away(world), 404)
    assert (await world.callers["city"].post(PATH, away(world), 403))["code"] == "not_the_acting_body"
    key = await registered(world)
    for who in ("b", "county"):
        await world.callers[who].get(f"{PATH}/{key}", 404)
        assert (await world.callers[who].get(PATH))["items"] == []
    refused = await world.callers["city"].post(f"{PATH}/{key}/end", {"end_reason": "returned"}, 403)
    assert "中共甲律师事务所支部" in refused["detail"]


async def test_a_year_without_a_report_is_overdue_on_the_day_after(api: Api, clock: SetClock) -> None:
    world = await TransferCase.make(api)
    key = await registered(world)
    contact = {"contacted_on": "2026-11-23", "note": "按时交纳党费"}
    shown = await world.callers["member"].post(f"{PATH}/{key}/contacts", contact)
    assert (shown["last_contact_on"], shown["contact_due_on"]) == ("2026-11-23", "2027-11-23")
    again = await world.callers["a"].post(f"{PATH}/{key}/contacts", contact, 409)
    assert again["code"] == "floating_contact_recorded"
    clock.advance(days=365)
    await world.sign_in()
    assert (await world.callers["a"].get(f"{PATH}/{key}"))["contact_overdue"] is False
    clock.advance(days=1)
    await world.sign_in()
    assert (await world.callers["a"].get(PATH, params={"contact_overdue": "true"}))["items"][0]["id"] == key
    (task,) = (await world.callers["a"].get("/tasks", params={"kind": "floating_contact"}))["items"]
    assert (task["due_on"], task["overdue"]) == ("2027-11-23", True)


async def test_the_end_takes_the_mark_back_and_is_the_last_word(api: Api) -> None:
    world = await TransferCase.make(api)
    key = await registered(world)
    officer = world.callers["a"]
    refused = await officer.post(f"{PATH}/{key}/end", {"end_reason": "transferred"}, 422)
    assert [error["code"] for error in refused["errors"]] == ["end_reason_not_chosen"]
    await world.callers["member"].post(f"{PATH}/{key}/end", {"end_reason": "returned"}, 403)
    ended = await officer.post(f"{PATH}/{key}/end", {"end_reason": "returned"})
    assert (ended["ended_on"], ended["contact_due_on"], ended["contact_overdue"]) == ("2026-11-23", None, False)
    assert (await officer.get(f"/members/{world.member.person_id}"))["is_floating"] is False
    for path, body in (
        ("end", {"end_reason": "returned"}),
        ("contacts", {"contacted_on": "2026-11-23", "note": "汇报"}),
    ):
        assert (await officer.post(f"{PATH}/{key}/{path}", body, 409))["code"] == "floating_over"
    await registered(world, away_since="2026-11-23")


async def test_who_transfers_floats_no_more(api: Api) -> None:
    world = await TransferCase.make(api)
    key = await registered(world)
    await world.walk(await world.open("c"), world.letter_path(), until="accepted")
    ended = await world.callers["a"].get(f"{PATH}/{key}")
    assert (ended["end_reason"], ended["ended_on"]) == ("transferred", "2026-11-23")
    arrived = await world.callers["c"].get(f"/members/{world.member.person_id}")
    assert (arrived["is_floating"], arrived["floating_destination"]) == (False, None)
    await world.callers["c"].get(f"{PATH}/{key}", 404)


@pytest.mark.parametrize("kind", ENDINGS)
async def test_who_is_no_member_floats_no_more(api: Api, kind: str) -> None:
    world = await TransferCase.make(api)
    key = await registered(world)
    await decide(world, kind)
    ended = await world.callers["a"].get(f"{PATH}/{key}")
    assert (ended["end_reason"], ended["ended_on"]) == ("membership_ended", "2026-11-23")


@pytest.mark.parametrize("change", [{"is_floating": False}, {"floating_destination": "重庆市"}])
async def test_the_mark_is_the_register_s_while_one_is_in_force(api: Api, change: dict[str, Any]) -> None:
    world = await TransferCase.make(api)
    key = await registered(world)
    record = f"/members/{world.member.person_id}"
    refused = await world.callers["a"].patch(record, change, 422)
    assert [error["code"] for error in refused["errors"]] == ["floating_registered"]
    await world.callers["a"].patch(record, {"is_floating": True, "education": "14"})
    await world.callers["a"].post(f"{PATH}/{key}/end", {"end_reason": "returned"})
    await world.callers["a"].patch(record, {"is_floating": True, "floating_destination": "重庆市"})


async def test_an_absence_begins_when_the_last_one_has_ended(api: Api) -> None:
    world = await TransferCase.make(api)
    key = await registered(world)
    await world.callers["a"].post(f"{PATH}/{key}/end", {"end_reason": "returned", "ended_on": "2026-11-20"})
    refused = await world.callers["a"].post(PATH, away(world, away_since="2026-11-19"), 422)
    assert [error["code"] for error in refused["errors"]] == ["absence_overlaps"]
    await registered(world, away_since="2026-11-20")


async def test_nobody_is_back_before_the_last_report(api: Api) -> None:
    world = await TransferCase.make(api)
    key = await registered(world)
    officer = world.callers["a"]
    await officer.post(f"{PATH}/{key}/contacts", {"contacted_on": "2026-11-20", "note": "汇报"})
    refused = await officer.post(f"{PATH}/{key}/end", {"end_reason": "returned", "ended_on": "2026-11-19"}, 422)
    assert [error["code"] for error in refused["errors"]] == ["end_out_of_range"]
    await officer.post(f"{PATH}/{key}/end", {"end_reason": "returned", "ended_on": "2026-11-20"})


@pytest.mark.parametrize("status", LawyerStatus)
async def test_the_yearly_table_counts_lawyers_who_practise(api: Api, status: LawyerStatus) -> None:
    world = await TransferCase.make(api)
    await registered(world)
    firm = await make_firm(api.admin, "甲律师事务所")
    async with api.admin.as_admin() as session:
        person = await session.get_one(Person, world.member.person_id)
    lawyer = await make_lawyer(api.admin, "赵一", firm, person=person)
    async with api.admin.as_admin() as session:
        (await session.get_one(Lawyer, lawyer.person_id)).status = status
        await session.commit()
    department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="51")
    counted = (await department.get("/statistics/floating-members"))["lawyers"]
    assert counted == int(status is LawyerStatus.ACTIVE)


async def test_the_yearly_table_counts_those_in_scope(api: Api) -> None:
    world = await TransferCase.make(api)
    await registered(world)
    near = await world.with_another("钱二", "b")
    body = away(near, reach="other_city", destination_code="99", destination="绵阳市某公司")
    await near.callers["b"].post(PATH, body, 201)
    table = await world.callers["city"].get("/statistics/floating-members")
    assert table == {
        "total": 2,
        "other_province": 1,
        "other_city": 1,
        "same_city": 0,
        "with_certificate": 0,
        "lawyers": 0,
        "by_destination": [{"destination_code": "6", "count": 1}, {"destination_code": "99", "count": 1}],
    }
    elsewhere = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5107")
    assert (await elsewhere.get("/statistics/floating-members"))["total"] == 0


async def test_of_two_at_once_one_is_registered(committed: Api) -> None:
    world = await TransferCase.make(committed)
    tries = [world.callers["a"]("POST", PATH, json=away(world)) for _ in range(4)]
    answers = await asyncio.gather(*tries)
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_those_marked_and_not_registered_are_listed(api: Api) -> None:
    world = await TransferCase.make(api)
    near = await world.with_another("钱二")
    async with api.admin.as_admin() as session:
        for member in (world.member, near.member):
            (await session.get_one(Member, member.person_id)).is_floating = True
    await registered(world)

    async def named(affiliation: str) -> set[str]:
        page = await world.callers["a"].get("/members", params={"affiliation": affiliation})
        return {item["name"] for item in page["items"]}

    assert await named("floating") == {"赵一", "钱二"}
    assert await named("floating_unregistered") == {"钱二"}
    refused = await world.callers["a"].get("/members?affiliation=floating&as_of=2026-11-22", 422)
    assert refused["errors"][0]["code"] == "not_in_history"


async def test_a_holder_of_a_certificate_is_counted_as_such(api: Api) -> None:
    world = await TransferCase.make(api)
    world.callers["department"] = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="510104")
    await reach(world, ActivityState.ISSUED)
    await registered(world)
    (row,) = (await world.callers["a"].get(PATH))["items"]
    assert row["holds_certificate"] is True
    table = await world.callers["city"].get("/statistics/floating-members")
    assert (table["total"], table["with_certificate"]) == (1, 1)
