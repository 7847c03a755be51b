"""The routes of an application, and the permission that each names."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from app.auth.dependencies import Require
from app.auth.permissions import Permission
from app.main import create_app

PUBLIC = {
    ("GET", "/health"),
    ("GET", "/.well-known/jwks.json"),
    ("POST", "/api/v1/auth/token"),
    ("POST", "/api/v1/auth/refresh"),
    ("POST", "/api/v1/auth/activate"),
    ("POST", "/api/v1/receipts/verify"),
    # Hashes and signatures, nothing personal; a log that only its owner can follow proves nothing.
    ("GET", "/api/v1/log/checkpoint"),
    ("GET", "/api/v1/log/proof"),
    ("GET", "/api/v1/log/consistency"),
}
"""What anybody may call; a literal, so that a new entry is a decision."""


def routes(app: FastAPI) -> list[tuple[str, str, Any]]:
    """Method, full path and route of everything in the contract."""
    found: list[tuple[str, str, Any]] = []
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute) and route.include_in_schema:
            found += [(method, context.path or "", context) for method in sorted(route.methods or ())]
    assert found
    return found


REGISTRY = create_app()

ROUTES = routes(REGISTRY)


def calls(dependant: Any) -> Iterator[Any]:
    yield dependant.call
    for inner in dependant.dependencies:
        yield from calls(inner)


def permission_of(route: Any) -> Permission | None:
    """The permission that a route names; nothing for one that anybody may call."""
    named = [call.permission for call in calls(route.dependant) if isinstance(call, Require)]
    assert len(named) <= 1
    return named[0] if named else None
