"""Guests at a host branch, as the officers take them there."""

from typing import Any

from tests.support.transfer_case import TransferCase

PATH = "/temporary-affiliations"


def application(world: TransferCase, host: str = "c", **changes: Any) -> dict[str, Any]:
    """What is asked for the world's member, whose home is branch a."""
    asked = {
        "member_id": str(world.member.person_id),
        "host_org_id": str(world.orgs[host].id),
        "reason": "cannot_transfer_yet",
    }
    return asked | changes


async def apply(world: TransferCase, by: str = "a", host: str = "c", **changes: Any) -> str:
    """An application; gives its id."""
    made = await world.callers[by].post(PATH, application(world, host, **changes), 201)
    return str(made["id"])


async def act(world: TransferCase, key: str, who: str, action: str, expect: int = 200, **more: Any) -> Any:
    """One action as one of the callers."""
    return await world.callers[who].post(f"{PATH}/{key}/actions", {"action": action, **more}, expect)


async def guest(world: TransferCase, host: str = "c", **accepted: Any) -> str:
    """A temporary affiliation that the host has accepted."""
    key = await apply(world, host=host)
    await act(world, key, host, "accept", **accepted)
    return key
