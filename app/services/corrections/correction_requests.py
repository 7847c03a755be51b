"""Correction requests (校核纠错): asked by whoever has no authority over a field, answered by whoever has (N05)."""

import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import sqlalchemy as sa
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from sqlmodel import SQLModel, col, select

from app.auth.authority import AUTHORITIES, has_authority
from app.auth.bodies import correction_bodies
from app.auth.work import Work
from app.core.errors import Conflict, FieldFault, InvalidRequest, NotFound, Problem
from app.ledger.recording import Paths
from app.models.accounts import StaffRole
from app.models.changes import Change
from app.models.correction_requests import (
    CorrectionAction,
    CorrectionRequest,
    CorrectionState,
    CorrectionStatement,
    CorrectionStep,
    FieldSide,
    Requester,
)
from app.models.law_firms import LawFirm
from app.models.lawyers import Lawyer
from app.models.members import Member
from app.models.party_orgs import PartyOrg
from app.queries.corrections.correction_requests import READING
from app.rules.reference.authority import FIELDS
from app.schemas.corrections import correction_requests as schemas
from app.schemas.organizations.party_orgs import OrgUpdate
from app.schemas.people.members import MemberUpdate
from app.schemas.practice.law_firms import FirmUpdate
from app.schemas.practice.lawyers import LawyerUpdate
from app.services.organizations.party_orgs import update_org
from app.services.people.members import update_member
from app.services.practice.law_firms import update_firm
from app.services.practice.lawyers import update_lawyer
from app.services.procedures import Binding, Outcome, Taking, begin
from app.services.reference.calendar import working_days_after
from app.services.reference.figures import figure
from app.workflows.correction import OPEN, PROCEDURE, CorrectionBody

_RECORDS: Mapping[str, type[SQLModel]] = {
    "member": Member,
    "lawyer": Lawyer,
    "law_firm": LawFirm,
    "party_org": PartyOrg,
}
_OF_PEOPLE = {"member", "lawyer"}
_PATCHES: Mapping[str, tuple[type[BaseModel], Callable[[Work, uuid.UUID, Any, str | None], Awaitable[Any]]]] = {
    "member": (MemberUpdate, update_member),
    "lawyer": (LawyerUpdate, update_lawyer),
    "law_firm": (FirmUpdate, update_firm),
    "party_org": (OrgUpdate, update_org),
}


class OwnField(Conflict):
    code, title = "own_field", "此项由本部门负责"
    detail = "本部门即该字段的负责部门，请直接修改记录（PATCH），不必提请更正。"


class CorrectionAlreadyOpen(Conflict):
    code, title = "correction_already_open", "同一事项已提请更正"
    detail = "对同一记录同一字段的更正申请尚未答复，请在原申请中补充材料，或撤回后另行提出。"
    constraints = ("uq_correction_request_open",)


class CorrectionOutOfTurn(Conflict):
    code, title = "correction_action_out_of_turn", "当前状态不能办理此步"
    detail = "请先读取更正申请的当前状态。"


class CorrectedElsewhere(Problem):
    status, code, title = 422, "corrected_elsewhere", "此项不能在此直接更正"
    detail = "此项随其他手续变更（如组织关系接转、执业变更）；办理后以 change_id 指明变更再答复。"


class CorrectionChangeNotFound(Problem):
    status, code, title = 422, "correction_change_not_found", "没有相应的变更"
    detail = "change_id 须是这条记录沿革中涉及该字段的变更；value 与现值相同而从未变更的，请说明理由不予更正。"


async def request_correction(work: Work, body: schemas.CorrectionCreate) -> uuid.UUID:
    """Ask the authoritative side of a field to check it; the clock of the answer begins.

    Errors: `NotFound` outside the scope, `OwnField`; one open request per requester and field, by the constraint.
    """
    noun = body.noun.value
    subject = await _record(work, noun, body.record_id)
    if subject is None:
        raise NotFound
    known = FIELDS[noun].get(body.field)
    if known is None:
        message = f"没有这个字段，可选：{'、'.join(FIELDS[noun])}。"
        raise InvalidRequest(errors=[FieldFault(field="field", code="field_unknown", message=message)])
    if has_authority(work.principal, noun, known.side):
        raise OwnField(field="field")
    is_person = work.principal.role is StaffRole.MEMBER
    days = await figure(work.session, "correction.working_days", work.today)
    request = CorrectionRequest(
        noun=noun,
        record_id=body.record_id,
        person_id=body.record_id if noun in _OF_PEOPLE else None,
        field=body.field,
        side=known.side,
        requested_by=Requester.PERSON if is_person else Requester.DEPARTMENT,
        requester_name=work.principal.body_name,
        account_id=work.principal.account_id,
        requested_on=work.today,
        due_on=await working_days_after(work.session, work.today, days),
    )
    await begin(work, CORRECTION, request, {"state"})
    _keep(work, request, body.said())
    return request.id


