"""One row of a form as the rules read it; what they refuse is kept by field, never with the cell's content."""

import datetime as dt
import unicodedata
from collections.abc import Callable
from typing import TypeVar

from app.documents.columns import CellKind, Column, Form
from app.documents.reading import Row
from app.rules.civil_date import parse
from app.rules.faults import Fault, Remark, RuleError
from app.rules.reference import codes
from app.rules.reference.areas import areas, normalize_code
from app.rules.text import compact

T = TypeVar("T")


class Cells:
    """A row's cells. A field that was refused once is not refused again.

    Required are only columns that the row has: the further units of an organization have but a few.
    """

    def __init__(self, form: Form, row: Row) -> None:
        self.number = row.number
        self.faults: list[Fault] = []
        self.remarks: list[Remark] = []
        self._values = row.cells
        for field, why in row.unreadable.items():
            self.refuse(Fault(field, "cell_unreadable", why))
        for column in form.columns:
            if column.required and row.cells.get(column.field, "") is None:
                self.refuse(Fault(column.field, "required", f"未填写{column.heading}，请补充"))

    def refuse(self, *faults: Fault) -> None:
        """Keep the first fault of each field."""
        for fault in faults:
            if all(kept.field != fault.field for kept in self.faults):
                self.faults.append(fault)

    def read(self, field: str, rule: Callable[[str], T]) -> T | None:
        """What a rule makes of a cell; None where the cell is empty or refused."""
        value = self._values.get(field)
        if value is None:
            return None
        try:
            return rule(str(value))
        except RuleError as error:
            self.refuse(Fault(field, error.code, str(error)))
            return None

    def line(self, field: str, most: int) -> str | None:
        """Free text without control characters, at most so many characters."""
        return self.read(field, lambda text: _line(text, most))

    def date(self, field: str, *, today: dt.date) -> dt.date | None:
        """A civil date that is not in the future."""
        day = self.any_date(field)
        if day is not None and day > today:
            self.refuse(Fault(field, "date_in_future", "日期晚于今天，请核对"))
            return None
        return day

    def any_date(self, field: str) -> dt.date | None:
        """A civil date in one of the usual notations."""
        value = self._values.get(field)
        if value is None:
            return None
        try:
            return parse(value)
        except RuleError as error:
            self.refuse(Fault(field, error.code, str(error)))
            return None

    def fact(self, column: Column, most: int) -> str | dt.date | bool | None:
        """What the form says of a column makes of its cell; a text has at most so many characters."""
        match column.kind:
            case CellKind.CODE:
                return self.code(column.field, str(column.table))
            case CellKind.DATE:
                return self.any_date(column.field)
            case CellKind.YES_NO:
                return self.yes_no(column.field)
        return self.line(column.field, most)

    def code(self, field: str, table: str) -> str | None:
        """The code that a name stands for."""
        return self.read(field, lambda text: _known(codes.code_of(table, text)))

    def yes_no(self, field: str) -> bool | None:
        """是 or 否."""
        return self.read(field, lambda text: _known(codes.yes_no(text)))

    def one_of(self, field: str, meanings: dict[str, str]) -> str | None:
        """What one of a few words stands for."""
        return self.read(field, lambda text: _known(meanings.get(compact(text))))

    def area(self, field: str, scope_path: str) -> str | None:
        """The code of an area within a scope."""
        code = self.read(field, lambda text: normalize_code(compact(text)))
        if code is not None and not areas()[code].place_path.startswith(scope_path):
            self.refuse(Fault(field, "area_out_of_scope", "行政区划不在本部门的管辖范围内，请核对"))
            return None
        return code


def _known(value: T | None) -> T:
    if value is None:
        raise RuleError("option_unknown", "没有这个选项，请从模板的下拉列表中选择")
    return value


def _line(text: str, most: int) -> str:
    line = " ".join(text.replace("\r", "\n").split("\n")).strip()
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in line):
        raise RuleError("text_malformed", "内容含有控制字符，请删去后重新填写")
    if len(line) > most:
        raise RuleError("text_too_long", f"内容超过{most}字，请缩短")
    return line
