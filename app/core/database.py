"""The database as the application sees it: a pool per role, a scope per request, reads that are bytes.

A read is one SQL statement whose JSON PostgreSQL builds; a write is a session in one transaction. Both carry a
`Scope`, which the row policies read from settings; no query repeats it.
"""

import enum
import logging
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import SelectBase
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.errors import InvalidRequest, Unavailable
from app.core.listen_notify import Notifier, noted_channels

# At DEBUG SQLAlchemy writes out every row that it reads, which `hide_parameters` does not hide.
logging.getLogger("sqlalchemy.engine.Engine").addFilter(lambda line: line.levelno > logging.DEBUG)


class DatabaseRole(enum.StrEnum):
    """The database's roles that a process may act in; each has its own row policies and its own pool."""

    AREA = "huizhi_area"
    ORG = "huizhi_org"
    SELF = "huizhi_self"
    AUTH = "huizhi_auth"
    WORKER = "huizhi_worker"
    SHARING = "huizhi_sharing"


REGISTRY_ROLES = (DatabaseRole.AREA, DatabaseRole.ORG, DatabaseRole.SELF, DatabaseRole.AUTH)
WORKER_ROLES = (DatabaseRole.WORKER, DatabaseRole.AREA, DatabaseRole.ORG, DatabaseRole.AUTH)
"""An import runs under the grant of who started it, a digest under the scope of its body: the worker acts for them."""
SHARING_ROLES = (DatabaseRole.SHARING,)


@dataclass(frozen=True, slots=True)
class Scope:
    """What the row policies let through: a half-open range of paths, or one person."""

    role: DatabaseRole
    lo: str = ""
    hi: str = ""
    person_id: str = ""
    org_id: str = ""
    actor: str = ""
    body: str = ""

    def settings(self) -> tuple[str, ...]:
        """The values of `SET_SCOPE`, in its order."""
        return (self.lo, self.hi, self.person_id, self.org_id, self.actor, self.body)


def path_range(path: str) -> tuple[str, str]:
    """The half-open range of the paths at and below `path`: `/51/` gives `/51/` to `/510`."""
    if not path.endswith("/"):
        raise ValueError("a path ends with a slash")
    return path, path[:-1] + chr(ord("/") + 1)


SETTINGS = ("lo", "hi", "person", "org", "actor", "body")
_SET_SESSION = "SELECT " + ", ".join(f"set_config('huizhi.{n}', ${i}, false)" for i, n in enumerate(SETTINGS, 1))
_SET_LOCAL = sa.text("SELECT " + ", ".join(f"set_config('huizhi.{n}', :{n}, true)" for n in SETTINGS))


AWAY = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a connection that breaks between two steps of one query
    asyncpg.OperatorInterventionError,
)
"""What a read raises when the server is down, starting or stopping."""


class Query(NamedTuple):
    """A statement compiled once: its text for asyncpg, the order of its parameters, its constant ones.

    `by_key`: it finds its rows by unique keys alone, so its best plan is the same in every scope.
    """

    sql: str
    order: tuple[str, ...]
    constants: Mapping[str, Any]
    by_key: bool = False

    def arguments(self, parameters: Mapping[str, Any]) -> list[Any]:
        """The positional arguments; a parameter that the statement does not know is a `TypeError`."""
        if unknown := parameters.keys() - self.constants.keys():
            raise TypeError(f"unknown parameters {sorted(unknown)}")
        return [parameters[name] if name in parameters else self.constants[name] for name in self.order]


def compile_query(statement: SelectBase, *, by_key: bool = False) -> Query:
    """Compile a read once per shape; bound at each run by parameter name."""
    compiled = statement.compile(dialect=asyncpg_dialect())  # type: ignore[no-untyped-call]
    if not isinstance(compiled, SQLCompiler):
        raise TypeError("not a statement")
    return Query(compiled.string, tuple(compiled.positiontup or ()), dict(compiled.params), by_key)


class Row(Protocol):
    """One row, by column number."""

    def __getitem__(self, index: int) -> Any: ...

    def __len__(self) -> int: ...


