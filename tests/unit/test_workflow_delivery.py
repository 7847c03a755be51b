"""What follows from each attempt of a delivery."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from app.models.sharing_subscriptions import DeliveryKind, DeliveryState
from app.workflows.delivery import WAITS, Outcome, step


def test_the_attempts_of_a_doorbell_are_those_that_the_standard_recommends() -> None:
    elapsed, starts = dt.timedelta(), []
    for wait in WAITS[DeliveryKind.RING]:
        elapsed += wait
        starts.append(str(elapsed))
    assert starts == [
        *("0:00:05", "0:05:05", "0:35:05", "2:35:05", "7:35:05", "17:35:05"),
        *("1 day, 7:35:05", "2 days, 3:35:05", "3 days, 3:35:05"),
    ]


@given(st.sampled_from(DeliveryKind), st.lists(st.sampled_from(Outcome), min_size=10, max_size=12))
def test_whatever_happens_a_delivery_ends(kind: DeliveryKind, outcomes: list[Outcome]) -> None:
    for attempt, outcome in enumerate(outcomes, 1):
        after = step(kind, attempt, outcome)
        assert (after.wait is None) == (after.to_state is not DeliveryState.PENDING)
        if after.to_state is not DeliveryState.PENDING:
            assert (after.to_state is DeliveryState.DELIVERED) == (outcome is Outcome.ARRIVED)
            assert outcome is not Outcome.FAILED or attempt == len(WAITS[kind]) + 1
            return
    raise AssertionError("it goes on for ever")
