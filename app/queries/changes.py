"""Reads of the ledger: the changes of one record that are in the reader's scope, before or after them."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.core.lists import select_columns
from app.models.changes import Change

MOST_SHOWN = 200


def changes_of(entity: str, entity_id: Any) -> Any:
    """The latest changes of a record, the last first; `entity` is the table's name."""
    return (
        select_columns(
            col(Change.id),
            col(Change.at),
            col(Change.version),
            col(Change.op),
            col(Change.changed),
            col(Change.reason),
            col(Change.actor_body),
        )
        .where(Change.entity == sa.literal_column(f"'{entity}'"), Change.entity_id == entity_id)
        .order_by(col(Change.version).desc(), col(Change.id).desc())
        .limit(MOST_SHOWN)
    )
