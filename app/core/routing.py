"""How a request finds its route: by its noun first, and with no query parameter that the route does not know."""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, get_args, get_origin

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.types import Receive, Scope, Send

from app.core.errors import FieldFault, InvalidRequest, Problem


class StrictRoute(APIRoute):
    """A route that refuses an unknown query parameter: it may be a misspelt filter, and would widen the answer."""

    @staticmethod
    def refusal(names: list[str]) -> Problem:
        """What the caller is told, naming each parameter."""
        return InvalidRequest(
            errors=[FieldFault(field=name, message="没有这个参数，请删去或检查拼写。") for name in names]
        )

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]
        """FastAPI's handler behind the refusal; the contract shows the parameters as they are written."""
        written, known = self.dependant, query_names(self.dependant)
        self.dependant = _read_at_once(written)
        handle = super().get_route_handler()
        self.dependant = written

        async def strict(request: Request) -> Response:
            if request.scope["query_string"] and (names := [n for n in request.query_params if n not in known]):
                raise self.refusal(names)
            return await handle(request)

        return strict


def _read_at_once(dependant: Dependant) -> Dependant:
    """The same, but a query model is validated in one piece: field by field it costs as much as the rest of a read."""
    model: Any = dependant.query_params[0].field_info.annotation if len(dependant.query_params) == 1 else None
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return dependant
    lists = {name for name, field in model.model_fields.items() if _takes_list(field.annotation)}

    async def parameters(request: Request) -> BaseModel:
        given = request.query_params
        try:
            return model.model_validate({n: given.getlist(n) if n in lists else given[n] for n in given})
        except ValidationError as exc:
            faults = exc.errors(include_url=False)
            raise RequestValidationError([{**fault, "loc": ("query", *fault["loc"])} for fault in faults]) from None

    reading = Dependant(call=parameters, name=dependant.query_params[0].name, request_param_name="request")
    return replace(dependant, query_params=[], dependencies=[*dependant.dependencies, reading])


def _takes_list(annotation: Any) -> bool:
    return get_origin(annotation) is list or any(_takes_list(part) for part in get_args(annotation))


def query_names(dependant: Any) -> set[str]:
    """The query parameters that a route and its dependencies know."""
    names: set[str] = set()
    for field in dependant.query_params:
        model = field.field_info.annotation
        fields = getattr(model, "model_fields", None)
        names |= {info.alias or name for name, info in fields.items()} if fields else {field.alias}
    for inner in dependant.dependencies:
        names |= query_names(inner)
    return names


NOUN = 3
"""The segment of `/api/v1/<noun>/...` that names the noun."""


def index_routes(app: FastAPI) -> None:
    """Look a request's routes up by its noun: trying a hundred patterns in turn took a fifth of a read.

    Each noun's routes keep their order; a path of no noun goes the usual way through all.
    """
    everything = app.router
    by_noun: dict[str, list[Any]] = defaultdict(list)
    for route in everything.routes:
        by_noun[_noun(getattr(route, "path", ""))].append(route)
    by_noun.pop("", None)
    routers = {noun: APIRouter(routes=routes) for noun, routes in by_noun.items() if "{" not in noun}

    async def dispatch(scope: Scope, receive: Receive, send: Send) -> None:
        router = routers.get(_noun(scope["path"]), everything) if scope["type"] == "http" else everything
        await router.app(scope, receive, send)

    everything.middleware_stack = dispatch


def _noun(path: str) -> str:
    segments = path.split("/", NOUN + 1)
    return segments[NOUN] if len(segments) > NOUN else ""
