"""What `make psql`, `shell`, `explain`, `reset`, `routes` and `openapi-diff` do."""

import asyncio
import json
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator
from copy import deepcopy
from pathlib import Path
from typing import NamedTuple

import asyncpg
import pytest

from app.auth.permissions import PERMISSIONS, Permission
from app.models.accounts import Account, RoleGrant, StaffRole
from tests.support.builders import make_member, make_org
from tests.support.keys import KEYRING
from tests.support.postgres import OneConnection, TestServer, clone, drop
from tools import psql, reset
from tools.acting import NotFound, principal_of
from tools.explain import explain
from tools.openapi_diff import CONTRACTS, difference, facts
from tools.routes import table

ROOT = Path(__file__).parents[2]


class Branches(NamedTuple):
    """Two branches with a member each, in a database of their own; the account `officer` acts for the first."""

    database: str
    here: str
    there: str


@pytest.fixture(scope="module")
async def branches(server: TestServer) -> AsyncIterator[Branches]:
    name = f"tools_{uuid.uuid4().hex[:12]}"
    await clone(server, name)
    async with OneConnection.committing(server.admin(name)) as database:
        here, there = [await make_org(database, f"中共第{n}支部") for n in ("一", "二")]
        await make_member(database, "张三", here)
        await make_member(database, "李四", there)
        account = Account(username="officer", name="经办人", password_hash="unused")
        await database.add(account)
        for role, org in ((StaffRole.ORG_OFFICER, here.id), (StaffRole.AUDIT_ADMIN, None)):
            await database.add(RoleGrant(account_id=account.id, role=role, org_id=org))
    yield Branches(name, str(here.id), str(there.id))
    await drop(server, name)


@pytest.fixture(autouse=True)
def _installation(server: TestServer, branches: Branches, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIZHI_DATABASE_URL", server.url(branches.database))
    monkeypatch.setenv("HUIZHI_HOME", str(tmp_path))
    monkeypatch.setenv("HUIZHI_KEYS", KEYRING.to_json())
    monkeypatch.delenv("HUIZHI_ADMIN_URL", raising=False)


def run(tool: str, *arguments: str, typed: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", f"tools.{tool}", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, input=typed, timeout=60, check=False)


def test_psql_shows_what_an_account_sees_and_writes_nothing_by_accident() -> None:
    asked = ("-At", "-c", "SELECT name FROM member", "-c", "UPDATE member SET name = 'x'")
    shown = run("psql", "--as", "officer", "--role", "org_officer", *asked)
    assert (shown.stdout, shown.returncode) == ("张三\n", 1)
    assert "read-only" in shown.stderr


def test_psql_acts_for_an_organization_that_has_no_account(branches: Branches) -> None:
    told = "SELECT current_user, current_setting('huizhi.body'), name FROM member"
    shown = run("psql", "--as", branches.there, "-Atc", told)
    assert shown.stdout == "huizhi_org|中共第二支部|李四\n"


def test_a_role_of_the_database_alone_has_an_empty_scope() -> None:
    shown = run("psql", "--role", "huizhi_org", "-At", "-c", "SELECT current_user", "-c", "SELECT name FROM member")
    assert shown.stdout == "huizhi_org\n"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nobody", "there are: officer"),
        ("officer", "acts as audit_admin, org_officer: name one"),
        (str(uuid.UUID(int=7)), "no organization"),
    ],
)
async def test_who_cannot_be_found_is_told(name: str, told: str) -> None:
    with pytest.raises(NotFound, match=told):
        await principal_of(name)


def test_psql_for_nobody_says_what_to_give(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["psql"])
    with pytest.raises(SystemExit):
        psql.main()
    assert "huizhi_worker" in capsys.readouterr().err


async def test_a_shell_awaits_in_the_scope_and_keeps_nothing_that_was_not_committed(
    server: TestServer, branches: Branches
) -> None:
    lines = """
from app.models.members import Member
members = (await session.exec(select(Member))).all()
print("sees", [m.name for m in members], "as", principal.role, "on", work.today.year > 2000)
members[0].name = "王五"
await session.flush()
1 / 0
print("goes on")
"""
    shown = await asyncio.to_thread(run, "shell", "--as", branches.here, typed=lines)
    assert "sees ['张三'] as org_officer on True" in shown.stdout
    assert "ZeroDivisionError" in shown.stderr
    assert "goes on" in shown.stdout
    connection = await asyncpg.connect(server.admin(branches.database))
    assert not await connection.fetchval("SELECT count(*) FROM member WHERE name = '王五'")
    await connection.close()


