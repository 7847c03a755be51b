"""What is due on members' standing: the limits after which a body may decide; the software only tells (N03)."""

import sqlalchemy as sa
from sqlmodel import col

from app.models.members import Member, MembershipStanding
from app.queries.reference.figures import figure_on, months_after
from app.queries.work.tasks.shape import task
from app.rules.people.membership import NORMAL_STATUS, RETAINED, SUSPENDED

_ABOUT = {
    "subject_id": Member.person_id,
    "person_id": Member.person_id,
    "about": Member.name,
    "body_id": Member.org_id,
    "body_name": Member.affiliation_name,
    "place_path": Member.place_path,
}
_suspended_on = sa.func.lower(MembershipStanding.valid_during)
_is_lost = (col(Member.lost_contact), col(Member.org_id).is_not(None))

TASKS = (
    task(
        "lost_contact",
        **_ABOUT,
        since_on=Member.lost_contact_on,
        due_on=months_after(col(Member.lost_contact_on), figure_on("lost_contact.stop_months")),
    ).where(*_is_lost, sa.or_(*(col(Member.membership_status) == status for status in (NORMAL_STATUS, RETAINED)))),
    task(
        "suspended",
        **_ABOUT,
        since_on=_suspended_on,
        due_on=months_after(_suspended_on, figure_on("stopped.removal_months")),
    )
    .join_from(Member, MembershipStanding, col(MembershipStanding.person_id) == Member.person_id)
    .where(*_is_lost, col(Member.membership_status) == SUSPENDED, sa.func.upper_inf(MembershipStanding.valid_during)),
)
