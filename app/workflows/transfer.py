"""The transfer of a relationship as a table: who may take it from which state to which (N07, N13).

`letter`: between two committees, by a letter of introduction from issuer to issuer, the receipt from committee to
committee (form of 2006). `internal`: below one committee, without a letter, the receipt goes to the from-branch.
`outgoing`: to a body outside the registry; the sender stays responsible until its paper receipt is entered (education
and management regulation, art. 25). `incoming`: from outside, by a paper letter that the receiving committee enters.
`bulk`: a whole organization to another committee, by one letter with a list; its members' rows go with it.
"""

import datetime as dt
import enum
from collections.abc import Collection
from dataclasses import dataclass

from app.models.transfers import Route, TransferAction, TransferState
from app.rules.letter import is_expired


class Body(enum.StrEnum):
    """Whose turn it is: the bodies that submission freezes, and whoever applied."""

    APPLICANT = "applicant"
    FROM_BRANCH = "from_branch"
    FROM_COMMITTEE = "from_committee"
    ISSUER = "issuer"
    TO_COMMITTEE = "to_committee"


@dataclass(frozen=True, slots=True)
class Step:
    """Where an action leads and which body takes it; the applicant is the member or an officer of the from-branch."""

    to_state: TransferState
    by: Body


class OutOfTurn(ValueError):
    """The route has no such action in this state."""


R, S, A, B = Route, TransferState, TransferAction, Body

Turns = dict[tuple[TransferState, TransferAction], Step]

_LEAVING: Turns = {
    (S.DRAFT, A.SUBMIT): Step(S.SUBMITTED, B.APPLICANT),
    (S.RETURNED, A.SUBMIT): Step(S.SUBMITTED, B.APPLICANT),
    (S.SUBMITTED, A.AGREE): Step(S.BRANCH_AGREED, B.FROM_BRANCH),
    (S.SUBMITTED, A.RETURN): Step(S.RETURNED, B.FROM_BRANCH),
    (S.DRAFT, A.WITHDRAW): Step(S.WITHDRAWN, B.APPLICANT),
    (S.SUBMITTED, A.WITHDRAW): Step(S.WITHDRAWN, B.APPLICANT),
    (S.BRANCH_AGREED, A.WITHDRAW): Step(S.WITHDRAWN, B.APPLICANT),
    (S.RETURNED, A.WITHDRAW): Step(S.WITHDRAWN, B.APPLICANT),
}
_RECEIVED: Turns = {(S.ACCEPTED, A.SEND_RECEIPT): Step(S.RECEIPT_SENT, B.TO_COMMITTEE)}
_INTERNAL: Turns = {
    (S.BRANCH_AGREED, A.ACCEPT): Step(S.ACCEPTED, B.TO_COMMITTEE),
    (S.BRANCH_AGREED, A.RETURN): Step(S.RETURNED, B.TO_COMMITTEE),
    (S.RECEIPT_SENT, A.CONFIRM_RECEIPT): Step(S.CLOSED, B.FROM_BRANCH),
}
_BY_LETTER: Turns = {
    (S.BRANCH_AGREED, A.ISSUE_LETTER): Step(S.LETTER_ISSUED, B.ISSUER),
    (S.BRANCH_AGREED, A.RETURN): Step(S.RETURNED, B.ISSUER),
    (S.LETTER_ISSUED, A.DISPATCH): Step(S.IN_TRANSIT, B.ISSUER),
    (S.LETTER_ISSUED, A.RETURN): Step(S.RETURNED, B.ISSUER),
    (S.LETTER_ISSUED, A.REVOKE): Step(S.REVOKED, B.ISSUER),
    (S.IN_TRANSIT, A.REVOKE): Step(S.REVOKED, B.ISSUER),
    (S.IN_TRANSIT, A.REPORT_LOST): Step(S.LETTER_ISSUED, B.ISSUER),
    (S.IN_TRANSIT, A.REISSUE): Step(S.LETTER_ISSUED, B.ISSUER),
    (S.EXPIRED, A.RETURN): Step(S.RETURNED, B.ISSUER),
    (S.EXPIRED, A.REPORT_LOST): Step(S.LETTER_ISSUED, B.ISSUER),
    (S.EXPIRED, A.REISSUE): Step(S.LETTER_ISSUED, B.ISSUER),
}
_ARRIVED: Turns = {
    (S.IN_TRANSIT, A.ACCEPT): Step(S.ACCEPTED, B.TO_COMMITTEE),
    (S.IN_TRANSIT, A.RETURN): Step(S.RETURNED, B.TO_COMMITTEE),
    (S.IN_TRANSIT, A.REJECT): Step(S.REJECTED, B.TO_COMMITTEE),
}
_CONFIRMED: Turns = {(S.RECEIPT_SENT, A.CONFIRM_RECEIPT): Step(S.CLOSED, B.FROM_COMMITTEE)}
# What comes back from outside comes on paper, to the committee. The slip may arrive when the letter has run out.
_OUTGOING: Turns = {
    (S.IN_TRANSIT, A.ENTER_RECEIPT): Step(S.CLOSED, B.FROM_COMMITTEE),
    (S.IN_TRANSIT, A.RETURN): Step(S.RETURNED, B.ISSUER),
    (S.EXPIRED, A.ENTER_RECEIPT): Step(S.CLOSED, B.FROM_COMMITTEE),
}
_INCOMING: Turns = {
    (S.DRAFT, A.SUBMIT): Step(S.IN_TRANSIT, B.TO_COMMITTEE),
    (S.DRAFT, A.WITHDRAW): Step(S.WITHDRAWN, B.TO_COMMITTEE),
    (S.RETURNED, A.SUBMIT): Step(S.IN_TRANSIT, B.TO_COMMITTEE),
    (S.RETURNED, A.WITHDRAW): Step(S.WITHDRAWN, B.TO_COMMITTEE),
    (S.EXPIRED, A.RETURN): Step(S.RETURNED, B.TO_COMMITTEE),
    (S.EXPIRED, A.REJECT): Step(S.REJECTED, B.TO_COMMITTEE),
    (S.RECEIPT_SENT, A.DISPATCH_RECEIPT): Step(S.CLOSED, B.TO_COMMITTEE),
}
_BULK: Turns = {
    (S.DRAFT, A.SUBMIT): Step(S.SUBMITTED, B.FROM_BRANCH),
    (S.RETURNED, A.SUBMIT): Step(S.SUBMITTED, B.FROM_BRANCH),
    (S.SUBMITTED, A.AGREE): Step(S.BRANCH_AGREED, B.FROM_COMMITTEE),
    (S.SUBMITTED, A.RETURN): Step(S.RETURNED, B.FROM_COMMITTEE),
    (S.DRAFT, A.WITHDRAW): Step(S.WITHDRAWN, B.FROM_BRANCH),
    (S.SUBMITTED, A.WITHDRAW): Step(S.WITHDRAWN, B.FROM_BRANCH),
    (S.BRANCH_AGREED, A.WITHDRAW): Step(S.WITHDRAWN, B.FROM_BRANCH),
    (S.RETURNED, A.WITHDRAW): Step(S.WITHDRAWN, B.FROM_BRANCH),
}

