"""A city as the planner sees it: blocks of firms, the ways between them, and the groups that are worth choosing.

Imported by the planner's own process alone, for it brings numpy with it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from app.models.joint_plans import LeftOver
from app.rules.building.joint_plans import (
    KEPT_PAIR_STEPS,
    STEP_METRES,
    Bounds,
    Group,
    PlanFirm,
    PlanImpossible,
    Problem,
)

_ALL_NEIGHBOURS, _NEAREST, _NEAREST_AT_ONCE = 10, 6, 3
"""A host with up to ten neighbours tries them all; one with more the nearest six, three at a time."""
UNLIKE = 1 / 1024
"""Less than a step over a whole part, so that business decides between equal ways alone."""
_METRES_PER_DEGREE = 111_195.0

Column = tuple[int, ...]
Columns = dict[Column, tuple[float, int]]
"""A group by its blocks in order: what it costs in steps, and its host."""


@dataclass(frozen=True, slots=True)
class Block:
    """Firms that stay together: one firm, pinned ones, or an existing branch; `fresh` of them are to be placed."""

    firms: tuple[int, ...]
    full: int
    members: int
    fresh: int
    branch: str | None
    before: int | None


class City:
    """The firms in order of their blocks, their ways and their business as arrays."""

    def __init__(self, problem: Problem) -> None:
        self.bounds, self._problem = problem.bounds, problem
        firms = sorted(problem.firms, key=lambda firm: firm.key)
        gathered = _gather(firms, problem)
        self.firms = [firms[number] for block in gathered for number in block]
        place = {firm.key: number for number, firm in enumerate(self.firms)}
        before = {key: number for number, group in enumerate(problem.previous) for key in group}
        self.blocks: list[Block] = []
        self._starts: list[int] = []
        for block in gathered:
            first = sum(len(earlier.firms) for earlier in self.blocks[-1:]) + sum(self._starts[-1:])
            self._starts.append(first)
            self.blocks.append(_block([firms[n] for n in block], first, problem, before))
        block_of = {firm: number for number, block in enumerate(self.blocks) for firm in block.firms}
        self._forbidden: dict[int, set[int]] = defaultdict(set)
        for one, other in problem.forbidden:
            if one in place and other in place:
                a, b = block_of[place[one]], block_of[place[other]]
                if a == b:
                    raise PlanImpossible(f"{self.firms[place[one]].name}等既设定同组又设定不得同组，请改正。")
                self._forbidden[a].add(b)
                self._forbidden[b].add(a)
        self._longitude = np.array([f.longitude if f.longitude is not None else np.nan for f in self.firms])
        self._latitude = np.array([f.latitude if f.latitude is not None else np.nan for f in self.firms])
        counties = {county: number for number, county in enumerate(sorted({f.county for f in self.firms}))}
        self._county = np.array([counties[f.county] for f in self.firms])
        self._east, self._north = self._longitude.copy(), self._latitude.copy()
        for county in range(len(counties)):
            here, known = self._county == county, ~np.isnan(self._longitude)
            middle = here & known if (here & known).any() else known
            for place_, degrees in ((self._east, self._longitude), (self._north, self._latitude)):
                place_[here & ~known] = degrees[middle].mean() if middle.any() else county
        lines = {line: number for number, line in enumerate(sorted({x for f in self.firms for x in f.business}))}
        self._lines = np.zeros((len(self.firms), max(len(lines), 1)), dtype=np.int32)
        for number, firm in enumerate(self.firms):
            self._lines[number, [lines[line] for line in firm.business]] = 1
        self._is_guest = np.array([block.branch is None for block in self.blocks])
        self._sizes = np.array([len(block.firms) for block in self.blocks])

    def columns(self) -> Columns:
        """Every group worth choosing, with its cheapest host; those of the earlier plan where they still hold."""
        found: Columns = {}
        self.tries_all: set[int] = set()
        for host in range(len(self.blocks)):
            cost, near = self._near(host)
            if len(near) <= _ALL_NEIGHBOURS:
                self.tries_all.add(host)
                at_once = self.bounds.most_units - 1
            else:
                near, at_once = near[:_NEAREST], _NEAREST_AT_ONCE
            for size in range(at_once + 1):
                for guests in combinations(near, size):
                    self._offer(found, host, guests, cost)
        for blocks in self._earlier():
            for host in blocks:
                cost, near = self._near(host)
                guests = tuple(block for block in blocks if block != host)
                if set(guests) <= set(near):
                    self._offer(found, host, guests, cost)
        return found

    def neighbours(self, block: int) -> list[int]:
        """Whom a block may meet, the nearest first."""
        return self._near(block)[1]

    def widened(self, column: Column, guest: int) -> Columns:
        """A group with one guest more, if any of its hosts may take it."""
        found: Columns = {}
        for host in column:
            cost, near = self._near(host)
            guests = (*(block for block in column if block != host), guest)
            if {*guests} <= {*near}:
                self._offer(found, host, guests, cost)
        return found

    def fresh(self, column: Column) -> int:
        """How many firms a group places."""
        return sum(self.blocks[block].fresh for block in column)

    def position(self, blocks: Iterable[int]) -> tuple[float, float]:
        """Where blocks lie, for cutting; a firm without a place lies in the middle of its county."""
        firms = [firm for block in blocks for firm in self.blocks[block].firms]
        return float(self._east[firms].mean()), float(self._north[firms].mean())

    def group(self, column: Column, host: int) -> Group:
        """A chosen group as it is told; the host is the firm of the host block with the shortest ways to it."""
        firms = sorted(firm for block in column for firm in self.blocks[block].firms)
        ways = {firm: self._metres(firm, limited=False)[firms] for firm in self.blocks[host].firms}
        centre = min(ways, key=lambda firm: (float(ways[firm].sum()), firm))
        alike = self._likeness(centre)[[firm for firm in firms if firm != centre]]
        keys = tuple(self.firms[firm].key for firm in firms)
        return Group(
            host=self.firms[centre].key,
            firms=keys,
            metres=tuple(int(way) for way in ways[centre]),
            likeness=round(100 * float(alike.mean())),
            branch=self.blocks[host].branch,
            is_kept=set(keys) in map(set, self._problem.previous),
        )

    def why_alone(self, number: int) -> LeftOver:
        """Why no group can hold a block."""
        if not self._reach(number, heed=True):
            reason = LeftOver.ALONE if not self._hosts(number) else LeftOver.TOO_FEW
            return LeftOver.FORBIDDEN if self._forbidden[number] and self._reach(number, heed=False) else reason
        return LeftOver.NEEDED_ELSEWHERE

    def _hosts(self, number: int) -> list[int]:
        """Who is near enough and has room, if only for this block."""
        block, bounds = self.blocks[number], self.bounds
        return [
            host
            for host, other in enumerate(self.blocks)
            if host != number
            and len(block.firms) + len(other.firms) <= bounds.most_units
            and block.members + other.members <= bounds.most_members
            and np.isfinite(self._block_metres(host)[number])
        ]

    def _reach(self, number: int, *, heed: bool) -> bool:
        """Whether any host has enough full members around it for a group with this block."""
        shunned = self._forbidden[number] if heed else set()
        for host in [number, *self._hosts(number)]:
            if host in shunned:
                continue
            ways = self._block_metres(host)
            around = [n for n in np.flatnonzero(np.isfinite(ways)) if n not in {host, number} and n not in shunned]
            pair = {host, number}
            room = self.bounds.most_units - sum(len(self.blocks[n].firms) for n in pair)
            most = sorted((self.blocks[n].full for n in around if self.blocks[n].branch is None), reverse=True)[:room]
            if (
                len(pair) + len(most) > 1
                and sum(self.blocks[n].full for n in pair) + sum(most) >= self.bounds.least_full
            ):
                return True
        return False

    def _near(self, host: int) -> tuple[Any, list[int]]:
        """What each block costs with this host, and those that may join it, the nearest first."""
        steps = np.floor((self._block_metres(host) + STEP_METRES / 2) / STEP_METRES)
        alike = np.max([self._likeness(firm) for firm in self.blocks[host].firms], axis=0)
        alike = np.add.reduceat(alike, self._starts) / self._sizes
        cost = (steps + (1 - alike) * UNLIKE) * self._sizes
        may_join = np.isfinite(cost) & self._is_guest
        may_join[[host, *self._forbidden[host]]] = False
        near = np.flatnonzero(may_join)
        around = (near - host) % len(self.blocks)  # of equals not everybody takes the same
        return cost, near[np.lexsort((around, cost[near]))].tolist()

    def _offer(self, found: Columns, host: int, guests: Sequence[int], cost: Any) -> None:
        blocks = [self.blocks[host], *(self.blocks[guest] for guest in guests)]
        if not self._is_group(blocks) or any(b in self._forbidden[a] for a, b in combinations(guests, 2)):
            return
        kept = defaultdict[int, int](int)
        for block in blocks:
            if block.before is not None:
                kept[block.before] += 1
        pairs = sum(count * (count - 1) // 2 for count in kept.values())
        price = (float(sum(cost[guest] for guest in guests)) - pairs * KEPT_PAIR_STEPS, host)
        column = tuple(sorted((host, *guests)))
        if column not in found or price < found[column]:
            found[column] = price

    def _is_group(self, blocks: Sequence[Block]) -> bool:
        bounds = self.bounds
        return (
            2 <= sum(len(block.firms) for block in blocks) <= bounds.most_units
            and sum(block.full for block in blocks) >= bounds.least_full
            and sum(block.members for block in blocks) <= bounds.most_members
            and any(block.fresh for block in blocks)
        )

    def _earlier(self) -> Iterator[tuple[int, ...]]:
        block_of = {self.firms[firm].key: n for n, block in enumerate(self.blocks) for firm in block.firms}
        for group in self._problem.previous:
            if all(key in block_of for key in group):
                yield tuple(sorted({block_of[key] for key in group}))

    def _block_metres(self, host: int) -> Any:
        """From the nearest firm of a block to the furthest firm of each other; infinite beyond the bounds."""
        ways = np.min([self._metres(firm) for firm in self.blocks[host].firms], axis=0)
        return np.maximum.reduceat(ways, self._starts)

    def _metres(self, firm: int, *, limited: bool = True) -> Any:
        """The way from a firm to every firm. Where a place is unknown, the greatest way within the county, no other."""
        bounds: Bounds = self.bounds
        north = self._latitude - self._latitude[firm]
        east = (self._longitude - self._longitude[firm]) * np.cos(
            np.radians((self._latitude + self._latitude[firm]) / 2)
        )
        ways = np.rint(np.hypot(east, north) * _METRES_PER_DEGREE)
        unknown, here = np.isnan(ways), self._county == self._county[firm]
        ways = np.where(unknown, float(bounds.max_metres), ways)
        ways[firm] = 0.0
        if limited:
            ways[(ways > bounds.max_metres) | (unknown | bounds.same_county) & ~here] = np.inf
        return ways

    def _likeness(self, firm: int) -> Any:
        both = self._lines @ self._lines[firm]
        either = self._lines.sum(axis=1) + self._lines[firm].sum() - both
        return both / np.maximum(either, 1)


def _gather(firms: Sequence[PlanFirm], problem: Problem) -> list[list[int]]:
    """Which firms stay together, in the order of their first."""
    place = {firm.key: number for number, firm in enumerate(firms)}
    root = list(range(len(firms)))

    def find(number: int) -> int:
        while root[number] != number:
            number = root[number]
        return number

    of_branch: dict[str, str] = {}
    pairs = list(problem.pinned)
    pairs += [(of_branch.setdefault(firm.branch, firm.key), firm.key) for firm in firms if firm.branch is not None]
    for one, other in pairs:
        if one in place and other in place:
            a, b = find(place[one]), find(place[other])
            root[max(a, b)] = min(a, b)
    together: dict[int, list[int]] = defaultdict(list)
    for number in range(len(firms)):
        together[find(number)].append(number)
    return list(together.values())


def _block(firms: Sequence[PlanFirm], first: int, problem: Problem, before: dict[str, int]) -> Block:
    branches = {firm.branch for firm in firms} - {None}
    branch = min(branches) if branches else None  # type: ignore[type-var]
    full, members = problem.branches[branch] if branch else (0, 0)
    fresh = [firm for firm in firms if firm.branch is None]
    members += sum(firm.members for firm in fresh)
    bounds = problem.bounds
    if len(branches) > 1 or (len(firms) > 1 and (len(firms) > bounds.most_units or members > bounds.most_members)):
        names = "、".join(firm.name for firm in firms)
        raise PlanImpossible(f"设定同组的{names}合计超过单位数或党员数的上限，或分属不同的联合党支部，请改正。")
    return Block(
        firms=tuple(range(first, first + len(firms))),
        full=full + sum(firm.full for firm in fresh),
        members=members,
        fresh=len(fresh),
        branch=branch,
        before=before.get(firms[0].key),
    )
