"""Whether an organization is on its way to another committee as a whole; until it is there, nothing else changes."""

import uuid

import sqlalchemy as sa
from sqlmodel import col, select

from app.auth.work import Work
from app.models.transfers import OPEN_STATES, Transfer
from app.services.people.problems import OrgInBulkTransfer


async def require_no_bulk_transfer(work: Work, org_id: uuid.UUID) -> None:
    """`OrgInBulkTransfer` while the organization, or one above it, moves as a whole.

    Keeps it from setting out before this transaction ends: its row is locked, as the submission locks it.
    """
    if (await work.session.exec(select(sa.func.org_is_moving(org_id)))).one():
        raise OrgInBulkTransfer


async def require_not_on_bulk_list(work: Work, person_id: uuid.UUID) -> None:
    """`OrgInBulkTransfer` for a member who is on the list of a moving organization."""
    listed = select(Transfer.id).where(
        Transfer.person_id == person_id, col(Transfer.bulk_id).is_not(None), col(Transfer.state).in_(OPEN_STATES)
    )
    if (await work.session.exec(listed)).first() is not None:
        raise OrgInBulkTransfer
