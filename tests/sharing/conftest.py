"""The data-sharing application over the test's transaction, and a partner that calls it."""

import uuid
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI

from app.core.database import SHARING_ROLES, Pools
from app.sharing.main import create_app
from tests.support.both_served import Served, both_served
from tests.support.clock import SetClock
from tests.support.postgres import OneConnection, TestServer, clone, drop
from tests.support.sharing_partner import Sharing, opened


@pytest.fixture(scope="session")
def sharing_app() -> FastAPI:
    """Built once; each test provides its state."""
    app = create_app()
    app.state.strict_errors = True
    return app


@pytest.fixture
async def sharing(sharing_app: FastAPI, database: OneConnection, clock: SetClock) -> AsyncIterator[Sharing]:
    """The application over the test's transaction."""
    async with opened(sharing_app, database, database, clock) as sharing:
        yield sharing


@pytest.fixture
async def committed_sharing(sharing_app: FastAPI, server: TestServer, clock: SetClock) -> AsyncIterator[Sharing]:
    """The application over real pools and a database of its own: for races, where commits are real."""
    name = f"race_{uuid.uuid4().hex[:12]}"
    await clone(server, name)
    async with (
        Pools.open(server.url(name), *SHARING_ROLES) as pools,
        OneConnection.committing(server.admin(name)) as admin,
        opened(sharing_app, pools, admin, clock) as sharing,
    ):
        yield sharing
    await drop(server, name)


@pytest.fixture
async def served(app: FastAPI, sharing_app: FastAPI, server: TestServer) -> AsyncIterator[Served]:
    """Both applications with real commits, and what works beside them."""
    async with both_served(app, sharing_app, server) as served:
        yield served
