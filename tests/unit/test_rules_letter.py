"""The letter of introduction: number, validity, dues, receipt."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.faults import RuleError
from app.rules.transfers.letter import check_dues, check_valid_days, expires_on, is_expired, receipt_due_on, serial

ISSUED = dt.date(2026, 11, 23)


def test_a_serial_is_the_year_and_at_least_three_digits() -> None:
    assert [serial(2026, number) for number in (1, 42, 999, 1000)] == ["2026001", "2026042", "2026999", "20261000"]


@given(
    st.tuples(st.integers(2000, 2099), st.integers(1, 100_000)),
    st.tuples(st.integers(2000, 2099), st.integers(1, 100_000)),
)
def test_two_letters_never_share_a_serial(one: tuple[int, int], other: tuple[int, int]) -> None:
    assert (serial(*one) == serial(*other)) == (one == other)


@pytest.mark.parametrize("valid_days", [1, 30, 90])
def test_a_letter_is_valid_for_a_day_to_the_ceiling(valid_days: int) -> None:
    check_valid_days(valid_days, 90)


@pytest.mark.parametrize(("valid_days", "most"), [(0, 90), (-1, 90), (91, 90), (31, 30)])
def test_any_other_validity_is_refused(valid_days: int, most: int) -> None:
    with pytest.raises(RuleError, match=f"1至{most}天") as refused:
        check_valid_days(valid_days, most)
    assert refused.value.code == "valid_days_out_of_range"


def test_a_letter_serves_on_its_last_day_and_is_void_on_the_next() -> None:
    last_day = expires_on(ISSUED, 90)
    assert last_day == dt.date(2027, 2, 21)
    assert not is_expired(last_day, last_day)
    assert is_expired(last_day, last_day + dt.timedelta(days=1))


@pytest.mark.parametrize("paid_to", [dt.date(2026, 10, 1), dt.date(2026, 11, 1), dt.date(2027, 3, 1)])
def test_dues_paid_to_the_month_before_issue_suffice(paid_to: dt.date) -> None:
    check_dues(paid_to, ISSUED)


@pytest.mark.parametrize("paid_to", [dt.date(2026, 9, 30), dt.date(2025, 12, 1)])
def test_dues_in_arrears_forbid_the_letter(paid_to: dt.date) -> None:
    with pytest.raises(RuleError, match="2026年10月") as refused:
        check_dues(paid_to, ISSUED)
    assert refused.value.code == "dues_in_arrears"


def test_in_january_the_month_before_is_december() -> None:
    check_dues(dt.date(2025, 12, 1), dt.date(2026, 1, 31))
    with pytest.raises(RuleError):
        check_dues(dt.date(2025, 11, 30), dt.date(2026, 1, 1))


def test_the_receipt_is_due_a_calendar_month_after_acceptance() -> None:
    assert receipt_due_on(dt.date(2027, 1, 31), 1) == dt.date(2027, 2, 28)
