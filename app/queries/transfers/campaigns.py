"""Reads of campaigns: who was to transfer, and what has become of everybody on any day (N10).

Everything but a closed campaign's result is computed from the histories, so that it is right as of any day.
"""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from app.auth.bodies import campaign_bodies
from app.auth.work import Reader
from app.core.database import compile_query
from app.core.lists import Filter, Listing, record_query, rows_as_json, select_columns
from app.models.campaigns import Campaign, CampaignResult, CampaignState, CampaignStep
from app.models.party_orgs import PartyOrg
from app.queries.filters import among, equals, in_area
from app.queries.procedures import ProcedureRead, steps_of
from app.rules.transfers.placement import FULL_TIME
from app.workflows.campaign import PROCEDURE

CAMPAIGN_ID = sa.bindparam("campaign_id", type_=sa.Uuid())
_columns = (
    col(Campaign.id),
    col(Campaign.title),
    col(Campaign.document),
    col(Campaign.rule),
    col(Campaign.area_code),
    col(Campaign.org_id),
    col(Campaign.population_on),
    col(Campaign.deadline),
    col(Campaign.state),
    col(Campaign.opened_by),
    col(Campaign.ended_on),
    col(Campaign.note),
    col(Campaign.created_at),
)


def _shown(facts: dict[str, Any], reader: Reader) -> dict[str, Any]:
    acting = campaign_bodies(reader.principal, facts)
    return facts | {"allowed_actions": PROCEDURE.allowed_actions(CampaignState(facts["state"]), acting)}


READING = ProcedureRead(
    record_query(
        select_columns(
            *_columns, rows_as_json(steps_of(CampaignStep, Campaign.id)).label("steps"), col(Campaign.version)
        ).where(Campaign.id == CAMPAIGN_ID)
    ),
    "campaign_id",
    _shown,
)
LIST = Listing(
    select_columns(*_columns),
    sorts={"-created_at": ("created_at", "id")},
    filters={
        "state": equals(sa.cast(Campaign.state, sa.Text)),
        "area_code": in_area(col(Campaign.place_path)),
    },
)
REPORT = compile_query(
    select(sa.cast(Campaign.report, sa.Text)).where(Campaign.id == CAMPAIGN_ID, col(Campaign.report).is_not(None))
)
ORG_EXISTS = compile_query(select(col(PartyOrg.id)).where(PartyOrg.id == sa.bindparam("org_id", type_=sa.Uuid())))


def status_of(campaigns: str, as_of: str) -> str:
    """The common table expression `status`: everybody of some campaigns with what has become of them as of a day.

    A seat is a lawyer's practice in the campaign's area while a certain affiliation held; a settled one lies where it
    should. Whether an organization covered a firm is asked as of the day, and by its id in the affiliation's path:
    paths change when the tree moves, ids do not. An affiliation outside carries the lawyer's path and is never settled.
    Parameters: those of the two conditions.
    """
    return f"""
    asked AS MATERIALIZED (
        SELECT c.*, greatest({as_of}, c.population_on) AS as_of, (
            SELECT value FROM rule_figure
            WHERE key = 'transfer.obliged_after_months' AND effective_from <= c.population_on
            ORDER BY effective_from DESC LIMIT 1
        ) AS months
        FROM campaign c WHERE {campaigns}
    ), seat AS MATERIALIZED (
        SELECT c.id AS campaign_id, s.*, s.practised * s.affiliated AS during
        FROM asked c JOIN lawyer_seat_history s ON starts_with(s.place_path, c.place_path)
    ), settled AS MATERIALIZED (
        SELECT s.campaign_id, s.person_id, s.during
        FROM asked c JOIN seat s ON s.campaign_id = c.id AND c.rule = 'outside' AND s.org_id IS NOT NULL
        UNION ALL
        SELECT s.campaign_id, s.person_id, s.during * u.valid_during
        FROM asked c JOIN seat s ON s.campaign_id = c.id AND c.rule = 'not_in_firm_org'
        JOIN party_org_unit u ON u.firm_id = s.firm_id AND u.valid_during && s.during
            AND s.org_id IS NOT NULL AND strpos(s.affiliation_path, '/' || u.org_id || '/') > 0
    ), population AS MATERIALIZED (
        SELECT s.*
        FROM asked c JOIN seat s ON s.campaign_id = c.id AND s.during @> c.population_on
        LEFT JOIN party_org_unit u ON u.firm_id = s.firm_id AND u.valid_during @> c.population_on
        WHERE (s.practice_type = '{FULL_TIME}' OR NOT s.practice_start_known
               OR (lower(s.practised) + make_interval(months => c.months))::date <= c.population_on)
            AND (c.rule = 'outside' OR u.org_id IS NOT NULL)
            AND (c.org_id IS NULL OR strpos(u.party_path, '/' || c.org_id || '/') > 0)
            AND NOT EXISTS (
                SELECT FROM settled t
                WHERE t.campaign_id = c.id AND t.person_id = s.person_id AND t.during @> c.population_on
            )
    ), status AS (
        SELECT p.campaign_id, p.person_id, p.name, p.name_key, p.id_masked, p.firm_id, p.firm_name,
            p.place_path, p.party_path, here.affiliation_name, here.firm_id AS firm_now,
            CASE WHEN EXISTS (
                     SELECT FROM settled t
                     WHERE t.campaign_id = c.id AND t.person_id = p.person_id AND t.during @> c.as_of
                 ) THEN 'done'
                 WHEN here.person_id IS NULL THEN 'released' ELSE 'outstanding' END AS outcome
        FROM asked c JOIN population p ON p.campaign_id = c.id
        LEFT JOIN seat here ON here.campaign_id = c.id AND here.person_id = p.person_id AND here.during @> c.as_of
    )"""  # noqa: S608 - conditions of our own


