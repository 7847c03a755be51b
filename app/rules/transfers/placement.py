"""Who has to transfer the relationship to the place of work, since when, and where to (N08, N09, N28)."""

import datetime as dt
import enum
from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeVar

from app.rules.civil_date import add_months

FULL_TIME = "1"

T = TypeVar("T")


class Ground(enum.StrEnum):
    """Why a Party-member lawyer has to transfer (2008 notice, part 1: 专职律师或工作时间超过6个月以上)."""

    FULL_TIME = "full_time"
    SIX_MONTHS = "six_months"
    START_UNKNOWN = "start_unknown"


class Destination(enum.StrEnum):
    """Where to, in the order in which the notice sends; the first that there is."""

    FIRM_DECISION = "firm_decision"
    FIRM_ORG = "firm_org"
    AREA_DECISION = "area_decision"
    COUNTY_ASSOCIATION = "county_association"
    CITY_ASSOCIATION = "city_association"
    COUNTY_BUREAU = "county_bureau"
    CITY_BUREAU = "city_bureau"


@dataclass(frozen=True, slots=True)
class Obligation:
    """Why and since when somebody has to transfer, and by when; both days are unknown with the start."""

    ground: Ground
    since_on: dt.date | None
    due_on: dt.date | None

    def overdue(self, today: dt.date) -> bool | None:
        """Whether the time is up; on the due day it is not, and of an unknown start nobody can tell."""
        return today > self.due_on if self.due_on else None


def obligation(practice_type: str, started_on: dt.date | None, today: dt.date, months: int) -> Obligation | None:
    """Whether a member who practises at a firm has to transfer there by now (N08).

    A full-time lawyer from the first day, any other, part-time too, once `months` calendar months at the firm are
    complete; who has been there since an unknown day counts. `months` is `transfer.obliged_after_months`, and as many
    months there are to get it done.
    """
    due_on = add_months(started_on, months) if started_on else None
    if practice_type == FULL_TIME:
        return Obligation(Ground.FULL_TIME, started_on, due_on)
    if due_on is None:
        return Obligation(Ground.START_UNKNOWN, None, None)
    return Obligation(Ground.SIX_MONTHS, due_on, due_on) if today >= due_on else None


def first_of(candidates: Collection[tuple[Destination, T]]) -> tuple[Destination, T] | None:
    """The candidate that N09 names first; a decision for the firm before all, one for the area before its bodies."""
    order = list(Destination)
    return min(candidates, key=lambda candidate: order.index(candidate[0]), default=None)
