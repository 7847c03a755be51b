"""What the published arrangement of a year may say (每年11月公布的放假调休安排)."""

import calendar
import datetime as dt
from collections.abc import Iterator, Sequence


def faults(year: int, days: Sequence[tuple[dt.date, bool]]) -> Iterator[tuple[int, str, str]]:
    """What is wrong with the days named (day, whether worked): position, code, message.

    Codes: `day_of_other_year`, `day_named_twice`, `make_up_day_on_weekday` (only a day of the weekend can be made up).
    """
    seen: set[dt.date] = set()
    for number, (day, is_working) in enumerate(days):
        if day.year != year:
            yield number, "day_of_other_year", f"{day.isoformat()} 不属于 {year} 年。"
        if day in seen:
            yield number, "day_named_twice", f"{day.isoformat()} 重复。"
        if is_working and day.weekday() < calendar.SATURDAY:
            yield number, "make_up_day_on_weekday", f"{day.isoformat()} 不是周末，不能作为调休上班日。"
        seen.add(day)
