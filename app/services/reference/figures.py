"""The rules' numbers as of a day."""

import datetime as dt
from collections.abc import Collection

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.models.figures import RuleFigure


async def figure(session: AsyncSession, key: str, day: dt.date) -> int:
    """The value in force on a day; `LookupError` for a key that was never configured."""
    statement = (
        select(RuleFigure.value)
        .where(RuleFigure.key == key, col(RuleFigure.effective_from) <= day)
        .order_by(col(RuleFigure.effective_from).desc())
    )
    value = (await session.exec(statement)).first()
    if value is None:
        raise LookupError(key)
    return value


async def figures(session: AsyncSession, keys: Collection[str], day: dt.date) -> dict[str, int]:
    """The values in force on a day, by key; `LookupError` for a key that was never configured."""
    statement = (
        select(RuleFigure.key, RuleFigure.value)
        .where(col(RuleFigure.key).in_(keys), col(RuleFigure.effective_from) <= day)
        .order_by(col(RuleFigure.effective_from))
    )
    found = dict((await session.exec(statement)).all())
    if missing := set(keys) - found.keys():
        raise LookupError(*sorted(missing))
    return found
