"""Transfers end to end: who does what, who sees what, and what stays behind."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from app.models.accounts import StaffRole
from app.models.changes import Access, Change
from app.models.members import Affiliation, Member
from app.models.transfers import OPEN_STATES
from tests.support.api_client import Api
from tests.support.clock import TODAY, SetClock
from tests.support.transfer_case import TransferCase


async def affiliations(api: Api, member: Member) -> list[tuple[str, dt.date, dt.date | None]]:
    async with api.admin.as_admin() as session:
        statement = select(Affiliation).where(Affiliation.person_id == member.person_id)
        rows = (await session.exec(statement.order_by(sa.func.lower(Affiliation.valid_during)))).all()
    return [(row.affiliation_name, row.valid_during.lower, row.valid_during.upper) for row in rows]  # type: ignore[misc]


async def test_a_member_moves_by_letter_from_the_city_to_a_county(api: Api, clock: SetClock) -> None:
    world = await TransferCase.make(api)
    transfer = await world.open("c")
    steps = []
    for who, step in world.letter_path():
        clock.advance(minutes=1)
        allowed = (await world.callers[who].get(f"/transfers/{transfer}"))["allowed_actions"]
        assert step["action"] in allowed
        steps.append((who, step["action"], (await world.act(transfer, who, **step))["state"]))
        if steps[-1][2] == "in_transit":
            assert await affiliations(api, world.member) == [("中共甲律师事务所支部", dt.date(2020, 1, 1), None)]
    assert [state for _, _, state in steps] == [
        "submitted",
        "branch_agreed",
        "letter_issued",
        "in_transit",
        "accepted",
        "receipt_sent",
        "closed",
    ]
    assert await affiliations(api, world.member) == [
        ("中共甲律师事务所支部", dt.date(2020, 1, 1), TODAY),
        ("中共丙律师事务所支部", TODAY, None),
    ]

    for who in ("member", "a", "city", "county", "province"):
        shown = await world.callers[who].get(f"/transfers/{transfer}")
        assert shown["state"] == "closed"
        assert shown["allowed_actions"] == []
        assert [(hop["action"], hop["to_state"], hop["held_seconds"]) for hop in shown["hops"]] == [
            (action, state, 60) for _, action, state in steps
        ]
        assert shown["from_committee_name"] == "中共成都市律师行业委员会"
        assert shown["to_committee_name"] == "中共金堂县律师行业委员会"
        assert shown["to_branch_name"] == "中共丙律师事务所支部"
        assert shown["hops"][2]["body_name"] == "中共成都市律师行业委员会"


async def test_a_member_moves_between_two_branches_of_one_committee_without_a_letter(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.open("b", by="a")
    states = [(await world.act(transfer, who, **step))["state"] for who, step in world.internal_path()]
    assert states == ["submitted", "branch_agreed", "accepted", "receipt_sent", "closed"]
    shown = await world.callers["a"].get(f"/transfers/{transfer}")
    assert shown["letters"] == []
    assert (await affiliations(api, world.member))[-1] == ("中共乙律师事务所支部", TODAY, None)


async def test_the_target_may_be_the_committee_which_then_chooses_the_branch(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.open("city")
    await world.walk(transfer, world.internal_path(), until="closed")
    assert (await affiliations(api, world.member))[-1][0] == "中共乙律师事务所支部"


async def test_the_receiving_side_sees_a_transfer_once_it_is_submitted(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.open("c")
    bureau = await api.as_(StaffRole.JUSTICE_BUREAU, area="510121")
    await world.callers["county"]("GET", f"/transfers/{transfer}", 404)
    await bureau("GET", f"/transfers/{transfer}", 404)
    await world.act(transfer, "member", "submit")
    assert (await world.callers["county"].get(f"/transfers/{transfer}"))["snapshot"]["birth_date"]
    assert (await bureau.get(f"/transfers/{transfer}"))["state"] == "submitted"


async def test_outside_the_scope_a_transfer_does_not_exist(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.letter_in("submitted")
    strangers = [
        world.callers["b"],
        await api.as_(StaffRole.JUSTICE_BUREAU, area="5107"),
        (await world.with_another("钱二")).callers["member"],
    ]
    for stranger in strangers:
        for path in ("", "/letter.pdf", "/receipt", "/receipt.pdf"):
            await stranger("GET", f"/transfers/{transfer}{path}", 404)
        assert (await stranger.get("/transfers"))["items"] == []
    await world.callers["b"].post(f"/transfers/{transfer}/actions", {"action": "agree"}, 404)


async def test_after_the_acceptance_the_member_is_seen_at_the_new_place_alone(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.letter_in("accepted")
    async with api.admin.as_admin() as session:
        member = (await session.exec(select(Member).where(Member.person_id == world.member.person_id))).one()
    assert member.party_path == world.orgs["c"].party_path
    assert member.place_path == world.orgs["c"].place_path
    assert (await world.callers["a"].get(f"/transfers/{transfer}"))["state"] == "accepted"


async def test_submission_freezes_the_facts_of_the_letter(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.letter_in("submitted")
    async with api.admin.as_admin() as session:
        await session.exec(sa.update(Member).values(name="改名"))
        await session.exec(sa.text("UPDATE party_org SET name = '改名' WHERE name LIKE '%成都市%'"))  # type: ignore[call-overload]
    shown = await world.callers["county"].get(f"/transfers/{transfer}")
    assert (shown["name"], shown["snapshot"]["name"]) == ("赵一", "赵一")
    assert shown["from_committee_name"] == "中共成都市律师行业委员会"


async def test_a_returned_transfer_is_submitted_anew_with_other_dues(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.letter_in("submitted")
    returned = await world.act(transfer, "a", "return", reason="党费年月有误")
    assert (returned["state"], returned["closing_note"]) == ("returned", "党费年月有误")
    again = await world.act(transfer, "member", "submit", dues_paid_to="2026-11")
    assert (again["state"], again["dues_paid_to"], again["closing_note"]) == ("submitted", "2026-11", None)


async def test_every_write_leaves_a_ledger_row_seen_from_both_sides(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.open("c")
    await world.walk(transfer, world.letter_path())
    async with api.admin.as_admin() as session:
        statement = select(Change).where(Change.entity == "transfer").order_by(col(Change.version))
        rows = (await session.exec(statement)).all()
        moves = (await session.exec(select(Change).where(Change.entity == "member", Change.reason == "transfer"))).all()
    assert [row.version for row in rows] == list(range(1, 9))
    sides = {(row.party_before, row.party_after) for row in rows[1:]}
    assert sides == {(world.orgs["a"].party_path, world.orgs["c"].party_path)}
    assert rows[0].party_after == world.orgs["a"].party_path
    assert "letter_serial" in rows[3].changed
    assert {"accepted_on", "state", "to_branch_id"} <= set(rows[5].changed)
    assert [(row.party_before, row.party_after) for row in moves] == [
        (world.orgs["a"].party_path, world.orgs["c"].party_path)
    ]


async def test_looking_at_a_transfer_is_logged_unless_it_is_the_own(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.open("c")
    await world.callers["member"].get(f"/transfers/{transfer}")
    await world.callers["a"].get(f"/transfers/{transfer}")
    await api.app.state.access_log.flush()
    async with api.admin.as_admin() as session:
        looks = (await session.exec(select(Access))).all()
    assert [(look.person_id, look.body_name) for look in looks] == [(world.member.person_id, "中共甲律师事务所支部")]


async def test_due_dates_follow_working_days_and_calendar_months(api: Api, clock: SetClock) -> None:
    world = await TransferCase.make(api)
    transfer = await world.letter_in("in_transit")
    shown = await world.callers["county"].get(f"/transfers/{transfer}")
    assert (shown["decision_due_on"], shown["decision_overdue"]) == ("2026-12-07", False)
    clock.advance(days=15)
    await world.sign_in()
    assert (await world.callers["county"].get(f"/transfers/{transfer}"))["decision_overdue"] is True
    branch = str(world.orgs["c"].id)
    accepted = await world.act(transfer, "county", "accept", to_branch_id=branch, accepted_on="2026-11-30")
    assert (accepted["receipt_due_on"], accepted["receipt_overdue"]) == ("2026-12-30", False)
    clock.advance(days=23)
    await world.sign_in()
    assert (await world.callers["county"].get(f"/transfers/{transfer}"))["receipt_overdue"] is True


async def listed(world: TransferCase, who: str, **query: Any) -> list[str]:
    page = await world.callers[who].get("/transfers", params=query)
    return [item["id"] for item in page["items"]]


async def test_lists_are_narrowed_by_state_side_route_member_and_name(api: Api, clock: SetClock) -> None:
    world = await TransferCase.make(api)
    letter = await world.letter_in("in_transit")
    clock.advance(seconds=1)
    internal = await (await world.with_another("钱二")).open("b")
    assert await listed(world, "city") == [internal, letter]
    assert await listed(world, "city", sort="created_at") == [letter, internal]
    assert await listed(world, "city", state="in_transit") == [letter]
    assert await listed(world, "city", state=["in_transit", "draft"]) == [internal, letter]
    assert await listed(world, "city", route="internal") == [internal]
    assert await listed(world, "city", side="from") == [letter]
    assert await listed(world, "city", side="to") == []
    assert await listed(world, "county", side="to") == [letter]
    assert await listed(world, "a", side="from") == [internal, letter]
    assert await listed(world, "a", person_id=str(world.member.person_id)) == [letter]
    assert await listed(world, "a", q="钱") == [internal]
    assert await listed(world, "a", open="false") == []
    assert await listed(world, "member") == [letter]


async def test_pages_of_transfers_meet_every_transfer_once(api: Api) -> None:
    world = await TransferCase.make(api)
    made = []
    for _ in range(5):
        made.append(await world.open("b"))
        await world.act(made[-1], "member", "withdraw")
    seen: list[str] = []
    page = await world.callers["a"].get("/transfers?limit=2&include=total")
    assert page["total"] == 5
    while True:
        seen += [item["id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        page = await world.callers["a"].get(f"/transfers?limit=2&cursor={page['next_cursor']}")
    assert sorted(seen) == sorted(made)
    assert len(seen) == 5


async def test_an_unknown_filter_is_refused(api: Api) -> None:
    world = await TransferCase.make(api)
    response = await world.callers["a"]("GET", "/transfers?status=open", 422)
    assert response.json()["errors"][0]["field"] == "status"


def test_open_states_are_those_that_an_ended_transfer_never_has() -> None:
    assert {"withdrawn", "rejected", "revoked", "closed"}.isdisjoint({state.value for state in OPEN_STATES})
