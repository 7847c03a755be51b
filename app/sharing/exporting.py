"""Exports made in the background: gzipped NDJSON, with where to go on in the change feed.

The number of the log is read before the first record: what changes while the export is made comes again in the feed,
so that export and feed together end with the projection as it is (docs/sharing.md#property-3).
"""

import asyncio
import base64
import hashlib
import json
import uuid
import zlib
from dataclasses import dataclass
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.database import DatabaseRole, Scope, fetch_in
from app.core.jobs import Claim, JobFailed, Queue
from app.models.sharing_exports import ExportFile, ExportJob
from app.rules.sharing.sharing import Transform
from app.sharing.disclosing import Discloser, Leaving
from app.sharing.feed import HEAD
from app.sharing.partners import Caller, Partners
from app.sharing.problems import GrantChanged, QuotaExceeded
from app.sharing.projection import CHUNK, PEOPLE, lines_query

EXPORTS = Queue(
    ExportJob,
    Scope(DatabaseRole.SHARING),
    owner="partner_id",
    given_up=("export_failed", "导出未能完成，没有提供任何内容。请稍后重新申请，或联系系统管理员。"),
)
_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True)
class Exporter:
    """Makes queued exports, one after the other; several processes may share the queue (docs/decisions/0030)."""

    discloser: Discloser
    partners: Partners

    async def run_next(self) -> bool:
        """Make one export; whether there was one."""
        return await EXPORTS.work_next(self.discloser.database, self.discloser.clock, self._carry_out)

    async def _carry_out(self, claim: Claim[ExportJob]) -> None:
        """Files, disclosures and the job's end become visible together."""
        job = claim.job
        caller = await self.partners.caller_of(job.partner_id, job.grant_id, job.case_no)
        if caller is None:
            raise JobFailed("grant_not_in_force", "授权已停用、到期或终止，导出未能完成；请在授权有效时重新申请。")
        if caller.grant.version != job.grant_version:
            raise JobFailed(GrantChanged.code, "授权内容已变更，导出未能完成；请按新的授权重新申请。")
        async with self.discloser.database.session(caller.scope) as session:
            head = await fetch_in(session, HEAD, {})
            try:
                for data_set in job.data_sets:
                    await self._write(session, job, caller, data_set)
            except QuotaExceeded as reason:
                raise JobFailed(reason.code, reason.explanation) from reason
            await claim.finish(session, as_of_seq=head[0] if head else 0)

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
