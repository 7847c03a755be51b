"""Bringing a database to the current shape: roles, tables, policies, and the logins of the processes."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

import asyncpg
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.ext.asyncio import create_async_engine

from app.core.database import DatabaseRole

ROOT = Path(__file__).parent.parent.parent
_LOCK = "SELECT pg_advisory_lock(hashtext('huizhi_migrate'))"


async def migrate(admin_url: str, *, revision: str = "head") -> None:
    """Run the migrations as administrator; two at once take turns."""
    engine = create_async_engine(admin_url.replace("postgresql://", "postgresql+asyncpg://", 1))
    try:
        async with engine.connect() as turn, engine.connect() as connection:
            await turn.execute(sa.text(_LOCK))
            await connection.run_sync(_upgrade, revision)
    finally:
        await engine.dispose()


def _upgrade(connection: sa.Connection, revision: str) -> None:
    config = Config(toml_file=ROOT / "pyproject.toml")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


async def ensure_login(connection: asyncpg.Connection, url: str, roles: Sequence[DatabaseRole]) -> None:
    """Make the login that a process's URL names, and let it act in its roles and in no other."""
    parts = urlsplit(url)
    name, password = unquote(parts.username or ""), unquote(parts.password or "")
    async with connection.transaction():
        if not await connection.fetchval("SELECT count(*) FROM pg_roles WHERE rolname = $1", name):
            await connection.execute(f"CREATE ROLE {_quoted(name)} LOGIN NOINHERIT")
        if password:
            literal = await connection.fetchval("SELECT quote_literal($1)", password)
            await connection.execute(f"ALTER ROLE {_quoted(name)} PASSWORD {literal}")
        for role in roles:
            await connection.execute(f"GRANT {role.value} TO {_quoted(name)} WITH INHERIT FALSE, SET TRUE")


async def ensure_database(admin_url: str, name: str) -> None:
    """Make a database unless it is there."""
    connection = await asyncpg.connect(admin_url)
    try:
        if not await connection.fetchval("SELECT count(*) FROM pg_database WHERE datname = $1", name):
            await connection.execute(f"CREATE DATABASE {_quoted(name)}")
    finally:
        await connection.close()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
