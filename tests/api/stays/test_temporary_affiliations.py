"""Temporary affiliations: who applies, agrees, accepts, extends, ends and converts, and what the host sees (N11)."""

import datetime as dt
import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from app.models.accounts import StaffRole
from app.models.changes import Change
from app.models.members import Affiliation, Member
from app.models.people import Person
from app.models.temporary_affiliations import TemporaryAction, TemporaryState
from app.workflows.temporary_affiliation import STEPS, GuestBody
from tests.support.api_client import Api
from tests.support.builders import make_firm, make_id_number, make_lawyer, make_member, make_person
from tests.support.clock import TODAY, SetClock
from tests.support.temporary_affiliations import PATH, act, application, apply, guest
from tests.support.transfer_case import TransferCase
from tests.support.work_lists import tasks_of

A, S = TemporaryAction, TemporaryState
CALLERS = {"member": GuestBody.MEMBER, "a": GuestBody.HOME_BRANCH, "c": GuestBody.HOST_BRANCH}
WAY: dict[TemporaryState, tuple[tuple[str, TemporaryAction], ...]] = {
    S.APPLIED: (),
    S.AGREED: (("a", A.AGREE),),
    S.ACTIVE: (("a", A.AGREE), ("c", A.ACCEPT)),
    S.ENDED: (("a", A.AGREE), ("c", A.ACCEPT), ("c", A.END)),
    S.DECLINED: (("a", A.DECLINE),),
    S.WITHDRAWN: (("member", A.WITHDRAW),),
}
MORE: dict[TemporaryAction, dict[str, Any]] = {
    A.DECLINE: {"reason": "无相应岗位"},
    A.EXTEND: {"reason": "档案尚未调入"},
    A.END: {"reason": "已离开本所"},
    A.CONVERT: {"dues_paid_to": "2026-10"},
}


async def test_the_formal_relationship_stays_where_it_is(api: Api) -> None:
    world = await TransferCase.make(api)
    key = await guest(world)
    shown = await world.callers["c"].get(f"{PATH}/{key}")
    assert (shown["state"], shown["home_name"], shown["host_name"]) == (
        "active",
        "中共甲律师事务所支部",
        "中共丙律师事务所支部",
    )
    assert shown["may_vote_at_host"] is False
    assert shown["starts_on"] == TODAY.isoformat()
    assert shown["review_on"] == "2027-05-23"
    async with api.admin.as_admin() as session:
        rows = (await session.exec(select(Affiliation).where(Affiliation.person_id == world.member.person_id))).all()
    assert [(row.org_id, row.valid_during.upper) for row in rows] == [(world.orgs["a"].id, None)]


async def test_the_host_sees_the_card_and_never_the_record(api: Api) -> None:
    world = await TransferCase.make(api)
    key = await guest(world)
    for who in ("c", "county"):
        shown = await world.callers[who].get(f"{PATH}/{key}")
        assert shown["name"] == "赵一"
        assert "*" in shown["id_masked"]
        await world.callers[who]("GET", f"/members/{world.member.person_id}", 404)
        await world.callers[who]("GET", f"/members/{world.member.person_id}/affiliations", 404)
        assert (await world.callers[who].get("/members", params={"affiliation": "temporary"}))["items"] == []


async def test_the_host_sees_nothing_before_the_home_branch_has_agreed(api: Api) -> None:
    world = await TransferCase.make(api)
    key = await apply(world, by="member")
    bureau = await api.as_(StaffRole.JUSTICE_BUREAU, area="510121")
    for caller in (world.callers["c"], world.callers["county"], bureau):
        await caller("GET", f"{PATH}/{key}", 404)
        assert (await caller.get(PATH))["items"] == []
    await act(world, key, "c", "accept", 404)
    await act(world, key, "a", "agree")
    for caller in (world.callers["c"], world.callers["county"], bureau):
        assert (await caller.get(f"{PATH}/{key}"))["state"] == "agreed"


