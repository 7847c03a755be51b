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

PROCEDURE = Procedure(
    noun="sharing_grant",
    title="共享授权",
    actions=GrantAction,
    steps=STEPS,
    bodies={B.OWNER: "授权字段的权威部门", B.ADMINISTRATOR: "安全管理员"},
    begins=(S.REQUESTED,),
    otherwise={(state, S.REQUESTED): "变更授权内容" for state in (S.APPROVED, S.IN_FORCE, S.SUSPENDED)},
)
