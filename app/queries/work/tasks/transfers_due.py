"""Who is obliged to transfer and has not begun to (N08): where the relationship belongs, it is asked for."""

import sqlalchemy as sa

from app.queries.reference.figures import TODAY
from app.queries.transfers.transfers_due import DUE
from app.queries.work.tasks.shape import task

# Of an unknown start nobody can tell when the time is up: it is due, and never overdue.
TASKS = (
    task(
        "untransferred",
        subject_id=DUE.c.person_id,
        person_id=DUE.c.person_id,
        about=DUE.c.name,
        body_id=DUE.c.to_org_id,
        body_name=DUE.c.to_org_name,
        place_path=DUE.c.place_path,
        since_on=DUE.c.obliged_since,
        due_on=sa.func.coalesce(DUE.c.due_on, TODAY),
    ).where(DUE.c.transfer_state.is_(None)),
)
