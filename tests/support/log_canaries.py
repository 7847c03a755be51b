"""No identity number, mobile or planted name in any line of any log of the suite (docs/sharing.md#property-7).

Every logger speaks at DEBUG, and every line is read as it would be written, with its traceback. A test during which
something was told is reported as an error, and so is one that comes after a fixture which told it.
"""

import logging
import re
from collections.abc import Iterator

import pytest
import sqlalchemy

from app.rules.faults import RuleError
from app.rules.people import id_number

NAME = "镜湖白鹭"
"""A name that nobody has; what is planted under it may be told to the caller, and to no log."""

_NUMBER = re.compile(r"(?<![0-9A-Za-z])[0-9]{17}[0-9Xx](?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![0-9A-Za-z])199[0-9]{8}(?![0-9A-Za-z])")


_DIGITS = re.compile("[0-9]{11}")


def told(text: str) -> list[str]:
    """What a text gives away."""
    if _DIGITS.search(text) is None and NAME not in text:  # nearly every line, and far sooner said
        return []
    return [*filter(_is_valid, _NUMBER.findall(text)), *_MOBILE.findall(text), *re.findall(NAME, text)]


def _is_valid(number: str) -> bool:
    try:
        id_number.parse(number)
    except RuleError:
        return False
    return True


class Listener(logging.Handler):
    """Reads every line."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []
        self.lines = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.lines += 1
        line = self.format(record)
        if given_away := told(line):
            self.heard.append(f"{record.name} {record.levelname} tells {given_away}: {line[:500]}")

    def take(self) -> list[str]:
        """What was heard since the last time."""
        heard, self.heard = self.heard, []
        return heard


LISTENER = Listener()


def pytest_configure() -> None:
    """Let every logger speak."""
    root = logging.getLogger()
    root.setLevel(logging.DEBUG)
    root.addHandler(LISTENER)
    logging.getLogger(sqlalchemy.__name__).setLevel(logging.DEBUG)  # it has a level of its own
    # What nobody reads of a line is not looked up for each (the "Optimization" of the logging documentation).
    logging._srcfile = None
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False


@pytest.fixture(autouse=True)
def nobody_is_told_in_a_log() -> Iterator[None]:
    """Of each test."""
    yield
    heard = LISTENER.take()
    assert not heard, "\n".join(heard)
