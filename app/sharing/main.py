"""The data-sharing API between departments: a second application, process and database role (N06)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError

from app.core import docs, errors
from app.core.clock import Clock
from app.core.crypto import Keyring
from app.core.database import SHARING_ROLES, Database, DatabaseRole, Pools, Scope
from app.core.errors import raises
from app.core.health import ALIVE, Health
from app.core.jose import Signer
from app.core.listen_notify import Listener
from app.core.lists import CursorInvalid
from app.core.responses import read
from app.core.routing import index_routes
from app.core.settings import Settings
from app.models.changes import NUMBERED
from app.rules.vocabulary import MEANINGS
from app.sharing.dependencies import SharingRoute
from app.sharing.disclosing import Discloser
from app.sharing.exporting import EXPORTS, Exporter
from app.sharing.outbound import Outbound
from app.sharing.partners import Partners
from app.sharing.problems import BadCursor, UnknownInput, unknown
from app.sharing.routers import (
    access,
    catalogue,
    changes,
    corrections,
    exports,
    grant_requests,
    log,
    operations,
    records,
)
from app.sharing.routers import subscriptions as doorbells
from app.sharing.subscriptions import TO_CARRY, TO_WATCH
from app.sharing.webhook_sender import WebhookSender

DESCRIPTION = """\
组织部门与司法行政机关之间的数据共享接口，供其他部门的系统调用。字段由授权逐一确定，先记入披露日志，再返回内容。

**怎样接入**：登记公钥、申请授权 → 用 `private_key_jwt` 获取令牌 → 预览会提供什么 → 取数。

The data-sharing API between organization departments and justice bureaus, for other departments' systems. A grant
selects what leaves, and it is recorded before. Register a key, apply for a grant, fetch a token, see the preview, read.
"""
TAGS = [
    {"name": "接入", "description": "元数据、公钥、令牌｜Metadata, keys, tokens"},
    {"name": "目录和授权", "description": "共享目录、申请授权、当前授权及其预览｜Catalogue, applications, the grant"},
    {"name": "数据", "description": "分页读取、按名单比对｜Pages and comparison by list"},
    {"name": "变更推送", "description": "授权范围内的变更，长轮询｜The change feed"},
    {"name": "订阅", "description": "有变更时按铃通知，不含数据｜Doorbells without data when there are changes"},
    {"name": "校核纠错", "description": "提请更正，答复随变更推送｜Corrections; the answer is in the feed"},
    {"name": "台账", "description": "检查点和证明｜Checkpoints and proofs"},
    {"name": "系统", "description": "运行状态｜Health"},
]

_SCOPE = Scope(DatabaseRole.SHARING)


def create_app() -> FastAPI:
    """The application, without its state: `provide` gives it."""
    app = FastAPI(
        title="回执 Huizhi 数据共享",
        version=docs.VERSION,
        summary="部门间数据共享｜Data sharing between departments",
        description=DESCRIPTION,
        openapi_tags=TAGS,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        lifespan=lifespan,
        generate_unique_id_function=docs.operation_id,
        telemetry={"auto_configure": False},
    )
    app.router.route_class = SharingRoute
    errors.install(app, "app.sharing")
    refuse = app.exception_handlers[RequestValidationError]

    async def on_validation(request: Request, exc: Exception) -> Response:
        """An unknown parameter or field is 400, a wrong value of a known one 422."""
        faults = exc.errors() if isinstance(exc, RequestValidationError) else []
        beyond = [str(fault["loc"][-1]) for fault in faults if fault["type"] == "extra_forbidden"]
        if beyond:
            problem = app.exception_handlers[errors.Problem]
            return await problem(request, unknown(beyond))  # type: ignore[misc,no-any-return]
        return await refuse(request, exc)  # type: ignore[misc,no-any-return]

    async def on_cursor(request: Request, exc: Exception) -> Response:
        return await app.exception_handlers[errors.Problem](request, BadCursor(field="cursor"))  # type: ignore[misc,no-any-return]

    app.add_exception_handler(RequestValidationError, on_validation)
    app.add_exception_handler(CursorInvalid, on_cursor)

    @app.get(
        "/health",
        response_model=Health,
        tags=["系统"],
        summary="运行状态｜Health",
        responses=raises(UnknownInput, public=True),
    )
    async def health(request: Request) -> Response:
        """进程和数据库均有应答。｜The process and its database answer."""
        return await read(request.app.state.database, _SCOPE, ALIVE)

    for router in (
        access.router,
        catalogue.router,
        grant_requests.router,
        records.router,
        exports.router,
        changes.router,
        doorbells.router,
        corrections.router,
        operations.router,
        log.router,
    ):
        app.router.routes.extend(router.routes)
    docs.serve(app, MEANINGS)
    index_routes(app)
    return app


def provide(app: FastAPI, *, database: Database, settings: Settings, keyring: Keyring, clock: Clock) -> None:
    """Give the application what its routes use."""
    signer = Signer(keyring.signing)
    app.state.settings, app.state.database, app.state.signer = settings, database, signer
    app.state.partners = Partners(database, signer, clock, settings.partner_issuer, settings.sharing_token_seconds)
    app.state.discloser = Discloser(database, keyring, clock, signer)
    app.state.exporter = Exporter(app.state.discloser, app.state.partners)
    app.state.listener = Listener(EXPORTS.channel, NUMBERED, TO_CARRY, TO_WATCH)
    outbound = Outbound(settings.callback_test_hosts)
    app.state.webhook_sender = WebhookSender(app.state.discloser, app.state.partners, outbound, app.state.listener)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the pool of the sharing role, and of no other."""
    settings = Settings()
    url = settings.sharing_database_url or settings.database_url
    if url is None:
        raise RuntimeError("HUIZHI_SHARING_DATABASE_URL is not set; `huizhi up` runs an embedded server and sets it")
    async with Pools.open(url.get_secret_value(), *SHARING_ROLES) as pools:
        provide(app, database=pools, settings=settings, keyring=settings.keyring(), clock=Clock())
        listener = app.state.listener
        works = (
            listener.listen(url.get_secret_value(), DatabaseRole.SHARING.value),
            listener.repeat(app.state.exporter.run_next, EXPORTS.channel),
            app.state.webhook_sender.run_for_ever(),
        )
        tasks = [asyncio.create_task(work) for work in works]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


app = create_app()
