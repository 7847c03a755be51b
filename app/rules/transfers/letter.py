"""The letter of introduction (介绍信) and its receipt: the rules of the 2006 form (组通字〔2006〕45号), N07 and N13."""

import datetime as dt

from app.rules.civil_date import add_months
from app.rules.faults import RuleError


def serial(year: int, number: int) -> str:
    """The number on all three parts: the year, then at least three digits; unique per issuing committee and year."""
    return f"{year:04d}{number:03d}"


def check_valid_days(valid_days: int, max_days: int) -> None:
    """Refuse a validity that is no time at all or beyond `letter.valid_days` (中组发〔2004〕10号).

    Error: `valid_days_out_of_range`.
    """
    if not 1 <= valid_days <= max_days:
        raise RuleError("valid_days_out_of_range", f"介绍信有效期应为1至{max_days}天，请重新填写")


def expires_on(issued_on: dt.date, valid_days: int) -> dt.date:
    """The last day on which the letter can be used."""
    return issued_on + dt.timedelta(days=valid_days)


def is_expired(last_day: dt.date, today: dt.date) -> bool:
    """Whether the letter is void by lapse of time; on its last day it still serves."""
    return today > last_day


def check_dues(paid_to: dt.date, issued_on: dt.date) -> None:
    """Refuse a letter while dues are owed for the month before its issue, or an earlier one.

    Of `paid_to` only year and month count. Error: `dues_in_arrears`.
    """
    owed = add_months(issued_on, -1)
    if (paid_to.year, paid_to.month) < (owed.year, owed.month):
        raise RuleError(
            "dues_in_arrears",
            f"党费只交至{paid_to.year}年{paid_to.month}月，须先交清至{owed.year}年{owed.month}月再开具介绍信",
        )


def receipt_due_on(accepted_on: dt.date, months: int) -> dt.date:
    """By when the receiving committee must have sent the receipt (by the form of 2006 within one month)."""
    return add_months(accepted_on, months)
