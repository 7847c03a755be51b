"""A certificate letter as a table: proved by the branch, issued by the committee, handed in on return.

One that has run out is handed in all the same.
"""

import enum

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

PROCEDURE = Procedure(
    noun="certificate_letter",
    title="证明信",
    actions=CertificateAction,
    steps=STEPS,
    bodies={B.BRANCH: "所在党支部", B.COMMITTEE: "上级基层党委"},
    begins=(S.REQUESTED,),
    otherwise={(S.ISSUED, S.EXPIRED): "外出期满"},
)
