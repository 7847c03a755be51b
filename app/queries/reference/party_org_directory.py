"""The directory of Party organizations: what everybody may know of each, so that any noun can name one."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import select

from app.rules.organizations.party_structure import COMMITTEE

DIRECTORY = sa.table(
    "party_org_directory",
    sa.column("id", sa.Uuid()),
    sa.column("name", sa.Text()),
    sa.column("name_key", sa.Text(collation="C")),
    sa.column("category", sa.Text()),
    sa.column("parent_id", sa.Uuid()),
    sa.column("party_path", sa.Text(collation="C")),
    sa.column("place_path", sa.Text(collation="C")),
    sa.column("area_code", sa.Text()),
    sa.column("department_id", sa.Uuid()),
    sa.column("can_transfer", sa.Boolean()),
)
"""Every standing organization, whoever asks; without any person's name or number."""


def committee_above(org_id: Any) -> Any:
    """`id` and `name` of the grassroots committee to which an organization answers, itself if it is one."""
    start, above = DIRECTORY.alias("start"), DIRECTORY.alias("above")
    ids = sa.cast(sa.func.string_to_array(sa.func.btrim(start.c.party_path, "/"), "/"), ARRAY(sa.Uuid))
    return (
        select(above.c.id, above.c.name)
        .join(start, above.c.id == sa.any_(ids))
        .where(start.c.id == org_id, above.c.category == COMMITTEE)
        .order_by(sa.func.length(above.c.party_path).desc())
        .limit(1)
    )
