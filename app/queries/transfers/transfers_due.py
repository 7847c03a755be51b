"""Who is obliged to transfer to the place of work and where to (N08, N09): one statement, under the row policies.

The order and the grounds are those of `app.rules.transfers.placement`; a test holds the two against each other.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import select

from app.core.lists import Filter, Listing
from app.queries.filters import among, flag, in_area
from app.rules.transfers.placement import FULL_TIME, Destination, Ground

# `lawyer_seat` shows of another body's record only where a lawyer in reach belongs and whether a transfer is open.
# Who belongs to an organization of the association or bureau has come where N09 sends, unless it is another firm's.
_DUE = sa.text(f"""
    WITH host AS MATERIALIZED (
        SELECT DISTINCT ON (d.kind, d.area_code) d.area_code, k.in_county, k.in_city, o.id, o.name, o.party_path
        FROM department d
        JOIN (VALUES ('bar_association', '{Destination.COUNTY_ASSOCIATION}', '{Destination.CITY_ASSOCIATION}'),
                     ('justice_bureau', '{Destination.COUNTY_BUREAU}', '{Destination.CITY_BUREAU}')
             ) k (kind, in_county, in_city) ON k.kind = d.kind
        JOIN party_org_directory o ON o.department_id = d.id
        ORDER BY d.kind, d.area_code, length(o.party_path), o.id
    ), figure AS MATERIALIZED (
        SELECT value AS months FROM rule_figure
        WHERE key = 'transfer.obliged_after_months' AND effective_from <= :today ORDER BY effective_from DESC LIMIT 1
    )
    SELECT l.person_id, l.name, l.name_key, l.sex, l.id_masked, l.firm_id, l.firm_name, l.practice_type,
           l.political_status, l.affiliation_state, l.affiliation_name, l.place_path,
           p.started_on,
           CASE WHEN l.practice_type = '{FULL_TIME}' THEN '{Ground.FULL_TIME}'
                WHEN p.started_on IS NULL THEN '{Ground.START_UNKNOWN}' ELSE '{Ground.SIX_MONTHS}' END AS ground,
           CASE WHEN l.practice_type = '{FULL_TIME}' THEN p.started_on ELSE p.due_on END AS obliged_since,
           p.due_on, p.due_on < :today AS overdue,
           s.org_id AS from_org_id, s.transfer_state,
           place.kind AS to_kind, place.id AS to_org_id, place.name AS to_org_name, place.document AS to_document
    FROM figure CROSS JOIN lawyer l
    JOIN law_firm f ON f.id = l.firm_id
    JOIN area a ON a.code = f.area_code
    CROSS JOIN LATERAL (
        SELECT CASE a.level WHEN 'county' THEN a.code END AS county,
               CASE a.level WHEN 'county' THEN a.parent_code ELSE a.code END AS city
    ) here
    LEFT JOIN LATERAL (
        SELECT started.day AS started_on, (started.day + make_interval(months => figure.months))::date AS due_on
        FROM practice w, LATERAL (SELECT CASE WHEN w.start_known THEN lower(w.valid_during) END) started (day)
        WHERE w.person_id = l.person_id AND upper_inf(w.valid_during)
    ) p ON true
    LEFT JOIN LATERAL (SELECT * FROM lawyer_seat b WHERE b.person_id = l.person_id) s ON true
    LEFT JOIN LATERAL (
        SELECT c.kind, c.id, c.name, c.party_path, c.document
        FROM (
            SELECT '{Destination.FIRM_DECISION}', o.id, o.name, o.party_path, d.document
            FROM placement_decision d JOIN party_org_directory o ON o.id = d.org_id
            WHERE d.firm_id = f.id AND d.ended_on IS NULL
            UNION ALL
            SELECT '{Destination.FIRM_ORG}', o.id, o.name, o.party_path, NULL
            FROM party_org_directory o WHERE o.id = f.covering_org_id
            UNION ALL
            SELECT '{Destination.AREA_DECISION}', o.id, o.name, o.party_path, d.document
            FROM placement_decision d JOIN party_org_directory o ON o.id = d.org_id
            WHERE d.firm_id IS NULL AND d.area_code IN (here.county, here.city) AND d.ended_on IS NULL
            UNION ALL
            SELECT CASE WHEN h.area_code = here.county THEN h.in_county ELSE h.in_city END,
                   h.id, h.name, h.party_path, NULL
            FROM host h WHERE h.area_code IN (here.county, here.city)
        ) c (kind, id, name, party_path, document)
        ORDER BY array_position(:order, c.kind), length(c.party_path) DESC LIMIT 1
    ) place ON true
    WHERE l.status <> 'cancelled'
        AND l.affiliation_state <> 'in_firm_org'
        AND (l.affiliation_state <> 'none' OR l.political_status IN ('01', '02'))
        AND coalesce(s.membership_status, '1') = '1'
        AND (l.practice_type = '{FULL_TIME}' OR p.started_on IS NULL OR p.due_on <= :today)
        AND NOT (starts_with(s.party_path, place.party_path)
                 AND (place.document IS NOT NULL OR NOT s.of_other_firm)) IS TRUE
""").bindparams(  # noqa: S608 - names of enums alone
    sa.bindparam("order", [d.value for d in Destination], type_=ARRAY(sa.Text())),
    sa.bindparam("today", type_=sa.Date()),
)
_text, _key, _day = sa.Text(), sa.Uuid(), sa.Date()
_path = sa.Text(collation="C")
_columns: dict[str, Any] = {
    "person_id": _key,
    "name": _text,
    "name_key": _path,
    "sex": _text,
    "id_masked": _text,
    "firm_id": _key,
    "firm_name": _text,
    "practice_type": _text,
    "political_status": _text,
    "affiliation_state": _text,
    "affiliation_name": _text,
    "started_on": _day,
    "ground": _text,
    "obliged_since": _day,
    "due_on": _day,
    "overdue": sa.Boolean(),
    "from_org_id": _key,
    "transfer_state": _text,
    "to_kind": _text,
    "to_org_id": _key,
    "to_org_name": _text,
    "to_document": _text,
}
DUE: Any = _DUE.columns(*(sa.column(name, kind) for name, kind in (_columns | {"place_path": _path}).items())).subquery(
    "due"
)
"""Everybody who is obliged today, with the place to go to. Parameter: `today`."""
_org_id = sa.bindparam("org_id", type_=_key)

LIST = Listing(
    select(*(DUE.c[name] for name in _columns)),
    sorts={"name": ("name_key", "person_id")},
    filters={
        "firm_id": Filter(DUE.c.firm_id == sa.bindparam("firm_id", type_=_key)),
        "area_code": in_area(DUE.c.place_path),
        "org_id": Filter(sa.or_(DUE.c.to_org_id == _org_id, DUE.c.from_org_id == _org_id)),
        "overdue": flag(DUE.c.overdue),
        "in_transfer": flag(DUE.c.transfer_state.is_not(None)),
        "person_ids": among(DUE.c.person_id),
    },
)
"""Who is obliged, by name. Fixed parameter: `today`."""
