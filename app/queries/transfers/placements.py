"""Reads of local placement decisions."""

import sqlalchemy as sa
from sqlmodel import col

from app.core.lists import Listing, record_query, select_columns
from app.models.placements import PlacementDecision
from app.queries.filters import flag, in_area
from app.queries.reference.party_org_directory import DIRECTORY

_decision = select_columns(
    col(PlacementDecision.id),
    col(PlacementDecision.area_code),
    col(PlacementDecision.firm_id),
    col(PlacementDecision.org_id),
    DIRECTORY.c.name.label("org_name"),
    col(PlacementDecision.document),
    col(PlacementDecision.decided_on),
    col(PlacementDecision.ended_on),
    col(PlacementDecision.ended_reason),
    col(PlacementDecision.version),
).outerjoin(DIRECTORY, DIRECTORY.c.id == PlacementDecision.org_id)

RECORD = record_query(_decision.where(PlacementDecision.id == sa.bindparam("decision_id", type_=sa.Uuid())))

LIST = Listing(
    _decision,
    sorts={"-decided_on": ("decided_on", "id")},
    filters={
        "area_code": in_area(col(PlacementDecision.place_path)),
        "in_force": flag(col(PlacementDecision.ended_on).is_(None)),
    },
)
