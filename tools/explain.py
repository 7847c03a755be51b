"""`make explain Q=members.LIST AS= P="limit=50"`: how PostgreSQL carries out a named query of `app/queries` in a scope.

Q is a module below `app.queries`, as much of its path as is needed, and the query's name there. P gives parameters,
filters of a list among them; a query that cannot do without one says so.
"""

import argparse
import asyncio
import datetime as dt
import importlib
import pkgutil
import uuid
from collections.abc import Callable, Mapping
from typing import Any

import asyncpg

from app import queries
from app.core.clock import Clock
from app.core.database import Query
from app.core.lists import Listing
from app.models.accounts import StaffRole
from tools.acting import NotFound, principal_of, server_settings, url_for

_READ_AS: Mapping[str, Callable[[str], Any]] = {
    "uuid": uuid.UUID,
    "date": dt.date.fromisoformat,
    "int2": int,
    "int4": int,
    "int8": int,
    "bool": lambda text: text.lower() in {"true", "1", "yes"},
    "_text": lambda text: text.split(","),
    "_varchar": lambda text: text.split(","),
}


def named(name: str) -> Query | Listing:
    """The query of a name. Error: `NotFound`, which says what there is."""
    path, _, attribute = name.rpartition(".")
    modules = [
        importlib.import_module(module.name)
        for module in pkgutil.walk_packages(queries.__path__, f"{queries.__name__}.")
        if module.name.endswith(f".{path}")
    ]
    there = {
        f"{module.__name__.removeprefix('app.queries.')}.{key}": value
        for module in modules
        for key, value in vars(module).items()
        if isinstance(value, Query | Listing)
    }
    found = [query for key, query in there.items() if key.endswith(f"{path}.{attribute}")]
    if len(found) != 1:
        raise NotFound(
            f"{len(found)} queries are called {name}; there are: {', '.join(there) or 'none in such a module'}"
        )
    return found[0]


def bound(query: Query | Listing, given: Mapping[str, Any]) -> tuple[Query, dict[str, Any]]:
    """The one statement that is run, and all of its parameters. Error: `NotFound`, which names what is lacking."""
    parameters: dict[str, Any] = dict(given)
    if isinstance(query, Listing):
        options = {name: parameters.pop(name) for name in ("sort", "cursor") if name in parameters}
        limit = int(parameters.pop("limit", 50))
        filters = {name: parameters.pop(name) for name in query.filters if name in parameters}
        query, parameters = query.part(filters, limit=limit, **options, **parameters)
    if "today" in query.order:
        parameters.setdefault("today", Clock().today())
    if unknown := parameters.keys() - query.constants.keys():
        raise NotFound(f"no parameter {', '.join(sorted(unknown))}; there are: {', '.join(sorted(query.constants))}")
    if lacking := {n for n in query.order if n not in parameters and query.constants[n] is None}:
        raise NotFound(f'the query needs P="{" ".join(f"{name}=..." for name in sorted(lacking))}"')
    return query, parameters


async def explain(name: str, given: Mapping[str, str], account: str, role: StaffRole | None) -> list[str]:
    """The lines of EXPLAIN ANALYZE. Error: `NotFound`."""
    query, parameters = bound(named(name), given)
    scope = (await principal_of(account, role)).scope
    connection = await asyncpg.connect(url_for(scope.role), server_settings=server_settings(scope))
    try:
        kinds = (await connection.prepare(query.sql)).get_parameters()
        arguments = [_typed(value, kind.name) for value, kind in zip(query.arguments(parameters), kinds, strict=True)]
        rows = await connection.fetch(f"EXPLAIN (ANALYZE, BUFFERS, SETTINGS) {query.sql}", *arguments)
    finally:
        await connection.close()
    return [row[0] for row in rows]


def _typed(value: Any, kind: str) -> Any:
    return _READ_AS.get(kind, str)(value) if isinstance(value, str) else value


def main() -> None:
    """Print the plan."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("query", help="such as members.LIST")
    parser.add_argument("parameters", nargs="*", help="such as limit=50 name=王")
    parser.add_argument("--as", dest="name", required=True, help="a user name, or the id of an organization")
    parser.add_argument("--role", type=StaffRole, help="which role, where the account has several")
    given = parser.parse_args()
    parameters = dict(pair.split("=", 1) for pair in given.parameters)
    try:
        print("\n".join(asyncio.run(explain(given.query, parameters, given.name, given.role))))
    except NotFound as exc:
        parser.error(str(exc))


if __name__ == "__main__":
    main()
