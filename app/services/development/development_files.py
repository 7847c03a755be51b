"""Development files (N14): opened by the branch, then one action at a time, each with its entry and its ledger row."""

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from app.auth.bodies import development_file_bodies
from app.auth.work import Work
from app.core.database import fetch_in
from app.core.errors import FieldFault, InvalidRequest, NotFound
from app.core.responses import Answer
from app.ledger.recording import record
from app.models.changes import Operation
from app.models.development_files import DevelopmentEntry, DevelopmentFile, FileAction, FileState
from app.models.members import Member
from app.models.transfers import Transfer
from app.queries.development import development_files as queries
from app.queries.reference.party_org_directory import DIRECTORY
from app.rules.civil_date import add_months
from app.rules.development.development import (
    ACTIVIST,
    APPROVED,
    FULL,
    MEETING,
    Progress,
    Said,
    check_extension,
    check_postponement,
    check_step,
)
from app.rules.faults import Fault
from app.rules.organizations.party_structure import BRANCHES
from app.rules.people.membership import FULL_MEMBER, NORMAL_STATUS
from app.schemas.development import development_files as schemas
from app.schemas.people.members import MemberUpdate
from app.services.development import materials
from app.services.development.problems import FileOutOfTurn
from app.services.people.bulk_lock import require_no_bulk_transfer
from app.services.people.members import update_member
from app.services.people.problems import SameBranch, ToOrgNotFound
from app.services.procedures import Binding, Outcome, Taking, authorize, paths_at, write_step
from app.workflows.development_file import PROCEDURE, STEPS, FileBody, Position


async def note_material(work: Work, file_id: uuid.UUID, body: materials.MaterialBody) -> Answer:
    """One material handed over, checked or recorded as missing; a transfer's receiver may not touch the file itself.

    Errors: `NotFound`, `NotTheActingBody`, `FileOutOfTurn`; `InvalidRequest` with `material_not_expected` or
    `not_handed_over`.
    """
    file = (await work.session.exec(select(DevelopmentFile).where(DevelopmentFile.id == file_id))).one_or_none()
    if file is None:
        raise NotFound
    facts = await _facts(work, file)
    authorize(work, DEVELOPMENT_FILE, file, facts, body.action)
    note = await materials.note(work, file, file.move_id or uuid.UUID(facts["transfer_id"]), body)
    here = paths_at(file.org_id)
    there = paths_at(work.principal.org_id) if work.principal.org_id else here
    await record(work.session, file, Operation.UPDATE, {"materials"}, before=here, after=there, reason=note)
    return await queries.READING.read_back(work, file_id)


async def end_file(work: Work, person_id: uuid.UUID, reason: str) -> None:
    """The person's file ends with what it led to: the membership has ended, or lies outside the registry."""
    live = (DevelopmentFile.person_id == person_id, DevelopmentFile.state == FileState.LIVE)
    file = (await work.session.exec(select(DevelopmentFile).where(*live).with_for_update())).one_or_none()
    if file is not None:
        before, at = file.model_dump(), _at(file)
        file.closing_note = reason
        ended = replace(at, state=FileState.ENDED)
        outcome = Outcome(reason, facts=_entry(work))
        await write_step(work, DEVELOPMENT_FILE, file, before, FileAction.END, at, ended, outcome)


async def require_checked(work: Work, transfer: Transfer) -> DevelopmentFile | None:
    """The live file of whom the transfer moves, all its materials checked; `MaterialsNotChecked` names the others."""
    live = (
        DevelopmentFile.person_id == transfer.person_id,
        DevelopmentFile.state == FileState.LIVE,
        col(DevelopmentFile.step) < FULL,
    )
    file = (await work.session.exec(select(DevelopmentFile).where(*live))).one_or_none()
    if file is not None:
        await materials.require_all_checked(work, file, transfer.id)
    return file


async def arrive(work: Work, file: DevelopmentFile, transfer: Transfer) -> None:
    """The file goes with its person to the branch of the accepted transfer."""
    assert transfer.to_branch_id is not None  # noqa: S101 - accepted
    before, at = file.model_dump(), _at(file)
    file.org_id, file.org_name = transfer.to_branch_id, transfer.to_branch_name or ""
    file.arrived_on, file.postponed_until = transfer.accepted_on, None
    outcome = Outcome(facts=_entry(work, on=transfer.accepted_on, said={"from": before["org_name"]}))
    await write_step(work, DEVELOPMENT_FILE, file, before, FileAction.TAKE_OVER, at, at, outcome)


