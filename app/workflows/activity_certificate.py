"""An activity certificate as a table (N12; docs/domain.md#activity-certificate).

The holder asks for it before leaving, the home branch fills it in, the county's organization department gives the
number, the committee above stamps it, and the home branch hands it out and takes it back.
"""

import enum

from app.models.activity_certificates import ActivityAction, ActivityState
from app.workflows.procedure import Procedure, Steps, step


class CertificateBody(enum.StrEnum):
    """Whose turn it is."""

    HOLDER = "holder"
    HOME_BRANCH = "home_branch"
    COMMITTEE = "committee"
    DEPARTMENT = "department"


S, A, B = ActivityState, ActivityAction, CertificateBody


STEPS: Steps[ActivityState, ActivityAction, CertificateBody] = {
    (S.REQUESTED, A.FILL): step(S.FILLED, B.HOME_BRANCH),
    (S.REQUESTED, A.DECLINE): step(S.DECLINED, B.HOME_BRANCH),
    (S.REQUESTED, A.WITHDRAW): step(S.WITHDRAWN, B.HOLDER),
    (S.FILLED, A.ASSIGN_NUMBER): step(S.NUMBERED, B.DEPARTMENT),
    (S.FILLED, A.DECLINE): step(S.DECLINED, B.DEPARTMENT),
    (S.FILLED, A.WITHDRAW): step(S.WITHDRAWN, B.HOLDER, B.HOME_BRANCH),
    (S.NUMBERED, A.STAMP): step(S.STAMPED, B.COMMITTEE),
    (S.NUMBERED, A.DECLINE): step(S.DECLINED, B.COMMITTEE),
    (S.STAMPED, A.ISSUE): step(S.ISSUED, B.HOME_BRANCH),
    (S.ISSUED, A.TAKE_BACK): step(S.RETURNED, B.HOME_BRANCH),
    (S.ISSUED, A.REPORT_LOST): step(S.LOST, B.HOLDER, B.HOME_BRANCH),
}

PROCEDURE = Procedure(
    noun="activity_certificate",
    title="流动党员活动证",
    actions=ActivityAction,
    steps=STEPS,
    bodies={
        B.HOLDER: "党员本人",
        B.HOME_BRANCH: "所在党支部",
        B.COMMITTEE: "上级基层党委",
        B.DEPARTMENT: "所在县（市、区）党委组织部",
    },
    begins=(S.REQUESTED, S.FILLED),
)
