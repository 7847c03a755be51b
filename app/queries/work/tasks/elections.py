"""Terms that end, and elections on their way (N29)."""

import sqlalchemy as sa
from sqlmodel import col, select

from app.models.elections import Election, ElectionState
from app.models.party_orgs import PartyOrg
from app.models.posts import Post
from app.queries.organizations.elections import awaits_reply, in_any_of, reply_due_on
from app.queries.reference.figures import TODAY, figure_on, months_after
from app.queries.work.tasks.shape import task
from app.workflows.election import OPEN_STATES

_term = (
    select(col(Post.org_id), sa.func.max(Post.term_ends_on).label("ends_on"))
    .where(sa.func.upper_inf(Post.valid_during))
    .group_by(col(Post.org_id))
    .subquery("term")
)
_reminded_on = months_after(_term.c.ends_on, -figure_on("election.reminder_months"))
_electing = select(Election.id).where(Election.org_id == PartyOrg.id, in_any_of(OPEN_STATES)).exists()

TASKS = (
    task(
        "term",
        subject_id=PartyOrg.id,
        about=PartyOrg.name,
        place_path=PartyOrg.place_path,
        body_id=PartyOrg.id,
        body_name=PartyOrg.name,
        since_on=_reminded_on,
        due_on=_term.c.ends_on,
    )
    .join_from(PartyOrg, _term, _term.c.org_id == PartyOrg.id)
    .where(col(PartyOrg.dissolved_on).is_(None), _reminded_on <= TODAY, ~_electing),
    task(
        "election_reply",
        subject_id=Election.id,
        about=Election.org_name,
        place_path=PartyOrg.place_path,
        body_id=Election.approver_id,
        body_name=Election.approver_name,
        since_on=Election.state_since,
        due_on=reply_due_on,
    )
    .join_from(Election, PartyOrg, col(PartyOrg.id) == Election.org_id)
    .where(awaits_reply),
    task(
        "election",
        subject_id=Election.id,
        about=Election.org_name,
        place_path=PartyOrg.place_path,
        body_id=Election.org_id,
        body_name=Election.org_name,
        since_on=Election.state_since,
        due_on=Election.planned_on,
    )
    .join_from(Election, PartyOrg, col(PartyOrg.id) == Election.org_id)
    .where(in_any_of({ElectionState.APPROVED})),
)
