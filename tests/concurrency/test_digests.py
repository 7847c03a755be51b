"""Digests: one per body and month, by however many workers, and again by the next when one is killed."""

import asyncio
import datetime as dt
import itertools
import multiprocessing
import signal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import select

from app.models.accounts import StaffRole
from app.models.digests import Digest
from app.services.work.digests import make_next_digest
from tests.support.api_client import Api
from tests.support.clock import SetClock
from tests.support.killed_process import digest_and_die
from tests.support.postgres import TestServer
from tests.support.transfer_case import TransferCase

pytestmark = pytest.mark.long

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.support.killed_process"])


async def kept(api: Api) -> list[Digest]:
    async with api.admin.as_admin() as session:
        return list((await session.exec(select(Digest).order_by(Digest.body_name))).all())


async def make_all(api: Api, clock: SetClock) -> int:
    made = 0
    while await make_next_digest(api.app.state.database, clock):
        made += 1
    return made


def to_next_month(clock: SetClock) -> None:
    """The ledger's keys are the database's own clock, so the month that ended is the real one."""
    clock.moment = (dt.datetime.now(dt.UTC).replace(day=1) + dt.timedelta(days=35)).replace(day=2)


async def test_a_digest_says_what_was_done_is_open_and_overdue(committed: Api, clock: SetClock) -> None:
    world = await TransferCase.make(committed)
    transfer = await world.open("b", by="a")
    await world.act(transfer, "a", "submit")
    await world.act(transfer, "a", "agree")
    to_next_month(clock)
    assert await make_all(committed, clock) == 6  # the organizations with an officer; a member has none
    assert await make_all(committed, clock) == 0
    await world.sign_in()
    callers = world.callers
    (mine,) = (await callers["a"].get("/digests"))["items"]
    shown = await callers["a"].get(f"/digests/{mine['id']}")
    assert (shown["body_name"], shown["body_role"]) == ("中共甲律师事务所支部", "org_officer")
    # Opened, submitted, agreed.
    assert shown["done"] == [
        {"entity": "transfer", "op": "create", "changes": 1},
        {"entity": "transfer", "op": "update", "changes": 2},
    ]
    assert {task["kind"]: task["open"] for task in shown["tasks"]["items"]} == {
        "meeting": 1,
        "training": 1,
        "appraisal": 1,
    }
    (city,) = (await callers["city"].get("/digests", params={"body_id": str(world.orgs["city"].id)}))["items"]
    shown = await callers["city"].get(f"/digests/{city['id']}")
    open_now = {task["kind"]: task["open"] for task in shown["tasks"]["items"]}
    assert (open_now["transfer_decision"], open_now["meeting"], open_now["adjustment"]) == (1, 2, 2)
    pdf = await callers["a"]("GET", f"/digests/{mine['id']}/digest.pdf", 200)
    assert pdf.content.startswith(b"%PDF")


async def test_a_digest_is_seen_by_its_body_and_those_above(committed: Api, clock: SetClock) -> None:
    world = await TransferCase.make(committed)
    await committed.as_(StaffRole.JUSTICE_BUREAU, area="51")  # without a department of that name there is no body
    to_next_month(clock)
    await make_all(committed, clock)
    await world.sign_in()
    names = {
        who: {row["body_name"] for row in (await world.callers[who].get("/digests"))["items"]}
        for who in ("a", "city", "province")
    }
    assert names["a"] == {"中共甲律师事务所支部"}
    assert names["city"] == {"中共成都市律师行业委员会", "中共甲律师事务所支部", "中共乙律师事务所支部"}
    assert len(names["province"]) == 6
    (others,) = (await world.callers["b"].get("/digests"))["items"]
    await world.callers["a"].get(f"/digests/{others['id']}", 404)
    await world.callers["a"]("GET", f"/digests/{others['id']}/digest.pdf", 404)
    await world.callers["member"].get("/digests", 403)
    area = await committed.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="510121")
    seen = {row["body_name"] for row in (await area.get("/digests"))["items"]}
    assert seen == {"中共金堂县律师行业委员会", "中共丙律师事务所支部"}


async def test_several_workers_make_one_each(committed: Api, clock: SetClock) -> None:
    await TransferCase.make(committed)
    to_next_month(clock)
    made = 0
    for _ in range(20):
        made += sum(await asyncio.gather(*(make_next_digest(committed.app.state.database, clock) for _ in range(3))))
    bodies = [digest.body_id for digest in await kept(committed)]
    assert len(bodies) == len(set(bodies)) == made == 6


async def test_a_killed_worker_leaves_none_or_one_and_the_next_makes_it(
    committed: Api, server: TestServer, clock: SetClock
) -> None:
    await TransferCase.make(committed)
    to_next_month(clock)
    async with committed.admin.as_admin() as session:
        name = (await session.exec(select(sa.func.current_database()))).one()
    killed: list[int] = []
    for moment in itertools.count(1):
        arguments: Any = (moment, server.url(name), clock.moment)
        process = processes.Process(target=digest_and_die, args=arguments)
        process.start()
        await asyncio.to_thread(process.join)
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL
        killed.append(len(await kept(committed)))
    assert killed[0] == 0
    assert killed[-1] == 1, "killed after the commit it is there"
    assert killed == sorted(killed)
    await make_all(committed, clock)
    bodies = [digest.body_id for digest in await kept(committed)]
    assert len(bodies) == len(set(bodies)) == 6
