"""Applications of partner systems: to be answered, then to be supplied (data-sharing regulation)."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.models.sharing import GrantState, Partner, SharingGrant
from app.queries.work.tasks.shape import task


def _of(kind: str, state: GrantState, due_on: Any) -> Any:
    return (
        task(
            kind,
            subject_id=SharingGrant.id,
            about=Partner.name,
            place_path=SharingGrant.place_path,
            since_on=SharingGrant.requested_on,
            due_on=due_on,
        )
        .join_from(SharingGrant, Partner, col(Partner.id) == SharingGrant.partner_id)
        .where(sa.cast(SharingGrant.state, sa.Text) == sa.literal_column(f"'{state.value}'"))
    )


TASKS = (
    _of("sharing_answer", GrantState.REQUESTED, SharingGrant.answer_due_on),
    _of("sharing_supply", GrantState.APPROVED, SharingGrant.supply_due_on),
)
"""With the departments of the area; the security administrator brings an approved one into force."""
