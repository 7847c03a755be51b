"""A term election as a table: who takes it from which state to which (N29; election regulation).

The organization asks, the committee above agrees to day and places, the members elect, the committee above confirms;
only then do posts end and begin.
"""

import enum

from app.models.elections import ElectionAction, ElectionState
from app.workflows.procedure import Procedure, Steps, step


class ElectionBody(enum.StrEnum):
    """Whose turn it is."""

    ORGANIZATION = "organization"
    """The organization that elects; the organization department may enter its papers for it."""
    APPROVER = "approver"
    """The committee above; the organization department where there is none."""


S, A, B = ElectionState, ElectionAction, ElectionBody

STEPS: Steps[ElectionState, ElectionAction, ElectionBody] = {
    (S.REQUESTED, A.APPROVE): step(S.APPROVED, B.APPROVER),
    (S.REQUESTED, A.REFUSE): step(S.REFUSED, B.APPROVER),
    (S.REQUESTED, A.WITHDRAW): step(S.WITHDRAWN, B.ORGANIZATION),
    (S.APPROVED, A.RECORD_RESULT): step(S.HELD, B.ORGANIZATION),
    (S.APPROVED, A.WITHDRAW): step(S.WITHDRAWN, B.ORGANIZATION),
    (S.HELD, A.CONFIRM): step(S.CONFIRMED, B.APPROVER),
    (S.HELD, A.REJECT_RESULT): step(S.APPROVED, B.APPROVER),
}

OPEN_STATES = frozenset({S.REQUESTED, S.APPROVED, S.HELD})
"""An organization has at most one election in these states."""

AWAITING_REPLY = frozenset({S.REQUESTED, S.HELD})
"""Where the body above has to reply."""

PROCEDURE = Procedure(
    noun="election",
    title="换届",
    actions=ElectionAction,
    steps=STEPS,
    bodies={B.ORGANIZATION: "换届的党组织", B.APPROVER: "上级党组织"},
    begins=(S.REQUESTED,),
)
