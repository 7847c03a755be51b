"""Filling a drawn form with rows, in constant memory.

xlsxwriter draws the form, but writes only some 5 000 rows of 20 columns in a second and holds the interpreter all the
while. Rows set as text between the form's own beginning and end take a sixth of that.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice

from xlsxwriter.utility import xl_col_to_name

from app.documents.form_design import FIRST_ROW
from app.documents.formula_guard import made_inert

_SHEET = "xl/worksheets/sheet1.xml"
_SAMPLE = re.compile(rf'<row r="{FIRST_ROW}".*?</row>')
_MARKED_SAMPLE = re.compile(rf'<row r="{FIRST_ROW + 1}".*?</row>')
_DIMENSION = re.compile(r"<dimension [^>]*/>")
_STYLE = re.compile(r's="(\d+)"')
_EPOCH = dt.date(1899, 12, 30)
_FIRST_DAY = dt.date(1900, 3, 1)  # spreadsheets count a 29 February 1900
_DAYS = 2_958_466  # of spreadsheets' calendar
_PLAIN = re.compile(r"[0-9A-Za-z\u4e00-\u9fff]+")  # most of the cells: nothing to escape, no formula
# Characters that XML cannot hold, and what would be taken for such a one escaped.
_ESCAPED = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")

Line = tuple[Sequence[object], Collection[int]]
"""The values of a row from the first column on, and the positions of those marked as faulty."""


def filled(form: bytes, lines: Iterable[Line]) -> bytes:
    """A form of `draw_form` with these rows from row 4 on.

    Values are text, dates, whole numbers, truth values (是, 否) or None. Text is text: no formula comes of it.
    """
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(form)) as source,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target,
    ):
        for name in source.namelist():
            if name != _SHEET:
                target.writestr(name, source.read(name))
                continue
            xml = _DIMENSION.sub("", source.read(name).decode())
            sample, marked = _SAMPLE.search(xml), _MARKED_SAMPLE.search(xml)
            assert sample is not None  # noqa: S101 - drawn by `draw_form`
            assert marked is not None  # noqa: S101
            rows = _rows(lines, _STYLE.findall(sample[0]), _STYLE.findall(marked[0]))
            with target.open(name, "w") as sheet:
                sheet.write(xml[: sample.start()].encode())
                while batch := "".join(islice(rows, 500)):
                    sheet.write(batch.encode())
                sheet.write(xml[marked.end() :].encode())
    return result.getvalue()


def _rows(lines: Iterable[Line], styles: Sequence[str], marked_styles: Sequence[str]) -> Iterator[str]:
    letters = [xl_col_to_name(index) for index in range(len(styles))]
    plain, faulty = (
        [(f'<c r="{letter}', f'" s="{style}"') for letter, style in zip(letters, kinds, strict=True)]
        for kinds in (styles, marked_styles)
    )
    for number, (values, marked) in enumerate(lines, FIRST_ROW):
        frames = [faulty[at] if at in marked else plain[at] for at in range(len(values))] if marked else plain
        cells = [f"{start}{number}{style}{_rest(value)}" for (start, style), value in zip(frames, values, strict=True)]
        yield f'<row r="{number}">{"".join(cells)}</row>'


def _rest(value: object) -> str:
    """What follows the style of a cell."""
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return f' t="inlineStr"><is><t>{value}</t></is></c>'
    if value is None or value == "":
        return "/>"
    if isinstance(value, bool):
        value = "是" if value else "否"
    elif isinstance(value, dt.date) and value >= _FIRST_DAY:
        value = (value - _EPOCH).days
    if isinstance(value, int) and 0 <= value < _DAYS:
        return f"><v>{value}</v></c>"
    text = _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", made_inert(str(value)))
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f' t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
