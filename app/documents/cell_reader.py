"""The program that reads a workbook's cells; `app.documents.cells` runs it as a process of its own.

The reader is native code that lays a sheet out as one dense block: two cells, A1 and XFD1048576, in a file of 2 kB make
it ask for 550 GB and abort, and the worker with it. Here it may: memory and time are limited, the process holds no
secret, and it imports nothing of the application, so that it starts in 30 ms.

Input: the file. Output: JSON lines; for each visible sheet `{"name", "merged": [[column, top, bottom], ...]}`, then
lists of `[row, [cell, ...]]` for the rows that are not empty; or `{"refused": code}`. Rows are numbered as Excel shows
them. A cell is a text, an integer, `[date]`, or `{"unreadable": why}`: the error that a formula shows (`#REF!`), or
`digits` where a number has more of them than a spreadsheet keeps.
"""

import datetime as dt
import io
import json
import re
import resource
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, TypeAlias
from xml.etree import ElementTree as ET

from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

MEMORY = 1 << 30  # 200 000 rows of 20 columns take 0.35 GB
SECONDS = 60
BATCH = 200  # rows of a line
EXACT_BELOW = 10**15  # a spreadsheet keeps 15 digits of a number

_ERROR_CELL = re.compile(
    rb'<(?:\w+:)?c\s(?=[^<>]*\bt="e")[^<>]*\br="([A-Z]{1,3})([0-9]{1,7})"[^<>]*>'
    rb"(?:<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>))?<(?:\w+:)?v>([^<]{1,20})<"
)

Cell: TypeAlias = str | int | list[str] | dict[str, str]


def main() -> None:
    """Read standard input, write standard output."""
    for limit, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(limit, (most, most))
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    write = sys.stdout.buffer.write
    try:
        for line in lines(sys.stdin.buffer.read()):
            write(encode(line).encode() + b"\n")
    except PasswordError:
        write(b'{"refused":"workbook_encrypted"}\n')
    except MemoryError:
        write(b'{"refused":"workbook_too_large"}\n')
    except BaseException as error:
        # Damaged files raise all sorts of errors in archive, XML and reader; the reader's panic cannot be imported.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        write(b'{"refused":"workbook_unreadable"}\n')


def lines(data: bytes) -> Iterator[Any]:
    """What the program writes, line by line."""
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for sheet in workbook.sheets_metadata:
        if sheet.typ is SheetTypeEnum.WorkSheet and sheet.visible is SheetVisibleEnum.Visible:
            yield from _sheet_lines(workbook.get_sheet_by_name(sheet.name), data)


def _sheet_lines(sheet: CalamineSheet, data: bytes) -> Iterator[Any]:
    if sheet.start is None:
        return
    left = sheet.start[1]
    yield {
        "name": sheet.name,
        "merged": [
            [column - left, top + 1, bottom + 1]
            for (top, column), (bottom, _) in sheet.merged_cell_ranges or ()
            if bottom > top and column >= left
        ],
    }
    errors = _error_cells(data, sheet.name, left)
    batch: list[tuple[int, list[Cell]]] = []
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells: list[Cell] = [value.strip() if type(value) is str else _cell(value) for value in row]
        if number in errors:
            for column, shown in errors[number]:
                cells[column] = {"unreadable": shown}
        if any(cell != "" for cell in cells):
            batch.append((number, cells))
            if len(batch) == BATCH:
                yield batch
                batch = []
    yield batch


def _cell(value: Any) -> Cell:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float | int):
        if not abs(value) < EXACT_BELOW:  # also what is no number
            return {"unreadable": "digits"}
        return int(value) if value == int(value) else f"{value:.15g}"
    if isinstance(value, dt.datetime):
        value = value.date()
    return [value.isoformat()] if isinstance(value, dt.date) else str(value)


def _error_cells(data: bytes, sheet: str, left: int) -> dict[int, list[tuple[int, str]]]:
    """The cells that show #REF! and the like, by row: the reader gives them as empty."""
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(_part(archive, sheet)) as part:
        tail = b""
        while chunk := part.read(1 << 20):
            chunk = tail + chunk
            if b't="e"' in chunk:
                for letters, row, shown in _ERROR_CELL.findall(chunk):
                    found[int(row)].append((_column(letters) - left, shown.decode()))
            tail = chunk[-(1 << 15) :]  # a formula has at most 8192 characters
    return found


def _part(archive: zipfile.ZipFile, sheet: str) -> str:
    relations = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - limited as this process is
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for element in ET.fromstring(archive.read("xl/workbook.xml")).iter():  # noqa: S314
        if element.tag.endswith("}sheet") and element.get("name") == sheet:
            target = next(targets[value] for name, value in element.items() if name.endswith("}id"))
            return target[1:] if target.startswith("/") else f"xl/{target}"
    raise KeyError(sheet)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


if __name__ == "__main__":
    main()
