"""Absences for which a certificate letter serves (证明信): up to six months, and nothing moves."""

import datetime as dt

from app.rules.civil_date import add_months
from app.rules.faults import RuleError


def check_absence(starts_on: dt.date, ends_on: dt.date, today: dt.date, months: int) -> None:
    """Refuse an absence that is over, runs backwards, or lasts longer than `temporary.max_months` calendar months.

    Beyond that the relationship is transferred (education and management regulation, art. 25). The last day counts:
    from 1 March six months end on 31 August. Errors: `absence_ends_before_start`, `absence_over`, `absence_too_long`.
    """
    if ends_on < starts_on:
        raise RuleError("absence_ends_before_start", "结束日期早于起始日期，请核对")
    if ends_on < today:
        raise RuleError("absence_over", "外出期间已经结束，不再开具证明信")
    if ends_on >= add_months(starts_on, months):
        raise RuleError("absence_too_long", f"外出超过{months}个月、地点固定的，应接转组织关系，不开具证明信")
