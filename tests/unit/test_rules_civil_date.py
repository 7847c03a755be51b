"""Dates in the notations that offices use, calendar months."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.civil_date import add_months, months_between, parse
from app.rules.faults import RuleError

DATES = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))
FULL_WIDTH = str.maketrans("0123456789-/.", "０１２３４５６７８９－／．")


def notations(day: dt.date) -> list[object]:
    return [
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}年{day.month:02d}月{day.day:02d}日",
        f"{day:%Y/%m/%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y-%m-%d}",
        f"{day:%Y%m%d}",
        float(f"{day:%Y%m%d}"),
        f"{day:%Y.%m.%d}",
        f"{day:%Y-%m-%d} 00:00:00",
        day,
        dt.datetime(day.year, day.month, day.day, 9, 30),  # noqa: DTZ001 - a spreadsheet's cell has no zone
    ]


def refusal(value: object) -> str:
    with pytest.raises(RuleError) as refused:
        parse(value)
    return refused.value.code


@given(DATES)
def test_every_notation_of_a_date_is_read_as_that_date(day: dt.date) -> None:
    assert {parse(written) for written in notations(day)} == {day}


@given(DATES)
def test_full_width_and_blanks_do_not_matter(day: dt.date) -> None:
    for written in notations(day):
        if isinstance(written, str):
            assert parse(f"\u3000{' '.join(written.translate(FULL_WIDTH))}\u200b") == day


@pytest.mark.parametrize(("serial", "day"), [(45292.0, dt.date(2024, 1, 1)), (36526.75, dt.date(2000, 1, 1))])
def test_a_spreadsheets_serial_number_is_its_day(serial: float, day: dt.date) -> None:
    assert parse(serial) == day


@given(st.dates(dt.date(1920, 1, 1), dt.date(2099, 12, 31)))
def test_serial_numbers_count_days(day: dt.date) -> None:
    assert parse(float((day - dt.date(1899, 12, 30)).days)) == day


@pytest.mark.parametrize(
    "value",
    [
        *("", "不详", "2021年", "2021年1月", "2021-01", "21-01-12", "2021-1/12", "12/01/2021", "202101", "2021-01-12x"),
        *(2021, 2021.0, 2009.09, 202101.0, -1.0, float("nan"), float("inf"), True, None, dt.time(9, 30)),
    ],
)
def test_what_is_not_a_whole_date_is_malformed(value: object) -> None:
    assert refusal(value) == "date_malformed"


@pytest.mark.parametrize(
    "value", ["2020-02-30", "2023年2月29日", "20211301", "2021.04.31", "1899-12-31", "2101/01/01", dt.date(1, 1, 1)]
)
def test_a_day_that_never_was_is_impossible(value: object) -> None:
    assert refusal(value) == "date_impossible"


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (dt.date(2024, 1, 31), 1, dt.date(2024, 2, 29)),
        (dt.date(2023, 8, 31), 6, dt.date(2024, 2, 29)),
        (dt.date(2023, 12, 15), 1, dt.date(2024, 1, 15)),
        (dt.date(2024, 3, 31), -1, dt.date(2024, 2, 29)),
        (dt.date(2024, 2, 29), 216, dt.date(2042, 2, 28)),
    ],
)
def test_months_are_calendar_months_and_end_with_the_month(day: dt.date, months: int, later: dt.date) -> None:
    assert add_months(day, months) == later


@given(DATES, st.integers(-600, 600))
def test_adding_months_never_skips_a_month(day: dt.date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + dt.timedelta(days=1)).day == 1)


@given(DATES, DATES)
def test_months_between_are_the_whole_months_that_fit(start: dt.date, end: dt.date) -> None:
    months = months_between(start, end)
    assert add_months(start, months) <= end < add_months(start, months + 1)


def test_six_months_are_not_180_days() -> None:
    assert months_between(dt.date(2026, 3, 1), dt.date(2026, 8, 28)) == 5
    assert months_between(dt.date(2026, 3, 1), dt.date(2026, 9, 1)) == 6
