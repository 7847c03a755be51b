"""What the pairs are for: a case does not get lost on the way (F3), nobody waits for the paperwork of others (F6), and
whatever is carried or ended keeps its steps."""

import uuid
from typing import Any

import pytest
from sqlmodel import col, select

from app.models.accounts import StaffRole
from app.models.activity_certificates import ActivityState
from app.models.membership_decisions import DecisionKind
from app.models.transfers import Transfer
from app.services.together import DecisionOpen
from tests.support.activity_certificates import PATH as CERTIFICATES
from tests.support.activity_certificates import A, reach
from tests.support.activity_certificates import act as act_on_certificate
from tests.support.api_client import Api
from tests.support.clock import SetClock
from tests.support.membership_decisions import act, decide, propose
from tests.support.temporary_affiliations import PATH as GUESTS
from tests.support.temporary_affiliations import guest
from tests.support.transfer_case import PAPER_RECEIPT, TransferCase
from tests.support.transfers_due_case import TransfersDueCase

CODE = DecisionOpen.code


async def with_a_department(api: Api) -> TransferCase:
    """The world, with the county's organization department that numbers certificates."""
    world = await TransferCase.make(api)
    world.callers["department"] = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="510104")
    return world


async def test_who_has_a_pending_case_opens_no_transfer_before_it_is_settled(api: Api) -> None:
    world = await TransferCase.make(api)
    made = await propose(world, "expulsion")
    for who in ("a", "member"):
        refused = await world.callers[who].post("/transfers", world.request("c"), 409)
        assert refused["code"] == CODE
        assert "提出的党支部撤回" in refused["detail"]
    await act(world, made, "refuse")
    await world.open("c")


@pytest.mark.parametrize(
    ("state", "way_out", "by"),
    [
        ("draft", "withdraw", "member"),
        ("submitted", "return", "a"),
        ("branch_agreed", "withdraw", "member"),
        ("letter_issued", "revoke", "city"),
        ("in_transit", "return", "county"),
    ],
)
async def test_a_case_raised_on_the_way_stops_the_transfer_and_leaves_its_ways_out(
    api: Api, state: str, way_out: str, by: str
) -> None:
    world = await TransferCase.make(api)
    transfer = await world.open("c")
    path = world.letter_path()
    if state != "draft":
        await world.walk(transfer, path, until=state)
    made = await propose(world, "expulsion")
    at = ["draft", "submitted", "branch_agreed", "letter_issued", "in_transit"].index(state)
    who, step = path[at]
    assert (await world.act(transfer, who, expect=409, **step))["code"] == CODE
    assert (await act(world, made, "decide", 409))["code"] == "transfer_open"
    reason: dict[str, Any] = {"reason": "待组织处置"} if way_out == "return" else {"note": "待组织处置"}
    await world.act(transfer, by, way_out, **reason)
    if way_out == "return":
        await world.act(transfer, "member", "submit", 409)
        await world.act(transfer, "member", "withdraw")
    assert (await act(world, made, "decide"))["state"] == "decided"


