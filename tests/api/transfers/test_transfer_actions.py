"""Actions: whose they are, when they are in turn, and what an acceptance refuses."""

import datetime as dt
import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from app.models.members import Affiliation, Member
from app.models.transfers import Route, Transfer, TransferAction, TransferState
from app.schemas.transfers.transfers import ACTION_EXAMPLES
from app.workflows.transfer import PROCEDURES, Body
from tests.support.api_client import Api
from tests.support.builders import make_org, since
from tests.support.clock import SetClock
from tests.support.transfer_case import TransferCase

ACTORS = {
    Route.LETTER: {
        "member": {Body.APPLICANT},
        "a": {Body.APPLICANT, Body.FROM_BRANCH},
        "city": {Body.FROM_COMMITTEE, Body.ISSUER},
        "county": {Body.TO_COMMITTEE},
    },
    Route.INTERNAL: {
        "member": {Body.APPLICANT},
        "a": {Body.APPLICANT, Body.FROM_BRANCH},
        "city": {Body.FROM_COMMITTEE, Body.ISSUER, Body.TO_COMMITTEE},
    },
    Route.OUTGOING: {
        "member": {Body.APPLICANT},
        "a": {Body.APPLICANT, Body.FROM_BRANCH},
        "city": {Body.FROM_COMMITTEE, Body.ISSUER},
    },
    Route.INCOMING: {"county": {Body.TO_COMMITTEE}, "province": set()},
    Route.BULK: {
        "a": {Body.APPLICANT, Body.FROM_BRANCH},
        "city": {Body.FROM_COMMITTEE, Body.ISSUER},
        "county": {Body.TO_COMMITTEE},
    },
}


async def submitted(world: TransferCase, route: Route) -> str:
    """A transfer of this route after its first step."""
    if route is Route.INCOMING:
        transfer = await world.open_incoming()
        await world.act(transfer, "county", "submit")
        return transfer
    if route is Route.OUTGOING:
        return await world.outgoing_in("submitted")
    if route is Route.BULK:
        return await world.bulk_in("submitted")
    transfer = await world.open("c" if route is Route.LETTER else "b")
    await world.act(transfer, "member", "submit")
    return transfer


async def put_in(api: Api, transfer: str, state: TransferState) -> None:
    expired = state is TransferState.EXPIRED
    stored = TransferState.IN_TRANSIT if expired else state
    ends = dt.date(2026, 11, 22) if expired else dt.date(2027, 1, 1)
    async with api.admin.as_admin() as session:
        mine = sa.update(Transfer).where(col(Transfer.id) == uuid.UUID(transfer))
        await session.exec(mine.values(state=stored, letter_expires_on=ends))


async def refusal(world: TransferCase, transfer: str, who: str, action: TransferAction) -> tuple[int, str]:
    body = ACTION_EXAMPLES[action]["value"]
    response = await world.callers[who]("POST", f"/transfers/{transfer}/actions", json=body)
    return response.status_code, response.json().get("code")


@pytest.mark.parametrize("route", Route)
async def test_no_action_is_taken_out_of_turn_or_by_another_body(api: Api, route: Route) -> None:
    world = await TransferCase.make(api)
    transfer = await submitted(world, route)
    for state in TransferState:
        await put_in(api, transfer, state)
        code = "letter_expired" if state is TransferState.EXPIRED else "transfer_action_out_of_turn"
        for action in TransferAction:
            step, ever = PROCEDURES[route].steps.get((state, action)), PROCEDURES[route].bodies_for(action)
            if step is None:
                entitled = next(who for who, acting in ACTORS[route].items() if not ever or acting & ever)
                assert await refusal(world, transfer, entitled, action) == (409, code)
                continue
            for who, acting in ACTORS[route].items():
                if step.by.isdisjoint(acting):
                    assert await refusal(world, transfer, who, action) == (403, "not_the_acting_body")
    async with api.admin.as_admin() as session:
        assert (await session.exec(select(Transfer.version).where(Transfer.id == uuid.UUID(transfer)))).one() == 2


@pytest.mark.parametrize("route", Route)
async def test_whose_an_action_never_is_learns_that_first(api: Api, route: Route) -> None:
    world = await TransferCase.make(api)
    transfer = await submitted(world, route)
    for action in TransferAction:
        if ever := PROCEDURES[route].bodies_for(action):
            who = next(who for who, acting in ACTORS[route].items() if not acting & ever)
            assert await refusal(world, transfer, who, action) == (403, "not_the_acting_body")


async def test_a_wrong_body_is_told_whose_turn_it_is(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.letter_in("branch_agreed")
    problem = await world.act(transfer, "county", "issue_letter", 403, valid_days=30)
    assert "中共成都市律师行业委员会" in problem["detail"]
    problem = await world.act(transfer, "province", "agree", 403)
    assert "中共甲律师事务所支部" in problem["detail"]


async def test_an_action_out_of_turn_is_told_what_is_in_turn(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.letter_in("branch_agreed")
    problem = await world.act(transfer, "city", "dispatch", 409)
    assert problem["code"] == "transfer_action_out_of_turn"
    assert "开具介绍信（issue_letter）、退回修改（return）" in problem["detail"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "action"),
        ({"action": "teleport"}, "action"),
        ({"action": "accept"}, "to_branch_id"),
        ({"action": "issue_letter", "valid_days": 0}, "valid_days"),
        ({"action": "return", "reason": "x"}, "reason"),
        ({"action": "agree", "valid_days": 1}, "valid_days"),
    ],
)
async def test_a_malformed_action_is_refused_with_its_field(api: Api, body: dict[str, Any], field: str) -> None:
    world = await TransferCase.make(api)
    transfer = await world.letter_in("in_transit")
    problem = await world.callers["county"].post(f"/transfers/{transfer}/actions", body, 422)
    assert problem["errors"][0]["field"] == field
    assert not problem["errors"][0]["message"].isascii()


