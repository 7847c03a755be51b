"""How a form looks as a workbook: title, headings, drop-down lists, formats and the sheet of instructions."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from app.documents.columns import CellKind, Column, Form
from app.documents.formula_guard import made_inert
from app.documents.reading import MOST_ROWS

FIRST_ROW = 4
"""The first row of data, as Excel numbers it."""

_WIDTHS = {
    CellKind.TEXT: 24,
    CellKind.DATE: 13,
    CellKind.ID: 22,
    CellKind.USCC: 22,
    CellKind.PHONE: 16,
    CellKind.YES_NO: 10,
    CellKind.CODE: 16,
}
_CELL = {"font_name": "宋体", "font_size": 11, "border": 1, "border_color": "#BFBFBF", "valign": "vcenter"}
_HEADING = {**_CELL, "bold": True, "align": "center", "text_wrap": True}
_REQUIRED = {"bg_color": "#F8E0DC", "font_color": "#9C1C1C"}
_OPTIONAL = {"bg_color": "#EDEDED"}
_MARKED = {"bg_color": "#FFC7CE", "font_color": "#9C0006"}
_DATE = {"num_format": "yyyy-mm-dd", "align": "center"}
_TEXT = {"num_format": "@"}
_NOTES = (
    "表头文字请勿改动；各列顺序可以调整，不用的非必填列可以删去。红色表头为必填项。",
    "日期可写作 2024-03-15、2024/3/15、2024.03.15、20240315 或 2024年3月15日。",
    "号码类的列已设为文本格式，请勿改回数值格式，否则后几位会变成 0。从别处复制时请选择“只粘贴数值”。",
    "请勿填写公式；不掌握的内容请留空，不要写“无”“不详”。",
)
_UNITS_NOTE = "联合党支部每覆盖一个单位填一行：第一行填全部内容，以下各行只填单位的四项，其余留空或与第一行合并单元格。"


def draw_form(
    form: Form, title: str, *, last: str | None = None, notes: Mapping[tuple[int, int], str] | None = None
) -> bytes:
    """The form without data. Row 4 holds a blank cell of each column, row 5 the same marked as faulty.

    `last` is the heading of a further column behind the form's own, `notes` are comments by row (as Excel numbers it)
    and column (0 is 序号).
    """
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as workbook:
        sheet = workbook.add_worksheet(form.title)
        _draw_head(workbook, sheet, form, title, last)
        _draw_columns(workbook, sheet, form.columns, last)
        for (row, column), note in (notes or {}).items():
            sheet.write_comment(row - 1, column, note, {"x_scale": 2, "font_name": "宋体", "font_size": 10})
        _draw_instructions(workbook, workbook.add_worksheet("填表说明"), form)
        _draw_lists(workbook, sheet, form.columns)
    return file.getvalue()


def _draw_head(workbook: Any, sheet: Any, form: Form, title: str, last: str | None) -> None:
    plain = {"font_name": "宋体", "valign": "vcenter"}
    right = len(form.columns) + (1 if last else 0)
    large = workbook.add_format({**plain, "font_size": 16, "bold": True, "align": "center"})
    sheet.merge_range(0, 0, 0, right, made_inert(title), large)
    reporter = "填报单位：" + " " * 40 + "填报日期：        年    月    日"
    sheet.merge_range(1, 0, 1, right, reporter, workbook.add_format({**plain, "font_size": 11}))
    optional, required = (workbook.add_format(_HEADING | colours) for colours in (_OPTIONAL, _REQUIRED))
    sheet.write_string(2, 0, "序号", optional)
    for index, column in enumerate(form.columns, 1):
        sheet.write_string(2, index, column.heading, required if column.required else optional)
    if last:
        sheet.write_string(2, right, last, required)
    for row, height in enumerate((32, 22, 34)):
        sheet.set_row(row, height)
    sheet.freeze_panes(3, 2)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 2)
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _draw_columns(workbook: Any, sheet: Any, columns: Sequence[Column], last: str | None) -> None:
    looks: list[tuple[int, dict[str, Any]]] = [(6, {"align": "center"})]
    looks += [(_WIDTHS[column.kind], _DATE if column.kind is CellKind.DATE else _TEXT) for column in columns]
    if last:
        looks.append((70, {"text_wrap": True, "font_color": "#9C0006"}))
    for index, (width, look) in enumerate(looks):
        sheet.set_column(index, index, width, workbook.add_format({"font_name": "宋体", "font_size": 11} | look))
        for row, marking in ((FIRST_ROW, {}), (FIRST_ROW + 1, _MARKED)):
            sheet.write_blank(row - 1, index, None, workbook.add_format(_CELL | look | marking))


def _draw_lists(workbook: Any, sheet: Any, columns: Sequence[Column]) -> None:
    """Drop-down lists, from a hidden sheet: Excel takes only 255 characters in place."""
    lists = workbook.add_worksheet("选项")
    lists.hide()
    for index, column in enumerate(columns, 1):
        hint = {"input_title": column.heading, "input_message": f"{column.meaning}\n例如：{column.example}"}
        rule: dict[str, Any] = {"validate": "any"}
        if options := column.options:
            lists.write_column(0, index, options)
            letter = xl_col_to_name(index, col_abs=True)
            rule = {
                "validate": "list",
                "source": f"=选项!{letter}$1:{letter}${len(options)}",
                "error_type": "warning",
                "error_title": "不在下拉列表中",
                "error_message": "导入时可能无法识别，请尽量从下拉列表中选择。",
            }
        elif column.kind in {CellKind.ID, CellKind.USCC}:
            rule = {
                "validate": "length",
                "criteria": "==",
                "value": len(column.example),
                "error_type": "warning",
                "error_title": "位数不符",
                "error_message": f"应为{len(column.example)}位，请核对。",
            }
        sheet.data_validation(FIRST_ROW - 1, index, FIRST_ROW - 2 + MOST_ROWS, index, rule | hint)


def _draw_instructions(workbook: Any, sheet: Any, form: Form) -> None:
    heading = workbook.add_format(_HEADING | _OPTIONAL)
    cell = workbook.add_format(_CELL | _TEXT | {"text_wrap": True})
    rows = [
        (column.heading, "必填" if column.required else "", column.meaning, column.example, "、".join(column.options))
        for column in form.columns
    ]
    for index, (title, width) in enumerate(
        (("列", 26), ("是否必填", 10), ("填写说明", 50), ("示例", 28), ("可选内容", 60))
    ):
        sheet.set_column(index, index, width)
        sheet.write_string(0, index, title, heading)
    for number, row in enumerate(rows, 1):
        for index, text in enumerate(row):
            sheet.write_string(number, index, text, cell)
    for number, note in enumerate((*_NOTES, _UNITS_NOTE) if form.repeated else _NOTES, len(rows) + 2):
        sheet.write_string(number, 0, note, workbook.add_format({"font_name": "宋体", "font_size": 11}))
    sheet.freeze_panes(1, 0)
