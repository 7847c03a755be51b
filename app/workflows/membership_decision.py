"""A decision on membership as a table: the branch proposes, the committee above it decides (N03).

Facts that the branch alone establishes (contact lost or regained) are recorded by it without a decision.
"""

import enum

from app.models.membership_decisions import DecisionAction, DecisionKind, DecisionState
from app.workflows.procedure import Procedure, Steps, step


class DecisionBody(enum.StrEnum):
    """The member's branch, and the grassroots committee above it."""

    BRANCH = "branch"
    COMMITTEE = "committee"


K, S, A, B = DecisionKind, DecisionState, DecisionAction, DecisionBody

RECORDED_BY_BRANCH = frozenset({K.LOST_CONTACT, K.CONTACT_REGAINED})

STEPS: Steps[DecisionState, DecisionAction, DecisionBody] = {
    (S.PROPOSED, A.DECIDE): step(S.DECIDED, B.COMMITTEE),
    (S.PROPOSED, A.REFUSE): step(S.REFUSED, B.COMMITTEE),
    (S.PROPOSED, A.WITHDRAW): step(S.WITHDRAWN, B.BRANCH),
}


def first_state(kind: DecisionKind) -> DecisionState:
    """Where the branch's entry leads: to a proposal, or on record at once."""
    return S.RECORDED if kind in RECORDED_BY_BRANCH else S.PROPOSED


PROCEDURE = Procedure(
    noun="membership_decision",
    title="党籍处置",
    actions=DecisionAction,
    steps=STEPS,
    bodies={B.BRANCH: "提出的党支部", B.COMMITTEE: "上级基层党委"},
    begins=(S.PROPOSED, S.RECORDED),
)
