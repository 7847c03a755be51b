"""Reads of what standing organizations lack; computed from the records at every read, never stored."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col, select

from app.core.shapes import Filter, Listing, between, prefix_range
from app.models.party_orgs import PartyOrg
from app.queries.figures import TODAY
from app.rules.areas import place_path
from app.rules.findings import Finding
from app.rules.leadership import GAPS
from app.rules.organizing import FINDINGS

_COLUMNS = (
    *(sa.column("org_id", sa.Uuid()), sa.column("kind", sa.Text()), sa.column("counted", sa.BigInteger())),
    *(sa.column("figure", sa.BigInteger()), sa.column("since_on", sa.Date())),
)


def _listing(function: Any, said: Mapping[Any, Finding]) -> Listing:
    """What a function of the database finds, with what the rules say of it: title, clause and remedy."""
    found = function(TODAY).table_valued(*_COLUMNS, name="finding")

    def told(fact: str) -> Any:
        return sa.case({kind.value: getattr(finding, fact) for kind, finding in said.items()}, value=found.c.kind)

    return Listing(
        select(  # type: ignore[call-overload]
            *(found.c.org_id, col(PartyOrg.name), col(PartyOrg.name_key), col(PartyOrg.category)),
            *(col(PartyOrg.area_code), found.c.kind, told("title").label("title"), told("clause").label("clause")),
            *(found.c.counted, found.c.figure, found.c.since_on, told("remedy").label("remedy")),
        ).join(found, found.c.org_id == PartyOrg.id),
        sorts={"name": ("name_key", "org_id", "kind"), "-name": ("name_key", "org_id", "kind")},
        filters={
            "kind": Filter(found.c.kind == sa.any_(sa.bindparam("kind", type_=ARRAY(sa.Text())))),
            "org_id": Filter(col(PartyOrg.id) == sa.bindparam("org_id", type_=sa.Uuid())),
            "area_code": Filter(
                between(col(PartyOrg.place_path), "area"), lambda code: prefix_range("area")(place_path(code))
            ),
        },
    )


STRUCTURE = _listing(sa.func.organization_findings, FINDINGS)
LEADERSHIP = _listing(sa.func.leadership_findings, GAPS)
"""Fixed parameter of both: `today`."""
