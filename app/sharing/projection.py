"""Statements generated from a grant: what is not granted is not selected (docs/sharing.md#purpose-compiled).

A projection's record is `id` and the granted fields, no version: it would tell of changes beyond the grant. A person's
`id` is pairwise: each partner has its own.
"""

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlmodel import col, select

from app.core.database import Query, compile_query
from app.core.lists import EMPTY
from app.models.law_firms import LawFirm
from app.models.lawyers import Lawyer
from app.models.members import Member
from app.models.party_orgs import PartyOrg
from app.models.people import Person, PersonIdentity
from app.rules.sharing.sharing import Transform

T = Transform
Columns = Mapping[str, Any]
NO_KEYS = sa.text("'{}'::uuid[]")
Granted = tuple[tuple[str, Transform], ...]
"""The fields of a data set under a grant, as a key by which compiled statements are kept."""

SALT = sa.bindparam("salt", type_=sa.LargeBinary())
"""The partner's own salt of the pairwise identifiers."""


def _pairwise(person_id: Any) -> Any:
    digest = sa.func.sha256(SALT.op("||")(sa.func.uuid_send(person_id)))
    return sa.func.left(sa.func.encode(digest, sa.literal_column("'hex'")), sa.literal_column("32"))


_SHAPES: Mapping[Transform, Callable[[Any], Any]] = {
    T.FULL: lambda column: column,
    T.YEAR: lambda column: sa.cast(sa.extract("year", column), sa.Integer),
    T.LAST4: lambda column: sa.func.right(column, sa.literal_column("4")),
    T.INITIAL: lambda column: sa.func.left(column, sa.literal_column("1")),
    T.MASKED: lambda column: column,
}

_MEMBER: Columns = {
    "name": col(Member.name),
    "id_number": col(Member.id_masked),
    "sex": col(Member.sex),
    "birth_date": col(Person.birth_date),
    "member_category": col(Member.category),
    "membership_status": col(Member.membership_status),
    "admitted_on": col(Member.admitted_on),
    "regularized_on": col(Member.regularized_on),
    "organization_id": col(Member.org_id),
    "organization_name": col(Member.affiliation_name),
    "affiliation_state": sa.cast(Member.affiliation_state, sa.Text),
    "law_firm_id": col(Member.firm_id),
}
_LAWYER: Columns = {
    "name": col(Lawyer.name),
    "id_number": col(Lawyer.id_masked),
    "sex": col(Lawyer.sex),
    "licence_no": col(Lawyer.licence_no),
    "practice_type": col(Lawyer.practice_type),
    "status": sa.cast(Lawyer.status, sa.Text),
    "first_practised_on": col(Lawyer.first_practised_on),
    "law_firm_id": col(Lawyer.firm_id),
    "law_firm_name": col(Lawyer.firm_name),
    "political_status": col(Lawyer.political_status),
    "political_status_on": col(Lawyer.political_status_on),
    "affiliation_state": sa.cast(Lawyer.affiliation_state, sa.Text),
    "organization_name": col(Lawyer.affiliation_name),
}
_LAW_FIRM: Columns = {
    "name": col(LawFirm.name),
    "uscc": col(LawFirm.uscc),
    "area_code": col(LawFirm.area_code),
    "address": col(LawFirm.address),
    "status": sa.cast(LawFirm.status, sa.Text),
    "head_name": col(LawFirm.head_name),
    "covering_organization_id": col(LawFirm.covering_org_id),
}
_PARTY_ORG: Columns = {
    "name": col(PartyOrg.name),
    "category": col(PartyOrg.category),
    "parent_id": col(PartyOrg.parent_id),
    "area_code": col(PartyOrg.area_code),
    "founded_on": col(PartyOrg.founded_on),
    "dissolved_on": col(PartyOrg.dissolved_on),
    "secretary_name": col(PartyOrg.secretary_name),
}


