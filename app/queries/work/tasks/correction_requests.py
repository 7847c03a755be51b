"""Correction requests to be answered, by the department of the area in which the record lies (N05)."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.models.correction_requests import CorrectionRequest
from app.models.law_firms import LawFirm
from app.models.lawyers import Lawyer
from app.models.members import Member
from app.models.party_orgs import PartyOrg
from app.queries.work.tasks.shape import task
from app.workflows.correction import OPEN

R = CorrectionRequest


def _about(noun: str, record: Any, key: Any) -> sa.Select[Any]:
    found = task(
        "correction",
        subject_id=R.id,
        person_id=R.person_id,
        about=record.name,
        place_path=record.place_path,
        since_on=R.requested_on,
        due_on=R.due_on,
    )
    is_open: Any = sa.or_(*(sa.cast(R.state, sa.Text) == state.value for state in OPEN))
    return found.join_from(R, record, key == R.record_id).where(col(R.noun) == sa.literal_column(f"'{noun}'"), is_open)


TASKS = (
    _about("member", Member, col(Member.person_id)),
    _about("lawyer", Lawyer, col(Lawyer.person_id)),
    _about("law_firm", LawFirm, col(LawFirm.id)),
    _about("party_org", PartyOrg, col(PartyOrg.id)),
)
