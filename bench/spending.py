"""CPU time of processes, by the kernel's accounts (Linux): what a request costs does not depend on the neighbours."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Spent:
    """Seconds of CPU: of some processes of ours, and of all of PostgreSQL."""

    processes: float = 0.0
    database: float = 0.0


@contextmanager
def spending(processes: list[int], postmaster: int) -> Iterator[Spent]:
    """What is spent meanwhile; filled in at the end."""
    spent, before = Spent(), (sum(map(cpu_of, processes)), cpu_of(postmaster))
    yield spent
    spent.processes = sum(map(cpu_of, processes)) - before[0]
    spent.database = cpu_of(postmaster) - before[1]


def cpu_of(root: int) -> float:
    """Seconds of CPU so far of a process and of all under it, also of those that have ended."""
    table, total = _table(), 0.0
    for pid in _under(root, table):
        with suppress(OSError):  # ended meanwhile
            # clock_getcpuclockid(3): the scheduler's clock of a process, finer than the ticks of /proc
            total += time.clock_gettime(~pid << 3 | 2) + table[pid].ended
    return total


def cpu_of_others(root: int) -> float:
    """Seconds of CPU so far of everything on the machine that is not under a process."""
    table = _table()
    return sum(table[pid].own + table[pid].ended for pid in table.keys() - _under(root, table))


@dataclass(frozen=True)
class _Process:
    parent: int
    own: float
    ended: float
    """Seconds of children that have ended and were waited for."""


def _table() -> dict[int, _Process]:
    table = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # ended meanwhile
            told = (folder / "stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
            own, ended = (sum(map(int, told[at : at + 2])) / _TICKS for at in (11, 13))
            table[int(folder.name)] = _Process(int(told[1]), own, ended)
    return table


def _under(root: int, table: dict[int, _Process]) -> set[int]:
    found, more = set[int](), {root}
    while more:
        found |= more
        more = {pid for pid, process in table.items() if process.parent in more}
    return found
