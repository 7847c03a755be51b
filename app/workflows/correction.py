"""A correction request as a table: received, taken up for checking, answered (N05; 校核纠错)."""

import enum
from dataclasses import dataclass

from app.models.correction_requests import CorrectionAction, CorrectionState


class CorrectionBody(enum.StrEnum):
    """Who takes an action: the department that is authoritative for the field, or whoever asked."""

    AUTHORITY = "authority"
    REQUESTER = "requester"


@dataclass(frozen=True, slots=True)
class CorrectionStep:
    """Where an action leads and who takes it."""

    to_state: CorrectionState
    by: CorrectionBody


S, A, B = CorrectionState, CorrectionAction, CorrectionBody

OPEN = (S.RECEIVED, S.ACCEPTED_FOR_CHECK)

STEPS: dict[tuple[CorrectionState, CorrectionAction], CorrectionStep] = {
    (S.RECEIVED, A.ACCEPT_FOR_CHECK): CorrectionStep(S.ACCEPTED_FOR_CHECK, B.AUTHORITY),
    **{
        (state, action): CorrectionStep(to_state or state, by)
        for state in OPEN
        for action, to_state, by in (
            (A.CORRECT, S.CORRECTED, B.AUTHORITY),
            (A.REFUSE, S.REFUSED, B.AUTHORITY),
            (A.REPLY, None, B.REQUESTER),
            (A.WITHDRAW, S.WITHDRAWN, B.REQUESTER),
        )
    },
}

NAMES: dict[CorrectionState, str] = {
    S.RECEIVED: "已受理",
    S.ACCEPTED_FOR_CHECK: "核查中",
    S.CORRECTED: "已更正",
    S.REFUSED: "不予更正",
    S.WITHDRAWN: "已撤回",
}


def allowed_actions(state: CorrectionState, bodies: frozenset[CorrectionBody]) -> list[CorrectionAction]:
    """What those who act for `bodies` can do now."""
    return [action for (of, action), step in STEPS.items() if of is state and step.by in bodies]
