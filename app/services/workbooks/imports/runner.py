"""Carries out queued imports, in the worker process: judged in threads, written in one transaction per workbook.

Rows, ledger, faults and the job's end are committed together, so that a worker that dies at any statement leaves
either nothing or everything (docs/decisions/0030).
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Protocol

import asyncpg

from app.auth.principals import Principal
from app.auth.sessions import principal_of_grant
from app.core.clock import Clock
from app.core.crypto import Keyring
from app.core.database import Database
from app.core.jobs import Claim, JobFailed
from app.core.listen_notify import notify_after_commit
from app.documents.cells import WorkbookRefused
from app.documents.forms import FORMS
from app.documents.reading import Row, read_form
from app.models.changes import RECORDED
from app.models.imports import FormKind, ImportJob
from app.services.workbooks.imports.law_firms import LawFirmImport
from app.services.workbooks.imports.lawyers import LawyerImport
from app.services.workbooks.imports.members import MemberImport
from app.services.workbooks.imports.party_orgs import PartyOrgImport
from app.services.workbooks.imports.requests import IMPORTS, MAY_IMPORT
from app.services.workbooks.imports.staging import Importing, Judgement, Staging

_BATCH = 5000


class FormImport(Protocol):
    """One workbook of one form: takes the rows one by one, then writes those that it accepts."""

    def __init__(self, importing: Importing, judgement: Judgement) -> None: ...

    def take(self, row: Row) -> None: ...

    async def write(self, staging: Staging) -> None: ...


FORM_IMPORTS: Mapping[FormKind, type[FormImport]] = {
    FormKind.LAW_FIRMS: LawFirmImport,
    FormKind.PARTY_ORGS: PartyOrgImport,
    FormKind.LAWYERS: LawyerImport,
    FormKind.MEMBERS: MemberImport,
}


async def run_next_import(database: Database, keyring: Keyring, clock: Clock) -> bool:
    """Carry out the oldest import that waits; False where none does. Raises only while the database is away."""

    async def carry_out(claim: Claim[ImportJob]) -> None:
        try:
            await _import(database, keyring, clock, claim)
        except WorkbookRefused as refusal:
            raise JobFailed(refusal.code, str(refusal)) from refusal

    return await IMPORTS.work_next(database, clock, carry_out)


async def _import(database: Database, keyring: Keyring, clock: Clock, claim: Claim[ImportJob]) -> None:
    job = claim.job
    principal = await principal_of_grant(database, job.grant_id)
    if principal is None or job.kind not in MAY_IMPORT.get(principal.role, frozenset()):
        raise JobFailed("grant_revoked", "提交人的授权已撤销，没有写入任何内容。请由现任人员重新导入。")
    judgement = Judgement()
    workbook = FORM_IMPORTS[job.kind](Importing(clock.today(), keyring, principal.scope.lo), judgement)
    rows = await asyncio.to_thread(lambda: read_form(job.kind, keyring.unseal(job.file_cipher or b"")))
    while taken := await asyncio.to_thread(_take_rows, workbook, rows):
        judgement.total += taken
        await claim.write(rows_total=judgement.total)
    await _write(database, clock, claim, principal, workbook, judgement)


def _take_rows(workbook: FormImport, rows: Iterator[Row]) -> int:
    taken = 0
    for row in islice(rows, _BATCH):
        workbook.take(row)
        taken += 1
    return taken


async def _write(
    database: Database,
    clock: Clock,
    claim: Claim[ImportJob],
    principal: Principal,
    workbook: FormImport,
    judgement: Judgement,
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
        await (attempt.rollback() if claim.job.dry_run else attempt.commit())
        notify_after_commit(session, RECORDED)
        await driver.execute("SET LOCAL ROLE huizhi_worker")
        await driver.executemany(
            "INSERT INTO import_fault (import_id, row, code, fields, headings, message, is_remark, place_path) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            list(_faults(claim.job, judgement)),
        )
        await claim.finish(
            session,
            rows_total=judgement.total,
            rows_done=judgement.total,
            rows_created=judgement.created,
            rows_updated=judgement.updated,
            rows_unchanged=judgement.unchanged,
            rows_rejected=len(judgement.refused),
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
