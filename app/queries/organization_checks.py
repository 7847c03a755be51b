"""Reads of what standing organizations lack; computed from the records at every read, never stored."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col, select

from app.core.shapes import Filter, Listing, between, prefix_range
from app.models.party_orgs import PartyOrg
from app.queries.figures import TODAY
from app.rules.areas import place_path
from app.rules.organizing import FINDINGS

_finding = sa.func.organization_findings(TODAY).table_valued(
    sa.column("org_id", sa.Uuid()),
    sa.column("kind", sa.Text()),
    sa.column("counted", sa.BigInteger()),
    sa.column("figure", sa.BigInteger()),
    sa.column("since_on", sa.Date()),
    name="finding",
)


def _told(fact: str) -> Any:
    """What the rules say of a kind: its title, clause or remedy."""
    said = {kind.value: getattr(finding, fact) for kind, finding in FINDINGS.items()}
    return sa.case(said, value=_finding.c.kind).label(fact)


LIST = Listing(
    select(  # type: ignore[call-overload]
        *(_finding.c.org_id, col(PartyOrg.name), col(PartyOrg.name_key), col(PartyOrg.category)),
        *(col(PartyOrg.area_code), _finding.c.kind, _told("title"), _told("clause"), _finding.c.counted),
        *(_finding.c.figure, _finding.c.since_on, _told("remedy")),
    ).join(_finding, _finding.c.org_id == PartyOrg.id),
    sorts={"name": ("name_key", "org_id", "kind"), "-name": ("name_key", "org_id", "kind")},
    filters={
        "kind": Filter(_finding.c.kind == sa.any_(sa.bindparam("kind", type_=ARRAY(sa.Text())))),
        "org_id": Filter(col(PartyOrg.id) == sa.bindparam("org_id", type_=sa.Uuid())),
        "area_code": Filter(
            between(col(PartyOrg.place_path), "area"), lambda code: prefix_range("area")(place_path(code))
        ),
    },
)
"""Fixed parameter: `today`."""
