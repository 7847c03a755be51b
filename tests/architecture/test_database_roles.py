"""The database's own catalogue: roles, policies, functions and grants are as designed."""

from typing import Any

import sqlalchemy as sa

import app.models  # noqa: F401 - registers every table of steps
from app.core.database import DatabaseRole
from app.models.base import StepRow
from tests.support.postgres import OneConnection

WITHOUT_POLICIES = {
    "sql_in_force": "migrations alone",
    "spent_assertion": "written once and never read by the sharing process",
    "access": "nobody reads it but through own_access; COPY needs it without policies",
    "account": "huizhi_auth alone",
    "alembic_version": "migrations alone",
    "area": "public facts",
    "calendar_day": "public facts",
    "calendar_year": "public facts",
    "checkpoint": "public facts",
    "department": "public facts",
    "merkle_node": "hashes, public",
    "person_identity": "keyed digests, without number or name",
    "refresh_token": "huizhi_auth alone",
    "role_grant": "huizhi_auth alone",
    "rule_figure": "public facts",
    "sign_in": "huizhi_auth alone",
}
DEFINER_FUNCTIONS = {
    *("accept_bulk", "accept_incoming", "accept_transfer", "admit_member", "claim_practice", "feed_head"),
    *("open_procedures", "settle_certificate_letters", "settle_committees"),
    *("coverage_on", "coverage_today", "find_newcomer", "firm_party_members", "guidance_follows", "org_is_moving"),
    *(
        "move_org",
        "release_transfer",
        "rename_person",
        "settle_certificates",
        "settle_floating",
        "settle_guests",
        "settle_people",
        "settle_records",
    ),
}
APPEND_ONLY = {
    *("change", "change_salt", "access", "certificate_review", "floating_contact", "receipt", "paper_receipt"),
    *("merkle_node", "checkpoint", "disclosure", "correction_statement"),
    *(sa.inspect(steps).local_table.name for steps in StepRow.__subclasses__()),
}

SHARING_ADDS = {
    "correction_step",
    *("spent_assertion", "disclosure", "change", "change_salt", "partner_key", "export_job", "export_file"),
    *("subscription", "subscription_delivery", "correction_request", "correction_statement", "sharing_grant"),
}
SHARING_CHANGES = {
    "correction_request": {"state", "closed_on", "version"},
    "partner_key": {"status", "answer_cipher", "etag"},
    "export_job": {
        *("state", "attempts", "started_at", "leased_until", "finished_at", "failure_code", "failure_detail"),
        "as_of_seq",
    },
    "subscription": {
        *("url", "secret_cipher", "previous_cipher", "previous_until", "state", "reason", "position", "next_ring_at"),
        *("dead_letters", "grant_version", "version"),
    },
    "subscription_delivery": {"state", "attempts", "due_at", "last_status", "last_fault", "settled_at"},
}
"""What the data-sharing process may add to and change: literals, so that a new entry is a decision."""


async def ask(database: OneConnection, sql: str) -> list[Any]:
    async with database.as_admin() as session:
        return list((await session.exec(sa.text(sql))).all())  # type: ignore[call-overload]


async def test_every_table_has_row_policies_or_a_reason_to_have_none(database: OneConnection) -> None:
    rows = await ask(
        database,
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
        "AND NOT (relrowsecurity AND relforcerowsecurity)",
    )
    assert {row[0] for row in rows} == WITHOUT_POLICIES.keys()


async def test_no_role_that_serves_requests_can_pass_by_the_policies(database: OneConnection) -> None:
    rows = await ask(
        database,
        "SELECT rolname, rolsuper, rolbypassrls, rolcanlogin FROM pg_roles WHERE rolname LIKE 'huizhi\\_%'",
    )
    powers = {name: (superuser, bypass, login) for name, superuser, bypass, login in rows}
    assert powers.pop("huizhi_migrate") == (False, True, False)
    for role in (*DatabaseRole, "huizhi_mover"):
        assert powers[str(role)] == (False, False, False), role


