"""Reads of law firms."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from app.core.database import compile_query
from app.core.lists import Filter, Listing, between, prefix_range, record_query, rows_as_json, select_columns
from app.models.law_firms import FirmStatus, LawFirm, LawFirmStanding
from app.models.lawyers import Lawyer, LawyerStatus, Practice
from app.queries.changes import changes_of
from app.queries.filters import equals, flag, in_area
from app.queries.reference.party_org_directory import DIRECTORY

FIRM_ID = sa.bindparam("firm_id", type_=sa.Uuid())


_summary = (
    col(LawFirm.id),
    col(LawFirm.uscc),
    col(LawFirm.name),
    col(LawFirm.name_key),
    col(LawFirm.form),
    col(LawFirm.status),
    col(LawFirm.area_code),
    col(LawFirm.is_key_firm),
    col(LawFirm.covering_org_id),
)
_location = sa.case(
    (
        col(LawFirm.longitude).is_not(None),
        sa.func.json_build_object(
            *(sa.literal_column("'longitude'"), LawFirm.longitude, sa.literal_column("'latitude'"), LawFirm.latitude)
        ),
    )
)
_practising_here = (Lawyer.firm_id == LawFirm.id, Lawyer.status != LawyerStatus.CANCELLED)
_active_here = select(Lawyer.person_id).where(Lawyer.firm_id == LawFirm.id, Lawyer.status == LawyerStatus.ACTIVE)

RECORD = record_query(
    select_columns(
        *_summary,
        col(LawFirm.address),
        col(LawFirm.head_name),
        col(LawFirm.approved_on),
        col(LawFirm.authority),
        col(LawFirm.business_types),
        _location.label("location"),
        col(LawFirm.head_office_id),
        select(DIRECTORY.c.name)
        .where(DIRECTORY.c.id == LawFirm.covering_org_id)
        .scalar_subquery()
        .label("covering_org_name"),
        select(sa.func.count()).select_from(Lawyer).where(*_practising_here).scalar_subquery().label("lawyers"),
        col(LawFirm.version),
    ).where(LawFirm.id == FIRM_ID)
)

LIST = Listing(
    select_columns(*_summary),
    sorts={"name": ("name_key", "id"), "-name": ("name_key", "id")},
    filters={
        "q": Filter(
            sa.or_(between(col(LawFirm.name).collate("C"), "q"), between(col(LawFirm.name_key), "key")),
            lambda q: {**prefix_range("q")(q), **prefix_range("key")(q.lower())},
        ),
        "area_code": in_area(col(LawFirm.place_path)),
        "status": equals(LawFirm.status),
        "form": equals(LawFirm.form),
        "is_key_firm": flag(col(LawFirm.is_key_firm)),
        "covered": flag(col(LawFirm.covering_org_id).is_not(None)),
        "covering_org_id": equals(LawFirm.covering_org_id),
        "unsettled": flag(sa.and_(col(LawFirm.status) == FirmStatus.CANCELLED, _active_here.exists())),
    },
)


def _lawyers(table: type[Lawyer] | type[Practice], condition: Any, **filters: Filter) -> Listing:
    matches = select_columns(
        col(table.person_id),
        col(table.name),
        col(table.name_key),
        col(table.sex),
        col(table.id_masked),
        col(table.practice_type),
        col(table.licence_no),
    ).where(table.firm_id == FIRM_ID, condition)
    keys = ("name_key", "person_id")
    return Listing(matches, sorts={"name": keys, "-name": keys}, filters=filters)


LAWYERS = _lawyers(Lawyer, Lawyer.status != LawyerStatus.CANCELLED)
"""Who practises at a firm today."""

_AS_OF = col(Practice.valid_during).contains(sa.bindparam("as_of", type_=sa.Date()))
LAWYERS_AS_OF = _lawyers(Practice, sa.true(), as_of=Filter(_AS_OF))
"""Who practised at a firm on a day, with name and category as of then."""

_standings = (
    select(
        sa.func.lower(LawFirmStanding.valid_during).label("from_on"),
        sa.func.upper(LawFirmStanding.valid_during).label("until_on"),
        col(LawFirmStanding.status),
    )
    .where(LawFirmStanding.firm_id == LawFirm.id)
    .order_by(sa.func.lower(LawFirmStanding.valid_during).desc())
    .correlate(LawFirm)
)

HISTORY = compile_query(
    select(
        sa.cast(
            sa.func.json_build_object(
                sa.literal_column("'standings'"),
                rows_as_json(_standings),
                sa.literal_column("'changes'"),
                rows_as_json(changes_of("law_firm", LawFirm.id).correlate(LawFirm)),
            ),
            sa.Text,
        )
    ).where(LawFirm.id == FIRM_ID)
)
