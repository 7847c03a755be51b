"""Transfers: opened as a draft, then one action at a time, each with its hop and its ledger row."""

import uuid
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import select

from app.auth.bodies import transfer_bodies
from app.auth.work import Work
from app.core.errors import Conflict, FieldFault, InvalidRequest
from app.core.responses import Answer
from app.ledger.recording import Paths, record
from app.models.changes import Operation
from app.models.transfers import Route, Transfer, TransferAction, TransferHop, TransferState
from app.queries.transfers import transfers as queries
from app.rules.civil_date import month_start
from app.schemas.transfers import transfers as schemas
from app.schemas.transfers.papers import PaperLetterBody
from app.services.development import development_files
from app.services.people.bulk_lock import require_no_bulk_transfer
from app.services.procedures import Binding, NotTheActingBody, Outcome, Taking, authorize, begin, changed, locked
from app.services.together import Cleared, clear
from app.services.transfers import letters, receipts
from app.services.transfers.bulk import accept_bulk, carry_members, open_bulk, submit_bulk
from app.services.transfers.paper import accept_incoming, enter_receipt, open_incoming, submit_incoming, take_letter
from app.services.transfers.problems import LetterExpired, OutOfTurn
from app.services.transfers.submission import find_complete_person, find_sides, find_travelling_member, submit
from app.workflows import transfer as workflow
from app.workflows.together import ADVANCING, Thing
from app.workflows.transfer import Body


async def open_transfer(work: Work, body: schemas.TransferCreate) -> Answer:
    """A draft as it is answered; see `draft_transfer`."""
    return await queries.READING.read_back(work, await draft_transfer(work, body), 201)


async def draft_transfer(work: Work, body: schemas.TransferCreate) -> uuid.UUID:
    """A draft; one at a time per member. The member or an officer of the from-branch opens it, an incoming one the
    receiving committee.

    Errors: those of `transfer_submission` and `paper_transfers`, `NotTheActingBody`, and of `clear`;
    `InvalidRequest` names the fields that the route asks for or has no use for.
    """
    _check_fields(body)
    transfer, cleared = await _OPEN.get(body.route, _open_leaving)(work, body)
    await begin(work, TRANSFER, transfer, cleared=cleared)
    return transfer.id


async def _open_leaving(work: Work, body: schemas.TransferCreate) -> tuple[Transfer, Cleared]:
    member = await find_travelling_member(work, body.member_id)
    if not transfer_bodies(work.principal, {"person_id": member.person_id, "from_org_id": member.org_id}):
        raise NotTheActingBody(f"接转由党员本人或所在党支部（{member.affiliation_name}）发起。")
    sender, receiver = await find_sides(work.session, body.route, member.org_id, body.to_org_id)
    await find_complete_person(work, member.person_id, body.route)
    cleared = await clear(work, Thing.TRANSFER, person=member.person_id, orgs=(member.org_id, body.to_org_id))
    outside = body.to_outside
    to_org = receiver.org if receiver else outside
    transfer = Transfer(
        person_id=member.person_id,
        route=body.route,
        state=TransferState.DRAFT,
        reason=body.reason,
        dues_paid_to=month_start(str(body.dues_paid_to)),
        from_org_id=sender.org.id,
        from_org_name=sender.org.name,
        to_org_id=body.to_org_id,
        to_org_name=to_org.name,  # type: ignore[union-attr]  # one of the two, by the route
        outside_address=outside.address if outside else None,
        outside_area_code=outside.area_code if outside else None,
        name=member.name,
        id_masked=member.id_masked,
        from_place_path=sender.org.place_path,
        from_party_path=sender.org.party_path,
        created_at=work.clock.now(),
    )
    return transfer, cleared


_OPEN = {Route.INCOMING: open_incoming, Route.BULK: open_bulk}
_SUBMIT = {Route.INCOMING: submit_incoming, Route.BULK: submit_bulk}
_LEAVES = {"member_id", "dues_paid_to"}
_FIELDS: dict[Route, tuple[set[str], set[str]]] = {
    Route.INTERNAL: (_LEAVES, {"to_org_id"}),
    Route.LETTER: (_LEAVES, {"to_org_id"}),
    Route.OUTGOING: (_LEAVES | {"to_outside"}, set()),
    Route.INCOMING: (set(), {"to_org_id", "member_id", "letter"}),
    Route.BULK: ({"from_org_id", "dues_paid_to"}, {"to_org_id"}),
}
"""What a route asks for, and what it may have besides; whether `to_org_id` is a body is told with its own code."""


def _check_fields(body: schemas.TransferCreate) -> None:
    needed, possible = _FIELDS[body.route]
    given = {name for name, value in body if value is not None} - {"route", "reason"}
    faults = [FieldFault(field=f, code="missing", message="必填，请补充。") for f in sorted(needed - given)]
    for field in sorted(given - needed - possible):
        message = f"route 为 {body.route} 时不填此项，请删去或改选 route。"
        faults.append(FieldFault(field=field, code="field_of_other_route", message=message))
    if faults:
        raise InvalidRequest(errors=faults)


async def enter_letter(work: Work, transfer_id: uuid.UUID, letter: PaperLetterBody) -> Answer:
    """Enter the paper letter of an incoming transfer, or correct what was entered, before it is submitted.

    Errors: `NotFound`, `NotTheActingBody`, `OutOfTurn`, and those of `paper_transfers.take_letter`.
    """
    transfer = await locked(work, Transfer, transfer_id)
    before = transfer.model_dump()
    if transfer.route is not Route.INCOMING:
        raise OutOfTurn("只有由系统外转入的接转才登记纸质介绍信。")
    authorize(work, TRANSFER, transfer, before, TransferAction.SUBMIT)
    await take_letter(work, transfer, letter)
    transfer.version += 1
    left, here = _paths(transfer, before)
    await record(work.session, transfer, Operation.UPDATE, changed(transfer, before), before=left, after=here)
    return await queries.READING.read_back(work, transfer.id)


