"""The registry API: the department's own, under `/api/v1`, with its documentation at `/docs`."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app.auth.passwords import Passwords
from app.auth.sessions import Sessions
from app.auth.tokens import Tokens
from app.core import docs, errors
from app.core.clock import Clock
from app.core.crypto import Keyring
from app.core.database import REGISTRY_ROLES, Database, Pools
from app.core.jose import Signer
from app.core.routing import index_routes
from app.core.settings import Settings
from app.ledger.access import AccessLog
from app.routers import health
from app.routers.api import ROUTERS
from app.routers.tags import DESCRIPTION, TAGS
from app.rules.vocabulary import MEANINGS
from app.services.people.identity_lookup_limit import Lookups


def create_app() -> FastAPI:
    """The application, without its state: `provide` gives it, the lifespan in production, the fixtures in tests."""
    app = FastAPI(
        title="回执 Huizhi",
        version=docs.VERSION,
        summary="律师行业党员信息采集、组织关系接转与回执｜The registry of Party-member lawyers and their transfers",
        description=DESCRIPTION,
        openapi_tags=TAGS,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        lifespan=lifespan,
        telemetry={"auto_configure": False},
    )
    errors.install(app, "app.services")
    for router in (*ROUTERS, health.router):
        app.router.routes.extend(router.routes)
    docs.serve(app, MEANINGS)
    index_routes(app)
    return app


def provide(
    app: FastAPI,
    *,
    database: Database,
    settings: Settings,
    keyring: Keyring,
    clock: Clock,
    passwords: Passwords,
) -> None:
    """Give the application what its routes use."""
    signer = Signer(keyring.signing)
    tokens = Tokens(signer, settings.issuer, settings.access_seconds)
    app.state.settings, app.state.database, app.state.clock = settings, database, clock
    app.state.keyring, app.state.signer, app.state.tokens = keyring, signer, tokens
    app.state.passwords = passwords
    app.state.sessions = Sessions(database, tokens, clock)
    app.state.access_log = AccessLog(database, clock)
    app.state.lookups = Lookups(clock)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the pools, serve, write the last of the access log, close."""
    settings = Settings()
    if settings.database_url is None:
        raise RuntimeError("HUIZHI_DATABASE_URL is not set; `huizhi up` runs an embedded server and sets it")
    url = settings.database_url.get_secret_value()
    gc.freeze()  # the application itself is never garbage
    async with Pools.open(url, *REGISTRY_ROLES) as pools:
        keyring = settings.keyring()
        provide(app, database=pools, settings=settings, keyring=keyring, clock=Clock(), passwords=Passwords())
        async with app.state.access_log.running():
            yield


app = create_app()
