"""P4: an import of members from a workbook, against a bare COPY of the same rows into the same tables."""

import asyncio
import datetime as dt
import io
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import xlsxwriter

from app.documents.forms import FORMS
from app.models.imports import FormKind
from app.rules.people import id_number
from bench.reads import latency, one_member
from bench.rig import ROUNDS, Figure, Rig, memory_of, size

ROWS = size("IMPORT_ROWS", 100_000)
TABLES = ("person", "person_identity", "member", "affiliation", "membership_standing", "change", "change_salt")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def import_of_members(rig: Rig) -> list[Figure]:
    """Rate, memory of the worker, and what the API's readers notice."""
    port, database = rig.ports["registry"], rig.large
    worker = rig.work("importing", database)
    began_at = asyncio.run(_now(database.admin))
    quiet = statistics.median(latency(port, one_member(database)) for _ in range(ROUNDS))
    noticed: list[float] = []
    over = threading.Event()

    def notice() -> None:
        while not over.is_set():
            noticed.append(latency(port, one_member(database), 50))

    headers = {"Authorization": f"Bearer {database.tokens['province']}"}
    with httpx.Client(
        base_url=f"http://127.0.0.1:{port}/api/v1", headers=headers, timeout=300, trust_env=False
    ) as http:
        files = {"file": ("members.xlsx", _workbook(database.loaded.branch_names), XLSX)}
        began = time.perf_counter()
        job = http.post("/imports", data={"kind": "members"}, files=files).raise_for_status().json()
        noticing = threading.Thread(target=notice)
        noticing.start()
        while job["state"] in {"queued", "running"}:
            time.sleep(0.1)
            job = http.get(f"/imports/{job['id']}").raise_for_status().json()
        took = time.perf_counter() - began
        over.set()
        noticing.join()
    if job["rows_created"] != ROWS:
        raise RuntimeError(f"the import did not take every row: {job}")
    peak = memory_of(worker, "VmHWM")
    rig.stop("importing")
    copied = statistics.median(asyncio.run(_copy_again(database.admin, began_at)) for _ in range(ROUNDS))
    slower, ratio = statistics.median(noticed) / quiet, copied / took
    title = f"import of {ROWS} members"
    return [
        Figure(
            "P4",
            title,
            f"{ROWS / took:.0f}/s, COPY {ROWS / copied:.0f}/s",
            f"{ratio:.2f} x COPY",
            ">= 0.10",
            ratio >= 0.1,
        ),
        Figure("P4", "its worker's memory", f"at most {peak:.0f} MB", "", "< 500 MB", peak < 500),
        Figure("P4", "the API meanwhile", f"{quiet * 1000:.1f} ms", f"{slower:.2f} x", "<= 2", slower <= 2),
    ]


def _workbook(branches: list[str]) -> bytes:
    """New people in the branches that there are."""
    file, columns = io.BytesIO(), [column.field for column in FORMS[FormKind.MEMBERS].columns]
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [column.heading for column in FORMS[FormKind.MEMBERS].columns])
        for row in range(ROWS):
            birth = dt.date(1950, 1, 1) + dt.timedelta(days=row // 1000)
            first17 = f"990001{birth:%Y%m%d}{row % 1000:03d}"
            facts = {
                "name": "赵" + "一二三四五六七八九"[row % 9] + "甲乙丙丁戊己庚辛"[row % 8],
                "id_number": first17 + id_number.check_digit(first17),
                "category": "正式党员",
                "branch_name": branches[row // 40 % len(branches)],
                "admitted_on": "2012-07-01",
                "regularized_on": "2013-07-01",
                "mobile": f"1990{row % 10_000_000:07d}",
            }
            for column, field in enumerate(columns):
                if field in facts:
                    sheet.write_string(row + 1, column, facts[field])
    return file.getvalue()


async def _now(url: str) -> Any:
    connection = await asyncpg.connect(url)
    moment = await connection.fetchval("SELECT now()")
    await connection.close()
    return moment


async def _copy_again(url: str, since: Any) -> float:
    """Seconds for COPY of what the import wrote into empty tables with the same indexes, as their owner."""
    of = {
        "person": "created_at >= $1",
        "change": "at >= $1 AND entity = 'member'",
        "change_salt": "change_id IN (SELECT id FROM change WHERE at >= $1 AND entity = 'member')",
    }
    connection = await asyncpg.connect(url)
    seconds = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for table in TABLES:
            file = Path(folder) / table
            rows = of.get(table, "person_id IN (SELECT id FROM person WHERE created_at >= $1)")
            await connection.copy_from_query(f"SELECT * FROM {table} WHERE {rows}", since, output=file, format="binary")  # noqa: S608
            await connection.execute(f"CREATE TABLE again_{table} (LIKE {table} INCLUDING ALL)")
            began = time.perf_counter()
            await connection.copy_to_table(f"again_{table}", source=file, format="binary")
            seconds += time.perf_counter() - began
            await connection.execute(f"DROP TABLE again_{table}")
    await connection.close()
    return seconds
