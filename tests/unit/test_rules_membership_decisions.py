"""When a decision on membership may be taken: each limit to the day."""

import datetime as dt
from dataclasses import replace

import pytest

from app.models.membership_decisions import DecisionKind, SuspensionGround
from app.rules.decisions.membership_decisions import EFFECTS, Case, Limits, Standing, check_case
from app.rules.reference import codes

K, G = DecisionKind, SuspensionGround
LIMITS = Limits(stop=6, removal=24, absence=6, study_abroad=60)
DAY = dt.date(2026, 11, 23)
NORMAL = Standing("1", "1", dt.date(2020, 1, 1), lost_contact=False, lost_contact_on=None)


def check(case: Case, member: Standing = NORMAL, on: dt.date = DAY) -> list[str]:
    return [fault.code for fault in check_case(case, member, on, LIMITS)]


def lost(since: dt.date, status: str = "1", status_since: dt.date = dt.date(2020, 1, 1)) -> Standing:
    return Standing("1", status, status_since, lost_contact=True, lost_contact_on=since)


@pytest.mark.parametrize(
    ("since", "codes_found"),
    [(dt.date(2026, 5, 23), []), (dt.date(2026, 5, 24), ["lost_contact_too_short"])],
)
def test_a_lost_member_is_suspended_after_six_calendar_months_and_not_a_day_before(
    since: dt.date, codes_found: list[str]
) -> None:
    assert check(Case(K.SUSPENSION, ground=G.LOST_CONTACT), lost(since)) == codes_found


def test_months_are_calendar_months() -> None:
    case, member = Case(K.SUSPENSION, ground=G.LOST_CONTACT), lost(dt.date(2025, 8, 31))
    assert check(case, member, dt.date(2026, 2, 27)) == ["lost_contact_too_short"]
    assert check(case, member, dt.date(2026, 2, 28)) == []


@pytest.mark.parametrize(
    ("suspended", "codes_found"),
    [(dt.date(2024, 11, 23), []), (dt.date(2024, 11, 24), ["suspended_too_short"])],
)
def test_a_suspended_member_is_removed_after_two_years_and_not_a_day_before(
    suspended: dt.date, codes_found: list[str]
) -> None:
    assert check(Case(K.SELF_SEPARATION), lost(dt.date(2024, 1, 1), "2", suspended)) == codes_found


@pytest.mark.parametrize(
    ("since", "codes_found"), [(dt.date(2026, 5, 23), []), (dt.date(2026, 5, 24), ["absence_too_short"])]
)
def test_who_stays_away_six_months_separates_and_not_a_day_before(since: dt.date, codes_found: list[str]) -> None:
    assert check(Case(K.SELF_SEPARATION, since_on=since)) == codes_found


def test_a_lost_member_is_suspended_before_being_removed() -> None:
    assert check(Case(K.SELF_SEPARATION, dt.date(2020, 1, 1)), lost(dt.date(2020, 1, 1))) == ["suspension_first"]


@pytest.mark.parametrize(
    ("since", "codes_found"), [(dt.date(2021, 11, 23), []), (dt.date(2021, 11, 24), ["study_abroad_too_short"])]
)
def test_study_abroad_suspends_after_five_years(since: dt.date, codes_found: list[str]) -> None:
    assert check(Case(K.SUSPENSION, since, G.STUDY_ABROAD)) == codes_found


def test_suspension_for_lost_contact_needs_the_loss_on_record() -> None:
    assert check(Case(K.SUSPENSION, ground=G.LOST_CONTACT)) == ["contact_not_lost"]
    assert check(Case(K.SUSPENSION, ground=G.SETTLED_ABROAD)) == []


@pytest.mark.parametrize("status", ["4", "5", "6"])
@pytest.mark.parametrize("kind", DecisionKind)
def test_nothing_is_decided_on_a_membership_that_has_ended(kind: DecisionKind, status: str) -> None:
    assert check(Case(kind), replace(NORMAL, status=status)) == ["membership_ended"]


def test_only_a_suspended_membership_is_restored_and_only_a_lasting_one_suspended() -> None:
    assert check(Case(K.RESTORATION)) == ["status_not_applicable"]
    assert check(Case(K.RESTORATION), replace(NORMAL, status="3")) == ["status_not_applicable"]
    assert check(Case(K.RESTORATION), replace(NORMAL, status="2")) == []
    assert check(Case(K.SUSPENSION, ground=G.SETTLED_ABROAD), replace(NORMAL, status="2")) == ["status_not_applicable"]


def test_probation_is_cancelled_of_probationary_members_alone() -> None:
    assert check(Case(K.PROBATION_CANCELLED)) == ["not_probationary"]
    assert check(Case(K.PROBATION_CANCELLED), replace(NORMAL, category="2")) == []


def test_contact_is_lost_once_and_regained_once() -> None:
    assert check(Case(K.LOST_CONTACT, DAY, lost_contact_reason="4"), lost(DAY)) == ["contact_already_lost"]
    assert check(Case(K.CONTACT_REGAINED)) == ["contact_not_lost"]
    assert check(Case(K.CONTACT_REGAINED), lost(DAY)) == []


def test_each_kind_asks_for_its_own_facts_and_no_other() -> None:
    assert check(Case(K.LOST_CONTACT)) == ["since_on_required", "lost_contact_reason_required"]
    assert check(Case(K.SUSPENSION)) == ["ground_required"]
    assert check(Case(K.DEATH)) == ["since_on_required"]
    assert check(Case(K.EXPULSION, DAY, G.LOST_CONTACT, "4")) == [
        "since_on_unexpected",
        "ground_unexpected",
        "lost_contact_reason_unexpected",
    ]
    assert check(Case(K.DEATH, DAY + dt.timedelta(days=1))) == ["since_on_in_future"]


def test_every_effect_counts_under_a_code_of_the_yearly_statistics() -> None:
    for kind, effect in EFFECTS.items():
        table = "member_increase_type" if kind is K.RESTORATION else "member_decrease_type"
        assert effect.change_code is None or codes.name(table, effect.change_code), kind
        assert effect.status is None or codes.name("membership_status", effect.status), kind
