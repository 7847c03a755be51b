"""What is due on development files: reviews, the end of probation, materials to be checked (N14)."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from app.models.development_files import DevelopmentFile, DevelopmentMaterial, FileState
from app.models.members import Member
from app.models.transfers import Transfer
from app.queries.development.development_files import TRAVELLING
from app.queries.reference.figures import figure_on, months_after
from app.queries.reference.party_org_directory import DIRECTORY
from app.queries.transfers.transfers import state_among
from app.queries.work.tasks.shape import task
from app.rules.development.development import ACTIVIST, APPROVED, DISCUSSED, FULL, TRAINED
from app.workflows.development_file import MATERIALS

_F, _M = DevelopmentFile, DevelopmentMaterial
_live = sa.cast(_F.state, sa.Text) == FileState.LIVE.value
_reviewed_on = sa.func.coalesce(_F.last_review_on, _F.activist_on)
_expected = sa.values(
    sa.column("material", sa.Text()), sa.column("since_step", sa.SmallInteger()), name="expected", literal_binds=True
).data([(material.value, step) for material, step in MATERIALS.items()])
_checked = select(_M.material).where(
    _M.file_id == _F.id,
    _M.move_id == Transfer.id,
    sa.cast(_M.material, sa.Text) == _expected.c.material,
    col(_M.outcome).is_not(None),
)
_unchecked = (
    select(_expected.c.material)
    .where(_expected.c.since_step <= _F.step, sa.not_(_checked.correlate(_F, Transfer, _expected).exists()))
    .correlate(_F, Transfer)
    .exists()
)


def _task(kind: str, body_id: Any, body_name: Any, *, since_on: Any, due_on: Any) -> sa.Select[Any]:
    """Tasks on files, each of the body to which it is given; add whatever ties that to the file."""
    return task(
        kind,
        subject_id=_F.id,
        person_id=_F.person_id,
        about=_F.name,
        body_id=body_id,
        body_name=body_name,
        place_path=DIRECTORY.c.place_path,
        since_on=since_on,
        due_on=due_on,
    )


def _between_steps(first: int, end: int) -> Any:
    return sa.and_(_live, col(_F.step) >= first, col(_F.step) < end)


_to_check = figure_on("development.handover_months")

TASKS = (
    _task(
        "activist_review",
        _F.org_id,
        _F.org_name,
        since_on=_reviewed_on,
        due_on=months_after(_reviewed_on, figure_on("development.review_months")),
    )
    .join_from(_F, DIRECTORY, DIRECTORY.c.id == _F.org_id)
    .where(_between_steps(ACTIVIST, TRAINED)),
    _task(
        "probation",
        _F.org_id,
        _F.org_name,
        since_on=Member.admitted_on,
        due_on=sa.func.coalesce(_F.postponed_until, _F.probation_until),
    )
    .join_from(_F, DIRECTORY, DIRECTORY.c.id == _F.org_id)
    .join(Member, col(Member.person_id) == _F.person_id)
    .where(_between_steps(APPROVED, DISCUSSED)),
    _task(
        "handover",
        _F.moving_to_id,
        _F.moving_to_name,
        since_on=_F.moving_since,
        due_on=months_after(col(_F.moving_since), _to_check),
    )
    .join_from(_F, DIRECTORY, DIRECTORY.c.id == _F.moving_to_id)
    .where(_live),
    _task(
        "handover",
        Transfer.to_committee_id,
        Transfer.to_committee_name,
        since_on=Transfer.submitted_on,
        due_on=months_after(col(Transfer.submitted_on), _to_check),
    )
    .join_from(_F, Transfer, col(Transfer.person_id) == _F.person_id)
    .join(DIRECTORY, DIRECTORY.c.id == Transfer.to_committee_id)
    .where(col(Transfer.bulk_id).is_(None), state_among(TRAVELLING), _between_steps(1, FULL), _unchecked),
)
