"""Development files (N14): opened by the branch, then one action at a time, each with its entry and its ledger row."""

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from app.auth.bodies import officer_of
from app.auth.work import Work
from app.core.answers import Answer
from app.core.database import fetch_in
from app.core.errors import FieldFault, InvalidRequest, NotFound
from app.ledger.recording import Paths, record
from app.models.changes import Operation
from app.models.development_files import DevelopmentEntry, DevelopmentFile, FileAction, FileState
from app.models.members import Member
from app.queries import development_files as queries
from app.queries.party_orgs import DIRECTORY
from app.rules import Fault
from app.rules.civil_date import add_months
from app.rules.development import (
    ACTIVIST,
    APPROVED,
    ARCHIVED,
    FULL,
    MEETING,
    Progress,
    Said,
    check_extension,
    check_postponement,
    check_step,
)
from app.rules.membership import FULL_MEMBER, NORMAL_STATUS
from app.rules.party_structure import BRANCHES
from app.schemas import development_files as schemas
from app.schemas.members import MemberUpdate
from app.services.development_problems import FileOutOfTurn
from app.services.members import update_member
from app.services.moving import require_at_rest
from app.services.transfer_problems import NotTheActingBody, SameBranch, ToOrgNotFound
from app.workflows.development_file import ACTION_NAMES, LAST, STEPS, body_for, is_in_turn


async def act(work: Work, file_id: uuid.UUID, body: Any) -> None:
    """Carry out one action on the locked file; those on single materials are `development_materials`'.

    Errors: `NotFound`, `NotTheActingBody`, `FileOutOfTurn`, `ToOrgNotFound`, `SameBranch`, of an admission also
    `AlreadyMember`, `AdmittedBeforeEnd`, `OrgMoving`; `InvalidRequest` names what forbids a step
    (`app.rules.development`).
    """
    statement = select(DevelopmentFile).where(DevelopmentFile.id == file_id).with_for_update()
    file = (await work.session.exec(statement)).one_or_none()
    if file is None:
        raise NotFound
    facts = await facts_of(work, file_id)
    authorize(work, facts, body.action)
    progress, figures = queries.progress_of(facts), facts["figures"]
    on: dt.date = getattr(body, "on", None) or work.today
    note, said, step = getattr(body, "reason", None) or getattr(body, "note", None), {}, None
    match body:
        case schemas.CompleteStep():
            step = body.step
            said = await _complete(work, file, body, on, progress, figures)
        case schemas.ReviewActivist():
            _refuse(_date_faults(on, progress.last_review_on or file.activist_on, work.today))
            file.last_review_on = on
        case schemas.DiscussAgain():
            file.step = MEETING - 1
        case schemas.ExtendProbation():
            extended = file.extended_months is not None
            _refuse(check_extension(body.months, on, progress, figures, extended=extended))
            _refuse(_date_faults(on, None, work.today))
            assert file.probation_until is not None  # noqa: S101 - of a probationary member
            file.extended_months = body.months
            file.probation_until = add_months(file.probation_until, body.months)
            file.step, file.postponed_until = min(file.step, FULL - 3), None
            said = {"months": body.months, "document": body.document}
        case schemas.PostponeDiscussion():
            _refuse(check_postponement(body.until, progress, figures))
            file.postponed_until = body.until
        case schemas.EndFile():
            file.state, file.closing_note = FileState.ENDED, body.reason
        case schemas.BeginMove():
            said = await _begin_move(work, file, body.to_org_id)
        case schemas.CallOffMove():
            file.move_id = file.moving_to_id = file.moving_to_name = file.moving_since = None
    await enter(work, file, body.action, step=step, on=on, facts=said, note=note)


async def end_file(work: Work, person_id: uuid.UUID, reason: str) -> None:
    """The person's file ends with what it led to: the membership has ended, or lies outside the registry."""
    live = (DevelopmentFile.person_id == person_id, DevelopmentFile.state == FileState.LIVE)
    file = (await work.session.exec(select(DevelopmentFile).where(*live).with_for_update())).one_or_none()
    if file is not None:
        file.state, file.closing_note = FileState.ENDED, reason
        await enter(work, file, FileAction.END, note=reason)


