"""Recording care for members and supervision of members (N20)."""

import uuid

from sqlmodel import select

from app.auth.work import Work
from app.core.errors import NotFound
from app.core.responses import require_match
from app.ledger.recording import paths_of, record
from app.models.care_records import CareRecord
from app.models.changes import Operation
from app.schemas.life.care_records import CareCreate, CareUpdate
from app.services.life.meetings import branch_and_name
from app.services.organizations.locked_orgs import locked_org


async def record_care(work: Work, body: CareCreate) -> uuid.UUID:
    """Enter a record about somebody who belonged to the branch on that day; `InvalidRequest`, of `locked_org`."""
    org, name = await branch_and_name(work, body.org_id, body.person_id, body.held_on)
    care = CareRecord(**body.model_dump(), name=name)
    work.session.add(care)
    await record(work.session, care, Operation.CREATE, body.model_fields_set, after=paths_of(org))
    return care.id


async def update_care(work: Work, record_id: uuid.UUID, body: CareUpdate, if_match: str | None) -> None:
    """Put who spoke, or the note, right; `NotFound`, `Stale`."""
    care = (
        await work.session.exec(select(CareRecord).where(CareRecord.id == record_id).with_for_update())
    ).one_or_none()
    if care is None:
        raise NotFound
    require_match(if_match, care.version)
    org = await locked_org(work, care.org_id)
    if body.by_name is not None:
        care.by_name = body.by_name
    if "note" in body.model_fields_set:
        care.note = body.note
    care.version += 1
    here = paths_of(org)
    await record(work.session, care, Operation.UPDATE, body.model_fields_set, before=here, after=here)
