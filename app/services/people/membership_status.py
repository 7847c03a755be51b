"""Membership status over time (党籍状态), and the end of a membership (N03)."""

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range
from sqlmodel import col, select

from app.auth.work import Work
from app.core.errors import Conflict
from app.models.base import DateRange
from app.models.lawyers import AffiliationState
from app.models.members import Affiliation, Member, MembershipStanding

_DAY = dt.timedelta(days=1)


class StandingChangedToday(Conflict):
    code, title = "standing_changed_today", "当日已变更过"
    detail = "党籍状态和组织关系一天只能变更一次，请将生效日期改为次日或更晚。"


class EffectiveBeforeStanding(Conflict):
    code, title = "effective_before_standing", "生效日期过早"
    detail = "生效日期不得早于现在的党籍状态或组织关系的起始日，请更正。"


def status_from(
    member: Member,
    since: dt.date,
    *,
    document: str | None = None,
    change_code: str | None = None,
    decision_id: uuid.UUID | None = None,
) -> MembershipStanding:
    """The history row that opens on a day with the member's status as it is now."""
    return MembershipStanding(
        person_id=member.person_id,
        valid_during=Range(since, None),
        membership_status=member.membership_status,
        document=document,
        change_code=change_code,
        decision_id=decision_id,
        place_path=member.place_path,
        party_path=member.party_path,
    )


async def held_status(work: Work, person_id: uuid.UUID) -> MembershipStanding:
    """The status that holds now, locked."""
    is_open = (MembershipStanding.person_id == person_id, sa.func.upper_inf(MembershipStanding.valid_during))
    return (await work.session.exec(select(MembershipStanding).where(*is_open).with_for_update())).one()


async def change_status(
    work: Work,
    member: Member,
    status: str,
    on: dt.date,
    *,
    document: str | None,
    change_code: str | None,
    decision_id: uuid.UUID | None,
) -> None:
    """Another status from a day on. Errors: `StandingChangedToday`, `EffectiveBeforeStanding`."""
    held = await held_status(work, member.person_id)
    earlier = select(MembershipStanding.person_id).where(
        MembershipStanding.person_id == member.person_id, sa.not_(sa.func.upper_inf(MembershipStanding.valid_during))
    )
    affiliation = await _held_affiliation(work, member.person_id)
    is_first = (await work.session.exec(earlier)).first() is None
    start_known = not is_first or affiliation is None or affiliation.start_known
    held.valid_during = _closed(held.valid_during, on, start_known=start_known)
    await work.session.flush()
    member.membership_status = status
    work.session.add(status_from(member, on, document=document, change_code=change_code, decision_id=decision_id))


async def end_affiliation(work: Work, member: Member, on: dt.date) -> None:
    """The last affiliation ends with the membership; the record stays where it was, outside every list of today.

    Errors: `StandingChangedToday`, `EffectiveBeforeStanding`.
    """
    held = await _held_affiliation(work, member.person_id)
    if held is not None:
        held.valid_during = _closed(held.valid_during, on, start_known=held.start_known)
        await work.session.flush()
    member.org_id, member.affiliation_state = None, AffiliationState.NONE


async def _held_affiliation(work: Work, person_id: uuid.UUID) -> Affiliation | None:
    is_open = (col(Affiliation.person_id) == person_id, sa.func.upper_inf(Affiliation.valid_during))
    return (await work.session.exec(select(Affiliation).where(*is_open).with_for_update())).one_or_none()


def _closed(held: DateRange, on: dt.date, *, start_known: bool) -> DateRange:
    """The period ends on the day before; a first record's start is unknown, so it held then too (decision 0004)."""
    start = held.lower
    if start is None or (on < start and start_known):
        raise EffectiveBeforeStanding
    if on == start and start_known:
        raise StandingChangedToday
    return Range(min(start, on - _DAY), on)
