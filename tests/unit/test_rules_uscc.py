"""GB 32100-2015 and the GB 11714 code inside it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.faults import RuleError
from app.rules.practice.uscc import check_character, is_law_firm, organization_check_character, validate

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def complete(region: str, organization: str) -> str:
    first17 = f"31{region}{organization}{organization_check_character(organization)}"
    return first17 + check_character(first17)


CODES = st.builds(
    complete, st.from_regex(r"[0-9]{6}", fullmatch=True), st.text(alphabet=ALPHABET, min_size=8, max_size=8)
)


def refusal(text: str) -> str:
    with pytest.raises(RuleError) as refused:
        validate(text)
    return refused.value.code


@pytest.mark.parametrize(
    "code", ["31110000E00017891P", "91350211M000100Y46", "3151010000100007XU", "31510100001000010U"]
)
def test_codes_in_use_are_valid(code: str) -> None:
    assert validate(code) == code


def test_an_organization_code_may_end_in_any_digit_or_x() -> None:
    assert (organization_check_character("E0001789"), organization_check_character("M000100Y")) == ("1", "4")
    assert {organization_check_character(f"000{n:05d}") for n in range(100)} == set("0123456789X")


@pytest.mark.parametrize(
    "typed", ["31510100001000141p", " 3151 0100 0010 0014 1P ", "３１５１０１００００１０００１４１Ｐ\u200b"]
)
def test_width_case_and_blanks_do_not_matter(typed: str) -> None:
    assert validate(typed) == "31510100001000141P"


@pytest.mark.parametrize("code", ["31110000E00017891Q", "315101008888880139", "3151010099999998X0"])
def test_a_wrong_last_character_is_refused(code: str) -> None:
    assert refusal(code) == "uscc_check_character"


def test_the_organization_code_is_checked_even_when_the_whole_is_consistent() -> None:
    first17 = "31110000E00017892"
    assert refusal(first17 + check_character(first17)) == "uscc_organization_check"


@pytest.mark.parametrize(
    "typed", ["", "31110000E00017891", "31110000E00017891PP", "3111OOOOE00017891P", "31110000E00017891Z"]
)
def test_letters_outside_the_alphabet_and_other_lengths_are_malformed(typed: str) -> None:
    assert refusal(typed) == "uscc_malformed"


@given(CODES)
def test_every_completed_code_is_valid(code: str) -> None:
    assert validate(code.lower()) == code


@given(CODES, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_any_single_wrong_character_is_refused(code: str, position: int, character: str) -> None:
    wrong = code[:position] + character + code[position + 1 :]
    if wrong != code:
        assert refusal(wrong).startswith("uscc_")


def test_a_law_firm_is_known_by_its_registrar() -> None:
    assert is_law_firm("31110000E00017891P")
    assert not is_law_firm("32110000E00017891P")
    assert not is_law_firm("91350211M000100Y46")
