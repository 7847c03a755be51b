"""A sharing grant as a table: applied for, approved by every owning department, brought into force (N05, N06).

An approval leads on once every owning department has given its own.
"""

import enum

from app.models.sharing import GrantAction, GrantState
from app.workflows.procedure import Procedure, Steps, step


class GrantBody(enum.StrEnum):
    """Who takes an action: the departments whose facts are shared, or the security administrator."""

    OWNER = "owner"
    ADMINISTRATOR = "administrator"


S, A, B = GrantState, GrantAction, GrantBody

STEPS: Steps[GrantState, GrantAction, GrantBody] = {
    (S.REQUESTED, A.APPROVE): step(S.APPROVED, B.OWNER),
    (S.REQUESTED, A.REFUSE): step(S.REFUSED, B.OWNER),
    (S.APPROVED, A.BRING_INTO_FORCE): step(S.IN_FORCE, B.ADMINISTRATOR),
    (S.IN_FORCE, A.SUSPEND): step(S.SUSPENDED, B.ADMINISTRATOR),
    (S.SUSPENDED, A.RESUME): step(S.IN_FORCE, B.ADMINISTRATOR),
    (S.APPROVED, A.END): step(S.ENDED, B.ADMINISTRATOR),
    (S.IN_FORCE, A.END): step(S.ENDED, B.ADMINISTRATOR),
    (S.SUSPENDED, A.END): step(S.ENDED, B.ADMINISTRATOR),
}

NAMES: dict[GrantState | GrantAction, str] = {
    S.REQUESTED: "待审批",
    S.APPROVED: "已同意，待启用",
    S.IN_FORCE: "已启用",
    S.REFUSED: "不予同意",
    S.SUSPENDED: "已停用",
    S.ENDED: "已终止",
    A.APPROVE: "同意",
    A.REFUSE: "不予同意",
    A.BRING_INTO_FORCE: "启用",
    A.SUSPEND: "停用",
    A.RESUME: "恢复",
    A.END: "终止",
}

PROCEDURE = Procedure(
    noun="sharing_grant",
    title="共享授权",
    actions=GrantAction,
    steps=STEPS,
    names=NAMES,
    bodies={B.OWNER: "授权字段的权威部门", B.ADMINISTRATOR: "安全管理员"},
)
