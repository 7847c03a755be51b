"""Recording training in hours (N15, N30)."""

import uuid

from sqlmodel import select

from app.auth.work import Work
from app.core.errors import Conflict, FieldFault, InvalidRequest, NotFound
from app.core.responses import require_match
from app.ledger.recording import paths_of, record
from app.models.changes import Operation
from app.models.members import Member
from app.models.training_records import TrainingRecord
from app.schemas.life.training_records import TrainingCreate, TrainingUpdate
from app.services.life.meetings import belonging, branch, require_past


class CountedFromMeeting(Conflict):
    code, title = "counted_from_meeting", "由组织生活记录计入"
    detail = "请修改该次组织生活记录（PATCH /api/v1/meetings/{meeting_id}）。"


async def record_training(work: Work, body: TrainingCreate) -> int:
    """Enter a course for everybody who completed it; gives how many. `InvalidRequest`, and of `locked_org`."""
    org = await branch(work, body.org_id, field="org_id")
    require_past(work, org, "completed_on", body.completed_on)
    everybody = await belonging(work, org, body.completed_on)
    faults = [
        FieldFault(field=f"person_ids.{i}", code="not_of_the_branch", message="当日不在本支部，或重复填写。")
        for i, person_id in enumerate(body.person_ids)
        if person_id not in everybody or person_id in body.person_ids[:i]
    ]
    if faults:
        raise InvalidRequest(errors=faults)
    for person_id in body.person_ids:
        training = TrainingRecord(
            **body.model_dump(include={"completed_on", "title", "hours", "is_online"}),
            person_id=person_id,
            name=everybody[person_id],
            org_name=org.name,
        )
        work.session.add(training)
        await record(work.session, training, Operation.CREATE, body.model_fields_set, after=paths_of(org))
    return len(body.person_ids)


async def update_training(work: Work, record_id: uuid.UUID, body: TrainingUpdate, if_match: str | None) -> None:
    """Put title or hours right; `NotFound`, `Stale`, `CountedFromMeeting`."""
    statement = select(TrainingRecord).where(TrainingRecord.id == record_id).with_for_update()
    training = (await work.session.exec(statement)).one_or_none()
    if training is None:
        raise NotFound
    require_match(if_match, training.version)
    if training.meeting_id is not None:
        raise CountedFromMeeting
    changed = {name for name in body.model_fields_set if getattr(body, name) is not None}
    for name in changed:
        setattr(training, name, getattr(body, name))
    training.version += 1
    here = paths_of((await work.session.exec(select(Member).where(Member.person_id == training.person_id))).one())
    await record(work.session, training, Operation.UPDATE, changed, before=here, after=here)
