"""The records of decisions and their index say the same."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

DECISIONS = Path(__file__).parents[2] / "docs" / "decisions"
RECORDS = sorted(DECISIONS.glob("[0-9]*.md"))

_HEAD = re.compile(r"# (\d{4}) (.+)\n\n?Status: (.+) · Date: (.+) · Area: (.+)\n\n")
_LINE = re.compile(r"^\| (\d{4}) \| \[(.+)\]\((.+)\) \| (.+) \| (.+) \| (.+) \|$", re.MULTILINE)
_UNUSED = re.compile(r"^\| (\d{4}) \| never used \|", re.MULTILINE)

INDEX = (DECISIONS / "README.md").read_text(encoding="utf-8")


class Decision(NamedTuple):
    """What the head of a record and its line in the index both tell."""

    number: str
    title: str
    file: str
    status: str
    date: str
    area: str


def head_of(path: Path) -> Decision:
    head = _HEAD.match(path.read_text(encoding="utf-8"))
    assert head, f"{path.name} begins with '# NNNN Title' and 'Status: … · Date: … · Area: …'; see template.md"
    number, title, status, date, area = head.groups()
    return Decision(number, title, path.name, status, date, area)


LINES = [Decision(*line) for line in _LINE.findall(INDEX)]


@pytest.mark.parametrize("path", RECORDS, ids=[path.name for path in RECORDS])
def test_a_record_has_its_line_in_the_index(path: Path) -> None:
    decision = head_of(path)
    n, title, file, status, date, area = decision
    line = f"| {n} | [{title}]({file}) | {status} | {date} | {area} |"
    assert decision in LINES, f"put this line into docs/decisions/README.md, in the place of one that differs:\n{line}"


def test_the_index_has_a_line_for_nothing_else() -> None:
    assert {line.file for line in LINES} == {path.name for path in RECORDS}
    assert len(LINES) == len(RECORDS)


def test_no_number_is_missing_or_given_twice() -> None:
    told = sorted([*(line.number for line in LINES), *_UNUSED.findall(INDEX)])
    assert told == [f"{number:04d}" for number in range(1, len(told) + 1)], "a gap is told in the index as never used"


@pytest.mark.parametrize("path", RECORDS, ids=[path.name for path in RECORDS])
def test_status_and_date_can_be_read(path: Path) -> None:
    decision = head_of(path)
    assert path.name.startswith(f"{decision.number}-")
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", decision.date), decision
    by = re.fullmatch(r"proposed|accepted|superseded by (\d{4})", decision.status)
    assert by, decision
    assert by[1] is None or by[1] in {line.number for line in LINES}, decision
