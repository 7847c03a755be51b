"""Opening a transfer: by whom, where to, and what must be in order."""

import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from app.models.accounts import StaffRole
from app.models.changes import Change, Operation
from app.models.members import Member
from app.models.party_orgs import PartyOrg
from app.models.people import Person
from tests.support.api_client import Api
from tests.support.builders import make_member, make_org
from tests.support.transfer_case import TransferCase


async def change(api: Api, model: type[SQLModel], where: Any, **values: Any) -> None:
    async with api.admin.as_admin() as session:
        await session.exec(sa.update(model).where(where).values(**values))


async def refused(world: TransferCase, by: str, to: str, status: int, code: str, **changes: Any) -> dict[str, Any]:
    """The problem with which opening a transfer is refused."""
    body: dict[str, Any] = await world.callers[by].post("/transfers", world.request(to, **changes), status)
    assert body["code"] == code
    return body


async def test_the_member_and_the_branch_may_open_a_transfer_and_nobody_else(api: Api) -> None:
    world = await TransferCase.make(api)
    draft = await world.callers["a"].post("/transfers", world.request("c"), 201)
    assert (draft["state"], draft["allowed_actions"]) == ("draft", ["submit", "withdraw"])
    await world.act(draft["id"], "member", "withdraw")
    await world.open("c", by="member")

    problem = await refused(world, "city", "c", 403, "not_the_acting_body")
    assert "中共甲律师事务所支部" in problem["detail"]
    await refused(world, "county", "c", 404, "not_found")
    bureau = await api.as_(StaffRole.JUSTICE_BUREAU, area="5101")
    assert (await bureau.post("/transfers", world.request("c"), 403))["code"] == "forbidden"


async def test_a_member_has_one_open_transfer_until_it_ends(api: Api) -> None:
    world = await TransferCase.make(api)
    first = await world.open("c")
    await refused(world, "a", "b", 409, "transfer_already_open")
    await world.act(first, "a", "withdraw", note="不调动了")
    await world.open("b")


