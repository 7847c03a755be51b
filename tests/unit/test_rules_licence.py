"""The numbering rule of lawyers' licences."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.faults import RuleError
from app.rules.practice.licence import LicenceParts, parse, warnings

BEIJING, SHENZHEN, PART_TIME = "11102200810000003", "14403200810000003", "11102200820000003"


def refusal(text: str) -> str:
    with pytest.raises(RuleError) as refused:
        parse(text, 2026)
    return refused.value.code


def remarks(number: str, sex: str = "1", practice_type: str = "1", area_code: str = "510104") -> list[str]:
    return [remark.code for remark in warnings(parse(number, 2026), sex, practice_type, area_code)]


def test_the_example_of_the_rule_is_taken_apart() -> None:
    assert parse(BEIJING, 2026).parts == LicenceParts("1102", 2008, "1", "1", "000003")


def test_moving_and_changing_category_change_the_number_and_not_the_key() -> None:
    keys = {parse(number, 2026).key for number in (BEIJING, SHENZHEN, PART_TIME)}
    assert keys == {"2008-000003"}


def test_the_licences_sex_digit_is_translated_to_the_national_code() -> None:
    man, woman = parse("15101201310010001", 2026).parts, parse("15101201311010001", 2026).parts
    assert man is not None
    assert woman is not None
    assert (man.sex, woman.sex) == ("1", "2")


def test_an_old_number_of_twelve_digits_is_legal_and_says_nothing() -> None:
    old = parse("０１９８０１１１００３２", 2026)
    assert (old.number, old.parts, old.key) == ("019801110032", None, None)
    assert warnings(old, "1", "1", "510104") == []


def test_the_corps_has_a_prefix_of_its_own() -> None:
    assert remarks("16601201310010001", area_code="659001") == []


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("", "licence_malformed"),
        ("1510120131101000", "licence_malformed"),
        ("25101201311010001", "licence_malformed"),
        ("1510120131101000A", "licence_malformed"),
        ("19901201311010001", "licence_province"),
        ("15101197811010001", "licence_year"),
        ("15101202711010001", "licence_year"),
        ("15101201312010001", "licence_sex"),
    ],
)
def test_a_number_that_cannot_be_is_refused(number: str, code: str) -> None:
    assert refusal(number) == code


def test_the_first_and_the_current_year_are_possible() -> None:
    assert parse("15101197910010001", 2026).key == "1979-010001"
    assert parse("15101202610010001", 2026).key == "2026-010001"


def test_a_number_that_agrees_with_the_record_raises_no_remark() -> None:
    assert remarks("15101201310010001") == []


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ({"sex": "2"}, "licence_sex_differs"),
        ({"practice_type": "2"}, "licence_practice_type_differs"),
        ({"area_code": "510304"}, "licence_area_differs"),
    ],
)
def test_each_difference_from_the_record_is_a_remark_and_not_an_error(record: dict[str, str], code: str) -> None:
    assert remarks("15101201310010001", **record) == [code]


def test_in_a_municipality_the_district_stands_in_the_number() -> None:
    assert remarks("11105201310010001", area_code="110105") == []
    assert remarks("11105201310010001", area_code="110106") == ["licence_area_differs"]


def test_a_firm_registered_with_a_city_or_province_is_compared_as_far_as_its_area_goes() -> None:
    assert remarks("15101201310010001", area_code="510100") == []
    assert remarks("15101201310010001", area_code="510000") == []
    assert remarks("15101201310010001", area_code="440000") == ["licence_area_differs"]


@given(st.text(max_size=20))
def test_whatever_is_typed_has_a_legal_length_or_is_refused(text: str) -> None:
    with contextlib.suppress(RuleError):
        assert len(parse(text, 2026).number) in (12, 17)
