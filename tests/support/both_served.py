"""Both applications with real commits, and what works beside them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

import httpx
from fastapi import FastAPI

from app import main as registry
from app.core.clock import Clock
from app.core.database import REGISTRY_ROLES, SHARING_ROLES, DatabaseRole, Pools
from app.core.settings import Settings
from app.sharing import main as sharing
from app.sharing.exporting import EXPORTS
from tests.support.api_client import Api
from tests.support.keys import KEYRING
from tests.support.password_accounts import CHEAP
from tests.support.postgres import OneConnection, TestServer, clone, drop
from tests.support.sequencing import numbering
from tests.support.served_app import serving
from tests.support.sharing_partner import Sharing


@dataclass
class Served:
    """Both applications with real commits, the sequencer, the exporter and the listener at work."""

    api: Api
    sharing: Sharing


@asynccontextmanager
async def both_served(app: FastAPI, sharing_app: FastAPI, server: TestServer) -> AsyncIterator[Served]:
    """Over a database of its own."""
    name, clock = f"partner_{uuid4().hex[:12]}", Clock()
    await clone(server, name)
    async with (
        Pools.open(server.url(name), *REGISTRY_ROLES) as pools,
        Pools.open(server.url(name), *SHARING_ROLES) as shared,
        OneConnection.committing(server.admin(name)) as admin,
        numbering(server.url(name)),
        serving(sharing_app) as url,
        httpx.AsyncClient(base_url=url, trust_env=False) as http,
        Api.open(app, admin, clock) as api,
    ):
        settings = Settings(sharing_issuer=url)
        registry.provide(app, database=pools, settings=settings, keyring=KEYRING, clock=clock, passwords=CHEAP)
        sharing.provide(sharing_app, database=shared, settings=settings, keyring=KEYRING, clock=clock)
        exporter, listener = sharing_app.state.exporter, sharing_app.state.listener
        works = (
            listener.listen(server.url(name), DatabaseRole.SHARING.value),
            listener.repeat(exporter.run_next, EXPORTS.channel),
        )
        tasks = [asyncio.create_task(work) for work in works]
        yield Served(api, Sharing(sharing_app, http, admin, clock))
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    await drop(server, name)
