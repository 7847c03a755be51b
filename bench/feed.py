"""P5 and P8: the change feed and exports of the data-sharing API."""

import asyncio
import datetime as dt
import json
import re
import subprocess
import time
import uuid
from collections.abc import Callable
from functools import partial
from urllib.parse import urlencode

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect
from sqlmodel import select

from app.core.database import DatabaseRole, path_range
from app.core.jose import Signer
from app.core.listen_notify import Notifier
from app.core.settings import Settings
from app.models.changes import RECORDED
from app.rules.sharing.sharing import DATA_SETS, Transform
from app.sharing.partners import AUDIENCE, DETAIL_TYPE, TOKEN_KIND
from app.sharing.projection import SOURCES
from bench.client import Connection, get, post
from bench.figures import Figure, Pass, Rate, ratio_of
from bench.rig import PROGRAMS, ROUNDS, Database, Rig, size

EVENTS, EVENT_SECONDS, QUIET_SECONDS = size("EVENTS", 1000), size("EVENT_SECONDS", 60), size("QUIET_SECONDS", 60)
BACKLOG = size("BACKLOG", 50_000)
WRITERS, PER_COMMIT = 8, 2
P99_MS = 100
LOOK_SECONDS, WAIT_SECONDS = 0.005, 0.05
CITY = "/51/5101/"

_RECORD = """
    SELECT record_change('member', id, 1, 'update', '{name}', '{}', '/51/', '/51/', '/', '/')
    FROM unnest($1::uuid[]) AS id
"""
_BACKLOG = """
    SELECT record_change('member', person_id, version, 'create', '{name}', '{}', NULL, place_path, NULL, '/')
    FROM (SELECT * FROM member WHERE place_path >= $1 AND place_path < $2 LIMIT $3) AS chosen
"""

_KEY = {"kid": "bench", "x": "", "y": ""}
"""No key: the token is signed here and not asked for."""

_STILL_MADE = re.compile(rb'"state": ?"(queued|running)"')
"""An answer that the client waited for: it does not count when the client works alone."""

_UNNUMBERED = "SELECT EXISTS (SELECT FROM change WHERE seq IS NULL)"


def feed_and_exports(rig: Rig) -> list[Figure]:
    """Both, beside a worker that numbers."""
    rig.work("numbering", rig.large)
    figures = [asyncio.run(_commit_to_visible(rig.large))]
    port = rig.serve("sharing", "app.sharing.main:app", rig.large)
    figures += asyncio.run(_export_and_backlog(rig, port))
    rig.stop("numbering")
    rig.stop("sharing")
    return figures


