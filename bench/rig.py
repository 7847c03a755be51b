"""What the measurements run against: one PostgreSQL, a database of each size, processes as they run in production."""

import asyncio
import datetime as dt
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib.metadata import distribution
from pathlib import Path

import asyncpg

from app.auth.tokens import Tokens
from app.core.crypto import Keyring
from app.core.database import DatabaseRole
from app.core.jose import Signer
from app.core.migrating import ensure_database, ensure_login, migrate
from app.core.settings import Settings
from app.run import embedded_postgres
from app.services.reference.initial_data import load_reference
from bench.client import Connection
from bench.figures import Pass
from bench.load import Loaded, load
from bench.spending import Spent, spending


def size(name: str, default: int) -> int:
    """A size that the environment may reduce, for a trial: `BENCH_<NAME>`."""
    return int(os.environ.get(f"BENCH_{name}", default))


MEMBERS, SMALL = size("MEMBERS", 1_000_000), size("SMALL", 10_000)
ROUNDS, SECONDS = size("ROUNDS", 5), size("SECONDS", 4)
PROGRAMS = Path(str(distribution("embedded-postgres").locate_file("embedded_postgres/pginstall/bin")))
"""PostgreSQL's own: what is measured against is their work, in C."""


@dataclass
class Database:
    """A migrated database with its members, and tokens of each scope."""

    name: str
    admin: str
    login: str
    members: int
    keys: str
    loaded: Loaded
    tokens: dict[str, str] = field(default_factory=dict)

    def environment(self, home: Path) -> dict[str, str]:
        """What a process over this database is told."""
        own = {f"HUIZHI_{name}DATABASE_URL": self.login for name in ("", "WORKER_", "SHARING_")}
        return os.environ | own | {"HUIZHI_KEYS": self.keys, "HUIZHI_HOME": str(home), "BENCH_ADMIN_URL": self.admin}


@dataclass
class Rig:
    """The server, its two databases and what was started over them."""

    home: Path
    keyring: Keyring
    postmaster: int
    large: Database
    small: Database
    ports: dict[str, int] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def serve(self, name: str, application: str, database: Database) -> int:
        """One uvicorn process without access log, once it answers; gives its port."""
        port = self.ports[name] = free_port()
        command = ["-m", "uvicorn", application, "--port", str(port), "--no-access-log", "--log-level", "warning"]
        self._start(name, command, database.environment(self.home))
        _await(port)
        return port

    def work(self, name: str, database: Database) -> subprocess.Popen[bytes]:
        """A worker process: sequencer and imports."""
        return self._start(name, ["-m", "app.cli", "worker"], database.environment(self.home))

    def stop(self, name: str) -> None:
        """End a process."""
        process = self.processes.pop(name)
        process.terminate()
        process.wait()

    def stop_all(self) -> None:
        """End every process."""
        for name in list(self.processes):
            self.stop(name)

    def spending(self, *names: str) -> AbstractContextManager[Spent]:
        """CPU time meanwhile, of processes by name and of the database."""
        return spending([self.processes[name].pid for name in names], self.postmaster)

    def timed(self, work: Callable[[], int], *names: str) -> Pass:
        """Do something once; it gives how many units it did."""
        with self.spending(*names) as spent:
            began = time.perf_counter()
            units = work()
            seconds = time.perf_counter() - began
        return Pass(units, seconds, spent)

    @contextmanager
    def playing_back(self, answers: Sequence[bytes]) -> Iterator[int]:
        """The port of a null server."""
        port, file = free_port(), self.home / "answers.json"
        file.write_text(json.dumps([answer.decode("latin-1") for answer in answers]), encoding="ascii")
        self._start("null", ["-m", "bench.null_server", str(port), str(file)], dict(os.environ))
        try:
            _await(port)
            yield port
        finally:
            self.stop("null")

    def alone(self, answers: Sequence[bytes], work: Callable[[Connection], int]) -> float:
        """Units a second that the client can do by itself: the same work against a null server."""
        with self.playing_back(answers) as port, Connection(port) as connection:
            began = time.perf_counter()
            return work(connection) / (time.perf_counter() - began)

    def _start(self, name: str, command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
        self.processes[name] = process = subprocess.Popen([sys.executable, *command], env=environment)
        return process


def free_port() -> int:
    """One that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _await(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"nobody answers on port {port}")


@contextmanager
def rig() -> Iterator[Rig]:
    """Set up, and leave nothing behind."""
    home = Path(tempfile.mkdtemp(prefix="huizhi-bench-"))
    home.chmod(0o755)
    with ExitStack() as ending:
        ending.callback(shutil.rmtree, home, ignore_errors=True)
        server = embedded_postgres.start(home, options={"synchronous_commit": "off", "shared_buffers": "1GB"})
        ending.callback(server.stop)
        keyring = Keyring.new()
        large, small = [
            asyncio.run(_prepare(server, name, members, keyring))
            for name, members in (("large", MEMBERS), ("small", SMALL))
        ]
        made = Rig(home, keyring, server.process.pid, large, small)
        ending.callback(made.stop_all)
        yield made


async def _prepare(server: embedded_postgres.Server, name: str, members: int, keyring: Keyring) -> Database:
    admin = server.url.replace("/postgres?", f"/{name}?")
    login = f"postgresql://bench:bench@127.0.0.1:{server.port}/{name}"
    await ensure_database(server.url, name)
    await migrate(admin)
    connection = await asyncpg.connect(admin)
    await load_reference(connection)
    await ensure_login(connection, login, tuple(DatabaseRole))
    began = time.monotonic()
    loaded = await load(connection, keyring, members)
    print(f"{name}: {members} members loaded in {time.monotonic() - began:.0f} s", file=sys.stderr)
    tokens = {
        "province": await token(connection, keyring, "organization_department", area="51"),
        "city": await token(connection, keyring, "organization_department", area="5101"),
        "committee": await token(connection, keyring, "org_officer", org=loaded.committee_id),
        "branch": await token(connection, keyring, "org_officer", org=loaded.branch_id),
    }
    await connection.close()
    return Database(name, admin, login, members, keyring.to_json(), loaded, tokens)


async def token(
    connection: asyncpg.Connection,
    keyring: Keyring,
    role: str,
    *,
    area: str | None = None,
    org: uuid.UUID | None = None,
) -> str:
    """A token as a sign-in would give it, for two hours."""
    account, grant, opened = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    await connection.execute(
        "INSERT INTO account (id, username, name, password_hash, failed_count, version) VALUES ($1, $2, '', '', 0, 1)",
        account,
        str(account),
    )
    await connection.execute(
        "INSERT INTO role_grant (id, account_id, role, area_code, org_id, version) VALUES ($1, $2, $3, $4, $5, 1)",
        grant, account, role, area, org,
    )  # fmt: skip
    await connection.execute(
        "INSERT INTO sign_in (id, account_id, grant_id) VALUES ($1, $2, $3)", opened, account, grant
    )
    tokens = Tokens(Signer(keyring.signing), Settings().issuer, 7200)
    return tokens.issue(account, opened, grant, dt.datetime.now(dt.UTC))


def memory_of(process: subprocess.Popen[bytes], kind: str = "VmRSS") -> float:
    """Megabytes of a process: now (`VmRSS`) or at most so far (`VmHWM`)."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith(kind))
