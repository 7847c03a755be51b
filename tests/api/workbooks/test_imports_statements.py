"""Each statement that an importer writes as text is planned against the real schema, under the importer's own role."""

import ast
import inspect
import sys
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import asyncpg

from app.core.database import DatabaseRole, Scope
from app.models.imports import FormKind
from app.services.workbooks.imports import staging
from app.services.workbooks.imports.party_orgs import _COVER
from app.services.workbooks.imports.runner import FORM_IMPORTS
from app.services.workbooks.imports.staging import Importing, Judgement, Staging
from tests.support.clock import TODAY
from tests.support.keys import KEYRING
from tests.support.postgres import OneConnection

PACKAGE = Path(inspect.getfile(staging)).parent
STATEMENTS = {"execute", "fetch", "fetchrow", "fetchval"}
SITE = tuple[str, int]


class Planner:
    """A driver that has every statement planned and finds nothing; what makes the temporary table it does carry out."""

    def __init__(self, driver: asyncpg.Connection) -> None:
        self._driver = driver
        self.planned: set[SITE] = set()

    async def execute(self, query: str, *_: Any) -> list[Any]:
        frame = sys._getframe(1)
        while Path(frame.f_code.co_filename) == Path(__file__):
            assert frame.f_back is not None
            frame = frame.f_back
        self.planned.add((Path(frame.f_code.co_filename).name, frame.f_lineno))
        is_ours = query.split()[0] in {"CREATE", "DROP", "ANALYZE"}
        await self._driver.execute(query if is_ours else f"EXPLAIN (GENERIC_PLAN) {query}")
        return []

    async def fetch(self, query: str, *_: Any) -> list[Any]:
        return await self.execute(query)

    async def fetchval(self, query: str, *_: Any) -> int:
        await self.execute(query)
        return 0

    async def copy_records_to_table(self, *_: Any, **__: Any) -> None:
        return


class EverythingChanged(Staging):
    """Says of an update that it changed every column, so that all that follows from a change is planned as well."""

    async def update(
        self, table: str, key: str, values: Mapping[str, str], **others: Any
    ) -> dict[uuid.UUID, list[str]]:
        await super().update(table, key, values, **others)
        return {uuid.uuid4(): [*values]}


def written() -> set[tuple[str, int, int]]:
    """Where the package hands a statement to the driver: file, first and last line."""
    found = set()
    for file in PACKAGE.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in STATEMENTS:
                found.add((file.name, node.lineno, node.end_lineno or node.lineno))
    return found


async def test_each_statement_of_an_importer_fits_the_schema_and_its_role(database: OneConnection) -> None:
    importing = Importing(TODAY, KEYRING, "/51/")
    planned: set[SITE] = set()
    assert FORM_IMPORTS.keys() == set(FormKind)
    async with database.session(Scope(DatabaseRole.AREA, "/51/", "/510")) as session:
        raw = await (await session.connection()).get_raw_connection()
        driver = cast(asyncpg.Connection, raw.driver_connection)
        for importer in FORM_IMPORTS.values():
            planner = Planner(driver)
            staged = EverythingChanged(session, cast(asyncpg.Connection, planner), TODAY)
            await importer(importing, Judgement()).write(staged)
            await staged.drop()
            planned |= planner.planned
        await driver.execute(f"EXPLAIN (GENERIC_PLAN) {_COVER}")
    missed = {
        (file, first)
        for file, first, last in written()
        if file != "runner.py" and not any(name == file and first <= line <= last for name, line in planned)
    }
    assert {file for file, _ in missed} == {"party_orgs.py"}, missed
    assert len(missed) == 1, "that of _COVER, which stands here instead: nobody is covered where nothing is found"
