"""The house: who may import whom, and what may stand where."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
APP = TESTS.parent / "app"

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
    "main": {"core", "rules", "auth", "ledger", "services", "routers"},
    "run": {"core", "models", "rules", "auth", "ledger", "services", "main", "sharing", "demo"},
    "cli": {"core", "models", "auth", "ledger", "demo", "run"},
}
"""What each layer, and each module at the top, may import beside itself."""

DOMAINS = (
    "reference",
    "accounts",
    "people",
    "practice",
    "development",
    "organizations",
    "transfers",
    "stays",
    "building",
    "life",
    "decisions",
    "corrections",
    "sharing",
    "workbooks",
    "work",
)
"""The rooms inside a divided layer, in the order in which they may know each other: each only those before it."""

BENEATH: dict[str, set[str]] = {
    "rules": {"civil_date", "faults", "text"},
    "schemas": {"base", "changes"},
    "queries": {"changes", "filters", "procedures"},
    "services": {"idempotency", "procedures", "together"},
    "routers": {"pdf_response", "routing", "xlsx_response"},
}
"""The modules at the top of each divided layer on which its domains stand."""

ABOVE: dict[str, set[str]] = {
    "rules": {"vocabulary"},
    "schemas": set(),
    "queries": {"log"},
    "services": {"housekeeping"},
    "routers": {"api", "health", "log", "tags"},
}
"""The modules at the top of each divided layer that belong to no domain, or to all, and that no domain may import."""

MAY_SPEAK = {
    APP / "__init__.py": "sets the collector before anything is imported",
    APP / "models" / "__init__.py": "foreign keys are found by name, so whoever imports one table registers all",
}
"""The packages whose `__init__` is not empty."""


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def folders(place: Path) -> set[str]:
    """The folders with modules; where all were moved away, git leaves the compiled ones behind."""
    return {path.parent.relative_to(place).parts[0] for path in place.glob("*/**/*.py")}


def modules(place: Path) -> set[str]:
    return {path.stem for path in place.glob("*.py")} - {"__init__"}


@pytest.mark.parametrize("layer", sorted(BELOW))
def test_a_layer_imports_only_what_lies_below_it(layer: str) -> None:
    files = list((APP / layer).rglob("*.py")) or list(APP.glob(f"{layer}.py"))
    assert files, f"app/{layer} is gone; take it out of the list"
    allowed = BELOW[layer] | {layer}
    for path in files:
        for name in imports(path):
            if name.startswith("app."):
                assert name.split(".")[1] in allowed, f"{path.relative_to(APP)} imports {name}"


def test_whatever_stands_at_the_top_is_in_the_list() -> None:
    assert modules(APP) | {path.parent.name for path in APP.glob("*/__init__.py")} == BELOW.keys()


@pytest.mark.parametrize("layer", sorted(BENEATH))
def test_a_divided_layer_has_the_rooms_of_the_list_and_no_other(layer: str) -> None:
    assert folders(APP / layer) <= set(DOMAINS)
    assert modules(APP / layer) == BENEATH[layer] | ABOVE[layer]


@pytest.mark.parametrize("layer", sorted(BENEATH))
def test_a_domain_imports_only_those_before_it(layer: str) -> None:
    for path in (APP / layer).rglob("*.py"):
        place = path.relative_to(APP / layer).with_suffix("").parts[0]
        if place in DOMAINS:
            allowed = {*DOMAINS[: DOMAINS.index(place) + 1], *BENEATH[layer]}
        elif place in BENEATH[layer]:
            allowed = BENEATH[layer]
        else:
            continue
        for name in imports(path):
            if name.startswith(f"app.{layer}."):
                assert name.split(".")[2] in allowed, f"{path.relative_to(APP)} imports {name}"


def test_the_tests_of_the_api_have_the_same_rooms() -> None:
    assert folders(TESTS / "api") <= set(DOMAINS)


def test_what_tests_share_stands_in_support() -> None:
    for path in TESTS.rglob("*.py"):
        for name in imports(path):
            lender = name.split(".") if name.startswith("tests.") else []
            assert not any(part.startswith("test_") for part in lender), f"{path.relative_to(TESTS)} imports {name}"


def test_a_package_says_nothing_itself() -> None:
    for path in (*APP.rglob("__init__.py"), *TESTS.rglob("__init__.py")):
        assert bool(path.stat().st_size) == (path in MAY_SPEAK), path


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
