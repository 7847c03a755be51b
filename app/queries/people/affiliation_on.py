"""Who belonged to an organization on a day, from the histories."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from app.models.members import Affiliation, MembershipStanding
from app.models.temporary_affiliations import TemporaryAffiliation, TemporaryState
from app.rules.people.membership import NORMAL_STATUS


def affiliated_on(statement: Any, day: dt.date) -> Any:
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


def guest_today(person_id: Any) -> sa.ColumnElement[bool]:
    """Whether a person has a temporary affiliation beside the formal one, as far as the caller sees."""
    active = sa.cast(TemporaryAffiliation.state, sa.Text) == TemporaryState.ACTIVE.value
    return sa.exists(select(TemporaryAffiliation.id).where(TemporaryAffiliation.person_id == person_id, active))


def guest_on(person_id: Any, day: Any) -> sa.ColumnElement[bool]:
    """The same on a day of the past."""
    return sa.exists(
        select(TemporaryAffiliation.id).where(
            TemporaryAffiliation.person_id == person_id, col(TemporaryAffiliation.valid_during).contains(day)
        )
    )
