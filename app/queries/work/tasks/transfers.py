"""What is due on transfers: the next step, a letter that runs out, the receipt (N07, N13)."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.models.transfers import OPEN_STATES, Route, Transfer, TransferAction, TransferState
from app.queries.reference.figures import TODAY, figure_on, months_after
from app.queries.transfers.transfers import decision_due_on, effective_state, held_since, state_among
from app.queries.work.tasks.shape import task
from app.workflows.transfer import AWAITING_DECISION, PROCEDURES, Body

_SENDER = (Transfer.from_org_id, Transfer.from_org_name, Transfer.from_place_path)
_FACTS = {
    Body.APPLICANT: _SENDER,
    Body.FROM_BRANCH: _SENDER,
    Body.FROM_COMMITTEE: (Transfer.from_committee_id, Transfer.from_committee_name, Transfer.from_place_path),
    Body.ISSUER: (Transfer.from_issuer_id, Transfer.from_issuer_name, Transfer.from_place_path),
    Body.TO_COMMITTEE: (Transfer.to_committee_id, Transfer.to_committee_name, Transfer.to_place_path),
}
_ABOUT: dict[str, Any] = {"subject_id": Transfer.id, "person_id": Transfer.person_id, "about": Transfer.name}
_R, _S = Route, TransferState
_expires_on = col(Transfer.letter_expires_on)

Turns = Mapping[tuple[Route, TransferState], Body]


def _is(route: Route, state: TransferState) -> Any:
    return sa.and_(sa.cast(Transfer.route, sa.Text) == route.value, effective_state == state.value)


def _whose(turns: Turns) -> tuple[Any, Any, Any, Any]:
    """Whose turn it is: id, name and place of the body, and whether it is anybody's."""
    whens = [
        (sa.or_(*(_is(*turn) for turn, by in turns.items() if by is body)), _FACTS[body])
        for body in dict.fromkeys(turns.values())
    ]
    body_id, body_name, place = (sa.case(*((when, facts[n]) for when, facts in whens)) for n in range(3))
    return body_id, body_name, place, sa.or_(*(when for when, _ in whens))


def _task(kind: str, turns: Turns, *, since_on: Any, due_on: Any) -> sa.Select[Any]:
    """Tasks on the transfers that stand where `turns` says, each of the body in whose turn it is."""
    body_id, body_name, place, its_turn = _whose(turns)
    found = task(
        kind, **_ABOUT, body_id=body_id, body_name=body_name, place_path=place, since_on=since_on, due_on=due_on
    )
    alone = col(Transfer.bulk_id).is_(None)
    return found.where(alone, state_among(OPEN_STATES), its_turn)


_on_the_way: Turns = {
    (_R.LETTER, _S.LETTER_ISSUED): Body.ISSUER,
    (_R.LETTER, _S.IN_TRANSIT): Body.TO_COMMITTEE,
    (_R.OUTGOING, _S.LETTER_ISSUED): Body.ISSUER,
    (_R.OUTGOING, _S.IN_TRANSIT): Body.ISSUER,
    (_R.INCOMING, _S.IN_TRANSIT): Body.TO_COMMITTEE,
    (_R.BULK, _S.LETTER_ISSUED): Body.ISSUER,
    (_R.BULK, _S.IN_TRANSIT): Body.TO_COMMITTEE,
}
_run_out: Turns = {
    (route, _S.EXPIRED): by
    for route, procedure in PROCEDURES.items()
    for by in procedure.next_actions(_S.EXPIRED).get(TransferAction.RETURN, ())
}
_reminded_from = _expires_on - figure_on("letter.reminder_days")
_accepted = {
    (_R.INTERNAL, _S.ACCEPTED): Body.TO_COMMITTEE,
    (_R.LETTER, _S.ACCEPTED): Body.TO_COMMITTEE,
    (_R.INCOMING, _S.ACCEPTED): Body.TO_COMMITTEE,
    (_R.INCOMING, _S.RECEIPT_SENT): Body.TO_COMMITTEE,
    (_R.BULK, _S.ACCEPTED): Body.TO_COMMITTEE,
}
# A receipt that is late is chased by whoever waits for it as well.
_waiting = {
    (_R.INTERNAL, _S.ACCEPTED): Body.FROM_BRANCH,
    (_R.LETTER, _S.ACCEPTED): Body.FROM_COMMITTEE,
    (_R.BULK, _S.ACCEPTED): Body.FROM_COMMITTEE,
}
_months = figure_on("receipt.months")
_receipt = {"since_on": Transfer.accepted_on, "due_on": months_after(Transfer.accepted_on, _months)}

_paper_receipt = {(_R.OUTGOING, state): Body.FROM_COMMITTEE for state in (_S.IN_TRANSIT, _S.EXPIRED)}
HELD_BY = _whose({**AWAITING_DECISION, **_run_out, **_accepted, **_paper_receipt})[1]
"""The name of the body with which a transfer is; none for a draft and once it has ended."""

TASKS = (
    _task("transfer_decision", AWAITING_DECISION, since_on=held_since, due_on=decision_due_on),
    _task("letter_expiry", _on_the_way, since_on=_reminded_from, due_on=_expires_on).where(_reminded_from <= TODAY),
    _task("letter_expired", _run_out, since_on=_expires_on, due_on=_expires_on),
    _task("receipt", _accepted, **_receipt),
    _task("receipt", _waiting, **_receipt).where(_receipt["due_on"] < TODAY),
    _task(
        "paper_receipt",
        _paper_receipt,
        since_on=Transfer.dispatched_on,
        due_on=months_after(Transfer.dispatched_on, _months),
    ),
)
