"""A temporary affiliation as a table: who may take it from which state to which (N11).

The member or the home branch applies, the home branch answers for the member and agrees, the host branch accepts. Where
the formal relationship lies outside the registry nobody can agree for the home branch here: it has agreed on paper.
Only the home side may turn it into a formal transfer, as it alone may open one.
"""

import enum

from app.models.temporary_affiliations import TemporaryAction, TemporaryState
from app.workflows.procedure import Procedure, Steps, step


class GuestBody(enum.StrEnum):
    """Whose turn it is."""

    MEMBER = "member"
    HOME_BRANCH = "home_branch"
    HOST_BRANCH = "host_branch"


S, A, B = TemporaryState, TemporaryAction, GuestBody


STEPS: Steps[TemporaryState, TemporaryAction, GuestBody] = {
    (S.APPLIED, A.AGREE): step(S.AGREED, B.HOME_BRANCH),
    (S.APPLIED, A.DECLINE): step(S.DECLINED, B.HOME_BRANCH),
    (S.APPLIED, A.WITHDRAW): step(S.WITHDRAWN, B.MEMBER),
    (S.AGREED, A.ACCEPT): step(S.ACTIVE, B.HOST_BRANCH),
    (S.AGREED, A.DECLINE): step(S.DECLINED, B.HOST_BRANCH),
    (S.AGREED, A.WITHDRAW): step(S.WITHDRAWN, B.MEMBER, B.HOME_BRANCH),
    (S.ACTIVE, A.EXTEND): step(S.ACTIVE, B.HOME_BRANCH, B.HOST_BRANCH),
    (S.ACTIVE, A.END): step(S.ENDED, B.HOME_BRANCH, B.HOST_BRANCH),
    (S.ACTIVE, A.CONVERT): step(S.ACTIVE, B.MEMBER, B.HOME_BRANCH),
}

PROCEDURE = Procedure(
    noun="temporary_affiliation",
    title="临时组织关系",
    actions=TemporaryAction,
    steps=STEPS,
    bodies={B.MEMBER: "党员本人", B.HOME_BRANCH: "所在党支部", B.HOST_BRANCH: "接纳的党支部"},
    begins=(S.APPLIED, S.AGREED),
    otherwise={(S.ACTIVE, S.CONVERTED): "正式接转被接收"},
)
