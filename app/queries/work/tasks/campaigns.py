"""What is due in campaigns (N10): a department has its campaign, an organization and a member each person in it."""

import sqlalchemy as sa
from sqlmodel import col

from app.models.campaigns import Campaign, CampaignState
from app.queries.reference.figures import TODAY
from app.queries.transfers.campaigns import status_of
from app.queries.work.tasks.shape import task

TO_CLOSE = (
    task(
        "campaign",
        subject_id=Campaign.id,
        about=Campaign.title,
        body_name=Campaign.opened_by,
        place_path=Campaign.place_path,
        since_on=Campaign.population_on,
        due_on=Campaign.deadline,
    ).where(col(Campaign.state) == CampaignState.OPEN),
)

_status = status_of("c.state = 'open'", ":today")
_outstanding = (
    sa.text(f"""
        WITH {_status}
        SELECT c.id, s.person_id, s.name || '（' || c.title || '）' AS about, u.org_id, d.name AS org_name,
               s.place_path, c.population_on, c.deadline
        FROM asked c JOIN status s ON s.campaign_id = c.id AND s.outcome = 'outstanding'
        LEFT JOIN party_org_unit u ON u.firm_id = s.firm_now AND upper_inf(u.valid_during)
        LEFT JOIN party_org_directory d ON d.id = u.org_id
    """)  # noqa: S608 - constants alone
    .bindparams(TODAY)
    .columns(
        sa.column("id", sa.Uuid()),
        sa.column("person_id", sa.Uuid()),
        sa.column("about", sa.Text()),
        sa.column("org_id", sa.Uuid()),
        sa.column("org_name", sa.Text()),
        sa.column("place_path", sa.Text()),
        sa.column("population_on", sa.Date()),
        sa.column("deadline", sa.Date()),
    )
    .subquery("outstanding")
)
OUTSTANDING = (
    task(
        "campaign",
        subject_id=_outstanding.c.id,
        person_id=_outstanding.c.person_id,
        about=_outstanding.c.about,
        body_id=_outstanding.c.org_id,
        body_name=_outstanding.c.org_name,
        place_path=_outstanding.c.place_path,
        since_on=_outstanding.c.population_on,
        due_on=_outstanding.c.deadline,
    ),
)
