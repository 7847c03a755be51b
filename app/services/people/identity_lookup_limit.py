"""A refusal tells that a number is on record somewhere: each one is logged, and an account gets a few an hour."""

import datetime as dt
from collections import deque
from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from app.auth.dependencies import CurrentPrincipal
from app.core.clock import Clock
from app.core.errors import Problem
from app.models.changes import AccessKind
from app.services.people.people import PersonRegisteredElsewhere
from app.services.people.problems import LawyerNotFound

MOST_PER_HOUR = 20
_HOUR = dt.timedelta(hours=1)


class TooManyLookups(Problem):
    status, code, title = 429, "too_many_lookups", "查找次数过多"
    detail = f"一小时内已有 {MOST_PER_HOUR} 次登记因号码在管辖范围外而未成，请稍后再试；成批登记请用导入。"


class Lookups:
    """How often each account was refused within the last hour.

    Kept in the memory of the process: the access log, where every refusal is written too, can be read by no role of
    this process. Several processes therefore count apart, and a restart begins anew.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._counted: dict[UUID, deque[dt.datetime]] = {}

    def begin(self, account_id: UUID) -> None:
        """Count an attempt, also while it runs, so that many at once gain nothing; `TooManyLookups` from the 21st on.

        Before the number is looked at: afterwards the refusal would be an answer.
        """
        now = self._clock.now()
        times = self._counted.setdefault(account_id, deque())
        while times and times[0] <= now - _HOUR:
            times.popleft()
        if len(times) >= MOST_PER_HOUR:
            wait = times[0] + _HOUR - now
            raise TooManyLookups(headers={"Retry-After": str(int(wait.total_seconds()) + 1)})
        times.append(now)

    def forgive(self, account_id: UUID) -> None:
        """The attempt told nothing: it does not count."""
        times = self._counted[account_id]
        times.pop()
        if not times:
            del self._counted[account_id]


async def limit_lookups(request: Request, principal: CurrentPrincipal) -> AsyncIterator[None]:
    """Around a route that looks a number up beyond the scope: limits, logs and counts its refusals.

    The log is written apart from the route's transaction, which the refusal rolls back.
    """
    state = request.app.state
    state.lookups.begin(principal.account_id)
    refused = False
    try:
        yield
    except (PersonRegisteredElsewhere, LawyerNotFound) as refusal:
        refused = True
        state.access_log.note(principal, AccessKind.CLAIM, refusal.person_id, reason=refusal.code)
        raise
    finally:
        if not refused:
            state.lookups.forgive(principal.account_id)


LimitedLookups = Annotated[None, Depends(limit_lookups, scope="function")]
