"""Reads of care and supervision."""

import sqlalchemy as sa
from sqlmodel import col

from app.core.lists import Filter, Listing, record_query, select_columns
from app.models.care_records import CareRecord
from app.queries.filters import equals
from app.queries.organizations.party_orgs import ORG_ID
from app.queries.people.members import PERSON_ID

_summary = (
    *(col(CareRecord.id), col(CareRecord.org_id), col(CareRecord.person_id), col(CareRecord.name)),
    *(col(CareRecord.kind), col(CareRecord.held_on)),
)
OWN = select_columns(*_summary, col(CareRecord.by_name), col(CareRecord.note), col(CareRecord.version))
"""A person's own records, under the policies of `huizhi_self`."""

RECORD = record_query(OWN.where(CareRecord.id == sa.bindparam("record_id", type_=sa.Uuid())))

LIST = Listing(
    select_columns(*_summary),
    sorts={"-held_on": ("held_on", "id"), "held_on": ("held_on", "id")},
    filters={
        "org_id": Filter(CareRecord.org_id == ORG_ID),
        "person_id": Filter(CareRecord.person_id == PERSON_ID),
        "kind": equals(sa.cast(CareRecord.kind, sa.Text)),
    },
)
