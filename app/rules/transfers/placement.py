"""Who has to transfer the relationship to the place of work, since when, and where to (N08, N09, N28)."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeVar

from app.core.terms import Term
from app.rules.civil_date import add_months

FULL_TIME = "1"

T = TypeVar("T")


class Ground(Term):
    """应接转的理由（N08）｜Why a Party-member lawyer has to transfer (2008 notice, part 1)."""

    FULL_TIME = "full_time", "专职律师"
    SIX_MONTHS = "six_months", "在所工作满六个月"
    START_UNKNOWN = "start_unknown", "入所时间不详，计入"


class Destination(Term):
    """去向的依据，按通知的先后｜Where to, in the order in which the notice sends; the first that there is."""

    FIRM_DECISION = "firm_decision", "当地对该所的决定（N28）"
    FIRM_ORG = "firm_org", "本所党组织或联合党组织（N08）"
    AREA_DECISION = "area_decision", "当地对本区划的决定（N28）"
    COUNTY_ASSOCIATION = "county_association", "县级律师协会党组织（N09）"
    CITY_ASSOCIATION = "city_association", "市级律师协会党组织（N09）"
    COUNTY_BUREAU = "county_bureau", "县级司法行政机关党组织（N09）"
    CITY_BUREAU = "city_bureau", "市级司法行政机关党组织（N09）"


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
