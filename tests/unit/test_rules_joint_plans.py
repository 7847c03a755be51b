"""Plans of joint branches: every bound holds in every plan, small ones are the best there is, little changes little."""

import itertools
import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.joint_plans import LeftOver
from app.rules.building.joint_plan_solver import solve
from app.rules.building.joint_plans import (
    Bounds,
    PlanFirm,
    PlanImpossible,
    Problem,
    Solution,
    business_lines,
    faults,
    likeness,
    why_together,
)

BOUNDS = Bounds(least_full=3, most_units=5, most_members=50, max_metres=5000, same_county=False)
KILOMETRE = 1 / 111.195


def firm(key: str, east: float | None = 0.0, north: float = 0.0, full: int = 1, **facts: Any) -> PlanFirm:
    """A firm so many kilometres from the middle of the town."""
    place = {} if east is None else {"longitude": 104 + east * KILOMETRE, "latitude": 1e-6 + north * KILOMETRE}
    facts = {"county": "/51/5101/510104/", "members": full, **place, **facts}
    return PlanFirm(key=key, name=f"{key}所", full=full, **facts)


def plan(*firms: PlanFirm, bounds: Bounds = BOUNDS, **facts: Any) -> Solution:
    return solve(Problem(firms, bounds, facts.pop("branches", {}), **facts))


def groups(solution: Solution) -> set[frozenset[str]]:
    return {frozenset(group.firms) for group in solution.groups}


def town(count: int, seed: int, *, spread: float = 6.0, located: float = 0.9) -> tuple[PlanFirm, ...]:
    chance = random.Random(seed)  # noqa: S311 - a town of nobody
    made = []
    for number in range(count):
        east = chance.gauss(0, spread) if chance.random() < located else None
        full = chance.choice((1, 1, 2))
        facts: dict[str, Any] = {
            "county": chance.choice(("/51/5101/510104/", "/51/5101/510105/")),
            "members": full + chance.choice((0, 0, 1, 20)),
            "business": tuple(chance.sample("abcd", 2)),
        }
        made.append(firm(f"{number:03d}", east, chance.gauss(0, spread), full, **facts))
    return tuple(made)


@st.composite
def problems(draw: st.DrawFn, most: int) -> Problem:
    spread = draw(st.sampled_from((1.0, 4.0, 9.0)))
    firms = town(draw(st.integers(0, most)), draw(st.integers(0, 10_000)), spread=spread)
    keys = [firm.key for firm in firms]
    pairs = st.lists(st.tuples(st.sampled_from(keys), st.sampled_from(keys)), max_size=3) if keys else st.just([])
    forbidden = tuple(pair for pair in draw(pairs) if pair[0] != pair[1])
    return Problem(firms, replace(BOUNDS, same_county=draw(st.booleans())), {}, forbidden=forbidden)


@given(problems(40))
@settings(max_examples=40, deadline=None)
def test_every_plan_keeps_every_bound_and_forgets_nobody(problem: Problem) -> None:
    solution = solve(problem)
    for group in solution.groups:
        assert faults(problem, group) == []
    told = [key for group in solution.groups for key in group.firms] + list(solution.left_over)
    assert sorted(told) == sorted(firm.key for firm in problem.firms)
    assert solution.bound <= len(solution.left_over)


@given(problems(30), st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None)
def test_the_order_of_the_firms_makes_no_difference(problem: Problem, chance: random.Random) -> None:
    shuffled = list(problem.firms)
    chance.shuffle(shuffled)
    assert solve(problem) == solve(replace(problem, firms=tuple(shuffled)))


def may_meet(problem: Problem, host: PlanFirm, guest: PlanFirm) -> bool:
    pair = replace(problem, firms=(host, guest), forbidden=(), bounds=replace(problem.bounds, least_full=0))
    return bool(solve(pair).groups)


def fewest_left_over(problem: Problem) -> int:
    """By trying everything: every set of firms that may be a group, and every way to choose among them."""
    firms = problem.firms
    near = {(a.key, b.key): may_meet(problem, a, b) for a, b in itertools.permutations(firms, 2)}
    shunned = {frozenset(pair) for pair in problem.forbidden}
    possible = []
    for size in range(2, problem.bounds.most_units + 1):
        for chosen in itertools.combinations(firms, size):
            holds = (
                sum(f.full for f in chosen) >= problem.bounds.least_full
                and sum(f.members for f in chosen) <= problem.bounds.most_members
                and not any(frozenset((a.key, b.key)) in shunned for a, b in itertools.combinations(chosen, 2))
                and any(all(near[h.key, g.key] for g in chosen if g is not h) for h in chosen)
            )
            if holds:
                possible.append(frozenset(f.key for f in chosen))

    def most_placed(left: frozenset[str]) -> int:
        if not left:
            return 0
        first = min(left)
        without = most_placed(left - {first})
        return max([without, *(len(g) + most_placed(left - g) for g in possible if first in g and g <= left)])

    return len(firms) - most_placed(frozenset(f.key for f in firms))


@given(problems(8))
@settings(max_examples=25, deadline=None)
def test_a_small_plan_leaves_over_as_few_as_can_be_and_knows_it(problem: Problem) -> None:
    solution = solve(problem)
    assert len(solution.left_over) == solution.bound == fewest_left_over(problem)


