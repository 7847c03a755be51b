"""Whole organizations on their way to another committee (整建制转移): one letter with a list, one row per member."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from app.auth.bodies import transfer_bodies
from app.auth.work import Work
from app.core.errors import FieldFault, InvalidRequest, NotFound
from app.models.members import Member
from app.models.party_orgs import PartyOrg
from app.models.transfers import UNACCEPTED_STATES, Route, Transfer, TransferAction, TransferState
from app.rules.civil_date import month_start
from app.rules.faults import RuleError
from app.rules.organizations.party_structure import COMMITTEE, check_parent
from app.rules.people.membership import FULL_MEMBER, NORMAL_STATUS
from app.schemas.transfers.transfers import TransferCreate
from app.services.people.bulk_lock import require_no_bulk_transfer
from app.services.procedures import NotTheActingBody
from app.services.together import Cleared, clear
from app.services.transfers.problems import BulkBlocked, RouteMismatch
from app.services.transfers.submission import Side, dues_missing, find_sides, freeze_receiver, freeze_sender
from app.workflows.together import Thing


async def open_bulk(work: Work, body: TransferCreate) -> tuple[Transfer, Cleared]:
    """A draft of the organization that moves, with all below it; a committee moves with `party-orgs/move`.

    Errors: `NotFound`, `NotTheActingBody`, `RouteMismatch`, and those of `clear` and `find_sides`; `InvalidRequest`
    for a parent under which it may not stand.
    """
    if not transfer_bodies(work.principal, {"from_org_id": body.from_org_id}):
        raise NotTheActingBody("整建制转移由转移的党组织自己发起。")
    org = (await work.session.exec(select(PartyOrg).where(PartyOrg.id == body.from_org_id))).one_or_none()
    if org is None or org.dissolved_on is not None:
        raise NotFound
    _, receiver = await _find_ends(work, org.id, body.to_org_id)
    cleared = await clear(work, Thing.BULK, orgs=(org.id, body.to_org_id))
    transfer = Transfer(
        route=Route.BULK,
        state=TransferState.DRAFT,
        reason=body.reason,
        dues_paid_to=month_start(str(body.dues_paid_to)),
        from_org_id=org.id,
        from_org_name=org.name,
        to_org_id=receiver.org.id,
        to_org_name=receiver.org.name,
        name=org.name,
        id_masked="",
        from_place_path=org.place_path,
        from_party_path=org.party_path,
        created_at=work.clock.now(),
    )
    return transfer, cleared


async def submit_bulk(work: Work, bulk: Transfer) -> None:
    """Freeze the organization, its members' list and the four bodies; from now on nothing else changes in it.

    Errors: those of `open_bulk`; `BulkBlocked` names the members whose own transfer is open.
    """
    if bulk.dues_paid_to is None:
        raise dues_missing()
    sender, receiver = await _find_ends(work, bulk.from_org_id, bulk.to_org_id)
    below = sa.func.starts_with(PartyOrg.party_path, sender.org.party_path)
    await work.session.exec(select(PartyOrg.id).where(below).order_by(col(PartyOrg.id)).with_for_update())
    await require_no_bulk_transfer(work, sender.org.id)
    statement = select(Member).where(
        sa.func.starts_with(Member.party_path, sender.org.party_path),
        col(Member.org_id).is_not(None),
        Member.membership_status == NORMAL_STATUS,
    )
    members = (await work.session.exec(statement.order_by(col(Member.name_key), col(Member.person_id)))).all()
    await _require_none_open(work, bulk, sender, [member.person_id for member in members])
    freeze_sender(bulk, sender)
    freeze_receiver(bulk, receiver)
    bulk.snapshot = {
        "from_unit": sender.org.name,
        "to_unit": receiver.org.name,
        "full_members": [_listed(m) for m in members if m.category == FULL_MEMBER],
        "probationary_members": [_listed(m) for m in members if m.category != FULL_MEMBER],
    }
    bulk.submitted_on = work.today
    bulk.closing_note = None
    await work.session.flush()
    await _add_rows(work, bulk, sender, receiver, members)


async def carry_members(work: Work, bulk: Transfer, action: TransferAction, to_state: TransferState) -> None:
    """The members' rows go to the state to which the organization's transfer goes; when it is turned back they end.

    Each row has its own step, and its own entry in the ledger.
    """
    state = TransferState.WITHDRAWN if to_state is TransferState.RETURNED else to_state
    facts = {
        "bulk_id": bulk.id,
        "action": action.value,
        "state": state.value,
        "serial": bulk.letter_serial,
        "expires_on": bulk.letter_expires_on,
        "dispatched_on": bulk.dispatched_on,
        "note": bulk.closing_note,
    }
    await work.session.flush()
    await work.session.exec(_CARRY, params=facts)  # type: ignore[call-overload]


async def accept_bulk(work: Work, bulk: Transfer, to_branch_id: uuid.UUID | None, accepted_on: dt.date) -> None:
    """The organization, all below it and every relationship pass over in one statement of the database."""
    if to_branch_id is not None:
        message = "整建制转移不另编党支部，请删去。"
        raise InvalidRequest(errors=[FieldFault(field="to_branch_id", code="field_of_other_route", message=message)])
    await work.session.exec(select(sa.func.accept_bulk(bulk.id, accepted_on, work.today)))
    await work.session.refresh(bulk)


async def _find_ends(work: Work, from_id: uuid.UUID | None, to_id: uuid.UUID | None) -> tuple[Side, Side]:
    sender, receiver = await find_sides(work.session, Route.BULK, from_id, to_id)
    assert receiver is not None  # noqa: S101 - of this route both sides lie in the registry
    if sender.org.category == COMMITTEE:
        message = "基层党委连同下级调整隶属关系，请办理 POST /api/v1/party-orgs/{org_id}/move。"
        raise RouteMismatch(message, field="from_org_id")
    try:
        check_parent(sender.org.category, receiver.org.category)
    except RuleError as exc:
        raise InvalidRequest(errors=[FieldFault(field="to_org_id", code=exc.code, message=f"{exc}。")]) from exc
    return sender, receiver


async def _require_none_open(work: Work, bulk: Transfer, sender: Side, people: Sequence[uuid.UUID]) -> None:
    into = sa.and_(
        sa.func.starts_with(Transfer.to_party_path, sender.org.party_path),
        col(Transfer.submitted_on).is_not(None),
    )
    statement = select(Transfer).where(
        col(Transfer.state).in_(UNACCEPTED_STATES),
        Transfer.id != bulk.id,
        sa.or_(col(Transfer.person_id).in_(people), into),
    )
    found = (await work.session.exec(statement.order_by(col(Transfer.created_at), col(Transfer.id)))).all()
    if found:
        raise BulkBlocked(errors=[_blocking(transfer) for transfer in found])


def _blocking(transfer: Transfer) -> FieldFault:
    message = f"{transfer.name}的接转尚未办结：{transfer.state.zh}（{transfer.state}）。"
    return FieldFault(field=f"transfers.{transfer.id}", code="transfer_open", message=message)


def _listed(member: Member) -> dict[str, Any]:
    return {
        "person_id": str(member.person_id),
        "name": member.name,
        "sex": member.sex,
        "id_masked": member.id_masked,
        "branch": member.affiliation_name,
    }


async def _add_rows(work: Work, bulk: Transfer, sender: Side, receiver: Side, members: Sequence[Member]) -> None:
    """A row for every member; one whose own transfer was opened in this very moment blocks like any other."""
    if not members:
        return
    new_root = f"{receiver.org.party_path}{sender.org.id}/"
    bodies = {
        f"{side}_{body}_{part}": getattr(bulk, f"{side}_{body}_{part}")
        for side in ("from", "to")
        for body in ("committee", "issuer")
        for part in ("id", "name")
    }
    rows = [
        {
            **bodies,
            "id": uuid.uuid4(),
            "person_id": member.person_id,
            "bulk_id": bulk.id,
            "route": Route.BULK,
            "state": TransferState.SUBMITTED,
            "reason": bulk.reason,
            "dues_paid_to": bulk.dues_paid_to,
            "from_org_id": member.org_id,
            "from_org_name": member.affiliation_name,
            "to_org_id": member.org_id,
            "to_org_name": member.affiliation_name,
            "name": member.name,
            "id_masked": member.id_masked,
            "submitted_on": work.today,
            "from_place_path": member.place_path,
            "from_party_path": member.party_path,
            "to_place_path": member.place_path,
            "to_party_path": new_root + member.party_path.removeprefix(sender.org.party_path),
            "version": 1,
            "created_at": work.clock.now(),
        }
        for member in members
    ]
    added = insert(Transfer).values(rows).on_conflict_do_nothing().returning(col(Transfer.person_id))
    people = set((await work.session.exec(added)).scalars())
    if missing := [member for member in members if member.person_id not in people]:
        message = "的接转尚未办结。"
        raise BulkBlocked(
            errors=[
                FieldFault(field=f"members.{m.person_id}", code="transfer_open", message=f"{m.name}{message}")
                for m in missing
            ]
        )
    await work.session.exec(_RECORD, params={"bulk_id": bulk.id})  # type: ignore[call-overload]


_RECORD = sa.text("""
    SELECT record_change('transfer', t.id, t.version, 'create', ARRAY['bulk_id', 'person_id', 'state'], to_jsonb(t),
                         t.from_place_path, t.to_place_path, t.from_party_path, t.to_party_path, t.reason)
    FROM transfer t WHERE t.bulk_id = :bulk_id AND t.version = 1 AND t.state = 'submitted'
