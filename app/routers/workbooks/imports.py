"""Imports of the four official workbooks (N01): template, upload, progress, refused rows."""

import asyncio
import hashlib
import hmac
import json
import uuid
from pathlib import PurePath
from typing import Annotated, Any

from fastapi import File, Form, Query, Request, Response, UploadFile
from pydantic import BeforeValidator

from app.auth.dependencies import DatabaseDep, WorkDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.core.errors import NotFound, TooLarge, raises
from app.core.jobs import TooManyJobs
from app.core.lists import CursorInvalid, PageQuery
from app.core.responses import Answer, read, read_back, read_page
from app.core.settings import Settings
from app.documents.forms import FORMS
from app.documents.writing import RowFault, errors_xlsx, template_xlsx
from app.models.imports import FormKind
from app.queries.workbooks import imports as queries
from app.routers.routing import noun_router
from app.routers.xlsx_response import XlsxResponse
from app.schemas.workbooks.imports import FaultyRowPage, ImportPage, ImportQuery, ImportRead
from app.services.idempotency import ClientKey, IdempotencyKeyReused, Once
from app.services.workbooks.imports.requests import ImportFileGone, ImportKindNotAllowed, NothingRefused, request_import

PLACES = json.dumps(
    {
        kind: {name: place for place, column in enumerate(form.columns) for name in (column.field, column.heading)}
        for kind, form in FORMS.items()
    }
)
"""The order of each form, in which the fields of a faulty row are named."""

router = noun_router("导入导出", "/imports")
Importer = Annotated[Principal, needs(Permission.IMPORT_RUN)]


def _written(given: Any) -> Any:
    """A form writes `true` or `false`; anything else is no truth value."""
    return {"true": True, "false": False}.get(given, "")


@router.post(
    "",
    status_code=202,
    response_model=ImportRead,
    summary="导入采集表｜Import a form",
    responses=raises(ImportKindNotAllowed, TooLarge, TooManyJobs, IdempotencyKeyReused),
)
async def create_import(
    request: Request,
    principal: Importer,
    work: WorkDep,
    kind: Annotated[FormKind, Form(description="表种｜which of the four forms")],
    file: Annotated[UploadFile, File(description="Excel 工作簿（.xlsx）｜the workbook")],
    dry_run: Annotated[
        bool, BeforeValidator(_written), Form(description="只检查，不写入｜check only, write nothing")
    ] = False,
    key: ClientKey = None,
) -> Response:
    """上传官方采集表；排队办理，用返回的 id 查看进度。逐行检查，退回的行不影响其他行；重复导入同一文件不产生变化。｜Upload a workbook; it is carried out in the background."""
    settings: Settings = request.app.state.settings
    most = settings.import_megabytes
    content = await file.read((most << 20) + 1)
    if len(content) > most << 20:
        raise TooLarge(f"文件超过 {most} MB，请分成几个文件上传。", field="file")

    async def create() -> Answer:
        name = PurePath(file.filename or "").name[-200:]
        import_id = await request_import(work, kind, name, content, dry_run=dry_run, most=settings.jobs_per_account)
        return await read_back(work.session, queries.RECORD, status=202, import_id=import_id)

    described = f"{kind} {dry_run} {hashlib.sha256(content).hexdigest()}"
    return await Once(work, key, hmac.digest(work.keyring.digest, described.encode(), "sha256"))(create)


@router.get("", response_model=ImportPage, summary="我的导入｜My imports", responses=raises(CursorInvalid))
async def list_imports(query: Annotated[ImportQuery, Query()], principal: Importer, database: DatabaseDep) -> Response:
    """本账号的导入，最近的在前。｜The caller's own imports."""
    return await read_page(database, principal.scope, queries.LIST, query)


@router.get(
    "/templates/{kind}.xlsx", response_class=XlsxResponse, summary="采集表模板｜Template of a form", responses=raises()
)
async def get_template(kind: FormKind, principal: Importer) -> Response:
    """空白采集表，带下拉列表和填表说明。｜The empty form."""
    return XlsxResponse(await asyncio.to_thread(template_xlsx, kind), FORMS[kind].title)


@router.get(
    "/{import_id}", response_model=ImportRead, summary="导入进度｜Progress of an import", responses=raises(NotFound)
)
async def get_import(import_id: uuid.UUID, principal: Importer, database: DatabaseDep) -> Response:
    """一次导入的进度和结果。｜Progress and result."""
    return await read(database, principal.scope, queries.RECORD, import_id=import_id)


@router.get(
    "/{import_id}/errors",
    response_model=FaultyRowPage,
    summary="退回的行｜Rows refused",
    responses=raises(NotFound, CursorInvalid),
)
async def list_errors(
    import_id: uuid.UUID, query: Annotated[PageQuery, Query()], principal: Importer, database: DatabaseDep
) -> Response:
    """退回的行：行号、出错的列、原因和改正办法。｜The refused rows."""
    await read(database, principal.scope, queries.RECORD, import_id=import_id)
    return await read_page(database, principal.scope, queries.ERRORS, query, import_id=import_id, places=PLACES)


@router.get(
    "/{import_id}/remarks",
    response_model=FaultyRowPage,
    summary="存疑的行｜Rows with remarks",
    responses=raises(NotFound, CursorInvalid),
)
async def list_remarks(
    import_id: uuid.UUID, query: Annotated[PageQuery, Query()], principal: Importer, database: DatabaseDep
) -> Response:
    """已接受但请核对的行。｜Rows that were accepted with a doubt."""
    await read(database, principal.scope, queries.RECORD, import_id=import_id)
    return await read_page(database, principal.scope, queries.REMARKS, query, import_id=import_id, places=PLACES)


@router.get(
    "/{import_id}/errors.xlsx",
    response_class=XlsxResponse,
    summary="退回修改表｜Workbook of refused rows",
    responses=raises(NotFound, ImportFileGone, NothingRefused),
)
async def get_errors_xlsx(
    request: Request, import_id: uuid.UUID, principal: Importer, database: DatabaseDep
) -> Response:
    """原样退回有错的行，出错的单元格标红并注明原因，改正后可直接再导入。｜The refused rows back, each fault marked."""
    job = await database.fetch(principal.scope, queries.FILE, {"import_id": import_id})
    faults = await database.fetch(principal.scope, queries.FAULTS, {"import_id": import_id})
    if job is None or faults is None:
        raise NotFound
    kind, sealed = FormKind(job[0]), job[1]
    if sealed is None:
        raise ImportFileGone
    rows = [RowFault(*fault) for fault in json.loads(faults[0])]
    if not rows:
        raise NothingRefused
    content = await asyncio.to_thread(lambda: errors_xlsx(kind, request.app.state.keyring.unseal(sealed), rows))
    return XlsxResponse(content, f"{FORMS[kind].title}（退回修改）")
