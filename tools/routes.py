"""`make routes`: every route of the registry with its permission and the roles that have it."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from app.auth.dependencies import Require
from app.auth.permissions import PERMISSIONS, Permission
from app.main import create_app


def routes(app: FastAPI) -> list[tuple[str, str, Any]]:
    """Method, full path and route of everything in the contract."""
    found: list[tuple[str, str, Any]] = []
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute) and route.include_in_schema:
            found += [(method, context.path or "", context) for method in sorted(route.methods or ())]
    if not found:
        raise LookupError("an application without routes")
    return found


def calls(dependant: Any) -> Iterator[Any]:
    """Everything that is called before the route is, the route itself first."""
    yield dependant.call
    for inner in dependant.dependencies:
        yield from calls(inner)


def permission_of(route: Any) -> Permission | None:
    """The permission that a route names; nothing for one that anybody may call."""
    named: list[Permission | None] = [call.permission for call in calls(route.dependant) if isinstance(call, Require)]
    (permission,) = named or [None]
    return permission


def table() -> Iterator[tuple[str, str, str, str]]:
    """Method, path, permission and roles, by path."""
    for method, path, route in sorted(routes(create_app()), key=lambda found: (found[1], found[0])):
        permission = permission_of(route)
        holders = [role.value for role, has in PERMISSIONS.items() if permission in has]
        yield method, path, permission or "-", ", ".join(holders) if permission else "anybody"


def main() -> None:
    """Print the table."""
    rows = list(table())
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for method, path, permission, roles in rows:
        print(f"{method:<{widths[0]}}  {path:<{widths[1]}}  {permission:<{widths[2]}}  {roles}")


if __name__ == "__main__":
    main()