async def _commit_to_visible(database: Database) -> Figure:
    """P8: what is committed after a quiet minute, and when a reader of the ledger's numbers sees it, an idle
    transaction beside. Writers notify after each commit, as the applications do."""
    committed: dict[uuid.UUID, float] = {}
    visible: dict[uuid.UUID, float] = {}
    idle, reading = await _connect(database, DatabaseRole.AREA), await _connect(database, DatabaseRole.WORKER)
    await idle.execute(_RECORD, [uuid.uuid4()])
    while await reading.fetchval(_UNNUMBERED):  # noqa: ASYNC110 - the worker is still starting
        await asyncio.sleep(LOOK_SECONDS)
    pool = await asyncpg.create_pool(database.login, min_size=1, max_size=1)
    notifier = Notifier(pool)
    await asyncio.sleep(QUIET_SECONDS)
    await idle.execute("BEGIN")
    await idle.execute("SELECT pg_current_xact_id()")
    last = await reading.fetchval("SELECT coalesce(max(seq), 0) FROM change")
    began = time.monotonic()
    ends = began + EVENT_SECONDS

    async def write(number: int) -> None:
        connection = await _connect(database, DatabaseRole.AREA)
        pause, due = WRITERS * PER_COMMIT / EVENTS, time.monotonic() + number * PER_COMMIT / EVENTS
        while due < ends:
            await asyncio.sleep(due - time.monotonic())
            ids = [uuid.uuid4() for _ in range(PER_COMMIT)]
            await connection.execute(_RECORD, ids)
            committed.update(dict.fromkeys(ids, time.monotonic()))
            notifier.notify((RECORDED,))
            due += pause
        await connection.close()

    async def read() -> None:
        nonlocal last
        while time.monotonic() < ends or (committed.keys() - visible.keys() and time.monotonic() < ends + 30):
            rows = await reading.fetch("SELECT entity_id, seq FROM change WHERE seq > $1 ORDER BY seq", last)
            visible.update(dict.fromkeys((row["entity_id"] for row in rows), time.monotonic()))
            last = rows[-1]["seq"] if rows else last
            await asyncio.sleep(LOOK_SECONDS)

    await asyncio.gather(read(), *map(write, range(WRITERS)))
    await notifier.close()
    await pool.close()
    await idle.close()
    await reading.close()
    lags = sorted(max(visible[key] - moment, 0.0) for key, moment in committed.items() if key in visible)
    lost = len(committed) - len(lags)
    p50, p99 = (1000 * lags[int(len(lags) * part)] for part in (0.5, 0.99))
    rate = len(committed) / EVENT_SECONDS
    first = 1000 * max(visible.get(key, ends) - moment for key, moment in committed.items() if moment < began + 1)
    told = f"{rate:.0f}/s for {EVENT_SECONDS} s: p50 {p50:.0f} ms, p99 {p99:.0f} ms, {lost} lost; "
    told += f"slowest in the first second after {QUIET_SECONDS} s of quiet {first:.0f} ms"
    title, goal = "commit to visible, a transaction idle beside", f"p99 < {P99_MS} ms, none lost, at {EVENTS}/s"
    return Figure("P8", title, told, "", goal, p99 < P99_MS and not lost and rate > 0.99 * EVENTS)


async def _export_and_backlog(rig: Rig, port: int) -> list[Figure]:
    """P5: both as rows a second against COPY of the same projection, in alternated rounds."""
    admin = await asyncpg.connect(rig.large.admin)
    fields = {name: Transform.FULL for name in DATA_SETS["members"].fields if name != "id_number"}
    token = await _granted(rig, admin, fields)
    start = _pages(port, token, None)[0]
    exported = await _compare(rig, fields, partial(_export, token), "export of a city's members", 0.4)
    lo, hi = path_range(CITY)
    count = len(await admin.fetch(_BACKLOG, lo, hi, BACKLOG))
    while await admin.fetchval(_UNNUMBERED):  # noqa: ASYNC110 - the worker cannot set an event
        await asyncio.sleep(0.1)
    pages = _pages(port, token, start)[1]
    followed = await _compare(rig, fields, partial(_drain, pages, count), "the feed's backlog", 0.25, limit=count)
    await admin.close()
    return [exported, followed]


async def _compare(
    rig: Rig,
    fields: dict[str, Transform],
    work: Callable[[Connection], int],
    title: str,
    goal: float,
    *,
    limit: int | None = None,
) -> Figure:
    """Rows a second of ours and of COPY."""
    ours, copies, heard = list[Pass](), list[Pass](), list[bytes]()
    for _ in range(ROUNDS):
        heard.clear()
        with Connection(rig.ports["sharing"], heard) as connection:
            ours.append(await asyncio.to_thread(rig.timed, partial(work, connection), "sharing"))
        copies.append(await asyncio.to_thread(_copy, rig, fields, ours[-1].units, limit))
    said = [answer for answer in heard if _STILL_MADE.search(answer) is None or answer is heard[0]]
    rates = (
        Rate.median("P5", title, "sharing", "row", ours, alone=rig.alone(said, work)),
        Rate.median("P5", title, "COPY", "row", copies, alone=None),
    )
    told, ratio = ", ".join(f"{rate.of} {rate.per_second:.0f}/s" for rate in rates), ratio_of(ours, copies)
    return Figure("P5", title, told, f"{ratio:.2f} x COPY", f">= {goal}", ratio >= goal, rates)


