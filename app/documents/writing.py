"""The official forms as workbooks to hand out: the template, the export, and the refused rows back (N01)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from app.documents.columns import Form
from app.documents.form_design import FIRST_ROW, draw_form
from app.documents.form_filling import Line, filled
from app.documents.forms import FORMS
from app.documents.reading import Row, read_form
from app.models.imports import FormKind

_MOST_COMMENTS = 5000  # each is a drawing of its own to Excel; the last column tells the same


@dataclass(frozen=True, slots=True)
class RowFault:
    """Why a row was refused: the row as Excel numbers it, the fields in fault, and the remedy in Chinese."""

    row: int
    fields: Sequence[str]
    message: str


def template_xlsx(kind: FormKind) -> bytes:
    """The empty form, with drop-down lists and a sheet of instructions."""
    form = FORMS[kind]
    return filled(draw_form(form, form.title), ())


def export_xlsx(kind: FormKind, records: Iterable[Mapping[str, Any]], title: str) -> bytes:
    """Records in the columns of the form, so that the export can be imported again.

    A record is its fields by name; a Party organization has its `units`, mappings too, each in a row of its own.
    Records are taken one by one. Text that could be taken for a formula carries an apostrophe
    (`app.documents.formula_guard`).
    """
    form = FORMS[kind]
    return filled(draw_form(form, title), _exported(form, records))


def errors_xlsx(kind: FormKind, source: bytes, faults: Iterable[RowFault]) -> bytes:
    """The rows in fault out of an uploaded workbook, to be corrected and uploaded again as they are.

    Cells in fault are coloured and carry a comment, a last column tells row and reasons. Of an organization with
    several units all rows come back. Raises `WorkbookRefused` where the source cannot be read.
    """
    form = FORMS[kind]
    positions = {column.field: index for index, column in enumerate(form.columns, 1)}
    by_row: dict[int, list[RowFault]] = defaultdict(list)
    for fault in faults:
        by_row[fault.row].append(fault)
    lines: list[Line] = []
    notes: dict[tuple[int, int], str] = {}
    for ordinal, record in enumerate(_in_fault(read_form(kind, source), by_row.keys()), 1):
        for row in (record, *(unit for unit in record.units if unit.number != record.number)):
            reasons: dict[int, list[str]] = defaultdict(list)
            for fault in by_row.get(row.number, ()):
                for field in fault.fields:
                    if field in positions:
                        reasons[positions[field]].append(fault.message)
            for position, messages in reasons.items():
                if len(notes) < _MOST_COMMENTS:
                    notes[FIRST_ROW + len(lines), position] = "\n".join(messages)
            every = "；".join(dict.fromkeys(fault.message for fault in by_row.get(row.number, ())))
            values = _values(form, ordinal if row is record else None, row.cells)
            lines.append(([*values, f"原表第{row.number}行：{every}" if every else None], reasons))
    return filled(draw_form(form, f"{form.title}（退回修改）", last="错误说明", notes=notes), lines)


def _exported(form: Form, records: Iterable[Mapping[str, Any]]) -> Iterator[Line]:
    for ordinal, record in enumerate(records, 1):
        units: Sequence[Mapping[str, object]] = record.get("units") or [{}]
        first, *further = units
        yield _values(form, ordinal, {**record, **first}), ()
        for unit in further:
            yield _values(form, None, unit), ()


def _in_fault(records: Iterable[Row], numbers: Set[int]) -> Iterator[Row]:
    return (record for record in records if any(row.number in numbers for row in (record, *record.units)))


def _values(form: Form, ordinal: int | None, cells: Mapping[str, object]) -> list[object]:
    return [ordinal, *(cells.get(column.field) for column in form.columns)]