@dataclass(frozen=True)
class Source:
    """Where the records of a data set come from; `person` is whose they are, if anybody's."""

    entity: str
    key: Any
    columns: Columns
    filters: Columns
    person: Any = None

    def shown_id(self, key: Any) -> Any:
        """How a record is called outside: people by the partner's own identifier."""
        return _pairwise(key) if self.person is not None else key

    def records(self, granted: Granted) -> sa.Select[Any]:
        """The projection: `id` and the granted fields; the key beside it as `key`."""
        number = T.FULL if ("id_number", T.FULL) in granted else None
        columns = [_shape(self.columns, field, transform).label(field) for field, transform in granted]
        record = select(self.shown_id(self.key).label("id"), *columns)
        needs_person = number or any(field == "birth_date" for field, _ in granted)
        if self.person is not None and needs_person:
            record = record.join_from(self.key.table, Person, col(Person.id) == self.key)
        return record.add_columns(self.key.label("key"))  # type: ignore[no-any-return]


def _shape(columns: Columns, field: str, transform: Transform) -> Any:
    if field == "id_number" and transform is T.FULL:
        # Deciphered by the process: the database never sees a number.
        return sa.func.encode(Person.id_cipher, sa.literal_column("'base64'"))
    return _SHAPES[transform](columns[field])


SOURCES: Mapping[str, Source] = {
    "members": Source(
        "member",
        col(Member.person_id),
        _MEMBER,
        {"organization_id": col(Member.org_id), "law_firm_id": col(Member.firm_id)},
        col(Member.person_id),
    ),
    "lawyers": Source(
        "lawyer",
        col(Lawyer.person_id),
        _LAWYER,
        {"law_firm_id": col(Lawyer.firm_id)},
        col(Lawyer.person_id),
    ),
    "law_firms": Source(
        "law_firm",
        col(LawFirm.id),
        _LAW_FIRM,
        {"covering_organization_id": col(LawFirm.covering_org_id)},
    ),
    "party_orgs": Source("party_org", col(PartyOrg.id), _PARTY_ORG, {"parent_id": col(PartyOrg.parent_id)}),
}


PEOPLE = {name for name, source in SOURCES.items() if source.person is not None}


@lru_cache(maxsize=1000)
def page_query(data_set: str, granted: Granted, filters: frozenset[str], *, after: bool) -> Query:
    """A keyset page: its items as JSON text, the keys of its records, whether there is more.

    Parameters: `limit`, `salt` for people, `after` and one per filter.
    """
    source = SOURCES[data_set]
    rows = source.records(granted)
    for name in sorted(filters):
        rows = rows.where(source.filters[name] == sa.bindparam(name, type_=sa.Uuid()))
    if after:
        rows = rows.where(source.key > sa.bindparam("after", type_=sa.Uuid()))
    limit = sa.bindparam("limit", type_=sa.Integer())
    page = rows.order_by(source.key).limit(limit + 1).subquery("page")
    record = select(*(column for column in page.c if column.name != "key")).correlate(page).subquery("record")
    numbered = (
        select(
            select(sa.func.row_to_json(record.table_valued())).scalar_subquery().label("item"),
            page.c.key,
            sa.func.row_number().over(order_by=page.c.key).label("n"),
        )
        .select_from(page)
        .subquery("numbered")
    )
    shown = numbered.c.n <= limit
    items = sa.func.json_agg(aggregate_order_by(numbered.c["item"], numbered.c.n)).filter(shown)
    keys = sa.func.array_agg(aggregate_order_by(numbered.c.key, numbered.c.n)).filter(shown)
    return compile_query(
        select(
            sa.cast(sa.func.coalesce(items, EMPTY), sa.Text),
            sa.func.coalesce(keys, NO_KEYS),
            sa.func.count() > limit,
        ).select_from(numbered)
    )


CHUNK = 5_000
"""How many records of an export are read at once."""


@lru_cache(maxsize=1000)
def lines_query(data_set: str, granted: Granted, *, after: bool) -> Query:
    """A chunk of an export: its records as lines of JSON, their keys. Parameters: `salt` for people, `after`."""
    source = SOURCES[data_set]
    rows = source.records(granted)
    if after:
        rows = rows.where(source.key > sa.bindparam("after", type_=sa.Uuid()))
    page = rows.order_by(source.key).limit(sa.literal_column(str(CHUNK))).subquery("page")
    record = select(*(column for column in page.c if column.name != "key")).correlate(page).subquery("record")
    line = sa.cast(select(sa.func.row_to_json(record.table_valued())).scalar_subquery(), sa.Text)
    lines = sa.func.string_agg(line, aggregate_order_by(sa.literal_column("E'\\n'", sa.Text()), page.c.key))
    columns: list[Any] = [
        sa.func.coalesce(lines, sa.literal_column("''")),
        sa.func.coalesce(sa.func.array_agg(aggregate_order_by(page.c.key, page.c.key)), NO_KEYS),
    ]
    return compile_query(select(*columns).select_from(page))


