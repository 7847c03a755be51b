"""Time as officials mean it: civil dates in Asia/Shanghai."""

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

CIVIL_ZONE = ZoneInfo("Asia/Shanghai")


class Clock:
    """The injected clock; tests set it, nothing else does."""

    def __init__(self, now: Callable[[], dt.datetime] | None = None) -> None:
        self._now = now or (lambda: dt.datetime.now(dt.UTC))

    def now(self) -> dt.datetime:
        """The moment, in UTC."""
        return self._now()

    def today(self) -> dt.date:
        """The civil date in Asia/Shanghai."""
        return self._now().astimezone(CIVIL_ZONE).date()
