"""A temporary affiliation as a table: who may take it from which state to which (N11).

The member or the home branch applies, the home branch answers for the member and agrees, the host branch accepts. Where
the formal relationship lies outside the registry nobody can agree for the home branch here: it has agreed on paper.
Only the home side may turn it into a formal transfer, as it alone may open one.
"""

import enum
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from app.models.temporary_affiliations import TemporaryAction, TemporaryReason, TemporaryState


class GuestBody(enum.StrEnum):
    """Whose turn it is."""

    MEMBER = "member"
    HOME_BRANCH = "home_branch"
    HOST_BRANCH = "host_branch"


@dataclass(frozen=True, slots=True)
class GuestStep:
    """Where an action leads, and which bodies may take it."""

    to_state: TemporaryState
    by: frozenset[GuestBody]


S, A, B = TemporaryState, TemporaryAction, GuestBody


def _step(to_state: TemporaryState, *by: GuestBody) -> GuestStep:
    return GuestStep(to_state, frozenset(by))


STEPS: dict[tuple[TemporaryState, TemporaryAction], GuestStep] = {
    (S.APPLIED, A.AGREE): _step(S.AGREED, B.HOME_BRANCH),
    (S.APPLIED, A.DECLINE): _step(S.DECLINED, B.HOME_BRANCH),
    (S.APPLIED, A.WITHDRAW): _step(S.WITHDRAWN, B.MEMBER),
    (S.AGREED, A.ACCEPT): _step(S.ACTIVE, B.HOST_BRANCH),
    (S.AGREED, A.DECLINE): _step(S.DECLINED, B.HOST_BRANCH),
    (S.AGREED, A.WITHDRAW): _step(S.WITHDRAWN, B.MEMBER, B.HOME_BRANCH),
    (S.ACTIVE, A.EXTEND): _step(S.ACTIVE, B.HOME_BRANCH, B.HOST_BRANCH),
    (S.ACTIVE, A.END): _step(S.ENDED, B.HOME_BRANCH, B.HOST_BRANCH),
    (S.ACTIVE, A.CONVERT): _step(S.ACTIVE, B.MEMBER, B.HOME_BRANCH),
}

Term = TemporaryState | TemporaryAction | TemporaryReason

NAMES: Mapping[Term, str] = {
    S.APPLIED: "已申请",
    S.AGREED: "所在支部已同意，待接纳",
    S.ACTIVE: "有效",
    S.ENDED: "已结束",
    S.CONVERTED: "已转为正式组织关系",
    S.DECLINED: "未同意",
    S.WITHDRAWN: "已撤回",
    A.AGREE: "所在支部同意",
    A.ACCEPT: "接纳",
    A.DECLINE: "不同意",
    A.WITHDRAW: "撤回",
    A.EXTEND: "延期",
    A.END: "结束",
    A.CONVERT: "转为正式接转",
    TemporaryReason.RETIRED_WORKING: "退（离）休后到律师事务所工作",
    TemporaryReason.CANNOT_TRANSFER_YET: "一时不能接转正式组织关系",
    TemporaryReason.SHORT_ABSENCE: "短期外出",
    TemporaryReason.OTHER: "其他",
}


def named(terms: Iterable[Term]) -> str:
    """Terms with their codes, as a sentence lists them."""
    return "、".join(f"{NAMES[term]}（{term}）" for term in terms)


def allowed_actions(state: TemporaryState, acting: Collection[GuestBody]) -> list[TemporaryAction]:
    """What these bodies can do now, in the order of the work."""
    return [action for action in A if (found := STEPS.get((state, action))) and found.by & set(acting)]


def bodies_for(action: TemporaryAction) -> frozenset[GuestBody]:
    """Which bodies ever take the action."""
    return frozenset().union(*(found.by for (_, a), found in STEPS.items() if a is action))
