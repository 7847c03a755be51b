"""Everything in a grant's scope at once: asked for, made in the background, fetched as files."""

import uuid
from typing import Any

from fastapi import APIRouter, Response
from sqlalchemy.orm import defer
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.errors import NotFound, raises
from app.core.idempotency import IdempotencyKeyReused
from app.core.responses import Answer
from app.models.sharing_exports import ExportFile, ExportJob, ExportState
from app.sharing.cursors import Cursors
from app.sharing.dependencies import CallerDep, DiscloserDep, SharingRoute
from app.sharing.disclosing import Discloser
from app.sharing.idempotency import OnceDep
from app.sharing.partners import Caller
from app.sharing.problems import DataSetNotGranted, ExportNotReady, GrantChanged, TokenRefused, UnknownInput
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
    responses=raises(TokenRefused, UnknownInput, DataSetNotGranted, IdempotencyKeyReused, public=True),
)
async def create_export(body: ExportCreate, caller: CallerDep, discloser: DiscloserDep, once: OnceDep) -> Response:
    """在后台生成授权范围内的全部记录，完成后凭清单下载。｜Made in the background; the manifest tells when."""
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
            state=ExportState.QUEUED,
        )
        session.add(job)
        await session.flush()
        return Answer(202, _manifest(discloser, caller, job, []).model_dump_json().encode())

    return await once(create)


@router.get(
    "/exports/{export_id}",
    summary="导出清单｜Manifest of an export",
    responses=raises(NotFound, TokenRefused, UnknownInput, public=True),
)
async def get_export(export_id: uuid.UUID, caller: CallerDep, discloser: DiscloserDep) -> ExportRead:
    """状态；完成后列出文件、行数、SHA-256，以及继续取变更的游标。｜State; once done the files and where to go on."""
    async with discloser.database.session(caller.scope) as session:
        job = await _found(session, caller, export_id)
        files = select(ExportFile, func.length(ExportFile.content)).where(ExportFile.export_id == export_id)
        listed = (await session.exec(files.options(defer(ExportFile.content)).order_by(col(ExportFile.data_set)))).all()  # type: ignore[arg-type]
        return _manifest(discloser, caller, job, listed)


@router.get(
    "/exports/{export_id}/files/{dataset}",
    response_class=NdjsonResponse,
    summary="下载导出文件｜Download a file",
    responses=raises(NotFound, TokenRefused, UnknownInput, ExportNotReady, GrantChanged, public=True),
)
async def get_export_file(export_id: uuid.UUID, dataset: str, caller: CallerDep, discloser: DiscloserDep) -> Response:
    """gzip 压缩的 NDJSON，一行一条记录；授权内容变更后不再提供。｜Gzipped NDJSON, a record a line."""
    async with discloser.database.session(caller.scope) as session:
        job = await _found(session, caller, export_id)
        if job.state is not ExportState.DONE:
            raise ExportNotReady
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


def _manifest(discloser: Discloser, caller: Caller, job: ExportJob, files: Any) -> ExportRead:
    feed = Cursors(discloser.keyring, caller.grant, "feed")
    following = None
    if job.as_of_seq is not None:
        following = feed.seal({"seq": job.as_of_seq, "content": job.grant_version})
    return ExportRead(
        **job.model_dump(include={"id", "state", "created_at", "finished_at", "as_of_seq"}),
        next=following,
        files=[
            ExportFileRead(
                data_set=file.data_set,
                url=f"/share/v1/exports/{job.id}/files/{file.data_set}",
                rows=file.rows,
                bytes=size,
                sha256=file.sha256,
            )
            for file, size in files
        ],
    )
