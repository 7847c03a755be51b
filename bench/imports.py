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
import xlsxwriter

from app.documents.forms import FORMS
from app.models.imports import FormKind
from app.rules.people import id_number
from bench.client import Connection, get, post
from bench.figures import Figure, Pass, Rate
from bench.reads import alone_one_by_one, one_by_one, one_member
from bench.rig import ROUNDS, Database, Rig, memory_of, size
from bench.spending import Spent

ROWS = size("IMPORT_ROWS", 100_000)
TABLES = ("person", "person_identity", "member", "affiliation", "membership_standing", "change", "change_salt")
PART_OF_COPY, MEMORY_MB, SLOWER = 0.12, 400, 1.5
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def import_of_members(rig: Rig) -> list[Figure]:
    """Rate, memory of the worker, and what the API's readers notice."""
    port, database = rig.ports["registry"], rig.large
    worker = rig.work("importing", database)
    began_at = asyncio.run(_now(database.admin))
    readers = one_member(database)
    quiet = [one_by_one(rig, "registry", readers) for _ in range(ROUNDS)]
    noticed: list[Pass] = []
    over = threading.Event()

    def notice() -> None:
        while not over.is_set():
            noticed.append(one_by_one(rig, "registry", readers, 50))

    asked, heard = _upload(database), list[bytes]()

    def send(connection: Connection) -> int:
        connection.ask(asked)
        return ROWS

    def send_and_wait() -> int:
        with Connection(port, heard) as connection:
            job = connection.read(asked)
            while job["state"] in {"queued", "running"}:
                time.sleep(0.1)
                job = connection.read(get(f"/api/v1/imports/{job['id']}", database.tokens["province"]))
        if job["rows_created"] != ROWS:
            raise RuntimeError(f"the import did not take every row: {job}")
        return ROWS

    noticing = threading.Thread(target=notice)
    noticing.start()
    try:
        ours = rig.timed(send_and_wait, "importing")
    finally:
        over.set()
        noticing.join()
    a_read = statistics.median(found.spent.database / found.units for found in quiet)
    ours.spent.database -= a_read * sum(found.units for found in noticed)  # what the readers cost is not the import's
    peak = memory_of(worker, "VmHWM")
    rig.stop("importing")
    alone = rig.alone(heard[:1], send)
    copies = [asyncio.run(_copy_again(rig, began_at)) for _ in range(ROUNDS)]
    title, ratio = f"import of {ROWS} members", statistics.median(ours.per_second / copy.per_second for copy in copies)
    rates = (
        Rate.median("P4", title, "worker", "row", [ours], alone=alone),
        Rate.median("P4", title, "COPY", "row", copies, alone=None),
    )
    told = f"{rates[0].per_second:.0f}/s, COPY {rates[1].per_second:.0f}/s"
    null = alone_one_by_one(rig, "registry", readers)
    reads = tuple(
        Rate.median("P4", "one member", of, "request", found, alone=null)
        for of, found in {"quiet": quiet, "meanwhile": noticed}.items()
    )
    slower = reads[0].per_second / reads[1].per_second
    meanwhile = f"{1000 / reads[0].per_second:.2f} ms, meanwhile {1000 / reads[1].per_second:.2f} ms"
    return [
        Figure("P4", title, told, f"{ratio:.2f} x COPY", f">= {PART_OF_COPY}", ratio >= PART_OF_COPY, rates),
        Figure("P4", "its worker's memory", f"at most {peak:.0f} MB", "", f"< {MEMORY_MB} MB", peak < MEMORY_MB),
        Figure("P4", "the API", meanwhile, f"{slower:.2f} x quiet", f"<= {SLOWER}", slower <= SLOWER, reads),
    ]


def _upload(database: Database) -> bytes:
    """The request with the workbook, as multipart/form-data."""
    head = (
        '--bench\r\ncontent-disposition: form-data; name="kind"\r\n\r\nmembers\r\n'
        '--bench\r\ncontent-disposition: form-data; name="file"; filename="members.xlsx"\r\n'
        f"content-type: {XLSX}\r\n\r\n"
    )
    body = head.encode() + _workbook(database.loaded.branch_names) + b"\r\n--bench--\r\n"
    return post("/api/v1/imports", database.tokens["province"], body, "multipart/form-data; boundary=bench")


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


async def _copy_again(rig: Rig, since: Any) -> Pass:
    """COPY of what the import wrote into empty tables with the same indexes, as their owner."""
    of = {
        "person": "created_at >= $1",
        "change": "at >= $1 AND entity = 'member'",
        "change_salt": "change_id IN (SELECT id FROM change WHERE at >= $1 AND entity = 'member')",
    }
    connection = await asyncpg.connect(rig.large.admin)
    seconds, spent = 0.0, Spent()
    with tempfile.TemporaryDirectory() as folder:
        for table in TABLES:
            file = Path(folder) / table
            rows = of.get(table, "person_id IN (SELECT id FROM person WHERE created_at >= $1)")
            await connection.copy_from_query(f"SELECT * FROM {table} WHERE {rows}", since, output=file, format="binary")  # noqa: S608
            await connection.execute(f"CREATE TABLE again_{table} (LIKE {table} INCLUDING ALL)")
            with rig.spending() as copying:
                began = time.perf_counter()
                await connection.copy_to_table(f"again_{table}", source=file, format="binary")
                seconds += time.perf_counter() - began
            spent.database += copying.database
            await connection.execute(f"DROP TABLE again_{table}")
    await connection.close()
    return Pass(ROWS, seconds, spent)
