"""Who belonged to an organization on a day, from the histories."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.models.members import Affiliation, MembershipStanding
from app.rules.membership import NORMAL_STATUS


def belonging_on(statement: Any, day: dt.date) -> Any:
    """Narrow a selection from `Affiliation` to members in normal status on that day.

    A first record whose start is not known held before its first day as well (docs/decisions/0004).
    """
    status = sa.func.coalesce(MembershipStanding.membership_status, NORMAL_STATUS)
    on_day = sa.or_(
        col(Affiliation.valid_during).contains(day),
        sa.and_(~col(Affiliation.start_known), day < sa.func.lower(Affiliation.valid_during)),
    )
    that_day = sa.and_(
        col(MembershipStanding.person_id) == Affiliation.person_id,
        col(MembershipStanding.valid_during).contains(day),
    )
    return statement.outerjoin(MembershipStanding, that_day).where(on_day, status == NORMAL_STATUS)
