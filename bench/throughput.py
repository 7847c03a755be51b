"""Requests a second over several connections, in a process of its own: `python -m bench.throughput PORT SECONDS FILE`.

The file holds the requests as a JSON list; they are gone round, one at a time on each connection. `wrk`, where it is
installed, is given the same bytes, as a check on this client.
"""

import asyncio
import itertools
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import cast

import uvloop

from bench.client import MessageEnd

CONNECTIONS = 16


@dataclass(frozen=True)
class Run:
    """What the client did: requests, in how many seconds, and the seconds of CPU that it needed itself."""

    requests: int
    seconds: float
    cpu: float

    @property
    def per_second(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


def run(port: int, requests: Sequence[bytes], seconds: float) -> Run:
    """Ask a local port, in a process of its own; `CalledProcessError` when an answer was no success."""
    with NamedTemporaryFile("w", suffix=".json") as file:
        json.dump([request.decode() for request in requests], file)
        file.flush()
        command = [sys.executable, "-m", "bench.throughput", str(port), str(seconds), file.name]
        printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return Run(**json.loads(printed))


def run_wrk(port: int, requests: Sequence[bytes], seconds: int) -> float | None:
    """Requests a second by `wrk`, or None where it is not installed."""
    if (program := shutil.which("wrk")) is None:
        return None
    listed = ",".join(json.dumps(request.decode()) for request in requests)
    script = f"local all, i = {{{listed}}}, 0\nrequest = function() i = i % #all + 1; return all[i] end\n"
    with NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        options = ["-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", file.name]
        command = [program, *options, f"http://127.0.0.1:{port}"]
        printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", printed)
    if found is None or "Non-2xx" in printed or "Socket errors" in printed:
        raise RuntimeError(printed)
    return float(found[1])


class Asked:
    """The requests, each connection taking the next of all; how many were answered, and what went wrong."""

    def __init__(self, requests: list[bytes]) -> None:
        self.requests, self.answered = itertools.cycle(requests), 0
        self.failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def fail(self, error: Exception) -> None:
        """The first failure ends the run."""
        if not self.failed.done():
            self.failed.set_exception(error)


class Asking(asyncio.Protocol):
    """One connection, which asks again as soon as it has its answer."""

    def __init__(self, asked: Asked) -> None:
        self._asked, self._end = asked, MessageEnd()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Connected; `ask` starts it."""
        self._write = cast("asyncio.WriteTransport", transport).write

    def ask(self) -> None:
        """Send the next request."""
        self._write(next(self._asked.requests))

    def data_received(self, data: bytes) -> None:
        """Count an answer that has ended."""
        try:
            if self._end.reached(data):
                self._end.check_success()
                self._asked.answered += 1
                self.ask()
        except (ValueError, RuntimeError) as exc:
            self._asked.fail(exc)

    def connection_lost(self, exc: Exception | None) -> None:
        """No server may hang up."""
        self._asked.fail(exc or ConnectionError("the server hung up"))


async def _ask(port: int, requests: list[bytes], seconds: float) -> Run:
    loop, asked = asyncio.get_running_loop(), Asked(requests)
    connections = [
        (await loop.create_connection(lambda: Asking(asked), "127.0.0.1", port))[1] for _ in range(CONNECTIONS)
    ]
    began, cpu = time.perf_counter(), time.process_time()
    for connection in connections:
        connection.ask()
    with suppress(TimeoutError):
        await asyncio.wait_for(asked.failed, seconds)
    return Run(asked.answered, time.perf_counter() - began, time.process_time() - cpu)


def main() -> None:
    """Ask, and print the run as JSON."""
    requests = [request.encode() for request in json.loads(Path(sys.argv[3]).read_text())]
    print(json.dumps(vars(uvloop.run(_ask(int(sys.argv[1]), requests, float(sys.argv[2]))))))


if __name__ == "__main__":
    main()
