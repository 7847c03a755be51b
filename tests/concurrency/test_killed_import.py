"""kill -9 of the worker at any moment of an import: all of it was written, or nothing."""

import asyncio
import itertools
import multiprocessing
import signal

import pytest
import sqlalchemy as sa
from sqlmodel import select

from tests.concurrency.killed_import import import_and_die
from tests.support.api_client import Api
from tests.support.builders import make_org
from tests.support.clock import SetClock
from tests.support.import_runs import MEMBER, association, form, rows, upload
from tests.support.keys import KEYRING
from tests.support.postgres import TestServer

pytestmark = pytest.mark.long

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.concurrency.killed_import"])

TABLES = ("person", "person_identity", "member", "affiliation", "membership_standing", "change", "import_fault")

STEP = 4
"""Every fourth of some 55 moments; each takes a process of 0.6 s. 1 tries them all."""


async def test_a_killed_worker_leaves_an_import_before_or_after_and_never_between(
    committed: Api, server: TestServer, clock: SetClock
) -> None:
    await make_org(committed.admin, str(MEMBER["branch_name"]))
    await upload(await association(committed), "members", form("members", MEMBER, MEMBER))
    async with committed.admin.as_admin() as session:
        name = (await session.exec(select(sa.func.current_database()))).one()
    state = ", ".join(f"(SELECT count(*) FROM {table})" for table in TABLES)  # noqa: S608 - our own names
    query = f"SELECT state = 'done', {state} FROM import_job"  # noqa: S608 - our own names
    before = await rows(committed, query)

    for moment in itertools.count(1, STEP):
        arguments = (moment, server.url(name), KEYRING.to_json(), clock.moment)
        process = processes.Process(target=import_and_die, args=arguments)
        process.start()
        await asyncio.to_thread(process.join)
        now = await rows(committed, query)
        if now != before:
            break
        assert process.exitcode == -signal.SIGKILL
        async with committed.admin.as_admin() as session:
            await session.exec(sa.text("UPDATE import_job SET state = 'queued', attempts = 0"))  # type: ignore[call-overload]
    assert moment > 20
    assert now == [(True, 1, 1, 1, 1, 1, 1, 1)]
