"""The columns of the official forms, for the records that a noun's list would show."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlmodel import col, select

from app.core.lists import Listing, select_columns
from app.models.imports import FormKind
from app.models.law_firms import LawFirm
from app.models.lawyers import Lawyer
from app.models.members import Member
from app.models.party_orgs import PartyOrg, PartyOrgUnit
from app.models.people import Person
from app.queries.organizations import party_orgs
from app.queries.people import members
from app.queries.practice import law_firms, lawyers
from app.queries.reference.party_org_directory import DIRECTORY

_parent = DIRECTORY.alias("parent")
_unit = sa.func.json_build_object(
    *(sa.literal_column("'unit_name'"), LawFirm.name, sa.literal_column("'unit_nature'"), PartyOrg.unit_nature),
    *(sa.literal_column("'unit_coverage'"), PartyOrg.unit_coverage, sa.literal_column("'uscc'"), LawFirm.uscc),
)
# The unit that the organization names as its own stands first, as on the form.
_order = (col(LawFirm.uscc).is_distinct_from(PartyOrg.unit_uscc), col(LawFirm.name_key), col(LawFirm.id))
_units = (
    select(sa.func.json_agg(aggregate_order_by(_unit, *_order)))
    .join(PartyOrgUnit, col(PartyOrgUnit.firm_id) == LawFirm.id)
    .where(PartyOrgUnit.org_id == PartyOrg.id, sa.func.upper_inf(PartyOrgUnit.valid_during))
    .correlate(PartyOrg)
    .scalar_subquery()
)


def _sealed(column: Any, name: str) -> Any:
    return sa.func.encode(column, sa.literal_column("'base64'")).label(name)


def _orgs(*contact: Any) -> Listing:
    columns = (
        *(col(PartyOrg.id), col(PartyOrg.name), col(PartyOrg.name_key), _parent.c.name.label("parent_name")),
        *(col(PartyOrg.secretary_name), col(PartyOrg.contact_name), col(PartyOrg.category)),
        *(col(PartyOrg.unit_situation), col(PartyOrg.unit_name), col(PartyOrg.unit_nature)),
        *(col(PartyOrg.unit_coverage), col(PartyOrg.unit_uscc).label("uscc"), col(PartyOrg.area_code)),
        *(col(PartyOrg.founded_on), _units.label("units"), *contact),
    )
    return party_orgs.LIST.showing(select(*columns).outerjoin(_parent, _parent.c.id == PartyOrg.parent_id))


def _lawyers(*person: Any) -> Listing:
    columns = (
        *(col(Lawyer.person_id), col(Lawyer.name), col(Lawyer.name_key), col(Lawyer.sex), col(Person.ethnic_group)),
        *(col(Person.birth_date), col(Lawyer.licence_no), col(Lawyer.practice_type), col(Lawyer.firm_name)),
        *(col(Lawyer.first_practised_on), col(Lawyer.political_status), col(Lawyer.status), *person),
    )
    return lawyers.LIST.showing(select(*columns).outerjoin(Person, col(Person.id) == Lawyer.person_id))


def _members(*person: Any) -> Listing:
    columns = (
        *(col(Member.person_id), col(Member.name), col(Member.name_key), col(Member.sex), col(Person.ethnic_group)),
        *(col(Person.birth_date), col(Member.education), col(Member.category), col(Member.org_id)),
        *(col(Member.affiliation_name).label("branch_name"), col(Member.admitted_on), col(Member.regularized_on)),
        *(col(Member.job_post), col(Member.membership_status), col(Member.lost_contact), col(Member.lost_contact_on)),
        *(col(Member.is_floating), col(Member.floating_destination), *person),
    )
    return members.LIST.showing(
        select(*columns).join(Person, col(Person.id) == Member.person_id).where(members.CURRENT)
    )


_firms = law_firms.LIST.showing(
    select_columns(
        *(col(LawFirm.id), col(LawFirm.name), col(LawFirm.name_key), col(LawFirm.uscc), col(LawFirm.form)),
        *(col(LawFirm.address), col(LawFirm.area_code), col(LawFirm.head_name), col(LawFirm.approved_on)),
        *(col(LawFirm.authority), col(LawFirm.status), col(LawFirm.business_types), col(LawFirm.is_key_firm)),
    )
)
_masked_mobile: Any = col(Person.mobile_masked).label("mobile")
_number, _mobile = _sealed(Person.id_cipher, "id_number"), _sealed(Person.mobile_cipher, "mobile")

MASKED = {
    FormKind.LAW_FIRMS: _firms,
    FormKind.PARTY_ORGS: _orgs(col(PartyOrg.contact_phone_masked).label("contact_phone")),
    FormKind.LAWYERS: _lawyers(col(Lawyer.id_masked).label("id_number"), _masked_mobile),
    FormKind.MEMBERS: _members(
        col(Member.id_masked).label("id_number"), _masked_mobile, col(Person.phone_masked).label("phone")
    ),
}
"""Numbers and contacts in part."""

FULL = {
    FormKind.LAW_FIRMS: _firms,
    FormKind.PARTY_ORGS: _orgs(_sealed(PartyOrg.contact_phone_cipher, "contact_phone")),
    FormKind.LAWYERS: _lawyers(_number, _mobile),
    FormKind.MEMBERS: _members(
        _number, _mobile, _sealed(Person.phone_cipher, "phone"), _sealed(Person.address_cipher, "home_address")
    ),
}
"""Numbers and contacts enciphered (base64), for who may read them."""

SEALED = ("id_number", "mobile", "phone", "home_address", "contact_phone")
