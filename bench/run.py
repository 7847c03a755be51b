"""`make bench`: every measurement as a ratio within one run; prints the table and writes bench/results.md.

Names of measurements after the command carry out those alone, `BENCH_*` makes everything smaller: for a trial.
Each line is the median of alternated rounds. Clients, servers and database share the machine's cores.
"""

import datetime as dt
import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench.feed import feed_and_exports
from bench.figures import HEADROOM, Figure
from bench.idle import idle_installation
from bench.imports import import_of_members
from bench.reads import SERVERS, against_floor_and_plain, growth, memory
from bench.rig import MEMBERS, ROUNDS, SECONDS, SMALL, Rig, rig
from bench.spending import cpu_of_others
from bench.transfers import whole_transfers

RESULTS = Path(os.environ.get("BENCH_RESULTS", Path(__file__).with_name("results.md")))
MEASUREMENTS: tuple[Callable[[Rig], list[Figure]], ...] = (
    against_floor_and_plain,
    growth,
    memory,
    feed_and_exports,
    import_of_members,
    whole_transfers,  # after all that reads: it moves people out of the scopes that ask for them
    idle_installation,
)


def main() -> None:
    """Set up, measure, write."""
    figures: list[Figure] = []
    chosen = [each for each in MEASUREMENTS if len(sys.argv) == 1 or each.__name__ in sys.argv]
    load, began, others = os.getloadavg()[0], time.monotonic(), cpu_of_others(os.getpid())
    with rig() as made:
        for name, application in SERVERS.items():
            made.serve(name, application, made.large)
        made.serve("small", SERVERS["registry"], made.small)
        for measure in chosen:
            started = time.monotonic()
            figures += measure(made)
            print(f"{measure.__name__}: {time.monotonic() - started:.0f} s", file=sys.stderr)
    taken = (cpu_of_others(os.getpid()) - others) / (time.monotonic() - began)
    quiet = f"load {load:.2f} before the start, everything else on the machine took {taken:.0%} of one core meanwhile"
    RESULTS.write_text(report(figures, quiet), encoding="utf-8")
    print(RESULTS.read_text(encoding="utf-8"))


def report(figures: list[Figure], quiet: str) -> str:
    """Both tables as Markdown."""
    figures = sorted(figures, key=lambda figure: figure.number)
    rates = dict.fromkeys(rate for figure in figures for rate in figure.rates)
    lines = [
        "# Benchmark results",
        "",
        f"{dt.date.today()}, {os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, "  # noqa: DTZ011
        f"PostgreSQL 18, {MEMBERS} members ({SMALL} for growth), {ROUNDS} alternated rounds of {SECONDS} s; clients, "
        f"servers and database share the cores; {quiet}.",
        "",
        "| | work | figures | ratio | goal | |",
        "| --- | --- | --- | --- | --- | --- |",
        *(figure.line for figure in figures),
        "",
        "*floor*: bare Starlette and asyncpg running the registry's own SQL without scope, token or contract. "
        "*plain*: FastAPI with an async SQLModel session per request. The registry runs with row policies, verified "
        "tokens, the access log and scopes that alternate on the same connections. *COPY*: as owner, of the same rows "
        "or the same projection. *pgbench*: the same transactions in SQL, as owner, one after the other as over HTTP.",
        "",
        "## What each rate cost",
        "",
        "Microseconds of CPU for each unit: of the serving process (of P4, the worker) and of all of PostgreSQL. They "
        "hardly depend on what else the machine does. *client alone*: what the bench's own client did against a "
        f"server that plays back the same answers and does nothing else; below {HEADROOM} times the rate the line is "
        "*not measured*. *wrk*: the same bytes sent by wrk, where it is installed.",
        "",
        "| | work | of | each | a second | process, us | PostgreSQL, us | client alone | wrk |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        *(rate.line for rate in rates),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
