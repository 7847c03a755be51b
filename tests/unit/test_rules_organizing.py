"""When members found an organization, of which kind; founding elections."""

from itertools import product

import pytest

from app.models.formations import FormationAction, FormationState
from app.rules.building.organizing import FirmMembers, category_for, check_formation, check_founding_election
from app.rules.faults import RuleError
from app.rules.reference.areas import common_area
from app.workflows.formation import OPEN_STATES, PROCEDURE, STEPS, FormationBody

LIMITS = {
    "org.min_full_members": 3,
    "branch.max_members": 50,
    "joint_branch.max_units": 5,
    "committee.min_members": 100,
    "election.quorum_percent": 80,
    "election.majority_percent": 50,
}


def firm(full: int, members: int | None = None, name: str = "甲所") -> FirmMembers:
    return FirmMembers(name, 0, full, 0, full if members is None else members)


def code_of(*firms: FirmMembers) -> str | None:
    try:
        check_formation(firms, LIMITS)
    except RuleError as exc:
        return exc.code
    return None


@pytest.mark.parametrize(("full", "code"), [(2, "too_few_full_members"), (3, None)])
def test_a_firm_founds_its_own_from_three_full_members_on(full: int, code: str | None) -> None:
    assert code_of(firm(full)) == code


def test_wherever_they_are_affiliated_they_count() -> None:
    assert code_of(FirmMembers("甲所", 1, 1, 1, 3)) is None
    assert FirmMembers("甲所", 1, 1, 1, 3).untransferred == 2


@pytest.mark.parametrize(
    ("firms", "code"),
    [
        ((firm(1), firm(1)), "too_few_full_members"),
        ((firm(1), firm(2)), None),
        ((firm(3), firm(1)), "joint_firm_has_enough"),
        ((firm(1),) * 5, None),
        ((firm(1),) * 6, "joint_branch_max_units"),
        ((firm(2, 25), firm(2, 25)), None),
        ((firm(2, 25), firm(2, 26)), "joint_branch_max_members"),
    ],
)
def test_a_joint_branch_keeps_its_bounds(firms: tuple[FirmMembers, ...], code: str | None) -> None:
    assert code_of(*firms) == code


@pytest.mark.parametrize(
    ("firms", "members", "category"),
    [(1, 50, "631"), (1, 51, "621"), (1, 99, "621"), (1, 100, "611"), (2, 50, "632")],
)
def test_the_kind_follows_the_size(firms: int, members: int, category: str) -> None:
    assert category_for(firms, members, LIMITS) == category


@pytest.mark.parametrize(
    ("entitled", "present", "votes", "code"),
    [
        (10, 8, 5, None),
        (10, 7, 7, "election_quorum"),
        (10, 8, 4, "election_majority"),
        (3, 3, 2, None),
        (3, 4, 4, "election_counts"),
        (4, 4, 5, "election_counts"),
    ],
)
def test_a_founding_election_needs_quorum_and_majority(
    entitled: int, present: int, votes: int, code: str | None
) -> None:
    try:
        check_founding_election(entitled=entitled, present=present, votes=votes, limits=LIMITS)
        found = None
    except RuleError as exc:
        found = exc.code
    assert found == code


def test_the_common_area_is_the_smallest_that_holds_all() -> None:
    assert common_area(["/51/5101/510104/"]).code == "510104"
    assert common_area(["/51/5101/510104/", "/51/5101/510105/"]).code == "5101"
    assert common_area(["/51/5101/510104/", "/51/5107/510703/"]).code == "51"
    assert common_area(["/51/5101/510104/", "/11/110101/"]).code == "0"


def test_only_the_committee_replies_and_only_the_department_files() -> None:
    everybody_else = {FormationBody.GUIDE, FormationBody.ORGANIZATION_DEPARTMENT}
    assert PROCEDURE.allowed_actions(FormationState.PROPOSED, everybody_else) == [FormationAction.WITHDRAW]
    assert FormationAction.APPROVE in PROCEDURE.allowed_actions(FormationState.PROPOSED, {FormationBody.APPROVER})
    assert not PROCEDURE.allowed_actions(FormationState.FOUNDED, {FormationBody.GUIDE, FormationBody.APPROVER})


def test_nothing_is_done_with_a_formation_that_ended() -> None:
    ended = (FormationState.FILED, FormationState.REFUSED, FormationState.WITHDRAWN)
    assert not [turn for turn in product(ended, FormationAction) if turn in STEPS]
    assert {state for state, _ in STEPS} == OPEN_STATES | {FormationState.FOUNDED}
