"""Reads of partner systems."""

import sqlalchemy as sa
from sqlmodel import col, select

from app.core.lists import Filter, Listing, between, prefix_range, record_query
from app.models.sharing import Partner

_partner = select(  # type: ignore[call-overload]
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
    filters={"client_id": Filter(between(col(Partner.client_id), "client_id"), prefix_range("client_id"))},
)
