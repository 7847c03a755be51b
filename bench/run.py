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

from bench.client import Client
from bench.feed import feed_and_exports
from bench.imports import import_of_members
from bench.reads import SERVERS, against_floor_and_plain, growth, memory
from bench.rig import MEMBERS, ROUNDS, SECONDS, SMALL, Figure, Rig, rig
from bench.transfers import whole_transfers

RESULTS = Path(os.environ.get("BENCH_RESULTS", Path(__file__).with_name("results.md")))
MEASUREMENTS: tuple[Callable[[Rig], list[Figure]], ...] = (
    against_floor_and_plain,
    growth,
    memory,
    feed_and_exports,
    whole_transfers,
    import_of_members,
)


def main() -> None:
    """Set up, measure, write."""
    figures: list[Figure] = []
    with rig() as made:
        for name, application in SERVERS.items():
            made.serve(name, application, made.large)
        made.serve("small", SERVERS["registry"], made.small)
        for measure in [each for each in MEASUREMENTS if len(sys.argv) == 1 or each.__name__ in sys.argv]:
            began = time.monotonic()
            figures += measure(made)
            print(f"{measure.__name__}: {time.monotonic() - began:.0f} s", file=sys.stderr)
    RESULTS.write_text(report(figures), encoding="utf-8")
    print(RESULTS.read_text(encoding="utf-8"))


def report(figures: list[Figure]) -> str:
    """The table as Markdown."""
    lines = [
        "# Benchmark results",
        "",
        f"{dt.date.today()}, {os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, "  # noqa: DTZ011
        f"PostgreSQL 18, {MEMBERS} members ({SMALL} for growth), {ROUNDS} alternated rounds of {SECONDS} s, client: "
        f"{Client.name()}; clients, servers and database share the cores.",
        "",
        "| | work | figures | ratio | goal | |",
        "| --- | --- | --- | --- | --- | --- |",
        *(
            f"| {f.number} | {f.work} | {f.told} | {f.ratio} | {f.goal} | {'met' if f.is_met else 'not met'} |"
            for f in sorted(figures, key=lambda f: f.number)
        ),
        "",
        "*floor*: bare Starlette and asyncpg running the registry's own SQL without scope, token or contract. "
        "*plain*: FastAPI with an async SQLModel session per request. The registry runs with row policies, verified "
        "tokens, the access log and scopes that alternate on the same connections. *COPY*: as owner, of the same rows "
        "or the same projection. *pgbench*: the same transactions in SQL, as owner, one after the other as over HTTP.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
