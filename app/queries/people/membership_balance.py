"""The yearly comparison of the number of members, computed from history (form 两年党员数综合比较).

Somebody counts while the affiliation lies in the scope and membership is neither suspended nor ended. Days that follow
each other are one stay, whatever was renamed or moved within the scope meanwhile; each stay that begins or ends within
the year is one increase or decrease, and the record of that very day says which. A first record of unknown start held
before. A closed row keeps the paths of its time, so the leaver is still counted as one; the status of somebody who left
in normal standing lies elsewhere and is not needed.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from app.core.database import Query, compile_query
from app.core.lists import prefix_range
from app.rules.reference.areas import place_path
from app.schemas.people.membership_balance import BalanceQuery

ROWS: Mapping[int, tuple[str, str]] = {
    1: ("上年底总数", "n.before"),
    2: ("本年增加", "n.in_all"),
    3: ("其中：发展党员", "n.admitted"),
    4: ("恢复党籍", "n.restored"),
    5: ("转入组织关系", "n.came"),
    6: ("其中：整建制转入", "n.came_bulk"),
    7: ("本年减少", "n.out_all"),
    8: ("其中：出党", "n.removed"),
    9: ("停止党籍", "n.suspended"),
    10: ("死亡", "n.died"),
    11: ("转出组织关系", "n.went"),
    12: ("其中：整建制转出", "n.went_bulk"),
    13: ("本年底应有数", "n.before + n.in_all - n.out_all"),
    14: ("本年底实有数", "n.after"),
    15: ("差", "n.after - (n.before + n.in_all - n.out_all)"),
}
"""Name and formula of each row; rows 2 and 7 are the sums of their kinds."""

_BALANCE = """
    WITH span AS (
        SELECT make_date(:year, 1, 1) AS first, least(make_date(:year, 12, 31), cast(:today AS date)) AS last
    ), here AS (
        SELECT a.person_id, a.opened_by, a.transfer_id, lower(a.valid_during) AS began,
               CASE WHEN a.start_known THEN a.valid_during ELSE daterange(NULL, upper(a.valid_during)) END AS during
        FROM affiliation a WHERE a.org_id IS NOT NULL AND {scope}
    ), apart AS (
        SELECT s.person_id, s.valid_during, s.membership_status FROM membership_standing s
        WHERE s.membership_status NOT IN ('1', '3')
    ), stay AS (
        SELECT h.person_id,
               unnest(range_agg(h.during) - coalesce((
                   SELECT range_agg(a.valid_during) FROM apart a WHERE a.person_id = h.person_id
               ), '{{}}'::datemultirange)) AS during
        FROM here h GROUP BY h.person_id
    ), entry AS (
        SELECT CASE WHEN h.opened_by = 'admission' THEN 'admitted'
                    WHEN EXISTS (
                        SELECT FROM apart a WHERE a.person_id = y.person_id AND upper(a.valid_during) = lower(y.during)
                    ) THEN 'restored'
                    WHEN t.route = 'bulk' THEN 'bulk' ELSE 'single' END AS kind
        FROM span CROSS JOIN stay y
        LEFT JOIN here h ON h.person_id = y.person_id AND h.began = lower(y.during)
        LEFT JOIN transfer t ON t.id = h.transfer_id
        WHERE lower(y.during) BETWEEN span.first AND span.last
    ), leave AS (
        SELECT CASE WHEN a.membership_status = '2' THEN 'suspended' WHEN a.membership_status = '6' THEN 'died'
                    WHEN a.membership_status IS NOT NULL THEN 'removed'
                    WHEN EXISTS (
                        SELECT FROM transfer t
                        WHERE t.person_id = y.person_id AND t.route = 'bulk' AND t.accepted_on = upper(y.during)
                    ) THEN 'bulk' ELSE 'single' END AS kind
        FROM span CROSS JOIN stay y
        LEFT JOIN apart a ON a.person_id = y.person_id AND lower(a.valid_during) = upper(y.during)
        WHERE upper(y.during) BETWEEN span.first AND span.last
    ), kinds AS (
        SELECT (SELECT count(*) FROM stay, span WHERE stay.during @> span.first - 1) AS before,
               (SELECT count(*) FROM stay, span WHERE stay.during @> span.last) AS after,
               e.*, l.*
        FROM (
            SELECT count(*) FILTER (WHERE kind = 'admitted') AS admitted,
                   count(*) FILTER (WHERE kind = 'restored') AS restored,
                   count(*) FILTER (WHERE kind IN ('single', 'bulk')) AS came,
                   count(*) FILTER (WHERE kind = 'bulk') AS came_bulk
            FROM entry
        ) e, (
            SELECT count(*) FILTER (WHERE kind = 'removed') AS removed,
                   count(*) FILTER (WHERE kind = 'suspended') AS suspended,
                   count(*) FILTER (WHERE kind = 'died') AS died,
                   count(*) FILTER (WHERE kind IN ('single', 'bulk')) AS went,
                   count(*) FILTER (WHERE kind = 'bulk') AS went_bulk
            FROM leave
        ) l
    ), n AS (
        SELECT k.*, admitted + restored + came AS in_all, removed + suspended + died + went AS out_all FROM kinds k
    )
    SELECT json_build_object(
        'year', cast(:year AS integer), 'until_on', span.last, 'rows', json_build_array({rows}),
        'difference', {difference}
    )::text
    FROM n, span
"""
_ROW = "json_build_object('row', {number}, 'name', '{name}', 'count', {formula})"


def _balance(scope: str, **kinds: Any) -> Query:
    rows = ", ".join(_ROW.format(number=number, name=name, formula=formula) for number, (name, formula) in ROWS.items())
    text = _BALANCE.format(scope=scope, rows=rows, difference=ROWS[15][1])
    parameters = {"year": sa.Integer(), "today": sa.Date(), **kinds}
    bound = sa.text(text).bindparams(*(sa.bindparam(name, type_=kind) for name, kind in parameters.items()))
    return compile_query(bound.columns(sa.column("body", sa.Text())))


_OF_AREA = _balance("a.place_path >= :area_lo AND a.place_path < :area_hi", area_lo=sa.Text(), area_hi=sa.Text())
# The paths of then: what lay below the organization when the row was written.
_OF_ORG = _balance("strpos(a.party_path, '/' || cast(:org AS text) || '/') > 0", org=sa.Text())


def balance_of(query: BalanceQuery, today: Any) -> tuple[Query, dict[str, Any]]:
    """The statement for an area or an organization, and its parameters."""
    common = {"year": query.year, "today": today}
    if query.area is not None:
        return _OF_AREA, common | dict(prefix_range("area")(place_path(query.area)))
    return _OF_ORG, common | {"org": str(query.org)}
