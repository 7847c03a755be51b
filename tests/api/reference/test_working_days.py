"""Working days as the database counts them: weekends, published holidays, weekend days worked instead."""

import datetime as dt

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.models.calendar import CalendarDay
from app.services.reference.calendar import working_days_after
from tests.support.postgres import OneConnection


async def after(database: OneConnection, start: str, days: int) -> str:
    async with database.as_admin() as session:
        return (await working_days_after(session, dt.date.fromisoformat(start), days)).isoformat()


async def test_holidays_are_passed_over_and_weekends_made_up_are_counted(database: OneConnection) -> None:
    # National Day 2024: 1 to 7 October off, Sunday 29 September and Saturday 12 October worked.
    assert await after(database, "2024-09-27", 1) == "2024-09-29"
    assert await after(database, "2024-09-30", 1) == "2024-10-08"
    assert await after(database, "2024-09-27", 10) == "2024-10-16"
    assert await after(database, "2024-09-27", 0) == "2024-09-27"
    # Spring Festival 2026: 15 to 23 February off, Saturdays 14 and 28 worked.
    assert await after(database, "2026-02-13", 1) == "2026-02-14"
    assert await after(database, "2026-02-13", 2) == "2026-02-24"
    assert await after(database, "2026-02-27", 1) == "2026-02-28"


async def test_a_year_that_is_not_published_knows_weekends_alone(database: OneConnection) -> None:
    # 1 May 2023 was a holiday, but the arrangement of 2023 is not kept here.
    assert await after(database, "2023-04-28", 1) == "2023-05-01"
    assert await after(database, "2023-04-28", 6) == "2023-05-08"


async def test_counting_back_is_the_same_way_in_the_other_direction(database: OneConnection) -> None:
    assert await after(database, "2024-10-09", -1) == "2024-10-08"
    assert await after(database, "2024-10-08", -2) == "2024-09-29"


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.dates(dt.date(2025, 12, 1), dt.date(2027, 3, 1)),
    days=st.integers(1, 30),
    extra=st.dictionaries(st.dates(dt.date(2027, 1, 1), dt.date(2027, 3, 31)), st.booleans(), max_size=20),
)
async def test_exactly_that_many_working_days_are_passed(
    database: OneConnection, start: dt.date, days: int, extra: dict[dt.date, bool]
) -> None:
    async with database.as_admin() as session:
        outer = await session.begin_nested()
        await session.exec(sa.text("INSERT INTO calendar_year VALUES (gen_random_uuid(), 2027, '试验', 1)"))  # type: ignore[call-overload]
        session.add_all(CalendarDay(day=d, year=2027, is_working=w, occasion="试验") for d, w in extra.items())
        await session.flush()
        known = dict((await session.exec(sa.text("SELECT day, is_working FROM calendar_day"))).all())  # type: ignore[call-overload]
        due = await working_days_after(session, start, days)
        session.expunge_all()
        await outer.rollback()
    passed = [start + dt.timedelta(days=n + 1) for n in range((due - start).days)]
    working = [day for day in passed if known.get(day, day.isoweekday() <= 5)]
    assert len(working) == days
    assert working[-1] == due
