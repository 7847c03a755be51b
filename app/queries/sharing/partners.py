"""Reads of partner systems."""

import sqlalchemy as sa
from sqlmodel import col

from app.core.lists import Listing, record_query, select_columns
from app.models.sharing import Partner
from app.queries.filters import starts_with

_partner = select_columns(
    col(Partner.id),
    col(Partner.client_id),
    col(Partner.name),
    col(Partner.contact),
    col(Partner.keys),
    col(Partner.suspended_at),
    col(Partner.created_at),
    col(Partner.version),
)

RECORD = record_query(_partner.where(Partner.id == sa.bindparam("partner_id", type_=sa.Uuid())))

LIST = Listing(
    _partner,
    sorts={"client_id": ("client_id",)},
    filters={"client_id": starts_with(col(Partner.client_id))},
)
