"""Recording contact with the masses (N17)."""

import uuid

from sqlmodel import select

from app.auth.work import Work
from app.core.errors import NotFound, invalid
from app.core.responses import require_match
from app.ledger.recording import paths_of, record
from app.models.changes import Operation
from app.models.mass_contacts import MassContact
from app.schemas.life.mass_contacts import MassContactCreate, MassContactUpdate
from app.services.life.meetings import branch_and_name
from app.services.organizations.locked_orgs import locked_org


async def record_contact(work: Work, body: MassContactCreate) -> uuid.UUID:
    """Enter a contact of somebody who belonged to the branch on that day; `InvalidRequest`, and of `locked_org`."""
    org, name = await branch_and_name(work, body.org_id, body.person_id, body.held_on)
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
    org = await locked_org(work, contact.org_id)
    for name in body.model_fields_set:
        setattr(contact, name, getattr(body, name))
    _check_settled(work, contact)
    contact.version += 1
    here = paths_of(org)
    await record(work.session, contact, Operation.UPDATE, body.model_fields_set, before=here, after=here)


def _check_settled(work: Work, contact: MassContact) -> None:
    day = contact.settled_on
    if day is not None and not contact.held_on <= day <= work.today:
        raise invalid("settled_on", "day_out_of_order", "办结日期应在联系之日至今天之间，请核对。")
    if day is not None and contact.outcome is None:
        raise invalid("outcome", "outcome_required", "已办结的须写明办理结果。")
