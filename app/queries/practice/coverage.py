"""The statutory coverage table, one statement: the facts of each firm, then the counts by area (docs/decisions/0024).

Organizations and persons are counted once where they are counted, so that a joint branch over two counties is one in
each of them and one in their city. All other numbers add up.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from app.core.database import Query, compile_query
from app.core.lists import prefix_range
from app.rules.reference.areas import place_path
from app.schemas.practice.coverage import CoverageQuery, TrendQuery

# A Party group is no organization: a firm that has only one counts as not covered.
_KINDS = """
    CASE WHEN category IN ('611', '911') THEN 'committee' WHEN category IN ('621', '921') THEN 'general_branch'
         WHEN category IN ('631', '931') THEN 'branch' WHEN category IN ('632', '932') THEN 'joint'
         ELSE 'none' END
"""
_ROWS: Mapping[str, tuple[str, str]] = {
    "units": ("count(firm_id)", "true"),
    "own": ("count(firm_id)", "kind IN ('committee', 'general_branch', 'branch')"),
    "own_committee": ("count(firm_id)", "kind = 'committee'"),
    "own_general_branch": ("count(firm_id)", "kind = 'general_branch'"),
    "own_branch": ("count(firm_id)", "kind = 'branch'"),
    "joint": ("count(firm_id)", "kind = 'joint'"),
    "joint_with_three": ("count(firm_id)", "kind = 'joint' AND full_members >= least"),
    "joint_branches": ("count(DISTINCT org_id)", "kind = 'joint'"),
    "uncovered": ("count(firm_id)", "kind = 'none'"),
    "should_have": ("count(firm_id)", "kind = 'none' AND full_members >= least"),
    "should_have_with_group": ("count(firm_id)", "kind = 'none' AND full_members >= least AND category = '641'"),
    "individual_members": ("count(firm_id)", "kind = 'none' AND full_members < least AND members > 0"),
    "no_members": ("count(firm_id)", "kind = 'none' AND members = 0"),
    "with_liaison": ("count(firm_id)", "kind = 'none' AND liaison_id IS NOT NULL"),
    "practitioners": ("coalesce(sum(practitioners)", "true"),
    "members": ("coalesce(sum(members)", "true"),
    "untransferred": ("coalesce(sum(untransferred)", "true"),
    "liaisons": ("count(DISTINCT liaison_id)", "true"),
    "absorbed_committees": ("count(DISTINCT org_id)", "basis = 'absorbed' AND kind = 'committee'"),
    "absorbed_general_branches": ("count(DISTINCT org_id)", "basis = 'absorbed' AND kind = 'general_branch'"),
    "absorbed_branches": ("count(DISTINCT org_id)", "basis = 'absorbed' AND kind IN ('branch', 'joint')"),
}
"""What is counted of which firms, by the name of the number."""


def _table(which: str) -> str:
    """The JSON object of the firms of which `which` holds."""
    parts = []
    for name, (count, condition) in _ROWS.items():
        closing = ", 0)" if count.startswith("coalesce") else ""
        parts.append(f"'{name}', {count} FILTER (WHERE {which} AND {condition}){closing}")
    return f"json_build_object({', '.join(parts)})"


FACTS = """
    SELECT c.*, limits.least, {kinds} AS kind
    FROM limits, LATERAL {source}(cast(:day AS date), limits.months) c
    WHERE c.place_path >= :area_lo AND c.place_path < :area_hi
"""
LIMITS = """
    SELECT max(value) FILTER (WHERE key = 'org.min_full_members') AS least,
           max(value) FILTER (WHERE key = 'transfer.obliged_after_months')::integer AS months
    FROM (
        SELECT DISTINCT ON (key) key, value FROM rule_figure WHERE effective_from <= cast(:day AS date)
        ORDER BY key, effective_from DESC
    ) in_force
"""
# Each listed area has a row without a firm, so that one without firms is shown with zeros; so has the rest.
_COVERAGE = f"""
    WITH limits AS ({LIMITS}), firm AS MATERIALIZED ({FACTS}), listed AS (
        SELECT a.code, a.name, a.level, a.place_path FROM area a
        WHERE a.place_path >= :area_lo AND a.place_path < :area_hi AND {{listed}}
    ), placed AS (
        SELECT listed.code, firm.* FROM firm LEFT JOIN listed ON starts_with(firm.place_path, listed.place_path)
        UNION ALL
        SELECT l.code, none.* FROM (SELECT code FROM listed UNION ALL SELECT NULL) l
        LEFT JOIN (SELECT * FROM firm WHERE false) none ON true
    ), counted AS (
        SELECT code, grouping(code) = 1 AS is_total, {_table("true")} AS firms, {_table("is_key_firm")} AS key_firms
        FROM placed GROUP BY GROUPING SETS ((), (code))
    )
    SELECT json_build_object(
        'area', a.code, 'as_of', cast(:day AS date),
        'total', (SELECT json_build_object('firms', firms, 'key_firms', key_firms) FROM counted WHERE is_total),
        'areas', coalesce((
            SELECT json_agg(json_build_object('code', l.code, 'name', l.name, 'level', l.level, 'firms', c.firms,
                                              'key_firms', c.key_firms) ORDER BY l.code)
            FROM listed l JOIN counted c ON c.code = l.code
        ), '[]'::json),
        'rest', (SELECT json_build_object('firms', firms, 'key_firms', key_firms) FROM counted
                 WHERE code IS NULL AND NOT is_total)
    )::text
    FROM area a WHERE a.code = :area
