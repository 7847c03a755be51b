"""Many hands on one transfer: one of them acts, the others are told so."""

import asyncio
import uuid
from collections import Counter

import sqlalchemy as sa
from sqlmodel import func, select

from app.models.members import Affiliation, Member
from app.models.transfers import Letter, Transfer, TransferHop
from tests.support.api_client import Api
from tests.support.transfer_case import TransferCase


async def test_of_twenty_concurrent_accepts_one_is_carried_out(committed: Api) -> None:
    world = await TransferCase.make(committed)
    transfer = await world.letter_in("in_transit")
    body = {"action": "accept", "to_branch_id": str(world.orgs["c"].id)}
    county = world.callers["county"]
    answers = await asyncio.gather(*(county("POST", f"/transfers/{transfer}/actions", json=body) for _ in range(20)))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 19}
    refusals = {answer.json()["code"] for answer in answers if answer.status_code == 409}
    assert refusals == {"transfer_action_out_of_turn"}
    async with committed.admin.as_admin() as session:
        opened = select(func.count()).select_from(Affiliation).where(sa.func.upper_inf(Affiliation.valid_during))
        assert (await session.exec(opened)).one() == 1
        hops = select(func.count()).select_from(TransferHop).where(TransferHop.transfer_id == uuid.UUID(transfer))
        assert (await session.exec(hops)).one() == 5


async def test_an_acceptance_and_a_revocation_at_once_leave_one_of_the_two(committed: Api) -> None:
    world = await TransferCase.make(committed)
    transfer = await world.letter_in("in_transit")
    path = f"/transfers/{transfer}/actions"
    accept = {"action": "accept", "to_branch_id": str(world.orgs["c"].id)}
    answers = await asyncio.gather(
        world.callers["county"]("POST", path, json=accept),
        world.callers["city"]("POST", path, json={"action": "revoke"}),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    async with committed.admin.as_admin() as session:
        member = (await session.exec(select(Member))).one()
        state = (await session.exec(select(Transfer.state))).one()
        letter = (await session.exec(select(Letter))).one()
    branch, void = ("c", False) if answers[0].status_code == 200 else ("a", True)
    assert member.org_id == world.orgs[branch].id
    assert (state, letter.void_on is not None) == ("revoked" if void else "accepted", void)


async def test_of_many_concurrent_openings_one_opens(committed: Api) -> None:
    world = await TransferCase.make(committed)
    callers = [world.callers[who] for who in ("member", "a") for _ in range(5)]
    answers = await asyncio.gather(*(caller("POST", "/transfers", json=world.request("c")) for caller in callers))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 9}


async def test_letters_issued_at_once_get_numbers_without_gap_or_repetition(committed: Api) -> None:
    world = await TransferCase.make(committed)
    transfers = []
    for number in range(8):
        other = await world.with_another(f"钱{'一二三四五六七八'[number]}")
        transfers.append(await other.letter_in("branch_agreed"))
    body = {"action": "issue_letter", "valid_days": 30}
    city = world.callers["city"]
    answers = await asyncio.gather(*(city("POST", f"/transfers/{t}/actions", json=body) for t in transfers))
    assert sorted(answer.json()["letter_serial"] for answer in answers) == [f"2026{n:03d}" for n in range(1, 9)]
