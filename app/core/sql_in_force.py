"""The SQL in force: functions, views and access of `alembic/sql`, put into the database where a digest differs."""

import hashlib
import runpy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.core.access import Access, calls_sql

SQL = Path(__file__).parent.parent.parent / "alembic" / "sql"


@dataclass(frozen=True)
class Part:
    """One function, view, or what the roles may do with a function, view or table."""

    name: str
    script: str

    def digest(self, revision: str) -> str:
        """A migration may have dropped anything, so a new revision puts everything into force again."""
        return hashlib.sha256(f"{revision}\n{self.script}".encode()).hexdigest()


def parts() -> Iterator[Part]:
    """All parts in the order in which they are put into force."""
    for kind in ("functions", "views"):
        for file in sorted((SQL / kind).glob("*.sql")):
            yield Part(f"{kind}/{file.stem}", file.read_text())
    for file in sorted((SQL / "access").glob("*.py")):
        said = runpy.run_path(str(file))
        callers: Mapping[str, str] = said.get("CALLERS", {})
        views: Mapping[str, Access] = said.get("VIEWS", {})
        tables: Mapping[str, Access] = said.get("TABLES", {})
        yield from (Part(f"access/{name}()", calls_sql(name, roles)) for name, roles in callers.items())
        yield from (Part(f"access/{name}", access.view_sql(name)) for name, access in views.items())
        yield from (Part(f"access/{name}", access.table_sql(name)) for name, access in tables.items())


def put_in_force(connection: sa.Connection, revision: str) -> None:
    """Put into force what differs from what is; in the caller's transaction, the tables at `revision`, the newest."""
    is_in_force = {
        (row.part, row.digest) for row in connection.execute(sa.text("SELECT part, digest FROM sql_in_force"))
    }
    wanted = {part: part.digest(revision) for part in parts()}
    changed = [part for part, digest in wanted.items() if (part.name, digest) not in is_in_force]
    if changed:
        # The functions call each other, in any order.
        script = "\n".join(["SET LOCAL check_function_bodies = off;", *(part.script for part in changed)])
        driver: Any = connection.connection.dbapi_connection
        driver.run_async(lambda raw: raw.execute(script))
    if {part.name for part in wanted} != {name for name, _ in is_in_force} or changed:
        connection.execute(sa.text("DELETE FROM sql_in_force"))
        connection.execute(
            sa.text("INSERT INTO sql_in_force VALUES (:part, :digest)"),
            [{"part": part.name, "digest": digest} for part, digest in wanted.items()],
        )
