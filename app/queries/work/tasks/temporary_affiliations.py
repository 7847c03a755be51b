"""What is due on temporary affiliations (N11): the review, on which they are extended, converted or ended."""

import sqlalchemy as sa
from sqlmodel import col

from app.models.temporary_affiliations import TemporaryAffiliation, TemporaryState
from app.queries.reference.party_org_directory import DIRECTORY
from app.queries.work.tasks.shape import task

_guest = TemporaryAffiliation
# The home branch answers for its member; where it lies outside the registry, the host does.
_body_id = sa.func.coalesce(_guest.home_org_id, _guest.host_org_id)

TASKS = (
    task(
        "temporary_review",
        subject_id=_guest.id,
        person_id=_guest.person_id,
        about=_guest.name,
        body_id=_body_id,
        body_name=DIRECTORY.c.name,
        place_path=DIRECTORY.c.place_path,
        since_on=sa.func.lower(_guest.valid_during),
        due_on=_guest.review_on,
    )
    .join(DIRECTORY, DIRECTORY.c.id == _body_id)
    .where(sa.cast(col(_guest.state), sa.Text) == TemporaryState.ACTIVE.value),
)
