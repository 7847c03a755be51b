"""The two-sided hand-over of a development file's materials (N14): item by item, in a move or with a transfer."""

import uuid

from sqlmodel import col, select

from app.auth.work import Work
from app.core.errors import FieldFault, InvalidRequest, NotFound
from app.ledger.recording import Paths, record
from app.models.changes import Operation
from app.models.development_files import (
    DevelopmentFile,
    DevelopmentMaterial,
    FileAction,
    FileState,
    Material,
    MaterialOutcome,
)
from app.models.transfers import Transfer
from app.rules.development import FULL
from app.schemas import development_files as schemas
from app.services.development_files import authorize, enter, facts_of, paths_at
from app.services.development_problems import MaterialsNotChecked
from app.workflows.development_file import MATERIALS, expected_materials

MaterialBody = schemas.HandOver | schemas.CheckMaterial | schemas.RecordMissing


async def note_material(work: Work, file_id: uuid.UUID, body: MaterialBody) -> None:
    """One material handed over, checked or recorded as missing; a transfer's receiver may not touch the file itself.

    Errors: `NotFound`, `NotTheActingBody`, `FileOutOfTurn`; `InvalidRequest` with `material_not_expected` or
    `not_handed_over`.
    """
    facts = await facts_of(work, file_id)
    authorize(work, facts, body.action)
    if body.material not in expected_materials(facts["step"]):
        raise _refusal("material_not_expected", f"到第{facts['step']}步还没有{MATERIALS[body.material][0]}。")
    file = (await work.session.exec(select(DevelopmentFile).where(DevelopmentFile.id == file_id))).one()
    move_id = file.move_id or uuid.UUID(facts["transfer_id"])
    item = await work.session.get(DevelopmentMaterial, (file_id, move_id, body.material), with_for_update=True)
    if item is None:
        item = DevelopmentMaterial(file_id=file_id, move_id=move_id, material=body.material)
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
    here = await paths_at(work, file.org_id)
    there = await paths_at(work, work.principal.org_id) if work.principal.org_id else here
    await record(work.session, file, Operation.UPDATE, {"materials"}, before=here, after=there, reason=item.note)


async def take_over(work: Work, file_id: uuid.UUID) -> None:
    """The file belongs to the receiving branch, its training time counting on.

    Errors: `NotFound`, `NotTheActingBody`, `FileOutOfTurn`, `MaterialsNotChecked`.
    """
    statement = select(DevelopmentFile).where(DevelopmentFile.id == file_id).with_for_update()
    file = (await work.session.exec(statement)).one_or_none()
    if file is None:
        raise NotFound
    authorize(work, await facts_of(work, file_id), FileAction.TAKE_OVER)
    assert file.move_id is not None  # noqa: S101 - in turn only while it moves
    assert file.moving_to_id is not None  # noqa: S101
    await _require_all_checked(work, file, file.move_id)
    before, left = await paths_at(work, file.org_id), file.org_name
    file.org_id, file.org_name = file.moving_to_id, file.moving_to_name or ""
    file.move_id = file.moving_to_id = file.moving_to_name = file.moving_since = None
    await enter(work, file, FileAction.TAKE_OVER, facts={"from": left}, before=before)


async def require_checked(work: Work, transfer: Transfer) -> DevelopmentFile | None:
    """The live file of whom the transfer moves, all its materials checked; `MaterialsNotChecked` names the others."""
    live = (
        DevelopmentFile.person_id == transfer.person_id,
        DevelopmentFile.state == FileState.LIVE,
        col(DevelopmentFile.step) < FULL,
    )
    file = (await work.session.exec(select(DevelopmentFile).where(*live))).one_or_none()
    if file is not None:
        await _require_all_checked(work, file, transfer.id)
    return file


async def arrive(work: Work, file: DevelopmentFile, transfer: Transfer) -> None:
    """The file goes with its person to the branch of the accepted transfer."""
    assert transfer.to_branch_id is not None  # noqa: S101 - accepted
    left = file.org_name
    file.org_id, file.org_name = transfer.to_branch_id, transfer.to_branch_name or ""
    file.arrived_on, file.postponed_until = transfer.accepted_on, None
    before = Paths(transfer.from_place_path, transfer.from_party_path)
    await enter(work, file, FileAction.TAKE_OVER, on=transfer.accepted_on, facts={"from": left}, before=before)


async def _require_all_checked(work: Work, file: DevelopmentFile, move_id: uuid.UUID) -> None:
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
    message = f"{MATERIALS[material][0]}尚未核对，请核对收到或登记缺失的原因。"
    return FieldFault(field=material.value, code=MaterialsNotChecked.code, message=message)


def _refusal(code: str, message: str) -> InvalidRequest:
    return InvalidRequest(errors=[FieldFault(field="material", code=code, message=message)])
