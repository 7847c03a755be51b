"""Opening drafts for those who are obliged to transfer, many in one call (N08, N09)."""

import json
import uuid
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlmodel import col

from app.auth.bodies import transfer_bodies
from app.auth.permissions import Permission
from app.auth.work import Work
from app.core.database import fetch_in
from app.core.errors import Conflict, FieldFault, InvalidRequest, Problem
from app.core.responses import Answer
from app.models.accounts import StaffRole
from app.models.transfers import Route, Transfer, TransferState
from app.queries.transfers.transfers_due import LIST
from app.schemas.transfers.transfers_due import DueOpen, DueOpened, DueOpenedAll, DueResult
from app.services.procedures import NotTheActingBody
from app.services.together import DecisionOpen, TransferAlreadyOpen, find_open_of, refuse
from app.services.transfers.paper import UNKNOWN_SENDER
from app.services.transfers.problems import NoPlaceToGo, NotDue
from app.services.transfers.submission import Side, find_all_sides, freeze_receiver, freeze_sender, right_route
from app.workflows.together import Thing

MOST_AT_ONCE = 200


async def open_due(work: Work, body: DueOpen) -> Answer:
    """Drafts for the people of a firm, an area or a selection, each told whether it was opened or why not.

    A department proposes for anybody in its area; an officer opens for members of the own branch, and as the receiving
    committee for whoever comes from outside. Repeating it opens nothing twice. Of whom a case is pending is told to
    those alone who may read cases.
    """
    chosen = body.model_dump(exclude_none=True, exclude={"reason"})
    if len(chosen) != 1:
        message = "firm_id、area_code、person_ids 须填其一，且只填其一。"
        raise InvalidRequest(errors=[FieldFault(field="firm_id", code="one_selection", message=message)])
    due, more = await _find_due(work, chosen | {"in_transfer": False})
    drafts = await _refuse_blocked(work, await _drafts(work, due, body.reason))
    opened = await _insert(work, [draft for draft in drafts.values() if isinstance(draft, Transfer)])
    items = [_told(fact, drafts[fact["person_id"]], opened) for fact in due]
    if others := sorted(set(body.person_ids or ()) - {uuid.UUID(fact["person_id"]) for fact in due}):
        travelling, _ = await _find_due(work, {"person_ids": others, "in_transfer": True})
        names = {uuid.UUID(fact["person_id"]): fact["name"] for fact in travelling}
        items += [_skipped(key, names.get(key), TransferAlreadyOpen() if key in names else NotDue()) for key in others]
    answer = DueOpenedAll(opened=len(opened), items=items, more=more)
    return Answer(200, answer.model_dump_json().encode())


async def _find_due(work: Work, chosen: Mapping[str, Any]) -> tuple[list[dict[str, Any]], bool]:
    query, parameters = LIST.part(chosen, limit=MOST_AT_ONCE, today=work.today)
    row = await fetch_in(work.session, query, parameters)
    page = json.loads(row[0]) if row else {"items": [], "next_cursor": None}
    return page["items"], page["next_cursor"] is not None


async def _drafts(work: Work, due: list[dict[str, Any]], reason: str) -> dict[str, Transfer | Problem]:
    """By person: the draft, or why there can be none."""
    ends = {uuid.UUID(fact[end]) for fact in due for end in ("from_org_id", "to_org_id") if fact[end]}
    sides = await find_all_sides(work.session, ends)
    drafts: dict[str, Transfer | Problem] = {}
    for fact in due:
        sender, receiver = (
            sides.get(uuid.UUID(fact[end])) if fact[end] else None for end in ("from_org_id", "to_org_id")
        )
        try:
            drafts[fact["person_id"]] = _draft(work, fact, sender, receiver, reason)
        except Problem as problem:
            drafts[fact["person_id"]] = problem
    return drafts


