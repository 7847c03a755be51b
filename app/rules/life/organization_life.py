"""Which meetings a branch has to hold in a year (N31; branch regulation, art. 11-17).

The database computes the same for many branches at once (`required_meetings`); a property test holds the two together.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.models.care_records import CareKind
from app.models.meetings import MeetingKind
from app.rules.civil_date import add_months

FIGURES: Mapping[MeetingKind, str] = {kind: f"life.{kind.value}_months" for kind in MeetingKind}
"""How many months may pass, by kind: a quarter for general meetings and lessons, a month, a year."""


SUPERVISION = frozenset({CareKind.REMINDER_TALK, CareKind.CRITICISM, CareKind.ADMONITION})
"""What of the records is supervision; the rest is care (N20)."""


@dataclass(frozen=True, slots=True)
class Branch:
    """What decides about a branch's meetings: since when the registry knows it, until when it stands.

    `committee` and `groups` are the days on which it had a committee, or Party groups: `[first, first day after)`.
    """

    since: dt.date
    until: dt.date | None = None
    committee: tuple[tuple[dt.date, dt.date | None], ...] = ()
    groups: tuple[tuple[dt.date, dt.date | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Required:
    """One meeting to be held between two days, both included; `number` counts the periods of its kind in the year."""

    kind: MeetingKind
    number: int
    first_on: dt.date
    last_on: dt.date


def required_meetings(branch: Branch, year: int, months: Mapping[MeetingKind, int]) -> Iterator[Required]:
    """The meetings of a year, each within whole periods in which the branch stood from the first day to the last.

    A committee meets only where there is one on the first day (art. 12), groups only where there are groups (art. 13).
    """
    for kind, length in months.items():
        for number in range(1, 12 // length + 1):
            first_on = add_months(dt.date(year, 1, 1), (number - 1) * length)
            last_on = add_months(first_on, length) - dt.timedelta(days=1)
            stands = branch.since <= first_on and (branch.until is None or last_on < branch.until)
            if stands and _meets(branch, kind, first_on):
                yield Required(kind, number, first_on, last_on)


def _meets(branch: Branch, kind: MeetingKind, day: dt.date) -> bool:
    having = {MeetingKind.COMMITTEE_MEETING: branch.committee, MeetingKind.GROUP_MEETING: branch.groups}
    periods = having.get(kind)
    return periods is None or any(first <= day and (after is None or day < after) for first, after in periods)
