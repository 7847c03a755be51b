"""A campaign as a table (N10): open until its department closes it, which freezes the result, or calls it off."""

import enum
from collections.abc import Mapping

from app.models.campaigns import CampaignAction, CampaignOutcome, CampaignRule, CampaignState
from app.workflows.procedure import Procedure, Steps, step


class CampaignBody(enum.StrEnum):
    """Who takes an action: a department of the campaign's area, or of one above."""

    DEPARTMENT = "department"


S, A, B = CampaignState, CampaignAction, CampaignBody

STEPS: Steps[CampaignState, CampaignAction, CampaignBody] = {
    (S.OPEN, A.EXTEND): step(S.OPEN, B.DEPARTMENT),
    (S.OPEN, A.CLOSE): step(S.CLOSED, B.DEPARTMENT),
    (S.OPEN, A.CANCEL): step(S.CANCELLED, B.DEPARTMENT),
}

NAMES: Mapping[CampaignRule | CampaignState | CampaignAction | CampaignOutcome, str] = {
    CampaignRule.OUTSIDE: "组织关系尚未转入的党员律师",
    CampaignRule.NOT_IN_FIRM_ORG: "所在律师事务所已有党组织而组织关系未转入的党员律师",
    S.OPEN: "进行中",
    S.CLOSED: "已结束",
    S.CANCELLED: "已取消",
    A.EXTEND: "延期",
    A.CLOSE: "结束",
    A.CANCEL: "取消",
    CampaignOutcome.DONE: "已接转",
    CampaignOutcome.RELEASED: "不再适用",
    CampaignOutcome.OUTSTANDING: "尚未接转",
}

PROCEDURE = Procedure(
    noun="campaign",
    title="集中接转",
    actions=CampaignAction,
    steps=STEPS,
    names=NAMES,
    bodies={B.DEPARTMENT: "发起的部门"},
)