async def test_tables_belong_to_no_role_that_serves_requests(database: OneConnection) -> None:
    rows = await ask(database, "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
    assert {row[0] for row in rows} == {"huizhi_migrate"}


async def test_rows_leave_a_scope_through_the_known_functions_alone(database: OneConnection) -> None:
    rows = await ask(
        database,
        "SELECT proname, proowner::regrole::text, proconfig::text FROM pg_proc "
        "WHERE prosecdef AND pronamespace = 'public'::regnamespace",
    )
    assert {row[0] for row in rows} == DEFINER_FUNCTIONS
    for name, owner, config in rows:
        assert owner == "huizhi_mover", name
        assert "search_path=public, pg_temp" in config, name


async def test_definer_functions_are_not_for_everybody(database: OneConnection) -> None:
    rows = await ask(
        database,
        "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace "
        "AND has_function_privilege('huizhi_self', oid, 'EXECUTE')",
    )
    # Who opens a transfer of the own asks what is open, and is told of nobody else.
    assert rows == [("open_procedures",)]


async def test_append_only_tables_are_append_only_by_grant(database: OneConnection) -> None:
    rows = await ask(
        database,
        "SELECT table_name, grantee, privilege_type FROM information_schema.role_table_grants "
        "WHERE grantee LIKE 'huizhi\\_%' AND grantee <> 'huizhi_migrate' "
        "AND privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE')",
    )
    assert not [row for row in rows if row[0] in APPEND_ONLY]


async def test_only_the_sequencer_numbers_changes(database: OneConnection) -> None:
    rows = await ask(
        database,
        "SELECT grantee, column_name FROM information_schema.role_column_grants "
        "WHERE table_name = 'change' AND privilege_type = 'UPDATE' AND grantee <> 'huizhi_migrate'",
    )
    assert set(map(tuple, rows)) == {("huizhi_worker", "seq")}


async def test_only_the_sequencer_grows_the_tree_and_signs(database: OneConnection) -> None:
    rows = await ask(
        database,
        "SELECT DISTINCT grantee FROM information_schema.role_table_grants "
        "WHERE table_name IN ('merkle_node', 'checkpoint') AND privilege_type = 'INSERT' "
        "AND grantee LIKE 'huizhi\\_%' AND grantee <> 'huizhi_migrate'",
    )
    assert {row[0] for row in rows} == {"huizhi_worker"}


async def test_the_sharing_process_writes_its_own_tables_alone_and_deletes_nothing(database: OneConnection) -> None:
    tables = await ask(
        database,
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants "
        "WHERE grantee = 'huizhi_sharing' AND privilege_type <> 'SELECT'",
    )
    assert set(map(tuple, tables)) == {(table, "INSERT") for table in SHARING_ADDS}
    columns = await ask(
        database,
        "SELECT table_name, column_name FROM information_schema.role_column_grants "
        "WHERE grantee = 'huizhi_sharing' AND privilege_type = 'UPDATE'",
    )
    changes: dict[str, set[str]] = {}
    for table, column in columns:
        changes.setdefault(table, set()).add(column)
    assert changes == SHARING_CHANGES


async def test_policies_compare_settings_without_a_sub_select(database: OneConnection) -> None:
    rows = await ask(
        database,
        "SELECT tablename, policyname, qual FROM pg_policies WHERE schemaname = 'public' AND qual LIKE '%huizhi.lo%'",
    )
    assert rows
    assert not [row for row in rows if "SELECT current_setting" in row[2]]


async def test_public_may_not_touch_anything(database: OneConnection) -> None:
    rows = await ask(
        database,
        "SELECT table_name FROM information_schema.role_table_grants "
        "WHERE grantee = 'PUBLIC' AND table_schema = 'public'",
    )
    assert rows == []
