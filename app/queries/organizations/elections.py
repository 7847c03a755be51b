"""Reads of term elections."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from app.auth.bodies import election_bodies
from app.auth.work import Reader
from app.core.lists import Filter, Listing, between, prefix_range, record_query, rows_as_json, select_columns
from app.models.elections import Election, ElectionCandidate, ElectionState, ElectionStep
from app.queries.filters import among, equals, flag
from app.queries.procedures import ProcedureRead, steps_of
from app.queries.reference.figures import TODAY, figure_on
from app.queries.reference.party_org_directory import DIRECTORY
from app.rules.reference.areas import place_path
from app.workflows.election import AWAITING_REPLY, OPEN_STATES, PROCEDURE


def in_any_of(values: Any) -> Any:
    """Whether an election stands in one of these states."""
    return sa.or_(
        *(sa.cast(Election.state, sa.Text) == sa.literal_column(f"'{value.value}'") for value in sorted(values))
    )


awaits_reply = in_any_of(AWAITING_REPLY)
reply_due_on = sa.func.add_working_days(Election.state_since, figure_on("election.reply_working_days"), type_=sa.Date())
_due = sa.case((awaits_reply, reply_due_on))
_summary = (
    *(col(Election.id), col(Election.org_id), col(Election.org_name), col(Election.approver_id)),
    *(col(Election.approver_name), col(Election.state), col(Election.state_since), col(Election.requested_on)),
    *(col(Election.term_ends_on), col(Election.planned_on), col(Election.held_on), col(Election.new_term_ends_on)),
    *(_due.label("reply_due_on"), sa.func.coalesce(_due < TODAY, sa.false()).label("reply_overdue")),
    col(Election.created_at),
)
_candidates = (
    select_columns(
        *(col(ElectionCandidate.person_id), col(ElectionCandidate.name), col(ElectionCandidate.votes)),
        *(col(ElectionCandidate.is_elected), col(ElectionCandidate.kind), col(ElectionCandidate.portfolio)),
    )
    .where(ElectionCandidate.election_id == Election.id)
    .order_by(col(ElectionCandidate.votes).desc(), col(ElectionCandidate.person_id))
    .correlate(Election)
)
_elected = (
    select(sa.func.count())
    .where(ElectionCandidate.election_id == Election.id, col(ElectionCandidate.is_elected))
    .correlate(Election)
    .scalar_subquery()
)
_steps = steps_of(ElectionStep, Election.id)

RECORD = record_query(
    select_columns(
        *_summary,
        *(col(Election.places), col(Election.shift_reason), col(Election.replied_on), col(Election.reply_document)),
        *(col(Election.by_delegates), col(Election.voters), col(Election.entitled), col(Election.present)),
        sa.case((col(Election.held_on).is_not(None), Election.places - _elected)).label("vacant"),
        *(col(Election.confirmed_on), col(Election.confirm_document), col(Election.closing_note)),
        *(rows_as_json(_candidates).label("candidates"), rows_as_json(_steps).label("steps"), col(Election.version)),
    ).where(Election.id == sa.bindparam("election_id", type_=sa.Uuid()))
)
"""An election as `READING` needs it. Parameters: `election_id`, `today`."""

LIST = Listing(
    select_columns(*_summary),
    sorts={"-created_at": ("created_at", "id"), "created_at": ("created_at", "id")},
    filters={
        "state": among(sa.cast(Election.state, sa.Text)),
        "org_id": equals(Election.org_id),
        "area_code": Filter(
            col(Election.org_id).in_(select(DIRECTORY.c.id).where(between(DIRECTORY.c.place_path, "area"))),
            lambda code: prefix_range("area")(place_path(code)),
        ),
        "open": flag(in_any_of(OPEN_STATES)),
    },
)
"""The elections in scope. Fixed parameter: `today`."""


def _shown(facts: dict[str, Any], reader: Reader) -> dict[str, Any]:
    acting = election_bodies(reader.principal, facts)
    return facts | {"allowed_actions": PROCEDURE.allowed_actions(ElectionState(facts["state"]), acting)}


READING = ProcedureRead(RECORD, "election_id", _shown)