def _draft(work: Work, fact: Mapping[str, Any], sender: Side | None, receiver: Side | None, reason: str) -> Transfer:
    if receiver is None:
        raise NoPlaceToGo
    if receiver.committee is None or (sender and sender.committee is None):
        raise NoPlaceToGo("转出或转入党组织没有上级基层党委，请先理顺隶属关系。")
    transfer = Transfer(
        person_id=uuid.UUID(fact["person_id"]),
        route=right_route(sender, receiver) if sender else Route.INCOMING,
        state=TransferState.DRAFT,
        reason=reason,
        from_org_name=fact["affiliation_name"] or UNKNOWN_SENDER,
        to_org_name=receiver.org.name,
        name=fact["name"],
        id_masked=fact["id_masked"],
        created_at=work.clock.now(),
    )
    if sender is None:
        freeze_receiver(transfer, receiver)
    else:
        freeze_sender(transfer, sender)
        transfer.to_org_id = receiver.org.id
    if work.principal.role is not StaffRole.ORG_OFFICER:
        # The department that proposes sees the draft; the receiving organization only what was submitted.
        transfer.to_place_path = receiver.org.place_path
    elif not transfer_bodies(work.principal, transfer.model_dump()):
        raise NotTheActingBody("由所在党支部为本支部党员发起；由系统外转入的由接收党委登记。")
    return transfer


async def _refuse_blocked(work: Work, drafts: Mapping[str, Transfer | Problem]) -> dict[str, Transfer | Problem]:
    """The drafts that nothing forbids to open, with the refusal of the others."""
    found = await find_open_of(work, [uuid.UUID(key) for key, draft in drafts.items() if isinstance(draft, Transfer)])
    checked = dict(drafts)
    for person_id, things in found.items():
        try:
            refuse(Thing.TRANSFER, things, opening=True)
        except DecisionOpen as problem:
            checked[str(person_id)] = problem if work.principal.can(Permission.DECISION_READ) else NotDue()
        except Conflict as problem:
            checked[str(person_id)] = problem
    return checked


async def _insert(work: Work, drafts: list[Transfer]) -> dict[str, str]:
    """The transfers that were opened, by person; whoever got another one meanwhile is left out."""
    if not drafts:
        return {}
    rows = [draft.model_dump(exclude={"snapshot"}) for draft in drafts]
    statement = insert(Transfer).values(rows).on_conflict_do_nothing()
    opened = (await work.session.exec(statement.returning(col(Transfer.id), col(Transfer.person_id)))).all()
    await work.session.exec(_RECORD, params={"ids": [key for key, _ in opened]})  # type: ignore[call-overload]
    return {str(person_id): str(key) for key, person_id in opened}


_RECORD = sa.text("""
    SELECT record_change('transfer', t.id, t.version, 'create', ARRAY['person_id', 'reason', 'route', 'to_org_id'],
                         to_jsonb(t), s.place, s.place, s.party, s.party, t.reason)
    FROM transfer t, LATERAL (
        SELECT CASE t.route WHEN 'incoming' THEN t.to_place_path ELSE t.from_place_path END,
               CASE t.route WHEN 'incoming' THEN t.to_party_path ELSE t.from_party_path END
    ) s (place, party)
    WHERE t.id = ANY (:ids)
""").bindparams(sa.bindparam("ids", type_=ARRAY(sa.Uuid())))


def _told(fact: Mapping[str, Any], draft: Transfer | Problem, opened: Mapping[str, str]) -> DueOpened:
    person_id = uuid.UUID(fact["person_id"])
    if isinstance(draft, Problem):
        return _skipped(person_id, fact["name"], draft)
    if fact["person_id"] not in opened:
        return _skipped(person_id, fact["name"], TransferAlreadyOpen())
    transfer_id = uuid.UUID(opened[fact["person_id"]])
    return DueOpened(
        person_id=person_id,
        name=fact["name"],
        result=DueResult.OPENED,
        route=draft.route,
        transfer_id=transfer_id,
    )


def _skipped(person_id: uuid.UUID, name: str | None, problem: Problem) -> DueOpened:
    return DueOpened(
        person_id=person_id, name=name, result=DueResult.SKIPPED, code=problem.code, message=problem.explanation
    )
