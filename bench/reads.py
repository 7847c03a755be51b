"""P1 to P3 and P9: reads of the registry against a floor and the plain way, at two sizes, and its memory meanwhile."""

import statistics
import threading
import time
from collections.abc import Sequence

import httpx

from bench.client import Client
from bench.rig import ROUNDS, SECONDS, Database, Figure, Rig, alternating, memory_of, size

MEMORY_SECONDS = size("MEMORY_SECONDS", 60)
ASKED = size("ASKED", 300)
"""Requests per round and size of a latency."""

SERVERS = {"registry": "app.main:app", "floor": "bench.floor:app", "plain": "bench.plain:app"}
Requests = Sequence[tuple[str, str]]


def one_member(database: Database) -> Requests:
    """Scopes alternate on the same connections."""
    loaded, tokens = database.loaded, database.tokens
    asked = [(f"/api/v1/members/{p}", tokens["province"]) for p in loaded.people]
    asked += [(f"/api/v1/members/{p}", tokens["city"]) for p in loaded.city_people]
    return asked + [(f"/api/v1/members/{p}", tokens["branch"]) for p in loaded.branch_people] * 50


def page(database: Database) -> Requests:
    """A page of a city, as the province and as the city."""
    return [("/api/v1/members?area_code=5101&limit=50", database.tokens[name]) for name in ("province", "city")]


def against_floor_and_plain(rig: Rig) -> list[Figure]:
    """P1, P2."""
    client, figures = Client(seconds=SECONDS), []
    goals = {"P1": (0.75, 6.0), "P2": (0.95, 8.0)}
    work = {"P1": ("one member by key", one_member(rig.large)), "P2": ("page of 50 in a city", page(rig.large))}
    for number, (title, requests) in work.items():
        rates: dict[str, list[float]] = {server: [] for server in SERVERS}
        for server in SERVERS:
            client.run(rig.ports[server], requests, seconds=1)
        for _ in range(ROUNDS):
            for server in SERVERS:
                rates[server].append(client.run(rig.ports[server], requests))
        told = ", ".join(f"{server} {statistics.median(found):.0f}/s" for server, found in rates.items())
        for other, goal in zip(("floor", "plain"), goals[number], strict=True):
            ratio = alternating(rates, "registry", other)
            figures.append(Figure(number, title, told, f"{ratio:.2f} x {other}", f">= {goal}", ratio >= goal))
    return figures


def growth(rig: Rig) -> list[Figure]:
    """P3: the median latency at the large size by that at the small one."""
    port = {"large": rig.ports["registry"], "small": rig.ports["small"]}

    def works(database: Database) -> dict[str, Requests]:
        tree = f"/api/v1/party-orgs/{database.loaded.committee_id}/tree"
        return {
            "one member": one_member(database),
            "page of 50": page(database),
            "children in the tree": [(tree, database.tokens["committee"])],
            "transfers of a committee": [("/api/v1/transfers?limit=50", database.tokens["committee"])],
        }

    asked = {"large": works(rig.large), "small": works(rig.small)}
    figures = []
    for title in asked["large"]:
        found: dict[str, list[float]] = {"large": [], "small": []}
        for _ in range(ROUNDS + 1):  # the first warms up
            for name, times in found.items():
                times.append(latency(port[name], asked[name][title]))
        ratio = alternating({name: times[1:] for name, times in found.items()}, "large", "small")
        told = ", ".join(f"{name} {statistics.median(times[1:]) * 1000:.1f} ms" for name, times in found.items())
        figures.append(Figure("P3", f"growth: {title}", told, f"{ratio:.2f} x small", "<= 1.3", ratio <= 1.3))
    return figures


def latency(port: int, requests: Requests, count: int = ASKED) -> float:
    """The median of single requests, one after the other, in seconds."""
    times = []
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        for i in range(count):
            path, token = requests[i * 7919 % len(requests)]
            began = time.perf_counter()
            client.get(path, headers={"Authorization": f"Bearer {token}"}).raise_for_status()
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
    Client(seconds=MEMORY_SECONDS).run(rig.ports["registry"], one_member(rig.large))
    over.set()
    sampling.join()
    third = max(len(samples) // 3, 1)
    growth = statistics.mean(samples[-third:]) - statistics.mean(samples[-2 * third : -third] or samples[:third])
    told = f"at most {memory_of(process, 'VmHWM'):.0f} MB, last third {growth:+.1f} MB"
    met = memory_of(process, "VmHWM") < 200 and growth < 2
    return [Figure("P9", f"memory of the registry, {MEMORY_SECONDS} s of P1", told, "", "< 200 MB, flat", met)]
