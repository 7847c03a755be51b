"""Reads of transfers."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from app.auth.bodies import transfer_bodies
from app.auth.work import Reader
from app.core.lists import Filter, Listing, record_query, rows_as_json, select_columns
from app.models.transfers import (
    OPEN_STATES,
    Letter,
    PaperLetter,
    PaperReceipt,
    Route,
    Transfer,
    TransferHop,
    TransferState,
)
from app.queries.filters import among, equals, flag, starts_with
from app.queries.procedures import ProcedureRead, steps_of
from app.queries.reference.figures import TODAY, figure_on
from app.rules.transfers.letter import receipt_due_on
from app.workflows.transfer import AWAITING_DECISION, AWAITING_RECEIPT, WITH_LETTER, procedure_of

MONTH = sa.literal_column("'YYYY-MM'", sa.Text())
OWN_ORG = sa.literal_column("nullif(current_setting('huizhi.org', true), '')::uuid", sa.Uuid())
"""The organization for which the caller acts, as the row policies know it."""


def state_among(states: tuple[TransferState, ...]) -> sa.ColumnElement[bool]:
    """Whether the stored state is one of these."""
    return sa.or_(*(sa.cast(Transfer.state, sa.Text) == state.value for state in states))


effective_state = sa.case(
    (sa.and_(state_among(WITH_LETTER), col(Transfer.letter_expires_on) < TODAY), TransferState.EXPIRED.value),
    else_=sa.cast(Transfer.state, sa.Text),
)
"""The state as it is shown: `expired` where the letter has run out on its way."""
_summary = (
    col(Transfer.id),
    col(Transfer.person_id),
    col(Transfer.name),
    col(Transfer.id_masked),
    col(Transfer.bulk_id),
    col(Transfer.route),
    effective_state.label("state"),
    col(Transfer.from_org_id),
    col(Transfer.from_org_name),
    col(Transfer.from_committee_id),
    col(Transfer.from_committee_name),
    col(Transfer.to_org_id),
    col(Transfer.to_org_name),
    col(Transfer.to_committee_id),
    col(Transfer.to_committee_name),
    col(Transfer.letter_serial),
    col(Transfer.letter_expires_on),
    col(Transfer.submitted_on),
    col(Transfer.accepted_on),
    col(Transfer.created_at),
)


_before = sa.func.lag(TransferHop.at).over(order_by=col(TransferHop.number))
_held = sa.cast(sa.extract("epoch", TransferHop.at - sa.func.coalesce(_before, Transfer.created_at)), sa.Integer)
_hops = steps_of(TransferHop, Transfer.id, _held.label("held_seconds"))
_letters = (
    select_columns(
        col(Letter.serial),
        col(Letter.issued_on),
        col(Letter.valid_days),
        col(Letter.expires_on),
        sa.func.to_char(Letter.dues_paid_to, MONTH).label("dues_paid_to"),
        col(Letter.void_on),
        col(Letter.void_reason),
    )
    .where(Letter.transfer_id == Transfer.id)
    .order_by(col(Letter.year).desc(), col(Letter.number).desc())
)
_paper_letter = (
    select_columns(
        col(PaperLetter.issued_on),
        col(PaperLetter.valid_days),
        col(PaperLetter.admitted_on),
        col(PaperLetter.regularized_on),
        col(PaperLetter.committee_address),
        col(PaperLetter.committee_postcode),
        col(PaperLetter.committee_phone_masked),
        col(PaperLetter.scan_sha256),
    )
    .where(PaperLetter.transfer_id == Transfer.id)
    .correlate(Transfer)
    .subquery("paper_letter")
)
_paper_receipt = (
    select_columns(
        col(PaperReceipt.received_on),
        col(PaperReceipt.addressee),
        col(PaperReceipt.handler_name),
        col(PaperReceipt.scan_sha256),
        col(PaperReceipt.entered_at),
    )
    .where(PaperReceipt.transfer_id == Transfer.id)
    .correlate(Transfer)
    .subquery("paper_receipt")
)


def _row_of(found: Any) -> Any:
    return select(sa.func.row_to_json(found.table_valued())).select_from(found).scalar_subquery()


_last_hop = select(sa.func.max(TransferHop.at)).where(TransferHop.transfer_id == Transfer.id).correlate(Transfer)
held_since = sa.cast(sa.func.timezone(sa.literal_column("'Asia/Shanghai'"), _last_hop.scalar_subquery()), sa.Date)
"""The civil day from which a transfer has been with the body that holds it."""
decision_due_on = sa.func.add_working_days(held_since, figure_on("transfer.decision_working_days"), type_=sa.Date())

RECORD = record_query(
    select_columns(
        *_summary,
        col(Transfer.reason),
        sa.func.to_char(Transfer.dues_paid_to, MONTH).label("dues_paid_to"),
        col(Transfer.outside_address),
        col(Transfer.outside_area_code),
        col(Transfer.dispatched_on),
        col(Transfer.from_issuer_id),
        col(Transfer.from_issuer_name),
        col(Transfer.to_issuer_id),
        col(Transfer.to_issuer_name),
        col(Transfer.to_branch_id),
        col(Transfer.to_branch_name),
        col(Transfer.rejection_code),
        col(Transfer.closing_note),
        col(Transfer.snapshot),
        col(Transfer.version),
        rows_as_json(_hops).label("hops"),
        rows_as_json(_letters.correlate(Transfer)).label("letters"),
        _row_of(_paper_letter).label("paper_letter"),
        _row_of(_paper_receipt).label("paper_receipt"),
        decision_due_on.label("decision_due_on"),
        figure_on("receipt.months").label("receipt_months"),
    ).where(Transfer.id == sa.bindparam("transfer_id", type_=sa.Uuid()))
)
"""A transfer as `READING` needs it. Parameters: `transfer_id`, `today`."""

LIST = Listing(
    select_columns(*_summary),
    sorts={"-created_at": ("created_at", "id"), "created_at": ("created_at", "id")},
    filters={
        "state": among(effective_state),
        "route": equals(Transfer.route),
        "side": Filter(
            sa.or_(
                sa.and_(
                    sa.bindparam("side", type_=sa.Text()) == "from",
                    sa.or_(col(Transfer.from_committee_id) == OWN_ORG, col(Transfer.from_org_id) == OWN_ORG),
                ),
                sa.and_(sa.bindparam("side", type_=sa.Text()) == "to", col(Transfer.to_committee_id) == OWN_ORG),
            )
        ),
        "q": starts_with(col(Transfer.name).collate("C")),
        "person_id": equals(Transfer.person_id),
        "bulk_id": equals(Transfer.bulk_id),
        "open": flag(state_among(OPEN_STATES)),
    },
)
"""The transfers in scope. Fixed parameter: `today`."""


def _shown(facts: dict[str, Any], reader: Reader) -> dict[str, Any]:
    """The transfer with what the reader can do now and what is due."""
    route, state, today = Route(facts["route"]), TransferState(facts["state"]), reader.today
    decision_due, receipt_due, months = None, None, facts.pop("receipt_months")
    alone = facts["bulk_id"] is None
    if (route, state) in AWAITING_DECISION and alone:
        decision_due = dt.date.fromisoformat(facts["decision_due_on"])
    if since_on := facts["dispatched_on" if route is Route.OUTGOING else "accepted_on"]:
        receipt_due = receipt_due_on(dt.date.fromisoformat(since_on), months)
    acting = transfer_bodies(reader.principal, facts)
    return facts | {
        "allowed_actions": procedure_of(facts).allowed_actions(state, acting),
        "decision_due_on": decision_due and decision_due.isoformat(),
        "decision_overdue": decision_due is not None and today > decision_due,
        "receipt_due_on": receipt_due and receipt_due.isoformat(),
        "receipt_overdue": receipt_due is not None
        and today > receipt_due
        and alone
        and (route, state) in AWAITING_RECEIPT,
    }


READING = ProcedureRead(RECORD, "transfer_id", _shown)
