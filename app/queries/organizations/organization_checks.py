"""Reads of what standing organizations lack; computed from the records at every read, never stored."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.core.lists import Listing, select_columns
from app.models.areas import Department
from app.models.party_orgs import PartyOrg
from app.queries.filters import among, equals, in_area
from app.queries.reference.figures import TODAY
from app.queries.reference.party_org_directory import DIRECTORY
from app.rules.building.organizing import FINDINGS
from app.rules.organizations.findings import Finding
from app.rules.organizations.leadership import GAPS
from app.rules.organizations.subordination import GAPS as SUBORDINATION_GAPS

_COLUMNS = (
    *(sa.column("org_id", sa.Uuid()), sa.column("kind", sa.Text()), sa.column("counted", sa.BigInteger())),
    *(sa.column("figure", sa.BigInteger()), sa.column("since_on", sa.Date())),
)


def _told(found: Any, said: Mapping[Any, Finding]) -> list[Any]:
    """What the rules say of a kind: what it is called, its clause and remedy."""
    facts = {
        "title": {kind.value: kind.zh for kind in said},
        "clause": {kind.value: finding.clause for kind, finding in said.items()},
        "remedy": {kind.value: finding.remedy for kind, finding in said.items()},
    }
    return [sa.case(texts, value=found.c.kind).label(fact) for fact, texts in facts.items()]


def _listing(function: Any, said: Mapping[Any, Finding]) -> Listing:
    """What a function of the database finds, with what the rules say of it."""
    found = function(TODAY).table_valued(*_COLUMNS, name="finding")
    return Listing(
        select_columns(
            *(found.c.org_id, col(PartyOrg.name), col(PartyOrg.name_key), col(PartyOrg.category)),
            *(col(PartyOrg.area_code), found.c.kind, *_told(found, said)),
            *(found.c.counted, found.c.figure, found.c.since_on),
        ).join(found, found.c.org_id == PartyOrg.id),
        sorts={"name": ("name_key", "org_id", "kind"), "-name": ("name_key", "org_id", "kind")},
        filters={
            "kind": among(found.c.kind),
            "org_id": equals(col(PartyOrg.id)),
            "area_code": in_area(col(PartyOrg.place_path)),
        },
    )


STRUCTURE = _listing(sa.func.organization_findings, FINDINGS)
LEADERSHIP = _listing(sa.func.leadership_findings, GAPS)
"""Fixed parameter of both: `today`."""

_gap = sa.func.subordination_findings().table_valued(
    *(sa.column("org_id", sa.Uuid()), sa.column("department_id", sa.Uuid()), sa.column("kind", sa.Text())),
    sa.column("expected_id", sa.Uuid()),
    name="gap",
)
_parent, _expected = DIRECTORY.alias("parent"), DIRECTORY.alias("expected")
_subject_id = sa.func.coalesce(_gap.c.org_id, _gap.c.department_id)
_place_path = sa.func.coalesce(PartyOrg.place_path, Department.place_path)

SUBORDINATION = Listing(
    select_columns(
        *(_subject_id.label("subject_id"), _gap.c.org_id, _gap.c.department_id),
        sa.func.coalesce(PartyOrg.name, Department.name).label("name"),
        sa.func.coalesce(PartyOrg.area_code, Department.area_code).label("area_code"),
        *(col(PartyOrg.category), _gap.c.kind, *_told(_gap, SUBORDINATION_GAPS)),
        *(col(PartyOrg.parent_id), _parent.c.name.label("parent_name")),
        *(_gap.c.expected_id, _expected.c.name.label("expected_name")),
    )
    .outerjoin(PartyOrg, col(PartyOrg.id) == _gap.c.org_id)
    .outerjoin(Department, col(Department.id) == _gap.c.department_id)
    .outerjoin(_parent, _parent.c.id == PartyOrg.parent_id)
    .outerjoin(_expected, _expected.c.id == _gap.c.expected_id),
    sorts={"area_code": ("area_code", "subject_id", "kind"), "-area_code": ("area_code", "subject_id", "kind")},
    filters={
        "kind": among(_gap.c.kind),
        "org_id": equals(_gap.c.org_id),
        "area_code": in_area(_place_path),
    },
)
"""Levels and superiors across the tree (N27, N28)."""
