"""Reads of Party organizations."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from app.core.database import compile_query
from app.core.lists import Filter, Listing, between, prefix_range, record_query, rows_as_json, select_columns
from app.models.law_firms import LawFirm
from app.models.members import Member
from app.models.party_orgs import PartyOrg, PartyOrgGuidance, PartyOrgStanding, PartyOrgUnit
from app.queries.filters import among, equals, flag, in_area
from app.queries.reference.party_org_directory import DIRECTORY

ORG_ID = sa.bindparam("org_id", type_=sa.Uuid())


_summary = (
    col(PartyOrg.id),
    col(PartyOrg.name),
    col(PartyOrg.name_key),
    col(PartyOrg.category),
    col(PartyOrg.parent_id),
    col(PartyOrg.area_code),
    col(PartyOrg.founded_on),
    col(PartyOrg.dissolved_on),
)
_parent = DIRECTORY.alias("parent")
_guide = DIRECTORY.alias("guide")
_members = select(sa.func.count()).select_from(Member).where(Member.org_id == PartyOrg.id)
_units: Any = (
    select(col(LawFirm.id).label("firm_id"), col(LawFirm.name), col(LawFirm.uscc))
    .join(PartyOrgUnit, col(PartyOrgUnit.firm_id) == LawFirm.id)
    .where(PartyOrgUnit.org_id == PartyOrg.id, sa.func.upper_inf(PartyOrgUnit.valid_during))
    .order_by(col(LawFirm.name_key), col(LawFirm.id))
    .correlate(PartyOrg)
)
_guided_by = (
    select(col(PartyOrgGuidance.guided_by_id), _guide.c.name, col(PartyOrgGuidance.kind))
    .outerjoin(_guide, _guide.c.id == PartyOrgGuidance.guided_by_id)
    .where(PartyOrgGuidance.org_id == PartyOrg.id)
    .order_by(col(PartyOrgGuidance.guided_by_id))
    .correlate(PartyOrg)
)

RECORD = record_query(
    select_columns(
        *_summary,
        select(_parent.c.name).where(_parent.c.id == PartyOrg.parent_id).scalar_subquery().label("parent_name"),
        col(PartyOrg.department_id),
        col(PartyOrg.local_decision),
        col(PartyOrg.can_transfer),
        col(PartyOrg.unit_situation),
        col(PartyOrg.unit_name),
        col(PartyOrg.unit_nature),
        col(PartyOrg.secretary_name),
        col(PartyOrg.contact_name),
        col(PartyOrg.contact_phone_masked).label("contact_phone"),
        col(PartyOrg.address),
        col(PartyOrg.postcode),
        col(PartyOrg.basis),
        col(PartyOrg.dissolved_reason),
        _members.correlate(PartyOrg).scalar_subquery().label("members"),
        _members.where(Member.category == "1", Member.membership_status == "1")
        .correlate(PartyOrg)
        .scalar_subquery()
        .label("full_members"),
        rows_as_json(_units).label("units"),
        rows_as_json(_guided_by).label("guided_by"),
        col(PartyOrg.version),
    ).where(PartyOrg.id == ORG_ID)
)

LIST = Listing(
    select_columns(*_summary),
    sorts={"name": ("name_key", "id"), "-name": ("name_key", "id")},
    filters={
        "q": Filter(
            sa.or_(between(col(PartyOrg.name).collate("C"), "q"), between(col(PartyOrg.name_key), "q")),
            prefix_range("q"),
        ),
        "area_code": in_area(col(PartyOrg.place_path)),
        "category": among(col(PartyOrg.category)),
        "parent_id": equals(PartyOrg.parent_id),
        "dissolved": flag(col(PartyOrg.dissolved_on).is_not(None)),
        "covers_firm_id": Filter(
            col(PartyOrg.id).in_(
                select(PartyOrgUnit.org_id).where(
                    PartyOrgUnit.firm_id == sa.bindparam("covers_firm_id", type_=sa.Uuid()),
                    sa.func.upper_inf(PartyOrgUnit.valid_during),
                )
            )
        ),
    },
)

ADDRESS_BOOK = Listing(
    select_columns(
        DIRECTORY.c.id,
        DIRECTORY.c.name,
        DIRECTORY.c.name_key,
        DIRECTORY.c.category,
        DIRECTORY.c.area_code,
        _parent.c.name.label("parent_name"),
        sa.and_(DIRECTORY.c.category == "611", DIRECTORY.c.can_transfer.is_not(False)).label("can_transfer"),
    ).outerjoin(_parent, _parent.c.id == DIRECTORY.c.parent_id),
    sorts={"name": ("name_key", "id")},
    filters={
        "q": Filter(
            sa.or_(between(DIRECTORY.c.name.collate("C"), "q"), between(DIRECTORY.c.name_key, "q")), prefix_range("q")
        ),
        "area_code": in_area(DIRECTORY.c.place_path),
        "category": equals(DIRECTORY.c.category),
    },
)

TREE = compile_query(
    select(sa.cast(sa.func.party_org_tree(PartyOrg.id, sa.bindparam("depth", type_=sa.Integer())), sa.Text)).where(
        PartyOrg.id == ORG_ID
    )
)

_visible = aliased(PartyOrg)
_standings = (
    select_columns(
        sa.func.lower(PartyOrgStanding.valid_during).label("from_on"),
        sa.func.upper(PartyOrgStanding.valid_during).label("until_on"),
        col(PartyOrgStanding.name),
        col(PartyOrgStanding.category),
        col(PartyOrgStanding.parent_id),
        col(PartyOrgStanding.parent_name),
        col(PartyOrgStanding.reason),
    )
    .where(PartyOrgStanding.org_id == _visible.id)
    .order_by(sa.func.lower(PartyOrgStanding.valid_during).desc())
    .correlate(_visible)
)

HISTORY = compile_query(
    select(sa.cast(sa.func.json_build_object(sa.text("'items'"), rows_as_json(_standings)), sa.Text)).where(
        _visible.id == ORG_ID
    )
)
