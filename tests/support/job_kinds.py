"""The three kinds of jobs, each queued over its own API and carried out by its own runner, over one database."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx
from fastapi import FastAPI
from sqlmodel.ext.asyncio.session import AsyncSession

from app import main as registry
from app.core.clock import Clock
from app.core.crypto import Keyring
from app.core.database import Database, DatabaseRole, Pools, Query, Row, Scope
from app.core.jobs import Queue
from app.core.settings import Settings
from app.models.accounts import StaffRole
from app.rules.building.joint_plan_solver import solve
from app.rules.building.joint_plans import Problem, Solution
from app.services.building.joint_planning import run_next_plan
from app.services.building.joint_plans import PLANS
from app.services.workbooks.imports.requests import IMPORTS
from app.services.workbooks.imports.runner import run_next_import
from app.sharing import main as sharing
from app.sharing.exporting import EXPORTS
from tests.support.api_client import Api
from tests.support.builders import make_firm, make_lawyer, make_member, make_org, make_person, make_uscc
from tests.support.clock import SetClock
from tests.support.import_runs import FIRM, XLSX, form
from tests.support.keys import KEYRING
from tests.support.password_accounts import CHEAP
from tests.support.postgres import OneConnection
from tests.support.sharing_partner import Sharing, opened

QUEUES: dict[str, Queue[Any]] = {"import": IMPORTS, "plan": PLANS, "export": EXPORTS}
MADE = ("law_firm", "import_fault", "joint_plan_group", "joint_plan_firm", "export_file", "disclosure", "change")
"""Tables that jobs of some kind add to."""


class Interrupted:
    """A database that lets something happen before the first session that reads or writes for who asked."""

    def __init__(self, database: Database, interruption: Callable[[], Awaitable[None]]) -> None:
        self._database, self._interruption = database, interruption
        self._is_over = False

    async def fetch(self, scope: Scope, query: Query, parameters: Mapping[str, Any]) -> Row | None:
        return await self._database.fetch(scope, query, parameters)

    async def copy(self, scope: Scope, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        await self._database.copy(scope, table, columns, rows)

    @asynccontextmanager
    async def session(self, scope: Scope) -> AsyncIterator[AsyncSession]:
        if scope.actor and not self._is_over:
            self._is_over = True
            await self._interruption()
        async with self._database.session(scope) as session:
            yield session


@dataclass
class World:
    """Both applications over one database with real commits."""

    api: Api
    sharing: Sharing
    database: Pools
    url: str
    clock: SetClock

    @classmethod
    @asynccontextmanager
    async def open(cls, app: FastAPI, url: str, admin_url: str) -> AsyncIterator["World"]:
        clock = SetClock()
        async with (
            Pools.open(url, *DatabaseRole, size=4) as pools,
            OneConnection.committing(admin_url) as admin,
            Api.open(app, admin, clock) as api,
            opened(sharing.create_app(), pools, admin, clock) as partners,
        ):
            given = {"database": pools, "settings": Settings(), "keyring": KEYRING, "clock": clock}
            registry.provide(app, passwords=CHEAP, **given)  # type: ignore[arg-type]
            org = await make_org(admin, "中共直属支部")
            for number in range(2):
                place: dict[str, Any] = {"longitude": 104 + number / 100, "latitude": 30.0, "business_types": ["刑辩"]}
                firm = await make_firm(admin, f"四川第{number}律师事务所", area="510104", **place)
                person = await make_person(admin, place=firm.place_path)
                await make_lawyer(admin, "赵一", firm, person=person, practice_type="1")
                await make_member(admin, "赵一", org, person=person)
            yield cls(api, partners, pools, url, clock)

    async def made(self) -> tuple[int, ...]:
        """How many rows there are of everything that a job may make."""
        counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in MADE)  # noqa: S608 - our own names
        return (await self.rows(f"SELECT {counts}"))[0]

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the database holds, past the policies."""
        async with self.api.admin.as_admin() as session:
            connection = await session.connection()
            return [tuple(row) for row in await connection.exec_driver_sql(query)]


@dataclass
class Kind:
    """A kind of job, and somebody who has asked for none yet."""

    queue: Queue[Any]
    world: World
    ask: Callable[[], Awaitable[httpx.Response]]
    read: Callable[[str], Awaitable[Any]]
    work: Callable[[Database], Awaitable[bool]]

    async def queued(self) -> str:
        """A job that waits; its id."""
        answer = await self.ask()
        assert answer.status_code == 202, answer.text
        assert answer.json()["state"] == "queued"
        return str(answer.json()["id"])

    async def run(self) -> bool:
        """What a worker does when it looks."""
        return await self.work(self.world.database)


async def kind_of(name: str, world: World) -> Kind:
    """A kind by its name, with a new account."""
    queue, clock = QUEUES[name], world.clock
    if name == "export":
        department = await world.sharing.partner()
        exporter = sharing_exporter(world.sharing.app)

        async def manifest(export_id: str) -> Any:
            await department.sign_in()
            return await department.get(f"/exports/{export_id}") | {"next": "sealed anew each time"}

        return Kind(
            queue,
            world,
            ask=lambda: department("POST", "/exports", json={}),
            read=manifest,
            work=lambda database: exporter(database).run_next(),
        )
    caller = await world.api.as_(StaffRole.BAR_ASSOCIATION, area="5101")
    if name == "plan":
        return Kind(
            queue,
            world,
            ask=lambda: caller("POST", "/joint-plans", json={"area_code": "5101"}),
            read=lambda plan_id: caller.get(f"/joint-plans/{plan_id}"),
            work=lambda database: run_next_plan(database, clock, solve_here),
        )
    book = form("law_firms", FIRM | {"uscc": make_uscc(), "name": f"甲{make_uscc()}律师事务所"}, FIRM | {"uscc": "x"})
    sent: dict[str, Any] = {"data": {"kind": "law_firms"}, "files": {"file": ("firms.xlsx", book, XLSX)}}
    return Kind(
        queue,
        world,
        ask=lambda: caller("POST", "/imports", **sent),
        read=lambda import_id: caller.get(f"/imports/{import_id}"),
        work=lambda database: run_next_import(database, KEYRING, clock),
    )


def sharing_exporter(app: FastAPI) -> Callable[[Database], Any]:
    """The application's exporter over another database."""
    exporter = app.state.exporter
    return lambda database: replace(exporter, discloser=replace(exporter.discloser, database=database))


async def solve_here(problem: Problem) -> Solution:
    """In this process, without a planner of its own."""
    return await asyncio.to_thread(solve, problem)


def work_and_die(name: str, url: str, keys: str, moment: Any) -> None:
    """Claim a job in this process, which kills itself in the midst of it."""

    async def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    async def work() -> None:
        keyring, clock = Keyring.from_json(keys), Clock(lambda: moment)
        async with Pools.open(url, *DatabaseRole, size=1) as pools:
            database = Interrupted(pools, die)
            if name == "import":
                await run_next_import(database, keyring, clock)
            elif name == "plan":
                await run_next_plan(database, clock)
            else:
                sharing.provide(sharing.app, database=pools, settings=Settings(), keyring=keyring, clock=clock)
                await sharing_exporter(sharing.app)(database).run_next()

    asyncio.run(work())
