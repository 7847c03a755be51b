"""A doorbell's delivery as a table: what follows from each attempt (Standard Webhooks, "Deliverability")."""

import datetime as dt
import enum
from dataclasses import dataclass

from app.models.sharing_subscriptions import DeliveryKind, DeliveryState


class Outcome(enum.StrEnum):
    """What came of an attempt: a 2xx status, 410, or anything else."""

    ARRIVED = "arrived"
    GONE = "gone"
    FAILED = "failed"


def _waits(*lengths: dict[str, float]) -> tuple[dt.timedelta, ...]:
    return tuple(dt.timedelta(**length) for length in lengths)


WAITS = {
    DeliveryKind.RING: _waits(
        {"seconds": 5},
        {"minutes": 5},
        {"minutes": 30},
        {"hours": 2},
        {"hours": 5},
        {"hours": 10},
        {"hours": 14},
        {"hours": 20},
        {"hours": 24},
    ),
    DeliveryKind.TEST: (),
}
"""How long after each failed attempt the next is due; the first is due at once. A trial is one attempt."""

DEAD_LETTERS = 3
"""So many doorbells dead in a row disable their subscription."""


@dataclass(frozen=True, slots=True)
class Step:
    """Where a delivery goes: its state, and how long until the next attempt if there is one."""

    to_state: DeliveryState
    wait: dt.timedelta | None = None


def step(kind: DeliveryKind, attempts: int, outcome: Outcome) -> Step:
    """What follows from the attempt with this number, counted from 1."""
    if outcome is Outcome.ARRIVED:
        return Step(DeliveryState.DELIVERED)
    if outcome is Outcome.GONE or attempts > len(WAITS[kind]):
        return Step(DeliveryState.DEAD)
    return Step(DeliveryState.PENDING, WAITS[kind][attempts - 1])