async def accept(world: TransferCase, transfer: str, expect: int, **more: Any) -> dict[str, Any]:
    body = {"to_branch_id": str(world.orgs["c"].id)} | more
    answer: dict[str, Any] = await world.act(transfer, "county", "accept", expect, **body)
    return answer


async def test_an_acceptance_is_refused_in_the_future_and_before_the_submission(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.letter_in("in_transit")
    assert (await accept(world, transfer, 422, accepted_on="2026-11-24"))["code"] == "accepted_in_future"
    assert (await accept(world, transfer, 409, accepted_on="2026-11-22"))["code"] == "accepted_before_affiliation"
    assert (await accept(world, transfer, 200))["accepted_on"] == "2026-11-23"


async def test_a_member_joins_a_branch_under_the_receiving_committee_alone(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.letter_in("in_transit")
    group = await make_org(api.admin, "中共丙所党小组", category="641", parent=world.orgs["c"], area="510121")
    for org in (world.orgs["b"].id, world.orgs["county"].id, group.id, uuid.uuid4()):
        refused = await accept(world, transfer, 422, to_branch_id=str(org))
        assert refused["code"] == "branch_not_under_committee"


async def test_a_member_does_not_join_the_branch_that_it_leaves(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.open("city")
    await world.walk(transfer, world.internal_path(), until="branch_agreed")
    refused = await world.act(transfer, "city", "accept", 422, to_branch_id=str(world.orgs["a"].id))
    assert refused["code"] == "same_branch"


async def test_an_affiliation_that_was_corrected_meanwhile_is_not_overwritten(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.letter_in("in_transit")
    async with api.admin.as_admin() as session:
        await session.exec(sa.update(Member).values(org_id=world.orgs["b"].id))
    assert (await accept(world, transfer, 409))["code"] == "affiliation_changed_meanwhile"


async def test_who_is_no_longer_in_normal_status_is_not_received(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.letter_in("in_transit")
    async with api.admin.as_admin() as session:
        await session.exec(sa.update(Member).values(membership_status="2"))
    assert (await accept(world, transfer, 409))["code"] == "member_not_in_normal_status"


async def test_an_affiliation_changes_once_a_day(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.letter_in("in_transit")
    async with api.admin.as_admin() as session:
        await session.exec(sa.update(Affiliation).values(valid_during=since(dt.date(2026, 11, 23))))
    assert (await accept(world, transfer, 409))["code"] == "affiliation_changed_today"


async def test_a_first_record_of_unknown_start_can_be_left_on_the_day_of_its_import(api: Api) -> None:
    world = await TransferCase.make(api, since_day=dt.date(2026, 11, 23), start_known=False)
    await world.letter_in("accepted")
    async with api.admin.as_admin() as session:
        rows = (await session.exec(select(Affiliation).order_by(sa.func.lower(Affiliation.valid_during)))).all()
    assert [row.valid_during.upper for row in rows] == [dt.date(2026, 11, 23), None]


async def test_a_refusal_needs_a_cause_and_ends_the_transfer(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.letter_in("in_transit")
    ended = await world.act(transfer, "county", "reject", code="wrong_addressee", note="应为区委组织部")
    assert (ended["state"], ended["rejection_code"]) == ("rejected", "wrong_addressee")
    assert ended["closing_note"] == "抬头有误：应为区委组织部"
    assert ended["letters"][0]["void_reason"] == ended["closing_note"]
    assert await world.open("b")


async def test_the_issuer_takes_a_letter_back(api: Api, clock: SetClock) -> None:
    world = await TransferCase.make(api)
    for state in ("letter_issued", "in_transit"):
        transfer = await world.letter_in(state)
        ended = await world.act(transfer, "city", "revoke", note="本人不再调动")
        assert (ended["state"], ended["letter_serial"]) == ("revoked", None)
        assert ended["letters"][0]["void_on"] == clock.today().isoformat()


async def test_whatever_is_returned_goes_back_to_the_applicant(api: Api) -> None:
    world = await TransferCase.make(api)
    holders = {"submitted": "a", "branch_agreed": "city", "letter_issued": "city", "in_transit": "county"}
    transfer = await world.open("c")
    for state, holder in holders.items():
        await world.walk(transfer, world.letter_path(), until=state)
        returned = await world.act(transfer, holder, "return", reason="信息有误，请核对")
        assert (returned["state"], returned["letter_serial"]) == ("returned", None)
        assert returned["hops"][-1]["note"] == "信息有误，请核对"
    assert {letter["void_reason"] for letter in returned["letters"]} == {"信息有误，请核对"}
    assert len(returned["letters"]) == 2