@given(st.integers(0, 10_000), st.integers(0, 59))
@settings(max_examples=4, deadline=None)
def test_a_firm_more_or_less_leaves_most_groups_as_they_were(seed: int, gone: int) -> None:
    firms = town(60, seed, spread=3.0)
    first = plan(*firms)
    previous = tuple(group.firms for group in first.groups)
    remaining = tuple(f for f in firms if f.key != f"{gone:03d}")
    again = plan(*remaining, firm("new", 0.5, 0.5), previous=previous)
    assert again.kept * 3 >= len(previous) * 2
    assert plan(*firms, previous=previous).kept == len(previous)


@pytest.mark.parametrize(("full", "left_over"), [((1, 1), 2), ((1, 2), 0), ((2, 2), 0), ((1, 1, 1), 0), ((2,), 1)])
def test_three_full_members_make_a_group(full: tuple[int, ...], left_over: int) -> None:
    made = plan(*(firm(str(number), full=count) for number, count in enumerate(full)))
    assert len(made.left_over) == left_over


def test_five_units_are_the_most() -> None:
    assert len(groups(plan(*(firm(str(n)) for n in range(5)), bounds=replace(BOUNDS, least_full=5)))) == 1
    six = plan(*(firm(str(n)) for n in range(6)), bounds=replace(BOUNDS, least_full=6))
    assert (six.groups, len(six.left_over)) == ((), 6)


@pytest.mark.parametrize(("members", "left_over"), [(25, 0), (26, 2)])
def test_fifty_members_are_the_most(members: int, left_over: int) -> None:
    made = plan(firm("a", full=2, members=25), firm("b", full=2, members=members))
    assert len(made.left_over) == left_over


@pytest.mark.parametrize(("kilometres", "left_over"), [(4.99, 0), (5.01, 2)])
def test_nobody_goes_further_than_the_plan_allows(kilometres: float, left_over: int) -> None:
    made = plan(firm("a", full=2), firm("b", kilometres, full=2))
    assert len(made.left_over) == left_over


def test_the_nearer_is_chosen_and_between_equals_the_liker() -> None:
    firms = (firm("a", 0, full=2), firm("b", 0.2, full=2), firm("c", 4, full=2), firm("d", 4.2, full=2))
    assert groups(plan(*firms)) == {frozenset("ab"), frozenset("cd")}
    lines = {"a": ("刑事",), "b": ("劳动",), "c": ("刑事",), "d": ("劳动",)}
    together = (replace(f, business=lines[f.key], longitude=104.0) for f in firms)
    assert groups(plan(*together)) == {frozenset("ac"), frozenset("bd")}


def test_pinned_firms_stay_together_and_forbidden_ones_apart() -> None:
    firms = (firm("a", 0, full=2), firm("b", 0.2, full=2), firm("c", 4, full=2), firm("d", 4.2, full=2))
    assert any({"a", "c"} <= group for group in groups(plan(*firms, pinned=(("a", "c"),))))
    assert frozenset("ab") not in groups(plan(*firms, forbidden=(("a", "b"),)))
    with pytest.raises(PlanImpossible):
        plan(*firms, pinned=(("a", "c"),), forbidden=(("c", "a"),))


def test_an_existing_branch_takes_in_who_fits() -> None:
    covered = tuple(firm(key, branch="zb", full=0, members=0) for key in "xyz")
    made = plan(firm("a", 1), *covered, branches={"zb": (4, 6)})
    (group,) = made.groups
    assert (set(group.firms), group.branch) == ({"a", "x", "y", "z"}, "zb")
    assert plan(firm("a", 1), *covered, branches={"zb": (4, 50)}).left_over == {"a": LeftOver.ALONE}


def test_who_gave_no_place_is_joined_within_the_county() -> None:
    here, there = "/51/5101/510104/", "/51/5101/510105/"
    assert groups(plan(firm("a", None, full=2, county=here), firm("b", full=2, county=here)))
    assert not groups(plan(firm("a", None, full=2, county=here), firm("b", full=2, county=there)))


def test_each_firm_left_over_is_told_why() -> None:
    assert plan(firm("a", full=2), firm("b", 9, full=2)).left_over["a"] is LeftOver.ALONE
    assert plan(firm("a"), firm("b")).left_over["a"] is LeftOver.TOO_FEW
    assert plan(firm("a", full=2), firm("b"), forbidden=(("a", "b"),)).left_over["a"] is LeftOver.FORBIDDEN
    crowd = plan(firm("a", full=2, members=30), firm("b", full=2, members=20), firm("c", full=2, members=20))
    assert crowd.left_over == {"a": LeftOver.NEEDED_ELSEWHERE} or len(crowd.left_over) == 1


def test_a_city_that_has_to_be_cut_leaves_over_hardly_anybody() -> None:
    firms = town(260, 3, spread=2.0)
    problem = Problem(firms, BOUNDS, {})
    solution = solve(problem)
    assert not [fault for group in solution.groups for fault in faults(problem, group)]
    assert len(solution.left_over) <= 3


def test_lines_of_business_are_known_by_their_usual_names() -> None:
    assert business_lines(["刑辩", "刑事", "海事海商"]) == ("02", "海事海商")
    assert likeness({"02", "06"}, {"02"}) == 0.5
    assert likeness((), ()) == 0.0


def test_a_group_says_what_speaks_for_it() -> None:
    firms = {f.key: f for f in (firm("a", full=2, business=("02",)), firm("b", 1, business=("02", "06")))}
    (group,) = plan(*firms.values()).groups
    told = why_together(group, firms, None)
    assert told == "2个所各不足三名正式党员，合计正式党员3名、党员3名；各所距a所不超过1.0公里；均办理刑事业务。"