async def test_explain_runs_a_named_list_and_a_named_record_in_a_scope(branches: Branches) -> None:
    plan = "\n".join(await explain("members.LIST", {"limit": "5", "category": "1"}, branches.here, None))
    assert "Execution Time" in plan
    assert "huizhi.lo" in plan, "the row policy's condition is in the plan"
    record = await explain("members.RECORD", {"person_id": str(uuid.uuid4())}, "officer", StaffRole.ORG_OFFICER)
    assert "Execution Time" in record[-1]


@pytest.mark.parametrize(
    ("query", "given", "told"),
    [
        ("members.LISTS", {}, r"members\.LIST\b"),
        ("members.RECORD", {}, 'P="person_id=..."'),
        ("members.LIST", {"colour": "red"}, "no parameter colour"),
    ],
)
async def test_explain_says_what_it_needs(query: str, given: dict[str, str], told: str, branches: Branches) -> None:
    with pytest.raises(NotFound, match=told):
        await explain(query, given, branches.here, None)


async def test_reset_makes_the_demonstration_anew_when_nobody_is_connected(
    server: TestServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"reset_{uuid.uuid4().hex[:12]}"
    await clone(server, name)
    connection = await asyncpg.connect(server.admin(name))
    await connection.execute("CREATE TABLE of_before ()")
    monkeypatch.setenv("HUIZHI_ADMIN_URL", server.admin(name))
    monkeypatch.setenv("HUIZHI_DATABASE_URL", server.url(name))
    monkeypatch.setenv("HUIZHI_DEMO", "areas")
    refused = await asyncio.to_thread(run, "reset", "--database", name)
    assert (refused.returncode, "must be stopped" in refused.stderr) == (2, True)
    await connection.close()

    remade = await asyncio.to_thread(run, "reset", "--database", name)
    assert remade.returncode == 0, remade.stderr
    told = json.loads((tmp_path / "demo" / "accounts.json").read_text())
    connection = await asyncpg.connect(server.admin(name))
    assert await connection.fetchval("SELECT to_regclass('of_before')") is None
    assert await connection.fetchval("SELECT count(*) FROM account") == len(told) > 0
    await connection.close()
    await drop(server, name)


@pytest.mark.parametrize("given", [[], ["--database", "another"]])
def test_reset_asks_for_the_name_of_a_database_that_is_not_its_own(
    given: list[str], server: TestServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUIZHI_ADMIN_URL", server.admin("precious"))
    monkeypatch.setattr("sys.argv", ["reset", *given])
    with pytest.raises(SystemExit):
        reset.main()
    assert "'precious'" in capsys.readouterr().err


def test_routes_tell_each_permission_and_who_has_it() -> None:
    rows = {(method, path): (permission, roles) for method, path, permission, roles in table()}
    assert rows["POST", "/api/v1/auth/token"] == ("-", "anybody")
    holders = ", ".join(role for role in StaffRole if Permission.LAWYER_CLAIM in PERMISSIONS[role])
    assert rows["POST", "/api/v1/lawyers/claim"] == ("lawyer:claim", holders)


def test_a_contract_differs_from_itself_in_nothing() -> None:
    for name in CONTRACTS:
        said = facts(json.loads((ROOT / "openapi" / f"{name}.json").read_bytes()))
        assert not list(difference(said, said))


def test_what_a_contract_gained_lost_and_changed_is_told_once() -> None:
    old = json.loads((ROOT / "openapi" / "registry.json").read_bytes())
    new = deepcopy(old)
    members = new["paths"]["/api/v1/members"]
    new["paths"]["/api/v1/companions"] = {"get": members["get"] | {"summary": "别的"}}
    del members["post"]
    members["get"]["parameters"] = [p for p in members["get"]["parameters"] if p["name"] != "limit"]
    lawyers = new["paths"]["/api/v1/lawyers"]
    lawyers["get"]["summary"] = "wording is no difference"
    lawyers["get"]["responses"]["403"]["x-codes"].append("not_today")
    schemas = new["components"]["schemas"]
    schemas["MemberRead"]["properties"]["name"]["maxLength"] = 7
    schemas["MemberRead"]["properties"]["nickname"] = {"type": "string"}
    schemas["StaffRole"]["enum"].remove("member")
    assert set(difference(facts(old), facts(new))) == {
        "- `POST /api/v1/members` is gone",
        "- `GET /api/v1/companions` is new",
        "- query parameter limit: gone from `GET /api/v1/members`",
        "- code 403 not_today: new in `GET /api/v1/lawyers`",
        "- field name: was string, is string (maxLength 7) in `MemberRead`",
        "- field nickname (string, optional): new in `MemberRead`",
        "- value member: gone from `StaffRole`",
    }
