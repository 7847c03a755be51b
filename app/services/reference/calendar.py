"""The working-day calendar: counted by, and kept as it is published each November for the next year."""

import datetime as dt

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.auth.work import Work
from app.core.errors import FieldFault, InvalidRequest
from app.core.responses import require_match
from app.ledger.recording import NOWHERE, record
from app.models.calendar import CalendarDay, CalendarYear
from app.models.changes import Operation
from app.rules.reference.calendar import faults
from app.schemas.reference.calendar import CalendarYearWrite


async def working_days_after(session: AsyncSession, start: dt.date, days: int) -> dt.date:
    """The working day that is `days` working days after `start`, which itself does not count."""
    return (await session.exec(select(sa.func.add_working_days(start, days, type_=sa.Date())))).one()


async def publish_year(work: Work, year: int, body: CalendarYearWrite, if_match: str | None) -> None:
    """Keep the arrangement of a year in the place of what is kept; every deadline follows it from now on.

    Errors: `InvalidRequest` names the day, `Stale`.
    """
    wrong = list(faults(year, [(day.day, day.is_working) for day in body.days]))
    if wrong:
        raise InvalidRequest(
            errors=[FieldFault(field=f"days.{n}.day", code=code, message=message) for n, code, message in wrong]
        )
    statement = select(CalendarYear).where(CalendarYear.year == year).with_for_update()
    kept = (await work.session.exec(statement)).one_or_none()
    require_match(if_match, kept.version if kept else 0)
    if kept is None:
        row, op = CalendarYear(year=year, source=body.source), Operation.CREATE
    else:
        row, op = kept, Operation.UPDATE
        row.source, row.version = body.source, kept.version + 1
        await work.session.exec(sa.delete(CalendarDay).where(col(CalendarDay.year) == year))
    work.session.add(row)
    await record(work.session, row, op, {"source", "days"}, before=NOWHERE, after=NOWHERE, reason=body.source)
    work.session.add_all(CalendarDay(year=year, **day.model_dump()) for day in body.days)
    await work.session.flush()
