"""Decisions on membership, proposed by a branch and taken by its committee."""

from typing import Any

from tests.support.clock import TODAY
from tests.support.transfer_case import TransferCase

ENDINGS = {
    "expulsion": ("4", "211"),
    "withdrawal": ("5", "212"),
    "persuaded_withdrawal": ("5", "213"),
    "refused_persuasion": ("5", "214"),
    "not_recognised": ("5", "217"),
    "death": ("6", "23"),
}


def proposal(world: TransferCase, kind: str, **facts: Any) -> dict[str, Any]:
    body = {"member_id": str(world.member.person_id), "kind": kind, "reason": "支部大会讨论通过", **facts}
    if kind == "lost_contact":
        body = {"lost_contact_reason": "4", "since_on": "2026-05-23"} | body
    if kind == "death":
        body = {"since_on": TODAY.isoformat()} | body
    return body


async def propose(world: TransferCase, kind: str, expect: int = 201, by: str = "a", **facts: Any) -> Any:
    return await world.callers[by].post("/membership-decisions", proposal(world, kind, **facts), expect)


async def act(
    world: TransferCase, decision: Any, action: str, expect: int = 200, by: str = "city", **facts: Any
) -> Any:
    body = {"action": action, **({"document": "成律党〔2026〕12号"} if action == "decide" else {"reason": "退回"})}
    return await world.callers[by].post(f"/membership-decisions/{decision['id']}/actions", body | facts, expect)


async def decide(world: TransferCase, kind: str, **facts: Any) -> Any:
    return await act(world, await propose(world, kind, **facts), "decide")