class Database(Protocol):
    """What routes and services may ask of the database."""

    async def fetch(self, scope: Scope, query: Query, parameters: Mapping[str, Any]) -> Row | None:
        """The first row of a read."""

    async def copy(self, scope: Scope, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Add rows to a table without row policies, by COPY."""

    def session(self, scope: Scope) -> AbstractAsyncContextManager[AsyncSession]:
        """A transaction, committed when the block ends without an error."""


async def enter(session: AsyncSession, scope: Scope) -> None:
    """Put the transaction under a scope."""
    await session.exec(_SET_LOCAL, params=dict(zip(SETTINGS, scope.settings(), strict=True)))  # type: ignore[call-overload]


async def fetch_in(session: AsyncSession, query: Query, parameters: Mapping[str, Any]) -> Row | None:
    """A compiled read inside a write's transaction, so that an answer shows what was just written."""
    await session.flush()
    connection = await session.connection()
    raw = await connection.get_raw_connection()
    return await fetch_by(raw.driver_connection, query, parameters)  # type: ignore[arg-type]


async def fetch_by(driver: asyncpg.Connection, query: Query, parameters: Mapping[str, Any]) -> Row | None:
    """A compiled read on a connection of the driver."""
    with _as_problems():
        row: Row | None = await driver.fetchrow(query.sql, *query.arguments(parameters))
    return row


@contextmanager
def _as_problems() -> Iterator[None]:
    """What the driver raises where it speaks to the server past SQLAlchemy."""
    try:
        yield
    except AWAY as exc:
        raise Unavailable from exc
    except asyncpg.DataError as exc:
        raise InvalidRequest("内容含有无法识别的字符，或游标与列表不符。") from exc


class _ScopedConnection(asyncpg.Connection):
    """Remembers the scope it carries, and sets it only when it differs."""

    async def assume(self, scope: Scope) -> None:
        if getattr(self, "_carried", None) is not scope and getattr(self, "_carried", None) != scope:
            self._carried = None
            await self.fetchrow(_SET_SESSION, *scope.settings())
            self._carried = scope


async def _no_reset(connection: Any) -> None:
    """Every use sets the scope itself; a reset would cost a round trip and guard nothing."""


Readers = Mapping[tuple[DatabaseRole, bool], asyncpg.Pool]

_PLANS = {False: "force_custom_plan", True: "force_generic_plan"}
"""A pooled statement keeps the plan of the scope it was first planned for; only one that finds its rows by key may."""


class Pools:
    """The production database: per role two asyncpg pools for reads and a SQLAlchemy engine for writes."""

    def __init__(self, readers: Readers, writers: Mapping[DatabaseRole, AsyncEngine], notifier: Notifier):
        self._readers = readers
        self._writers = writers
        self._notifier = notifier

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str, *roles: DatabaseRole, size: int = 8) -> AsyncIterator["Pools"]:
        """Connect as each role; refuses to start where a role could pass by the row policies."""
        readers: dict[tuple[DatabaseRole, bool], asyncpg.Pool] = {}
        writers: dict[DatabaseRole, AsyncEngine] = {}
        try:
            for role in roles:
                settings = {"role": role.value, "application_name": role.value}
                for by_key, plan in _PLANS.items():
                    readers[role, by_key] = await asyncpg.create_pool(
                        url,
                        min_size=1,
                        max_size=size,
                        connection_class=_ScopedConnection,
                        reset=_no_reset,
                        server_settings=settings | {"plan_cache_mode": plan},
                        timeout=10,
                    )
                await refuse_powerful_role(readers[role, False])
                writers[role] = create_async_engine(
                    url.replace("postgresql://", "postgresql+asyncpg://", 1),
                    pool_size=size,
                    pool_pre_ping=True,
                    hide_parameters=True,  # an error's text goes to the log, what people entered does not
                    connect_args={"server_settings": settings | {"plan_cache_mode": _PLANS[False]}, "timeout": 10},
                )
            notifier = Notifier(readers[roles[0], True])
            try:
                yield cls(readers, writers, notifier)
            finally:
                await notifier.close()
        finally:
            for pool in readers.values():
                await pool.close()
            for engine in writers.values():
                await engine.dispose()

    async def fetch(self, scope: Scope, query: Query, parameters: Mapping[str, Any]) -> Row | None:
        """See `Database.fetch`; a server that does not answer is `Unavailable`."""
        with _as_problems():
            async with self._readers[scope.role, query.by_key].acquire() as connection:
                await connection.assume(scope)  # type: ignore[attr-defined]
                row: Row | None = await connection.fetchrow(query.sql, *query.arguments(parameters))
        return row

    async def copy(self, scope: Scope, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """See `Database.copy`."""
        async with self._readers[scope.role, False].acquire() as connection:
            await connection.copy_records_to_table(table, records=rows, columns=list(columns))

    @asynccontextmanager
    async def session(self, scope: Scope) -> AsyncIterator[AsyncSession]:
        """See `Database.session`; whoever listens to the channels that the session noted is told after the commit."""
        async with AsyncSession(self._writers[scope.role], expire_on_commit=False) as session:
            async with session.begin():
                try:
                    await enter(session, scope)
                except AWAY as exc:
                    raise Unavailable from exc
                yield session
            self._notifier.notify(noted_channels(session))


async def refuse_powerful_role(pool: asyncpg.Pool) -> None:
    """Superusers, table owners and BYPASSRLS roles pass by the row policies: do not serve as one of them."""
    powerful = await pool.fetchval(
        """
        SELECT rolsuper OR rolbypassrls
            OR EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid AND c.relkind = 'r')
        FROM pg_roles r WHERE rolname = current_user
        """
    )
    if powerful:
        raise RuntimeError("this database role passes by row-level security; give the process a role of its own")