"""  # noqa: S608 - texts of this module


def _coverage(source: str, listed: str, **kinds: Any) -> Query:
    text = _COVERAGE.format(kinds=_KINDS, source=source, listed=listed)
    parameters = {"day": sa.Date(), "area": sa.Text(), "area_lo": sa.Text(), "area_hi": sa.Text(), **kinds}
    bound = sa.text(text).bindparams(*(sa.bindparam(name, type_=kind) for name, kind in parameters.items()))
    return compile_query(bound.columns(sa.column("body", sa.Text())))


_BELOW, _AT_LEVEL = "a.parent_code = :area", "a.level = :level AND a.code <> :area"
_SOURCES = ("coverage_on", "coverage_today")
_DIRECT = {source: _coverage(source, _BELOW) for source in _SOURCES}
_BY_LEVEL = {source: _coverage(source, _AT_LEVEL, level=sa.Text()) for source in _SOURCES}


def coverage_of(query: CoverageQuery, today: dt.date) -> tuple[Query, dict[str, Any]]:
    """The statement for an area and a day, and its parameters: today from the records, else from history."""
    day = query.as_of or today
    source = "coverage_today" if day == today else "coverage_on"
    parameters = {"day": day, "area": query.area} | dict(prefix_range("area")(place_path(query.area)))
    if query.level is None:
        return _DIRECT[source], parameters
    return _BY_LEVEL[source], parameters | {"level": query.level.value}


_TREND = f"""
    WITH target AS (
        SELECT source, (cast(:first AS date) + make_interval(months => value))::date AS target_on
        FROM rule_figure WHERE key = 'coverage.target_months' AND effective_from <= cast(:last AS date)
        ORDER BY effective_from DESC LIMIT 1
    ), day AS (
        SELECT g::date AS day
        FROM generate_series(cast(:first AS date)::timestamp, cast(:last AS date)::timestamp,
                             cast(cast(:step AS text) AS interval)) g
    ), fact AS (
        SELECT day.day, f.is_key_firm, f.liaison_id, {_KINDS} AS kind
        FROM day, LATERAL (
            SELECT (SELECT value::integer FROM rule_figure WHERE key = 'transfer.obliged_after_months'
                    AND effective_from <= day.day ORDER BY effective_from DESC LIMIT 1) AS months
        ) limits, LATERAL coverage_on(day.day, limits.months) f
        WHERE f.place_path >= :area_lo AND f.place_path < :area_hi
    ), point AS (
        SELECT day.day AS "on", count(kind) AS units,
               count(*) FILTER (WHERE kind IN ('committee', 'general_branch', 'branch')) AS own,
               count(*) FILTER (WHERE kind = 'joint') AS joint, count(*) FILTER (WHERE kind <> 'none') AS covered,
               count(*) FILTER (WHERE kind = 'none') AS uncovered,
               count(*) FILTER (WHERE kind = 'none' AND liaison_id IS NOT NULL) AS with_liaison,
               count(*) FILTER (WHERE is_key_firm) AS key_units,
               count(*) FILTER (WHERE is_key_firm AND kind <> 'none') AS key_covered
        FROM day LEFT JOIN fact USING (day) GROUP BY day.day
    ), shown AS (
        SELECT p.*, CASE WHEN p.units = 0 THEN 0 ELSE ceil(round(p.units * (
            b.share + (1 - b.share) * least(1.0, (p."on" - cast(:first AS date))::numeric
                                                 / (t.target_on - cast(:first AS date)))
        ), 6))::integer END AS expected
        FROM point p, target t, (
            SELECT covered::numeric / greatest(units, 1) AS share FROM point ORDER BY "on" LIMIT 1
        ) b
    )
    SELECT json_build_object(
        'area', a.code, 'target_on', t.target_on, 'target_source', t.source,
        'points', (SELECT json_agg(row_to_json(s) ORDER BY s."on") FROM shown s)
    )::text
    FROM area a, target t WHERE a.code = :area
"""  # noqa: S608 - texts of this module
_TREND_KINDS: dict[str, Any] = {
    **{"first": sa.Date(), "last": sa.Date(), "step": sa.Text()},
    **{"area": sa.Text(), "area_lo": sa.Text(), "area_hi": sa.Text()},
}
TREND = compile_query(
    sa.text(_TREND)
    .bindparams(*(sa.bindparam(name, type_=kind) for name, kind in _TREND_KINDS.items()))
    .columns(sa.column("body", sa.Text()))
)


def trend_of(query: TrendQuery) -> dict[str, Any]:
    """The parameters of `TREND`: coverage at each date, and the straight line from the first to the target."""
    step = {"week": "7 days", "month": "1 month", "quarter": "3 months", "year": "1 year"}[query.step.value]
    dates = {"first": query.from_on, "last": query.to_on, "step": step}
    return dates | {"area": query.area} | dict(prefix_range("area")(place_path(query.area)))