""")
_CARRY = sa.text("""
    WITH carried AS (
        UPDATE transfer SET
            state = :state, letter_serial = :serial, letter_expires_on = :expires_on, dispatched_on = :dispatched_on,
            closing_note = :note, version = version + 1
        WHERE bulk_id = :bulk_id AND state NOT IN (:state, 'withdrawn', 'rejected', 'revoked', 'closed')
        RETURNING new.*, old.state AS was
    ), steps AS (
        INSERT INTO transfer_hop (transfer_id, number, action, from_state, to_state, note, body_id, body_name,
                                  account_id)
        SELECT c.id, c.version - 1, :action, c.was, c.state, :note, a.* FROM carried c CROSS JOIN acting_body() a
    )
    SELECT record_change('transfer', c.id, c.version, 'update', ARRAY['state'], to_jsonb(c) - 'was',
                         c.from_place_path, c.to_place_path, c.from_party_path, c.to_party_path, :note)
    FROM carried c
""").bindparams(
    sa.bindparam("action", type_=sa.String()),
    sa.bindparam("state", type_=sa.String()),
    sa.bindparam("serial", type_=sa.String()),
    sa.bindparam("expires_on", type_=sa.Date()),
    sa.bindparam("dispatched_on", type_=sa.Date()),
    sa.bindparam("note", type_=sa.String()),
)