async def test_a_letter_is_not_written_anew_and_no_slip_entered_for_who_has_a_pending_case(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.outgoing_in("in_transit")
    await propose(world, "withdrawal")
    bodies: dict[str, dict[str, Any]] = {
        "report_lost": {"note": "遗失", "valid_days": 60},
        "reissue": {"valid_days": 60},
        "enter_receipt": PAPER_RECEIPT,
    }
    for action, body in bodies.items():
        asked = {"action": action, **body}
        refused = await world.callers["city"].post(f"/transfers/{transfer}/actions", asked, 409)
        assert refused["code"] == CODE, action
    await world.act(transfer, "city", "revoke", note="待组织处置")


async def test_the_receiving_committee_learns_that_a_case_is_pending_and_nothing_of_it(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.letter_in("in_transit")
    await propose(world, "expulsion")
    to = str(world.orgs["c"].id)
    told = await world.act(transfer, "county", "accept", 409, to_branch_id=to)
    assert told["code"] == CODE
    assert not [
        name for name in (*(kind.zh for kind in DecisionKind), world.orgs["city"].name) if str(name) in told["detail"]
    ]
    assert (await world.callers["county"].get("/membership-decisions"))["items"] == []


async def test_who_has_no_business_with_the_member_is_not_told_that_a_case_is_pending(api: Api) -> None:
    world = await TransferCase.make(api)
    await propose(world, "expulsion")
    for who in ("b", "c", "county"):
        assert (await world.callers[who].post("/transfers", world.request("c"), 404))["code"] == "not_found"
    assert (await world.callers["city"].post("/transfers", world.request("c"), 403))["code"] == "not_the_acting_body"


async def test_drafts_for_many_leave_out_who_has_a_pending_case_and_say_so_to_those_who_read_cases(api: Api) -> None:
    town = await TransfersDueCase.make(api)
    lawyer = await town.member("钱二", town.bare, "own")
    officer = await api.as_(StaffRole.ORG_OFFICER, org=town.orgs["own"].id)
    department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
    person = str(lawyer.person_id)
    case = {"member_id": person, "kind": "expulsion", "reason": "支部大会讨论通过"}
    made = await officer.post("/membership-decisions", case, 201)
    for caller, code in ((town.bureau, "transfer_not_due"), (department, CODE)):
        told = await caller.post("/transfers/due/open", {"person_ids": [person]})
        assert (told["opened"], [item["code"] for item in told["items"]]) == (0, [code])
    withdrawal = {"action": "withdraw", "reason": "证据不足"}
    await officer.post(f"/membership-decisions/{made['id']}/actions", withdrawal)
    assert (await town.bureau.post("/transfers/due/open", {"person_ids": [person]}))["opened"] == 1


async def test_a_case_goes_along_with_the_whole_branch_and_is_decided_there(api: Api) -> None:
    world = await TransferCase.make(api)
    made = await propose(world, "expulsion")
    bulk = await world.bulk_in("in_transit")
    assert (await act(world, made, "decide", 409))["code"] == "transfer_open"
    await world.act(bulk, "county", "accept")
    api.clock.advance(days=1)  # type: ignore[attr-defined]
    await world.sign_in()
    assert (await act(world, made, "decide", 404))["code"] == "not_found"
    (task,) = (await world.callers["county"].get("/tasks", params={"kind": "membership_decision"}))["items"]
    assert task["subject_id"] == made["id"]
    assert (await act(world, made, "decide", by="county"))["committee_name"] == world.orgs["county"].name


async def test_an_accepted_member_moves_on_while_the_former_committee_owes_its_confirmation(
    api: Api, clock: SetClock
) -> None:
    world = await TransferCase.make(api)
    first = await world.letter_in("receipt_sent")
    clock.advance(days=1)
    await world.sign_in()
    back = {"route": "letter", "to_org_id": str(world.orgs["b"].id)}
    second = (await world.callers["c"].post("/transfers", world.request("b", **back), 201))["id"]
    refused = await world.callers["member"].post("/transfers", world.request("b", **back), 409)
    assert refused["code"] == "transfer_already_open"
    way: tuple[tuple[str, dict[str, Any]], ...] = (
        ("member", {"action": "submit"}),
        ("c", {"action": "agree"}),
        ("county", {"action": "issue_letter", "valid_days": 60}),
        ("county", {"action": "dispatch"}),
        ("city", {"action": "accept", "to_branch_id": str(world.orgs["b"].id)}),
        ("city", {"action": "send_receipt", "handler_name": "李四"}),
    )
    await world.walk(second, way)
    assert (await world.act(first, "city", "confirm_receipt"))["state"] == "closed"
    assert (await world.act(second, "county", "confirm_receipt"))["state"] == "closed"
    assert (await world.callers["b"].get(f"/members/{world.member.person_id}"))["org_id"] == str(world.orgs["b"].id)


async def test_whoever_became_formal_by_arriving_at_the_host_has_it_in_the_steps(api: Api) -> None:
    world = await TransferCase.make(api)
    key = await guest(world, "c")
    await world.letter_in("accepted")
    shown = await world.callers["c"].get(f"{GUESTS}/{key}")
    last = shown["steps"][-1]
    assert (shown["state"], last["action"], last["from_state"], last["to_state"]) == (
        *("converted", "convert", "active"),
        "converted",
    )
    assert (last["body_id"], last["body_name"]) == (str(world.orgs["county"].id), world.orgs["county"].name)


async def test_a_member_s_row_keeps_the_steps_of_the_organization_s_transfer(api: Api) -> None:
    world = await TransferCase.make(api)
    bulk = await world.bulk_in("closed")
    async with api.admin.as_admin() as session:
        (row,) = (await session.exec(select(Transfer.id).where(col(Transfer.bulk_id) == uuid.UUID(bulk)))).all()
    shown = await world.callers["county"].get(f"/transfers/{row}")
    whole = await world.callers["county"].get(f"/transfers/{bulk}")
    told = [(hop["action"], hop["from_state"], hop["to_state"], hop["body_name"]) for hop in shown["hops"]]
    assert told == [(h["action"], h["from_state"], h["to_state"], h["body_name"]) for h in whole["hops"]][1:]
    assert len(told) == 6


async def test_a_certificate_asked_for_before_a_transfer_is_numbered_and_stamped_where_the_member_has_come(
    api: Api,
) -> None:
    world = await with_a_department(api)
    key = await reach(world, ActivityState.FILLED)
    await world.letter_in("accepted")
    county = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="510121")
    numbered = await county.post(f"{CERTIFICATES}/{key}/actions", {"action": "assign_number"})
    assert numbered["serial"].startswith("510121")
    assert (await act_on_certificate(world, key, "county", A.STAMP))["committee_name"] == world.orgs["county"].name
    assert (await act_on_certificate(world, key, "c", A.ISSUE))["state"] == "issued"


async def test_of_a_former_member_the_last_branch_takes_back_what_it_handed_out_and_stands_until_then(api: Api) -> None:
    world = await with_a_department(api)
    key = await reach(world, ActivityState.ISSUED)
    await decide(world, "expulsion")
    (listed,) = (await world.callers["a"].get(CERTIFICATES))["items"]
    assert (listed["id"], listed["state"]) == (key, "issued")
    department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="51")
    path, why = f"/party-orgs/{world.orgs['a'].id}/dissolve", {"reason": "不再具备条件"}
    assert [e["field"] for e in (await department.post(path, why, 409))["errors"]] == ["activity_certificates"]
    assert (await act_on_certificate(world, key, "a", A.TAKE_BACK))["state"] == "returned"
    await department.post(path, why)


