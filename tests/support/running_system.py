"""`huizhi up` as an operator starts it, with real processes."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

PATIENCE_SECONDS = 180


def eventually(happened: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.02)
    return happened()


def free_ports() -> tuple[int, int]:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        return int(one.getsockname()[1]), int(other.getsockname()[1])


def processes_of(home: Path) -> set[int]:
    """Every living process of an installation: its database by the command line, the others by their environment."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # gone meanwhile
            told = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
            if os.fsencode(home) in told and int(process.name) != os.getpid():
                found.add(int(process.name))
    return found


@contextmanager
def up(
    home: Path, *, module: str = "app.cli", output: IO[bytes] | None = None
) -> Iterator[tuple[subprocess.Popen[bytes], str, str]]:
    """The command once it is ready, and its two addresses; nothing of it is left afterwards."""
    port, sharing_port = free_ports()
    settings = {"HOME": str(home), "PORT": str(port), "SHARING_PORT": str(sharing_port), "DEMO": "1"}
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HUIZHI_")}
    environment = clean | {f"HUIZHI_{name}": value for name, value in settings.items()}
    ready = home / "demo" / "ready"
    began = time.time()
    command = [sys.executable, "-m", module, "up"]
    process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    try:
        assert eventually(lambda: process.poll() is not None or (ready.exists() and ready.stat().st_mtime >= began))
        assert process.poll() is None, "it ended before it was ready"
        yield process, f"http://127.0.0.1:{port}", f"http://127.0.0.1:{sharing_port}"
    finally:
        process.kill()
        process.wait()
        assert eventually(lambda: not processes_of(home)), "a killed command leaves nothing behind"
