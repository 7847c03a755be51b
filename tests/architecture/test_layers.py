"""The house: who may import whom, and what may stand where."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "app"

_RULED = {"core", "models", "rules", "workflows"}
_READ = {*_RULED, "auth", "schemas", "queries"}

BELOW: dict[str, set[str]] = {
    "core": set(),
    "models": {"core"},
    "rules": {"core", "models"},
    "workflows": {"core", "models", "rules"},
    "documents": {"core", "models", "rules"},
    "auth": _RULED,
    "schemas": {*_RULED, "auth"},
    "queries": {*_RULED, "auth", "schemas"},
    "ledger": _READ,
    "services": {*_READ, "documents", "ledger"},
    "routers": {*_READ, "documents", "ledger", "services"},
    "sharing": {*_RULED, "queries", "ledger"},
    "demo": {*_RULED, "auth", "schemas", "ledger", "services"},
    "run": {"auth", "core", "demo", "ledger", "main", "models", "rules", "services", "sharing"},
}
"""What each layer may import beside itself."""


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)


@pytest.mark.parametrize("layer", sorted(BELOW))
def test_a_layer_imports_only_what_lies_below_it(layer: str) -> None:
    files = list((APP / layer).rglob("*.py"))
    assert files, f"app/{layer} is gone; take it out of the list"
    allowed = BELOW[layer] | {layer}
    for path in files:
        for name in imports(path):
            if name.startswith("app."):
                assert name.split(".")[1] in allowed, f"{path.relative_to(APP)} imports {name}"


def test_every_package_of_the_application_is_in_the_list() -> None:
    packages = {path.parent.name for path in APP.glob("*/__init__.py")}
    assert packages == BELOW.keys()


def test_rules_do_no_input_or_output() -> None:
    forbidden = ("sqlalchemy", "sqlmodel", "fastapi", "asyncpg", "httpx", "asyncio")
    for folder in ("rules", "workflows"):
        for path in (APP / folder).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            assert not [n for n in imports(path) if n.split(".")[0] in forbidden], path
            assert "now()" not in text, path
            assert "date.today" not in text, path


MAY_COMMIT = {
    APP / "core" / "database.py": "where every transaction ends",
    APP / "services" / "workbooks" / "imports" / "runner.py": "a savepoint, which a dry run rolls back",
}


def test_transactions_end_in_one_place() -> None:
    for path in APP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr == "commit":
                assert path in MAY_COMMIT, f"{path.relative_to(APP)}:{node.lineno} commits"


def test_no_file_is_two() -> None:
    for path in APP.rglob("*.py"):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        assert lines <= 400, f"{path.relative_to(APP)} has {lines} lines"
