"""Transfers between the registry and bodies outside it: the paper receipt comes back, the paper letter comes in."""

import datetime as dt
import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from app.models.accounts import StaffRole
from app.models.changes import Change
from app.models.lawyers import AffiliationState
from app.models.members import Affiliation, Member, MembershipStanding
from app.models.people import Person
from app.models.transfers import Transfer
from tests.support.api_client import Api
from tests.support.builders import make_firm, make_id_number, make_lawyer, make_member
from tests.support.clock import TODAY, SetClock
from tests.support.keys import KEYRING
from tests.support.transfer_case import OUTSIDE, PAPER_LETTER, TransferCase


async def of_member(api: Api, person_id: uuid.UUID | str) -> Member:
    async with api.admin.as_admin() as session:
        return (await session.exec(select(Member).where(Member.person_id == uuid.UUID(str(person_id))))).one()


async def homes(api: Api, person_id: uuid.UUID | str) -> list[tuple[str, str, dt.date, dt.date | None]]:
    async with api.admin.as_admin() as session:
        statement = select(Affiliation).where(Affiliation.person_id == uuid.UUID(str(person_id)))
        rows = (await session.exec(statement.order_by(sa.func.lower(Affiliation.valid_during)))).all()
    return [(r.affiliation_name, r.opened_by.value, r.valid_during.lower, r.valid_during.upper) for r in rows]  # type: ignore[misc]


async def test_the_sender_stays_responsible_until_the_paper_receipt_is_there(api: Api, clock: SetClock) -> None:
    world = await TransferCase.make(api)
    transfer = await world.outgoing_in("in_transit")
    clock.advance(days=20)
    await world.sign_in()
    assert (await of_member(api, world.member.person_id)).org_id == world.orgs["a"].id
    who, step = world.outgoing_path(received_on="2026-12-01")[-1]
    closed = await world.act(transfer, who, **step)
    assert (closed["state"], closed["accepted_on"]) == ("closed", "2026-12-01")
    assert closed["paper_receipt"]["handler_name"] == "王五"
    left = await of_member(api, world.member.person_id)
    assert (left.org_id, left.affiliation_state, left.affiliation_name) == (
        None,
        AffiliationState.OUTSIDE,
        OUTSIDE["name"],
    )
    assert await homes(api, left.person_id) == [
        ("中共甲律师事务所支部", "first_record", dt.date(2020, 1, 1), dt.date(2026, 12, 1)),
        (OUTSIDE["name"], "transfer", dt.date(2026, 12, 1), None),
    ]


async def test_who_has_left_is_out_of_every_scope_but_in_the_past_lists(api: Api) -> None:
    world = await TransferCase.make(api)
    await world.outgoing_in("closed")
    bureau = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="51")
    for caller in (bureau, world.callers["a"], world.callers["province"]):
        await caller.get(f"/members/{world.member.person_id}", 404)
        past = await caller.get("/members?as_of=2026-11-22")
        assert [item["name"] for item in past["items"]] == ["赵一"]
    async with api.admin.as_admin() as session:
        moves = (await session.exec(select(Change).where(Change.entity == "member", Change.reason == "transfer"))).all()
    assert [(row.party_before, row.party_after) for row in moves] == [(world.orgs["a"].party_path, "")]


async def test_a_lawyer_who_leaves_for_outside_stays_the_lawyer_here(api: Api) -> None:
    world = await TransferCase.make(api)
    firm = await make_firm(api.admin, "四川甲律师事务所", area="510104")
    async with api.admin.as_admin() as session:
        person = (await session.exec(select(Person).where(Person.id == world.member.person_id))).one()
    await make_lawyer(api.admin, "赵一", firm, person=person)
    await world.outgoing_in("closed")
    bureau = await api.as_(StaffRole.JUSTICE_BUREAU, area="510104")
    shown = await bureau.get(f"/lawyers/{world.member.person_id}")
    assert (shown["affiliation_state"], shown["affiliation_name"]) == ("outside", OUTSIDE["name"])
    assert (await of_member(api, world.member.person_id)).place_path == firm.place_path


