"""A campaign as a table (N10): open until its department closes it, which freezes the result, or calls it off."""

from collections.abc import Mapping

from app.models.campaigns import CampaignAction, CampaignOutcome, CampaignRule, CampaignState

S, A = CampaignState, CampaignAction

STEPS: dict[tuple[CampaignState, CampaignAction], CampaignState] = {
    (S.OPEN, A.EXTEND): S.OPEN,
    (S.OPEN, A.CLOSE): S.CLOSED,
    (S.OPEN, A.CANCEL): S.CANCELLED,
}

NAMES: Mapping[CampaignRule | CampaignState | CampaignOutcome, str] = {
    CampaignRule.OUTSIDE: "组织关系尚未转入的党员律师",
    CampaignRule.NOT_IN_FIRM_ORG: "所在律师事务所已有党组织而组织关系未转入的党员律师",
    S.OPEN: "进行中",
    S.CLOSED: "已结束",
    S.CANCELLED: "已取消",
    CampaignOutcome.DONE: "已接转",
    CampaignOutcome.RELEASED: "不再适用",
    CampaignOutcome.OUTSTANDING: "尚未接转",
}
