"""Campaigns: opened over an area, extended, closed with what has become of everybody, or called off (N10)."""

import asyncio
import json
import uuid
from collections.abc import Mapping
from typing import Any

from sqlmodel import select

from app.auth.bodies import campaign_bodies
from app.auth.work import Work
from app.core.database import fetch_in
from app.core.errors import Conflict, NotFound, invalid
from app.documents.campaign_report import ReportFacts, report_pdf
from app.ledger.recording import Paths
from app.models.areas import Area
from app.models.campaigns import Campaign, CampaignState, CampaignStep
from app.queries.transfers import campaigns as queries
from app.schemas.transfers import campaigns as schemas
from app.services.procedures import Binding, Outcome, Taking, begin
from app.workflows.campaign import PROCEDURE, CampaignBody


class CampaignOutOfTurn(Conflict):
    code, title = "campaign_action_out_of_turn", "集中接转已经终结"
    detail = "已结束或已取消的集中接转不能再办理，需要时请另行发起。"


class CampaignNotClosed(Conflict):
    code, title = "campaign_not_closed", "集中接转尚未结束"
    detail = "总结报告在结束时固定；进行中的情况见 progress。"


async def open_campaign(work: Work, body: schemas.CampaignCreate) -> uuid.UUID:
    """A campaign over an area that lies in the department's own, by the row policy (`AreaOutOfScope`).

    Error: `InvalidRequest` for an unknown organization, a population of a day to come, a deadline gone by.
    """
    population_on = body.population_on or work.today
    if population_on > work.today:
        raise invalid("population_on", "day_to_come", "对象认定日不能晚于今天。")
    _check_deadline(work, body.deadline)
    if body.org_id and await fetch_in(work.session, queries.ORG_EXISTS, {"org_id": body.org_id}) is None:
        raise invalid("org_id", "org_not_found", "管辖范围内没有这个党组织。")
    area = (await work.session.exec(select(Area).where(Area.code == body.area_code))).one()
    campaign = Campaign(
        **body.model_dump(exclude={"population_on"}),
        population_on=population_on,
        state=CampaignState.OPEN,
        opened_by=work.principal.body_name,
        place_path=area.place_path,
        created_at=work.clock.now(),
    )
    await begin(work, CAMPAIGN, campaign, body.model_fields_set)
    return campaign.id


async def print_report(work: Work, campaign_id: uuid.UUID) -> bytes:
    """The frozen report as a PDF. Errors: `NotFound`, `CampaignNotClosed`."""
    campaign = (await work.session.exec(select(Campaign).where(Campaign.id == campaign_id))).one_or_none()
    if campaign is None:
        raise NotFound
    if campaign.report is None:
        raise CampaignNotClosed
    facts = ReportFacts(
        title=campaign.title,
        document=campaign.document,
        rule=campaign.rule.zh,
        opened_by=campaign.opened_by,
        population_on=campaign.population_on,
        deadline=campaign.deadline,
        note=campaign.note,
        report=campaign.report,
    )
    return await asyncio.to_thread(report_pdf, facts)


async def _freeze(work: Work, campaign: Campaign) -> None:
    """Figures per area and day on the campaign, and everybody's result beside it, as of today."""
    parameters = {"campaign_id": campaign.id, "as_of": work.today, "today": work.today}
    await work.session.exec(queries.FREEZE, params=parameters)  # type: ignore[call-overload]
    progress = await fetch_in(work.session, queries.PROGRESS, parameters)
    if progress is None:
        raise NotFound
    campaign.report = json.loads(progress[0])


def _check_deadline(work: Work, deadline: Any) -> None:
    if deadline < work.today:
        raise invalid("deadline", "deadline_gone_by", "截止日不能早于今天。")


async def _carry_out(
    work: Work, taking: Taking[Campaign, CampaignState, CampaignBody], body: schemas.ActionBody
) -> Outcome:
    campaign = taking.row
    match body:
        case schemas.ExtendAction():
            _check_deadline(work, body.deadline)
            campaign.deadline, campaign.note = body.deadline, body.reason
        case schemas.CloseAction():
            await _freeze(work, campaign)
            campaign.note, campaign.ended_on = body.note, work.today
        case schemas.CancelAction():
            campaign.note, campaign.ended_on = body.reason, work.today
    return Outcome(campaign.note)


def _paths(campaign: Campaign, _: Mapping[str, Any]) -> tuple[Paths, Paths]:
    here = Paths(campaign.place_path, None)
    return here, here


CAMPAIGN = Binding(
    table=Campaign,
    steps=CampaignStep,
    reading=queries.READING,
    refusal=CampaignOutOfTurn,
    procedure=lambda _: PROCEDURE,
    acting=campaign_bodies,
    names=lambda facts: {CampaignBody.DEPARTMENT: facts["opened_by"]},
    paths=_paths,
    carry_out=_carry_out,
)