async def facts_of(work: Work, file_id: uuid.UUID) -> dict[str, Any]:
    """The file as `queries.RECORD` reads it in this transaction; `NotFound` outside the scope."""
    row = await fetch_in(work.session, queries.RECORD, {"file_id": file_id, "today": work.today})
    if row is None:
        raise NotFound
    facts: dict[str, Any] = json.loads(row[0])
    return facts


def authorize(work: Work, facts: Mapping[str, Any], action: FileAction) -> None:
    """First whose action it is, then whether it is in turn. Errors: `NotTheActingBody`, `FileOutOfTurn`."""
    turn, bodies = queries.turn_of(facts), queries.bodies_of(facts)
    by = body_for(action, turn.step)
    if by not in officer_of(work.principal, bodies):
        who = {"branch": facts["org_name"], "committee": facts["committee_name"], "receiver": facts["moving_to_name"]}
        raise NotTheActingBody(f"这一步由{who[by] or '接收方'}办理，请由其经办人登录办理。")
    if not is_in_turn(action, turn):
        raise FileOutOfTurn(f"现在不能{ACTION_NAMES[action]}；请查看 next 和 allowed_actions。")


async def enter(
    work: Work,
    file: DevelopmentFile,
    action: FileAction,
    *,
    step: int | None = None,
    on: dt.date | None = None,
    facts: Mapping[str, Any] | None = None,
    note: str | None = None,
    before: Paths | None = None,
) -> None:
    """The entry and the ledger's row of what was just done; `before` where the file came from another branch."""
    file.version += 1
    # The file first: in a move the entry is the receiver's only once the file is.
    await work.session.flush()
    work.session.add(
        DevelopmentEntry(
            file_id=file.id,
            number=file.version,
            action=action,
            step=step,
            done_on=on or work.today,
            body_id=work.principal.org_id,
            body_name=work.principal.body_name,
            account_id=work.principal.account_id,
            facts=dict(facts or {}),
            note=note,
            at=work.clock.now(),
        )
    )
    here = await paths_at(work, file.org_id)
    await record(
        work.session, file, Operation.UPDATE, {"step", "state"}, before=before or here, after=here, reason=note
    )


async def paths_at(work: Work, org_id: uuid.UUID) -> Paths:
    """Where a branch lies, whoever asks."""
    where = select(DIRECTORY.c.place_path, DIRECTORY.c.party_path).where(DIRECTORY.c.id == org_id)
    place, party = (await work.session.exec(where)).one()
    return Paths(place, party)


async def read_back(work: Work, file_id: uuid.UUID, status: int = 200) -> Answer:
    """The file as the principal sees it after its own write."""
    row = await fetch_in(work.session, queries.RECORD, {"file_id": file_id, "today": work.today})
    return queries.answer(queries.shown(row, work.principal, work.today), status)


async def _complete(
    work: Work,
    file: DevelopmentFile,
    body: schemas.CompleteStep,
    on: dt.date,
    progress: Progress,
    figures: Mapping[str, int],
) -> dict[str, Any]:
    """Check the step, take it, and do what follows from it; gives the facts of its entry."""
    if file.step == LAST or body.step != file.step + 1:
        raise FileOutOfTurn(f"下一步是第{file.step + 1}步：{STEPS[min(file.step + 1, LAST)].name}。")
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
    file.step, file.stage = body.step, STEPS[body.step].stage
    if body.step == ACTIVIST:
        file.activist_on = on
    elif body.step == APPROVED:
        file.probation_until = add_months(progress.done[MEETING], figures["probation_months"])
        await _admit(work, file, progress.done[MEETING], body.document)
    elif body.step == FULL:
        await _regularize(work, file)
    elif body.step == ARCHIVED:
        file.state = FileState.ARCHIVED
    return facts


async def _admit(work: Work, file: DevelopmentFile, admitted_on: dt.date, document: str | None) -> None:
    """The member's record, probationary since the branch meeting, by the function that finds the person anywhere."""
    await require_at_rest(work, file.org_id)
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
