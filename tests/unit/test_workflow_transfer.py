"""The transfer's table, against the contract written out once more."""

import datetime as dt
from itertools import product

import pytest

from app.models.transfers import OPEN_STATES, RejectionCode, Route, TransferAction, TransferState
from app.workflows.transfer import (
    AWAITING_DECISION,
    AWAITING_RECEIPT,
    PROCEDURES,
    Body,
    effective_state,
)

LEAVING = """
submit           draft, returned                              applicant       submitted
agree            submitted                                    from_branch     branch_agreed
return           submitted                                    from_branch     returned
withdraw         draft, submitted, branch_agreed, returned    applicant       withdrawn
"""
INTERNAL = """
accept           branch_agreed                                to_committee    accepted
return           branch_agreed                                to_committee    returned
send_receipt     accepted                                     to_committee    receipt_sent
confirm_receipt  receipt_sent                                 from_branch     closed
"""
BY_LETTER = """
issue_letter     branch_agreed                                issuer          letter_issued
dispatch         letter_issued                                issuer          in_transit
return           branch_agreed, letter_issued, expired        issuer          returned
revoke           letter_issued, in_transit                    issuer          revoked
report_lost      in_transit, expired                          issuer          letter_issued
reissue          in_transit, expired                          issuer          letter_issued
"""
LETTER = """
accept           in_transit                                   to_committee    accepted
return           in_transit                                   to_committee    returned
reject           in_transit                                   to_committee    rejected
send_receipt     accepted                                     to_committee    receipt_sent
confirm_receipt  receipt_sent                                 from_committee  closed
"""
OUTGOING = """
enter_receipt    in_transit, expired                          from_committee  closed
return           in_transit                                   issuer          returned
"""
INCOMING = """
submit           draft, returned                              to_committee    in_transit
withdraw         draft, returned                              to_committee    withdrawn
accept           in_transit                                   to_committee    accepted
return           in_transit, expired                          to_committee    returned
reject           in_transit, expired                          to_committee    rejected
send_receipt     accepted                                     to_committee    receipt_sent
dispatch_receipt receipt_sent                                 to_committee    closed
"""
BULK = """
submit           draft, returned                              from_branch     submitted
agree            submitted                                    from_committee  branch_agreed
return           submitted                                    from_committee  returned
withdraw         draft, submitted, branch_agreed, returned    from_branch     withdrawn
"""
ROUTES = {
    "internal": LEAVING + INTERNAL,
    "letter": LEAVING + BY_LETTER + LETTER,
    "outgoing": LEAVING + BY_LETTER + OUTGOING,
    "incoming": INCOMING,
    "bulk": BULK + BY_LETTER + LETTER,
}
LAST_STEPS = {
    Route.INTERNAL: TransferAction.CONFIRM_RECEIPT,
    Route.LETTER: TransferAction.CONFIRM_RECEIPT,
    Route.OUTGOING: TransferAction.ENTER_RECEIPT,
    Route.INCOMING: TransferAction.DISPATCH_RECEIPT,
    Route.BULK: TransferAction.CONFIRM_RECEIPT,
}


def contract() -> dict[tuple[str, str, str], tuple[str, str]]:
    rows: dict[tuple[str, str, str], tuple[str, str]] = {}
    for route, text in ROUTES.items():
        for line in filter(None, text.splitlines()):
            action, *states, by, to_state = line.replace(",", "").split()
            rows |= {(route, state, action): (to_state, by) for state in states}
    return rows


@pytest.mark.parametrize(("route", "state"), list(product(Route, TransferState)))
def test_every_action_in_every_state_does_what_the_contract_says(route: Route, state: TransferState) -> None:
    procedure = PROCEDURES[route]
    for action in TransferAction:
        expected = contract().get((route.value, state.value, action.value))
        if expected is None:
            assert (state, action) not in procedure.steps
            assert action not in procedure.allowed_actions(state, set(Body)), action
        else:
            taken = procedure.steps[state, action]
            (by,) = taken.by
            assert (taken.to_state.value, by.value) == expected, action
            acting = [action in procedure.allowed_actions(state, {body}) for body in Body]
            assert acting == [body is by for body in Body], action
            assert by in procedure.bodies_for(action)


def test_the_table_has_nothing_beyond_the_contract() -> None:
    table = {(r.value, s.value, a.value) for r, procedure in PROCEDURES.items() for s, a in procedure.steps}
    assert table == set(contract())


@pytest.mark.parametrize("route", Route)
def test_the_four_ends_are_the_states_without_a_way_out(route: Route) -> None:
    ends = {s for s in TransferState if not PROCEDURES[route].allowed_actions(s, set(Body))}
    reached = {step.to_state for step in PROCEDURES[route].steps.values()} | {TransferState.DRAFT}
    assert ends & reached <= {
        TransferState.CLOSED,
        TransferState.WITHDRAWN,
        TransferState.REJECTED,
        TransferState.REVOKED,
    }
    assert {state for state in reached if state not in ends} <= set(OPEN_STATES)


@pytest.mark.parametrize("route", Route)
def test_a_transfer_closes_with_its_receipt_and_in_no_other_way(route: Route) -> None:
    closing = {a for (_, a), taken in PROCEDURES[route].steps.items() if taken.to_state is TransferState.CLOSED}
    assert closing == {LAST_STEPS[route]}


def test_expired_is_reached_by_time_and_by_no_action() -> None:
    for procedure in PROCEDURES.values():
        assert TransferState.EXPIRED not in {taken.to_state for taken in procedure.steps.values()}


@pytest.mark.parametrize("state", TransferState)
def test_a_letter_on_its_way_expires_on_the_day_after_its_last(state: TransferState) -> None:
    last = dt.date(2026, 11, 23)
    expires = state in {TransferState.LETTER_ISSUED, TransferState.IN_TRANSIT}
    assert effective_state(state, last, last) is state
    assert effective_state(state, last, last + dt.timedelta(days=1)) is (TransferState.EXPIRED if expires else state)
    assert effective_state(state, None, last) is state


def test_whoever_decides_in_time_can_take_the_transfer_on() -> None:
    for (route, state), body in AWAITING_DECISION.items():
        procedure = PROCEDURES[route]
        targets = {procedure.steps[state, action].to_state for action in procedure.allowed_actions(state, {body})}
        assert targets - {TransferState.WITHDRAWN, TransferState.RETURNED, state}


def test_a_receipt_is_awaited_where_the_next_step_sends_or_enters_it() -> None:
    steps = {TransferAction.SEND_RECEIPT, TransferAction.ENTER_RECEIPT, TransferAction.DISPATCH_RECEIPT}
    found = {(r, s) for r, procedure in PROCEDURES.items() for s, a in procedure.steps if a in steps}
    assert set(AWAITING_RECEIPT) == found


def test_every_state_action_and_cause_has_a_name_for_officials() -> None:
    assert all(term.zh for term in (*TransferState, *TransferAction, *RejectionCode))
