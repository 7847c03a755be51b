"""Who may import which form, and the file's way into the queue."""

import asyncio
import uuid

from app.auth.work import Work
from app.core.database import DatabaseRole, Scope
from app.core.errors import Conflict, Problem
from app.core.jobs import Queue
from app.models.accounts import StaffRole
from app.models.imports import FormKind, ImportJob

_PARTY = frozenset({FormKind.PARTY_ORGS, FormKind.MEMBERS})
_PRACTICE = frozenset({FormKind.LAW_FIRMS, FormKind.LAWYERS})
MAY_IMPORT: dict[StaffRole, frozenset[FormKind]] = {
    StaffRole.BAR_ASSOCIATION: _PARTY | _PRACTICE,
    StaffRole.ORGANIZATION_DEPARTMENT: _PARTY,
    StaffRole.JUSTICE_BUREAU: _PRACTICE,
}
"""The association collects all four (N33), each department what it is the source of (N05)."""

IMPORTS = Queue(
    ImportJob,
    Scope(DatabaseRole.WORKER),
    owner="account_id",
    given_up=("import_failed", "导入未能完成，没有写入任何内容。请稍后重试或联系系统管理员。"),
)


class ImportKindNotAllowed(Problem):
    status, code, title = 403, "import_kind_not_allowed", "当前角色不能导入这张表"
    detail = "组织部门导入党组织和党员，司法行政机关导入律师事务所和律师，律师协会四张表均可导入。"


class ImportFileGone(Problem):
    status, code, title = 410, "import_file_gone", "原文件已按期删除"
    detail = "导入的原文件只在保存期内保留，请用原文件重新导入。"


class NothingRefused(Conflict):
    code, title = "nothing_refused", "没有退回的行"
    detail = "导入尚未完成，或没有退回的行；请先查看 GET /api/v1/imports/{import_id} 的 state 和 rows_rejected。"


async def request_import(
    work: Work, kind: FormKind, file_name: str, file: bytes, *, dry_run: bool, most: int
) -> uuid.UUID:
    """Queue a workbook, enciphered; the worker process carries it out. At most `most` of an account's are unfinished.

    Errors: `ImportKindNotAllowed`, `TooManyJobs`.
    """
    principal = work.principal
    if kind not in MAY_IMPORT.get(principal.role, frozenset()):
        raise ImportKindNotAllowed(field="kind")
    job = ImportJob(
        kind=kind,
        dry_run=dry_run,
        file_name=file_name,
        file_cipher=await asyncio.to_thread(work.keyring.seal, file),
        grant_id=principal.grant_id,
        account_id=principal.account_id,
        place_path=principal.scope.lo,
    )
    await IMPORTS.put(work.session, job, most)
    return job.id
