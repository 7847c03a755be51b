"""Kinds, levels, sizes and parents of Party organizations, and the bodies of a transfer."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.faults import RuleError
from app.rules.organizations import party_structure as rules
from app.rules.organizations.party_structure import (
    BRANCH,
    COMMITTEE,
    GENERAL_BRANCH,
    JOINT_BRANCH,
    LEADING_GROUP,
    PARTY_GROUP,
    OrgInChain,
)

LIMITS = {"joint_branch.max_units": 5, "branch.max_members": 50}
CATEGORIES = st.sampled_from(["611", "612", "621", "631", "632", "641", "911", "921", "931", "932"])
ONE, TWO, THREE = (uuid.UUID(int=number) for number in (1, 2, 3))


def refusal(category: str, parent: str) -> str | None:
    try:
        rules.check_parent(category, parent)
    except RuleError as refused:
        return refused.code
    return None


@pytest.mark.parametrize("category", [COMMITTEE, GENERAL_BRANCH, BRANCH, JOINT_BRANCH, LEADING_GROUP, "911", "931"])
def test_a_committee_may_have_any_organization_beneath(category: str) -> None:
    assert refusal(category, COMMITTEE) is None


@pytest.mark.parametrize("category", [BRANCH, JOINT_BRANCH, "931", "932"])
def test_a_general_branch_has_branches_beneath(category: str) -> None:
    assert refusal(category, GENERAL_BRANCH) is None


@pytest.mark.parametrize("category", [COMMITTEE, GENERAL_BRANCH, LEADING_GROUP, PARTY_GROUP, "911"])
def test_a_general_branch_has_nothing_but_branches_beneath(category: str) -> None:
    assert refusal(category, GENERAL_BRANCH) == "org_category_under_parent"


@pytest.mark.parametrize("parent", [BRANCH, JOINT_BRANCH, "931", "932"])
def test_a_branch_has_party_groups_and_no_organizations_beneath(parent: str) -> None:
    assert refusal(PARTY_GROUP, parent) is None
    assert refusal(BRANCH, parent) == "org_parent_has_no_suborganizations"


@given(CATEGORIES, st.sampled_from([LEADING_GROUP, PARTY_GROUP]))
def test_a_leading_group_and_a_party_group_are_nobodys_parent(category: str, parent: str) -> None:
    assert refusal(category, parent) == "org_parent_has_no_suborganizations"


def test_a_party_group_stands_under_a_branch_only() -> None:
    assert refusal(PARTY_GROUP, COMMITTEE) == "org_category_under_parent"


@given(CATEGORIES, CATEGORIES)
def test_a_temporary_organization_obeys_the_rules_of_its_kind(category: str, parent: str) -> None:
    assert refusal(category, parent) == refusal("6" + category[1:], "6" + parent[1:])


def test_a_refusal_names_what_may_be_chosen() -> None:
    with pytest.raises(RuleError, match="党总支部之下只能设党支部、联合党支部，不能设党委"):
        rules.check_parent(COMMITTEE, GENERAL_BRANCH)


@pytest.mark.parametrize(
    ("category", "level", "is_sub_provincial"),
    [
        (COMMITTEE, "province", False),
        (COMMITTEE, "prefecture", True),
        (COMMITTEE, "prefecture", False),
        (GENERAL_BRANCH, "prefecture", False),
        (BRANCH, "county", False),
        (COMMITTEE, "county", False),
    ],
)
def test_an_association_has_what_its_level_asks_for(category: str, level: str, is_sub_provincial: bool) -> None:
    rules.check_association_category(category, level, is_sub_provincial)


@pytest.mark.parametrize(
    ("category", "level", "is_sub_provincial"),
    [
        (GENERAL_BRANCH, "province", False),
        (BRANCH, "province", False),
        (GENERAL_BRANCH, "prefecture", True),
        (BRANCH, "prefecture", False),
        ("911", "province", False),
    ],
)
def test_an_association_may_not_have_less(category: str, level: str, is_sub_provincial: bool) -> None:
    with pytest.raises(RuleError) as refused:
        rules.check_association_category(category, level, is_sub_provincial)
    assert refused.value.code == "association_org_category"


@pytest.mark.parametrize(
    ("category", "units", "members", "codes"),
    [
        (JOINT_BRANCH, 5, 50, []),
        (JOINT_BRANCH, 6, 50, ["joint_branch_max_units"]),
        (JOINT_BRANCH, 6, 51, ["joint_branch_max_units", "branch_max_members"]),
        ("932", 6, 3, ["joint_branch_max_units"]),
        (BRANCH, 1, 51, ["branch_max_members"]),
        (GENERAL_BRANCH, 9, 90, []),
        (COMMITTEE, 9, 200, []),
    ],
)
def test_a_branch_that_has_outgrown_its_form_is_remarked(
    category: str, units: int, members: int, codes: list[str]
) -> None:
    remarks = rules.size_remarks(category, units=units, members=members, limits=LIMITS)
    assert [remark.code for remark in remarks] == codes


def test_the_limits_are_those_of_the_deployment() -> None:
    wider = {"joint_branch.max_units": 6, "branch.max_members": 51}
    assert rules.size_remarks(JOINT_BRANCH, units=6, members=51, limits=wider) == []


def test_an_associations_organization_belongs_under_the_bureau_of_its_level() -> None:
    assert rules.expected_parents(rules.Host.ASSOCIATION, bureau_org=ONE, association_orgs=[TWO]) == (ONE,)


def test_a_firms_organization_belongs_under_the_local_associations_nearest_first() -> None:
    assert rules.expected_parents(rules.Host.LAW_FIRM, bureau_org=ONE, association_orgs=[TWO, THREE]) == (TWO, THREE)


def test_where_there_is_no_association_nothing_is_expected_and_a_decision_is_needed() -> None:
    expected = rules.expected_parents(rules.Host.LAW_FIRM, bureau_org=ONE, association_orgs=[])
    assert expected == ()
    with pytest.raises(RuleError) as refused:
        rules.check_subordination(ONE, expected, None)
    assert refused.value.code == "local_decision_required"
    rules.check_subordination(ONE, expected, "某委组〔2026〕1号")


def test_without_an_organization_of_the_bureau_nothing_is_expected() -> None:
    assert rules.expected_parents(rules.Host.ASSOCIATION, bureau_org=None, association_orgs=[TWO]) == ()


def test_the_expected_parent_needs_no_decision_and_any_other_does() -> None:
    rules.check_subordination(TWO, (TWO, THREE), None)
    with pytest.raises(RuleError):
        rules.check_subordination(ONE, (TWO, THREE), "")


def test_the_receipt_goes_to_the_nearest_committee() -> None:
    chain = [OrgInChain(ONE, BRANCH), OrgInChain(TWO, COMMITTEE), OrgInChain(THREE, COMMITTEE)]
    assert rules.committee_of(chain) == TWO
    assert rules.committee_of(chain[1:]) == TWO


def test_a_committee_without_the_power_to_transfer_leaves_the_letter_to_the_next() -> None:
    chain = [OrgInChain(ONE, BRANCH), OrgInChain(TWO, COMMITTEE, False), OrgInChain(THREE, COMMITTEE, True)]
    assert rules.committee_of(chain) == TWO
    assert rules.issuer_of(chain) == THREE


def test_a_committee_may_transfer_unless_the_power_is_withdrawn() -> None:
    assert rules.issuer_of([OrgInChain(ONE, COMMITTEE, None)]) == ONE
    assert rules.issuer_of([OrgInChain(ONE, COMMITTEE, False)]) is None


def test_neither_a_temporary_committee_nor_a_branch_with_the_mark_issues_letters() -> None:
    chain = [OrgInChain(ONE, BRANCH, True), OrgInChain(TWO, "911", True), OrgInChain(THREE, LEADING_GROUP, True)]
    assert rules.issuer_of(chain) is None
    assert rules.committee_of(chain) is None
