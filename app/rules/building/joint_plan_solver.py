"""Solving a plan of joint branches: groups around a host are listed, and the best set of them is chosen exactly.

Choosing is a set packing, solved by HiGHS. Connected parts of a city are solved apart; one of more than `PART` blocks
is cut, solved again across the cuts, and mended around whoever is left over. Same problem, same plan: nothing depends
on time or on the order of input.
Imported by the planner's own process alone, for it brings numpy and the solver with it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import highspy
import numpy as np

from app.models.joint_plans import LeftOver
from app.rules.building.joint_plan_city import UNLIKE, City, Column, Columns
from app.rules.building.joint_plans import Problem, Solution

PART = 100
"""At most so many blocks are solved at once."""
_MOST_NODES = 3000


def solve(problem: Problem) -> Solution:
    """The plan: fewest left over, then shortest ways, then likest business. Error: `PlanImpossible`."""
    city = City(problem)
    columns = city.columns()
    chosen: dict[Column, int] = {}
    bound = 0
    for part in _connected(columns):
        found, is_least = _solve_part(city, part, columns)
        chosen |= {column: columns[column][1] for column in found}
        if is_least:
            bound += sum(city.blocks[block].fresh for block in part) - sum(map(city.fresh, found))
    placed = {block for column in chosen for block in column}
    unplaced = [number for number, block in enumerate(city.blocks) if block.fresh and number not in placed]
    in_columns = {block for column in columns for block in column}
    left_over: dict[str, LeftOver] = {}
    for number in unplaced:
        reason = LeftOver.NEEDED_ELSEWHERE if number in in_columns else city.why_alone(number)
        bound += city.blocks[number].fresh if number not in in_columns else 0
        left_over |= {city.firms[firm].key: reason for firm in city.blocks[number].firms}
    groups = sorted((city.group(column, host) for column, host in chosen.items()), key=lambda group: group.firms)
    return Solution(tuple(groups), left_over, bound, sum(group.is_kept for group in groups))


def _connected(columns: Columns) -> list[list[int]]:
    """The blocks that groups connect, part by part."""
    root: dict[int, int] = {}

    def find(block: int) -> int:
        root.setdefault(block, block)
        while root[block] != block:
            root[block] = root[root[block]]
            block = root[block]
        return block

    for column in columns:
        first = find(column[0])
        for block in column[1:]:
            root[find(block)] = first
    parts: dict[int, list[int]] = defaultdict(list)
    for block in sorted(root):
        parts[find(block)].append(block)
    return list(parts.values())


def _solve_part(city: City, part: list[int], columns: Columns) -> tuple[list[Column], bool]:
    """The chosen groups of a connected part, and whether none leaves over fewer."""
    if len(part) <= PART:
        found, is_proven = _choose(city, part, _within([part], columns)[0])
        return found, is_proven and set(part) <= city.tries_all
    found = [
        column
        for piece, inside in _pieces(city, [[block] for block in part], columns, share=0.5)
        for column in _choose(city, piece, inside)[0]
    ]
    found = [
        column
        for piece, inside in _pieces(city, _clusters(part, found), columns, share=0.36)
        for column in _choose(city, piece, inside)[0]
    ]
    return _repair(city, part, found, columns), False


def _clusters(part: Iterable[int], found: Sequence[Column]) -> list[list[int]]:
    """A part as its groups, and each block without a group by itself."""
    placed = {block for column in found for block in column}
    return [list(column) for column in found] + [[block] for block in part if block not in placed]


def _repair(city: City, part: list[int], found: list[Column], columns: Columns) -> list[Column]:
    """Solve once more around each block that the cuts have left over: with the groups of all whom it could meet."""
    alone = {cluster[0] for cluster in _clusters(part, found) if len(cluster) == 1}
    meets: dict[int, set[int]] = defaultdict(set)
    for column in columns:
        for block in alone.intersection(column):
            meets[block] |= {*column}
    chosen = set(found)
    for block in sorted(alone):
        if any(block in column for column in chosen):
            continue
        around = [column for column in chosen if meets[block].intersection(column)]
        piece = sorted(meets[block].union(*around) - {b for c in chosen.difference(around) for b in c})
        better, _ = _choose(city, piece, _within([piece], columns)[0])
        if sum(map(city.fresh, better)) > sum(map(city.fresh, around)):
            chosen = chosen.difference(around) | set(better)
    return _take_in(city, part, sorted(chosen), columns)


def _take_in(city: City, part: list[int], found: list[Column], columns: Columns) -> list[Column]:
    """Who is still left over joins the nearest group that has room."""
    group_of = {block: column for column in found for block in column}
    for cluster in _clusters(part, found):
        for neighbour in city.neighbours(cluster[0]) if cluster[0] not in group_of else ():
            if neighbour in group_of and (wider := city.widened(group_of[neighbour], cluster[0])):
                columns |= wider
                group_of |= {block: column for column in wider for block in column}
                break
    return sorted(set(group_of.values()))


def _pieces(
    city: City, clusters: list[list[int]], columns: Columns, *, share: float
) -> Iterator[tuple[list[int], Columns]]:
    """Cut into pieces of neighbours without cutting a cluster; each with the groups that lie within it."""
    placed = [(city.position(cluster), cluster) for cluster in clusters]
    pieces = [[block for _, cluster in piece for block in cluster] for piece in _cut(placed, share)]
    yield from zip(pieces, _within(pieces, columns), strict=True)


def _cut(placed: list[tuple[tuple[float, float], list[int]]], share: float) -> list[Any]:
    if sum(len(cluster) for _, cluster in placed) <= PART or len(placed) < 2:
        return [placed]
    spread = [max(p[axis] for p, _ in placed) - min(p[axis] for p, _ in placed) for axis in (0, 1)]
    axis = int(spread[1] > spread[0])
    placed = sorted(placed, key=lambda item: (item[0][axis], item[1]))
    middle = max(1, int(len(placed) * share))
    return _cut(placed[:middle], 0.5) + _cut(placed[middle:], 0.5)


def _within(pieces: Sequence[Sequence[int]], columns: Columns) -> list[Columns]:
    """The groups that lie within one piece, for each."""
    piece_of = {block: number for number, piece in enumerate(pieces) for block in piece}
    inside: list[Columns] = [{} for _ in pieces]
    for column, price in columns.items():
        numbers = {piece_of.get(block) for block in column}
        if len(numbers) == 1 and (number := numbers.pop()) is not None:
            inside[number][column] = price
    return inside


def _choose(city: City, part: Sequence[int], columns: Columns) -> tuple[list[Column], bool]:
    """The best set of groups that share no block, by HiGHS; and whether it is proven to be the best."""
    if not columns:
        return [], True
    row_of = {block: row for row, block in enumerate(sorted(part))}
    keys = sorted(columns)
    prices = np.array([columns[key][0] for key in keys])
    left_over = 1.0 + len(part) * float(np.abs(prices).max() + 1)  # dearer than all ways together
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(keys), len(row_of)
    model.col_cost_ = prices - left_over * np.array([city.fresh(key) for key in keys])
    model.col_lower_, model.col_upper_ = np.zeros(len(keys)), np.ones(len(keys))
    model.row_lower_, model.row_upper_ = np.full(len(row_of), -highspy.kHighsInf), np.ones(len(row_of))
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.cumsum([0, *(len(key) for key in keys)])
    model.a_matrix_.index_ = np.array([row_of[block] for key in keys for block in key])
    model.a_matrix_.value_ = np.ones(model.a_matrix_.start_[-1])
    model.integrality_ = [highspy.HighsVarType.kInteger] * len(keys)
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in _OPTIONS.items():
        solver.setOptionValue(option, value)
    solver.passModel(model)
    solver.run()
    values = solver.getSolution().col_value
    is_proven = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return [key for key, value in zip(keys, values, strict=True) if value > 0.5], is_proven


_OPTIONS = {
    "output_flag": False,
    "log_to_console": False,
    "threads": 1,
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": UNLIKE / 2,
    "mip_max_nodes": _MOST_NODES,
}
