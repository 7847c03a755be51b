"""kill -9 of the registry at any moment of an action: it was carried out wholly, or not at all."""

import asyncio
import itertools
import multiprocessing
import signal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from app.models.changes import Change
from app.models.members import Affiliation, Member
from app.models.transfers import Receipt, Transfer, TransferHop
from tests.support.api_client import Api
from tests.support.clock import SetClock
from tests.support.keys import KEYRING
from tests.support.killed_process import post_and_die
from tests.support.postgres import TestServer
from tests.support.transfer_case import TransferCase

pytestmark = pytest.mark.long

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.support.killed_process"])


async def everything(api: Api) -> dict[str, list[Any]]:
    """What an action may touch, as the database has it."""
    async with api.admin.as_admin() as session:
        statements: dict[str, Any] = {
            "transfer": select(Transfer),
            "member": select(Member),
            "affiliation": select(Affiliation).order_by(sa.func.lower(Affiliation.valid_during)),
            "hops": select(TransferHop).order_by(col(TransferHop.number)),
            "receipts": select(Receipt),
            "changes": select(Change).order_by(col(Change.id)),
        }
        found = {name: (await session.exec(statement)).all() for name, statement in statements.items()}
    return {name: [row.model_dump() for row in rows] for name, rows in found.items()}


@pytest.mark.parametrize(("step", "rows"), [(4, "affiliation"), (5, "receipts")])
async def test_a_killed_process_leaves_a_transfer_before_or_after_and_never_between(
    committed: Api, server: TestServer, clock: SetClock, step: int, rows: str
) -> None:
    world = await TransferCase.make(committed)
    transfer = await world.open("c")
    await world.walk(transfer, world.letter_path()[:step])
    who, body = world.letter_path()[step]
    async with committed.admin.as_admin() as session:
        name = (await session.exec(select(sa.func.current_database()))).one()
    token = world.callers[who].headers["Authorization"]
    path = f"/api/v1/transfers/{transfer}/actions"
    before = await everything(committed)

    killed = []
    for moment in itertools.count(1):
        arguments = (moment, server.url(name), KEYRING.to_json(), clock.moment, token, path, body)
        process = processes.Process(target=post_and_die, args=arguments)
        process.start()
        await asyncio.to_thread(process.join)
        now = await everything(committed)
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL
        killed.append(now == before)
    assert len(killed) > 6
    assert killed == sorted(killed, reverse=True), "what was carried out is never undone"
    assert killed[-2:] == [True, False], "killed before the commit nothing is done, after it everything"
    assert len(now[rows]) == len(before[rows]) + 1
    assert len(now["hops"]) == len(before["hops"]) + 1
    assert now["transfer"][0]["version"] == before["transfer"][0]["version"] + 1
