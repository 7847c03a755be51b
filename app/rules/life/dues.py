"""Arrears of Party dues (rule on dues of 2008; Constitution of the Party, art. 9): told, never acted upon."""

import datetime as dt

from app.rules.civil_date import add_months, month_start
from app.rules.faults import RuleError


def first_unpaid(paid_through: dt.date) -> dt.date:
    """The first day of the month after the last one paid."""
    return add_months(paid_through.replace(day=1), 1)


def months_unpaid(paid_through: dt.date, today: dt.date) -> int:
    """Complete months without dues: a month counts once it is over."""
    since, now = first_unpaid(paid_through), today.replace(day=1)
    return max(0, (now.year - since.year) * 12 + now.month - since.month)


def paid_month(month: str, today: dt.date) -> dt.date:
    """The first day of a month `YYYY-MM` up to which dues may be paid: at most to the end of this year.

    Errors: `date_malformed`, `dues_paid_too_far`.
    """
    from_on = month_start(month)
    if from_on > dt.date(today.year, 12, 1):
        raise RuleError("dues_paid_too_far", "党费一般按月交纳，最多预交到本年12月，请核对月份")
    return from_on
