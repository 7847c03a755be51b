"""Activity certificates: which body does what, what the host may write, the yearly review (N12)."""

import asyncio
import datetime as dt
import io
import uuid
from collections import Counter
from typing import Any

import pytest
from pypdf import PdfReader
from sqlmodel import select

from app.models.accounts import StaffRole
from app.models.activity_certificates import ActivityState, CertificateEntry
from app.models.changes import Access, Change
from app.workflows.activity_certificate import STEPS
from tests.support.activity_certificates import PATH, TO_ISSUE, WAY, A, B, S, act, asked, reach
from tests.support.api_client import Api
from tests.support.builders import make_member
from tests.support.clock import SetClock
from tests.support.temporary_affiliations import act as act_on_guest
from tests.support.temporary_affiliations import guest
from tests.support.transfer_case import TransferCase

WHO = {"member": B.HOLDER, "a": B.HOME_BRANCH, "city": B.COMMITTEE, "department": B.DEPARTMENT}
ARRIVAL = {"kind": "arrival", "arrived_on": "2026-11-23", "contact_name": "李文", "contact_phone": "19900001234"}
DEPARTURE = {
    "kind": "departure",
    "left_on": "2026-11-23",
    "activities": "按时参加组织生活",
    "dues_paid_to": "2026-10",
}


async def make_world(api: Api) -> TransferCase:
    world = await TransferCase.make(api)
    await sign_in(world)
    return world


async def sign_in(world: TransferCase) -> None:
    await world.sign_in()
    world.callers["department"] = await world.api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="510104")


async def write(world: TransferCase, key: str, who: str, body: dict[str, Any], expect: int = 201) -> Any:
    return await world.callers[who].post(f"{PATH}/{key}/entries", body, expect)


@pytest.mark.parametrize("state", WAY, ids=str)
async def test_each_body_can_do_in_each_state_what_the_table_says(api: Api, state: ActivityState) -> None:
    world = await make_world(api)
    key = await reach(world, state)
    for who, body in WHO.items():
        shown = await world.callers[who].get(f"{PATH}/{key}")
        allowed = [action for action in A if (turn := STEPS.get((state, action))) and body in turn.by]
        assert (shown["state"], shown["allowed_actions"]) == (state, allowed)
        for action in set(A) - set(allowed):
            ever = any(body in turn.by for (_, a), turn in STEPS.items() if a is action)
            await act(world, key, who, action, 403 if not ever or (state, action) in STEPS else 409)


async def test_the_number_is_the_area_s_next_of_the_year(api: Api, clock: SetClock) -> None:
    world = await make_world(api)
    serials = []
    for name in ("钱二", "孙三"):
        member = await make_member(api.admin, name, world.orgs["a"])
        made = await world.callers["a"].post(PATH, asked(world, member_id=str(member.person_id)), 201)
        assert made["state"] == "filled"
        serials.append((await act(world, made["id"], "department", A.ASSIGN_NUMBER))["serial"])
    clock.advance(days=60)
    await sign_in(world)
    serials.append((await world.callers["a"].get(f"{PATH}/{await reach(world, S.NUMBERED)}"))["serial"])
    assert serials == ["51010420260001", "51010420260002", "51010420270001"]


async def test_another_county_s_department_and_other_branches_see_nothing(api: Api) -> None:
    world = await make_world(api)
    key = await reach(world, S.ISSUED)
    other = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="510105")
    for caller in (world.callers["b"], world.callers["c"], other):
        await caller("GET", f"{PATH}/{key}", 404)
        assert (await caller.get(PATH))["items"] == []


async def test_nobody_has_two_and_a_lost_one_is_replaced_once(api: Api) -> None:
    world = await make_world(api)
    key = await reach(world, S.ISSUED)
    assert (await world.callers["a"].post(PATH, asked(world), 409))["code"] == "certificate_live"
    await act(world, key, "member", A.REPORT_LOST)
    made = await world.callers["a"].post(PATH, asked(world, replaces_id=key), 201)
    assert (await world.callers["a"].get(f"{PATH}/{key}"))["replaced_by_id"] == made["id"]
    await act(world, made["id"], "a", A.WITHDRAW)
    for replaced in (key, made["id"], str(uuid.uuid4())):
        refused = await world.callers["a"].post(PATH, asked(world, replaces_id=replaced), 409)
        assert refused["code"] == "replaced_certificate_not_lost"