class Asked(enum.StrEnum):
    """By what a comparison asks for people."""

    NUMBER = "number"
    PAIRWISE = "pairwise"


@lru_cache(maxsize=1000)
def comparison_query(granted: Granted, by: Asked) -> Query:
    """An answer for each person that is asked for, in that order; unknown, out of scope and no member look the same.

    Parameters: `salt`, and `wanted`: keyed digests of identity numbers, or pairwise ids.
    """
    kind: Any = sa.LargeBinary() if by is Asked.NUMBER else sa.Text()
    asked = (
        sa.func.unnest(sa.bindparam("wanted", type_=ARRAY(kind)))
        .table_valued(sa.column("it", kind), with_ordinality="n")
        .render_derived(name="asked")
    )
    record = SOURCES["members"].records(granted).subquery("found")
    shown = select(*(column for column in record.c if column.name != "key")).correlate(record).subquery("record")
    if by is Asked.NUMBER:
        known = asked.outerjoin(PersonIdentity, col(PersonIdentity.digest) == asked.c.it)
        matched: Any = known.outerjoin(record, record.c.key == PersonIdentity.person_id)
    else:
        matched = asked.outerjoin(record, record.c.id == asked.c.it)
    is_found = record.c.key.is_not(None)
    answer = sa.func.json_build_object(
        sa.literal_column("'index'"),
        asked.c.n - sa.literal_column("1"),
        sa.literal_column("'found'"),
        is_found,
        sa.literal_column("'record'"),
        sa.case((is_found, select(sa.func.row_to_json(shown.table_valued())).scalar_subquery())),
    )
    keys = sa.func.array_agg(aggregate_order_by(record.c.key, asked.c.n)).filter(is_found)
    return compile_query(
        select(
            sa.cast(sa.func.json_agg(aggregate_order_by(answer, asked.c.n)), sa.Text),
            sa.func.coalesce(keys, NO_KEYS),
        ).select_from(matched)
    )


def preview_query(data_set: str, granted: Granted) -> Query:
    """The projection of an invented record: shows exactly what leaves. Parameter: `salt` for people."""
    source = SOURCES[data_set]
    key = sa.cast(sa.literal_column(f"'{_INVENTED_ID}'"), sa.Uuid)
    columns: list[Any] = [source.shown_id(key).label("id")]
    for field, transform in granted:
        value = sa.cast(sa.literal_column(f"'{_INVENTED[field]}'"), source.columns[field].type)
        columns.append(_SHAPES[transform](value).label(field))
    record = select(*columns).subquery("record")
    return compile_query(select(sa.cast(sa.func.row_to_json(record.table_valued()), sa.Text)))


_INVENTED_ID = "00000000-0000-7000-8000-000000000000"
_INVENTED: Mapping[str, str] = {
    "name": "示例一",
    "id_number": "999999199001011234",
    "sex": "1",
    "birth_date": "1990-01-01",
    "member_category": "1",
    "membership_status": "1",
    "admitted_on": "2012-07-01",
    "regularized_on": "2013-07-01",
    "organization_id": _INVENTED_ID,
    "organization_name": "中共示例律师事务所支部",
    "affiliation_state": "in_firm_org",
    "law_firm_id": _INVENTED_ID,
    "law_firm_name": "示例律师事务所",
    "licence_no": "15101201510000001",
    "practice_type": "1",
    "status": "active",
    "first_practised_on": "2015-03-01",
    "political_status": "01",
    "political_status_on": "2024-01-01",
    "uscc": "31510000MD0000000X",
    "area_code": "510104",
    "address": "示例路1号",
    "head_name": "示例二",
    "covering_organization_id": _INVENTED_ID,
    "category": "631",
    "parent_id": _INVENTED_ID,
    "founded_on": "2010-07-01",
    "dissolved_on": "2030-01-01",
    "secretary_name": "示例三",
}
