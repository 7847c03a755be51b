"""Capital numerals as the form of 2006 wants them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.transfers.numerals import capital_digits, capital_number


def test_a_year_is_written_digit_by_digit() -> None:
    assert capital_digits(2026) == "贰零贰陆"
    assert capital_digits(2010) == "贰零壹零"


@pytest.mark.parametrize(
    ("number", "capitals"),
    [
        (1, "壹"),
        (10, "壹拾"),
        (11, "壹拾壹"),
        (20, "贰拾"),
        (30, "叁拾"),
        (45, "肆拾伍"),
        (90, "玖拾"),
        (100, "壹佰"),
        (105, "壹佰零伍"),
        (110, "壹佰壹拾"),
        (999, "玖佰玖拾玖"),
    ],
)
def test_months_and_days_are_written_as_numbers(number: int, capitals: str) -> None:
    assert capital_number(number) == capitals


@pytest.mark.parametrize("number", [0, -1, 1000])
def test_numbers_out_of_reach_are_not_guessed(number: int) -> None:
    with pytest.raises(ValueError, match="between 1 and 999"):
        capital_number(number)


def test_no_two_numbers_are_written_alike_and_none_with_ordinary_digits() -> None:
    written = [capital_number(number) for number in range(1, 1000)]
    assert len(set(written)) == 999
    assert set("".join(written)) == set("零壹贰叁肆伍陆柒捌玖拾佰")


@given(st.integers(0, 9999))
def test_a_year_can_be_read_back(year: int) -> None:
    assert int(capital_digits(year).translate(str.maketrans("零壹贰叁肆伍陆柒捌玖", "0123456789"))) == year
