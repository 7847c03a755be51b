"""Reads of care and supervision."""

import sqlalchemy as sa
from sqlmodel import col, select

from app.core.lists import Filter, Listing, record_query
from app.models.care_records import CareRecord
from app.queries.organizations.party_orgs import ORG_ID
from app.queries.people.members import PERSON_ID

_summary = (
    *(col(CareRecord.id), col(CareRecord.org_id), col(CareRecord.person_id), col(CareRecord.name)),
    *(col(CareRecord.kind), col(CareRecord.held_on)),
)
OWN = select(*_summary, col(CareRecord.by_name), col(CareRecord.note), col(CareRecord.version))  # type: ignore[call-overload]
"""A person's own records, under the policies of `huizhi_self`."""

RECORD = record_query(OWN.where(CareRecord.id == sa.bindparam("record_id", type_=sa.Uuid())))

LIST = Listing(
    select(*_summary),  # type: ignore[call-overload]
    sorts={"-held_on": ("held_on", "id"), "held_on": ("held_on", "id")},
    filters={
        "org_id": Filter(CareRecord.org_id == ORG_ID),
        "person_id": Filter(CareRecord.person_id == PERSON_ID),
        "kind": Filter(sa.cast(CareRecord.kind, sa.Text) == sa.bindparam("kind", type_=sa.Text())),
    },
)
