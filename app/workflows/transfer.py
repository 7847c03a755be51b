"""The transfer of a relationship as a table: who may take it from which state to which (N07, N13).

`letter`: between two committees, by a letter of introduction from issuer to issuer, the receipt from committee to
committee (form of 2006). `internal`: below one committee, without a letter, the receipt goes to the from-branch.
`outgoing`: to a body outside the registry; the sender stays responsible until its paper receipt is entered (education
and management regulation, art. 25). `incoming`: from outside, by a paper letter that the receiving committee enters.
`bulk`: a whole organization to another committee, by one letter with a list; its members' rows go with it.
"""

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.models.transfers import Route, TransferAction, TransferState
from app.rules.transfers.letter import is_expired
from app.workflows.procedure import Procedure, Step, step


class Body(enum.StrEnum):
    """Whose turn it is: the bodies that submission freezes, and whoever applied."""

    APPLICANT = "applicant"
    FROM_BRANCH = "from_branch"
    FROM_COMMITTEE = "from_committee"
    ISSUER = "issuer"
    TO_COMMITTEE = "to_committee"


R, S, A, B = Route, TransferState, TransferAction, Body

Table = dict[tuple[TransferState, TransferAction], Step[TransferState, Body]]

_LEAVING: Table = {
    (S.DRAFT, A.SUBMIT): step(S.SUBMITTED, B.APPLICANT),
    (S.RETURNED, A.SUBMIT): step(S.SUBMITTED, B.APPLICANT),
    (S.SUBMITTED, A.AGREE): step(S.BRANCH_AGREED, B.FROM_BRANCH),
    (S.SUBMITTED, A.RETURN): step(S.RETURNED, B.FROM_BRANCH),
    (S.DRAFT, A.WITHDRAW): step(S.WITHDRAWN, B.APPLICANT),
    (S.SUBMITTED, A.WITHDRAW): step(S.WITHDRAWN, B.APPLICANT),
    (S.BRANCH_AGREED, A.WITHDRAW): step(S.WITHDRAWN, B.APPLICANT),
    (S.RETURNED, A.WITHDRAW): step(S.WITHDRAWN, B.APPLICANT),
}
_RECEIVED: Table = {(S.ACCEPTED, A.SEND_RECEIPT): step(S.RECEIPT_SENT, B.TO_COMMITTEE)}
_INTERNAL: Table = {
    (S.BRANCH_AGREED, A.ACCEPT): step(S.ACCEPTED, B.TO_COMMITTEE),
    (S.BRANCH_AGREED, A.RETURN): step(S.RETURNED, B.TO_COMMITTEE),
    (S.RECEIPT_SENT, A.CONFIRM_RECEIPT): step(S.CLOSED, B.FROM_BRANCH),
}
_BY_LETTER: Table = {
    (S.BRANCH_AGREED, A.ISSUE_LETTER): step(S.LETTER_ISSUED, B.ISSUER),
    (S.BRANCH_AGREED, A.RETURN): step(S.RETURNED, B.ISSUER),
    (S.LETTER_ISSUED, A.DISPATCH): step(S.IN_TRANSIT, B.ISSUER),
    (S.LETTER_ISSUED, A.RETURN): step(S.RETURNED, B.ISSUER),
    (S.LETTER_ISSUED, A.REVOKE): step(S.REVOKED, B.ISSUER),
    (S.IN_TRANSIT, A.REVOKE): step(S.REVOKED, B.ISSUER),
    (S.IN_TRANSIT, A.REPORT_LOST): step(S.LETTER_ISSUED, B.ISSUER),
    (S.IN_TRANSIT, A.REISSUE): step(S.LETTER_ISSUED, B.ISSUER),
    (S.EXPIRED, A.RETURN): step(S.RETURNED, B.ISSUER),
    (S.EXPIRED, A.REPORT_LOST): step(S.LETTER_ISSUED, B.ISSUER),
    (S.EXPIRED, A.REISSUE): step(S.LETTER_ISSUED, B.ISSUER),
}
_ARRIVED: Table = {
    (S.IN_TRANSIT, A.ACCEPT): step(S.ACCEPTED, B.TO_COMMITTEE),
    (S.IN_TRANSIT, A.RETURN): step(S.RETURNED, B.TO_COMMITTEE),
    (S.IN_TRANSIT, A.REJECT): step(S.REJECTED, B.TO_COMMITTEE),
}
_CONFIRMED: Table = {(S.RECEIPT_SENT, A.CONFIRM_RECEIPT): step(S.CLOSED, B.FROM_COMMITTEE)}
# What comes back from outside comes on paper, to the committee. The slip may arrive when the letter has run out.
_OUTGOING: Table = {
    (S.IN_TRANSIT, A.ENTER_RECEIPT): step(S.CLOSED, B.FROM_COMMITTEE),
    (S.IN_TRANSIT, A.RETURN): step(S.RETURNED, B.ISSUER),
    (S.EXPIRED, A.ENTER_RECEIPT): step(S.CLOSED, B.FROM_COMMITTEE),
}
_INCOMING: Table = {
    (S.DRAFT, A.SUBMIT): step(S.IN_TRANSIT, B.TO_COMMITTEE),
    (S.DRAFT, A.WITHDRAW): step(S.WITHDRAWN, B.TO_COMMITTEE),
    (S.RETURNED, A.SUBMIT): step(S.IN_TRANSIT, B.TO_COMMITTEE),
    (S.RETURNED, A.WITHDRAW): step(S.WITHDRAWN, B.TO_COMMITTEE),
    (S.EXPIRED, A.RETURN): step(S.RETURNED, B.TO_COMMITTEE),
    (S.EXPIRED, A.REJECT): step(S.REJECTED, B.TO_COMMITTEE),
    (S.RECEIPT_SENT, A.DISPATCH_RECEIPT): step(S.CLOSED, B.TO_COMMITTEE),
}
_BULK: Table = {
    (S.DRAFT, A.SUBMIT): step(S.SUBMITTED, B.FROM_BRANCH),
    (S.RETURNED, A.SUBMIT): step(S.SUBMITTED, B.FROM_BRANCH),
    (S.SUBMITTED, A.AGREE): step(S.BRANCH_AGREED, B.FROM_COMMITTEE),
    (S.SUBMITTED, A.RETURN): step(S.RETURNED, B.FROM_COMMITTEE),
    (S.DRAFT, A.WITHDRAW): step(S.WITHDRAWN, B.FROM_BRANCH),
    (S.SUBMITTED, A.WITHDRAW): step(S.WITHDRAWN, B.FROM_BRANCH),
    (S.BRANCH_AGREED, A.WITHDRAW): step(S.WITHDRAWN, B.FROM_BRANCH),
    (S.RETURNED, A.WITHDRAW): step(S.WITHDRAWN, B.FROM_BRANCH),
}

