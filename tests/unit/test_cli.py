"""The commands, as an operator types them."""

import datetime as dt
import json
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from app import cli
from app.core.crypto import Keyring
from app.core.database import DatabaseRole
from app.core.jose import Signer
from app.core.settings import Settings
from app.ledger.receipts import sign_receipt
from app.run.install import install
from tests.support.command import FACTS, run
from tests.support.postgres import TestServer, clone, drop


@pytest.fixture
def signer() -> Signer:
    return Signer(Keyring.new().signing)


@pytest.fixture
def keys(tmp_path: Path, signer: Signer) -> Path:
    """The published key set, as it was kept."""
    path = tmp_path / "jwks.json"
    path.write_text(json.dumps(signer.key_set))
    return path


@pytest.fixture
def receipt(tmp_path: Path, signer: Signer) -> Path:
    path = tmp_path / "receipt.jws"
    path.write_text(sign_receipt(signer, FACTS) + "\n")
    return path


@pytest.fixture(autouse=True)
def _no_installation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the machine that runs the tests."""
    monkeypatch.setenv("HUIZHI_HOME", str(tmp_path / "home"))
    for name in ("DATABASE_URL", "ADMIN_URL", "WORKER_DATABASE_URL", "SHARING_DATABASE_URL"):
        monkeypatch.delenv(f"HUIZHI_{name}", raising=False)


def test_a_genuine_receipt_is_told_in_chinese(receipt: Path, keys: Path) -> None:
    result = run("verify", receipt, "--keys", keys)
    assert result.exit_code == 0
    assert "核验通过，回执属实" in result.output
    assert "接收党委：中共江油市司法局机关委员会" in result.output
    assert "接收日期：2026-11-20" in result.output


def test_the_answer_of_the_registry_can_be_verified_as_it_was_saved(receipt: Path, keys: Path, tmp_path: Path) -> None:
    saved = tmp_path / "receipt.json"
    said = {"jws": receipt.read_text().strip(), "facts": FACTS.model_dump(mode="json"), "addressee": "中共甲支部"}
    saved.write_text(json.dumps(said))
    result = run("verify", saved, "--keys", keys)
    assert result.exit_code == 0
    assert "党员姓名：张三" in result.output
    assert "存证：文件未附存证证明" in result.output
    assert "送达党组织：文件所列，不在签名之内" in result.output


def test_what_stands_beside_a_receipt_must_be_what_was_signed(receipt: Path, keys: Path, tmp_path: Path) -> None:
    saved = tmp_path / "receipt.json"
    others: tuple[dict[str, Any], ...] = (
        {"facts": FACTS.model_dump(mode="json") | {"name": "李四"}},
        {"facts": {}},
        {"handed_over": {"serial": "2026008", "snapshot": None}},
        {"unknown": 1},
    )
    for beside in others:
        saved.write_text(json.dumps({"jws": receipt.read_text().strip(), **beside}))
        assert run("verify", saved, "--keys", keys).exit_code == 1


def test_an_altered_receipt_is_refused(receipt: Path, keys: Path) -> None:
    header, payload, signature = receipt.read_text().strip().split(".")
    receipt.write_text(f"{header}.{payload[:-4]}AAAA.{signature}")
    result = run("verify", receipt, "--keys", keys)
    assert result.exit_code == 1
    assert "核验不通过" in result.output


def test_a_receipt_of_other_keys_is_refused_even_where_it_brings_them_along(keys: Path, tmp_path: Path) -> None:
    stranger = Signer(Keyring.new().signing)
    saved = tmp_path / "forged.json"
    saved.write_text(json.dumps({"jws": sign_receipt(stranger, FACTS), **stranger.key_set}))
    assert run("verify", saved, "--keys", keys).exit_code == 1


def test_a_token_of_the_same_keys_is_no_receipt(signer: Signer, keys: Path, tmp_path: Path) -> None:
    token = signer.sign_token(
        issuer="x", audience="x", subject="x", token_id="x", now=dt.datetime(2026, 11, 20, tzinfo=dt.UTC), seconds=9
    )
    saved = tmp_path / "token.jws"
    saved.write_text(token)
    assert run("verify", saved, "--keys", keys).exit_code == 1


@pytest.mark.parametrize("content", ["", "回执", "{", '{"facts": {}}', '{"jws": 7}', "a.b.c"])
def test_a_file_that_is_no_receipt_is_refused_without_a_traceback(content: str, keys: Path, tmp_path: Path) -> None:
    file = tmp_path / "receipt"
    file.write_text(content)
    result = run("verify", file, "--keys", keys)
    assert (result.exit_code, "核验不通过" in result.output) == (1, True)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"keys": []}', '{"keys": 7}'])
def test_keys_that_are_none_verify_nothing(content: str, receipt: Path, tmp_path: Path) -> None:
    none = tmp_path / "none.json"
    none.write_text(content)
    assert run("verify", receipt, "--keys", none).exit_code == 1


def test_new_keys_are_a_ring_of_their_own() -> None:
    first, second = (Keyring.from_json(run("keys", "new").output) for _ in range(2))
    assert first.digest != second.digest
    assert first.unseal(first.seal(b"x")) == b"x"


@pytest.mark.parametrize(
    ("command", "told"), [(["migrate"], "HUIZHI_ADMIN_URL"), (["admin", "create", "first"], "huizhi up")]
)
def test_a_missing_database_is_told_in_a_sentence(
    command: list[str], told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["huizhi", *command])
    monkeypatch.setattr(cli, "_password", lambda: "long enough 1")
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert told in capsys.readouterr().err


@pytest.fixture
async def installed(server: TestServer, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """A database of its own, named by the environment."""
    name = f"cli_{uuid.uuid4().hex[:12]}"
    await clone(server, name)
    monkeypatch.setenv("HUIZHI_ADMIN_URL", server.admin(name))
    monkeypatch.setenv("HUIZHI_DATABASE_URL", server.url(name, "huizhi_first", "first"))
    yield name
    await drop(server, name)


def test_migrate_makes_the_logins_and_the_first_administrator_can_be_made(installed: str) -> None:
    assert run("migrate").exit_code == 0
    assert run("migrate").exit_code == 0, "again changes nothing"
    made = run("admin", "create", "first", "--role", "security_admin", typed="a long password\n")
    assert (made.exit_code, made.output) == (0, "已建立账号 first。\n")
    again = run("admin", "create", "first", typed="a long password\n")
    assert (again.exit_code, "已被使用" in again.output) == (2, True)


def test_a_short_password_is_refused_before_anything_is_made() -> None:
    result = run("admin", "create", "first", typed="short\n")
    assert (result.exit_code, "至少 10 位" in result.output) == (2, True)


async def login_roles(server: TestServer, database: str, login: str) -> set[str]:
    connection = await asyncpg.connect(server.admin(database))
    rows: list[Any] = await connection.fetch(
        "SELECT roleid::regrole::text AS role FROM pg_auth_members WHERE member = $1::regrole", login
    )
    await connection.close()
    return {row["role"] for row in rows}


async def test_each_process_gets_a_login_with_its_own_roles(
    server: TestServer, installed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await install(Settings())
    everything = {role.value for role in DatabaseRole}
    assert await login_roles(server, installed, "huizhi_first") == everything, "the only login acts in all roles"

    monkeypatch.setenv("HUIZHI_DATABASE_URL", server.url(installed, "huizhi_r", "r"))
    monkeypatch.setenv("HUIZHI_WORKER_DATABASE_URL", server.url(installed, "huizhi_w", "w"))
    monkeypatch.setenv("HUIZHI_SHARING_DATABASE_URL", server.url(installed, "huizhi_s", "s"))
    await install(Settings())
    assert await login_roles(server, installed, "huizhi_r") == everything - {"huizhi_worker", "huizhi_sharing"}
    acting = {"huizhi_area", "huizhi_org", "huizhi_auth"}
    assert await login_roles(server, installed, "huizhi_w") == {"huizhi_worker", *acting}
    assert await login_roles(server, installed, "huizhi_s") == {"huizhi_sharing"}


def test_rotated_keys_come_in_front_and_the_old_ones_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    old = Keyring.new()
    monkeypatch.setenv("HUIZHI_KEYS", old.to_json())
    new = Keyring.from_json(run("keys", "rotate").output)
    assert list(new.signing)[1:] == list(old.signing)
    assert new.unseal(old.seal(b"x")) == b"x"
    assert new.seal(b"x")[0] == 2
    assert new.lookup("x") == old.lookup("x")