async def _carry_out(
    work: Work, taking: Taking[CorrectionRequest, CorrectionState, CorrectionBody], body: schemas.ActionBody
) -> Outcome:
    """To correct writes the record in the same transaction. What was answered stays on the request, sealed off from the
    ledger, which everybody concerned with the record reads.
    """
    request = taking.row
    match body:
        case schemas.Correct():
            request.change_id, request.answer = await _correct(work, request, body), body.answer
        case schemas.Refuse():
            request.answer = body.reason
        case schemas.Reply():
            _keep(work, request, body.model_dump_json(include={"evidence"}, exclude_none=True))
    if body.action in {CorrectionAction.CORRECT, CorrectionAction.REFUSE}:
        request.answered_by = work.principal.body_name
    if taking.step.to_state not in OPEN:
        request.closed_on = work.today
    return Outcome()


async def _correct(work: Work, request: CorrectionRequest, body: schemas.Correct) -> uuid.UUID:
    """The change that put the record right: made here by the record's own PATCH, or before by another procedure."""
    if body.change_id is None:
        await _patch(work, request, body.value)
    made = (
        select(Change.id)
        .where(
            Change.entity == request.noun,
            Change.entity_id == request.record_id,
            sa.literal(request.field) == sa.any_(col(Change.changed)),
        )
        .order_by(col(Change.id).desc())
        .limit(1)
    )
    if body.change_id is not None:
        made = made.where(Change.id == body.change_id)
    change_id = (await work.session.exec(made)).first()
    if change_id is None:
        raise CorrectionChangeNotFound(field="change_id" if body.change_id else "value")
    return change_id


async def _patch(work: Work, request: CorrectionRequest, value: Any) -> None:
    shape, update = _PATCHES[request.noun]
    if request.field not in shape.model_fields:
        raise CorrectedElsewhere(field="value")
    try:
        changes = shape.model_validate({request.field: value, "reason": f"校核更正，申请编号 {request.id}"})
    except ValidationError as exc:
        raise RequestValidationError([{**fault, "loc": ("body", "value")} for fault in exc.errors()]) from exc
    await update(work, request.record_id, changes, None)


def _keep(work: Work, request: CorrectionRequest, said: str) -> None:
    """Keep what the requester says, enciphered; after the request is written, for the row policy looks for it."""
    content = work.keyring.seal(said.encode())
    by = work.principal.body_name
    work.session.add(
        CorrectionStatement(request_id=request.id, said_by=by, content_cipher=content, at=work.clock.now())
    )


async def _record(work: Work, noun: str, record_id: uuid.UUID) -> Any:
    """The record in scope. A person reaches the own two records alone, and the tables of the others not at all."""
    if work.principal.role is StaffRole.MEMBER and noun not in _OF_PEOPLE:
        return None
    table: Any = _RECORDS[noun]
    (key,) = sa.inspect(table).primary_key
    return (await work.session.exec(select(table).where(key == record_id))).one_or_none()


def _paths(request: CorrectionRequest, _: Mapping[str, Any]) -> tuple[Paths, Paths]:
    """Where the record in question is seen by whoever writes."""
    table: Any = _RECORDS[request.noun]
    (key,) = sa.inspect(table).primary_key
    here = select(table.place_path, table.party_path).where(key == request.record_id).subquery()
    paths = Paths(*(select(column).scalar_subquery() for column in here.c))
    return paths, paths


CORRECTION = Binding(
    table=CorrectionRequest,
    steps=CorrectionStep,
    reading=READING,
    refusal=CorrectionOutOfTurn,
    procedure=lambda _: PROCEDURE,
    acting=correction_bodies,
    names=lambda facts: {
        CorrectionBody.AUTHORITY: AUTHORITIES[FieldSide(facts["side"])],
        CorrectionBody.REQUESTER: facts["requester_name"],
    },
    paths=_paths,
    carry_out=_carry_out,
)
"""Errors of its actions: `CorrectedElsewhere`, `CorrectionChangeNotFound`, and those of the record's PATCH."""
