"""`huizhi up`, with real processes, a real home and real kills."""

import json
import os
import signal
from contextlib import suppress
from pathlib import Path

import httpx

from tests.support.running_system import PATIENCE_SECONDS, eventually, processes_of, up


def test_a_fresh_home_is_served_and_kill_9_leaves_no_process_behind(home: Path) -> None:
    with up(home) as (process, registry, sharing):
        assert httpx.get(f"{registry}/health").json() == {"status": "ok"}
        assert httpx.get(f"{sharing}/health").json() == {"status": "ok"}
        keys = httpx.get(f"{registry}/.well-known/jwks.json").json()
        assert httpx.get(f"{sharing}/.well-known/jwks.json").json() == keys

        accounts = json.loads((home / "demo" / "accounts.json").read_text())
        first = accounts[0]
        assert (first["role"], first["area_code"]) == ("organization_department", "51")
        assert {"5101", "5134"} <= {account.get("area_code") for account in accounts}
        form = {"username": first["username"], "password": first["password"]}
        token = httpx.post(f"{registry}/api/v1/auth/token", data=form).json()["access_token"]
        me = httpx.get(f"{registry}/api/v1/me", headers={"Authorization": f"Bearer {token}"}).json()
        assert me["body_name"] == "中共四川省委组织部"
        for secret in ("logins.json", "keys.json", "demo/accounts.json"):
            assert (home / secret).stat().st_mode & 0o077 == 0, f"{secret} is its owner's alone"

        assert len(processes_of(home)) > 4
        process.kill()
        process.wait()
        assert eventually(lambda: not processes_of(home))


def test_a_second_start_keeps_what_is_there_survives_a_killed_database_and_stops_in_order(home: Path) -> None:
    accounts = (home / "demo" / "accounts.json").read_bytes()
    with up(home) as (process, registry, _):
        assert (home / "demo" / "accounts.json").read_bytes() == accounts

        postmaster = int((home / "postgres" / "postmaster.pid").read_text().split()[0])
        os.kill(postmaster, signal.SIGKILL)
        assert eventually(lambda: httpx.get(f"{registry}/health").status_code == 200)

        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_SECONDS) == 0
        assert not (home / "demo" / "ready").exists()
        assert not processes_of(home)


def test_a_process_that_ends_by_itself_ends_the_others_with_its_code(home: Path) -> None:
    with up(home) as (process, registry, _):
        port = int(registry.rpartition(":")[2])
        serving = next(pid for pid in processes_of(home) if pid != process.pid and listens(pid, port))
        os.kill(serving, signal.SIGKILL)
        assert process.wait(PATIENCE_SECONDS) == 1
        assert not processes_of(home)


def listens(pid: int, port: int) -> bool:
    """Whether a process holds the socket that listens on a port."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    inodes = {f"socket:[{line[9]}]" for line in lines if line[1].endswith(f":{port:04X}") and line[3] == "0A"}
    with suppress(OSError):
        return any(os.readlink(entry) in inodes for entry in Path(f"/proc/{pid}/fd").iterdir())
    return False
