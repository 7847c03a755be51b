"""Reads of liaisons, and of the firms that have neither an organization nor a liaison."""

import sqlalchemy as sa
from sqlmodel import col

from app.core.lists import Listing, record_query, select_columns
from app.models.firm_liaisons import FirmLiaison
from app.models.law_firms import LawFirm
from app.queries.filters import equals, flag, in_area
from app.queries.reference.figures import TODAY, figure_on
from app.rules.organizations.party_structure import PARTY_GROUP

_in_office = sa.func.upper_inf(FirmLiaison.valid_during)
_from_on = sa.func.lower(FirmLiaison.valid_during, type_=sa.Date()).label("from_on")
_liaison = select_columns(
    *(col(FirmLiaison.id), col(FirmLiaison.firm_id), col(LawFirm.name).label("firm_name")),
    *(col(FirmLiaison.person_id), col(FirmLiaison.name), col(FirmLiaison.experience), col(FirmLiaison.assigned_by)),
    *(_from_on, sa.func.upper(FirmLiaison.valid_during, type_=sa.Date()).label("until_on")),
    *(col(FirmLiaison.end_reason), col(FirmLiaison.version)),
).outerjoin(LawFirm, col(LawFirm.id) == FirmLiaison.firm_id)

RECORD = record_query(_liaison.where(FirmLiaison.id == sa.bindparam("liaison_id", type_=sa.Uuid())))

LIST = Listing(
    _liaison,
    sorts={"-from_on": ("from_on", "id"), "from_on": ("from_on", "id")},
    filters={
        "area_code": in_area(col(FirmLiaison.place_path)),
        "firm_id": equals(FirmLiaison.firm_id),
        "person_id": equals(FirmLiaison.person_id),
        "in_office": flag(_in_office),
    },
)

_fact = sa.func.coverage_today(TODAY, figure_on("transfer.obliged_after_months")).table_valued(
    *(sa.column("firm_id", sa.Uuid()), sa.column("org_id", sa.Uuid()), sa.column("category", sa.Text())),
    *(sa.column("members", sa.BigInteger()), sa.column("full_members", sa.BigInteger())),
    sa.column("liaison_id", sa.Uuid()),
    name="fact",
)
_rank = sa.case((_fact.c.full_members >= figure_on("org.min_full_members"), 1), (_fact.c.members > 0, 2), else_=3)

CANDIDATES = Listing(
    select_columns(
        *(_fact.c.firm_id, col(LawFirm.name), col(LawFirm.name_key), col(LawFirm.area_code), col(LawFirm.is_key_firm)),
        *(_rank.label("rank"), sa.case((col(LawFirm.is_key_firm), 0), else_=1).label("not_key")),
        *(_fact.c.members, _fact.c.full_members),
    )
    .join(_fact, _fact.c.firm_id == LawFirm.id)
    .where(sa.or_(_fact.c.org_id.is_(None), _fact.c.category == PARTY_GROUP), _fact.c.liaison_id.is_(None)),
    sorts={"rank": ("rank", "not_key", "name_key", "firm_id")},
    filters={
        "area_code": in_area(col(LawFirm.place_path)),
    },
)
"""Fixed parameter: `today`."""