STEPS: dict[tuple[Route, TransferState, TransferAction], Step] = {
    (route, *turn): step
    for route, table in (
        (R.INTERNAL, _LEAVING | _RECEIVED | _INTERNAL),
        (R.LETTER, _LEAVING | _BY_LETTER | _ARRIVED | _RECEIVED | _CONFIRMED),
        (R.OUTGOING, _LEAVING | _BY_LETTER | _OUTGOING),
        (R.INCOMING, _ARRIVED | _RECEIVED | _INCOMING),
        (R.BULK, _BULK | _BY_LETTER | _ARRIVED | _RECEIVED | _CONFIRMED),
    )
    for turn, step in table.items()
}

WITH_LETTER = (S.LETTER_ISSUED, S.IN_TRANSIT)
"""The states in which a letter is on its way; past its validity the transfer is `expired`."""

_ADVANCING = (A.SUBMIT, A.AGREE, A.ISSUE_LETTER, A.DISPATCH, A.ACCEPT, A.CONFIRM_RECEIPT)
AWAITING_DECISION: dict[tuple[Route, TransferState], Body] = {
    (route, state): found.by
    for (route, state, action), found in STEPS.items()
    if action in _ADVANCING and state is not S.DRAFT
}
"""Whose turn it is, with `transfer.decision_working_days` to take it; the receipt has a month of its own."""

AWAITING_RECEIPT = (
    (R.INTERNAL, S.ACCEPTED),
    (R.LETTER, S.ACCEPTED),
    (R.OUTGOING, S.IN_TRANSIT),
    (R.OUTGOING, S.EXPIRED),
    (R.INCOMING, S.ACCEPTED),
    (R.INCOMING, S.RECEIPT_SENT),
    (R.BULK, S.ACCEPTED),
)
"""Where the receipt has still to be sent, or to come back on paper."""


def step(route: Route, state: TransferState, action: TransferAction) -> Step:
    """What an action does now; `OutOfTurn` where it is not in the table."""
    try:
        return STEPS[route, state, action]
    except KeyError:
        raise OutOfTurn(f"{action} is not in turn for {route} in {state}") from None


def allowed_actions(route: Route, state: TransferState, acting: Collection[Body]) -> list[TransferAction]:
    """What these bodies can do now, in the order of the work."""
    return [a for a in A if (found := STEPS.get((route, state, a))) and found.by in acting]


def bodies_for(route: Route, action: TransferAction) -> frozenset[Body]:
    """Which bodies ever take the action on this route."""
    return frozenset(found.by for (r, _, a), found in STEPS.items() if r is route and a is action)


def effective_state(state: TransferState, letter_expires_on: dt.date | None, today: dt.date) -> TransferState:
    """The stored state, or `expired` where the letter has run out on the way: computed, never stored."""
    if state in WITH_LETTER and letter_expires_on and is_expired(letter_expires_on, today):
        return S.EXPIRED
    return state
