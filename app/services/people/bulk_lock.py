"""Whether an organization is on its way to another committee as a whole; until it is there, nothing else changes."""

import uuid

import sqlalchemy as sa
from sqlmodel import select

from app.auth.work import Work
from app.services.together import OrgInBulkTransfer


async def require_no_bulk_transfer(work: Work, org_id: uuid.UUID) -> None:
    """`OrgInBulkTransfer` while the organization, or one above it, moves as a whole.

    Keeps it from setting out before this transaction ends: its row is locked, as the submission locks it.
    """
    if (await work.session.exec(select(sa.func.org_is_moving(org_id)))).one():
        raise OrgInBulkTransfer
