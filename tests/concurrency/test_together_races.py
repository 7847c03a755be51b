"""Two procedures of one person, or one of an organization that ends: in either order the second sees the first.

A row that both need is held until both wait, so that each order is the one that is meant.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
import pytest
import sqlalchemy as sa

from app.models.accounts import StaffRole
from tests.support.api_client import Api
from tests.support.invariants import BROKEN
from tests.support.temporary_affiliations import PATH as GUESTS
from tests.support.temporary_affiliations import application
from tests.support.transfer_case import TransferCase

Waiting = Callable[[int], Awaitable[None]]
WAITERS = """
    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


async def waiters(api: Api) -> int:
    """How many wait now: a transaction would see the same answer to its end."""
    async with api.admin.as_admin() as session:
        found: int = (await session.exec(sa.text(WAITERS))).scalar_one()  # type: ignore[call-overload]
    return found


@asynccontextmanager
async def held(api: Api, row: str) -> AsyncIterator[Waiting]:
    """A row is locked meanwhile; wait until so many others wait, for it or for each other."""

    async def waiting(number: int) -> None:
        async with asyncio.timeout(20):
            while await waiters(api) < number:
                pass

    async with api.admin.as_admin() as session:
        await session.exec(sa.text(f"{row} FOR UPDATE"))  # type: ignore[call-overload]
        yield waiting


async def one_after_the_other(
    api: Api, row: str, first: Awaitable[httpx.Response], second: Awaitable[httpx.Response]
) -> tuple[httpx.Response, httpx.Response]:
    async with held(api, row) as waiting:
        before = asyncio.ensure_future(first)
        await waiting(1)
        after = asyncio.ensure_future(second)
        await waiting(2)
    return await before, await after


async def look(api: Api) -> None:
    """Nothing that must hold is broken."""
    async with api.admin.as_admin() as session:
        for what, query in BROKEN.items():
            assert not (await session.exec(sa.text(query))).all(), what  # type: ignore[call-overload]


def proposes(world: TransferCase) -> Awaitable[httpx.Response]:
    body = {"member_id": str(world.member.person_id), "kind": "expulsion", "reason": "支部大会讨论通过"}
    return world.callers["a"]("POST", "/membership-decisions", json=body)


async def test_a_case_and_an_acceptance_at_once_never_leave_the_case_behind(committed: Api) -> None:
    world = await TransferCase.make(committed)
    transfer = await world.letter_in("in_transit")
    accept = {"action": "accept", "to_branch_id": str(world.orgs["c"].id)}
    member = f"SELECT FROM member WHERE person_id = '{world.member.person_id}'"
    case, acceptance = await one_after_the_other(
        *(committed, member, proposes(world)),
        world.callers["county"]("POST", f"/transfers/{transfer}/actions", json=accept),
    )
    assert (case.status_code, acceptance.status_code) == (201, 409)
    assert acceptance.json()["code"] == "membership_decision_open"
    await look(committed)


async def test_an_acceptance_and_a_case_at_once_leave_no_case_at_the_former_branch(committed: Api) -> None:
    world = await TransferCase.make(committed)
    transfer = await world.letter_in("in_transit")
    accept = {"action": "accept", "to_branch_id": str(world.orgs["c"].id)}
    member = f"SELECT FROM member WHERE person_id = '{world.member.person_id}'"
    acceptance, case = await one_after_the_other(
        *(committed, member, world.callers["county"]("POST", f"/transfers/{transfer}/actions", json=accept)),
        proposes(world),
    )
    assert (acceptance.status_code, case.status_code) == (200, 404)
    await look(committed)


async def test_a_case_and_the_opening_of_a_transfer_at_once_open_the_case_alone(committed: Api) -> None:
    world = await TransferCase.make(committed)
    member = f"SELECT FROM member WHERE person_id = '{world.member.person_id}'"
    case, transfer = await one_after_the_other(
        *(committed, member, proposes(world)), world.callers["a"]("POST", "/transfers", json=world.request("c"))
    )
    assert (case.status_code, transfer.status_code) == (201, 409)
    assert transfer.json()["code"] == "membership_decision_open"


async def test_a_correction_and_a_case_at_once_leave_no_case_at_the_wrong_branch(committed: Api) -> None:
    world = await TransferCase.make(committed)
    department = await committed.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="51")
    right = {"org_id": str(world.orgs["b"].id), "from_on": "2026-11-23", "reason": "登记有误"}
    path = f"/members/{world.member.person_id}/affiliations/correct"
    member = f"SELECT FROM member WHERE person_id = '{world.member.person_id}'"
    case, correction = await one_after_the_other(
        *(committed, member, proposes(world)), department("POST", path, json=right)
    )
    assert (case.status_code, correction.status_code) == (201, 409)
    await look(committed)


@pytest.mark.parametrize("kind", ["guest", "transfer"])
async def test_what_would_need_an_organization_that_ends_at_once_is_not_opened(committed: Api, kind: str) -> None:
    world = await TransferCase.make(committed)
    department = await committed.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="51")
    path, body = (GUESTS, application(world, "b")) if kind == "guest" else ("/transfers", world.request("b"))
    dissolution, opened = await one_after_the_other(
        *(committed, f"SELECT FROM party_org WHERE id = '{world.orgs['b'].id}'"),
        department("POST", f"/party-orgs/{world.orgs['b'].id}/dissolve", json={"reason": "不再具备条件"}),
        world.callers["a"]("POST", path, json=body),
    )
    assert (dissolution.status_code, opened.status_code) == (200, 409), opened.text
    assert opened.json()["code"] == "party_org_dissolved"


@pytest.mark.parametrize("kind", ["guest", "transfer"])
async def test_an_organization_does_not_end_in_the_moment_in_which_somebody_needs_it(committed: Api, kind: str) -> None:
    world = await TransferCase.make(committed)
    department = await committed.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="51")
    path, body = (GUESTS, application(world, "b")) if kind == "guest" else ("/transfers", world.request("b"))
    opened, dissolution = await one_after_the_other(
        *(committed, f"SELECT FROM party_org WHERE id = '{world.orgs['b'].id}'"),
        world.callers["a"]("POST", path, json=body),
        department("POST", f"/party-orgs/{world.orgs['b'].id}/dissolve", json={"reason": "不再具备条件"}),
    )
    assert (opened.status_code, dissolution.status_code) == (201, 409), dissolution.text
    assert dissolution.json()["code"] == "party_org_not_settled"
