"""Arrears of dues in complete months, on the boundaries of months and years."""

import datetime as dt

import pytest

from app.rules.faults import RuleError
from app.rules.life.dues import first_unpaid, months_unpaid, paid_month


@pytest.mark.parametrize(
    ("paid", "today", "months"),
    [
        ("2026-10-01", "2026-11-23", 0),
        ("2026-10-01", "2026-11-30", 0),
        ("2026-10-01", "2026-12-01", 1),
        ("2026-05-01", "2026-11-30", 5),
        ("2026-05-01", "2026-12-01", 6),
        ("2025-12-01", "2026-01-31", 0),
        ("2025-11-30", "2026-01-01", 1),
        ("2026-12-01", "2026-11-23", 0),
    ],
)
def test_a_month_counts_once_it_is_over(paid: str, today: str, months: int) -> None:
    day = dt.date.fromisoformat
    assert months_unpaid(day(paid), day(today)) == months


def test_the_first_unpaid_day_begins_the_month_after() -> None:
    assert first_unpaid(dt.date(2025, 12, 31)) == dt.date(2026, 1, 1)


def test_dues_are_paid_to_the_end_of_this_year_at_most() -> None:
    today = dt.date(2026, 11, 23)
    assert paid_month("2026-12", today) == dt.date(2026, 12, 1)
    with pytest.raises(RuleError, match="12月"):
        paid_month("2027-01", today)
