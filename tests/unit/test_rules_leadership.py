"""Who may hold a post, how committees are made up, when an election counts: the boundaries of the rules (N29)."""

import datetime as dt
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.posts import PostBasis, PostKind
from app.rules.building.organizing import check_founding_election
from app.rules.faults import RuleError
from app.rules.organizations import leadership as rules

LIMITS = {
    "secretary.standing_months": 12,
    "branch_committee.threshold": 7,
    "branch_committee.min_size": 3,
    "branch_committee.max_size": 7,
    "election.quorum_percent": 80,
    "election.majority_percent": 50,
    "election.surplus_percent": 20,
    "election.shift_months": 12,
    "term.branch_months": 36,
    "term.committee_months": 60,
}
SECRETARY, DEPUTY, MEMBER = PostKind.SECRETARY, PostKind.DEPUTY_SECRETARY, PostKind.COMMITTEE_MEMBER
DAY = dt.date(2026, 11, 24)


def code_of(check: Callable[[], object]) -> str | None:
    try:
        check()
    except RuleError as exc:
        return exc.code
    return None


def person(
    category: str = "1", status: str = "1", regularized: dt.date | None = dt.date(2010, 1, 1), is_here: bool = True
) -> rules.Standing:
    return rules.Standing("赵一", category, status, regularized, is_here)


@pytest.mark.parametrize(
    ("kind", "basis", "who", "code"),
    [
        (SECRETARY, PostBasis.ELECTED, person(), None),
        (MEMBER, PostBasis.ELECTED, person(category="2"), "holder_not_full_member"),
        (MEMBER, PostBasis.ELECTED, person(status="2"), "holder_not_in_normal_status"),
        (MEMBER, PostBasis.ELECTED, person(is_here=False), "holder_relationship_elsewhere"),
        (SECRETARY, PostBasis.APPOINTED, person(is_here=False), None),
        (SECRETARY, PostBasis.ELECTED, person(regularized=dt.date(2025, 11, 24)), None),
        (SECRETARY, PostBasis.ELECTED, person(regularized=dt.date(2025, 11, 25)), "secretary_standing"),
        (SECRETARY, PostBasis.ELECTED, person(regularized=None), "secretary_standing"),
        (DEPUTY, PostBasis.ELECTED, person(regularized=dt.date(2026, 11, 1)), None),
    ],
)
def test_who_may_hold_a_post(kind: PostKind, basis: PostBasis, who: rules.Standing, code: str | None) -> None:
    assert code_of(lambda: rules.check_holder(kind, basis, who, from_on=DAY, limits=LIMITS)) == code


@pytest.mark.parametrize(
    ("category", "kinds", "full", "code"),
    [
        ("631", [SECRETARY, DEPUTY], 6, None),
        ("631", [SECRETARY, MEMBER], 6, "no_branch_committee"),
        ("932", [SECRETARY, MEMBER], 6, "no_branch_committee"),
        ("631", [SECRETARY, MEMBER], 7, None),
        ("632", [SECRETARY, DEPUTY, DEPUTY], 9, "two_deputies"),
        ("631", [SECRETARY, *[MEMBER] * 6], 30, None),
        ("631", [SECRETARY, *[MEMBER] * 7], 30, "branch_committee_too_large"),
        ("611", [SECRETARY, DEPUTY, DEPUTY, *[MEMBER] * 8], 0, None),
        ("641", [SECRETARY], 3, "organization_without_posts"),
        ("612", [SECRETARY], 3, "organization_without_posts"),
    ],
)
def test_which_posts_an_organization_has(category: str, kinds: list[PostKind], full: int, code: str | None) -> None:
    assert code_of(lambda: rules.check_posts(category, kinds, full_members=full, limits=LIMITS)) == code


@pytest.mark.parametrize(
    ("category", "places", "full", "code"),
    [
        ("631", 2, 6, None),
        ("631", 3, 6, "places_without_committee"),
        ("631", 2, 7, "committee_places"),
        ("631", 3, 7, None),
        ("631", 7, 7, None),
        ("631", 8, 7, "committee_places"),
        ("621", 9, 0, None),
        ("611", 2, 0, "committee_places"),
    ],
)
def test_how_many_places_are_filled(category: str, places: int, full: int, code: str | None) -> None:
    assert code_of(lambda: rules.check_places(category, places, full_members=full, limits=LIMITS)) == code


