"""The documents: every word of the glossary is in the code, and the pages can be read offline."""

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]


def names_in_code() -> Iterator[str]:
    """Modules, folders, identifiers, texts that are one word (columns, values), files and keys of the data."""
    for path in (ROOT / "app").rglob("*.py"):
        yield from (path.stem, path.parent.name)
        for token in tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline):
            if token.type == tokenize.NAME:
                yield token.string
            elif token.type == tokenize.STRING and re.fullmatch(r"""["'][\w.]+["']""", token.string):
                yield ast.literal_eval(token.string)
    for path in (ROOT / "app" / "data").rglob("*.csv"):
        yield path.stem
        yield from (line.partition(",")[0] for line in path.read_text(encoding="utf-8").splitlines())
    yield from (path.stem for path in (ROOT / "alembic" / "sql").rglob("*.sql"))


def test_every_identifier_of_the_glossary_is_in_the_code() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| .+ \| .+ \| (`.+) \|$", glossary, re.MULTILINE)
    told = {name for row in rows for name in re.findall(r"`([^`]+)`", row)}
    assert len(told) > len(rows) > 50
    assert not told - set(names_in_code()), "put the new name into docs/glossary.md"


def test_the_pages_are_written_without_a_warning_and_load_nothing_from_elsewhere(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    pages = list(tmp_path.rglob("*.html"))
    assert {"index.html", "architecture.html", "glossary.html"} <= {page.name for page in pages}
    loads = re.compile(r"""<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=["']?(?:https?:)?//[^>]*""")
    for file in [*pages, *tmp_path.rglob("*.css")]:
        text = file.read_text(encoding="utf-8")
        assert not loads.findall(text), file
        assert not re.findall(r"(?:url\(|@import )[\"']?(?:https?:)?//[^)]*", text), file