_STATUS = status_of("c.id = :campaign_id", "coalesce(:as_of, least(:today, c.ended_on))")
_BINDS: tuple[Any, ...] = (CAMPAIGN_ID, *(sa.bindparam(name, type_=sa.Date()) for name in ("as_of", "today")))

_PROGRESS = sa.text(f"""
    WITH {_STATUS}, per_area AS (
        SELECT coalesce(nullif(split_part(substr(s.place_path, length(c.place_path) + 1), '/', 1), ''), c.area_code)
                   AS area_code, s.outcome
        FROM asked c CROSS JOIN status s
    ), event AS (
        SELECT lower(t.during) AS day, 1 AS done, 0 AS there FROM settled t JOIN population p USING (person_id)
        UNION ALL
        SELECT upper(t.during), -1, 0 FROM settled t JOIN population p USING (person_id)
        UNION ALL
        SELECT lower(t.during), 0, 1 FROM seat t JOIN population p USING (person_id)
        UNION ALL
        SELECT upper(t.during), 0, -1 FROM seat t JOIN population p USING (person_id)
    ), total AS (
        SELECT count(*) AS population, count(*) FILTER (WHERE outcome = 'done') AS done,
            count(*) FILTER (WHERE outcome = 'released') AS released,
            count(*) FILTER (WHERE outcome = 'outstanding') AS outstanding
        FROM status
    ), daily AS (
        SELECT day, sum(sum(e.done)) OVER days AS done, t.population + sum(sum(e.there)) OVER days AS there,
            sum(e.done) <> 0 OR sum(e.there) <> 0 AS changed
        FROM event e CROSS JOIN asked c CROSS JOIN total t
        WHERE day > c.population_on AND day <= c.as_of
        GROUP BY day, t.population WINDOW days AS (ORDER BY day)
    )
    SELECT json_build_object(
        'campaign_id', c.id, 'as_of', c.as_of, 'deadline', c.deadline,
        'population', t.population, 'done', t.done, 'released', t.released, 'outstanding', t.outstanding,
        'areas', coalesce((
            SELECT json_agg(json_build_object('area_code', a.area_code, 'area_name', a.name, 'population', a.population,
                'done', a.done, 'released', a.released, 'outstanding', a.outstanding) ORDER BY a.area_code)
            FROM (
                SELECT p.area_code, area.name, count(*) AS population, count(*) FILTER (WHERE outcome = 'done') AS done,
                    count(*) FILTER (WHERE outcome = 'released') AS released,
                    count(*) FILTER (WHERE outcome = 'outstanding') AS outstanding
                FROM per_area p JOIN area ON area.code = p.area_code GROUP BY p.area_code, area.name
            ) a
        ), '[]'),
        'days', coalesce((
            SELECT json_agg(json_build_object('day', d.day, 'done', d.done, 'released', t.population - d.there,
                'outstanding', d.there - d.done) ORDER BY d.day)
            FROM daily d WHERE d.changed
        ), '[]')
    )::text AS progress
    FROM asked c CROSS JOIN total t
""").bindparams(*_BINDS)  # noqa: S608 - constants alone
PROGRESS = compile_query(select(_PROGRESS.columns(sa.column("progress", sa.Text())).subquery("shown").c.progress))
"""Per area and per day, up to a day. Parameters: `campaign_id`, `as_of` (none: today, or the day it ended), `today`."""

_LISTED: dict[str, Any] = {
    "person_id": sa.Uuid(),
    "name": sa.Text(),
    "name_key": sa.Text(collation="C"),
    "id_masked": sa.Text(),
    "firm_id": sa.Uuid(),
    "firm_name": sa.Text(),
    "affiliation_name": sa.Text(),
    "outcome": sa.Text(),
}


def _people(statement: Any) -> Listing:
    named = statement.columns(*(sa.column(n, k) for n, k in {**_LISTED, "place_path": sa.Text(collation="C")}.items()))
    people = named.subquery("people")
    return Listing(
        select(*(people.c[name] for name in _LISTED)),
        sorts={"name": ("name_key", "person_id")},
        filters={
            "as_of": Filter(sa.true(), lambda _: {}),  # a parameter of the statement itself
            "outcome": among(people.c.outcome),
            "area": in_area(people.c.place_path),
            "firm_id": equals(people.c.firm_id),
        },
    )


_names = ", ".join([*_LISTED, "place_path"])
PEOPLE = _people(
    sa.text(f"WITH {_STATUS} SELECT {_names} FROM status").bindparams(*_BINDS)  # noqa: S608 - constants alone
)
"""Everybody of a campaign as of a day. Fixed parameters: as `PROGRESS`."""

FREEZE = sa.text(
    f"WITH {_STATUS} INSERT INTO campaign_result (campaign_id, person_id, outcome, name, name_key, id_masked, firm_id, "  # noqa: S608
    "firm_name, affiliation_name, place_path, party_path) SELECT c.id, s.person_id, s.outcome, s.name, s.name_key, "
    "s.id_masked, s.firm_id, s.firm_name, s.affiliation_name, s.place_path, s.party_path FROM status s, asked c"
).bindparams(*_BINDS)
"""Writes down what has become of everybody. Parameters: as `PROGRESS`."""
RESULTS = Listing(
    select(*(col(getattr(CampaignResult, name)) for name in _LISTED)).where(CampaignResult.campaign_id == CAMPAIGN_ID),
    sorts={"name": ("name_key", "person_id")},
    filters={
        "outcome": among(sa.cast(CampaignResult.outcome, sa.Text)),
        "area": in_area(col(CampaignResult.place_path)),
        "firm_id": equals(CampaignResult.firm_id),
    },
)
"""As frozen at closing. Fixed parameter: `campaign_id`."""
