"""P1 to P3 and P9: reads of the registry against a floor and the plain way, at two sizes, and its memory meanwhile."""

import statistics
import threading
import time
from collections.abc import Sequence

from bench import throughput
from bench.client import Connection, get
from bench.figures import Figure, Pass, Rate, ratio_of
from bench.rig import ROUNDS, SECONDS, Database, Rig, memory_of, size

MEMORY_SECONDS = size("MEMORY_SECONDS", 60)
ASKED = size("ASKED", 300)
"""Requests per round and size of a latency."""

SERVERS = {"registry": "app.main:app", "floor": "bench.floor:app", "plain": "bench.plain:app"}
GOALS = {"P1": {"floor": 0.90, "plain": 4.2}, "P2": {"floor": 0.90, "plain": 3.2}}
GROWTH, MEMORY_MB = 1.3, 160
Requests = Sequence[bytes]


def one_member(database: Database) -> Requests:
    """Scopes alternate on the same connections."""
    loaded, tokens = database.loaded, database.tokens
    asked = [get(f"/api/v1/members/{p}", tokens["province"]) for p in loaded.people]
    asked += [get(f"/api/v1/members/{p}", tokens["city"]) for p in loaded.city_people]
    return asked + [get(f"/api/v1/members/{p}", tokens["branch"]) for p in loaded.branch_people] * 50


def page(database: Database) -> Requests:
    """A page of a city, as the province and as the city."""
    return [get("/api/v1/members?area_code=5101&limit=50", database.tokens[name]) for name in ("province", "city")]


def against_floor_and_plain(rig: Rig) -> list[Figure]:
    """P1, P2."""
    figures = []
    work = {"P1": ("one member by key", one_member(rig.large)), "P2": ("page of 50 in a city", page(rig.large))}
    for number, (title, requests) in work.items():
        passes: dict[str, list[Pass]] = {server: [] for server in SERVERS}
        alone: list[float] = []
        for server in SERVERS:
            _loaded(rig, server, requests, seconds=1)
        with rig.playing_back(_answers(rig.ports["registry"], requests)) as null:
            for _ in range(ROUNDS):
                for server, found in passes.items():
                    found.append(_loaded(rig, server, requests))
                alone.append(throughput.run(null, requests, 1).per_second)
        rates = [
            Rate.median(
                number,
                title,
                server,
                "request",
                found,
                alone=statistics.median(alone),
                wrk=throughput.run_wrk(rig.ports[server], requests, SECONDS),
            )
            for server, found in passes.items()
        ]
        for rate in rates[1:]:
            goal, ratio = GOALS[number][rate.of], ratio_of(passes["registry"], passes[rate.of])
            told = f"registry {rates[0].per_second:.0f}/s, {rate.of} {rate.per_second:.0f}/s"
            judged = f"{ratio:.2f} x {rate.of}", f">= {goal}", ratio >= goal
            figures.append(Figure(number, title, told, *judged, rates=(rates[0], rate)))
    return figures


def _loaded(rig: Rig, server: str, requests: Requests, seconds: int = SECONDS) -> Pass:
    with rig.spending(server) as spent:
        run = throughput.run(rig.ports[server], requests, seconds)
    return Pass(run.requests, run.seconds, spent)


def _answers(port: int, requests: Requests) -> list[bytes]:
    """What a null server has to say: some answers as they are."""
    heard: list[bytes] = []
    with Connection(port, heard) as connection:
        for request in requests[:50]:
            connection.ask(request)
    return heard


def growth(rig: Rig) -> list[Figure]:
    """P3: the median latency at the large size by that at the small one."""
    server = {"large": "registry", "small": "small"}

    def works(database: Database) -> dict[str, Requests]:
        tree = f"/api/v1/party-orgs/{database.loaded.committee_id}/tree"
        return {
            "one member": one_member(database),
            "page of 50": page(database),
            "children in the tree": [get(tree, database.tokens["committee"])],
            "transfers of a committee": [get("/api/v1/transfers?limit=50", database.tokens["committee"])],
        }

    asked = {"large": works(rig.large), "small": works(rig.small)}
    figures = []
    for title in asked["large"]:
        found: dict[str, list[Pass]] = {"large": [], "small": []}
        for _ in range(ROUNDS + 1):  # the first warms up
            for name, passes in found.items():
                passes.append(one_by_one(rig, server[name], asked[name][title]))
        rates = []
        for name, passes in found.items():
            alone = alone_one_by_one(rig, server[name], asked[name][title])
            rates.append(Rate.median("P3", title, name, "request", passes[1:], alone=alone))
        ratio = ratio_of(found["small"][1:], found["large"][1:])
        told = ", ".join(f"{rate.of} {1000 / rate.per_second:.2f} ms" for rate in rates)
        judged = f"{ratio:.2f} x small", f"<= {GROWTH}", ratio <= GROWTH
        figures.append(Figure("P3", f"growth: {title}", told, *judged, rates=tuple(rates)))
    return figures


def one_by_one(rig: Rig, server: str, requests: Requests, count: int = ASKED) -> Pass:
    """Single requests, one after the other, as if each had taken the median of their times."""
    with rig.spending(server) as spent:
        seconds = _latency(rig.ports[server], requests, count)
    return Pass(count, count * seconds, spent)


def alone_one_by_one(rig: Rig, server: str, requests: Requests) -> float:
    """The same a second against a null server."""
    with rig.playing_back(_answers(rig.ports[server], requests)) as null:
        return 1 / _latency(null, requests, ASKED)


def _latency(port: int, requests: Requests, count: int) -> float:
    times = []
    with Connection(port) as connection:
        for i in range(count):
            request = requests[i * 7919 % len(requests)]
            began = time.perf_counter()
            connection.ask(request)
            times.append(time.perf_counter() - began)
    return statistics.median(times)


def memory(rig: Rig) -> list[Figure]:
    """P9: the registry under P1 without a pause; flat means that its last third is no larger than its second."""
    process, samples, over = rig.processes["registry"], list[float](), threading.Event()

    def sample() -> None:
        while not over.wait(MEMORY_SECONDS / 60):
            samples.append(memory_of(process))

    sampling = threading.Thread(target=sample)
    sampling.start()
    throughput.run(rig.ports["registry"], one_member(rig.large), MEMORY_SECONDS)
    over.set()
    sampling.join()
    third = max(len(samples) // 3, 1)
    grown = statistics.mean(samples[-third:]) - statistics.mean(samples[-2 * third : -third] or samples[:third])
    most = memory_of(process, "VmHWM")
    told = f"at most {most:.0f} MB, last third {grown:+.1f} MB"
    title, goal = f"memory of the registry, {MEMORY_SECONDS} s of P1", f"< {MEMORY_MB} MB, flat"
    return [Figure("P9", title, told, "", goal, most < MEMORY_MB and grown < 2)]
