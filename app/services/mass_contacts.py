"""Recording contact with the masses (N17)."""

import uuid

from sqlmodel import select

from app.auth.work import Work
from app.core.answers import require_match
from app.core.errors import NotFound
from app.ledger.recording import paths_of, record
from app.models.changes import Operation
from app.models.mass_contacts import MassContact
from app.schemas.mass_contacts import MassContactCreate, MassContactUpdate
from app.services.meetings import belonging, branch, fault, require_past
from app.services.standing_orgs import standing_org


async def record_contact(work: Work, body: MassContactCreate) -> uuid.UUID:
    """Enter a contact of somebody who belonged to the branch on that day; `InvalidRequest`, and of `standing_org`."""
    org = await branch(work, body.org_id, field="org_id")
    require_past(work, org, "held_on", body.held_on)
    name = (await belonging(work, org, body.held_on)).get(body.person_id)
    if name is None:
        raise fault("person_id", "not_of_the_branch", "当日不在本支部，或党籍不正常。")
    contact = MassContact(**body.model_dump(), name=name)
    _check_settled(work, contact)
    work.session.add(contact)
    await record(work.session, contact, Operation.CREATE, body.model_fields_set, after=paths_of(org))
    return contact.id


async def update_contact(work: Work, contact_id: uuid.UUID, body: MassContactUpdate, if_match: str | None) -> None:
    """Say what came of it; `NotFound`, `Stale`, `InvalidRequest`."""
    statement = select(MassContact).where(MassContact.id == contact_id).with_for_update()
    contact = (await work.session.exec(statement)).one_or_none()
    if contact is None:
        raise NotFound
    require_match(if_match, contact.version)
    org = await standing_org(work, contact.org_id)
    for name in body.model_fields_set:
        setattr(contact, name, getattr(body, name))
    _check_settled(work, contact)
    contact.version += 1
    here = paths_of(org)
    await record(work.session, contact, Operation.UPDATE, body.model_fields_set, before=here, after=here)


def _check_settled(work: Work, contact: MassContact) -> None:
    day = contact.settled_on
    if day is not None and not contact.held_on <= day <= work.today:
        raise fault("settled_on", "day_out_of_order", "办结日期应在联系之日至今天之间，请核对。")
    if day is not None and contact.outcome is None:
        raise fault("outcome", "outcome_required", "已办结的须写明办理结果。")
