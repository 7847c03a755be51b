"""No reference leads nowhere: what documents, docstrings and comments name is there."""

import importlib
import itertools
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("alembic", "app", "bench", "docs", "openapi", "tests", "tools")
FILES = [path.relative_to(ROOT) for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix != ".pyc"]
SOURCES = [
    *(path.relative_to(ROOT) for path in ROOT.glob("*.md")),
    *(path for path in FILES if path.suffix in {".md", ".py", ".sql", ".typ"} and "static" not in path.parts),
]
SOURCES.remove(Path(__file__).relative_to(ROOT))

_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s]+)\)")
_DOCUMENT = re.compile(r"\bdocs/[\w./-]*\w(?:#[\w-]+)?")
_PATH = re.compile(rf"`((?:{'|'.join(FOLDERS)})/[^`\s]+|[\w{{}},*.-]+\.(?:py|md|sql|typ))`")
_DOTTED = re.compile(r"`((?:app|tests|tools|bench)(?:\.\w+)+)`")
_CLAUSE = re.compile(r"\bN\d\d\b")
_DECISION = re.compile(r"\bdecisions? (\d{4})\b|\((0\d{3})\)|\bdocs/decisions/(\d{4})")
_COMMAND = re.compile(r"`make ([a-z-]+)")
_PAPER = re.compile(r"\b\d[a-z]?-[a-z]{3,}\b")
"""How papers are called that are numbered and lie outside the repository."""

CLAUSES = set(_CLAUSE.findall((ROOT / "docs" / "notice.md").read_text(encoding="utf-8")))
DECISIONS = {path.name[:4] for path in (ROOT / "docs" / "decisions").glob("0*.md")}
COMMANDS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@cache
def anchors(path: Path) -> frozenset[str]:
    """What a heading of a document can be linked by."""
    titles = re.findall(r"^#+ (.+)$", _FENCE.sub("", path.read_text(encoding="utf-8")), re.MULTILINE)
    return frozenset(re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-") for title in titles)


def leads_to(path: Path, anchor: str) -> bool:
    return path.exists() and (not anchor or anchor in anchors(path))


@cache
def is_there(pattern: str) -> bool:
    """Whether every file that is meant exists.

    `a/{b,c}.py` means two, `*` and `<name>` stand for any, and a name without its folder may lie in any.
    """
    parts = re.split(r"\{([^}]*)\}", re.sub(r"<\w+>", "*", pattern.rstrip("/")))
    choices = [part.split(",") if index % 2 else [part] for index, part in enumerate(parts)]
    names = ["".join(chosen) for chosen in itertools.product(*choices)]
    return all((ROOT / name).exists() or any(path.match(name) for path in FILES) for name in names)


@cache
def is_defined(name: str) -> bool:
    """Whether a dotted name is a module or package, or something in one."""
    module = name
    while not any(ROOT.joinpath(*module.split(".")).with_suffix(end).exists() for end in ("", ".py")):
        module = module.rpartition(".")[0]
    thing: object = importlib.import_module(module)
    for part in name.removeprefix(module).split(".")[1:]:
        thing = getattr(thing, part, None)
    return thing is not None


def lost(source: Path) -> Iterator[str]:
    """What a file refers to and nobody finds."""
    text = (ROOT / source).read_text(encoding="utf-8")
    if source.suffix == ".md":
        for target, _, anchor in (link.partition("#") for link in _LINK.findall(_FENCE.sub("", text))):
            if not leads_to((ROOT / source.parent / target) if target else ROOT / source, anchor):
                yield f"{target}#{anchor}"
    for name, _, anchor in (reference.partition("#") for reference in _DOCUMENT.findall(text)):
        if not (leads_to(ROOT / name, anchor) if anchor else is_there(f"{name}*")):
            yield f"{name}#{anchor}"
    yield from (name for name in _PATH.findall(text) if not is_there(name))
    yield from (name for name in _DOTTED.findall(text) if not is_defined(name))
    yield from set(_CLAUSE.findall(text)) - CLAUSES
    yield from {number for found in _DECISION.findall(text) for number in found if number} - DECISIONS
    yield from (f"make {name}" for name in _COMMAND.findall(text) if name not in COMMANDS)
    yield from _PAPER.findall(text)


def test_what_documents_docstrings_and_comments_name_is_there() -> None:
    assert len(SOURCES) > 500
    assert not {str(source): found for source in SOURCES if (found := list(lost(source)))}


@pytest.mark.parametrize("contract", sorted((ROOT / "openapi").glob("*.json")), ids=lambda path: path.stem)
def test_a_contract_refers_to_nothing_that_its_readers_do_not_have(contract: Path) -> None:
    text = contract.read_text(encoding="utf-8")
    assert not [found for known in (_DOCUMENT, _PATH, _DOTTED, _PAPER) for found in known.findall(text)]


@pytest.mark.parametrize(
    "text",
    [
        "see [the map](nowhere.md)",
        "see [the map](docs/architecture.md#nowhere)",
        "told in docs/nowhere.md",
        "told in docs/domain.md#nowhere",
        "`app/core/nowhere.py`",
        "`app/core/{clock,nowhere}.py`",
        "`test_nowhere_*.py`",
        "`app.core.nowhere`",
        "`app.core.clock.Nowhere`",
        "clause N99",
        "decision 0999",
        "docs/decisions/0999",
        "`make nothing`",
        "as 2-domain says",
    ],
)
def test_a_reference_that_leads_nowhere_is_found(text: str, tmp_path: Path) -> None:
    source = tmp_path / "text.md"
    source.write_text(text, encoding="utf-8")
    assert list(lost(source))
