"""Reads of Party members."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import array
from sqlmodel import col, select

from app.core.database import Row, compile_query
from app.core.errors import NotFound
from app.core.lists import Filter, Listing, between, prefix_range, record_query, select_columns
from app.models.changes import Change
from app.models.floating_registrations import FloatingRegistration
from app.models.lawyers import AffiliationState, Lawyer
from app.models.members import Affiliation, Member
from app.models.party_orgs import PartyOrg, PartyOrgStanding
from app.models.people import Person, PersonIdentity
from app.queries.filters import equals, in_area
from app.queries.people.affiliation_on import guest_on, guest_today

FORM_ITEMS = 16
"""The items of the collection form (docs/domain.md#collection-form: 党员基本信息采集表)."""

PERSON_ID = sa.bindparam("person_id", type_=sa.Uuid())
ORG_ID = sa.bindparam("org_id", type_=sa.Uuid())
AS_OF = sa.bindparam("as_of", type_=sa.Date())


def _text(value: str) -> Any:
    return sa.literal_column(f"'{value}'", sa.Text())


def _name_ranges(q: str) -> Mapping[str, str]:
    return {**prefix_range("name")(q.strip()), **prefix_range("pinyin")(q.replace(" ", "").lower())}


_card = (
    col(Member.person_id),
    col(Member.name),
    col(Member.name_key),
    col(Member.sex),
    col(Member.id_masked),
    col(Member.category),
    col(Member.org_id),
    col(Member.affiliation_name),
    col(Member.affiliation_state),
    col(Member.firm_id),
    col(Member.membership_status),
    col(Member.admitted_on),
    col(Member.lost_contact),
    col(Member.is_floating),
)

_optional = {
    "ethnic_group": col(Person.ethnic_group).is_(None),
    "education": col(Member.education).is_(None),
    "job_post": col(Member.job_post).is_(None),
    "mobile": col(Person.mobile_cipher).is_(None),
    "home_address": col(Person.address_cipher).is_(None),
    "floating_destination": sa.and_(col(Member.is_floating), col(Member.floating_destination).is_(None)),
}
"""The items of the form that a record may lack; the others no record is without."""


def _missing(*items: str) -> Any:
    names: list[Any] = [sa.case((_optional[item], _text(item))) for item in items]
    return sa.func.array_remove(array(names, type_=sa.Text()), sa.null(), type_=sa.ARRAY(sa.Text()))


_filled = FORM_ITEMS - sa.func.cardinality(_missing(*_optional))
_open = (
    select(col(Affiliation.valid_during), col(Affiliation.start_known))
    .where(Affiliation.person_id == Member.person_id, sa.func.upper_inf(Affiliation.valid_during))
    .lateral("held")
)
_lawyer = sa.func.json_build_object(
    _text("firm_id"),
    Lawyer.firm_id,
    _text("firm_name"),
    Lawyer.firm_name,
    _text("practice_type"),
    Lawyer.practice_type,
    _text("status"),
    Lawyer.status,
    _text("political_status"),
    Lawyer.political_status,
)
_record = (
    select_columns(
        *_card,
        col(Person.ethnic_group),
        col(Person.birth_date),
        col(Person.birth_date_differs),
        col(Member.regularized_on),
        col(Member.education),
        col(Member.job_post),
        col(Member.lost_contact_on),
        col(Member.lost_contact_reason),
        col(Member.floating_destination),
        col(Person.mobile_masked).label("mobile"),
        col(Person.phone_masked).label("phone"),
        col(Person.address_cipher).is_not(None).label("has_home_address"),
        sa.func.lower(_open.c.valid_during).label("affiliated_since"),
        _open.c.start_known,
        col(Member.confirmed_at),
        sa.case((col(Lawyer.person_id).is_not(None), _lawyer)).label("lawyer"),
        (_filled * 100 // FORM_ITEMS).label("completeness"),
        _missing(*_optional).label("missing"),
        _missing("ethnic_group", "mobile").label("missing_for_transfer"),
        col(Member.version),
    )
    .join(Person, col(Person.id) == Member.person_id)
    .outerjoin(Lawyer, col(Lawyer.person_id) == Member.person_id)
    .outerjoin(_open, sa.true())
)

MEMBER = _record.where(Member.person_id == PERSON_ID)
RECORD = record_query(MEMBER)

BY_NUMBER = record_query(
    _record.join(PersonIdentity, col(PersonIdentity.person_id) == Member.person_id).where(
        PersonIdentity.digest == sa.bindparam("digest", type_=sa.LargeBinary())
    )
)

# Who is affiliated outside carries the lawyer's path, but belongs to no organization here. The path is looked up
# first and given as a value: with a sub-select in its place the planner cannot tell a branch from a province.
_at_or_below = Filter(sa.and_(between(col(Member.party_path), "org"), col(Member.org_id).is_not(None)), lambda _: {})
_affiliation = sa.bindparam("affiliation", type_=sa.Text())

_is_registered = (
    select(FloatingRegistration.id)
    .where(FloatingRegistration.person_id == Member.person_id, col(FloatingRegistration.ended_on).is_(None))
    .correlate(Member)
    .exists()
)

CURRENT = col(Member.affiliation_state) != AffiliationState.NONE
"""Whose membership lasts."""

LIST = Listing(
    select_columns(*_card).where(CURRENT),
    sorts={"name": ("name_key", "person_id"), "-name": ("name_key", "person_id")},
    filters={
        "q": Filter(
            sa.or_(
                between(col(Member.name), "name"),
                between(col(Member.name_key), "pinyin"),
                between(col(Member.name_initials), "pinyin"),
            ),
            _name_ranges,
        ),
        "org_id": _at_or_below,
        "area_code": in_area(col(Member.place_path)),
        "area": in_area(col(Member.place_path)),
        "category": equals(sa.cast(Member.category, sa.Text)),
        "status": equals(sa.cast(Member.membership_status, sa.Text)),
        "affiliation": Filter(
            sa.or_(
                sa.cast(Member.affiliation_state, sa.Text) == _affiliation,
                sa.and_(_affiliation == _text("temporary"), guest_today(Member.person_id)),
                sa.and_(_affiliation == _text("lost_contact"), col(Member.lost_contact)),
                sa.and_(_affiliation == _text("floating"), col(Member.is_floating)),
                sa.and_(_affiliation == _text("floating_unregistered"), col(Member.is_floating), ~_is_registered),
            )
        ),
        "law_firm_id": equals(Member.firm_id),
    },
)

"""Members today. With the filter `org_id` it takes the parameters `org_lo` and `org_hi`, see `org_range`."""

FORMER = LIST.showing(select_columns(*_card).where(sa.not_(CURRENT)))
"""Whose membership has ended, where it ended."""


def _lay_below(path: Any) -> Any:
    return sa.func.strpos(path, _text("/") + sa.cast(ORG_ID, sa.Text) + _text("/")) > 0


# The tree as it was: a row's path names every organization that stood above it then. The organizations that ever
# stood there only spare a look at all others.
_ever_below = select(col(PartyOrgStanding.org_id)).where(_lay_below(PartyOrgStanding.party_path)).union(select(ORG_ID))

LIST_AS_OF = Listing(
    select_columns(
        col(Affiliation.person_id),
        col(Affiliation.name),
        col(Affiliation.name_key),
        col(Affiliation.sex),
        col(Affiliation.id_masked),
        col(Affiliation.category),
        col(Affiliation.org_id),
        col(Affiliation.affiliation_name),
        col(Affiliation.affiliation_state),
    ),
    sorts={"name": ("name_key", "person_id"), "-name": ("name_key", "person_id")},
    filters={
        "as_of": Filter(col(Affiliation.valid_during).contains(AS_OF)),
        "q": Filter(
            sa.or_(between(col(Affiliation.name).collate("C"), "name"), between(col(Affiliation.name_key), "pinyin")),
            _name_ranges,
        ),
        "org_id": Filter(
            sa.and_(
                _lay_below(Affiliation.party_path),
                col(Affiliation.org_id) == sa.any_(sa.func.array(_ever_below.scalar_subquery())),
            )
        ),
        "area_code": in_area(col(Affiliation.place_path)),
        "area": in_area(col(Affiliation.place_path)),
        "category": equals(sa.cast(Affiliation.category, sa.Text)),
        "affiliation": Filter(
            sa.or_(
                sa.cast(Affiliation.affiliation_state, sa.Text) == _affiliation,
                sa.and_(_affiliation == _text("temporary"), guest_on(Affiliation.person_id, AS_OF)),
            )
        ),
    },
)
"""Members on a day; its filters are those that the history carries."""

PATH_OF_ORG = compile_query(select(col(PartyOrg.party_path)).where(PartyOrg.id == ORG_ID))
VISIBLE_MEMBER = compile_query(select(col(Member.person_id)).where(Member.person_id == PERSON_ID))
KNOWN_AFFILIATION = compile_query(select(col(Affiliation.person_id)).where(Affiliation.person_id == PERSON_ID).limit(1))

AFFILIATIONS = Listing(
    select_columns(
        sa.func.lower(Affiliation.valid_during, type_=sa.Date()).label("from_on"),
        sa.func.upper(Affiliation.valid_during).label("until_on"),
        col(Affiliation.start_known),
        col(Affiliation.org_id),
        col(Affiliation.affiliation_name),
        col(Affiliation.affiliation_state),
        col(Affiliation.category),
        col(Affiliation.opened_by),
        col(Affiliation.reason),
        col(Affiliation.transfer_id),
    ).where(Affiliation.person_id == PERSON_ID),
    sorts={"-from_on": ("from_on",)},
)

HISTORY = Listing(
    select_columns(
        col(Change.id),
        col(Change.at),
        col(Change.version),
        col(Change.op),
        col(Change.changed),
        col(Change.reason),
        col(Change.actor_body),
    ).where(Change.entity_id == PERSON_ID, Change.entity == _text("member")),
    sorts={"-version": ("version", "id")},
)

_own_access = sa.table(
    "own_access",
    sa.column("id", sa.Uuid()),
    sa.column("kind", sa.Text()),
    sa.column("body_name", sa.Text()),
    sa.column("role", sa.Text()),
    sa.column("reason", sa.Text()),
    sa.column("at", sa.DateTime(timezone=True)),
)

OWN_ACCESS = Listing(select(*_own_access.c), sorts={"-at": ("at", "id")})
"""Who looked at the record of the member that the scope names."""


def org_range(found: Row | None) -> Mapping[str, str]:
    """What `PATH_OF_ORG` found, as parameters of `LIST`: the paths at and below; `NotFound` outside the scope."""
    if found is None:
        raise NotFound
    return prefix_range("org")(found[0])
