"""Who has to transfer, since when and where to, to the day."""

import datetime as dt
from itertools import combinations

import pytest

from app.rules.transfers.placement import Destination, Ground, first_of, obligation

START = dt.date(2026, 5, 31)


@pytest.mark.parametrize(
    ("practice_type", "today", "ground"),
    [
        ("1", START, Ground.FULL_TIME),
        ("2", dt.date(2026, 11, 29), None),
        ("2", dt.date(2026, 11, 30), Ground.SIX_MONTHS),
        ("6", dt.date(2026, 12, 1), Ground.SIX_MONTHS),
    ],
)
def test_full_time_from_the_first_day_others_after_six_calendar_months(
    practice_type: str, today: dt.date, ground: Ground | None
) -> None:
    found = obligation(practice_type, START, today, 6)
    assert (found and found.ground) == ground


def test_five_months_and_thirty_days_are_not_six_months() -> None:
    start = dt.date(2026, 1, 1)
    assert obligation("2", start, dt.date(2026, 6, 30), 6) is None
    assert obligation("2", start, dt.date(2026, 7, 1), 6) is not None


def test_an_unknown_start_counts_but_cannot_be_late() -> None:
    for practice_type, ground in (("1", Ground.FULL_TIME), ("2", Ground.START_UNKNOWN)):
        found = obligation(practice_type, None, START, 6)
        assert found is not None
        assert (found.ground, found.since_on, found.overdue(START)) == (ground, None, None)


def test_full_time_there_are_six_months_to_get_it_done() -> None:
    found = obligation("1", START, START, 6)
    assert found is not None
    assert (found.since_on, found.due_on) == (START, dt.date(2026, 11, 30))
    assert found.overdue(dt.date(2026, 11, 30)) is False
    assert found.overdue(dt.date(2026, 12, 1)) is True


def test_the_order_is_the_notice_s() -> None:
    assert [d.value for d in Destination] == [
        "firm_decision",
        "firm_org",
        "area_decision",
        "county_association",
        "city_association",
        "county_bureau",
        "city_bureau",
    ]
    for first, second in combinations(Destination, 2):
        assert first_of([(second, "b"), (first, "a")]) == (first, "a")
    assert first_of([]) is None