async def test_the_host_writes_arrival_and_departure_and_changes_nothing_else(api: Api) -> None:
    world = await make_world(api)
    key = await reach(world, S.ISSUED)
    assert (await write(world, key, "c", ARRIVAL, 404))["code"] == "not_found"
    stay = await guest(world)
    shown = await write(world, key, "c", ARRIVAL)
    (entry,) = shown["entries"]
    assert (entry["host_name"], entry["contact_phone"]) == ("中共丙律师事务所支部", "199******34")
    assert (await write(world, key, "c", ARRIVAL, 409))["code"] == "entry_open"
    assert (await write(world, key, "a", DEPARTURE, 409))["code"] == "no_entry_open"
    for action in A:
        await act(world, key, "c", action, 403)
    await world.callers["c"]("GET", f"{PATH}/{key}/certificate.pdf", 403)
    await act_on_guest(world, stay, "c", "end", reason="已离开")
    left = await write(world, key, "c", DEPARTURE)
    assert (left["entries"][0]["left_on"], left["entries"][0]["dues_paid_to"]) == ("2026-11-23", "2026-10")
    assert (await write(world, key, "c", ARRIVAL, 403))["code"] == "not_the_acting_body"
    async with api.admin.as_admin() as session:
        entities = (await session.exec(select(Change.op).where(Change.entity == "certificate_entry"))).all()
    assert Counter(entities) == {"create": 1, "update": 1}


async def test_a_host_outside_is_copied_in_by_the_home_branch(api: Api) -> None:
    world = await make_world(api)
    key = await reach(world, S.ISSUED)
    assert (await write(world, key, "a", ARRIVAL, 403))["code"] == "not_the_acting_body"
    shown = await write(world, key, "a", ARRIVAL | {"host_name": "中共深圳市某律师事务所支部"})
    assert (shown["entries"][0]["host_org_id"], shown["entries"][0]["host_name"]) == (
        None,
        "中共深圳市某律师事务所支部",
    )
    await write(world, key, "a", DEPARTURE)


@pytest.mark.parametrize("day", ["2026-11-22", "2026-11-24"])
async def test_entries_lie_between_issue_and_today(api: Api, day: str) -> None:
    world = await make_world(api)
    key = await reach(world, S.ISSUED)
    await guest(world)
    refused = await write(world, key, "c", ARRIVAL | {"arrived_on": day}, 422)
    assert refused["errors"][0]["code"] == "arrival_out_of_range"
    await write(world, key, "c", ARRIVAL)
    refused = await write(world, key, "c", DEPARTURE | {"left_on": day}, 422)
    assert refused["errors"][0]["code"] == "departure_out_of_range"


async def test_a_missed_review_blocks_entries_until_it_is_held(api: Api, clock: SetClock) -> None:
    world = await make_world(api)
    key = await reach(world, S.ISSUED)
    await guest(world)
    clock.moment = dt.datetime(2027, 11, 23, 4, tzinfo=dt.UTC)
    await sign_in(world)
    shown = await world.callers["c"].get(f"{PATH}/{key}")
    assert (shown["review_due_on"], shown["review_missed"]) == ("2027-11-23", False)
    (task,) = (await world.callers["a"].get("/tasks", params={"kind": "certificate_review"}))["items"]
    assert (task["subject_id"], task["due_on"], task["overdue"]) == (key, "2027-11-23", False)
    clock.moment = dt.datetime(2028, 11, 24, 4, tzinfo=dt.UTC)
    await sign_in(world)
    shown = await world.callers["a"].get(f"{PATH}/{key}")
    assert (shown["review_missed"], shown["missed_reviews"]) == (True, ["2027-11-23", "2028-11-23"])
    assert [i["id"] for i in (await world.callers["a"].get(PATH, params={"review_missed": "true"}))["items"]] == [key]
    arrival = ARRIVAL | {"arrived_on": "2028-11-24"}
    assert (await write(world, key, "c", arrival, 409))["code"] == "review_missed"
    await world.callers["county"].post(f"{PATH}/{key}/reviews", {"grade": "2"}, 403)
    held = await world.callers["c"].post(f"{PATH}/{key}/reviews", {"grade": "2"}, 201)
    assert (held["review_due_on"], held["missed_reviews"]) == ("2029-11-24", [])
    refused = await world.callers["a"].post(f"{PATH}/{key}/reviews", {"grade": "1"}, 409)
    assert refused["code"] == "review_exists"
    await write(world, key, "c", arrival)


async def test_a_certificate_that_is_not_in_use_takes_neither_entry_nor_review(api: Api) -> None:
    world = await make_world(api)
    await guest(world)
    key = await reach(world, S.RETURNED)
    assert (await write(world, key, "c", ARRIVAL, 409))["code"] == "certificate_action_out_of_turn"
    refused = await world.callers["a"].post(f"{PATH}/{key}/reviews", {"grade": "2"}, 409)
    assert refused["code"] == "certificate_action_out_of_turn"


async def test_three_in_one_place_are_told_to_set_up_an_organization(api: Api) -> None:
    world = await make_world(api)
    remarks = []
    for name in ("钱二", "孙三", "李四"):
        member = await make_member(api.admin, name, world.orgs["a"])
        made = await world.callers["a"].post(PATH, asked(world, member_id=str(member.person_id)), 201)
        remarks.append([remark["code"] for remark in made["remarks"]])
    assert remarks == [[], [], ["group_needs_organization"]]