async def test_others_see_nothing_at_all(api: Api) -> None:
    world = await TransferCase.make(api)
    key = await guest(world)
    other = (await world.with_another("钱二")).callers["member"]
    for caller in (world.callers["b"], other, await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5107")):
        await caller("GET", f"{PATH}/{key}", 404)
        assert (await caller.get(PATH))["items"] == []
    assert [item["id"] for item in (await world.callers["member"].get(PATH))["items"]] == [key]
    assert [item["id"] for item in (await world.callers["city"].get(PATH))["items"]] == [key]


@pytest.mark.parametrize("state", WAY, ids=str)
async def test_each_body_can_do_in_each_state_what_the_table_says(api: Api, state: TemporaryState) -> None:
    world = await TransferCase.make(api)
    key = await apply(world, by="member")
    for who, action in WAY[state]:
        await act(world, key, who, action, **MORE.get(action, {}))
    for who, body in CALLERS.items():
        allowed = [action for action in A if (step := STEPS.get((state, action))) and body in step.by]
        seen = await world.callers[who]("GET", f"{PATH}/{key}")
        hidden = who == "c" and state in {S.APPLIED, S.DECLINED, S.WITHDRAWN}
        assert seen.status_code == (404 if hidden else 200)
        assert hidden or seen.json()["allowed_actions"] == allowed
        for action in set(A) - set(allowed):
            ever = any(body in step.by for (_, a), step in STEPS.items() if a is action)
            in_turn = (state, action) in STEPS
            expect = 404 if hidden else 403 if not ever or in_turn else 409
            await act(world, key, who, action, expect, **MORE.get(action, {}))


async def test_a_committee_sees_and_does_not_decide(api: Api) -> None:
    world = await TransferCase.make(api)
    key = await apply(world)
    assert (await world.callers["county"].get(f"{PATH}/{key}"))["allowed_actions"] == []
    refused = await act(world, key, "county", "accept", 403)
    assert refused["code"] == "not_the_acting_body"
    assert "中共丙律师事务所支部" in refused["detail"]


async def test_only_the_member_and_the_home_branch_apply(api: Api) -> None:
    world = await TransferCase.make(api)
    await world.callers["city"].post(PATH, application(world), 403)
    await world.callers["c"].post(PATH, application(world), 404)
    other = (await world.with_another("钱二", "b")).callers["member"]
    await other.post(PATH, application(world), 404)


async def test_nobody_has_two_at_once(api: Api) -> None:
    world = await TransferCase.make(api)
    key = await apply(world)
    refused = await world.callers["member"].post(PATH, application(world, "b"), 409)
    assert refused["code"] == "temporary_affiliation_live"
    await act(world, key, "a", "withdraw")
    await apply(world, host="b")


async def test_two_stays_never_hold_on_one_day(api: Api, clock: SetClock) -> None:
    world = await TransferCase.make(api)
    key = await guest(world)
    ended = await act(world, key, "c", "end", reason="已离开本所")
    assert (ended["starts_on"], ended["ended_on"]) == ("2026-11-23", "2026-11-24")
    again = await apply(world, host="b")
    assert (await act(world, again, "b", "accept", 409))["code"] == "temporary_stay_overlaps"
    clock.advance(days=1)
    await world.sign_in()
    await act(world, again, "b", "accept")
    officer = world.callers["a"]
    for day, hosts in {"2026-11-22": [], "2026-11-23": [key], "2026-11-24": [again]}.items():
        assert [item["id"] for item in (await officer.get(PATH, params={"as_of": day}))["items"]] == hosts


@pytest.mark.parametrize(
    ("starts_on", "review_on"),
    [
        ("2026-08-31", "2027-02-28"),
        ("2027-08-31", "2028-02-29"),
        ("2026-12-31", "2027-06-30"),
        ("2026-08-30", "2027-02-28"),
    ],
)
async def test_six_months_are_calendar_months(api: Api, clock: SetClock, starts_on: str, review_on: str) -> None:
    clock.moment = dt.datetime.fromisoformat(f"{starts_on}T12:00:00+08:00")
    world = await TransferCase.make(api)
    shown = await act(world, await apply(world), "c", "accept")
    assert shown["review_on"] == review_on


async def test_a_review_is_at_the_latest_six_months_away_and_later_than_the_start(api: Api) -> None:
    world = await TransferCase.make(api)
    key = await apply(world)
    for day in ("2026-11-23", "2027-05-24"):
        refused = await act(world, key, "c", "accept", 422, review_on=day)
        assert (refused["errors"][0]["field"], refused["errors"][0]["code"]) == ("review_on", "review_out_of_range")
    assert (await act(world, key, "c", "accept", review_on="2027-05-23"))["review_on"] == "2027-05-23"


async def test_it_starts_neither_in_the_future_nor_before_the_home_branch_agreed(api: Api, clock: SetClock) -> None:
    world = await TransferCase.make(api)
    key = await apply(world)
    clock.advance(days=2)
    await world.sign_in()
    for day in ("2026-11-22", "2026-11-26"):
        assert (await act(world, key, "c", "accept", 422, starts_on=day))["errors"][0]["code"] == "start_out_of_range"
    assert (await act(world, key, "c", "accept", starts_on="2026-11-23"))["starts_on"] == "2026-11-23"


async def test_an_overdue_review_is_seen_from_the_day_after(api: Api, clock: SetClock) -> None:
    world = await TransferCase.make(api)
    key = await guest(world, review_on="2026-12-01")
    clock.moment = dt.datetime(2026, 12, 1, 4, tzinfo=dt.UTC)
    await world.sign_in()
    assert not (await world.callers["a"].get(f"{PATH}/{key}"))["review_overdue"]
    clock.advance(days=1)
    await world.sign_in()
    assert (await world.callers["a"].get(f"{PATH}/{key}"))["review_overdue"]
    for wanted, found in (("true", [key]), ("false", [])):
        items = (await world.callers["a"].get(PATH, params={"review_overdue": wanted}))["items"]
        assert [item["id"] for item in items] == found


async def test_each_extension_has_its_reason_and_stays_on_record(api: Api, clock: SetClock) -> None:
    world = await TransferCase.make(api)
    key = await guest(world)
    await act(world, key, "a", "extend", 422)
    first = await act(world, key, "a", "extend", reason="档案尚未调入")
    assert first["review_on"] == "2027-11-23"
    clock.moment = dt.datetime(2028, 2, 1, 4, tzinfo=dt.UTC)
    await world.sign_in()
    refused = await act(world, key, "c", "extend", 422, reason="仍在办理", review_on="2028-01-31")
    assert refused["errors"][0]["code"] == "review_out_of_range"
    second = await act(world, key, "c", "extend", reason="仍在办理")
    assert second["review_on"] == "2028-08-01"
    extended = [(s["note"], s["review_on"], s["body_name"]) for s in second["steps"] if s["action"] == "extend"]
    assert extended == [
        ("档案尚未调入", "2027-11-23", "中共甲律师事务所支部"),
        ("仍在办理", "2028-08-01", "中共丙律师事务所支部"),
    ]


async def test_it_ends_neither_before_it_began_nor_in_the_future(api: Api) -> None:
    world = await TransferCase.make(api)
    key = await guest(world)
    for day in ("2026-11-22", "2026-11-24"):
        refused = await act(world, key, "c", "end", 422, reason="已离开", ended_on=day)
        assert refused["errors"][0]["code"] == "end_out_of_range"


async def test_a_conversion_opens_a_transfer_and_ends_with_its_acceptance(api: Api, clock: SetClock) -> None:
    world = await TransferCase.make(api)
    key = await guest(world)
    assert (await act(world, key, "c", "convert", 403, dues_paid_to="2026-10"))["code"] == "not_the_acting_body"
    converted = await act(world, key, "member", "convert", dues_paid_to="2026-10")
    transfer = await world.callers["member"].get(f"/transfers/{converted['transfer_id']}")
    assert (transfer["route"], transfer["state"], transfer["to_org_id"]) == ("letter", "draft", str(world.orgs["c"].id))
    refused = await act(world, key, "a", "convert", 409, dues_paid_to="2026-10")
    assert refused["code"] == "transfer_already_open"
    clock.advance(days=3)
    await world.sign_in()
    await world.walk(transfer["id"], world.letter_path(), until="in_transit")
    assert (await world.callers["c"].get(f"{PATH}/{key}"))["state"] == "active"
    await world.walk(transfer["id"], world.letter_path()[4:], until="accepted")
    shown = await world.callers["c"].get(f"{PATH}/{key}")
    assert (shown["state"], shown["ended_on"], shown["allowed_actions"]) == ("converted", "2026-11-26", [])
    async with api.admin.as_admin() as session:
        ops = (await session.exec(select(Change.changed).where(Change.entity_id == uuid.UUID(key)))).all()
    assert ["home_name", "home_org_id", "state"] in ops


async def test_a_conversion_waits_for_the_open_transfer(api: Api) -> None:
    world = await TransferCase.make(api)
    key = await guest(world)
    await world.open("b")
    refused = await act(world, key, "member", "convert", 409, dues_paid_to="2026-10")
    assert refused["code"] == "transfer_already_open"


async def test_the_home_follows_the_formal_relationship_elsewhere(api: Api) -> None:
    world = await TransferCase.make(api)
    key = await guest(world)
    transfer = await world.open("b", by="a")
    await world.walk(transfer, world.internal_path(), until="accepted")
    shown = await world.callers["b"].get(f"{PATH}/{key}")
    assert (shown["state"], shown["home_name"]) == ("active", "中共乙律师事务所支部")
    await world.callers["a"]("GET", f"{PATH}/{key}", 404)
    await act(world, key, "b", "end", reason="已离开")


async def test_an_application_lapses_when_the_formal_relationship_arrives_first(api: Api) -> None:
    world = await TransferCase.make(api)
    key = await apply(world, host="b")
    transfer = await world.open("b", by="a")
    await world.walk(transfer, world.internal_path(), until="accepted")
    shown = await world.callers["b"].get(f"{PATH}/{key}")
    assert (shown["state"], shown["starts_on"], shown["ended_on"]) == ("withdrawn", None, None)


async def test_a_guest_from_outside_is_registered_by_the_host_with_the_card_alone(api: Api) -> None:
    world = await TransferCase.make(api)
    number = make_id_number(female=True)
    outside = {"name": "孙老师", "id_number": number, "category": "1", "home_name": "中共某某社区支部"}
    body = {"outside": outside, "host_org_id": str(world.orgs["c"].id), "reason": "retired_working"}
    await world.callers["a"].post(PATH, body, 403)
    made = await world.callers["c"].post(PATH, body, 201)
    assert (made["state"], made["sex"], made["person_id"], made["home_org_id"]) == ("agreed", "2", None, None)
    async with api.admin.as_admin() as session:
        kept = (await session.exec(sa.text("SELECT to_jsonb(t)::text FROM temporary_affiliation t"))).scalar_one()  # type: ignore[call-overload]
        people = (await session.exec(sa.text("SELECT count(*) FROM person WHERE id_cipher IS NOT NULL"))).scalar_one()  # type: ignore[call-overload]
    assert number not in kept
    assert people == 1, "only the world's member"
    twice = await world.callers["b"].post(PATH, body | {"host_org_id": str(world.orgs["b"].id)}, 409)
    assert twice["code"] == "temporary_affiliation_live"
    await act(world, made["id"], "c", "accept")
    refused = await act(world, made["id"], "c", "convert", 403, dues_paid_to="2026-10")
    assert refused["code"] == "not_the_acting_body"


async def test_somebody_on_record_is_no_guest_from_outside(api: Api) -> None:
    world = await TransferCase.make(api)
    number = make_id_number()
    await make_person(api.admin, number=number)
    outside = {"name": "孙老师", "id_number": number, "category": "1", "home_name": "中共某某社区支部"}
    body = {"outside": outside, "host_org_id": str(world.orgs["c"].id), "reason": "retired_working"}
    assert (await world.callers["c"].post(PATH, body, 409))["code"] == "guest_on_record"


async def test_a_lawyer_affiliated_outside_is_taken_in_by_the_firm_s_branch(api: Api) -> None:
    world = await TransferCase.make(api)
    firm = await make_firm(api.admin, "四川丙律师事务所", area="510121")
    lawyer = await make_lawyer(api.admin, "李四", firm)
    async with api.admin.as_admin() as session:
        person = await session.get_one(Person, lawyer.person_id)
    member = await make_member(api.admin, "李四", world.orgs["c"], person=person)
    async with api.admin.as_admin() as session:
        outside = {"org_id": None, "affiliation_name": "中共某某大学退休支部"}
        await session.exec(sa.update(Member).where(col(Member.person_id) == member.person_id).values(**outside))
    body = application(world) | {"member_id": str(member.person_id)}
    made = await world.callers["c"].post(PATH, body, 201)
    assert (made["state"], made["home_org_id"], made["home_name"]) == ("agreed", None, "中共某某大学退休支部")
    caller = await api.as_(StaffRole.MEMBER, person=member.person_id)
    await act(world, made["id"], "c", "accept")
    path = f"{PATH}/{made['id']}/actions"
    refused = await caller.post(path, {"action": "convert", "dues_paid_to": "2026-10"}, 422)
    assert refused["code"] == "member_affiliated_outside"


async def test_what_an_application_must_say(api: Api) -> None:
    world = await TransferCase.make(api)
    officer = world.callers["a"]
    for changes, field in (
        ({"reason": "other"}, "reason_text"),
        ({"member_id": None}, "outside"),
        ({"host_org_id": str(uuid.uuid4())}, None),
        ({"host_org_id": str(world.orgs["county"].id)}, None),
    ):
        refused = await officer.post(PATH, application(world) | changes, 422)
        assert (field is None and refused["code"] == "host_not_a_branch") or refused["errors"][0]["field"] == field
    assert (await officer.post(PATH, application(world, "a"), 422))["code"] == "same_branch"
    suspended = await make_member(api.admin, "周五", world.orgs["a"], status="2")
    refused = await officer.post(PATH, application(world, member_id=str(suspended.person_id)), 409)
    assert refused["code"] == "member_not_in_normal_status"


async def test_the_same_application_under_one_key_is_made_once(api: Api) -> None:
    world = await TransferCase.make(api)
    key = {"headers": {"Idempotency-Key": "n11-1"}}
    first = await world.callers["a"].post(PATH, application(world), 201, **key)
    assert await world.callers["a"].post(PATH, application(world), 201, **key) == first
    await world.callers["a"].post(PATH, application(world, "b"), 422, **key)


async def test_the_members_list_finds_guests_today_and_on_a_day(api: Api, clock: SetClock) -> None:
    world = await TransferCase.make(api)
    await make_member(api.admin, "钱二", world.orgs["a"])
    key = await guest(world)
    clock.advance(days=10)
    await world.sign_in()
    await act(world, key, "a", "end", reason="已返回", ended_on="2026-11-30")
    again = await guest(world, "b")
    params = {"affiliation": "temporary"}
    officer = world.callers["a"]
    assert [m["name"] for m in (await officer.get("/members", params=params))["items"]] == ["赵一"]
    for day, names in {"2026-11-22": [], "2026-11-29": ["赵一"], "2026-11-30": []}.items():
        assert [m["name"] for m in (await officer.get("/members", params=params | {"as_of": day}))["items"]] == names
    await act(world, again, "b", "end", reason="已返回")
    assert (await officer.get("/members", params=params))["items"] == []


async def test_a_branch_with_guests_is_not_dissolved(api: Api) -> None:
    world = await TransferCase.make(api)
    key = await guest(world)
    department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="51")
    path = f"/party-orgs/{world.orgs['c'].id}/dissolve"
    refused = await department.post(path, {"reason": "不再具备条件"}, 409)
    assert [fault["field"] for fault in refused["errors"]] == ["guests"]
    await act(world, key, "c", "end", reason="已离开")
    await department.post(path, {"reason": "不再具备条件"})


