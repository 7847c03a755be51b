"""A campaign as a table (N10): open until its department closes it, which freezes the result, or calls it off."""

import enum

from app.models.campaigns import CampaignAction, CampaignState
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

PROCEDURE = Procedure(
    noun="campaign",
    title="集中接转",
    actions=CampaignAction,
    steps=STEPS,
    bodies={B.DEPARTMENT: "发起的部门"},
    begins=(S.OPEN,),
)
