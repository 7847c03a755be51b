"""Everything in a grant's scope at once: asked for, made in the background, fetched as files."""

import datetime as dt
import uuid
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import defer
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.clock import CIVIL_ZONE
from app.core.errors import NotFound, raises
from app.core.idempotency import IdempotencyKeyReused
from app.core.jobs import JobState, TooManyJobs
from app.core.responses import Answer
from app.core.settings import Settings
from app.models.sharing_exports import KEPT, ExportFile, ExportJob
from app.sharing.cursors import Cursors
from app.sharing.dependencies import CallerDep, DiscloserDep, SharingRoute
from app.sharing.disclosing import Discloser
from app.sharing.exporting import EXPORTS
from app.sharing.idempotency import OnceDep
from app.sharing.partners import Caller
from app.sharing.problems import (
    DataSetNotGranted,
    ExportExpired,
    ExportNotReady,
    GrantChanged,
    TokenRefused,
    UnknownInput,
)
from app.sharing.schemas import ExportCreate, ExportFileRead, ExportRead

router = APIRouter(prefix="/share/v1", tags=["数据"], route_class=SharingRoute)


class NdjsonResponse(Response):
    """Gzipped lines of JSON."""

    media_type = "application/gzip"


@router.post(
    "/exports",
    status_code=202,
    response_model=ExportRead,
    summary="申请全量导出｜Request a full export",
    responses=raises(TokenRefused, UnknownInput, DataSetNotGranted, TooManyJobs, IdempotencyKeyReused, public=True),
)
async def create_export(
    request: Request, body: ExportCreate, caller: CallerDep, discloser: DiscloserDep, once: OnceDep
) -> Response:
    """在后台生成授权范围内的全部记录，完成后凭清单下载，7 天内有效。｜Made in the background; the manifest tells when. Kept for 7 days."""
    settings: Settings = request.app.state.settings
    wanted = body.data_sets or list(caller.grant.data_sets)
    if set(wanted) - caller.grant.data_sets.keys():
        raise DataSetNotGranted(field="data_sets")

    async def create(session: AsyncSession) -> Answer:
        job = ExportJob(
            partner_id=caller.partner_id,
            grant_id=caller.grant.id,
            grant_version=caller.grant.version,
            case_no=caller.case_no,
            data_sets=list(dict.fromkeys(wanted)),
        )
        await EXPORTS.put(session, job, settings.jobs_per_account)
        return Answer(202, _manifest(discloser, caller, job, []).model_dump_json().encode())

    return await once(create)


@router.get(
    "/exports/{export_id}",
    summary="导出清单｜Manifest of an export",
    responses=raises(NotFound, TokenRefused, UnknownInput, public=True),
)
async def get_export(export_id: uuid.UUID, caller: CallerDep, discloser: DiscloserDep) -> ExportRead:
    """状态；完成后列出文件、行数、SHA-256、保留期限，以及继续取变更的游标。｜State; once done the files, until when they are kept, and where to go on."""
    async with discloser.database.session(caller.scope) as session:
        job = await _found(session, caller, export_id)
        files = select(ExportFile, func.length(ExportFile.content)).where(ExportFile.export_id == export_id)
        listed = (await session.exec(files.options(defer(ExportFile.content)).order_by(col(ExportFile.data_set)))).all()  # type: ignore[arg-type]
        return _manifest(discloser, caller, job, listed)


@router.get(
    "/exports/{export_id}/files/{dataset}",
    response_class=NdjsonResponse,
    summary="下载导出文件｜Download a file",
    responses=raises(NotFound, TokenRefused, UnknownInput, ExportNotReady, ExportExpired, GrantChanged, public=True),
)
async def get_export_file(export_id: uuid.UUID, dataset: str, caller: CallerDep, discloser: DiscloserDep) -> Response:
    """gzip 压缩的 NDJSON，一行一条记录；到期或授权内容变更后不再提供。｜Gzipped NDJSON, a record a line, until it expires."""
    async with discloser.database.session(caller.scope) as session:
        job = await _found(session, caller, export_id)
        expires_at = _expires_at(caller, job)
        if expires_at is None:
            raise ExportNotReady
        if discloser.clock.now() >= expires_at:
            raise ExportExpired
        if job.grant_version != caller.grant.version:
            raise GrantChanged
        file = await session.get(ExportFile, (export_id, dataset))
        if file is None:
            raise NotFound
        return NdjsonResponse(file.content, headers={"Digest": f"sha-256={file.sha256}"})


async def _found(session: Any, caller: Caller, export_id: uuid.UUID) -> ExportJob:
    job: ExportJob | None = await session.get(ExportJob, export_id)
    if job is None or job.grant_id != caller.grant.id:
        raise NotFound
    return job


def _expires_at(caller: Caller, job: ExportJob) -> dt.datetime | None:
    """When the files of an export that is done are deleted: after a week, or with the last day of its grant."""
    if job.state is not JobState.DONE or job.finished_at is None:
        return None
    grant_over = dt.datetime.combine(caller.grant.valid_to + dt.timedelta(days=1), dt.time(), CIVIL_ZONE)
    return min(job.finished_at + KEPT, grant_over.astimezone(dt.UTC))


def _manifest(discloser: Discloser, caller: Caller, job: ExportJob, files: Any) -> ExportRead:
    feed = Cursors(discloser.keyring, caller.grant, "feed")
    following, expires_at = None, _expires_at(caller, job)
    is_kept = expires_at is not None and discloser.clock.now() < expires_at
    if job.as_of_seq is not None:
        following = feed.seal({"seq": job.as_of_seq, "content": job.grant_version})
    return ExportRead(
        **job.model_dump(include={*ExportRead.model_fields} & {*ExportJob.model_fields}),
        expires_at=expires_at,
        next=following,
        files=[
            ExportFileRead(
                data_set=file.data_set,
                url=f"/share/v1/exports/{job.id}/files/{file.data_set}",
                rows=file.rows,
                bytes=size,
                sha256=file.sha256,
            )
            for file, size in (files if is_kept else ())
        ],
    )
