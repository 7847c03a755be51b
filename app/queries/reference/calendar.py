"""Reads of the working-day calendar."""

import sqlalchemy as sa
from sqlmodel import col, select

from app.core.lists import record_query, rows_as_json, select_columns
from app.models.calendar import CalendarDay, CalendarYear

_year = sa.bindparam("year", type_=sa.Integer())
_days = (
    select(col(CalendarDay.day), col(CalendarDay.is_working), col(CalendarDay.occasion))
    .where(CalendarDay.year == _year)
    .order_by(col(CalendarDay.day))
)

RECORD = record_query(
    select_columns(
        _year.label("year"),
        col(CalendarYear.id).is_not(None).label("published"),
        col(CalendarYear.source),
        rows_as_json(_days).label("days"),
        sa.func.coalesce(CalendarYear.version, 0).label("version"),
    )
    .select_from(sa.values(sa.column("one", sa.Integer()), name="asked", literal_binds=True).data([(1,)]))
    .outerjoin(CalendarYear, CalendarYear.year == _year)
)
"""A year, published or not: an unpublished one has version 0. Parameter: `year`."""
