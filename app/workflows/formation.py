"""The founding of an organization as a table: who takes it from which state to which (N23, N28; branch regulation 6).

The firm applies through whoever guides its area; the committee above replies; the members elect; the department
enters the organization in the tree; the organization department takes it on file.
"""

import enum

from app.models.formations import FormationAction, FormationState
from app.workflows.procedure import Procedure, Steps, step


class FormationBody(enum.StrEnum):
    """Whose turn it is."""

    GUIDE = "guide"
    """The organization department, the bureau or the association of the area: they help the firm to found (N23)."""
    APPROVER = "approver"
    """The committee above, which decides and replies (branch regulation, art. 6)."""
    ORGANIZATION_DEPARTMENT = "organization_department"
    """Takes reply and result on file."""


S, A, B = FormationState, FormationAction, FormationBody

STEPS: Steps[FormationState, FormationAction, FormationBody] = {
    (S.PROPOSED, A.APPROVE): step(S.APPROVED, B.APPROVER),
    (S.PROPOSED, A.REFUSE): step(S.REFUSED, B.APPROVER),
    (S.PROPOSED, A.WITHDRAW): step(S.WITHDRAWN, B.GUIDE, B.APPROVER),
    (S.APPROVED, A.RECORD_ELECTION): step(S.ELECTED, B.GUIDE, B.APPROVER),
    (S.APPROVED, A.WITHDRAW): step(S.WITHDRAWN, B.GUIDE, B.APPROVER),
    (S.ELECTED, A.FOUND): step(S.FOUNDED, B.GUIDE),
    (S.ELECTED, A.WITHDRAW): step(S.WITHDRAWN, B.GUIDE, B.APPROVER),
    (S.FOUNDED, A.FILE): step(S.FILED, B.ORGANIZATION_DEPARTMENT),
}

OPEN_STATES = frozenset({S.PROPOSED, S.APPROVED, S.ELECTED})
"""A firm has at most one formation in these states."""

NAMES: dict[FormationState | FormationAction, str] = {
    S.PROPOSED: "待批复",
    S.APPROVED: "已批复，待选举",
    S.ELECTED: "已选举，待设立",
    S.FOUNDED: "已设立，待备案",
    S.FILED: "已备案",
    S.REFUSED: "不予同意",
    S.WITHDRAWN: "已撤回",
    A.APPROVE: "同意设立",
    A.REFUSE: "不予同意",
    A.RECORD_ELECTION: "登记选举结果",
    A.FOUND: "设立",
    A.FILE: "备案",
    A.WITHDRAW: "撤回",
}
BODIES: dict[FormationBody, str] = {
    B.GUIDE: "所在地组织部门、司法行政机关或律师协会",
    B.APPROVER: "上级基层党委",
    B.ORGANIZATION_DEPARTMENT: "组织部门",
}

PROCEDURE = Procedure(noun="formation", title="组建", actions=FormationAction, steps=STEPS, names=NAMES, bodies=BODIES)
