"""`huizhi up`, with real processes, a real home and real kills.

One home and three starts. The first is as loud as it can be, with every line read, under load, its database killed; it
ends by kill -9, the second by SIGTERM, the third by the death of one of its processes.
"""

import json
import os
import signal
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from typing import Any

import httpx
import pytest
from partner_client import Partner

from tests.support.builders import make_id_number
from tests.support.import_runs import MEMBER, XLSX, form
from tests.support.log_canaries import NAME, told
from tests.support.running_system import PATIENCE_SECONDS, eventually, processes_of, up

pytestmark = pytest.mark.long

MOBILE = "19987654321"
NUMBERS = [make_id_number() for _ in range(3)]


@dataclass(frozen=True)
class Running:
    """The first start: the command, its two addresses, and what it writes."""

    home: Path
    process: Popen[bytes]
    registry: str
    sharing: str
    output: Path


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home that the tests share and that the account of the database may enter."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of random name is made in it
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None, prefix="huizhi-up-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="module")
def running(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    output = tmp_path_factory.mktemp("up") / "output"
    with (
        output.open("wb") as written,
        up(home, module="tests.concurrency.loud_up", output=written) as (process, registry, sharing),
    ):
        yield Running(home, process, registry, sharing, output)


@pytest.fixture(scope="module")
def killed(running: Running) -> Path:
    """The home, once the first start was killed."""
    running.process.kill()
    running.process.wait()
    return running.home


def test_a_fresh_home_is_served(running: Running) -> None:
    home, registry, sharing = running.home, running.registry, running.sharing
    assert httpx.get(f"{registry}/health").json() == {"status": "ok"}
    assert httpx.get(f"{sharing}/health").json() == {"status": "ok"}
    keys = httpx.get(f"{registry}/.well-known/jwks.json").json()
    assert httpx.get(f"{sharing}/.well-known/jwks.json").json() == keys

    accounts = json.loads((home / "demo" / "accounts.json").read_text())
    first = accounts[0]
    assert (first["role"], first["area_code"]) == ("organization_department", "51")
    assert {"5101", "5134"} <= {account.get("area_code") for account in accounts}
    asked = {"username": first["username"], "password": first["password"]}
    token = httpx.post(f"{registry}/api/v1/auth/token", data=asked).json()["access_token"]
    me = httpx.get(f"{registry}/api/v1/me", headers={"Authorization": f"Bearer {token}"}).json()
    assert me["body_name"] == "中共四川省委组织部"
    for secret in ("logins.json", "keys.json", "demo/accounts.json"):
        assert (home / secret).stat().st_mode & 0o077 == 0, f"{secret} is its owner's alone"


class Office:
    """An official at work on one API, who notes what was answered."""

    def __init__(self, call: Callable[[], httpx.Response]) -> None:
        self.call, self.over = call, threading.Event()
        self.answers: list[httpx.Response] = []
        self.thread = threading.Thread(target=self.work, daemon=True)
        self.thread.start()

    def work(self) -> None:
        while not self.over.is_set():
            self.answers.append(self.call())

    def done(self) -> list[httpx.Response]:
        self.over.set()
        self.thread.join()
        return self.answers


@pytest.fixture
def client() -> Iterator[Callable[..., httpx.Client]]:
    clients: list[httpx.Client] = []

    def make(url: str, **options: Any) -> httpx.Client:
        clients.append(httpx.Client(base_url=url, trust_env=False, timeout=30, **options))
        return clients[-1]

    yield make
    for each in clients:
        each.close()


def sign_in(home: Path, http: httpx.Client, role: str) -> None:
    accounts = json.loads((home / "demo" / "accounts.json").read_text())
    account = next(account for account in accounts if (account["role"], account.get("area_code")) == (role, "51"))
    form = {"username": account["username"], "password": account["password"]}
    token = http.post("/api/v1/auth/token", data=form).raise_for_status().json()["access_token"]
    http.headers["Authorization"] = f"Bearer {token}"


def plant(http: httpx.Client) -> str:
    """A member with the canaries, right and wrong, by hand and by workbook; gives the member's path."""
    org = http.get("/api/v1/party-orgs", params={"category": "631", "limit": 1}).raise_for_status().json()["items"][0]
    body = {"id_number": NUMBERS[0], "name": NAME, "category": "1", "admitted_on": "2010-07-01", "mobile": MOBILE}
    body |= {"regularized_on": "2011-07-01", "org_id": org["id"]}
    member = http.post("/api/v1/members", json=body)
    assert member.status_code == 201, member.text
    assert http.post("/api/v1/members", json=body).status_code == 409
    assert (
        http.post("/api/v1/members", json=body | {"id_number": NUMBERS[1], "mobile": f"{MOBILE}x"}).status_code == 422
    )
    workbook = form("members", MEMBER | {"id_number": NUMBERS[2], "name": NAME, "mobile": MOBILE})
    files = {"file": ("members.xlsx", workbook, XLSX)}
    job = http.post("/api/v1/imports", data={"kind": "members"}, files=files).raise_for_status().json()
    path = f"/api/v1/imports/{job['id']}"
    assert eventually(lambda: http.get(path).json()["state"] in {"done", "failed"})
    return f"/api/v1/members/{member.json()['person_id']}"


def test_a_killed_database_under_load_is_503_until_it_is_back_and_no_line_names_anybody(
    running: Running, client: Callable[..., httpx.Client]
) -> None:
    home, registry, sharing = running.home, running.registry, running.sharing
    official = client(registry)
    sign_in(home, official, "organization_department")
    member = plant(official)
    entry = json.loads((home / "demo" / "partners.json").read_text())[0]
    partner = Partner(entry | {"issuer": sharing, "case": "演示"})
    number_query = {"id_numbers": NUMBERS}
    found = partner.call("POST", "/share/v1/members/query", json=number_query)
    assert [answer["found"] for answer in found.json()["results"]] == [True, False, False]
    headers = {"Authorization": f"Bearer {partner.token}"}
    partner.http.close()

    before = processes_of(home)
    machine, other = client(sharing, headers=headers), client(sharing, headers=headers)
    reads = Office(lambda: official.get(member))
    offices = {
        "registry": reads,
        "sharing": Office(lambda: machine.get("/share/v1/members", params={"limit": 5})),
        "comparison": Office(lambda: other.post("/share/v1/members/query", json=number_query)),
    }
    assert eventually(lambda: all(len(office.answers) > 5 for office in offices.values()))
    postmaster = int((home / "postgres" / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGKILL)
    killed = {name: len(office.answers) for name, office in offices.items()}

    def is_back() -> bool:
        return all(
            503 in {answer.status_code for answer in office.answers} and office.answers[-1].status_code == 200
            for office in offices.values()
        )

    assert eventually(is_back), {n: Counter(a.status_code for a in o.answers) for n, o in offices.items()}
    for name, office in offices.items():
        answers = office.done()
        assert {answer.status_code for answer in answers} <= {200, 503}, name
        assert {answer.status_code for answer in answers[: killed[name] - 1]} == {200}, name
        refused = [answer for answer in answers if answer.status_code == 503]
        assert all(answer.headers["Retry-After"] and answer.json()["code"] == "unavailable" for answer in refused)
    serving = {process for process in before if is_ours(process)}
    assert serving <= processes_of(home), "nothing was started anew but the database"

    lines = running.output.read_text(encoding="utf-8", errors="replace").splitlines()
    for loud in ("sqlalchemy.engine", "POST /share/v1/members/query", "GET /api/v1/members/"):
        assert any(loud in line for line in lines), f"{loud} was not heard"
    assert [line[:300] for line in lines if told(line)] == []
    for log in home.rglob("*.log"):
        assert told(log.read_text(encoding="utf-8", errors="replace")) == [], log


def is_ours(process: int) -> bool:
    with suppress(OSError):
        return b"loud_up" in Path(f"/proc/{process}/cmdline").read_bytes()
    return False


def test_kill_9_leaves_no_process_behind(running: Running) -> None:
    assert len(processes_of(running.home)) > 4
    running.process.kill()
    running.process.wait()
    assert eventually(lambda: not processes_of(running.home))


def test_a_second_start_keeps_what_is_there_survives_a_killed_database_and_stops_in_order(killed: Path) -> None:
    accounts = (killed / "demo" / "accounts.json").read_bytes()
    with up(killed) as (process, registry, _):
        assert (killed / "demo" / "accounts.json").read_bytes() == accounts

        postmaster = int((killed / "postgres" / "postmaster.pid").read_text().split()[0])
        os.kill(postmaster, signal.SIGKILL)
        assert eventually(lambda: httpx.get(f"{registry}/health").status_code == 200)

        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_SECONDS) == 0
        assert not (killed / "demo" / "ready").exists()
        assert not processes_of(killed)


def test_a_process_that_ends_by_itself_ends_the_others_with_its_code(killed: Path) -> None:
    with up(killed) as (process, registry, _):
        port = int(registry.rpartition(":")[2])
        serving = next(pid for pid in processes_of(killed) if pid != process.pid and listens(pid, port))
        os.kill(serving, signal.SIGKILL)
        assert process.wait(PATIENCE_SECONDS) == 1
        assert not processes_of(killed)


def listens(pid: int, port: int) -> bool:
    """Whether a process holds the socket that listens on a port."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    inodes = {f"socket:[{line[9]}]" for line in lines if line[1].endswith(f":{port:04X}") and line[3] == "0A"}
    with suppress(OSError):
        return any(os.readlink(entry) in inodes for entry in Path(f"/proc/{pid}/fd").iterdir())
    return False
