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

PROCEDURE = Procedure(
    noun="formation",
    title="组建",
    actions=FormationAction,
    steps=STEPS,
    bodies={
        B.GUIDE: "所在地组织部门、司法行政机关或律师协会",
        B.APPROVER: "上级基层党委",
        B.ORGANIZATION_DEPARTMENT: "组织部门",
    },
    begins=(S.PROPOSED,),
)
