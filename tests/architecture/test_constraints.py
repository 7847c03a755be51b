"""What the database refuses by name has a declared problem, and no problem stands for a name that is not there."""

import re
from pathlib import Path

from app.core.errors import OUT_OF_SCOPE, constraints_of
from tests.support.postgres import OneConnection
from tests.support.routes import REGISTRY

FUNCTIONS = Path("alembic/sql/functions")


def refusals() -> set[str]:
    return {name for file in FUNCTIONS.glob("*.sql") for name in re.findall(r"refuse\('(\w+)'\)", file.read_text())}


async def test_every_name_that_a_problem_stands_for_is_a_constraint_or_a_refusal(database: OneConnection) -> None:
    assert REGISTRY.routes  # whose services declare the problems
    async with database.as_admin() as session:
        connection = await session.connection()
        named = await connection.exec_driver_sql(
            "SELECT conname FROM pg_constraint UNION SELECT relname FROM pg_class WHERE relkind = 'i'"
        )
        known = {row[0] for row in named} | refusals() | {OUT_OF_SCOPE}
    for package in ("app.services", "app.sharing"):
        assert constraints_of(package).keys() <= known, package


def test_every_refusal_of_a_function_has_a_problem() -> None:
    declared = constraints_of("app.services").keys()
    assert {name for name in refusals() if not name.endswith("_not_found")} <= declared
