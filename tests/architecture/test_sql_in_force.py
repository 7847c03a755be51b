"""The files of `alembic/sql` and the catalogue say the same, both ways; only what differs is put into force."""

from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from alembic import command
from sqlalchemy.ext.asyncio import AsyncConnection

from app.core.migrating import migrate
from app.core.sql_in_force import SQL, parts
from tests.support.migrations import config_for
from tests.support.postgres import OneConnection, TestServer, clone, drop, make_engine

FUNCTIONS = """
    SELECT proname, pg_get_functiondef(p.oid), proowner::regrole::text,
           ARRAY(SELECT a::text FROM unnest(coalesce(proacl, acldefault('f', proowner))) a ORDER BY 1)
    FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    ORDER BY p.oid::regprocedure::text
"""
VIEWS = "SELECT viewname, definition FROM pg_views WHERE schemaname = 'public' ORDER BY 1"
TRIGGERS = "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"
POLICIES = """
    SELECT polrelid::regclass::text, polname, polcmd, polpermissive,
           ARRAY(SELECT unnest(polroles)::regrole::text ORDER BY 1),
           pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)
    FROM pg_policy ORDER BY 1, 2
"""
GUARDS = """
    SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1
"""
PRIVILEGES = """
    SELECT relname, NULL, a.grantee::regrole::text, a.privilege_type
    FROM pg_class, aclexplode(coalesce(relacl, acldefault('r', relowner))) a
    WHERE relkind IN ('r', 'v') AND relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT relname, attname, a.grantee::regrole::text, a.privilege_type
    FROM pg_attribute JOIN pg_class c ON c.oid = attrelid, aclexplode(attacl) a
    WHERE relnamespace = 'public'::regnamespace ORDER BY 1, 2, 3, 4
"""


async def tell(connection: AsyncConnection) -> dict[str, list[Any]]:
    """What the catalogue says of everything that `alembic/sql` is there for."""
    asked = {
        "functions": FUNCTIONS,
        "views": VIEWS,
        "triggers": TRIGGERS,
        "policies": POLICIES,
        "guards": GUARDS,
        "privileges": PRIVILEGES,
    }
    return {name: [tuple(row) for row in await connection.execute(sa.text(query))] for name, query in asked.items()}


async def execute(connection: AsyncConnection, script: str) -> None:
    driver: Any = (await connection.get_raw_connection()).driver_connection
    await driver.execute(script)


async def test_each_function_and_view_has_its_file_and_each_file_what_it_names(database: OneConnection) -> None:
    async with database.as_admin() as session:
        told = await tell(await session.connection())
    for kind in ("functions", "views"):
        names = [row[0] for row in told[kind]]
        assert names == sorted(file.stem for file in (SQL / kind).glob("*.sql")), kind


async def test_who_may_call_a_function_is_said_of_each_that_passes_by_the_caller_s_policies(
    database: OneConnection,
) -> None:
    said = {part.name for part in parts()}
    async with database.as_admin() as session:
        rows = await (await session.connection()).execute(
            sa.text("SELECT 'access/' || proname || '()' FROM pg_proc WHERE prosecdef")
        )
        assert set(rows.scalars()) == {name for name in said if name.endswith("()")}


async def test_the_catalogue_is_what_the_files_say(database: OneConnection) -> None:
    async with database.as_admin() as session:
        connection = await session.connection()
        before = await tell(connection)
        await execute(connection, "SET LOCAL ROLE huizhi_migrate; SET LOCAL check_function_bodies = off")
        await execute(connection, "\n".join(part.script for part in parts()))
        after = await tell(connection)
    for kind, rows in before.items():
        assert rows == after[kind], kind
        assert rows, kind


async def test_every_body_is_valid_against_the_tables(database: OneConnection) -> None:
    async with database.as_admin() as session:
        rows = await (await session.connection()).execute(
            sa.text("""
                SELECT CASE lanname WHEN 'sql' THEN fmgr_sql_validator(p.oid) ELSE plpgsql_validator(p.oid) END
                FROM pg_proc p JOIN pg_language l ON l.oid = prolang
                WHERE pronamespace = 'public'::regnamespace AND lanname IN ('sql', 'plpgsql')
            """)
        )
        assert len(list(rows)) == len(list((SQL / "functions").glob("*.sql")))


async def test_only_what_differs_is_put_into_force_and_what_was_added_by_hand_goes(server: TestServer) -> None:
    name = f"force_{uuid4().hex[:8]}"
    await clone(server, name)
    engine = make_engine(server.admin(name))
    made = "SELECT polrelid::regclass::text, min(oid) FROM pg_policy GROUP BY 1"
    async with engine.begin() as connection:
        before = await tell(connection)
        oids = {row[0]: row[1] for row in await connection.execute(sa.text(made))}
        await execute(
            connection,
            """
            CREATE POLICY by_hand ON transfer TO huizhi_org USING (true);
            GRANT DELETE ON transfer TO huizhi_org;
            GRANT UPDATE (state) ON transfer TO huizhi_area;
            GRANT EXECUTE ON FUNCTION accept_transfer TO huizhi_self;
            CREATE OR REPLACE FUNCTION refuse(code text) RETURNS void LANGUAGE sql AS 'SELECT';
            UPDATE sql_in_force SET digest = 'another'
            WHERE part IN ('access/transfer', 'access/accept_transfer()', 'functions/refuse');
            INSERT INTO sql_in_force VALUES ('functions/gone', 'of an earlier release');
            """,
        )
    await migrate(server.admin(name))
    async with engine.begin() as connection:
        assert await tell(connection) == before
        again = {row[0]: row[1] for row in await connection.execute(sa.text(made))}
        assert {table for table in oids if again[table] != oids[table]} == {"transfer"}
        rows = await connection.execute(sa.text("SELECT part FROM sql_in_force"))
        assert set(rows.scalars()) == {part.name for part in parts()}
    await engine.dispose()
    await drop(server, name)


async def test_what_a_migration_took_along_is_put_into_force_again(server: TestServer) -> None:
    name = f"force_{uuid4().hex[:8]}"
    await clone(server, name)
    engine = make_engine(server.admin(name))
    async with engine.connect() as connection:
        before = await tell(connection)
        await connection.run_sync(lambda c: command.downgrade(config_for(c), "0017"))
        assert len((await tell(connection))["policies"]) < len(before["policies"])
        await connection.rollback()
        await connection.run_sync(lambda c: command.upgrade(config_for(c), "head"))
        assert await tell(connection) == before
    await engine.dispose()
    await drop(server, name)
