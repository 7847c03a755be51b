"""Carries out queued imports, in the worker process: judged in threads, written in one transaction per workbook.

Rows, ledger, faults and the job's end are committed together, so that a worker that dies at any statement leaves
either nothing or everything; a job whose worker is gone is begun anew when its lease has run out.
"""

import asyncio
import datetime as dt
import logging
import traceback
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Protocol

import asyncpg
from sqlalchemy.sql.dml import Update
from sqlmodel import and_, col, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.auth.principals import Principal
from app.auth.sessions import principal_of_grant
from app.core.clock import Clock
from app.core.crypto import Keyring
from app.core.database import Database, DatabaseRole, Scope
from app.documents.cells import WorkbookRefused
from app.documents.forms import FORMS
from app.documents.reading import Row, read_form
from app.models.imports import FormKind, ImportJob, ImportState
from app.services.workbooks.imports.law_firms import LawFirmImport
from app.services.workbooks.imports.lawyers import LawyerImport
from app.services.workbooks.imports.members import MemberImport
from app.services.workbooks.imports.party_orgs import PartyOrgImport
from app.services.workbooks.imports.requests import MAY_IMPORT
from app.services.workbooks.imports.staging import Importing, ImportOvertaken, Judgement, Staging

LEASE = dt.timedelta(minutes=15)
MOST_ATTEMPTS = 3
_BATCH = 5000
_FAILED = "导入未能完成，没有写入任何内容。请稍后重试或联系系统管理员。"
_WORKER = Scope(DatabaseRole.WORKER)
_log = logging.getLogger(__name__)


class FormImport(Protocol):
    """One workbook of one form: takes the rows one by one, then writes those that it accepts."""

    def __init__(self, importing: Importing, judgement: Judgement) -> None: ...

    def take(self, row: Row) -> None: ...

    async def write(self, staging: Staging) -> None: ...


IMPORTS: Mapping[FormKind, type[FormImport]] = {
    FormKind.LAW_FIRMS: LawFirmImport,
    FormKind.PARTY_ORGS: PartyOrgImport,
    FormKind.LAWYERS: LawyerImport,
    FormKind.MEMBERS: MemberImport,
}


async def run_next_import(database: Database, keyring: Keyring, clock: Clock) -> bool:
    """Carry out the oldest import that waits; False where none does. Raises only while the database is away."""
    job = await _take(database, clock)
    if job is None:
        return False
    if job.attempts > MOST_ATTEMPTS:  # each of them ended with the worker
        await _end(database, clock, job, "import_failed", _FAILED)
        return True
    try:
        await _carry_out(database, keyring, clock, job)
    except WorkbookRefused as refusal:
        await _end(database, clock, job, refusal.code, str(refusal))
    except Exception as error:
        # An error's text may quote a row; where it arose does not.
        place = "".join(traceback.format_tb(error.__traceback__))
        _log.error("import %s, attempt %s: %s\n%s", job.id, job.attempts, type(error).__name__, place)
        if job.attempts < MOST_ATTEMPTS:
            await _change(database, job, state=ImportState.QUEUED)
        else:
            await _end(
                database, clock, job, "import_failed", "导入未能完成，没有写入任何内容。请稍后重试或联系系统管理员。"
            )
    return True