async def test_it_prints_for_the_home_branch_and_is_logged_first(api: Api) -> None:
    world = await make_world(api)
    key = await reach(world, S.FILLED)
    refused = await world.callers["a"]("GET", f"{PATH}/{key}/certificate.pdf", 409)
    assert refused.json()["code"] == "certificate_not_numbered"
    for who, action in TO_ISSUE[1:]:
        await act(world, key, who, action)
    printed = await world.callers["a"]("GET", f"{PATH}/{key}/certificate.pdf", 200)
    text = "".join(PdfReader(io.BytesIO(printed.content)).pages[0].extract_text().split())
    for words in ("流动党员活动证", "51010420260001", "赵一", "中共甲律师事务所支部", "中共成都市律师行业委员会"):
        assert words in text
    await world.callers["department"]("GET", f"{PATH}/{key}/certificate.pdf", 403)
    assert len(PdfReader(io.BytesIO(printed.content)).pages) == 2
    async with api.admin.as_admin() as session:
        logged = (await session.exec(select(Access.reason).where(Access.kind == "identity"))).all()
    assert logged == ["打印流动党员活动证第51010420260001号"]


async def test_it_follows_the_member_to_a_new_branch_which_takes_it_back(api: Api) -> None:
    world = await make_world(api)
    key = await reach(world, S.ISSUED)
    transfer = await world.open("b", by="a")
    await world.walk(transfer, world.internal_path(), until="accepted")
    await world.callers["a"]("GET", f"{PATH}/{key}", 404)
    assert (await act(world, key, "b", A.TAKE_BACK))["state"] == "returned"


async def test_one_key_makes_one_certificate_one_entry_and_one_review(api: Api) -> None:
    world = await make_world(api)
    key = await reach(world, S.ISSUED)
    await guest(world)
    for path, who, body in (
        (f"{PATH}/{key}/entries", "c", ARRIVAL),
        (f"{PATH}/{key}/reviews", "a", {"grade": "2"}),
    ):
        once = {"headers": {"Idempotency-Key": path[-12:]}}
        first = await world.callers[who].post(path, body, 201, **once)
        assert await world.callers[who].post(path, body, 201, **once) == first


async def test_taking_back_and_an_arrival_at_once_leave_no_entry_on_a_returned_one(committed: Api) -> None:
    world = await make_world(committed)
    key = await reach(world, S.ISSUED)
    await guest(world)
    back, arrival = await asyncio.gather(
        world.callers["a"]("POST", f"{PATH}/{key}/actions", json={"action": "take_back"}),
        world.callers["c"]("POST", f"{PATH}/{key}/entries", json=ARRIVAL),
    )
    assert back.status_code == 200
    steps = (await world.callers["a"].get(f"{PATH}/{key}"))["steps"]
    async with committed.admin.as_admin() as session:
        entries = (await session.exec(select(CertificateEntry))).all()
    assert len(entries) == (1 if arrival.status_code == 201 else 0)
    assert arrival.status_code in {201, 409}
    assert steps[-1]["action"] == "take_back"


async def test_numbers_given_at_once_have_neither_gap_nor_repetition(committed: Api) -> None:
    world = await make_world(committed)
    keys = []
    for name in "一二三四五":
        member = await make_member(committed.admin, f"钱{name}", world.orgs["a"])
        made = await world.callers["a"].post(PATH, asked(world, member_id=str(member.person_id)), 201)
        keys.append(made["id"])
    department, body = world.callers["department"], {"action": "assign_number"}
    answers = await asyncio.gather(*(department("POST", f"{PATH}/{key}/actions", json=body) for key in keys))
    assert sorted(answer.json()["serial"] for answer in answers) == [f"5101042026{n:04d}" for n in range(1, 6)]


async def test_the_print_has_the_stays_and_the_reviews(api: Api) -> None:
    world = await make_world(api)
    await guest(world)
    key = await reach(world, S.ISSUED)
    for written in (ARRIVAL, DEPARTURE):
        await world.callers["c"].post(f"{PATH}/{key}/entries", written, 201)
    await world.callers["c"].post(f"{PATH}/{key}/reviews", {"grade": "1"}, 201)
    printed = await world.callers["a"]("GET", f"{PATH}/{key}/certificate.pdf", 200)
    text = "".join(PdfReader(io.BytesIO(printed.content)).pages[1].extract_text().split())
    for words in ("中共丙律师事务所支部", "2026年11月23日", "按时参加组织生活", "2026年10月", "优秀"):
        assert words in text
    own = await world.callers["member"].get("/me/record")
    assert [(row["year"], row["grade"]) for row in own["appraisals"]] == [(2026, "1")]
    assert own["dues"]["paid_through"] == "2026-10"
