"""What a plan of joint branches is made of, what every group keeps to, and how it is told (N24; branch regulation 5).

Firms with one or two full members are joined with neighbours in a like line of business. As few as possible are left
over, then the ways are short, then the business is alike. The solving itself is `app.rules.building.joint_plan_solver`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter

from app.models.joint_plans import LeftOver
from app.rules.reference import codes

STEP_METRES = 500
"""Ways are counted in steps of so many metres: between firms equally near, business decides."""
KEPT_PAIR_STEPS = 4
"""What it is worth, in steps, that two firms stay together which an earlier plan had joined."""


@dataclass(frozen=True, slots=True)
class PlanFirm:
    """A small firm; with `branch`, one that an existing joint branch covers already."""

    key: str
    name: str
    county: str
    full: int
    members: int
    business: tuple[str, ...] = ()
    longitude: float | None = None
    latitude: float | None = None
    branch: str | None = None

    @property
    def is_located(self) -> bool:
        """Whether the office gave its place."""
        return self.longitude is not None


@dataclass(frozen=True, slots=True)
class Bounds:
    """The figures in force and the plan's own limits. No firm lies further than `max_metres` from the group's host."""

    least_full: int
    most_units: int
    most_members: int
    max_metres: int
    same_county: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """What is to be planned. `branches`: full members and members of the existing joint branches that have room.

    `pinned` pairs stay together whatever the way, `forbidden` pairs never meet; `previous` are the groups of an earlier
    plan, by firm, which are kept where they still serve.
    """

    firms: tuple[PlanFirm, ...]
    bounds: Bounds
    branches: Mapping[str, tuple[int, int]]
    pinned: tuple[tuple[str, str], ...] = ()
    forbidden: tuple[tuple[str, str], ...] = ()
    previous: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Firms that found a joint branch, or join `branch`; `metres` to the host of each, `likeness` to it in percent."""

    host: str
    firms: tuple[str, ...]
    metres: tuple[int, ...]
    likeness: int
    branch: str | None
    is_kept: bool


@dataclass(frozen=True, slots=True)
class Solution:
    """Groups and who is left over; no plan leaves over fewer than `bound`."""

    groups: tuple[Group, ...]
    left_over: Mapping[str, LeftOver]
    bound: int
    kept: int


PROBLEM: TypeAdapter[Problem] = TypeAdapter(Problem)
SOLUTION: TypeAdapter[Solution] = TypeAdapter(Solution)
IMPOSSIBLE = 3
"""How the planner, a process of its own, is spoken to; it ends with this code where pairs contradict, and says why."""


class PlanImpossible(ValueError):
    """Pinned and forbidden pairs contradict each other or the bounds; the message is Chinese."""


def business_lines(business_types: Collection[str]) -> tuple[str, ...]:
    """The lines of business as codes of `business_line`; what the table does not know stays as it is written."""
    return tuple(sorted({codes.code_of("business_line", text) or text for text in business_types}))


def likeness(one: Collection[str], other: Collection[str]) -> float:
    """How alike two lines of business are, 0 to 1: what they share of all they do (Jaccard)."""
    together = set(one) | set(other)
    return len(set(one) & set(other)) / len(together) if together else 0.0


def faults(problem: Problem, group: Group) -> list[str]:
    """What a group breaks, by the name of the bound; empty for every group of a plan."""
    firms = {firm.key: firm for firm in problem.firms}
    bounds, within = problem.bounds, [firms[key] for key in group.firms]
    full, members = problem.branches.get(group.branch or "", (0, 0))
    full += sum(firm.full for firm in within if firm.branch is None)
    members += sum(firm.members for firm in within if firm.branch is None)
    pinned = {key for pair in problem.pinned for key in pair}
    broken = {
        "units": not 2 <= len(within) <= bounds.most_units,
        "full": full < bounds.least_full,
        "members": members > bounds.most_members,
        "far": any(
            way > bounds.max_metres and firm.branch is None and firm.key not in pinned
            for firm, way in zip(within, group.metres, strict=True)
        ),
        "county": bounds.same_county and not pinned and len({firm.county for firm in within}) > 1,
        "forbidden": any({*pair} <= {*group.firms} for pair in problem.forbidden),
        "pinned": any(len({*pair} & {*group.firms}) == 1 for pair in problem.pinned),
        "branch": {firm.branch for firm in within} - {None} != ({group.branch} if group.branch else set()),
    }
    return [name for name, is_broken in broken.items() if is_broken]


def why_together(group: Group, firms: Mapping[str, PlanFirm], branch: tuple[int, int] | None) -> str:
    """What speaks for a group, in a sentence for those who decide."""
    fresh = [firms[key] for key in group.firms if firms[key].branch is None]
    full, members = sum(firm.full for firm in fresh), sum(firm.members for firm in fresh)
    host, furthest = firms[group.host], max(group.metres)
    if branch:
        said = f"{len(fresh)}个所加入现有联合党支部后，共{len(group.firms)}个单位、党员{branch[1] + members}名"
    else:
        said = f"{len(group.firms)}个所各不足三名正式党员，合计正式党员{full}名、党员{members}名"
    located = all(firms[key].is_located for key in group.firms)
    near = f"各所距{host.name}不超过{furthest / 1000:.1f}公里" if located else "同属一个县（区），部分办公地点未登记"
    common = set.intersection(*(set(firms[key].business) for key in group.firms))
    shared = "、".join(codes.name("business_line", code) or code for code in sorted(common))
    alike = f"均办理{shared}业务" if shared else f"业务相近度{group.likeness}%"
    kept = "，沿用上次方案" if group.is_kept else ""
    return f"{said}；{near}；{alike}{kept}。"[:500]


def why_left_over(reason: LeftOver, bounds: Bounds) -> str:
    """Why a firm is in no group, and what can be done for it."""
    around = f"{bounds.max_metres / 1000:g}公里内" + ("本县（区）" if bounds.same_county else "")
    return {
        LeftOver.ALONE: f"{around}没有可联合的律师事务所，可放宽距离，或指派党建工作指导员。",
        LeftOver.TOO_FEW: f"{around}可联合的律师事务所合计不足{bounds.least_full}名正式党员，可放宽距离。",
        LeftOver.FORBIDDEN: "仅因设定的不得同组而无法编入，请复核该设定。",
        LeftOver.NEEDED_ELSEWHERE: "邻近的律师事务所编入其他组后，可使更多律师事务所得到覆盖。",
    }[reason]


def total_metres(groups: Sequence[Group]) -> int:
    """The sum of all ways to the hosts."""
    return sum(sum(group.metres) for group in groups)