async def _take(database: Database, clock: Clock) -> ImportJob | None:
    now = clock.now()
    abandoned = and_(col(ImportJob.state) == ImportState.RUNNING, col(ImportJob.started_at) < now - LEASE)
    statement = (
        select(ImportJob)
        .where(or_(col(ImportJob.state) == ImportState.QUEUED, abandoned))
        .order_by(col(ImportJob.created_at))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    async with database.session(_WORKER) as session:
        job = (await session.exec(statement)).one_or_none()
        if job is not None:
            job.state, job.started_at, job.attempts = ImportState.RUNNING, now, job.attempts + 1
    return job


async def _carry_out(database: Database, keyring: Keyring, clock: Clock, job: ImportJob) -> None:
    principal = await principal_of_grant(database, job.grant_id)
    if principal is None or job.kind not in MAY_IMPORT.get(principal.role, frozenset()):
        await _end(
            database, clock, job, "grant_revoked", "提交人的授权已撤销，没有写入任何内容。请由现任人员重新导入。"
        )
        return
    judgement = Judgement()
    importing = Importing(clock.today(), keyring, principal.scope.lo)
    workbook = IMPORTS[job.kind](importing, judgement)
    rows = await asyncio.to_thread(lambda: read_form(job.kind, keyring.unseal(job.file_cipher or b"")))
    while taken := await asyncio.to_thread(_take_rows, workbook, rows):
        judgement.total += taken
        await _change(database, job, rows_total=judgement.total)
    await _write(database, clock, job, principal, workbook, judgement)


def _take_rows(workbook: FormImport, rows: Iterator[Row]) -> int:
    taken = 0
    for row in islice(rows, _BATCH):
        workbook.take(row)
        taken += 1
    return taken


async def _write(
    database: Database, clock: Clock, job: ImportJob, principal: Principal, workbook: FormImport, judgement: Judgement
) -> None:
    async with database.session(principal.scope) as session:
        raw = await (await session.connection()).get_raw_connection()
        driver: asyncpg.Connection = raw.driver_connection  # type: ignore[assignment]
        # The tree stands still meanwhile: `move_org` takes the same lock.
        await driver.execute("SELECT pg_advisory_xact_lock_shared(hashtext('party_org_tree'))")
        # The pools plan every statement anew, for the reads' sake; here that would plan each row's foreign keys anew.
        await driver.execute("SET LOCAL plan_cache_mode = auto")
        attempt = driver.transaction()
        await attempt.start()
        staging = Staging(session, driver, clock.today())
        await workbook.write(staging)
        await staging.drop()
        await (attempt.rollback() if job.dry_run else attempt.commit())
        await driver.execute("SET LOCAL ROLE huizhi_worker")
        await _report(session, driver, clock, job, judgement)


async def _report(
    session: AsyncSession, driver: asyncpg.Connection, clock: Clock, job: ImportJob, judgement: Judgement
) -> None:
    """Write the job's end and its faults; `ImportOvertaken` where another worker has the job by now."""
    counted = await session.exec(
        _still_mine(job).values(
            state=ImportState.DONE,
            rows_total=judgement.total,
            rows_done=judgement.total,
            rows_created=judgement.created,
            rows_updated=judgement.updated,
            rows_unchanged=judgement.unchanged,
            rows_rejected=len(judgement.refused),
            finished_at=clock.now(),
        )
    )
    if counted.rowcount == 0:
        raise ImportOvertaken
    await driver.executemany(
        "INSERT INTO import_fault (import_id, row, code, fields, headings, message, is_remark, place_path) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        list(_faults(job, judgement)),
    )


def _faults(job: ImportJob, judgement: Judgement) -> Iterator[tuple[Any, ...]]:
    grouped: dict[tuple[int, str, bool], list[tuple[str, str]]] = defaultdict(list)
    for row, fault in judgement.faults:
        grouped[row, fault.code, False].append((fault.field, fault.message))
    for row, remark in judgement.remarks:
        if row not in judgement.refused and (row, remark.code, False) not in grouped:
            grouped[row, remark.code, True].append((remark.field, remark.message))
    form = FORMS[job.kind]
    for (row, code, is_remark), entries in grouped.items():
        fields = list(dict.fromkeys(field for field, _ in entries))
        message = "；".join(dict.fromkeys(text.rstrip("。") for _, text in entries))
        yield job.id, row, code, fields, form.headings(fields), f"{message[:499]}。", is_remark, job.place_path


async def _end(database: Database, clock: Clock, job: ImportJob, code: str, detail: str) -> None:
    failure = {"failure_code": code, "failure_detail": detail[:500], "finished_at": clock.now()}
    await _change(database, job, state=ImportState.FAILED, **failure)


async def _change(database: Database, job: ImportJob, **values: Any) -> None:
    async with database.session(_WORKER) as session:
        await session.exec(_still_mine(job).values(**values))


def _still_mine(job: ImportJob) -> Update:
    return update(ImportJob).where(
        col(ImportJob.id) == job.id,
        col(ImportJob.state) == ImportState.RUNNING,
        col(ImportJob.attempts) == job.attempts,
    )
