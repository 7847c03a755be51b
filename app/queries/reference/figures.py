"""The rules' numbers inside a statement."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from app.core.database import Query, compile_query
from app.models.figures import RuleFigure

TODAY = sa.bindparam("today", type_=sa.Date())
"""The civil day, given to every statement that counts from it."""


def figure_on(key: str) -> sa.ScalarSelect[Any]:
    """The value in force today. Parameter of the statement: `today`."""
    return (
        select(RuleFigure.value)
        .where(RuleFigure.key == key, col(RuleFigure.effective_from) <= TODAY)
        .order_by(col(RuleFigure.effective_from).desc())
        .limit(1)
        .scalar_subquery()
    )


def due_after(key: str) -> Query:
    """The working day by which what begins today is due, by a figure in working days. Parameter: `today`."""
    return compile_query(select(sa.func.add_working_days(TODAY, figure_on(key), type_=sa.Date())))


def months_after(day: Any, months: Any) -> Any:
    """The same day so many calendar months later, or that month's last day."""
    return sa.cast(day + sa.func.make_interval(0, months), sa.Date)
