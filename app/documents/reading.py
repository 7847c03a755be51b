"""Reading the official forms as offices send them (N01): wherever the headings stand, whatever is merged."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import TypeAlias

from app.documents.cell_reader import Cell
from app.documents.cells import Sheet, WorkbookRefused, read_cells
from app.documents.columns import CellKind
from app.documents.formula_guard import as_meant
from app.documents.headings import Layout, find_layout, no_layout
from app.models.imports import FormKind

MOST_ROWS = 200_000
_HEAD_ROWS = 20

Value: TypeAlias = str | int | dt.date | None
"""What a cell holds: text without blanks around it, in a date column also a date or a number; None if it is empty."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a form: `cells` has each column of the form that the workbook has, by field.

    `unreadable` names fields whose cell holds something that cannot be taken for what was meant (a formula's error, a
    number with digits lost), and says why in Chinese; their value is None. `units` are the rows of a Party organization
    that name a unit (N24), usually this row itself the first of them; each has the columns of the unit alone.
    """

    number: int
    """The row as Excel numbers it."""
    cells: Mapping[str, Value]
    unreadable: Mapping[str, str]
    units: Sequence["Row"] = ()


def read_form(kind: FormKind, data: bytes) -> Iterator[Row]:
    """The records of the one visible sheet that has the headings of this form; empty rows are left out.

    Raises `WorkbookRefused`, possibly after the first rows: what `read_cells` and `find_layout` raise, and
    `workbook_headings_missing`, `workbook_of_another_kind`, `workbook_sheets_ambiguous` (two sheets with records),
    `workbook_too_many_rows` (more than 200 000).
    """
    heads: list[Sequence[Cell]] = []
    has_headings = False
    source: Sheet | None = None
    total = 0
    for sheet, lines in groupby(read_cells(data), key=itemgetter(0)):
        rows = ((number, cells) for _, number, cells in lines)
        head = list(islice(rows, _HEAD_ROWS))
        heads += (cells for _, cells in head)
        found = find_layout(kind, [cells for _, cells in head])
        if found is None:
            continue
        has_headings = True
        position, layout = found
        for row in _records(layout, _unmerged(sheet, layout, chain(head[position + 1 :], rows))):
            if source not in {None, sheet}:
                raise _ambiguous(source, sheet)
            source = sheet
            total += 1
            if total > MOST_ROWS:
                raise WorkbookRefused("workbook_too_many_rows", f"数据超过 {MOST_ROWS} 行，请分成几个文件上传。")
            yield row
    if not has_headings:
        raise no_layout(kind, heads)


def _unmerged(sheet: Sheet, layout: Layout, rows: Iterable[tuple[int, list[Cell]]]) -> Iterator[tuple[int, list[Cell]]]:
    """The rows with content of their own in the form's columns; what is merged downwards stands in each of its rows."""
    tops: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for column, top, bottom in sheet.merged:
        tops[top].append((column, bottom))
    held: dict[int, tuple[int, Cell]] = {}
    for number, cells in rows:
        if all(cells[index] == "" for _, index in layout.columns):
            continue
        for column, (bottom, cell) in held.items():
            if number <= bottom and cells[column] == "":
                cells[column] = cell
        for column, bottom in tops.get(number, ()):
            if column < len(cells):
                held[column] = bottom, cells[column]
        yield number, cells


def _records(layout: Layout, rows: Iterable[tuple[int, list[Cell]]]) -> Iterator[Row]:
    """One record for each row, or for the rows that name further units of the same organization."""
    repeated = layout.form.repeated
    record: Row | None = None
    units: list[Row] = []
    for number, cells in rows:
        row = _row(layout, number, cells)
        if not repeated:
            yield row
            continue
        unit = Row(
            number,
            {field: value for field, value in row.cells.items() if field in repeated},
            {field: why for field, why in row.unreadable.items() if field in repeated},
        )
        names_unit = bool(unit.unreadable) or any(unit.cells.values())
        if record and names_unit and _continues(row, record, repeated):
            units.append(unit)
            continue
        if record:
            yield record
        units = [unit] if names_unit else []
        record = replace(row, units=units)
    if record:
        yield record


def _continues(row: Row, record: Row, repeated: Set[str]) -> bool:
    """Whether the row says nothing else about the organization than the record above, or leaves it blank."""
    return row.unreadable.keys() <= repeated and all(
        field in repeated or value is None or value == record.cells[field] for field, value in row.cells.items()
    )


def _row(layout: Layout, number: int, cells: Sequence[Cell]) -> Row:
    values: dict[str, Value] = {}
    unreadable: dict[str, str] = {}
    for column, index in layout.columns:
        cell = cells[index]
        if isinstance(cell, str):
            values[column.field] = as_meant(cell) or None
        elif isinstance(cell, dict):
            values[column.field] = None
            unreadable[column.field] = _why(cell["unreadable"])
        elif column.kind is CellKind.DATE:
            values[column.field] = cell if isinstance(cell, int) else dt.date.fromisoformat(cell[0])
        else:
            values[column.field] = str(cell) if isinstance(cell, int) else cell[0]
    return Row(number, values, unreadable)


def _why(error: str) -> str:
    if error == "digits":
        return "数字超过15位，后几位已丢失，请把单元格设为文本格式后重新填写"
    return f"单元格显示公式错误 {error}，请改填实际内容"


def _ambiguous(first: Sheet | None, second: Sheet) -> WorkbookRefused:
    names = "、".join(f"“{sheet.name}”" for sheet in (first, second) if sheet)
    return WorkbookRefused(
        "workbook_sheets_ambiguous", f"工作表{names}都填有本表的数据，请合并到一张工作表，或分成几个文件上传。"
    )
