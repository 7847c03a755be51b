"""The working-day calendar."""

import datetime as dt

import sqlalchemy as sa
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession


async def working_days_after(session: AsyncSession, start: dt.date, days: int) -> dt.date:
    """The working day that is `days` working days after `start`, which itself does not count."""
    return (await session.exec(select(sa.func.add_working_days(start, days, type_=sa.Date())))).one()
