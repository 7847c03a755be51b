"""`make bench`: P1 and P2 as ratios within one run; prints the table and writes bench/results.md.

Every figure is the median of alternated rounds. Client, servers and database share the machine's cores.
"""

import asyncio
import datetime as dt
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import httpx

from app.auth.tokens import Tokens
from app.core import embedded
from app.core.crypto import Keyring
from app.core.database import DatabaseRole
from app.core.jose import Signer
from app.core.migrating import ensure_database, ensure_login, migrate
from app.core.settings import Settings
from app.services.reference import load_reference
from bench.client import Client
from bench.load import Loaded, load

MEMBERS = int(os.environ.get("BENCH_MEMBERS", "1000000"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "4"))
RESULTS = Path(__file__).with_name("results.md")
SERVERS = {"registry": "app.main:app", "floor": "bench.floor:app", "plain": "bench.plain:app"}


@dataclass(frozen=True)
class Work:
    """What one measurement asks for: paths, and for each the token of the scope it is asked in."""

    name: str
    paths: list[str]
    tokens: list[str]


def main() -> None:
    """Set up, measure, write."""
    home = Path(tempfile.mkdtemp(prefix="huizhi-bench-"))
    home.chmod(0o755)
    database = embedded.start(home, options={"synchronous_commit": "off", "shared_buffers": "1GB"})
    servers: dict[str, subprocess.Popen[bytes]] = {}
    try:
        keyring = Keyring.new()
        admin = database.url.replace("/postgres?", "/bench?")
        login = f"postgresql://bench_registry:bench@127.0.0.1:{database.port}/bench"
        loaded, tokens = asyncio.run(prepare(database.url, admin, login, keyring))
        environment = os.environ | {
            "HUIZHI_DATABASE_URL": login,
            "HUIZHI_KEYS": keyring.to_json(),
            "BENCH_ADMIN_URL": admin,
        }
        ports = {name: 18100 + i for i, name in enumerate(SERVERS)}
        for name, application in SERVERS.items():
            servers[name] = serve(application, ports[name], environment)
        for name in SERVERS:
            wait_for(ports[name], loaded.people[0], tokens["province"])
        RESULTS.write_text(report(measure(ports, loaded, tokens)), encoding="utf-8")
        print(RESULTS.read_text(encoding="utf-8"))
    finally:
        for process in servers.values():
            process.terminate()
            process.wait()
        database.stop()
        shutil.rmtree(home, ignore_errors=True)


async def prepare(server_url: str, admin: str, login: str, keyring: Keyring) -> tuple[Loaded, dict[str, str]]:
    """A migrated database with its members, and a token for each scope."""
    await ensure_database(server_url, "bench")
    await migrate(admin)
    connection = await asyncpg.connect(admin)
    await load_reference(connection)
    await ensure_login(connection, login, [r for r in DatabaseRole if r is not DatabaseRole.WORKER])
    began = time.monotonic()
    loaded = await load(connection, keyring, MEMBERS)
    print(f"{MEMBERS} members loaded in {time.monotonic() - began:.0f} s", file=sys.stderr)
    tokens = {
        "province": await token(connection, keyring, "organization_department", area="51"),
        "city": await token(connection, keyring, "organization_department", area="5101"),
        "branch": await token(connection, keyring, "org_officer", org=loaded.branch_id),
    }
    await connection.close()
    return loaded, tokens


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


def serve(application: str, port: int, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """One uvicorn process, without access log."""
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        application,
        "--port",
        str(port),
        "--no-access-log",
        "--log-level",
        "warning",
    ]
    return subprocess.Popen(command, env=environment)


def wait_for(port: int, person: uuid.UUID, token: str) -> None:
    """Until the server answers a real request."""
    headers = {"Authorization": f"Bearer {token}"}
    for _ in range(200):
        try:
            answer = httpx.get(f"http://127.0.0.1:{port}/api/v1/members/{person}", headers=headers)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            answer.raise_for_status()
            return
    raise RuntimeError("a server did not come up")


def measure(ports: dict[str, int], loaded: Loaded, tokens: dict[str, str]) -> dict[str, dict[str, list[float]]]:
    """Requests per second by work and server, in alternated rounds; scopes alternate on the same connections."""
    one = [(f"/api/v1/members/{p}", tokens["province"]) for p in loaded.people]
    one += [(f"/api/v1/members/{p}", tokens["city"]) for p in loaded.city_people]
    one += [(f"/api/v1/members/{p}", tokens["branch"]) for p in loaded.branch_people] * 50
    pages = [("/api/v1/members?area_code=5101&limit=50", tokens[name]) for name in ("province", "city")]
    client = Client(seconds=SECONDS)
    figures: dict[str, dict[str, list[float]]] = {}
    for name, requests in (("P1 one member", one), ("P2 page of 50", pages)):
        figures[name] = {server: [] for server in SERVERS}
        for server in SERVERS:
            client.run(ports[server], requests, seconds=1)
        for _ in range(ROUNDS):
            for server in SERVERS:
                figures[name][server].append(client.run(ports[server], requests))
    return figures


def report(figures: dict[str, dict[str, list[float]]]) -> str:
    """The table as Markdown."""
    lines = [
        "# Benchmark results",
        "",
        f"{dt.date.today()}, {os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, "  # noqa: DTZ011
        f"PostgreSQL 18, {MEMBERS} members, {ROUNDS} alternated rounds of {SECONDS} s, client: {Client.name()}; "
        "client, one server process and database share the cores.",
        "",
        "| work | registry /s | floor /s | plain /s | registry : floor | goal | registry : plain | goal |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    goals = {"P1 one member": ("0.75", "6"), "P2 page of 50": ("0.95", "8")}
    for name, by_server in figures.items():
        medians = {server: statistics.median(values) for server, values in by_server.items()}
        to_floor = statistics.median(a / b for a, b in zip(by_server["registry"], by_server["floor"], strict=True))
        to_plain = statistics.median(a / b for a, b in zip(by_server["registry"], by_server["plain"], strict=True))
        rates = " | ".join(f"{medians[server]:.0f}" for server in SERVERS)
        lines.append(f"| {name} | {rates} | {to_floor:.2f} | {goals[name][0]} | {to_plain:.1f} | {goals[name][1]} |")
    lines += [
        "",
        "*floor*: bare Starlette and asyncpg running the registry's own SQL without scope, token or contract. "
        "*plain*: FastAPI with an async SQLModel session per request. The registry runs with row policies, verified "
        "tokens, the access log and scopes that alternate on the same connections.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
