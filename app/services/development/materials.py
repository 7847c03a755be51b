"""The two-sided hand-over of a development file's materials (N14): item by item, in a move or with a transfer."""

import uuid

from sqlmodel import col, select

from app.auth.work import Work
from app.core.errors import FieldFault, InvalidRequest
from app.models.development_files import (
    DevelopmentFile,
    DevelopmentMaterial,
    Material,
    MaterialOutcome,
)
from app.schemas.development import development_files as schemas
from app.services.development.problems import MaterialsNotChecked
from app.workflows.development_file import expected_materials

MaterialBody = schemas.HandOver | schemas.CheckMaterial | schemas.RecordMissing


async def note(work: Work, file: DevelopmentFile, move_id: uuid.UUID, body: MaterialBody) -> str | None:
    """One material of a move handed over, checked or recorded as missing; gives what was said about it.

    Error: `InvalidRequest` with `material_not_expected` or `not_handed_over`.
    """
    if body.material not in expected_materials(file.step):
        raise _refusal("material_not_expected", f"到第{file.step}步还没有{body.material.zh}。")
    item = await work.session.get(DevelopmentMaterial, (file.id, move_id, body.material), with_for_update=True)
    if item is None:
        item = DevelopmentMaterial(file_id=file.id, move_id=move_id, material=body.material)
        work.session.add(item)
    match body:
        case schemas.HandOver():
            item.handed_over_on, item.handed_over_by = work.today, work.principal.body_name
            item.note = body.note
        case schemas.CheckMaterial():
            if item.handed_over_on is None:
                message = "移交方尚未移交此项；确实没有的，请登记缺失（record_missing）。"
                raise _refusal("not_handed_over", message)
            _found(work, item, MaterialOutcome.RECEIVED, body.note)
        case schemas.RecordMissing():
            _found(work, item, MaterialOutcome.MISSING, body.reason)
    return item.note


async def require_all_checked(work: Work, file: DevelopmentFile, move_id: uuid.UUID) -> None:
    """`MaterialsNotChecked` names those that nobody has checked in this move."""
    checked = select(DevelopmentMaterial.material).where(
        DevelopmentMaterial.file_id == file.id,
        DevelopmentMaterial.move_id == move_id,
        col(DevelopmentMaterial.outcome).is_not(None),
    )
    found = set((await work.session.exec(checked)).all())
    if waiting := [material for material in expected_materials(file.step) if material not in found]:
        raise MaterialsNotChecked(errors=[_waiting(material) for material in waiting])


def _found(work: Work, item: DevelopmentMaterial, outcome: MaterialOutcome, note: str | None) -> None:
    item.outcome, item.note = outcome, note
    item.checked_on, item.checked_by = work.today, work.principal.body_name


def _waiting(material: Material) -> FieldFault:
    message = f"{material.zh}尚未核对，请核对收到或登记缺失的原因。"
    return FieldFault(field=material.value, code=MaterialsNotChecked.code, message=message)


def _refusal(code: str, message: str) -> InvalidRequest:
    return InvalidRequest(errors=[FieldFault(field="material", code=code, message=message)])
