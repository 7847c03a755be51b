"""GB 11643-1999: what is read, what is refused and with which code."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.faults import RuleError
from app.rules.people.id_number import check_digit, mask, parse

NUMBERS = st.builds(
    lambda born, sequence: f"990000{born:%Y%m%d}{sequence:03d}",
    st.dates(dt.date(1900, 1, 1), dt.date(2026, 1, 1)),
    st.integers(0, 999),
).map(lambda first17: first17 + check_digit(first17))


def refusal(text: str) -> str:
    with pytest.raises(RuleError) as refused:
        parse(text)
    return refused.value.code


@pytest.mark.parametrize(
    ("number", "birth_date", "sex"),
    [
        ("11010519491231002X", dt.date(1949, 12, 31), "2"),
        ("440524188001010014", dt.date(1880, 1, 1), "1"),
    ],
)
def test_the_examples_of_the_standard_are_read(number: str, birth_date: dt.date, sex: str) -> None:
    read = parse(number)
    assert (read.number, read.birth_date, read.sex) == (number, birth_date, sex)


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002x",
        "110105 19491231 002X",
        "\u3000１１０１０５１９４９１２３１００２Ｘ\u00a0",
        "\ufeff110105\u200b19491231\u2060002x\t\n",
    ],
)
def test_width_blanks_and_invisible_characters_do_not_matter(typed: str) -> None:
    assert parse(typed).number == "11010519491231002X"


def test_fifteen_digits_are_refused_with_the_way_to_eighteen() -> None:
    with pytest.raises(RuleError, match=r"第6位后补“19”，末尾加校验码“5”") as refused:
        parse("990000820529367")
    assert refused.value.code == "id_number_fifteen_digits"
    assert parse("990000" + "19" + "820529367" + "5").birth_date == dt.date(1982, 5, 29)


@pytest.mark.parametrize(
    "typed", ["", "9900001983081769", "9900001983081769650", "X90000198308176965", "٩٩٠٠٠٠198308176965"]
)
def test_another_shape_is_malformed(typed: str) -> None:
    assert refusal(typed) == "id_number_malformed"


@pytest.mark.parametrize("birth", ["20000230", "19991301", "00000101", "19990100"])
def test_a_birth_date_outside_the_calendar_is_refused(birth: str) -> None:
    first17 = f"990000{birth}696"
    assert refusal(first17 + check_digit(first17)) == "id_number_birth_date"


def test_a_region_no_longer_in_use_is_no_reason_to_refuse() -> None:
    assert parse("990000198308176965").sex == "2"


@given(NUMBERS)
def test_every_number_with_its_check_digit_is_read(number: str) -> None:
    read = parse(number)
    assert f"{read.birth_date:%Y%m%d}" == number[6:14]
    assert read.sex == ("1" if number[16] in "13579" else "2")


@given(NUMBERS, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_any_single_wrong_character_is_refused(number: str, position: int, character: str) -> None:
    wrong = number[:position] + character + number[position + 1 :]
    if wrong != number:
        assert refusal(wrong).startswith("id_number_")


@given(NUMBERS, st.integers(0, 16))
def test_any_two_neighbours_exchanged_are_refused(number: str, position: int) -> None:
    wrong = number[:position] + number[position + 1] + number[position] + number[position + 2 :]
    if wrong != number:
        assert refusal(wrong).startswith("id_number_")


def test_a_mask_keeps_two_and_four() -> None:
    assert mask("990000198308176965") == "99************6965"


@given(st.sampled_from(["990000820529367", "99000019830817696", "990000198308176964", "990000198313176965"]))
def test_neither_messages_nor_repr_repeat_the_number(number: str) -> None:
    with pytest.raises(RuleError) as refused:
        parse(number)
    assert number[6:14] not in str(refused.value)
    assert "990000198308176965" not in repr(parse("990000198308176965"))
