"""Temporary affiliations and floating members: how long, and when somebody looks again (N11, N12).

Facts: docs/domain.md#three-instruments, docs/domain.md#floating-members.

Months are calendar months; a day that the later month lacks becomes that month's last day.
"""

import datetime as dt

from app.rules.civil_date import add_months
from app.rules.faults import Remark, RuleError


def first_review(starts_on: dt.date, asked: dt.date | None, max_months: int) -> dt.date:
    """When the relationship is looked at again: as asked, at the latest `temporary.max_months` after its start.

    Error: `review_out_of_range`.
    """
    return _within(starts_on, asked, max_months)


def next_review(review_on: dt.date, asked: dt.date | None, max_months: int, today: dt.date) -> dt.date:
    """The review after an extension: later than the one before, by `temporary.extension_months` at most.

    An overdue review is extended from today, so that no extension lies in the past. Error: `review_out_of_range`.
    """
    return _within(max(review_on, today), asked, max_months)


def certificate_serial(area_code: str, year: int, number: int) -> str:
    """A certificate's number: the area whose department gave it, the year, then at least four digits.

    See docs/domain.md#activity-certificate.
    """
    return f"{area_code.ljust(6, '0')}{year:04d}{number:04d}"


def reviews_missed(since: dt.date, months: int, today: dt.date) -> list[dt.date]:
    """The days on which a yearly review fell due and was not held, counted from issue or the last review.

    On its last day a review is not missed yet.
    """
    missed: list[dt.date] = []
    while (due := add_months(since, months * (len(missed) + 1))) < today:
        missed.append(due)
    return missed


def group_remarks(companions: int, group: int) -> list[Remark]:
    """No certificate is for a group in one place: it sets up an organization (docs/domain.md#three-instruments)."""
    if companions < group:
        return []
    message = (
        f"同一党支部已有{companions}名党员流向同一地点，{group}名以上的不宜逐人发证，应建立党支部、临时党支部或党小组"
    )
    return [Remark("destination", "group_needs_organization", message)]


def _within(since: dt.date, asked: dt.date | None, max_months: int) -> dt.date:
    latest = add_months(since, max_months)
    if asked is not None and not since < asked <= latest:
        raise RuleError("review_out_of_range", f"复核日期须晚于{since}，且不晚于{latest}（{max_months}个月），请改填")
    return asked or latest


def check_floating(away_since: dt.date, back_on: dt.date | None, today: dt.date, min_months: int) -> None:
    """Whether an absence makes a floating member: `floating.min_months` in a row, past or foreseen.

    Errors: `away_in_future`, `back_before_leaving`, `absence_too_short`.
    """
    if away_since > today:
        raise RuleError("away_in_future", "外出起始日期晚于今天，请在外出后登记")
    if back_on is not None and back_on <= away_since:
        raise RuleError("back_before_leaving", "预计返回日期须晚于外出起始日期，请核对")
    enough = add_months(away_since, min_months)
    if today < enough and back_on is not None and back_on < enough:
        message = f"外出不满{min_months}个月，不作流动党员登记，请办理流动党员活动证或证明信"
        raise RuleError("absence_too_short", message)
