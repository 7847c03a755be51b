"""What the measurements run against: one PostgreSQL, a database of each size, processes as they run in production."""

import asyncio
import datetime as dt
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import httpx

from app.auth.tokens import Tokens
from app.core.crypto import Keyring
from app.core.database import DatabaseRole
from app.core.jose import Signer
from app.core.migrating import ensure_database, ensure_login, migrate
from app.core.settings import Settings
from app.run import embedded_postgres
from app.services.reference.initial_data import load_reference
from bench.load import Loaded, load

FIRST_PORT = int(os.environ.get("BENCH_PORT", "18100"))


def size(name: str, default: int) -> int:
    """A size that the environment may reduce, for a trial: `BENCH_<NAME>`."""
    return int(os.environ.get(f"BENCH_{name}", default))


MEMBERS, SMALL = size("MEMBERS", 1_000_000), size("SMALL", 10_000)
ROUNDS, SECONDS = size("ROUNDS", 5), size("SECONDS", 4)


@dataclass(frozen=True)
class Figure:
    """One line of the table."""

    number: str
    work: str
    told: str
    ratio: str
    goal: str
    is_met: bool


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

    def environment(self, home: Path, **more: str) -> dict[str, str]:
        """What a process over this database is told."""
        own = {f"HUIZHI_{name}DATABASE_URL": self.login for name in ("", "WORKER_", "SHARING_")}
        return (
            os.environ
            | own
            | {"HUIZHI_KEYS": self.keys, "HUIZHI_HOME": str(home), "BENCH_ADMIN_URL": self.admin}
            | more
        )


@dataclass
class Rig:
    """The server, its two databases and what was started over them."""

    home: Path
    keyring: Keyring
    large: Database
    small: Database
    ports: dict[str, int] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def serve(self, name: str, application: str, database: Database, **more: str) -> int:
        """One uvicorn process without access log, once it answers; gives its port."""
        port = self.ports[name] = FIRST_PORT + len(self.ports)
        command = ["-m", "uvicorn", application, "--port", str(port), "--no-access-log", "--log-level", "warning"]
        self._start(name, command, database, **more)
        for _ in range(300):
            try:
                httpx.get(f"http://127.0.0.1:{port}/health", trust_env=False)
            except httpx.TransportError:
                time.sleep(0.1)
            else:
                return port
        raise RuntimeError(f"{name} did not come up")

    def work(self, name: str, database: Database) -> subprocess.Popen[bytes]:
        """A worker process: sequencer and imports."""
        return self._start(name, ["-m", "app.cli", "worker"], database)

    def stop(self, name: str) -> None:
        """End a process."""
        process = self.processes.pop(name)
        process.terminate()
        process.wait()

    def stop_all(self) -> None:
        """End every process."""
        for name in list(self.processes):
            self.stop(name)

    def _start(self, name: str, command: list[str], database: Database, **more: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen([sys.executable, *command], env=database.environment(self.home, **more))
        self.processes[name] = process
        return process


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
        made = Rig(home, keyring, large, small)
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


def alternating(rates: Mapping[str, list[float]], one: str, other: str) -> float:
    """The median of the ratios of rounds."""
    return statistics.median(a / b for a, b in zip(rates[one], rates[other], strict=True))
