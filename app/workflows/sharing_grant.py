"""A sharing grant as a table: applied for, approved by every owning department, brought into force (N05, N06)."""

import enum
from dataclasses import dataclass

from app.models.sharing import GrantState


class GrantAction(enum.StrEnum):
    """What can be done with a grant."""

    APPROVE = "approve"
    REFUSE = "refuse"
    BRING_INTO_FORCE = "bring_into_force"
    SUSPEND = "suspend"
    RESUME = "resume"
    END = "end"


class GrantBody(enum.StrEnum):
    """Who takes an action: the departments whose facts are shared, or the security administrator."""

    OWNER = "owner"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class GrantStep:
    """Where an action leads and who takes it; an approval leads on once every owning department has given its own."""

    to_state: GrantState
    by: GrantBody


S, A, B = GrantState, GrantAction, GrantBody

STEPS: dict[tuple[GrantState, GrantAction], GrantStep] = {
    (S.REQUESTED, A.APPROVE): GrantStep(S.APPROVED, B.OWNER),
    (S.REQUESTED, A.REFUSE): GrantStep(S.REFUSED, B.OWNER),
    (S.APPROVED, A.BRING_INTO_FORCE): GrantStep(S.IN_FORCE, B.ADMINISTRATOR),
    (S.IN_FORCE, A.SUSPEND): GrantStep(S.SUSPENDED, B.ADMINISTRATOR),
    (S.SUSPENDED, A.RESUME): GrantStep(S.IN_FORCE, B.ADMINISTRATOR),
    (S.APPROVED, A.END): GrantStep(S.ENDED, B.ADMINISTRATOR),
    (S.IN_FORCE, A.END): GrantStep(S.ENDED, B.ADMINISTRATOR),
    (S.SUSPENDED, A.END): GrantStep(S.ENDED, B.ADMINISTRATOR),
}

NAMES: dict[GrantState, str] = {
    S.REQUESTED: "待审批",
    S.APPROVED: "已同意，待启用",
    S.IN_FORCE: "已启用",
    S.REFUSED: "不予同意",
    S.SUSPENDED: "已停用",
    S.ENDED: "已终止",
}
