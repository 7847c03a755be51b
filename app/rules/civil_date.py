"""Dates as offices write them, and arithmetic in calendar months; the database counts working days."""

import calendar
import datetime as dt
import re

from app.rules.faults import RuleError
from app.rules.text import compact

_NOTATIONS = (
    re.compile(r"(?P<year>[0-9]{4})年(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})日?"),
    re.compile(r"(?P<year>[0-9]{4})(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})(?:T?00:00:00)?"),
    re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"),
)
_SPREADSHEET_EPOCH = dt.date(1899, 12, 30)
# A cell that holds the bare year 2021 must not become a day of 1905, so serials count from 1920 only.
_SERIALS = range((dt.date(1920, 1, 1) - _SPREADSHEET_EPOCH).days, (dt.date(2100, 1, 1) - _SPREADSHEET_EPOCH).days)
_YEARS = range(1900, 2101)


def parse(value: object) -> dt.date:
    """Read a cell: a date, text in one of the usual notations, or a spreadsheet's serial number.

    Text may be 2021年1月12日, 1995/02/20, 2007-12-16, 2009.09.03 or 20130322, in full width and with blanks.
    Errors: `date_malformed`, `date_impossible` (not in the calendar, or outside 1900-2100).
    """
    day = _read(value)
    if day is None:
        raise RuleError("date_malformed", "日期无法识别，请填写完整的年月日，例如 2024-03-15 或 2024年3月15日")
    if day.year not in _YEARS:
        raise _impossible()
    return day


def _read(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, float | int):
        if _SERIALS.start <= value < _SERIALS.stop:
            return _SPREADSHEET_EPOCH + dt.timedelta(days=int(value))
        value = str(value).removesuffix(".0")
    if not isinstance(value, str):
        return None
    text = compact(value)
    for notation in _NOTATIONS:
        if found := notation.fullmatch(text):
            try:
                return dt.date(int(found["year"]), int(found["month"]), int(found["day"]))
            except ValueError:
                raise _impossible() from None
    return None


def _impossible() -> RuleError:
    return RuleError("date_impossible", "日历上没有这一天，请核对年、月、日")


def month_start(month: str) -> dt.date:
    """The first day of a month written YYYY-MM."""
    return dt.date.fromisoformat(f"{month}-01")


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of a later (or earlier) calendar month, or that month's last day where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def months_between(start: dt.date, end: dt.date) -> int:
    """How many whole calendar months have passed: the greatest n with `add_months(start, n) <= end`."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months) <= end else months - 1
