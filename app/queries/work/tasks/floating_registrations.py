"""What is due on floating members (N12): the report home, at least one a year."""

from app.models.floating_registrations import FloatingRegistration
from app.queries.reference.party_org_directory import DIRECTORY
from app.queries.stays.floating_registrations import CONTACT_DUE, LIVE
from app.queries.work.tasks.shape import task

_away = FloatingRegistration

TASKS = (
    task(
        "floating_contact",
        subject_id=_away.id,
        person_id=_away.person_id,
        about=_away.name,
        body_id=_away.home_org_id,
        body_name=DIRECTORY.c.name,
        place_path=DIRECTORY.c.place_path,
        since_on=_away.registered_on,
        due_on=CONTACT_DUE,
    )
    .join(DIRECTORY, DIRECTORY.c.id == _away.home_org_id)
    .where(LIVE),
)
