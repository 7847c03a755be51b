"""Decisions on membership: the branch proposes, the committee decides, and what follows from it (N03)."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from app.models.accounts import StaffRole
from app.models.lawyers import AffiliationState, Lawyer
from app.models.members import Affiliation, MembershipStanding
from app.models.membership_decisions import DecisionAction, DecisionState
from app.models.people import Person
from app.models.transfers import Letter
from app.workflows.membership_decision import PROCEDURE, STEPS, DecisionBody
from tests.support.api_client import Api
from tests.support.builders import make_firm, make_lawyer, make_member, make_org
from tests.support.chengdu import listed, rows
from tests.support.clock import TODAY, SetClock
from tests.support.membership_decisions import ENDINGS, act, decide, proposal, propose
from tests.support.temporary_affiliations import guest
from tests.support.transfer_case import TransferCase


async def test_lost_contact_is_recorded_by_the_branch_with_its_reason_and_day(api: Api) -> None:
    world = await TransferCase.make(api)
    made = await propose(world, "lost_contact")
    assert (made["state"], made["allowed_actions"], made["effective_on"]) == ("recorded", [], TODAY.isoformat())
    shown = await world.callers["a"].get(f"/members/{world.member.person_id}")
    assert (shown["lost_contact"], shown["lost_contact_on"], shown["lost_contact_reason"]) == (True, "2026-05-23", "4")
    assert await listed(world.callers["a"], affiliation="lost_contact") == ["赵一"]
    await propose(world, "contact_regained")
    shown = await world.callers["a"].get(f"/members/{world.member.person_id}")
    assert (shown["lost_contact"], shown["lost_contact_on"], shown["lost_contact_reason"]) == (False, None, None)


async def test_the_way_of_a_lost_member_from_suspension_to_removal(api: Api, clock: SetClock) -> None:
    world = await TransferCase.make(api)
    await propose(world, "lost_contact", since_on="2026-05-24")
    refused = await propose(world, "suspension", 422, ground="lost_contact")
    assert [error["code"] for error in refused["errors"]] == ["lost_contact_too_short"]
    clock.advance(days=1)
    await world.sign_in()
    decided = await decide(world, "suspension", ground="lost_contact", document="支部大会决议")
    assert (decided["state"], decided["effective_on"]) == ("decided", "2026-11-24")
    _, standing = await rows(api.admin, MembershipStanding, world.member.person_id)
    assert (standing.membership_status, standing.change_code, standing.document) == ("2", "22", "成律党〔2026〕12号")
    assert str(standing.decision_id) == decided["id"]
    clock.advance(days=730)
    await world.sign_in()
    refused = await propose(world, "self_separation", 422)
    assert [error["code"] for error in refused["errors"]] == ["suspended_too_short"]
    clock.advance(days=1)
    await world.sign_in()
    await decide(world, "self_separation")
    *_, last = await rows(api.admin, MembershipStanding, world.member.person_id)
    assert (last.membership_status, last.change_code, last.valid_during.lower) == ("5", "215", dt.date(2028, 11, 24))


async def test_a_suspended_membership_is_restored_and_contact_with_it(api: Api, clock: SetClock) -> None:
    world = await TransferCase.make(api)
    await propose(world, "lost_contact")
    await decide(world, "suspension", ground="lost_contact")
    clock.advance(days=1)
    await world.sign_in()
    await decide(world, "restoration")
    shown = await world.callers["a"].get(f"/members/{world.member.person_id}")
    assert (shown["membership_status"], shown["lost_contact"], shown["org_id"]) == ("1", False, str(world.orgs["a"].id))
    *_, last = await rows(api.admin, MembershipStanding, world.member.person_id)
    assert (last.membership_status, last.change_code) == ("1", "12")
    (affiliation,) = await rows(api.admin, Affiliation, world.member.person_id)
    assert affiliation.valid_during.upper is None


@pytest.mark.parametrize("kind", ENDINGS)
async def test_who_is_no_member_leaves_todays_lists_and_stays_in_those_of_the_past(api: Api, kind: str) -> None:
    world = await TransferCase.make(api)
    await make_member(api.admin, "钱二", world.orgs["a"])
    await decide(world, kind)
    officer, status = world.callers["a"], ENDINGS[kind][0]
    assert await listed(officer) == ["钱二"]
    assert await listed(officer, f"/party-orgs/{world.orgs['a'].id}/members") == ["钱二"]
    yesterday, today = TODAY - dt.timedelta(days=1), TODAY
    assert await listed(officer, as_of=yesterday) == ["钱二", "赵一"]
    assert await listed(officer, as_of=today) == ["钱二"]
    assert await listed(officer, status=status) == ["赵一"]
    assert (await officer.get(f"/party-orgs/{world.orgs['a'].id}"))["members"] == 1
    shown = await officer.get(f"/members/{world.member.person_id}")
    assert (shown["membership_status"], shown["org_id"], shown["affiliation_state"]) == (status, None, "none")
    (affiliation,) = await rows(api.admin, Affiliation, world.member.person_id)
    assert affiliation.valid_during.upper == TODAY
    *_, last = await rows(api.admin, MembershipStanding, world.member.person_id)
    assert (last.membership_status, last.change_code) == ENDINGS[kind]


async def test_who_was_removed_is_not_restored_and_travels_no_more(api: Api) -> None:
    world = await TransferCase.make(api)
    await decide(world, "withdrawal")
    for kind in ("restoration", "suspension", "death"):
        refused = await propose(world, kind, 422, **({"ground": "settled_abroad"} if kind == "suspension" else {}))
        assert [error["code"] for error in refused["errors"]] == ["membership_ended"]
    await world.callers["a"].post("/transfers", world.request("b"), 422)


async def test_a_former_member_is_not_affiliated_again_by_a_renamed_or_moved_branch(api: Api) -> None:
    world = await TransferCase.make(api)
    await decide(world, "expulsion")
    department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="51")
    await department.patch(
        f"/party-orgs/{world.orgs['a'].id}", {"name": "中共甲（成都）律师事务所支部", "reason": "更名"}
    )
    general = await make_org(
        api.admin, "中共甲律师事务所总支部", category="621", parent=world.orgs["city"], area="5101"
    )
    move = {"parent_id": str(general.id), "reason": "调整", "local_decision": "市委决定"}
    await department.post(f"/party-orgs/{world.orgs['a'].id}/move", move)
    (affiliation,) = await rows(api.admin, Affiliation, world.member.person_id)
    assert affiliation.valid_during.upper == TODAY


async def test_a_lawyers_political_status_is_left_to_the_bureau_as_a_difference(api: Api) -> None:
    lawyer = await make_lawyer(api.admin, "赵一", await make_firm(api.admin, "四川甲律师事务所"))
    async with api.admin.as_admin() as session:
        person = await session.get_one(Person, lawyer.person_id)
    world = await TransferCase.make(api, person=person)
    bureau = await api.as_(StaffRole.JUSTICE_BUREAU, area="5101")
    assert await listed(bureau, "/lawyers", political_status_differs="true") == []
    await decide(world, "expulsion")
    async with api.admin.as_admin() as session:
        after = await session.get_one(Lawyer, lawyer.person_id)
    assert (after.political_status, after.affiliation_state, after.affiliation_name) == (
        "01",
        AffiliationState.NONE,
        None,
    )
    assert await listed(bureau, "/lawyers", political_status_differs="true") == ["赵一"]
    await bureau.patch(f"/lawyers/{lawyer.person_id}", {"political_status": None})
    await bureau.patch(f"/lawyers/{lawyer.person_id}", {"name": "赵一一", "reason": "更名"})
    settled = await bureau.get(f"/lawyers/{lawyer.person_id}")
    assert (settled["political_status"], settled["political_status_differs"]) == (None, False)


@pytest.mark.parametrize(("kind", "facts"), [("suspension", {"ground": "settled_abroad"}), ("expulsion", {})])
async def test_a_member_under_way_is_settled_before_a_decision(api: Api, kind: str, facts: dict[str, Any]) -> None:
    world = await TransferCase.make(api)
    await world.letter_in("in_transit")
    decision = await propose(world, kind, **facts)
    assert (await act(world, decision, "decide", 409))["code"] == "transfer_open"


async def test_the_transfer_of_a_member_who_died_ends_with_its_reason(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.letter_in("in_transit")
    await decide(world, "death")
    shown = await world.callers["county"].get(f"/transfers/{transfer}")
    assert (shown["state"], shown["closing_note"], shown["hops"][-1]["action"]) == ("revoked", "党员去世", "revoke")
    async with api.admin.as_admin() as session:
        assert (await session.exec(select(Letter.void_reason))).one() == "党员去世"


async def test_a_former_member_is_nobodys_guest(api: Api) -> None:
    world = await TransferCase.make(api)
    key = await guest(world)
    await decide(world, "expulsion")
    shown = await world.callers["c"].get(f"/temporary-affiliations/{key}")
    assert (shown["state"], shown["closing_note"]) == ("ended", "开除党籍")


async def test_a_receipt_that_is_still_due_holds_up_no_decision(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.letter_in("accepted")
    await world.with_another("钱二")
    made = await propose(world, "withdrawal", by="c")
    refused = await act(world, made, "decide", 409, by="county")
    assert refused["code"] == "standing_changed_today"
    api.clock.advance(days=1)  # type: ignore[attr-defined]
    await world.sign_in()
    assert (await act(world, made, "decide", by="county"))["state"] == "decided"
    await world.act(transfer, "county", "send_receipt", handler_name="李四")


async def test_every_state_and_action_is_for_its_own_body_alone(api: Api) -> None:
    world = await TransferCase.make(api)
    bodies = {DecisionBody.BRANCH: "a", DecisionBody.COMMITTEE: "city"}
    leading: dict[DecisionState, str | None] = {
        DecisionState.PROPOSED: None,
        DecisionState.REFUSED: "refuse",
        DecisionState.WITHDRAWN: "withdraw",
        DecisionState.DECIDED: "decide",
    }
    number = 0
    for state, first in leading.items():
        for action in DecisionAction:
            number += 1
            other = await world.with_another(f"钱{chr(0x4E00 + number)}")
            made = await propose(other, "suspension", ground="settled_abroad")
            if first:
                made = await act(other, made, first, by="a" if first == "withdraw" else "city")
            (entitled,) = PROCEDURE.bodies_for(action)
            for body, caller in bodies.items():
                if body is not entitled:
                    refused = await act(other, made, action.value, 403, by=caller)
                    assert refused["code"] == "not_the_acting_body"
            step = STEPS.get((state, action))
            answer = await act(other, made, action.value, 200 if step else 409, by=bodies[entitled])
            assert step is None or answer["state"] == step.to_state
            assert step or answer["code"] == "decision_action_out_of_turn"


async def test_only_the_own_branch_proposes_and_outside_its_scope_there_is_nobody(api: Api) -> None:
    world = await TransferCase.make(api)
    assert (await propose(world, "withdrawal", 403, by="city"))["code"] == "not_the_acting_body"
    await propose(world, "withdrawal", 404, by="b")
    made = await propose(world, "withdrawal")
    assert (await propose(world, "withdrawal", 409))["code"] == "membership_decision_open"
    await world.callers["b"].get(f"/membership-decisions/{made['id']}", 404)
    assert (await world.callers["county"].get("/membership-decisions"))["items"] == []
    bureau = await api.as_(StaffRole.JUSTICE_BUREAU, area="51")
    await bureau.get("/membership-decisions", 403)


async def test_the_person_sees_a_decision_once_it_is_taken(api: Api) -> None:
    world = await TransferCase.make(api)
    made = await propose(world, "suspension", ground="settled_abroad")
    assert (await world.callers["member"].get("/membership-decisions"))["items"] == []
    await world.callers["member"].get(f"/membership-decisions/{made['id']}", 404)
    await act(world, made, "decide")
    (seen,) = (await world.callers["member"].get("/membership-decisions"))["items"]
    assert (seen["kind"], seen["state"]) == ("suspension", "decided")


async def test_a_decision_is_dated_between_its_proposal_and_today(api: Api) -> None:
    world = await TransferCase.make(api)
    made = await propose(world, "withdrawal")
    for day in ("2026-11-22", "2026-11-24"):
        refused = await act(world, made, "decide", 422, decided_on=day)
        assert refused["errors"][0]["code"] == "decided_on_out_of_order"


async def test_a_death_before_the_record_began_is_dated_to_its_day(api: Api) -> None:
    world = await TransferCase.make(api, since_day=TODAY - dt.timedelta(days=3), start_known=False)
    await decide(world, "death", since_on="2026-11-01")
    (affiliation,) = await rows(api.admin, Affiliation, world.member.person_id)
    assert affiliation.valid_during.upper == dt.date(2026, 11, 1)
    first, last = await rows(api.admin, MembershipStanding, world.member.person_id)
    assert (first.valid_during.upper, last.valid_during.lower) == (dt.date(2026, 11, 1), dt.date(2026, 11, 1))


async def test_two_decisions_on_one_day_are_one_too_many(api: Api) -> None:
    world = await TransferCase.make(api, since_day=TODAY, start_known=False)
    await decide(world, "suspension", ground="settled_abroad")
    made = await propose(world, "expulsion")
    assert (await act(world, made, "decide", 409))["code"] == "standing_changed_today"
    known = await world.with_another("钱二")
    made = await propose(known, "death", since_on="2019-12-31")
    assert (await act(known, made, "decide", 409))["code"] == "effective_before_standing"


async def test_a_repeated_proposal_is_one(api: Api) -> None:
    world = await TransferCase.make(api)
    body, headers = proposal(world, "withdrawal"), {"Idempotency-Key": "k1"}
    first = await world.callers["a"]("POST", "/membership-decisions", 201, json=body, headers=headers)
    again = await world.callers["a"]("POST", "/membership-decisions", 201, json=body, headers=headers)
    assert first.json()["id"] == again.json()["id"]


DEEDS = st.lists(
    st.sampled_from(
        [
            "lost_contact",
            "contact_regained",
            "suspension",
            "restoration",
            "expulsion",
            "death",
            "correct",
            "transfer",
            "day",
        ]
    ),
    min_size=2,
    max_size=9,
)


@settings(
    max_examples=10,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(deeds=DEEDS)
async def test_whatever_is_decided_a_member_has_one_affiliation_a_day_while_membership_lasts(
    api: Api, clock: SetClock, deeds: list[str]
) -> None:
    world = await _world(api)
    here, first = "a", clock.today()
    for deed in deeds:
        await world.sign_in()
        if deed == "day":
            clock.advance(days=1)
        elif deed == "correct":
            department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="51")
            there = "b" if here == "a" else "a"
            path = f"/members/{world.member.person_id}/affiliations/correct"
            body = {"org_id": str(world.orgs[there].id), "from_on": clock.today().isoformat(), "reason": "登记有误"}
            here = there if (await department("POST", path, json=body)).status_code == 200 else here
        elif deed == "transfer":
            there = "b" if here == "a" else "a"
            answer = await world.callers[here]("POST", "/transfers", json=world.request(there))
            if answer.status_code == 201:
                here = await _transferred(world, answer.json()["id"], here, there)
        else:
            facts = {"suspension": {"ground": "settled_abroad"}, "death": {"since_on": clock.today().isoformat()}}
            body = proposal(world, deed, **facts.get(deed, {}))
            answer = await world.callers[here]("POST", "/membership-decisions", json=body)
            assert answer.status_code in {201, 409, 422}, answer.text
            if answer.status_code == 201 and answer.json()["state"] == "proposed":
                done = await world.callers["city"](
                    "POST",
                    f"/membership-decisions/{answer.json()['id']}/actions",
                    json={"action": "decide", "document": "成律党〔2026〕1号"},
                )
                assert done.status_code in {200, 409, 422}, done.text
                if done.status_code != 200:
                    await act(world, answer.json(), "withdraw", by=here)
    affiliations = await rows(api.admin, Affiliation, world.member.person_id)
    standings = await rows(api.admin, MembershipStanding, world.member.person_id)
    day = first - dt.timedelta(days=1)
    while day <= clock.today():
        status = [row.membership_status for row in standings if row.valid_during.contains(day)]
        held = [row for row in affiliations if row.valid_during.contains(day)]
        assert len(status) == 1
        assert len(held) == (0 if status[0] in {"4", "5", "6"} else 1), (day, status, deeds)
        day += dt.timedelta(days=1)


async def _transferred(world: TransferCase, transfer: str, here: str, there: str) -> str:
    """Where the member is after a transfer within the city, which a second change on one day refuses."""
    await world.act(transfer, here, "submit")
    await world.act(transfer, here, "agree")
    accept = {"action": "accept", "to_branch_id": str(world.orgs[there].id)}
    accepted = await world.callers["city"]("POST", f"/transfers/{transfer}/actions", json=accept)
    if accepted.status_code != 200:
        await world.act(transfer, here, "withdraw")
        return here
    await world.act(transfer, "city", "send_receipt", handler_name="李四")
    await world.act(transfer, here, "confirm_receipt")
    return there


async def _world(api: Api) -> TransferCase:
    """A world for each example: they share one transaction, in which names are taken."""
    global _made
    if _made is None or _made.api is not api:
        _made = await TransferCase.make(api)
    return await _made.with_another("孙三")


_made: TransferCase | None = None
