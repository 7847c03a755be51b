"""Formations that the committee above should reply to (N23)."""

import sqlalchemy as sa

from app.models.formations import Formation, FormationState
from app.queries.reference.figures import figure_on, months_after
from app.queries.work.tasks.shape import task

TASKS = (
    task(
        "formation_reply",
        subject_id=Formation.id,
        about=Formation.name,
        place_path=Formation.place_path,
        body_id=Formation.approver_id,
        body_name=Formation.approver_name,
        since_on=Formation.proposed_on,
        due_on=months_after(Formation.proposed_on, figure_on("approval.branch_months")),
    ).where(sa.cast(Formation.state, sa.Text) == sa.literal_column(f"'{FormationState.PROPOSED.value}'")),
)
