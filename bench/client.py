"""The load: `wrk` where it is installed, else an asyncio client of our own (slower, and marked so)."""

import asyncio
import json
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass

import httpx

CONNECTIONS = 16
_SCRIPT = """
local requests = {%s}
local i = 0
request = function()
  i = i %% #requests + 1
  return wrk.format("GET", requests[i][1], {["Authorization"] = "Bearer " .. requests[i][2]})
end
"""


@dataclass(frozen=True)
class Client:
    """Measures requests per second on this machine; refuses a run in which a request failed."""

    seconds: int

    @staticmethod
    def name() -> str:
        """Which client it is."""
        return "wrk" if shutil.which("wrk") else "httpx (no wrk here)"

    def run(self, port: int, requests: Sequence[tuple[str, str]], *, seconds: int | None = None) -> float:
        """Requests per second against a local port, going round the requests."""
        run = _wrk if shutil.which("wrk") else _own
        return run(port, requests, seconds or self.seconds)


def _wrk(port: int, requests: Sequence[tuple[str, str]], seconds: int) -> float:
    listed = ",".join(f"{{{json.dumps(path)},{json.dumps(token)}}}" for path, token in requests)
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(_SCRIPT % listed)
        script.flush()
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", script.name, f"http://127.0.0.1:{port}"]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in printed or "Socket errors" in printed:
        raise RuntimeError(printed)
    found = re.search(r"Requests/sec:\s+([\d.]+)", printed)
    if found is None:
        raise RuntimeError(printed)
    return float(found[1])


def _own(port: int, requests: Sequence[tuple[str, str]], seconds: int) -> float:
    return asyncio.run(_count(port, requests, seconds)) / seconds


async def _count(port: int, requests: Sequence[tuple[str, str]], seconds: int) -> int:
    ends = time.monotonic() + seconds
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:

        async def ask(first: int) -> int:
            count = 0
            while time.monotonic() < ends:
                path, token = requests[(first + count * CONNECTIONS) % len(requests)]
                (await client.get(path, headers={"Authorization": f"Bearer {token}"})).raise_for_status()
                count += 1
            return count

        return sum(await asyncio.gather(*map(ask, range(CONNECTIONS))))
