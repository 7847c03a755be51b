"""Reads of training: records, and a year's hours against what is required (N15, N30)."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from app.core.lists import Filter, Listing, record_query, select_columns
from app.models.members import Member
from app.models.posts import Post
from app.models.training_records import TrainingRecord
from app.queries.filters import flag
from app.queries.organizations.party_orgs import ORG_ID
from app.queries.people.members import PERSON_ID
from app.queries.reference.figures import TODAY, figure_on
from app.rules.people.membership import NORMAL_STATUS

YEAR = sa.bindparam("year", type_=sa.Integer())


def _in_year(day: Any, year: Any) -> Any:
    return sa.and_(day >= sa.func.make_date(year, 1, 1), day < sa.func.make_date(year + 1, 1, 1))


def members_with_hours(year: Any) -> Any:
    """Members in normal status, their hours of a year and what is required of them. Parameter: `today`.

    More is required of whoever holds a post now, or held one on the last day of a year that is over.
    """
    of_year = (
        select(sa.func.coalesce(sa.func.sum(TrainingRecord.hours), 0))
        .where(TrainingRecord.person_id == Member.person_id, _in_year(col(TrainingRecord.completed_on), year))
        .correlate(Member)
    )
    hours = of_year.scalar_subquery()
    day = sa.func.least(TODAY, sa.func.make_date(year, 12, 31), type_=sa.Date())
    posts = select(Post.id).where(Post.person_id == Member.person_id, col(Post.valid_during).contains(day))
    is_leader = posts.correlate(Member).exists()
    required = sa.case((is_leader, figure_on("training.leader_hours")), else_=figure_on("training.member_hours"))
    return (
        select_columns(
            *(col(Member.person_id), col(Member.name), col(Member.name_key), col(Member.org_id)),
            *(
                hours.label("hours"),
                of_year.where(col(TrainingRecord.is_online)).scalar_subquery().label("online_hours"),
            ),
            *(required.label("required"), is_leader.label("is_leader")),
            sa.func.greatest(required - hours, 0).label("short"),
        )
        .where(Member.membership_status == NORMAL_STATUS, col(Member.org_id).is_not(None))
        .subquery("hours")
    )


_record = select_columns(
    *(col(TrainingRecord.id), col(TrainingRecord.person_id), col(TrainingRecord.name), col(TrainingRecord.org_name)),
    *(col(TrainingRecord.completed_on), col(TrainingRecord.title), col(TrainingRecord.hours)),
    *(col(TrainingRecord.is_online), col(TrainingRecord.meeting_id), col(TrainingRecord.version)),
)

RECORD = record_query(_record.where(TrainingRecord.id == sa.bindparam("record_id", type_=sa.Uuid())))

LIST = Listing(
    _record,
    sorts={"-completed_on": ("completed_on", "id"), "completed_on": ("completed_on", "id")},
    filters={
        "org_id": Filter(
            col(TrainingRecord.person_id).in_(select(Member.person_id).where(Member.org_id == ORG_ID)),
        ),
        "person_id": Filter(TrainingRecord.person_id == PERSON_ID),
        "year": Filter(_in_year(col(TrainingRecord.completed_on), YEAR)),
    },
)

OWN = _record.where(TrainingRecord.person_id == PERSON_ID).order_by(col(TrainingRecord.completed_on).desc())

_hours = members_with_hours(YEAR)

HOURS = Listing(
    select(_hours),
    sorts={"name": ("name_key", "person_id")},
    filters={
        "org_id": Filter(_hours.c.org_id == ORG_ID),
        "person_id": Filter(_hours.c.person_id == PERSON_ID),
        "complete": flag(_hours.c.short == 0),
        "leaders": flag(_hours.c.is_leader),
    },
)
"""Fixed parameters: `year`, `today`."""
