"""Reads of certificate letters."""

import sqlalchemy as sa
from sqlmodel import col, select

from app.core.shapes import Filter, Listing, record_query
from app.models.certificate_letters import CertificateLetter as Letter
from app.models.certificate_letters import CertificateState
from app.queries.figures import TODAY

_state = sa.case(
    (
        sa.and_(sa.cast(Letter.state, sa.Text) == CertificateState.ISSUED.value, col(Letter.ends_on) < TODAY),
        CertificateState.EXPIRED.value,
    ),
    else_=sa.cast(Letter.state, sa.Text),
)
_letter = select(  # type: ignore[call-overload]
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

RECORD = record_query(_letter.where(Letter.id == sa.bindparam("letter_id", type_=sa.Uuid())))
"""Parameters: `letter_id`, `today`."""

LIST = Listing(
    _letter,
    sorts={"-created_at": ("created_at", "id")},
    filters={
        "state": Filter(_state == sa.bindparam("state", type_=sa.Text())),
        "person_id": Filter(Letter.person_id == sa.bindparam("person_id", type_=sa.Uuid())),
        "branch_id": Filter(Letter.branch_id == sa.bindparam("branch_id", type_=sa.Uuid())),
    },
)
"""Fixed parameter: `today`."""