def _copy(rig: Rig, fields: dict[str, Transform], rows: int, limit: int | None) -> Pass:
    """The same projection of the same rows by psql, which is never the limit: it needs a tenth of the server's time."""
    records = SOURCES["members"].records(tuple(fields.items())).subquery("records")
    lo, hi = path_range(CITY)
    member = sa.table("member", sa.column("person_id"), sa.column("place_path"))
    chosen = select(records).join(member, member.c.person_id == records.c.key)  # type: ignore[call-overload]
    chosen = chosen.where(member.c.place_path >= lo, member.c.place_path < hi).limit(limit)
    dialect = asyncpg_dialect()  # type: ignore[no-untyped-call]
    text = chosen.params(salt=b"s" * 32).compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    steps = ("\\o /dev/null", "\\timing on", f"COPY ({text}) TO STDOUT")
    command = [
        str(PROGRAMS / "psql"),
        "-X",
        "-q",
        "-d",
        rig.large.admin,
        *(part for step in steps for part in ("-c", step)),
    ]
    with rig.spending() as spent:
        printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return Pass(rows, float(printed.split()[1]) / 1000, spent)


def _export(token: str, connection: Connection) -> int:
    """Ask for the city, wait, fetch the file; gives its rows."""
    job = connection.read(post("/share/v1/exports", token, b'{"data_sets": ["members"]}'))
    while job["state"] in {"queued", "running"}:
        time.sleep(WAIT_SECONDS)
        job = connection.read(get(f"/share/v1/exports/{job['id']}", token))
    (file,) = job["files"]
    connection.ask(get(f"/share/v1/exports/{job['id']}/files/members", token))
    return int(file["rows"])


def _pages(port: int, token: str, after: str | None) -> tuple[str, list[bytes]]:
    """The cursor behind everything that lies behind one, and the requests that lead there."""
    requests = []
    with Connection(port) as connection:
        while True:
            query = urlencode({"limit": 500} | ({"after": after} if after else {}))
            requests.append(get(f"/share/v1/changes?{query}", token))
            page = connection.read(requests[-1])
            after = str(page["next"])
            if not page["more"]:
                return after, requests


def _drain(pages: list[bytes], count: int, connection: Connection) -> int:
    """Fetch pages that hold so many events."""
    for request in pages:
        connection.ask(request)
    return count


async def _granted(rig: Rig, admin: asyncpg.Connection, fields: dict[str, Transform]) -> str:
    """A token of a partner with a grant over the city."""
    partner, grant, today = uuid.uuid4(), uuid.uuid4(), dt.datetime.now(dt.UTC).date()
    await admin.execute(
        "INSERT INTO partner (id, client_id, name, contact, keys, version) VALUES ($1, $2, '', '', $3, 1)",
        partner,
        str(partner),
        json.dumps([_KEY]),
    )
    await admin.execute(
        """
        INSERT INTO sharing_grant (id, partner_id, purpose, legal_basis, area_code, place_path, data_sets,
            quota_per_day, valid_from, valid_to, embargo, embargo_days, state, approvals, requested_on, answer_due_on,
            content_version, version)
        VALUES ($1, $2, 'party_building', '', '5101', $3, $4,
            2000000000, $5, $6, 'open', 0, 'in_force', '{}', $5, $5, 1, 1)
        """,
        grant,
        partner,
        CITY,
        json.dumps({"members": fields}),
        today - dt.timedelta(days=1),
        today + dt.timedelta(days=2),
    )
    return Signer(rig.keyring.signing).sign_token(
        issuer=Settings().partner_issuer,
        audience=AUDIENCE,
        subject=str(partner),
        token_id=uuid.uuid4().hex,
        now=dt.datetime.now(dt.UTC),
        seconds=7200,
        kind=TOKEN_KIND,
        client_id=str(partner),
        partner=str(partner),
        client_key=_KEY,
        authorization_details=[
            {"type": DETAIL_TYPE, "purpose": "party_building", "grant": str(grant), "case": "bench"}
        ],
    )


async def _connect(database: Database, role: DatabaseRole) -> asyncpg.Connection:
    return await asyncpg.connect(database.login, server_settings={"role": role.value})
