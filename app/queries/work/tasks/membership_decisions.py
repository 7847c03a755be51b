"""What the committee above a branch has been asked to decide on a member (N03)."""

import sqlalchemy as sa
from sqlmodel import col

from app.models.membership_decisions import DecisionState, MembershipDecision
from app.queries.reference.party_org_directory import DIRECTORY
from app.queries.work.tasks.shape import task

_D = MembershipDecision

TASKS = (
    task(
        "membership_decision",
        subject_id=_D.id,
        person_id=_D.person_id,
        about=_D.name,
        body_id=_D.committee_id,
        body_name=_D.committee_name,
        since_on=_D.proposed_on,
        due_on=sa.null(),
        place_path=DIRECTORY.c.place_path,
    )
    .join_from(_D, DIRECTORY, DIRECTORY.c.id == col(_D.branch_id))
    .where(sa.cast(_D.state, sa.Text) == sa.literal_column(f"'{DecisionState.PROPOSED.value}'")),
)
"""No regulation says within what time it decides, so nothing is due on a day, and nothing is overdue."""
