"""P5 and P8: the change feed and exports of the data-sharing API."""

import asyncio
import datetime as dt
import json
import os
import statistics
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import sqlalchemy as sa
from sqlmodel import select

from app.core.database import DatabaseRole, compile_query, path_range
from app.core.jose import Signer
from app.core.settings import Settings
from app.rules.sharing.sharing import DATA_SETS, Transform
from app.sharing.partners import AUDIENCE, DETAIL_TYPE, TOKEN_KIND
from app.sharing.projection import SOURCES
from bench.rig import ROUNDS, Database, Figure, Rig, size

EVENTS, EVENT_SECONDS = size("EVENTS", 1000), size("EVENT_SECONDS", 60)
BACKLOG = size("BACKLOG", 50_000)
WRITERS, PER_COMMIT = 8, 2
LOOK_SECONDS = 0.005
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
    """P8: what is committed, and when a reader of the ledger's numbers sees it, an idle transaction beside."""
    committed: dict[uuid.UUID, float] = {}
    visible: dict[uuid.UUID, float] = {}
    idle, reading = await _connect(database, DatabaseRole.AREA), await _connect(database, DatabaseRole.WORKER)
    await idle.execute(_RECORD, [uuid.uuid4()])
    while await reading.fetchval(_UNNUMBERED):  # noqa: ASYNC110 - the worker is still starting
        await asyncio.sleep(LOOK_SECONDS)
    await idle.execute("BEGIN")
    await idle.execute("SELECT pg_current_xact_id()")
    last = await reading.fetchval("SELECT coalesce(max(seq), 0) FROM change")
    ends = time.monotonic() + EVENT_SECONDS

    async def write(number: int) -> None:
        connection = await _connect(database, DatabaseRole.AREA)
        pause, due = WRITERS * PER_COMMIT / EVENTS, time.monotonic() + number * PER_COMMIT / EVENTS
        while due < ends:
            await asyncio.sleep(due - time.monotonic())
            ids = [uuid.uuid4() for _ in range(PER_COMMIT)]
            await connection.execute(_RECORD, ids)
            committed.update(dict.fromkeys(ids, time.monotonic()))
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
    await idle.close()
    await reading.close()
    lags = sorted(max(visible[key] - moment, 0.0) for key, moment in committed.items() if key in visible)
    lost = len(committed) - len(lags)
    p50, p99 = (1000 * lags[int(len(lags) * part)] for part in (0.5, 0.99))
    rate = len(committed) / EVENT_SECONDS
    told = f"{rate:.0f}/s for {EVENT_SECONDS} s: p50 {p50:.0f} ms, p99 {p99:.0f} ms, {lost} lost"
    return Figure(
        "P8", "commit to visible, a transaction idle beside", told, "", "p99 < 1 s, none lost", p99 < 1000 and not lost
    )


async def _export_and_backlog(rig: Rig, port: int) -> list[Figure]:
    """P5: both as rows a second against COPY of the same projection, in alternated rounds."""
    database = rig.large
    admin = await asyncpg.connect(database.admin)
    fields = {name: Transform.FULL for name in DATA_SETS["members"].fields if name != "id_number"}
    headers = {"Authorization": f"Bearer {await _granted(rig, admin, fields)}"}
    base = f"http://127.0.0.1:{port}/share/v1"
    with httpx.Client(base_url=base, headers=headers, timeout=300, trust_env=False) as http:
        start = _drained(http, None)[1]
        exported = await _rates(admin, fields, lambda: _export(http), None)
        lo, hi = path_range(CITY)
        count = len(await admin.fetch(_BACKLOG, lo, hi, BACKLOG))
        while await admin.fetchval(_UNNUMBERED):  # noqa: ASYNC110 - the worker cannot set an event
            await asyncio.sleep(0.1)
        followed = await _rates(admin, fields, lambda: _drained(http, start)[0], count)
    await admin.close()
    return [
        Figure("P5", title, f"{ours:.0f}/s, COPY {copy:.0f}/s", f"{ratio:.2f} x COPY", ">= 0.5", ratio >= 0.5)
        for title, (ours, copy, ratio) in {
            "export of a city's members": exported,
            "the feed's backlog": followed,
        }.items()
    ]


async def _rates(
    admin: asyncpg.Connection, fields: dict[str, Transform], ours: Callable[[], int], limit: int | None
) -> tuple[float, float, float]:
    """Rows a second of ours and of COPY, and the median of their ratios."""
    found: list[tuple[float, float]] = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        rows = await asyncio.to_thread(ours)
        rate = rows / (time.perf_counter() - began)
        began = time.perf_counter()
        copied = await _copy(admin, fields, limit)
        found.append((rate, copied / (time.perf_counter() - began)))
    one, other = zip(*found, strict=True)
    return statistics.median(one), statistics.median(other), statistics.median(a / b for a, b in found)


async def _copy(admin: asyncpg.Connection, fields: dict[str, Transform], limit: int | None) -> int:
    records = SOURCES["members"].records(tuple(fields.items())).subquery("records")
    lo, hi = path_range(CITY)
    member = sa.table("member", sa.column("person_id"), sa.column("place_path"))
    rows = select(records).join(member, member.c.person_id == records.c.key)  # type: ignore[call-overload]
    query = compile_query(rows.where(member.c.place_path >= lo, member.c.place_path < hi).limit(limit))
    arguments = query.arguments({"salt": b"s" * 32} if "salt" in query.constants else {})
    status = await admin.copy_from_query(query.sql, *arguments, output=Path(os.devnull))
    return int(status.split()[1])


def _export(http: httpx.Client) -> int:
    job = http.post("/exports", json={"data_sets": ["members"]}).raise_for_status().json()
    while job["state"] in {"queued", "running"}:
        time.sleep(0.02)
        job = http.get(f"/exports/{job['id']}").raise_for_status().json()
    (file,) = job["files"]
    http.get(f"/exports/{job['id']}/files/members").raise_for_status()
    return int(file["rows"])


def _drained(http: httpx.Client, after: str | None) -> tuple[int, str]:
    """How many events lay behind a cursor, and the cursor behind them."""
    count = 0
    while True:
        params: dict[str, Any] = {"limit": 500} | ({"after": after} if after else {})
        page = http.get("/changes", params=params).raise_for_status().json()
        count, after = count + len(page["events"]), page["next"]
        if not page["more"]:
            return count, str(after)


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
