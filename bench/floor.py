"""The floor: bare Starlette and asyncpg, the registry's own SQL, no scope, no token, no contract."""

import contextlib
import os
import uuid
from collections.abc import AsyncIterator

import asyncpg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.queries.people import members
from app.schemas.people.members import MemberQuery

_PAGE, _PAGE_PARAMETERS = members.LIST.bound(MemberQuery(area_code="5101"))


async def one(request: Request) -> Response:
    """One member by key."""
    parameters = {"person_id": uuid.UUID(request.path_params["person_id"])}
    row = await request.app.state.pool.fetchrow(members.RECORD.sql, *members.RECORD.arguments(parameters))
    return Response(row[0], media_type="application/json")


async def page(request: Request) -> Response:
    """The first page of a city."""
    row = await request.app.state.pool.fetchrow(_PAGE.sql, *_PAGE.arguments(_PAGE_PARAMETERS))
    return Response(row[0], media_type="application/json")


@contextlib.asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    """One pool, as it comes."""
    async with asyncpg.create_pool(os.environ["BENCH_ADMIN_URL"], min_size=8, max_size=8) as pool:
        app.state.pool = pool
        yield


app = Starlette(
    routes=[Route("/api/v1/members", page), Route("/api/v1/members/{person_id}", one)],
    lifespan=lifespan,
)
