"""How long an absence may be for which a certificate letter serves."""

import datetime as dt

import pytest

from app.rules.faults import RuleError
from app.rules.stays.absence import check_absence

START = dt.date(2026, 3, 1)


@pytest.mark.parametrize(
    ("ends_on", "today", "code"),
    [
        (dt.date(2026, 8, 31), START, None),
        (dt.date(2026, 9, 1), START, "absence_too_long"),
        (START, START, None),
        (dt.date(2026, 2, 28), START, "absence_ends_before_start"),
        (dt.date(2026, 3, 10), dt.date(2026, 3, 10), None),
        (dt.date(2026, 3, 10), dt.date(2026, 3, 11), "absence_over"),
    ],
)
def test_up_to_six_calendar_months_to_the_day(ends_on: dt.date, today: dt.date, code: str | None) -> None:
    if code is None:
        check_absence(START, ends_on, today, 6)
    else:
        with pytest.raises(RuleError) as refused:
            check_absence(START, ends_on, today, 6)
        assert refused.value.code == code