@pytest.mark.parametrize(
    ("ends", "planned", "today", "reason", "code"),
    [
        (None, "2026-12-01", "2026-11-24", None, None),
        ("2026-12-01", "2026-12-01", "2026-11-24", None, None),
        ("2026-12-01", "2026-12-02", "2026-11-24", None, "shift_reason_required"),
        ("2027-12-01", "2026-12-01", "2026-11-24", "调整", None),
        ("2027-12-02", "2026-12-01", "2026-11-24", "调整", "election_too_early"),
        ("2026-12-01", "2027-12-01", "2026-11-24", "调整", None),
        ("2026-12-01", "2027-12-02", "2026-11-24", "调整", "election_too_late"),
        ("2024-12-01", "2026-12-02", "2026-11-24", "疫情延误", None),
        ("2026-12-01", "2026-11-23", "2026-11-24", "调整", "planned_in_past"),
    ],
)
def test_an_election_moves_by_a_year_at_most(
    ends: str | None, planned: str, today: str, reason: str | None, code: str | None
) -> None:
    day = dt.date.fromisoformat
    assert (
        code_of(
            lambda: rules.check_shift(
                day(ends) if ends else None, day(planned), today=day(today), reason=reason, limits=LIMITS
            )
        )
        == code
    )


@pytest.mark.parametrize(
    ("entitled", "present", "code"),
    [(100, 80, None), (100, 79, "election_quorum"), (5, 4, None), (6, 4, "election_quorum"), (4, 5, "election_counts")],
)
def test_four_fifths_have_to_be_there(entitled: int, present: int, code: str | None) -> None:
    assert code_of(lambda: rules.check_quorum(entitled=entitled, present=present, limits=LIMITS)) == code


@pytest.mark.parametrize(("places", "least"), [(3, 4), (5, 6), (6, 8), (10, 12)])
def test_a_fifth_more_stand_than_are_elected(places: int, least: int) -> None:
    assert code_of(lambda: rules.check_surplus(least - 1, places, LIMITS)) == "election_surplus"
    rules.check_surplus(least, places, LIMITS)


@pytest.mark.parametrize(
    ("votes", "places", "present", "outcome"),
    [
        ([5, 5], 1, 10, "election_majority"),
        ([6, 4], 1, 10, {0}),
        ([9, 8, 7, 5], 3, 10, {0, 1, 2}),
        ([9, 8, 5, 5], 3, 10, {0, 1}),
        ([8, 6, 6, 0], 2, 10, "election_tie"),
        ([7, 9, 7, 7], 3, 10, "election_tie"),
        ([7, 9, 7, 6], 3, 10, {0, 1, 2}),
        ([11], 1, 10, "election_counts"),
        ([10, 10], 1, 10, "election_counts"),
    ],
)
def test_who_has_more_than_half_and_the_most_is_elected(
    votes: list[int], places: int, present: int, outcome: set[int] | str
) -> None:
    try:
        found: object = set(rules.elected(votes, places=places, present=present, limits=LIMITS))
    except RuleError as exc:
        found = exc.code
    assert found == outcome


@given(votes=st.lists(st.integers(0, 30), min_size=1, max_size=9), places=st.integers(1, 7), present=st.integers(1, 30))
def test_nobody_is_elected_over_somebody_with_more_votes(votes: Sequence[int], places: int, present: int) -> None:
    try:
        found = rules.elected(votes, places=places, present=present, limits=LIMITS)
    except RuleError:
        return
    assert 1 <= len(found) <= places
    assert min(votes[i] for i in found) * 2 > present
    others = [number for i, number in enumerate(votes) if i not in found]
    assert all(number < min(votes[i] for i in found) for number in others)
    assert len(found) == places or all(number * 2 <= present for number in others)


def test_the_founding_election_counts_by_the_same_rules() -> None:
    def check(entitled: int, present: int, votes: int) -> str | None:
        return code_of(lambda: check_founding_election(entitled=entitled, present=present, votes=votes, limits=LIMITS))

    assert [check(5, 4, 3), check(5, 4, 2), check(5, 3, 3), check(5, 4, 5)] == [
        None,
        "election_majority",
        "election_quorum",
        "election_counts",
    ]


def test_terms_last_three_years_and_those_of_committees_five() -> None:
    assert [rules.term_months(kind, LIMITS) for kind in ("631", "632", "621", "611", "911")] == [36, 36, 36, 60, 60]
