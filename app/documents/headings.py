"""Which row of a sheet holds the headings of a form, and which column holds which field.

Headings are matched in any order and in the spellings that offices use: blanks, line breaks, full-width signs, a
mark for required columns and a remark in brackets behind the heading do not matter. Unknown columns are ignored.
"""

import functools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.documents.cell_reader import Cell
from app.documents.cells import WorkbookRefused
from app.documents.columns import Column, Form
from app.documents.forms import FORMS
from app.models.imports import FormKind
from app.rules.text import compact

_REMARK = re.compile(r"\([^()]*\)$")


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a form and where they stand, from one row of a sheet."""

    form: Form
    columns: tuple[tuple[Column, int], ...]

    @property
    def missing(self) -> list[str]:
        """The headings of the required columns that are not there."""
        found = {column.field for column, _ in self.columns}
        return [column.heading for column in self.form.columns if column.required and column.field not in found]


def find_layout(kind: FormKind, rows: Sequence[Sequence[Cell]]) -> tuple[int, Layout] | None:
    """Of the first rows of a sheet the one that names most columns: its position and layout; None if it lacks one.

    Raises `WorkbookRefused` (`workbook_headings_duplicate`) if it names a column twice.
    """
    layouts = [_layout(kind, cells) for cells in rows]
    position = max(range(len(layouts)), key=lambda at: _matched(layouts[at]), default=None)
    if position is None or layouts[position].missing:
        return None
    times = Counter(column.heading for column, _ in layouts[position].columns)
    if twice := [heading for heading, count in times.items() if count > 1]:
        raise WorkbookRefused(
            "workbook_headings_duplicate", f"表头中{_quoted(twice)}不止一列，无法确定以哪一列为准，请只保留一列。"
        )
    return position, layouts[position]


def no_layout(kind: FormKind, rows: Sequence[Sequence[Cell]]) -> WorkbookRefused:
    """Why the first rows of all sheets hold no headings of this form: another form, or which headings lack."""
    closest = {other: max((_layout(other, row) for row in rows), key=_matched, default=None) for other in FORMS}
    for other, layout in closest.items():
        if layout and not layout.missing:
            return WorkbookRefused(
                "workbook_of_another_kind",
                f"这份工作簿像是《{FORMS[other].title}》，而不是《{FORMS[kind].title}》，请核对所选的表种。",
            )
    best = closest[kind]
    if best is None or _matched(best) < 2:
        return WorkbookRefused(
            "workbook_headings_missing",
            f"没有找到《{FORMS[kind].title}》的表头，请使用本系统下载的模板，或检查表头文字。",
        )
    return WorkbookRefused("workbook_headings_missing", f"表头缺少{_quoted(best.missing)}，请补上后重新上传。")


def _layout(kind: FormKind, cells: Sequence[Cell]) -> Layout:
    columns = [
        (column, index)
        for index, cell in enumerate(cells)
        if isinstance(cell, str) and (column := _column(kind, cell)) is not None
    ]
    return Layout(FORMS[kind], tuple(columns))


def _quoted(headings: Sequence[str]) -> str:
    return "、".join(f"“{heading}”" for heading in headings)


def _matched(layout: Layout) -> int:
    return len(layout.columns)


def _column(kind: FormKind, text: str) -> Column | None:
    key = compact(text).strip("*:")
    known = _columns_by_heading(kind)
    return known.get(key) or known.get(_REMARK.sub("", key).strip("*"))


@functools.cache
def _columns_by_heading(kind: FormKind) -> Mapping[str, Column]:
    columns = (*FORMS[kind].columns, *FORMS[kind].extras)
    aliases = {compact(alias): column for column in columns for alias in column.aliases.split()}
    return aliases | {compact(column.heading): column for column in columns}
