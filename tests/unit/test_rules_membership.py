"""Whether a record agrees with itself."""

import datetime as dt
from typing import Any

import pytest

from app.rules.people.id_number import parse
from app.rules.people.membership import check_identity, check_membership

TODAY = dt.date(2026, 11, 23)
WOMAN = parse("990000198308176965")


def faults(**changes: Any) -> list[tuple[str, str]]:
    facts: dict[str, Any] = {
        "category": "1",
        "birth_date": dt.date(1983, 8, 17),
        "admitted_on": dt.date(2005, 7, 1),
        "regularized_on": dt.date(2006, 7, 1),
        "lost_contact": False,
        "lost_contact_on": None,
        "today": TODAY,
    }
    return [(fault.field, fault.code) for fault in check_membership(**facts | changes)]


def test_an_ordinary_full_member_has_no_fault() -> None:
    assert faults() == []


def test_an_ordinary_probationary_member_has_no_fault() -> None:
    assert faults(category="2", admitted_on=dt.date(2026, 3, 14), regularized_on=None) == []


def test_admission_in_the_future_is_named_alone() -> None:
    assert faults(admitted_on=dt.date(2031, 7, 1)) == [("admitted_on", "admitted_in_future")]


def test_a_full_member_without_regularization_is_named_by_it_alone() -> None:
    child = {"birth_date": dt.date(1990, 2, 9), "admitted_on": dt.date(2005, 7, 1)}
    assert faults(regularized_on=None, **child) == [("regularized_on", "regularized_on_required")]


def test_admission_before_eighteen_is_refused() -> None:
    assert faults(birth_date=dt.date(1987, 7, 2)) == [("admitted_on", "admitted_under_18")]
    assert faults(birth_date=dt.date(1987, 7, 1)) == []


def test_someone_born_on_a_leap_day_is_eighteen_at_the_end_of_february() -> None:
    leap = {"birth_date": dt.date(1988, 2, 29), "regularized_on": dt.date(2007, 3, 1)}
    assert faults(admitted_on=dt.date(2006, 2, 28), **leap) == []
    assert faults(admitted_on=dt.date(2006, 2, 27), **leap) == [("admitted_on", "admitted_under_18")]


def test_admission_and_regularization_on_one_day_are_possible() -> None:
    assert faults(regularized_on=dt.date(2005, 7, 1)) == []


def test_an_unknown_birth_date_accuses_nobody() -> None:
    assert faults(birth_date=None) == []


def test_lost_contact_needs_its_date() -> None:
    assert faults(lost_contact=True) == [("lost_contact_on", "lost_contact_on_required")]
    assert faults(lost_contact=True, lost_contact_on=dt.date(2025, 1, 15)) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"admitted_on": None}, ("admitted_on", "admitted_on_required")),
        ({"regularized_on": dt.date(2027, 1, 1)}, ("regularized_on", "regularized_in_future")),
        ({"regularized_on": dt.date(2005, 6, 30)}, ("regularized_on", "regularized_before_admitted")),
        ({"category": "2"}, ("regularized_on", "regularized_on_unexpected")),
        ({"lost_contact": True, "lost_contact_on": dt.date(2027, 1, 1)}, ("lost_contact_on", "lost_contact_in_future")),
    ],
)
def test_each_other_contradiction_is_named(changes: dict[str, Any], fault: tuple[str, str]) -> None:
    assert faults(**changes) == [fault]


def test_faults_that_have_nothing_to_do_with_each_other_are_named_together() -> None:
    named = faults(admitted_on=dt.date(2031, 7, 1), regularized_on=None, lost_contact=True)
    assert [field for field, _ in named] == ["admitted_on", "regularized_on", "lost_contact_on"]


def test_today_is_not_the_future() -> None:
    assert faults(category="2", admitted_on=TODAY, regularized_on=None) == []


def test_sex_must_agree_with_the_identity_number() -> None:
    found, remarks = check_identity(WOMAN, sex="1", birth_date=WOMAN.birth_date, today=TODAY)
    assert [(fault.field, fault.code) for fault in found] == [("sex", "sex_differs_from_id_number")]
    assert remarks == []


@pytest.mark.parametrize("sex", ["2", "0", "9", None])
def test_the_same_or_an_unstated_sex_agrees(sex: str | None) -> None:
    assert check_identity(WOMAN, sex=sex, birth_date=None, today=TODAY) == ([], [])


def test_another_birth_date_than_the_numbers_is_kept_and_remarked() -> None:
    found, remarks = check_identity(WOMAN, sex="2", birth_date=dt.date(1981, 11, 5), today=TODAY)
    assert found == []
    assert [(remark.field, remark.code) for remark in remarks] == [("birth_date", "birth_date_differs_from_id_number")]


@pytest.mark.parametrize("birth_date", [None, dt.date(1983, 8, 17)])
def test_nobody_is_born_tomorrow(birth_date: dt.date | None) -> None:
    found, _ = check_identity(WOMAN, sex="2", birth_date=birth_date, today=dt.date(1983, 8, 16))
    assert [(fault.field, fault.code) for fault in found] == [("birth_date", "birth_date_in_future")]
