"""How well joint plans do: time, left over and ways against their bounds. Run `python -m bench.joint_plans`.

Towns of nobody, from a seed. Small ones are solved exactly; for large ones the ways are compared with the sum of each
firm's way to its nearest neighbour, less one firm a group, below which no plan can come.
"""

import random
import resource
import time

import numpy as np

from app.rules.building.joint_plan_solver import solve
from app.rules.building.joint_plans import Bounds, PlanFirm, Problem, total_metres

SIZES = (50, 300, 1000, 3000)
BOUNDS = Bounds(least_full=3, most_units=5, most_members=50, max_metres=5000, same_county=False)


def town(count: int) -> tuple[PlanFirm, ...]:
    """A city of twelve districts, dense in the middle of each; one firm in twenty gave no place."""
    chance = random.Random(count)  # noqa: S311 - invented data
    centres = [(104.06 + chance.gauss(0, 0.06), 30.6 + chance.gauss(0, 0.06)) for _ in range(12)]
    firms = []
    for number in range(count):
        district = chance.randrange(12)
        spread = chance.choice((0.006, 0.015, 0.04))
        east, north = (degrees + chance.gauss(0, spread) for degrees in centres[district])
        is_located = chance.random() < 0.95
        full = chance.choice((1, 1, 2))
        firms.append(
            PlanFirm(
                key=f"{number:05d}",
                name=f"{number}所",
                county=f"/51/5101/5101{district:02d}/",
                full=full,
                members=full + (chance.random() < 0.1),
                business=tuple(sorted(chance.sample("abcdefghij", 2))),
                longitude=east if is_located else None,
                latitude=north if is_located else None,
            )
        )
    return tuple(firms)


def least_metres(firms: tuple[PlanFirm, ...]) -> int:
    """A bound from below for covering everybody: all but the hosts go at least to their nearest neighbour."""
    east = np.array([firm.longitude or 0.0 for firm in firms if firm.is_located])
    north = np.array([firm.latitude or 0.0 for firm in firms if firm.is_located])
    nearest = []
    for number in range(len(east)):
        ways = np.hypot((east - east[number]) * np.cos(np.radians(north[number])), north - north[number]) * 111_195
        ways[number] = np.inf
        nearest.append(float(ways.min()))
    hosts = sum(firm.full for firm in firms) // BOUNDS.least_full
    return int(sum(sorted(nearest)[: max(len(nearest) - hosts, 0)]))


def main() -> None:
    """Print a table in Markdown."""
    print("| firms | seconds | groups | left over | bound | metres | at least | kept after a change | MB |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for size in SIZES:
        firms = town(size)
        began = time.perf_counter()
        plan = solve(Problem(firms, BOUNDS, {}))
        seconds = time.perf_counter() - began
        previous = tuple(group.firms for group in plan.groups)
        again = solve(Problem(firms[size // 100 :], BOUNDS, {}, previous=previous))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"| {size} | {seconds:.1f} | {len(plan.groups)} | {len(plan.left_over)} | {plan.bound} | "
            f"{total_metres(plan.groups)} | {least_metres(firms)} | {again.kept} of {len(previous)} | {memory} |"
        )


if __name__ == "__main__":
    main()
