"""Migrations: one head, down and up again, no drift, enums equal to their checks."""

import enum
import re
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel

import app.models  # noqa: F401 - registers the tables
from app.core.migrating import ROOT
from tests.support.migrations import config_for
from tests.support.postgres import OneConnection, TestServer, clone, drop

pytestmark = pytest.mark.long


def test_files_stand_in_the_order_in_which_they_run() -> None:
    scripts = ScriptDirectory.from_config(Config(toml_file=ROOT / "pyproject.toml"))
    running = [script.revision for script in scripts.walk_revisions()][::-1]
    assert len(scripts.get_heads()) == 1
    assert running == [f"{number:04d}" for number in range(1, len(running) + 1)]
    files = sorted(Path(scripts.versions).glob("*.py"))
    assert [file.name.partition("_")[0] for file in files] == running


async def test_every_revision_goes_down_and_up_again(server: TestServer) -> None:
    name = f"stairs_{uuid4().hex[:8]}"
    await clone(server, name, template="template0")
    engine = create_async_engine(server.admin(name).replace("postgresql://", "postgresql+asyncpg://", 1))

    def stairs(connection: sa.Connection) -> None:
        config = config_for(connection)
        revisions = [r.revision for r in ScriptDirectory.from_config(config).walk_revisions()][::-1]
        for revision in revisions:
            command.upgrade(config, revision)
            command.downgrade(config, "-1")
            command.upgrade(config, revision)
        command.downgrade(config, "base")
        tables = sa.inspect(connection).get_table_names()
        assert tables == ["alembic_version"]

    async with engine.connect() as connection:
        await connection.run_sync(stairs)
    await engine.dispose()
    await drop(server, name)


async def test_models_and_migrations_do_not_drift_apart(server: TestServer) -> None:
    engine = create_async_engine(server.admin("huizhi_template").replace("postgresql://", "postgresql+asyncpg://", 1))
    async with engine.connect() as connection:
        await connection.run_sync(lambda c: command.check(config_for(c)))
    await engine.dispose()


async def test_each_enum_equals_its_check(database: OneConnection) -> None:
    async with database.as_admin() as session:
        rows = await session.exec(
            sa.text("SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c'")  # type: ignore[call-overload]
        )
        checks = {name: set(re.findall(r"'([^']+)'", definition)) for name, definition in rows}
    found = 0
    for table in SQLModel.metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, sa.Enum) and issubclass(column.type.enum_class or str, enum.Enum):
                values = {member.value for member in column.type.enum_class}  # type: ignore[union-attr]
                assert checks[f"ck_{table.name}_{column.type.name}"] == values, f"{table.name}.{column.name}"
                found += 1
    assert found > 15


async def test_temporal_keys_refuse_an_overlap(database: OneConnection) -> None:
    async with database.as_admin() as session:
        rows = await session.exec(
            sa.text("SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'p' AND conperiod")  # type: ignore[call-overload]
        )
        assert set(rows.scalars()) == {
            "affiliation",
            "firm_liaison",
            "law_firm_standing",
            "membership_standing",
            "party_org_standing",
            "party_org_unit",
            "practice",
        }
