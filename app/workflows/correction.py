"""A correction request as a table: received, taken up for checking, answered (N05; 校核纠错)."""

import enum

from app.models.correction_requests import CorrectionAction, CorrectionState
from app.workflows.procedure import Procedure, Steps, step


class CorrectionBody(enum.StrEnum):
    """Who takes an action: the department that is authoritative for the field, or whoever asked."""

    AUTHORITY = "authority"
    REQUESTER = "requester"


S, A, B = CorrectionState, CorrectionAction, CorrectionBody

OPEN = (S.RECEIVED, S.ACCEPTED_FOR_CHECK)

STEPS: Steps[CorrectionState, CorrectionAction, CorrectionBody] = {
    (S.RECEIVED, A.ACCEPT_FOR_CHECK): step(S.ACCEPTED_FOR_CHECK, B.AUTHORITY),
    **{
        (state, action): step(to_state or state, by)
        for state in OPEN
        for action, to_state, by in (
            (A.CORRECT, S.CORRECTED, B.AUTHORITY),
            (A.REFUSE, S.REFUSED, B.AUTHORITY),
            (A.REPLY, None, B.REQUESTER),
            (A.WITHDRAW, S.WITHDRAWN, B.REQUESTER),
        )
    },
}

PROCEDURE = Procedure(
    noun="correction_request",
    title="校核更正",
    actions=CorrectionAction,
    steps=STEPS,
    bodies={B.AUTHORITY: "字段的负责部门", B.REQUESTER: "提出申请的一方"},
    begins=(S.RECEIVED,),
)
