"""What is due on activity certificates (N12): the yearly review."""

from app.models.activity_certificates import ActivityCertificate
from app.queries.reference.party_org_directory import DIRECTORY
from app.queries.stays.activity_certificates import in_use, review_due_on, reviewed_since
from app.queries.work.tasks.shape import task

_certificate = ActivityCertificate

TASKS = (
    task(
        "certificate_review",
        subject_id=_certificate.id,
        person_id=_certificate.person_id,
        about=_certificate.name,
        body_id=_certificate.home_org_id,
        body_name=_certificate.home_name,
        place_path=DIRECTORY.c.place_path,
        since_on=reviewed_since,
        due_on=review_due_on,
    )
    .join(DIRECTORY, DIRECTORY.c.id == _certificate.home_org_id)
    .where(in_use),
)
