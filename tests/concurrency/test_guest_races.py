"""Many hands on one guest: the stays never overlap and each row tells one story."""

import asyncio
import uuid
from collections import Counter

from sqlmodel import func, select

from app.models.temporary_affiliations import LIVE_STATES, TemporaryAffiliation, TemporaryStep
from app.models.transfers import OPEN_STATES, Transfer
from tests.support.api_client import Api
from tests.support.temporary_affiliations import PATH, application, apply, guest
from tests.support.transfer_case import TransferCase


async def test_of_many_applications_to_two_hosts_one_is_made(committed: Api) -> None:
    world = await TransferCase.make(committed)
    asked = [(who, host) for who in ("member", "a") for host in ("b", "c") for _ in range(3)]
    answers = await asyncio.gather(
        *(world.callers[who]("POST", PATH, json=application(world, host)) for who, host in asked)
    )
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 11}
    async with committed.admin.as_admin() as session:
        rows = (await session.exec(select(TemporaryAffiliation))).all()
    assert [row.state in LIVE_STATES for row in rows] == [True]


async def test_a_withdrawal_and_an_application_elsewhere_never_let_two_hosts_accept(committed: Api) -> None:
    world = await TransferCase.make(committed)
    first = await apply(world, host="b")
    withdrawal = world.callers["a"]("POST", f"{PATH}/{first}/actions", json={"action": "withdraw"})
    acceptance = world.callers["b"]("POST", f"{PATH}/{first}/actions", json={"action": "accept"})
    elsewhere = world.callers["member"]("POST", PATH, json=application(world, "c"))
    answers = await asyncio.gather(withdrawal, acceptance, elsewhere)
    assert sorted(answer.status_code for answer in answers[:2]) == [200, 409]
    async with committed.admin.as_admin() as session:
        live = select(func.count()).select_from(TemporaryAffiliation)
        count = (await session.exec(live.where(TemporaryAffiliation.state.in_(LIVE_STATES)))).one()  # type: ignore[attr-defined]
    assert count <= 1


async def test_of_ten_concurrent_accepts_one_is_carried_out(committed: Api) -> None:
    world = await TransferCase.make(committed)
    key = await apply(world)
    answers = await asyncio.gather(
        *(world.callers["c"]("POST", f"{PATH}/{key}/actions", json={"action": "accept"}) for _ in range(10))
    )
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 9}


async def test_an_end_and_an_extension_at_once_leave_no_extended_end(committed: Api) -> None:
    world = await TransferCase.make(committed)
    key = await guest(world)
    path = f"{PATH}/{key}/actions"
    extension, end = await asyncio.gather(
        world.callers["c"]("POST", path, json={"action": "extend", "reason": "档案尚未调入"}),
        world.callers["a"]("POST", path, json={"action": "end", "reason": "已返回"}),
    )
    assert end.status_code == 200
    assert extension.status_code in {200, 409}
    async with committed.admin.as_admin() as session:
        steps = select(TemporaryStep.action).where(TemporaryStep.temporary_affiliation_id == uuid.UUID(key))
        actions = (await session.exec(steps.order_by(TemporaryStep.number))).all()  # type: ignore[arg-type]
    assert actions == ["accept", "extend", "end"] if extension.status_code == 200 else ["accept", "end"]


async def test_a_conversion_and_a_transfer_opened_at_once_leave_one_transfer(committed: Api) -> None:
    world = await TransferCase.make(committed)
    key = await guest(world)
    convert = {"action": "convert", "dues_paid_to": "2026-10"}
    answers = await asyncio.gather(
        world.callers["member"]("POST", f"{PATH}/{key}/actions", json=convert),
        world.callers["a"]("POST", f"{PATH}/{key}/actions", json=convert),
        world.callers["a"]("POST", "/transfers", json=world.request("b")),
    )
    codes = [answer.status_code for answer in answers]
    assert sorted(codes)[1:] == [409, 409]
    async with committed.admin.as_admin() as session:
        opened = (await session.exec(select(Transfer.id).where(Transfer.state.in_(OPEN_STATES)))).all()  # type: ignore[attr-defined]
        linked = (await session.exec(select(TemporaryAffiliation.transfer_id))).one()
    assert len(opened) == 1
    assert linked == (opened[0] if 200 in codes else None)