WITH_LETTER = (S.LETTER_ISSUED, S.IN_TRANSIT)
"""The states in which a letter is on its way; past its validity the transfer is `expired`."""

PROCEDURES: Mapping[Route, Procedure[TransferState, TransferAction, Body]] = {
    route: Procedure(
        noun="transfer",
        title=f"组织关系接转（{title}）",
        actions=TransferAction,
        steps=table,
        bodies={
            B.APPLICANT: "党员本人或转出党支部",
            B.FROM_BRANCH: "转出党支部",
            B.FROM_COMMITTEE: "提交后确定的转出基层党委",
            B.ISSUER: "提交后确定的有接转权限的党委",
            B.TO_COMMITTEE: "提交后确定的接收党委",
        },
        begins=(S.DRAFT,),
        otherwise={
            (state, S.EXPIRED): "介绍信过期"
            for state in WITH_LETTER
            if any(taken.to_state is state for taken in table.values())
        },
    )
    for route, title, table in (
        (R.INTERNAL, "同一基层党委内", _LEAVING | _RECEIVED | _INTERNAL),
        (R.LETTER, "凭介绍信", _LEAVING | _BY_LETTER | _ARRIVED | _RECEIVED | _CONFIRMED),
        (R.OUTGOING, "转往系统外", _LEAVING | _BY_LETTER | _OUTGOING),
        (R.INCOMING, "由系统外转入", _ARRIVED | _RECEIVED | _INCOMING),
        (R.BULK, "整建制", _BULK | _BY_LETTER | _ARRIVED | _RECEIVED | _CONFIRMED),
    )
}
LISTED = replace(PROCEDURES[R.BULK], title="组织关系接转（整建制名册）", steps={}, begins=(S.SUBMITTED,), otherwise={})
"""A member's row on the list of an organization that moves: it goes with the organization's transfer, by no step of its
own."""

_ADVANCING = (A.SUBMIT, A.AGREE, A.ISSUE_LETTER, A.DISPATCH, A.ACCEPT, A.CONFIRM_RECEIPT)
AWAITING_DECISION: dict[tuple[Route, TransferState], Body] = {
    (route, state): by
    for route, procedure in PROCEDURES.items()
    for (state, action), found in procedure.steps.items()
    for by in found.by
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


def procedure_of(facts: Mapping[str, Any]) -> Procedure[TransferState, TransferAction, Body]:
    """The table of a transfer's route, by its facts; a row on a moving organization's list has no step of its own."""
    return LISTED if facts["bulk_id"] is not None else PROCEDURES[Route(facts["route"])]


def effective_state(state: TransferState, letter_expires_on: dt.date | None, today: dt.date) -> TransferState:
    """The stored state, or `expired` where the letter has run out on the way: computed, never stored."""
    if state in WITH_LETTER and letter_expires_on and is_expired(letter_expires_on, today):
        return S.EXPIRED
    return state
