"""A certificate letter as a table: proved by the branch, issued by the committee, handed in on return.

One that has run out is handed in all the same.
"""

import enum
from collections.abc import Mapping

from app.models.certificate_letters import CertificateAction, CertificateState
from app.workflows.procedure import Procedure, Steps, step


class LetterBody(enum.StrEnum):
    """The branch that proves the absence, and the committee above that issues the letter."""

    BRANCH = "branch"
    COMMITTEE = "committee"


S, A, B = CertificateState, CertificateAction, LetterBody

STEPS: Steps[CertificateState, CertificateAction, LetterBody] = {
    (S.REQUESTED, A.ISSUE): step(S.ISSUED, B.COMMITTEE),
    (S.REQUESTED, A.REFUSE): step(S.REFUSED, B.COMMITTEE),
    (S.ISSUED, A.RETURN): step(S.RETURNED, B.BRANCH, B.COMMITTEE),
    (S.EXPIRED, A.RETURN): step(S.RETURNED, B.BRANCH, B.COMMITTEE),
}

NAMES: Mapping[CertificateState | CertificateAction, str] = {
    S.REQUESTED: "待开具",
    S.ISSUED: "已开具",
    S.RETURNED: "已交回",
    S.REFUSED: "不予开具",
    S.EXPIRED: "已过期",
    A.ISSUE: "开具",
    A.REFUSE: "不予开具",
    A.RETURN: "交回",
}

PROCEDURE = Procedure(
    noun="certificate_letter",
    title="证明信",
    actions=CertificateAction,
    steps=STEPS,
    names=NAMES,
    bodies={B.BRANCH: "所在党支部", B.COMMITTEE: "上级基层党委"},
)