async def _carry_out(
    work: Work, taking: Taking[DevelopmentFile, Position, FileBody], body: schemas.FileActionBody
) -> Outcome:
    """Whatever an action does beyond the change of step; those on single materials are `note_material`'s."""
    file, facts = taking.row, taking.facts
    progress, figures = queries.progress_of(facts), facts["figures"]
    on: dt.date = getattr(body, "on", None) or work.today
    note, said, number = getattr(body, "reason", None) or getattr(body, "note", None), {}, None
    match body:
        case schemas.CompleteStep():
            number = body.step
            said = await _complete(work, file, body, on, progress, figures)
        case schemas.ReviewActivist():
            _refuse(_date_faults(on, progress.last_review_on or file.activist_on, work.today))
            file.last_review_on = on
        case schemas.ExtendProbation():
            extended = file.extended_months is not None
            _refuse(check_extension(body.months, on, progress, figures, extended=extended))
            _refuse(_date_faults(on, None, work.today))
            assert file.probation_until is not None  # noqa: S101 - of a probationary member
            file.extended_months = body.months
            file.probation_until = add_months(file.probation_until, body.months)
            file.postponed_until = None
            said = {"months": body.months, "document": body.document}
        case schemas.PostponeDiscussion():
            _refuse(check_postponement(body.until, progress, figures))
            file.postponed_until = body.until
        case schemas.EndFile():
            file.closing_note = body.reason
        case schemas.BeginMove():
            said = await _begin_move(work, file, body.to_org_id)
        case schemas.CallOffMove():
            file.move_id = file.moving_to_id = file.moving_to_name = file.moving_since = None
        case schemas.TakeOver():
            said = await _take_over(work, file)
    return Outcome(note, facts=_entry(work, step=number, on=on, said=said))


async def _take_over(work: Work, file: DevelopmentFile) -> dict[str, Any]:
    """The file belongs to the receiving branch, its training time counting on. Error: `MaterialsNotChecked`."""
    assert file.move_id is not None  # noqa: S101 - in turn only while it moves
    assert file.moving_to_id is not None  # noqa: S101
    await materials.require_all_checked(work, file, file.move_id)
    left = file.org_name
    file.org_id, file.org_name = file.moving_to_id, file.moving_to_name or ""
    file.move_id = file.moving_to_id = file.moving_to_name = file.moving_since = None
    return {"from": left}


async def _facts(work: Work, file: DevelopmentFile) -> dict[str, Any]:
    """The file as the reading's query gives it in this transaction; `NotFound` outside the scope."""
    row = await fetch_in(work.session, queries.RECORD, {"file_id": file.id, "today": work.today})
    if row is None:
        raise NotFound
    facts: dict[str, Any] = json.loads(row[0])
    return facts


def _at(file: DevelopmentFile) -> Position:
    """Where a file stands that goes with its member, or ends with the membership."""
    return Position(file.state, file.step, file.moving_to_id is not None, travelling=False, arrived=False)


