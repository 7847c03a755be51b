"""What we use of FastAPI and Starlette beyond what they promise: an upgrade that changes it fails with a sentence."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import httpx
from fastapi import APIRouter, FastAPI, Query, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.types import Receive, Scope, Send


class _Page(BaseModel):
    """A query model, as our lists have."""

    limit: int = 10


def test_a_dependant_tells_the_parameters_of_its_query() -> None:
    names = Dependant.__dataclass_fields__.keys()
    needed = {"query_params", "dependencies", "call", "name", "request_param_name", "body_params"}
    assert needed <= names, f"`app.core.routing` reads and makes a Dependant with {sorted(needed - names)}"


def test_a_query_model_is_one_parameter_of_the_dependant() -> None:
    app = FastAPI()

    @app.get("/")
    async def page(query: Annotated[_Page, Query()]) -> int:
        return query.limit

    (route,) = (route for route in app.routes if isinstance(route, APIRoute))
    (parameter,) = route.dependant.query_params
    assert parameter.field_info.annotation is _Page, "`_read_at_once` finds the query model behind the one parameter"
    assert parameter.name == "query"


async def test_the_handler_of_a_route_is_made_from_the_dependant_that_it_has_then() -> None:
    made: list[Dependant] = []

    class Swapped(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]
            written = self.dependant
            self.dependant = Dependant(call=written.call)
            handle = super().get_route_handler()
            self.dependant = written
            made.append(written)
            return handle

    router = APIRouter(route_class=Swapped)

    @router.get("/")
    async def page(limit: int = 10) -> int:
        return limit

    app = FastAPI(routes=router.routes)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        answer = await client.get("/?limit=20")
    assert answer.json() == 10, "`StrictRoute` swaps the dependant while FastAPI makes the handler, which must take it"
    (route,) = router.routes
    assert isinstance(route, APIRoute)
    assert route.dependant is made[0]
    parameters = app.openapi()["paths"]["/"]["get"]["parameters"]
    assert [p["name"] for p in parameters] == ["limit"], "the contract is written from the dependant that was put back"


async def test_a_router_calls_its_middleware_stack_and_its_app_finds_the_route() -> None:
    app, called = FastAPI(), []

    @app.get("/")
    async def page() -> str:
        return "here"

    async def dispatch(scope: Scope, receive: Receive, send: Send) -> None:
        called.append(scope["type"])
        await app.router.app(scope, receive, send)

    stack: Any = app.router.middleware_stack
    assert stack == app.router.app, "`index_routes` takes the place of a stack in which there is nothing else"
    app.router.middleware_stack = dispatch
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        answer = await client.get("/")
    assert answer.json() == "here"
    assert called == ["http"], "`index_routes` looks a route up by its noun in the place of `middleware_stack`"


async def test_routes_of_a_router_can_be_held_in_the_flat_list_of_the_application() -> None:
    router = APIRouter(prefix="/v1", tags=["noun"])

    @router.get("/page")
    async def page() -> str:
        return "here"

    app = FastAPI()
    app.router.routes.extend(router.routes)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        answer = await client.get("/v1/page")
    assert answer.json() == "here", "`create_app` extends `router.routes` instead of including each router"
    assert app.openapi()["paths"]["/v1/page"]["get"]["tags"] == ["noun"]
