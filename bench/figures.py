"""What was measured, against which goal, and the report of it in Markdown."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from bench.spending import Spent

HEADROOM = 5
"""How many times the measured rate a client must be able to do by itself: below, it is measured and not the server."""


@dataclass(frozen=True)
class Pass:
    """One measuring of one server: how many units in how many seconds, and the CPU that they cost."""

    units: int
    seconds: float
    spent: Spent

    @property
    def per_second(self) -> float:
        """Units a second."""
        return self.units / self.seconds


@dataclass(frozen=True)
class Rate:
    """What one of those compared did: units a second and microseconds of CPU a unit, the medians of its passes.

    `alone`: units a second of the client against a server that does nothing; None of a client that is not ours.
    `wrk`: what wrk measured, where it is installed.
    """

    number: str
    work: str
    of: str
    unit: str
    per_second: float
    processes: float
    database: float
    alone: float | None
    wrk: float | None = None

    @classmethod
    def median(
        cls,
        number: str,
        work: str,
        of: str,
        unit: str,
        passes: Sequence[Pass],
        *,
        alone: float | None,
        wrk: float | None = None,
    ) -> Self:
        """Of several passes."""
        rate = statistics.median(found.per_second for found in passes)
        processes, database = (
            statistics.median(1e6 * getattr(found.spent, whose) / found.units for found in passes)
            for whose in ("processes", "database")
        )
        return cls(number, work, of, unit, rate, processes, database, alone, wrk)

    @property
    def line(self) -> str:
        """As a row in Markdown."""
        alone = f"{self.alone:.0f} ({self.alone / self.per_second:.0f} x)" if self.alone else ""
        cost = f"{self.processes:.0f}" if self.processes else ""
        wrk = f"{self.wrk:.0f}" if self.wrk else ""
        rate = f"{self.per_second:.1f}" if self.per_second < 100 else f"{self.per_second:.0f}"
        cells = self.number, self.work, self.of, self.unit, rate, cost, f"{self.database:.0f}", alone, wrk
        return f"| {' | '.join(cells)} |"

    @property
    def is_proven(self) -> bool:
        """Whether the client was not the limit."""
        return self.alone is None or self.alone >= HEADROOM * self.per_second


@dataclass(frozen=True)
class Figure:
    """One line of the table: a goal, and what it was held against. No verdict where the client may be the limit."""

    number: str
    work: str
    told: str
    ratio: str
    goal: str
    is_met: bool
    rates: tuple[Rate, ...] = ()

    @property
    def line(self) -> str:
        """As a row in Markdown."""
        is_measured = all(rate.is_proven for rate in self.rates)
        verdict = ("met" if self.is_met else "not met") if is_measured else "*not measured*"
        ratio = self.ratio if is_measured else ""
        return f"| {self.number} | {self.work} | {self.told} | {ratio} | {self.goal} | {verdict} |"


def ratio_of(one: Sequence[Pass], other: Sequence[Pass]) -> float:
    """The median of the ratios of alternated passes."""
    return statistics.median(a.per_second / b.per_second for a, b in zip(one, other, strict=True))
