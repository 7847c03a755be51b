"""The real PostgreSQL 18 under the tests: migrated once into a template, one transaction per test."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.database import SETTINGS, DatabaseRole, Query, Row, Scope, fetch_by
from app.core.migrating import ensure_database, ensure_login, migrate
from app.run import embedded_postgres
from app.services.reference.initial_data import load_reference
from tests.support.function_calls import note_calls

FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "track_functions": "all",
}
"""A database that autovacuum looks at cannot be cloned meanwhile."""
TEMPLATE = "huizhi_template"


@dataclass(frozen=True)
class TestServer:
    """A server for the run of the suite."""

    __test__ = False

    port: int
    admin_url: str

    def url(self, database: str, user: str = "tester", password: str = "tester") -> str:
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def admin(self, database: str) -> str:
        return self.admin_url.replace("/postgres?", f"/{database}?")


def start_server() -> tuple[embedded_postgres.Server, Path]:
    """Start a fast server; its data lies in memory where there is room."""
    memory = Path("/dev/shm")  # noqa: S108 - where it is, it is memory
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 2 << 30
    home = Path(tempfile.mkdtemp(prefix="huizhi-test-", dir=memory if roomy else None))
    home.chmod(0o755)
    return embedded_postgres.start(home, options=FAST), home


async def make_template(server: TestServer) -> None:
    """Run the real migrations once."""
    await ensure_database(server.admin_url, TEMPLATE)
    await migrate(server.admin(TEMPLATE))
    connection = await asyncpg.connect(server.admin(TEMPLATE))
    await load_reference(connection)
    await ensure_login(connection, server.url(TEMPLATE), tuple(DatabaseRole))
    await connection.close()


async def clone(server: TestServer, name: str, template: str = TEMPLATE) -> None:
    """A database of its own for a test with real commits."""
    connection = await asyncpg.connect(server.admin_url)
    await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    await connection.close()


async def drop(server: TestServer, name: str) -> None:
    """Drop a database of a test, noting which of its functions were executed."""
    await note_calls(server.admin(name))
    connection = await asyncpg.connect(server.admin_url)
    await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    await connection.close()


def make_engine(url: str) -> AsyncEngine:
    return create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://", 1), hide_parameters=True)


class OneConnection:
    """A `Database` over one connection in one transaction that the test rolls back.

    The connection is the server's administrator's; every read and write takes on the scope's role first, so that
    grants and row policies hold as in production. What only arranges, and every read, speaks to the driver directly:
    SQLAlchemy's sessions are for what is under test.
    """

    def __init__(self, bind: AsyncConnection | AsyncEngine) -> None:
        self._bind = bind

    @classmethod
    @asynccontextmanager
    async def open(cls, engine: AsyncEngine) -> AsyncIterator["OneConnection"]:
        async with engine.connect() as connection:
            transaction = await connection.begin()
            yield cls(connection)
            await transaction.rollback()

    @classmethod
    @asynccontextmanager
    async def committing(cls, url: str) -> AsyncIterator["OneConnection"]:
        """The same for a test with real commits: each session is a transaction of its own."""
        engine = make_engine(url)
        yield cls(engine)
        await engine.dispose()

    @asynccontextmanager
    async def undone(self) -> AsyncIterator[None]:
        """What is written meanwhile is taken back."""
        assert isinstance(self._bind, AsyncConnection), "only what is not committed can be taken back"
        async with self._bind.begin_nested() as savepoint:
            yield
            await savepoint.rollback()

    async def add(self, *rows: SQLModel) -> None:
        """Write rows past the policies."""
        async with self._driver() as driver:
            await driver.execute("RESET ROLE")
            for row in rows:
                await _insert(driver, row)

    @asynccontextmanager
    async def as_admin(self) -> AsyncIterator[AsyncSession]:
        """A session that passes by the policies, to arrange and to look."""
        async with self._session() as session:
            await (await _driver_of(await session.connection())).execute("RESET ROLE")
            yield session

    @asynccontextmanager
    async def session(self, scope: Scope) -> AsyncIterator[AsyncSession]:
        async with self._session() as session:
            await _enter(await _driver_of(await session.connection()), scope)
            yield session

    async def fetch(self, scope: Scope, query: Query, parameters: Mapping[str, Any]) -> Row | None:
        async with self._driver() as driver, driver.transaction():
            await _enter(driver, scope)
            return await fetch_by(driver, query, parameters)

    async def copy(self, scope: Scope, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        async with self._driver() as driver, driver.transaction():
            await _enter(driver, scope)
            await driver.copy_records_to_table(table, records=list(rows), columns=list(columns))

    @asynccontextmanager
    async def _driver(self) -> AsyncIterator[asyncpg.Connection]:
        """The driver's connection: the one, or one of its own where commits are real."""
        if isinstance(self._bind, AsyncConnection):
            yield await _driver_of(self._bind)
        else:
            async with self._bind.begin() as connection:
                yield await _driver_of(connection)

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[AsyncSession]:
        session = AsyncSession(self._bind, expire_on_commit=False, join_transaction_mode="create_savepoint")
        async with session, session.begin():
            yield session


_ENTER = "SELECT set_config('role', $1, true), " + ", ".join(
    f"set_config('huizhi.{name}', ${number}, true)" for number, name in enumerate(SETTINGS, 2)
)


async def _enter(driver: asyncpg.Connection, scope: Scope) -> None:
    """`SET LOCAL ROLE`, and the scope of what follows, at once."""
    await driver.fetchrow(_ENTER, scope.role.value, *scope.settings())


async def _driver_of(connection: AsyncConnection) -> asyncpg.Connection:
    """The driver's connection, in the transaction that SQLAlchemy begins at the first statement only."""
    driver: asyncpg.Connection = (await connection.get_raw_connection()).driver_connection  # type: ignore[assignment]
    if not driver.is_in_transaction():
        await connection.exec_driver_sql("SELECT 1")
    return driver


async def _insert(driver: asyncpg.Connection, row: SQLModel) -> None:
    """Insert a row; what is None and has a default is left to the server, and read back."""
    names, values, left = [], [], {}
    for attribute, column, process in _columns(type(row)):
        value = getattr(row, attribute)
        if value is not None:
            names.append(column.name)
            values.append(process(value) if process else value)
        elif column.server_default is not None:
            left[column.name] = attribute
    places = ", ".join(f"${number}" for number in range(1, len(names) + 1))
    statement = f"INSERT INTO {type(row).__tablename__} ({', '.join(names)}) VALUES ({places})"  # noqa: S608
    (filled,) = await driver.fetch(f"{statement} RETURNING {', '.join(left) or 'NULL'}", *values)
    for name, attribute in left.items():
        setattr(row, attribute, filled[name])


@cache
def _columns(model: type[SQLModel]) -> tuple[tuple[str, sa.Column[Any], Callable[[Any], Any] | None], ...]:
    """Of each column the attribute, and what makes of its value one that the driver takes."""
    dialect = asyncpg_dialect(dbapi=asyncpg_dialect.import_dbapi())  # type: ignore[no-untyped-call]
    return tuple(
        (attribute.key, column, column.type.dialect_impl(dialect).bind_processor(dialect))
        for attribute in sa.inspect(model).column_attrs
        for column in attribute.columns
    )