@pytest.mark.parametrize(
    ("receipt", "status", "code"),
    [
        ({"received_on": "2026-11-22"}, 409, "received_before_dispatch"),
        ({"received_on": "2026-11-24"}, 422, "accepted_in_future"),
        ({"scan_sha256": "ab"}, 422, "invalid_request"),
        ({"addressee": ""}, 422, "invalid_request"),
    ],
)
async def test_a_receipt_that_cannot_be_right_is_refused(
    api: Api, receipt: dict[str, Any], status: int, code: str
) -> None:
    world = await TransferCase.make(api)
    transfer = await world.outgoing_in("in_transit")
    who, step = world.outgoing_path(**receipt)[-1]
    assert (await world.act(transfer, who, **step, expect=status))["code"] == code


async def test_the_slip_may_come_back_late_but_not_tell_of_a_reception_after_the_letter_ran_out(
    api: Api, clock: SetClock
) -> None:
    world = await TransferCase.make(api)
    transfer = await world.outgoing_in("in_transit")
    clock.advance(days=70)
    await world.sign_in()
    shown = await world.callers["city"].get(f"/transfers/{transfer}")
    assert (shown["state"], shown["receipt_due_on"], shown["receipt_overdue"]) == ("expired", "2026-12-23", True)
    assert shown["allowed_actions"] == ["enter_receipt", "return", "report_lost", "reissue"]
    who, step = world.outgoing_path(received_on="2027-01-23")[-1]
    assert (await world.act(transfer, who, **step, expect=409))["code"] == "letter_expired"
    who, step = world.outgoing_path(received_on="2027-01-22")[-1]
    assert (await world.act(transfer, who, **step))["state"] == "closed"