@pytest.mark.parametrize("state", [ActivityState.REQUESTED, ActivityState.NUMBERED, ActivityState.STAMPED])
async def test_of_a_former_member_nothing_is_handed_out_any_more(api: Api, state: ActivityState) -> None:
    world = await with_a_department(api)
    key = await reach(world, state)
    absence = {"member_id": str(world.member.person_id), "host_name": "中共某地律师协会支部", "reason": "参加业务培训"}
    days = {"starts_on": "2026-11-23", "ends_on": "2027-02-22"}
    letter = (await world.callers["a"].post("/certificate-letters", absence | days, 201))["id"]
    await decide(world, "expulsion")
    for path in (f"{CERTIFICATES}/{key}", f"/certificate-letters/{letter}"):
        shown = await world.callers["a"].get(path)
        step = shown["steps"][-1]
        assert shown["state"] in {"withdrawn", "refused"}
        assert (step["to_state"], step["note"], step["body_name"]) == (
            *(shown["state"], "党籍已终止"),
            world.orgs["city"].name,
        )


async def test_an_election_held_before_the_branch_moved_is_confirmed_by_the_new_committee(api: Api) -> None:
    world = await TransferCase.make(api)
    asked = {"org_id": str(world.orgs["a"].id), "planned_on": "2026-11-23", "places": 1, "shift_reason": "届满"}
    election = (await world.callers["a"].post("/elections", asked, 201))["id"]
    path = f"/elections/{election}/actions"
    await world.callers["city"].post(path, {"action": "approve", "document": "律党〔2026〕15号"})
    ballot = {"person_id": str(world.member.person_id), "votes": 1, "kind": "secretary"}
    result = {"held_on": "2026-11-23", "entitled": 1, "present": 1, "candidates": [ballot]}
    await world.callers["a"].post(path, {"action": "record_result", **result})
    await world.bulk_in("accepted")
    await world.callers["city"].post(path, {"action": "confirm", "document": "律党〔2026〕18号"}, 404)
    confirmed = await world.callers["county"].post(path, {"action": "confirm", "document": "金律党〔2026〕2号"})
    assert (confirmed["state"], confirmed["approver_name"]) == ("confirmed", world.orgs["county"].name)