async def _carry_out(work: Work, taking: Taking[Transfer, TransferState, Body], body: schemas.ActionBody) -> Outcome:
    """Whatever an action does beyond the change of state; the rows of those on a list go with it."""
    note = await _do(work, taking.row, body)
    if taking.row.route is Route.BULK:
        await carry_members(work, taking.row, body.action, taking.step.to_state)
    return Outcome(note)


async def _do(work: Work, transfer: Transfer, body: schemas.ActionBody) -> str | None:
    if dues := getattr(body, "dues_paid_to", None):
        transfer.dues_paid_to = month_start(dues)
    match body:
        case schemas.SubmitAction():
            await _SUBMIT.get(transfer.route, submit)(work, transfer)
        case schemas.IssueLetterAction():
            await letters.issue_letter(work, transfer, body.valid_days)
        case schemas.ReportLostAction() | schemas.ReissueAction():
            reason = body.note or ("遗失" if isinstance(body, schemas.ReportLostAction) else "重新开具")
            await letters.issue_letter_again(work, transfer, body.valid_days, reason)
            return body.note
        case schemas.DispatchAction():
            transfer.dispatched_on = work.today
        case schemas.AcceptAction():
            await _accept(work, transfer, body)
        case schemas.EnterReceiptAction():
            await enter_receipt(work, transfer, body)
            if transfer.person_id is not None:
                await development_files.end_file(work, transfer.person_id, "组织关系转出本系统")
        case schemas.DispatchReceiptAction():
            return body.note
        case schemas.SendReceiptAction():
            await receipts.send_receipt(work, transfer, body)
        case schemas.ConfirmReceiptAction():
            await receipts.confirm_receipt(work, transfer)
        case schemas.ReturnAction():
            return await _end(work, transfer, body.reason, "退回修改")
        case schemas.RejectAction():
            transfer.rejection_code = body.code
            cause = body.code.zh
            return await _end(work, transfer, f"{cause}：{body.note}" if body.note else cause, "不予接收")
        case schemas.RevokeAction():
            return await _end(work, transfer, body.note, "撤销")
        case schemas.WithdrawAction():
            return await _end(work, transfer, body.note, "撤回")
    return None


async def _accept(work: Work, transfer: Transfer, body: schemas.AcceptAction) -> None:
    """The relationship passes over, by the functions through which a member leaves a scope."""
    accepted_on = body.accepted_on or work.today
    if transfer.route is Route.BULK:
        await accept_bulk(work, transfer, body.to_branch_id, accepted_on)
        return
    if body.to_branch_id is None:
        message = "请填写编入的党支部。"
        raise InvalidRequest(errors=[FieldFault(field="to_branch_id", code="missing", message=message)])
    await require_no_bulk_transfer(work, body.to_branch_id)
    if transfer.route is Route.INCOMING:
        await accept_incoming(work, transfer, body.to_branch_id, accepted_on)
        return
    file = await development_files.require_checked(work, transfer)
    call = sa.func.accept_transfer(transfer.id, body.to_branch_id, accepted_on, work.today)
    await work.session.exec(select(call))
    await work.session.refresh(transfer)
    if file is not None:
        await development_files.arrive(work, file, transfer)


async def _end(work: Work, transfer: Transfer, note: str | None, otherwise: str) -> str | None:
    """Turn the transfer back or end it: a letter becomes void."""
    await letters.void_letter(work, transfer, note or otherwise)
    transfer.closing_note = note
    return note


def _paths(transfer: Transfer, _: Mapping[str, Any]) -> tuple[Paths, Paths]:
    """A transfer is seen from the side it leaves and, once submitted, from the side it goes to."""
    sender = Paths(transfer.from_place_path, transfer.from_party_path)
    receiver = Paths(transfer.to_place_path, transfer.to_party_path)
    opener = receiver if transfer.route is Route.INCOMING else sender
    return opener, receiver if transfer.submitted_on and transfer.route is not Route.OUTGOING else opener


def _explain(facts: Mapping[str, Any], state: TransferState) -> tuple[type[Conflict], str] | None:
    if facts["bulk_id"] is not None:
        return OutOfTurn, "本件随整建制转移一并办理，请办理整建制转移（bulk_id）"
    if state is TransferState.EXPIRED:
        return LetterExpired, f"介绍信有效期至{facts['letter_expires_on']}，已经过期作废"
    return None


TRANSFER = Binding(
    table=Transfer,
    steps=TransferHop,
    reading=queries.READING,
    refusal=OutOfTurn,
    procedure=workflow.procedure_of,
    acting=transfer_bodies,
    names=lambda facts: {
        Body.APPLICANT: f"党员本人或{facts['from_org_name']}",
        Body.FROM_BRANCH: facts["from_org_name"],
        Body.FROM_COMMITTEE: facts["from_committee_name"],
        Body.ISSUER: facts["from_issuer_name"],
        Body.TO_COMMITTEE: facts["to_committee_name"],
    },
    paths=_paths,
    carry_out=_carry_out,
    state=lambda work, facts: workflow.effective_state(facts["state"], facts["letter_expires_on"], work.today),
    explain=_explain,
    thing=lambda facts: Thing.BULK if facts["route"] is Route.BULK else Thing.TRANSFER,
    advancing=ADVANCING[Thing.TRANSFER],
)
"""Errors of its actions: `LetterExpired`, `DecisionOpen`, `OrgInBulkTransfer`, and those of the single actions."""
