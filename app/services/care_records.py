"""Recording care for members and supervision of members (N20)."""

import uuid

from sqlmodel import select

from app.auth.work import Work
from app.core.answers import require_match
from app.core.errors import NotFound
from app.ledger.recording import paths_of, record
from app.models.care_records import CareRecord
from app.models.changes import Operation
from app.schemas.care_records import CareCreate, CareUpdate
from app.services.meetings import branch_and_name
from app.services.standing_orgs import standing_org


async def record_care(work: Work, body: CareCreate) -> uuid.UUID:
    """Enter a record about somebody who belonged to the branch on that day; `InvalidRequest`, of `standing_org`."""
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
    org = await standing_org(work, care.org_id)
    if body.by_name is not None:
        care.by_name = body.by_name
    if "note" in body.model_fields_set:
        care.note = body.note
    care.version += 1
    here = paths_of(org)
    await record(work.session, care, Operation.UPDATE, body.model_fields_set, before=here, after=here)
