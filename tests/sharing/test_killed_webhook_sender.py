"""kill -9 of the sharing process at any moment of a doorbell: it is heard at least once, under one id."""

import asyncio
import itertools
import multiprocessing
import signal

import sqlalchemy as sa
from sqlmodel import col, select

from app.ledger.recording import paths_of, record
from app.models.changes import Operation
from app.models.sharing_subscriptions import Delivery, DeliveryKind, DeliveryState
from app.sharing.webhook_sender import LEASE, MINIMUM_INTERVAL
from tests.sharing.receiver import Receiver
from tests.support.builders import make_firm
from tests.support.change_feed import numbered
from tests.support.clock import SetClock
from tests.support.keys import KEYRING
from tests.support.killed_process import carry_and_die
from tests.support.postgres import TestServer
from tests.support.sharing_partner import Sharing
from tests.support.webhook_calls import FIRMS, calling

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.support.killed_process"])


async def test_a_killed_courier_loses_no_doorbell(
    committed_sharing: Sharing, server: TestServer, clock: SetClock
) -> None:
    sharing = committed_sharing
    async with sharing.admin.as_admin() as session:
        name = (await session.exec(select(sa.func.current_database()))).one()
    async with Receiver.open() as receiver:
        sender = calling(sharing)
        department = await sharing.partner(data_sets=FIRMS)
        await department("POST", "/subscriptions", 201, json={"url": receiver.url})
        firm = await make_firm(sharing.admin, "四川甲律师事务所")
        heard_before_death = []
        for moment in itertools.count(1):
            async with sharing.admin.as_admin() as session:
                await record(session, firm, Operation.UPDATE, {"name"}, before=paths_of(firm), after=paths_of(firm))
            await numbered(sharing)
            receiver.received.clear()
            assert await sender.watch()
            arguments = (moment, server.url(name), KEYRING.to_json(), clock.moment)
            process = processes.Process(target=carry_and_die, args=arguments)
            process.start()
            await asyncio.to_thread(process.join)
            heard_before_death.append(bool(receiver.received))
            clock.moment += max(LEASE, MINIMUM_INTERVAL)
            while await sender.watch() or await sender.carry_next():
                pass
            assert receiver.received
            assert len({ring.headers["webhook-id"] for ring in receiver.received}) == 1
            clock.moment += MINIMUM_INTERVAL
            if process.exitcode == 0:
                break
            assert process.exitcode == -signal.SIGKILL
        assert heard_before_death == sorted(heard_before_death)
        assert heard_before_death.index(True) < len(heard_before_death) - 1, "killed between the ring and its record"
        async with sharing.admin.as_admin() as session:
            rings = (await session.exec(select(Delivery).order_by(col(Delivery.created_at)))).all()
        assert {(ring.kind, ring.state) for ring in rings} == {(DeliveryKind.RING, DeliveryState.DELIVERED)}
        assert len(rings) == len(heard_before_death)
