"""`docs/workflows.md` draws what the tables say; `make workflow` writes it anew, and the change is reviewed."""

import re
import sys
from pathlib import Path

import pytest

from tests.support.procedures import PROCEDURES
from tests.support.workflow_drawing import page, section

PAGE = Path(__file__).parents[2] / "docs" / "workflows.md"
KEY = r"[a-z][a-z0-9_]*"
LINE = re.compile(
    rf"""
    state\ "(?P<name>[^"<>{{}}:;#%]+)"\ as\ (?P<key>{KEY})(?P<opens>\ \{{)?
    | (?P<closes>\}})
    | \[\*\]\ -->\ (?P<begins>{KEY})
    | (?P<ends>{KEY})\ -->\ \[\*\]
    | (?P<of>{KEY})\ -->\ (?P<to>{KEY})\ :\ [^"<>{{}}:;\#%]+(<br/>[^"<>{{}}:;\#%]+)?
    """,
    re.VERBOSE,
)
RESERVED = {"state", "note", "end", "as", "class", "style", "click", "direction", "fork", "join", "choice", "default"}


def test_the_committed_page_is_what_the_tables_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("name", PROCEDURES)
def test_each_drawing_is_a_state_diagram(name: str) -> None:
    """Every line is a declaration or an arrow, every state declared once and drawn, every end an end."""
    drawings = re.findall(r"```mermaid\nstateDiagram-v2\n(.*?)```\n", section(name), re.DOTALL)
    assert len(drawings) == len(PROCEDURES[name])
    for drawing in drawings:
        lines = [LINE.fullmatch(line.strip()) or pytest.fail(line) for line in drawing.splitlines()]
        groups: dict[str, list[str]] = {
            group: [line[group] for line in lines if line[group]] for group in LINE.groupindex
        }
        boxes = {line["key"] for line in lines if line["opens"]}
        assert len(groups["opens"]) == len(groups["closes"])
        assert len(set(groups["key"])) == len(groups["key"])
        assert len(set(groups["name"])) == len(groups["name"])
        assert RESERVED.isdisjoint(groups["key"])
        assert {*groups["of"], *groups["to"], *groups["begins"], *groups["ends"]} == {*groups["key"]} - boxes
        assert groups["begins"]
        assert set(groups["ends"]) == {*groups["key"]} - boxes - {*groups["of"]}
        arrows = [(line["of"], line["to"], line[0]) for line in lines if line["of"]]
        assert len(set(arrows)) == len(arrows)


if __name__ == "__main__":  # make workflow
    if len(sys.argv) == 1:
        PAGE.write_text(page(), encoding="utf-8")
    elif sys.argv[1] in PROCEDURES:
        sys.stdout.write(section(sys.argv[1]))
    else:
        sys.exit(f"NAME is one of {', '.join(PROCEDURES)}")
