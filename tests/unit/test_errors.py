"""What goes to the log when the database refuses a statement."""

import traceback

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from app.core.errors import DatabaseFault, database_problem
from tests.support.postgres import OneConnection

CANARY = "999999195403071230"


async def test_a_fault_of_ours_is_logged_without_the_values_that_postgresql_quotes(database: OneConnection) -> None:
    with pytest.raises(DBAPIError) as refused:  # noqa: PT012 - the statement needs its session
        async with database.as_admin() as session:
            await session.exec(sa.text("CREATE TEMPORARY TABLE canary (number text CONSTRAINT one_of_each UNIQUE)"))  # type: ignore[call-overload]
            twice = sa.text("INSERT INTO canary VALUES (:number), (:number)")
            await session.exec(twice, params={"number": CANARY})  # type: ignore[call-overload]
    assert CANARY in str(refused.value.orig.__cause__), "PostgreSQL quotes it"  # type: ignore[union-attr]

    with pytest.raises(DatabaseFault) as raised:
        database_problem(refused.value, {})
    told = "".join(traceback.format_exception(raised.value))
    assert CANARY not in told
    assert "23505 one_of_each" in told
    assert "session.exec(twice" in told, "and still says where"