async def test_an_expired_transfer_is_still_the_open_one(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.letter_in("in_transit")
    async with api.admin.as_admin() as session:
        await session.exec(sa.text("UPDATE transfer SET letter_expires_on = '2026-11-22'"))  # type: ignore[call-overload]
    assert (await world.callers["a"].get(f"/transfers/{transfer}"))["state"] == "expired"
    await refused(world, "a", "b", 409, "transfer_already_open")


async def test_the_same_key_opens_a_transfer_once(api: Api) -> None:
    world = await TransferCase.make(api)
    headers = {"Idempotency-Key": "once"}
    first = await world.callers["a"].post("/transfers", world.request("c"), 201, headers=headers)
    again = await world.callers["a"].post("/transfers", world.request("c"), 201, headers=headers)
    assert again == first
    other = await world.callers["a"].post("/transfers", world.request("b"), 422, headers=headers)
    assert other["code"] == "idempotency_key_reused"


@pytest.mark.parametrize("by", ["member", "a"])
async def test_a_route_that_does_not_fit_is_refused_with_the_right_one(api: Api, by: str) -> None:
    world = await TransferCase.make(api)
    assert "letter" in (await refused(world, by, "c", 422, "route_mismatch", route="internal"))["detail"]
    assert "internal" in (await refused(world, by, "b", 422, "route_mismatch", route="letter"))["detail"]


@pytest.mark.parametrize(
    ("route", "faults"),
    [
        ("letter", {"to_outside": "field_of_other_route"}),
        ("outgoing", {"to_org_id": "field_of_other_route"}),
        ("incoming", {"dues_paid_to": "field_of_other_route", "to_outside": "field_of_other_route"}),
    ],
)
async def test_a_field_of_another_route_is_refused_by_name(api: Api, route: str, faults: dict[str, str]) -> None:
    world = await TransferCase.make(api)
    outside = {"name": "中共某市委组织部", "address": "某市", "area_code": "5107"}
    problem = await refused(world, "a", "c", 422, "invalid_request", route=route, to_outside=outside)
    assert {fault["field"]: fault["code"] for fault in problem["errors"]} == faults


async def test_what_a_route_asks_for_is_named(api: Api) -> None:
    world = await TransferCase.make(api)
    changes = {"route": "outgoing", "to_org_id": None, "dues_paid_to": None}
    problem = await refused(world, "a", "c", 422, "invalid_request", **changes)
    assert {fault["field"]: fault["code"] for fault in problem["errors"]} == {
        "to_outside": "missing",
        "dues_paid_to": "missing",
    }


async def test_the_target_must_stand(api: Api) -> None:
    world = await TransferCase.make(api)
    await refused(world, "a", "c", 422, "to_org_not_found", to_org_id=str(uuid.uuid4()))
    await refused(world, "a", "c", 422, "to_org_not_found", to_org_id=None)
    await change(api, PartyOrg, col(PartyOrg.id) == world.orgs["c"].id, dissolved_on=world.orgs["c"].founded_on)
    await refused(world, "a", "c", 422, "to_org_not_found")


async def test_within_one_branch_nothing_is_transferred(api: Api) -> None:
    world = await TransferCase.make(api)
    await refused(world, "a", "a", 422, "same_branch")


async def test_both_sides_need_a_committee_above(api: Api) -> None:
    world = await TransferCase.make(api)
    lone = await make_org(api.admin, "中共丁律师事务所支部", area="510107")
    problem = await refused(world, "a", "c", 422, "no_committee_above", to_org_id=str(lone.id))
    assert "中共丁律师事务所支部" in problem["detail"]
    stray = await make_member(api.admin, "孙三", lone)
    officer = await api.as_(StaffRole.ORG_OFFICER, org=lone.id)
    body = world.request("c", member_id=str(stray.person_id))
    assert (await officer.post("/transfers", body, 422))["code"] == "no_committee_above"


async def test_a_committee_without_the_power_to_transfer_leaves_it_to_the_next_above(api: Api) -> None:
    world = await TransferCase.make(api)
    await change(api, PartyOrg, col(PartyOrg.id) == world.orgs["county"].id, can_transfer=False)
    transfer = await world.letter_in("submitted")
    shown = await world.callers["a"].get(f"/transfers/{transfer}")
    assert (shown["to_committee_name"], shown["to_issuer_name"]) == (
        "中共金堂县律师行业委员会",
        "中共四川省律师行业委员会",
    )


async def test_without_any_power_to_transfer_above_there_is_no_letter(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.open("c")
    await change(api, PartyOrg, col(PartyOrg.category) == "611", can_transfer=False)
    await refused(world, "a", "c", 422, "no_committee_above")
    assert (await world.act(transfer, "member", "submit", 422))["code"] == "no_committee_above"


async def test_only_a_member_in_normal_status_travels(api: Api) -> None:
    world = await TransferCase.make(api, status="2")
    await refused(world, "a", "c", 409, "member_not_in_normal_status")


async def test_a_member_affiliated_outside_cannot_leave_from_here(api: Api) -> None:
    world = await TransferCase.make(api)
    await change(api, Member, col(Member.person_id) == world.member.person_id, org_id=None)
    await refused(world, "member", "c", 422, "member_affiliated_outside")


async def test_what_the_letter_needs_and_is_missing_is_named(api: Api) -> None:
    world = await TransferCase.make(api)
    mine = col(Person.id) == world.member.person_id
    await change(api, Person, mine, ethnic_group=None, mobile_cipher=None)
    problem = await refused(world, "a", "c", 422, "member_record_incomplete")
    assert [fault["field"] for fault in problem["errors"]] == ["ethnic_group", "mobile"]
    await change(api, Person, mine, ethnic_group="01")
    problem = await refused(world, "member", "c", 422, "member_record_incomplete")
    assert [fault["field"] for fault in problem["errors"]] == ["mobile"]
    await world.open("b")


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "10/2026", "1999-10"])
async def test_dues_are_paid_to_a_month(api: Api, month: str) -> None:
    world = await TransferCase.make(api)
    problem = await refused(world, "a", "c", 422, "invalid_request", dues_paid_to=month)
    assert problem["errors"][0]["field"] == "dues_paid_to"


async def test_submission_checks_again_what_may_have_changed(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.open("c")
    mine = col(Member.person_id) == world.member.person_id
    await change(api, Member, mine, membership_status="2")
    assert (await world.act(transfer, "a", "submit", 409))["code"] == "member_not_in_normal_status"
    await change(api, Member, mine, membership_status="1", org_id=world.orgs["b"].id)
    assert (await world.act(transfer, "member", "submit", 409))["code"] == "affiliation_changed_meanwhile"
    await world.act(transfer, "member", "withdraw")


async def test_opening_leaves_a_ledger_row(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.open("c")
    async with api.admin.as_admin() as session:
        row = (await session.exec(select(Change).where(Change.entity_id == uuid.UUID(transfer)))).one()
    assert (row.op, row.version, row.party_after) == (Operation.CREATE, 1, world.orgs["a"].party_path)
    assert {"reason", "to_org_id"} <= set(row.changed)