async def test_the_letter_to_outside_names_the_body_and_a_returned_one_is_void(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.outgoing_in("in_transit")
    shown = await world.callers["a"].get(f"/transfers/{transfer}")
    assert (shown["to_org_id"], shown["to_org_name"], shown["to_issuer_name"]) == (
        None,
        OUTSIDE["name"],
        OUTSIDE["name"],
    )
    assert (await world.callers["city"]("GET", f"/transfers/{transfer}/letter.pdf", 200)).content[:5] == b"%PDF-"
    assert (await world.callers["city"].get(f"/transfers/{transfer}/receipt", 409))["code"] == "receipt_not_sent"
    back = await world.act(transfer, "city", "return", reason="对方退回介绍信")
    assert (back["state"], back["letter_serial"], back["dispatched_on"]) == ("returned", None, None)
    assert (await of_member(api, world.member.person_id)).org_id == world.orgs["a"].id


async def test_somebody_new_comes_in_by_a_paper_letter(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.open_incoming()
    draft = await world.callers["county"].get(f"/transfers/{transfer}")
    assert (draft["person_id"], draft["name"], draft["letter_serial"]) == (None, "周远来", "2026018")
    assert draft["paper_letter"]["committee_phone_masked"] == "028******99"
    states = [(await world.act(transfer, who, **step))["state"] for who, step in world.incoming_path()]
    assert states == ["in_transit", "accepted", "receipt_sent", "closed"]
    closed = await world.callers["county"].get(f"/transfers/{transfer}")
    assert await homes(api, closed["person_id"]) == [("中共丙律师事务所支部", "transfer", TODAY, None)]
    member = await world.callers["c"].get(f"/members/{closed['person_id']}")
    assert (member["name"], member["admitted_on"], member["start_known"]) == ("周远来", "2005-07-01", True)
    receipt = await world.callers["county"].get(f"/transfers/{transfer}/receipt")
    assert (receipt["addressee"], receipt["facts"]["serial"]) == (PAPER_LETTER["issuer_name"], "2026018")
    printed = await world.callers["county"]("GET", f"/transfers/{transfer}/receipt.pdf", 200)
    assert printed.content[:5] == b"%PDF-"
    assert (await world.callers["county"].get(f"/transfers/{transfer}/letter.pdf", 409))["code"] == "letter_not_issued"


async def test_a_lawyer_in_no_member_list_becomes_a_member(api: Api) -> None:
    world = await TransferCase.make(api)
    firm = await make_firm(api.admin, "四川丁律师事务所", area="5107")
    number = make_id_number()
    lawyer = await make_lawyer(api.admin, "周远来", firm, number=number, political_status="01")
    transfer = await world.open_incoming(id_number=number)
    await world.walk(transfer, world.incoming_path())
    member = await of_member(api, lawyer.person_id)
    assert (member.org_id, member.firm_id, member.place_path) == (
        world.orgs["c"].id,
        firm.id,
        world.orgs["c"].place_path,
    )
    async with api.admin.as_admin() as session:
        standing = (await session.exec(select(MembershipStanding))).all()
    assert [s.valid_during.lower for s in standing if s.person_id == lawyer.person_id] == [TODAY]
    bureau = await api.as_(StaffRole.JUSTICE_BUREAU, area="5107")
    assert (await bureau.get(f"/lawyers/{lawyer.person_id}"))["affiliation_name"] == "中共丙律师事务所支部"


async def test_who_left_comes_back_to_the_same_record(api: Api, clock: SetClock) -> None:
    world = await TransferCase.make(api)
    await world.outgoing_in("closed")
    clock.advance(days=3)
    await world.sign_in()
    async with api.admin.as_admin() as session:
        person = (await session.exec(select(Person).where(Person.id == world.member.person_id))).one()
    number = KEYRING.unseal(person.id_cipher).decode()
    transfer = await world.open_incoming(id_number=number, name="赵一")
    await world.walk(transfer, world.incoming_path())
    assert [name for name, *_ in await homes(api, person.id)] == [
        "中共甲律师事务所支部",
        OUTSIDE["name"],
        "中共丙律师事务所支部",
    ]


async def test_a_proposed_newcomer_gets_the_letter_before_submission(api: Api) -> None:
    world = await TransferCase.make(api)
    firm = await make_firm(api.admin, "四川丙律师事务所", area="510121")
    async with api.admin.as_admin() as session:
        await session.exec(sa.text("UPDATE law_firm SET party_path = :p"), params={"p": world.orgs["c"].party_path})  # type: ignore[call-overload]
    number = make_id_number()
    firm.party_path = world.orgs["c"].party_path
    lawyer = await make_lawyer(api.admin, "周远来", firm, number=number, political_status="01")
    body = world.incoming() | {"member_id": str(lawyer.person_id)}
    assert (await world.callers["county"].post("/transfers", body, 422))["code"] == "identity_mismatch"
    del body["letter"]
    draft = await world.callers["county"].post("/transfers", body, 201)
    assert (draft["person_id"], draft["name"]) == (str(lawyer.person_id), "周远来")
    assert (await world.act(draft["id"], "county", "submit", 422))["code"] == "paper_letter_missing"
    letter = PAPER_LETTER | {"id_number": number}
    entered = await world.callers["county"]("PUT", f"/transfers/{draft['id']}/letter", 200, json=letter)
    assert entered.json()["letter_expires_on"] == "2026-12-31"
    corrected = await world.callers["county"](
        "PUT", f"/transfers/{draft['id']}/letter", 200, json=letter | {"valid_days": 30}
    )
    assert corrected.json()["letter_expires_on"] == "2026-12-01"
    await world.walk(draft["id"], world.incoming_path())
    late = await world.callers["county"]("PUT", f"/transfers/{draft['id']}/letter", 409, json=letter)
    assert late.json()["code"] == "transfer_action_out_of_turn"


async def test_a_member_of_an_organization_here_is_refused_without_details(api: Api) -> None:
    world = await TransferCase.make(api)
    number = make_id_number()
    await make_member(api.admin, "周远来", world.orgs["a"], number=number)
    for name in ("周远来", "吴别名"):
        body = world.incoming(id_number=number, name=name)
        problem = await world.callers["county"].post("/transfers", body, 409)
        assert problem["code"] == "person_registered_elsewhere"
        assert "中共甲" not in str(problem)


async def test_a_second_letter_of_one_number_is_refused_while_the_first_is_open(api: Api) -> None:
    world = await TransferCase.make(api)
    number = make_id_number()
    first = await world.open_incoming(id_number=number)
    again = world.incoming(id_number=number)
    assert (await world.callers["county"].post("/transfers", again, 409))["code"] == "transfer_already_open"
    await world.act(first, "county", "withdraw")
    await world.open_incoming(id_number=number)


@pytest.mark.parametrize(
    ("letter", "status", "code", "field"),
    [
        ({"issued_on": "2026-09-23"}, 409, "letter_expired", "letter.issued_on"),
        ({"issued_on": "2026-11-24"}, 422, "issued_in_future", "letter.issued_on"),
        ({"valid_days": 91}, 422, "valid_days_out_of_range", "letter.valid_days"),
        ({"regularized_on": None}, 422, "regularized_on_required", "letter.regularized_on"),
        ({"id_number": "99000019800517001X"}, 422, None, "letter.id_number"),
    ],
)
async def test_a_letter_that_does_not_hold_is_refused(
    api: Api, letter: dict[str, Any], status: int, code: str | None, field: str
) -> None:
    world = await TransferCase.make(api)
    problem = await world.callers["county"].post("/transfers", world.incoming(**letter), status)
    fault = problem["errors"][0]
    assert fault["field"] == field
    assert code in {None, fault["code"], problem["code"]}


async def test_on_its_last_day_the_letter_serves(api: Api, clock: SetClock) -> None:
    world = await TransferCase.make(api)
    transfer = await world.open_incoming(issued_on="2026-09-24")
    await world.act(transfer, "county", "submit")
    clock.advance(days=1)
    await world.sign_in()
    shown = await world.callers["county"].get(f"/transfers/{transfer}")
    assert (shown["state"], shown["allowed_actions"]) == ("expired", ["return", "reject"])
    ended = await world.act(transfer, "county", "reject", code="letter_expired")
    assert (ended["state"], ended["rejection_code"]) == ("rejected", "letter_expired")
    async with api.admin.as_admin() as session:
        assert (await session.exec(select(Member).where(col(Member.name) == "周远来"))).all() == []


async def test_only_the_receiving_committee_enters_what_comes_from_outside(api: Api) -> None:
    world = await TransferCase.make(api)
    for who in ("c", "city", "a", "member"):
        assert (await world.callers[who].post("/transfers", world.incoming(), 403))["code"] == "not_the_acting_body"
    transfer = await world.open_incoming()
    assert (await world.act(transfer, "c", "submit", 403))["code"] == "not_the_acting_body"
    await world.callers["city"].get(f"/transfers/{transfer}", 404)
    await world.act(transfer, "county", "submit")
    branch = str(world.orgs["a"].id)
    refusal = await world.act(transfer, "county", "accept", 422, to_branch_id=branch)
    assert refusal["code"] == "branch_not_under_committee"


@pytest.mark.parametrize(
    ("day", "status", "code"),
    [("2026-11-24", 422, "accepted_in_future"), ("2026-11-22", 409, "accepted_before_affiliation")],
)
@pytest.mark.parametrize("known", [True, False])
async def test_the_day_of_acceptance_lies_between_submission_and_today(
    api: Api, day: str, status: int, code: str, known: bool
) -> None:
    world = await TransferCase.make(api)
    number = make_id_number()
    if known:
        await make_lawyer(api.admin, "周远来", await make_firm(api.admin, "四川丁律师事务所"), number=number)
    transfer = await world.open_incoming(id_number=number)
    await world.act(transfer, "county", "submit")
    branch = str(world.orgs["c"].id)
    refusal = await world.act(transfer, "county", "accept", status, to_branch_id=branch, accepted_on=day)
    assert refusal["code"] == code


async def test_nobody_but_the_committee_of_the_transfer_may_call_the_functions_that_move(api: Api) -> None:
    world = await TransferCase.make(api)
    outgoing = await world.outgoing_in("in_transit")
    for who in ("a", "county", "province"):
        who_acts, step = who, world.outgoing_path()[-1][1]
        expected = 404 if who == "county" else 403
        await world.act(outgoing, who_acts, **step, expect=expected)
    async with api.admin.as_admin() as session:
        assert (await session.exec(select(Transfer.state))).one() == "in_transit"
