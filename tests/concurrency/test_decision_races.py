"""Several hands on one member's standing: one decides, and a decision and a transfer leave one of the two."""

import asyncio
import uuid
from collections import Counter

import sqlalchemy as sa
from sqlmodel import func, select

from app.models.members import Affiliation, Member, MembershipStanding
from tests.support.api_client import Api
from tests.support.transfer_case import TransferCase


def proposal(world: TransferCase, kind: str, **facts: str) -> dict[str, str]:
    return {"member_id": str(world.member.person_id), "kind": kind, "reason": "支部大会讨论通过", **facts}


async def test_of_twenty_decisions_at_once_one_is_taken(committed: Api) -> None:
    world = await TransferCase.make(committed)
    made = await world.callers["a"].post("/membership-decisions", proposal(world, "withdrawal"), 201)
    path, body = f"/membership-decisions/{made['id']}/actions", {"action": "decide", "document": "成律党〔2026〕1号"}
    answers = await asyncio.gather(*(world.callers["city"]("POST", path, json=body) for _ in range(20)))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 19}
    async with committed.admin.as_admin() as session:
        assert (await session.exec(select(func.count()).select_from(MembershipStanding))).one() == 2


async def test_of_many_proposals_at_once_one_is_open(committed: Api) -> None:
    world = await TransferCase.make(committed)
    body = proposal(world, "withdrawal")
    answers = await asyncio.gather(*(world.callers["a"]("POST", "/membership-decisions", json=body) for _ in range(10)))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 9}


async def test_a_death_and_an_acceptance_at_once_leave_one_of_the_two(committed: Api) -> None:
    world = await TransferCase.make(committed)
    transfer = await world.letter_in("in_transit")
    made = await world.callers["a"].post("/membership-decisions", proposal(world, "death", since_on="2026-11-22"), 201)
    answers = await asyncio.gather(
        world.callers["county"](
            "POST", f"/transfers/{transfer}/actions", json={"action": "accept", "to_branch_id": str(world.orgs["c"].id)}
        ),
        world.callers["city"](
            "POST", f"/membership-decisions/{made['id']}/actions", json={"action": "decide", "document": "死亡证明"}
        ),
    )
    accepted, died = (answer.status_code == 200 for answer in answers)
    assert accepted != died, [answer.text for answer in answers]
    async with committed.admin.as_admin() as session:
        member = (await session.exec(select(Member))).one()
        is_open = (Affiliation.person_id == member.person_id, sa.func.upper_inf(Affiliation.valid_during))
        held = (await session.exec(select(Affiliation.org_id).where(*is_open))).all()
    expected: list[uuid.UUID] = [world.orgs["c"].id] if accepted else []
    assert (list(held), member.membership_status) == (expected, "1" if accepted else "6")
