"""Reads of contacts with the masses."""

import sqlalchemy as sa
from sqlmodel import col

from app.core.lists import Filter, Listing, record_query, select_columns
from app.models.mass_contacts import MassContact
from app.queries.filters import flag
from app.queries.organizations.party_orgs import ORG_ID
from app.queries.people.members import PERSON_ID

_contact = select_columns(
    *(col(MassContact.id), col(MassContact.org_id), col(MassContact.person_id), col(MassContact.name)),
    *(col(MassContact.held_on), col(MassContact.audience), col(MassContact.topic), col(MassContact.concern)),
    *(col(MassContact.outcome), col(MassContact.settled_on), col(MassContact.version)),
)
_is_open = sa.and_(col(MassContact.concern).is_not(None), col(MassContact.settled_on).is_(None))

RECORD = record_query(_contact.where(MassContact.id == sa.bindparam("contact_id", type_=sa.Uuid())))

LIST = Listing(
    _contact,
    sorts={"-held_on": ("held_on", "id"), "held_on": ("held_on", "id")},
    filters={
        "org_id": Filter(MassContact.org_id == ORG_ID),
        "person_id": Filter(MassContact.person_id == PERSON_ID),
        "open": flag(_is_open),
    },
)
