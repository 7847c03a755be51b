"""Telling who may sign in to the demonstration: a file under the home, and a table for the terminal."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.demo.departments import DemoAccount
from app.demo.seed import EMPTY_CITY, PROVINCE

_SHOWN = (PROVINCE, f"{EMPTY_CITY}00", "510700")
_NAME_WIDTH = 26


def is_published(home: Path) -> bool:
    """Whether the accounts were told."""
    return _accounts(home).exists()


def publish(home: Path, accounts: Sequence[DemoAccount], password: str, partners: Sequence[dict[str, Any]]) -> None:
    """Write `demo/partners.json`, then `demo/accounts.json`; the owner alone can read them."""
    folder = _accounts(home).parent
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "partners.json", partners)
    _write(_accounts(home), [_entry(account, password) for account in accounts])


def _write(path: Path, entries: Sequence[dict[str, Any]]) -> None:
    fresh = path.with_name(f"{path.name}.new")
    fresh.touch(0o600)
    fresh.write_text(json.dumps(entries, ensure_ascii=False, indent=1), encoding="utf-8")
    fresh.replace(path)


def table(home: Path) -> str:
    """The accounts to begin with, in lines for a terminal; empty without a demonstration."""
    if not is_published(home):
        return ""
    entries = json.loads(_accounts(home).read_text(encoding="utf-8"))
    shown = [entry for entry in entries if entry["username"].partition(".")[0] in _SHOWN]
    lines = [f"  {entry['username']:<{_NAME_WIDTH}}{entry['role']:<{_NAME_WIDTH}}{entry['name']}" for entry in shown]
    heading = f"\n演示账号（口令均为 {entries[0]['password']}；全部 {len(entries)} 个见 {_accounts(home)}）："
    return "\n".join([heading, *lines])


def _entry(account: DemoAccount, password: str) -> dict[str, Any]:
    """One entry: over an area (none for the administrators), for an organization, or of a member."""
    target: dict[str, str | None] = {"area_code": account.area_code}
    if account.org_id:
        target = {"org_id": str(account.org_id)}
    elif account.person_id:
        target = {"person_id": str(account.person_id)}
    return {
        "username": account.username,
        "password": password,
        "role": account.role.value,
        **target,
        "name": account.name,
    }


def _accounts(home: Path) -> Path:
    return home / "demo" / "accounts.json"
