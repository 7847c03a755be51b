"""Reads of local placement decisions."""

import sqlalchemy as sa
from sqlmodel import col, select

from app.core.lists import Filter, Listing, between, prefix_range, record_query
from app.models.placements import PlacementDecision
from app.queries.reference.party_org_directory import DIRECTORY
from app.rules.reference.areas import place_path

_decision = select(  # type: ignore[call-overload]
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
        "area_code": Filter(
            between(col(PlacementDecision.place_path), "area"), lambda code: prefix_range("area")(place_path(code))
        ),
        "in_force": Filter(col(PlacementDecision.ended_on).is_(None) == sa.bindparam("in_force", type_=sa.Boolean())),
    },
)
