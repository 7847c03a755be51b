"""P9: what an installation costs that nobody asks anything."""

import os
import shutil
import subprocess
import sys
import time

from bench.figures import Figure
from bench.rig import Rig, free_port, size
from bench.spending import cpu_of

SETTLE_SECONDS, IDLE_SECONDS = size("SETTLE_SECONDS", 60), size("IDLE_SECONDS", 60)
PART_OF_A_CORE = 0.005


def idle_installation(rig: Rig) -> list[Figure]:
    """CPU time of `huizhi up` with the demonstration: its processes, and its own PostgreSQL."""
    home = rig.home / "idle"
    own = {"HUIZHI_HOME": str(home), "HUIZHI_PORT": str(free_port()), "HUIZHI_SHARING_PORT": str(free_port())}
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HUIZHI_")}
    command = [sys.executable, "-m", "app.cli", "up"]
    process = subprocess.Popen(command, env=clean | own, stdout=subprocess.DEVNULL)
    try:
        while not (home / "demo" / "ready").exists():
            if process.poll() is not None:
                raise RuntimeError("the installation did not come up")
            time.sleep(0.1)
        postmaster = int((home / "postgres" / "postmaster.pid").read_text(encoding="utf-8").split()[0])
        time.sleep(SETTLE_SECONDS)
        before = cpu_of(process.pid), cpu_of(postmaster)
        time.sleep(IDLE_SECONDS)
        everything, database = (
            (cpu_of(pid) - start) / IDLE_SECONDS for pid, start in zip((process.pid, postmaster), before, strict=True)
        )
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(home, ignore_errors=True)
    told = f"{everything:.2%} of one core, {database:.2%} of it PostgreSQL"
    title, goal = f"an idle installation, {IDLE_SECONDS} s", f"< {PART_OF_A_CORE:.1%} of one core"
    return [Figure("P9", title, told, "", goal, everything < PART_OF_A_CORE)]
