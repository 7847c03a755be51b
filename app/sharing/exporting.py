"""Exports made in the background: gzipped NDJSON, with where to go on in the change feed.

The number of the log is read before the first record: what changes while the export is made comes again in the feed,
so that export and feed together end with the projection as it is (docs/sharing.md#property-3).
"""

import asyncio
import base64
import datetime as dt
import hashlib
import json
import uuid
import zlib
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.database import DatabaseRole, Scope, fetch_in
from app.core.polling import repeat
from app.models.sharing_exports import ExportFile, ExportJob, ExportState
from app.rules.sharing.sharing import Transform
from app.sharing.disclosing import Discloser, Leaving
from app.sharing.feed import HEAD
from app.sharing.partners import Caller, Partners
from app.sharing.problems import QuotaExceeded
from app.sharing.projection import CHUNK, PEOPLE, lines_query

LEASE = dt.timedelta(minutes=15)
_QUEUE = Scope(DatabaseRole.SHARING)
_LOOK_SECONDS = 1.0
_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True)
class Exporter:
    """Makes queued exports, one after the other; several processes may share the queue."""

    discloser: Discloser
    partners: Partners

    async def run_for_ever(self) -> None:
        """Look for work until cancelled; one that failed is tried again after the lease."""
        await repeat(self.run_next, _LOOK_SECONDS)

    async def run_next(self) -> bool:
        """Make one export; whether there was one."""
        job = await self._claim()
        if job is None:
            return False
        caller = await self.partners.caller_of(job.partner_id, job.grant_id, job.case_no)
        if caller is None or caller.grant.version != job.grant_version:
            await self._finish(job.id, ExportState.REFUSED)
            return True
        try:
            await self._make(job, caller)
        except QuotaExceeded:
            await self._finish(job.id, ExportState.REFUSED)
        return True

    async def _claim(self) -> ExportJob | None:
        now = self.discloser.clock.now()
        waiting = or_(
            ExportJob.state == ExportState.QUEUED,
            (col(ExportJob.state) == ExportState.RUNNING) & (col(ExportJob.leased_until) < now),
        )
        oldest = select(ExportJob).where(waiting).order_by(col(ExportJob.created_at)).limit(1)
        async with self.discloser.database.session(_QUEUE) as session:
            job = (await session.exec(oldest.with_for_update(skip_locked=True))).one_or_none()
            if job is not None:
                job.state, job.leased_until = ExportState.RUNNING, now + LEASE
        return job

    async def _make(self, job: ExportJob, caller: Caller) -> None:
        """Files, disclosures and the state become visible together."""
        async with self.discloser.database.session(caller.scope) as session:
            head = await fetch_in(session, HEAD, {})
            for data_set in job.data_sets:
                await self._write(session, job, caller, data_set)
            done = await session.get_one(ExportJob, job.id)
            done.state, done.finished_at = ExportState.DONE, self.discloser.clock.now()
            done.as_of_seq = head[0] if head else 0

    async def _write(self, session: AsyncSession, job: ExportJob, caller: Caller, data_set: str) -> None:
        fields = caller.grant.data_sets[data_set]
        granted = tuple(fields.items())
        packer = zlib.compressobj(wbits=_GZIP)
        parts, keys, rows = [], list[uuid.UUID](), 0
        parameters: dict[str, Any] = {"salt": self.discloser.salt(caller)} if data_set in PEOPLE else {}
        while True:
            row = await fetch_in(session, lines_query(data_set, granted, after="after" in parameters), parameters)
            found = [uuid.UUID(str(key)) for key in row[1]] if row else []
            if row and found:
                lines = await asyncio.to_thread(self._readable, row[0], fields)
                parts.append(await asyncio.to_thread(packer.compress, f"{lines}\n".encode()))
                rows += len(found)
                keys += found if data_set in PEOPLE else []
            if len(found) < CHUNK:
                break
            parameters["after"] = found[-1]
        content = b"".join([*parts, packer.flush()])
        digest = hashlib.sha256(content).hexdigest()
        session.add(ExportFile(export_id=job.id, data_set=data_set, rows=rows, sha256=digest, content=content))
        if rows:
            await self.discloser.disclose(session, caller, "export", data_set, Leaving(content, keys, rows))

    def _readable(self, lines: str, fields: Any) -> str:
        if fields.get("id_number") is not Transform.FULL:
            return lines
        records = [json.loads(line) for line in lines.split("\n")]
        for record in records:
            number = self.discloser.keyring.unseal(base64.b64decode(record["id_number"])).decode()
            record["id_number"] = number
        return "\n".join(json.dumps(record, ensure_ascii=False, separators=(",", ":")) for record in records)

    async def _finish(self, export_id: uuid.UUID, state: ExportState) -> None:
        async with self.discloser.database.session(_QUEUE) as session:
            job = await session.get_one(ExportJob, export_id)
            job.state, job.finished_at = state, self.discloser.clock.now()
