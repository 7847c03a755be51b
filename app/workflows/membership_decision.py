"""A decision on membership as a table: the branch proposes, the committee above it decides (N03).

Facts that the branch alone establishes (contact lost or regained) are recorded by it without a decision.
"""

import enum
from collections.abc import Mapping

from app.models.membership_decisions import DecisionAction, DecisionKind, DecisionState, SuspensionGround
from app.workflows.procedure import Procedure, Steps, step


class DecisionBody(enum.StrEnum):
    """The member's branch, and the grassroots committee above it."""

    BRANCH = "branch"
    COMMITTEE = "committee"


K, S, A, B = DecisionKind, DecisionState, DecisionAction, DecisionBody

RECORDED_BY_BRANCH = frozenset({K.LOST_CONTACT, K.CONTACT_REGAINED})

STEPS: Steps[DecisionState, DecisionAction, DecisionBody] = {
    (S.PROPOSED, A.DECIDE): step(S.DECIDED, B.COMMITTEE),
    (S.PROPOSED, A.REFUSE): step(S.REFUSED, B.COMMITTEE),
    (S.PROPOSED, A.WITHDRAW): step(S.WITHDRAWN, B.BRANCH),
}


def first_state(kind: DecisionKind) -> DecisionState:
    """Where the branch's entry leads: to a proposal, or on record at once."""
    return S.RECORDED if kind in RECORDED_BY_BRANCH else S.PROPOSED


NAMES: Mapping[DecisionKind | DecisionState | DecisionAction | SuspensionGround, str] = {
    K.LOST_CONTACT: "失去联系",
    K.CONTACT_REGAINED: "恢复联系",
    K.SUSPENSION: "停止党籍",
    K.RESTORATION: "恢复党籍",
    K.EXPULSION: "开除党籍",
    K.WITHDRAWAL: "退党除名",
    K.PERSUADED_WITHDRAWAL: "劝退",
    K.REFUSED_PERSUASION: "劝而不退除名",
    K.SELF_SEPARATION: "自行脱党除名",
    K.PROBATION_CANCELLED: "取消预备党员资格",
    K.NOT_RECOGNISED: "不予承认",
    K.DEATH: "死亡",
    S.PROPOSED: "待上级党委决定",
    S.DECIDED: "已决定",
    S.REFUSED: "未批准",
    S.WITHDRAWN: "已撤回",
    S.RECORDED: "已登记",
    A.DECIDE: "作出决定",
    A.REFUSE: "不批准",
    A.WITHDRAW: "撤回",
    SuspensionGround.LOST_CONTACT: "失去联系满六个月",
    SuspensionGround.SETTLED_ABROAD: "出国（境）定居",
    SuspensionGround.STUDY_ABROAD: "出国（境）学习研究超期未归",
}

PROCEDURE = Procedure(
    noun="membership_decision",
    title="党籍处置",
    actions=DecisionAction,
    steps=STEPS,
    names=NAMES,
    bodies={B.BRANCH: "提出的党支部", B.COMMITTEE: "上级基层党委"},
)
