"""How migrations run: over the connection that the caller gives, or over HUIZHI_ADMIN_URL."""

import asyncio
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations import MigrationScript
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

import app.models  # noqa: F401 - registers the tables
from app.core.settings import Settings
from app.core.sql_in_force import put_in_force


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write SQLModel's own types as plain ones."""
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def number(_: Any, __: Any, scripts: list[MigrationScript]) -> None:
    """Give a new migration the next number: files stand in the order in which they run."""
    scripts[0].rev_id = f"{int(str(context.get_head_revision())) + 1:04d}"


def run(connection: sa.Connection) -> None:
    """Run the migrations as `huizhi_migrate`, one transaction each, and then, at the newest revision, the SQL in force.

    Waits at most ten seconds for a lock.
    """
    connection.exec_driver_sql(Path(__file__).with_name("roles.sql").read_text())
    connection.execute(sa.text("SET ROLE huizhi_migrate"))
    connection.execute(sa.text("SET lock_timeout = '10s'"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        compare_server_default=True,
        include_name=lambda name, kind, _: (kind, name) != ("table", "sql_in_force"),
        transaction_per_migration=True,
        render_item=render_item,
        process_revision_directives=number,
    )
    with context.begin_transaction():
        context.run_migrations()
    if (heads := context.get_context().get_current_heads()) == (context.get_head_revision(),):
        put_in_force(connection, *heads)
    elif heads:
        connection.execute(sa.text("DELETE FROM sql_in_force"))
    connection.execute(sa.text("RESET ROLE"))
    connection.commit()


def write() -> None:
    """Write the migrations as SQL instead of running them (`alembic upgrade --sql`), for the linter."""
    context.configure(dialect_name="postgresql", literal_binds=True, transactional_ddl=False)
    with context.begin_transaction():
        context.run_migrations()


async def run_alone() -> None:
    """Run over a connection of our own, for the alembic command line."""
    url = Settings().admin_url
    if url is None:
        raise SystemExit("HUIZHI_ADMIN_URL is not set")
    engine = create_async_engine(url.get_secret_value().replace("postgresql://", "postgresql+asyncpg://", 1))
    async with engine.connect() as connection:
        await connection.run_sync(run)
    await engine.dispose()


if given := context.config.attributes.get("connection"):
    run(given)
elif context.is_offline_mode():
    write()
else:
    asyncio.run(run_alone())
