"""The data-sharing API between departments: a second application, process and database role (architecture 1)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response

from app.core import docs, errors
from app.core.answers import read
from app.core.database import SHARING_ROLES, DatabaseRole, Pools, Scope
from app.core.errors import raises
from app.core.health import ALIVE, Health, KeySet
from app.core.jose import Signer
from app.core.settings import Settings

DESCRIPTION = """\
组织部门与司法行政机关之间的数据共享接口。本版本提供运行状态和验签公钥；数据目录、授权申请、查询、变更推送和校核接口将随下一版本发布。

The data-sharing API between organization departments and justice bureaus. This release answers `/health` and publishes
the keys; the paths under `/share/v1` arrive with the next release.
"""

_SCOPE = Scope(DatabaseRole.SHARING)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the pool of the sharing role, and of no other."""
    settings = Settings()
    url = settings.sharing_database_url or settings.database_url
    if url is None:
        raise RuntimeError("HUIZHI_SHARING_DATABASE_URL is not set; `huizhi up` runs an embedded server and sets it")
    async with Pools.open(url.get_secret_value(), *SHARING_ROLES) as pools:
        app.state.database = pools
        app.state.signer = Signer(settings.keyring().signing)
        yield


def create_app() -> FastAPI:
    """The application, without its state: the lifespan gives it."""
    app = FastAPI(
        title="回执 Huizhi 数据共享",
        version="1.0.0",
        summary="部门间数据共享｜Data sharing between departments",
        description=DESCRIPTION,
        openapi_tags=[{"name": "系统", "description": "运行状态、验签公钥｜Health and the published keys"}],
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        lifespan=lifespan,
        generate_unique_id_function=docs.operation_id,
        dependencies=docs.STRICT,
        telemetry={"auto_configure": False},
    )
    errors.install(app, {})

    @app.get("/health", response_model=Health, tags=["系统"], summary="运行状态", responses=raises(public=True))
    async def health(request: Request) -> Response:
        """进程和数据库均有应答。｜The process and its database answer."""
        return await read(request.app.state.database, _SCOPE, ALIVE)

    @app.get("/.well-known/jwks.json", tags=["系统"], summary="验签公钥", responses=raises(public=True))
    async def key_set(request: Request) -> KeySet:
        """验证本系统签名所用的公钥集。｜The key set that verifies what this installation signs."""
        return KeySet.model_validate(request.app.state.signer.key_set)

    docs.serve(app)
    return app


app = create_app()