async def test_filters_and_sides(api: Api) -> None:
    world = await TransferCase.make(api)
    key = await guest(world)
    for who, side, found in (("a", "home", [key]), ("a", "host", []), ("c", "host", [key]), ("c", "home", [])):
        items = (await world.callers[who].get(PATH, params={"side": side}))["items"]
        assert [item["id"] for item in items] == found
    for params, found in (
        ({"state": "active"}, [key]),
        ({"state": "ended"}, []),
        ({"reason": "other"}, []),
        ({"q": "赵"}, [key]),
        ({"person_id": str(world.member.person_id)}, [key]),
    ):
        assert [item["id"] for item in (await world.callers["a"].get(PATH, params=params))["items"]] == found


async def test_the_review_is_a_task_of_the_home_branch_until_it_is_settled(api: Api) -> None:
    world = await TransferCase.make(api)
    key = await guest(world)
    bureau = await api.as_(StaffRole.JUSTICE_BUREAU, area="510104")
    for caller in (world.callers["a"], world.callers["member"], bureau):
        (task,) = (await caller.get("/tasks", params={"kind": "temporary_review"}))["items"]
        assert (task["subject_id"], task["due_on"], task["body_name"]) == (key, "2027-05-23", "中共甲律师事务所支部")
    assert await tasks_of(world.callers["c"]) == []
    await act(world, key, "a", "extend", reason="档案尚未调入")
    (task,) = await tasks_of(world.callers["a"])
    assert task["due_on"] == "2027-11-23"
    await act(world, key, "c", "end", reason="已离开")
    assert await tasks_of(world.callers["a"]) == []
