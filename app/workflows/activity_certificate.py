"""An activity certificate as a table (N12; 2-domain 2.5, 2.6).

The holder asks for it before leaving, the home branch fills it in, the county's organization department gives the
number, the committee above stamps it, and the home branch hands it out and takes it back.
"""

import enum
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from app.models.activity_certificates import ActivityAction, ActivityState


class CertificateBody(enum.StrEnum):
    """Whose turn it is."""

    HOLDER = "holder"
    HOME_BRANCH = "home_branch"
    COMMITTEE = "committee"
    DEPARTMENT = "department"


@dataclass(frozen=True, slots=True)
class Turn:
    """Where an action leads, and which bodies may take it."""

    to_state: ActivityState
    by: frozenset[CertificateBody]


S, A, B = ActivityState, ActivityAction, CertificateBody


def _step(to_state: ActivityState, *by: CertificateBody) -> Turn:
    return Turn(to_state, frozenset(by))


STEPS: dict[tuple[ActivityState, ActivityAction], Turn] = {
    (S.REQUESTED, A.FILL): _step(S.FILLED, B.HOME_BRANCH),
    (S.REQUESTED, A.DECLINE): _step(S.DECLINED, B.HOME_BRANCH),
    (S.REQUESTED, A.WITHDRAW): _step(S.WITHDRAWN, B.HOLDER),
    (S.FILLED, A.ASSIGN_NUMBER): _step(S.NUMBERED, B.DEPARTMENT),
    (S.FILLED, A.DECLINE): _step(S.DECLINED, B.DEPARTMENT),
    (S.FILLED, A.WITHDRAW): _step(S.WITHDRAWN, B.HOLDER, B.HOME_BRANCH),
    (S.NUMBERED, A.STAMP): _step(S.STAMPED, B.COMMITTEE),
    (S.NUMBERED, A.DECLINE): _step(S.DECLINED, B.COMMITTEE),
    (S.STAMPED, A.ISSUE): _step(S.ISSUED, B.HOME_BRANCH),
    (S.ISSUED, A.TAKE_BACK): _step(S.RETURNED, B.HOME_BRANCH),
    (S.ISSUED, A.REPORT_LOST): _step(S.LOST, B.HOLDER, B.HOME_BRANCH),
}

Term = ActivityState | ActivityAction

NAMES: Mapping[Term, str] = {
    S.REQUESTED: "已申请",
    S.FILLED: "已填写，待编号",
    S.NUMBERED: "已编号，待盖章",
    S.STAMPED: "已盖章，待发放",
    S.ISSUED: "使用中",
    S.RETURNED: "已交回",
    S.LOST: "已遗失",
    S.DECLINED: "未同意",
    S.WITHDRAWN: "已撤回",
    A.FILL: "填写",
    A.ASSIGN_NUMBER: "编号",
    A.STAMP: "盖章",
    A.ISSUE: "发放",
    A.TAKE_BACK: "收回",
    A.REPORT_LOST: "报失",
    A.DECLINE: "不同意",
    A.WITHDRAW: "撤回",
}


def named(terms: Iterable[Term]) -> str:
    """Terms with their codes, as a sentence lists them."""
    return "、".join(f"{NAMES[term]}（{term}）" for term in terms)


def allowed_actions(state: ActivityState, acting: Collection[CertificateBody]) -> list[ActivityAction]:
    """What these bodies can do now, in the order of the work."""
    return [action for action in A if (found := STEPS.get((state, action))) and found.by & set(acting)]


def bodies_for(action: ActivityAction) -> frozenset[CertificateBody]:
    """Which bodies ever take the action."""
    return frozenset().union(*(found.by for (_, a), found in STEPS.items() if a is action))