def _entry(
    work: Work, *, step: int | None = None, on: dt.date | None = None, said: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    return {"step": step, "done_on": on or work.today, "facts": dict(said or {})}


async def _complete(
    work: Work,
    file: DevelopmentFile,
    body: schemas.CompleteStep,
    on: dt.date,
    progress: Progress,
    figures: Mapping[str, int],
) -> dict[str, Any]:
    """Check the step, take it, and do what follows from it; gives the facts of its entry."""
    if body.step != file.step + 1:
        raise FileOutOfTurn(f"下一步是第{file.step + 1}步：{STEPS[file.step + 1].name}。")
    said = Said(
        mentors=None if body.mentors is None else len(set(body.mentors)),
        sponsors=None if body.sponsors is None else len(set(body.sponsors)),
        course_days=body.course_days,
        course_hours=body.course_hours,
        special_reason=body.special_reason,
    )
    _refuse(check_step(body.step, on, said, progress, figures, work.today))
    facts = body.model_dump(
        mode="json", exclude_none=True, include={"course_days", "course_hours", "special_reason", "document"}
    )
    for field in ("mentors", "sponsors"):
        if ids := getattr(body, field):
            facts[field] = await _full_members(work, file, field, ids)
    file.stage = STEPS[body.step].stage
    if body.step == ACTIVIST:
        file.activist_on = on
    elif body.step == APPROVED:
        file.probation_until = add_months(progress.done[MEETING], figures["probation_months"])
        await _admit(work, file, progress.done[MEETING], body.document)
    elif body.step == FULL:
        await _regularize(work, file)
    return facts


async def _admit(work: Work, file: DevelopmentFile, admitted_on: dt.date, document: str | None) -> None:
    """The member's record, probationary since the branch meeting, by the function that finds the person anywhere."""
    await require_no_bulk_transfer(work, file.org_id)
    await work.session.flush()
    call = sa.func.admit_member(file.id, uuid.uuid4(), admitted_on, document)
    await work.session.exec(select(call))
    await work.session.refresh(file)


async def _regularize(work: Work, file: DevelopmentFile) -> None:
    """Full member from the end of the probation (art. 35 counts it so even after a postponement)."""
    assert file.person_id is not None  # noqa: S101 - of a member
    change = MemberUpdate(category=FULL_MEMBER, regularized_on=file.probation_until, reason="预备党员转正")
    await update_member(work, file.person_id, change, None)


async def _full_members(
    work: Work, file: DevelopmentFile, field: str, ids: Sequence[uuid.UUID]
) -> list[dict[str, str]]:
    """Their names; every one is a full member in normal status, in scope, and somebody else."""
    full = (Member.category == FULL_MEMBER, Member.membership_status == NORMAL_STATUS)
    found = select(Member.person_id, Member.name).where(col(Member.person_id).in_(ids), *full)
    names = {key: name for key, name in (await work.session.exec(found)).all() if key != file.person_id}
    if names.keys() != set(ids):
        message = "须是本党支部范围内、党籍正常的正式党员，且不是本人"
        _refuse([Fault(field, "not_a_full_member", message)])
    return [{"person_id": str(key), "name": name} for key, name in names.items()]


async def _begin_move(work: Work, file: DevelopmentFile, to_org_id: uuid.UUID) -> dict[str, Any]:
    target = select(DIRECTORY.c.name, DIRECTORY.c.category).where(DIRECTORY.c.id == to_org_id)
    found: Any = (await work.session.exec(target)).one_or_none()
    if found is None:
        raise ToOrgNotFound(field="to_org_id")
    if to_org_id == file.org_id:
        raise SameBranch(field="to_org_id")
    if found.category not in BRANCHES:
        _refuse([Fault("to_org_id", "org_not_a_branch", "培养关系须转往党支部或联合党支部，请改选")])
    file.move_id, file.moving_to_id, file.moving_to_name = uuid.uuid4(), to_org_id, found.name
    file.moving_since = work.today
    return {"to": found.name}


def _date_faults(on: dt.date, not_before: dt.date | None, today: dt.date) -> list[Fault]:
    if on > today:
        return [Fault("on", "on_in_future", "日期晚于今天，请核对")]
    if not_before is not None and on < not_before:
        return [Fault("on", "on_before_previous_step", f"日期早于上一次（{not_before}），请核对")]
    return []


def _refuse(faults: Sequence[Fault]) -> None:
    if faults:
        raise InvalidRequest(errors=[FieldFault(field=f.field, code=f.code, message=f"{f.message}。") for f in faults])


DEVELOPMENT_FILE = Binding(
    table=DevelopmentFile,
    steps=DevelopmentEntry,
    reading=queries.READING,
    refusal=FileOutOfTurn,
    procedure=lambda _: PROCEDURE,
    acting=development_file_bodies,
    names=lambda facts: {
        FileBody.BRANCH: facts["org_name"],
        FileBody.COMMITTEE: facts["committee_name"],
        FileBody.RECEIVER: facts["moving_to_name"],
    },
    paths=lambda file, before: (paths_at(before["org_id"]), paths_at(file.org_id)),
    carry_out=_carry_out,
    state=lambda _, facts: queries.position_of(facts),
    columns=lambda at: {"state": at.state, "step": at.step},
    load=_facts,
)
"""Errors of its actions: `ToOrgNotFound`, `SameBranch`, `MaterialsNotChecked`, of an admission also `AlreadyMember`,
`AdmittedBeforeEnd`, `OrgInBulkTransfer`; `InvalidRequest` names what forbids a step
(`app.rules.development.development`).
"""
