"""Fixtures: the server, a database per test, the application and its callers."""

import shutil
from collections.abc import AsyncIterator, Iterator
from uuid import uuid4

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from app.core.database import DatabaseRole, Pools
from app.core.settings import Settings
from app.main import create_app, provide
from tests.support.api_client import Api
from tests.support.clock import SetClock
from tests.support.function_calls import note_calls, pytest_sessionfinish, pytest_testnodedown
from tests.support.keys import KEYRING
from tests.support.log_canaries import nobody_is_told_in_a_log, pytest_configure
from tests.support.password_accounts import CHEAP
from tests.support.postgres import OneConnection, TestServer, clone, drop, make_engine, make_template, start_server

__all__ = [
    "nobody_is_told_in_a_log",
    "pytest_configure",
    "pytest_sessionfinish",
    "pytest_testnodedown",
]  # for pytest to find
SETTINGS = Settings()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first; xdist keeps the order of the files (`--no-loadscope-reorder`)."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(scope="session")
def started() -> Iterator[TestServer]:
    server, home = start_server()
    yield TestServer(server.port, server.url)
    server.stop()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
async def server(started: TestServer) -> TestServer:
    await make_template(started)
    return started


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture(scope="session")
async def engine(server: TestServer) -> AsyncIterator[AsyncEngine]:
    """One engine, so that statements are compiled once; on a clone, for nothing may be cloned that is in use."""
    await clone(server, "huizhi")
    engine = make_engine(server.admin("huizhi"))
    yield engine
    async with engine.connect() as connection:
        await connection.execute(sa.text("SELECT pg_stat_force_next_flush()"))
    await engine.dispose()
    await note_calls(server.admin("huizhi"))


@pytest.fixture
async def database(engine: AsyncEngine) -> AsyncIterator[OneConnection]:
    """One connection, one transaction, rolled back."""
    async with OneConnection.open(engine) as database:
        yield database


@pytest.fixture(scope="session")
def app() -> FastAPI:
    """The application, built once; each test provides its state."""
    app = create_app()
    app.state.strict_errors = True
    return app


@pytest.fixture
async def api(app: FastAPI, database: OneConnection, clock: SetClock) -> AsyncIterator[Api]:
    """The application over the test's transaction; every answer is held against its declared model."""
    provide(app, database=database, settings=SETTINGS, keyring=KEYRING, clock=clock, passwords=CHEAP)
    async with Api.open(app, database, clock) as api:
        yield api


@pytest.fixture
async def committed(app: FastAPI, server: TestServer, clock: SetClock) -> AsyncIterator[Api]:
    """The application over real pools and a database of its own: for races, where commits are real."""
    name = f"race_{uuid4().hex[:12]}"
    await clone(server, name)
    roles = (DatabaseRole.AREA, DatabaseRole.ORG, DatabaseRole.SELF, DatabaseRole.AUTH, DatabaseRole.WORKER)
    async with Pools.open(server.url(name), *roles) as pools, OneConnection.committing(server.admin(name)) as admin:
        provide(app, database=pools, settings=SETTINGS, keyring=KEYRING, clock=clock, passwords=CHEAP)
        async with Api.open(app, admin, clock) as api:
            yield api
    await drop(server, name)
