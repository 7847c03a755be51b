"""The clock of the tests."""

import datetime as dt

from app.core.clock import Clock

TODAY = dt.date(2026, 11, 23)


class SetClock(Clock):
    """A clock that a test can set; it starts at noon of `TODAY` in Shanghai."""

    def __init__(self) -> None:
        self.moment = dt.datetime(2026, 11, 23, 4, 0, tzinfo=dt.UTC)
        super().__init__(lambda: self.moment)

    def advance(self, **by: float) -> None:
        self.moment += dt.timedelta(**by)
