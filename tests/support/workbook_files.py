"""Workbooks as offices and attackers send them, for the tests."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

SAMPLES = Path(__file__).parents[1] / "samples"


def sample(kind: str) -> bytes:
    """One of the four workbooks of a city."""
    return (SAMPLES / f"{kind}.xlsx").read_bytes()


def workbook(*rows: Sequence[object], more: Callable[[Any, Any], None] | None = None, left: int = 0) -> bytes:
    """A workbook with one sheet; `None` is a row without cells; `more` draws on the workbook and its sheet."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("表")
        for number, row in enumerate(rows):
            for column, value in enumerate(row, left):
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                else:
                    sheet.write(number, column, value)
        if more:
            more(book, sheet)
    return file.getvalue()


def tampered(data: bytes, parts: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """The same archive with some of its parts changed, or added where there were none."""
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            target.writestr(name, parts.get(name, bytes)(source.read(name)))
        for name in parts.keys() - set(source.namelist()):
            target.writestr(name, parts[name](b""))
    return result.getvalue()
