"""Reads of certificate letters."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.auth.bodies import certificate_letter_bodies
from app.auth.work import Reader
from app.core.lists import Listing, record_query, rows_as_json, select_columns
from app.models.certificate_letters import CertificateLetter as Letter
from app.models.certificate_letters import CertificateLetterStep, CertificateState
from app.queries.filters import equals
from app.queries.procedures import ProcedureRead, steps_of
from app.queries.reference.figures import TODAY
from app.workflows.certificate_letter import PROCEDURE

_state = sa.case(
    (
        sa.and_(sa.cast(Letter.state, sa.Text) == CertificateState.ISSUED.value, col(Letter.ends_on) < TODAY),
        CertificateState.EXPIRED.value,
    ),
    else_=sa.cast(Letter.state, sa.Text),
)
_letter = select_columns(
    col(Letter.id),
    col(Letter.person_id),
    _state.label("state"),
    col(Letter.branch_id),
    col(Letter.branch_name),
    col(Letter.committee_id),
    col(Letter.committee_name),
    col(Letter.name),
    col(Letter.sex),
    col(Letter.id_masked),
    col(Letter.category),
    col(Letter.post),
    col(Letter.host_name),
    col(Letter.reason),
    col(Letter.starts_on),
    col(Letter.ends_on),
    col(Letter.serial),
    col(Letter.issued_on),
    col(Letter.ended_on),
    col(Letter.note),
    col(Letter.created_at),
    col(Letter.version),
)

_steps = rows_as_json(steps_of(CertificateLetterStep, Letter.id)).label("steps")


def _shown(facts: dict[str, Any], reader: Reader) -> dict[str, Any]:
    acting = certificate_letter_bodies(reader.principal, facts)
    return facts | {"allowed_actions": PROCEDURE.allowed_actions(CertificateState(facts["state"]), acting)}


READING = ProcedureRead(
    record_query(_letter.add_columns(_steps).where(Letter.id == sa.bindparam("letter_id", type_=sa.Uuid()))),
    "letter_id",
    _shown,
)

LIST = Listing(
    _letter,
    sorts={"-created_at": ("created_at", "id")},
    filters={
        "state": equals(_state),
        "person_id": equals(Letter.person_id),
        "branch_id": equals(Letter.branch_id),
    },
)
"""Fixed parameter: `today`."""
