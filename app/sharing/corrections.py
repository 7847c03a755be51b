"""Corrections as a partner has them: about records in its scope, fields in its grant, people by its own identifiers.

A request belongs to the grant under which it was made, whose feed tells its answer. What it shows is what the partner
said itself and what it was answered: no value of a record, so it is no disclosure.
"""

import json
import uuid
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.database import Query, compile_query, fetch_in
from app.core.errors import NotFound
from app.core.lists import Listing, record_query, rows_as_json, select_columns
from app.core.responses import Answer
from app.ledger.recording import NOWHERE, Paths, record
from app.models.changes import Operation
from app.models.correction_requests import (
    CorrectionAction,
    CorrectionRequest,
    CorrectionState,
    CorrectionStatement,
    CorrectionStep,
    Requester,
)
from app.queries.corrections.correction_requests import STATEMENTS, deciphered
from app.queries.filters import equals
from app.queries.reference.figures import due_after
from app.rules.reference.authority import side_of
from app.rules.sharing.sharing import DATA_SETS
from app.sharing.disclosing import Discloser
from app.sharing.partners import Caller
from app.sharing.problems import CorrectionAnswered
from app.sharing.projection import PEOPLE, SOURCES
from app.sharing.request_schemas import CorrectionCreate, CorrectionReply, CorrectionWithdrawal
from app.workflows.correction import PROCEDURE, CorrectionBody

R = CorrectionRequest
ENTITY = "correction_request"
DATA_SET = "corrections"
GRANT = sa.bindparam("grant_id", type_=sa.Uuid())

_data_set = sa.case(
    {data_set.noun: sa.literal_column(f"'{name}'", sa.Text()) for name, data_set in DATA_SETS.items()}, value=R.noun
)
_record_id = sa.case(
    {DATA_SETS[name].noun: sa.cast(source.shown_id(R.record_id), sa.Text) for name, source in SOURCES.items()},
    value=R.noun,
)
SHOWN: tuple[Any, ...] = (
    col(R.id),
    _data_set.label("data_set"),
    _record_id.label("record_id"),
    col(R.shared_field).label("field"),
    col(R.case_no),
    col(R.state),
    col(R.requested_on),
    col(R.due_on),
    col(R.closed_on),
    col(R.answered_by),
    col(R.answer),
    col(R.created_at),
)
"""A request as lists and the feed show it. Parameter: `salt`."""

RECORD = record_query(
    select_columns(*SHOWN, rows_as_json(STATEMENTS).label("statements")).where(
        R.id == sa.bindparam("request_id", type_=sa.Uuid()), R.grant_id == GRANT
    )
)
"""A request as `answer` needs it. Parameters: `request_id`, `grant_id`, `salt`."""

LIST = Listing(
    select(*SHOWN).where(R.grant_id == GRANT),
    sorts={"-created_at": ("created_at", "id")},
    filters={"state": equals(sa.cast(R.state, sa.Text))},
)
"""The requests of a grant. Fixed parameters: `grant_id`, `salt`."""


def under_grant(request_id: Any) -> Any:
    """Whether a request belongs to the grant. Parameter: `grant_id`."""
    return select(R.id).where(R.id == request_id, R.grant_id == GRANT).exists()


_DUE_ON = due_after("correction.working_days")


async def ask(session: AsyncSession, discloser: Discloser, caller: Caller, body: CorrectionCreate) -> uuid.UUID:
    """Ask the authoritative side of a granted field to check it; the clock of the answer begins.

    Errors: `NotFound` for a record that is not in scope as for one that is not; one open request per field of a
    record, by the constraint.
    """
    asked: dict[str, Any] = {"id": _key(body.data_set, body.id)}
    if body.data_set in PEOPLE:
        asked["salt"] = discloser.salt(caller)
    subject = await fetch_in(session, _subject_query(body.data_set), asked)
    if subject is None:
        raise NotFound
    shared, today = DATA_SETS[body.data_set], discloser.clock.today()
    column = shared.fields[body.field].column
    due = await fetch_in(session, _DUE_ON, {"today": today})
    assert due is not None  # noqa: S101 - the figure is reference data
    request = R(
        noun=shared.noun,
        record_id=subject[0],
        person_id=subject[0] if body.data_set in PEOPLE else None,
        field=column,
        side=side_of(shared.noun, column),
        requested_by=Requester.PARTNER,
        requester_name=caller.name,
        partner_id=caller.partner_id,
        grant_id=caller.grant.id,
        shared_field=body.field,
        case_no=caller.case_no,
        requested_on=today,
        due_on=due[0],
    )
    session.add(request)
    await session.flush()
    _keep(session, discloser, request, body.said())
    await record(session, request, Operation.CREATE, {"state"}, after=Paths(subject[1], None))
    return request.id


async def reply(
    session: AsyncSession, discloser: Discloser, caller: Caller, request_id: uuid.UUID, body: CorrectionReply
) -> None:
    """More evidence, or withdrawn. Errors: `NotFound`, `CorrectionAnswered`."""
    mine = (R.id == request_id, R.grant_id == caller.grant.id)
    request = (await session.exec(select(R).where(*mine).with_for_update())).one_or_none()
    if request is None:
        raise NotFound
    action, state = CorrectionAction(body.action), request.state
    if action not in PROCEDURE.allowed_actions(state, {CorrectionBody.REQUESTER}):
        raise CorrectionAnswered
    if isinstance(body, CorrectionWithdrawal):
        request.state, request.closed_on = CorrectionState.WITHDRAWN, discloser.clock.today()
    else:
        _keep(session, discloser, request, body.model_dump_json(include={"evidence"}, exclude_none=True))
    session.add(
        CorrectionStep(
            request_id=request.id,
            number=request.version,
            action=action,
            from_state=state,
            to_state=request.state,
            body_name=request.requester_name,
            at=discloser.clock.now(),
        )
    )
    request.version += 1
    await record(session, request, Operation.UPDATE, {"state"}, before=NOWHERE, after=NOWHERE)


async def answer(
    session: AsyncSession, discloser: Discloser, caller: Caller, request_id: uuid.UUID, status: int = 200
) -> Answer:
    """A request with what was said; `NotFound` for another grant's."""
    asked = {"request_id": request_id, "grant_id": caller.grant.id, "salt": discloser.salt(caller)}
    row = await fetch_in(session, RECORD, asked)
    if row is None:
        raise NotFound
    facts = deciphered(json.loads(row[0]), discloser.keyring)
    return Answer(status, json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode())


@cache
def _subject_query(data_set: str) -> Query:
    """Key and place of a record in scope, by the id that the partner has of it. Parameters: `id`; `salt` for people."""
    source = SOURCES[data_set]
    known_as = source.shown_id(source.key)
    wanted = sa.bindparam("id", type_=sa.Text() if data_set in PEOPLE else sa.Uuid())
    return compile_query(select(source.key, source.key.table.c.place_path).where(known_as == wanted))


def _key(data_set: str, shown_id: str) -> str | uuid.UUID:
    if data_set in PEOPLE:
        return shown_id
    try:
        return uuid.UUID(shown_id)
    except ValueError as exc:
        raise NotFound from exc


def _keep(session: AsyncSession, discloser: Discloser, request: CorrectionRequest, said: str) -> None:
    content, at = discloser.keyring.seal(said.encode()), discloser.clock.now()
    by = request.requester_name
    session.add(CorrectionStatement(request_id=request.id, said_by=by, content_cipher=content, at=at))
