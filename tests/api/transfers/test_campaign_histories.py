"""Progress as of any day agrees with another reading of random histories, written independently."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects.postgresql import Range
from sqlmodel import select

from app.models.law_firms import LawFirm
from app.models.lawyers import Lawyer, Practice
from app.models.members import Affiliation
from app.models.party_orgs import PartyOrg
from tests.support.api_client import Api
from tests.support.builders import make_firm, make_lawyer
from tests.support.campaign_case import CampaignCase, affiliation, progress
from tests.support.clock import TODAY

FIRST = dt.date(2026, 9, 1)
POPULATION_ON = dt.date(2026, 9, 20)
DAYS = st.dates(FIRST, TODAY)

# Day by day and person by person, the tree by its parents instead of its paths.
INDEPENDENT = sa.text("""
    WITH RECURSIVE above (org, ancestor) AS (
        SELECT id, id FROM party_org
        UNION ALL
        SELECT a.org, o.parent_id FROM above a JOIN party_org o ON o.id = a.ancestor WHERE o.parent_id IS NOT NULL
    ), state (day, person_id, there, placed, firm_has_one, obliged) AS (
        SELECT d::date, l.person_id,
            p.person_id IS NOT NULL AND a.person_id IS NOT NULL,
            CASE :rule WHEN 'outside' THEN a.org_id IS NOT NULL ELSE EXISTS (
                SELECT FROM above x WHERE x.org = a.org_id AND x.ancestor = u.org_id) END,
            u.org_id IS NOT NULL,
            p.practice_type = '1' OR NOT p.start_known OR lower(p.valid_during) <= d::date - interval '6 months'
        FROM generate_series(cast(:population_on AS date), cast(:today AS date), '1 day') d CROSS JOIN lawyer l
        LEFT JOIN practice p ON p.person_id = l.person_id AND d::date <@ p.valid_during
            AND p.place_path LIKE '/51/5101/%'
        LEFT JOIN affiliation a ON a.person_id = l.person_id AND d::date <@ a.valid_during
        LEFT JOIN party_org_unit u ON u.firm_id = p.firm_id AND d::date <@ u.valid_during
    ), population AS (
        SELECT person_id FROM state
        WHERE day = :population_on AND there AND NOT placed AND obliged AND (:rule = 'outside' OR firm_has_one)
    )
    SELECT day, count(*) FILTER (WHERE there AND placed), count(*) FILTER (WHERE NOT there),
        count(*) FILTER (WHERE there AND NOT placed)
    FROM state JOIN population USING (person_id) GROUP BY day ORDER BY day
""")


@dataclass(frozen=True)
class Life:
    """From which days on somebody practised where, and belonged where; the last of either may end."""

    practised: list[tuple[dt.date, str]]
    belonged: list[tuple[dt.date, str]]
    practice_type: str


def stays(*places: str) -> Any:
    """Places from distinct days on, the first long before."""
    moves = st.lists(st.tuples(DAYS, st.sampled_from(places)), max_size=3, unique_by=lambda move: move[0])
    begun = st.tuples(st.sampled_from((dt.date(2020, 1, 1), FIRST)), st.sampled_from(places))
    return st.builds(lambda first, later: [first, *sorted(m for m in later if m[0] > first[0])], begun, moves)


LIVES = st.lists(
    st.builds(
        Life,
        stays("covered", "uncovered", "elsewhere", "nowhere"),
        stays("branch", "city", "outside", "gone"),
        st.sampled_from("12"),
    ),
    min_size=5,
    max_size=5,
)


@dataclass(frozen=True, repr=False)
class DrawnHistories:
    """The lawyers whose histories are drawn, and the places of these."""

    setting: CampaignCase
    lawyers: list[Lawyer]
    firms: dict[str, LawFirm | None]
    orgs: dict[str, PartyOrg | None]

    async def live(self, lives: list[Life]) -> None:
        """Write these histories in the place of those there are."""
        practices, affiliations = [], []
        for lawyer, life in zip(self.lawyers, lives, strict=True):
            card: dict[str, Any] = {
                n: getattr(lawyer, n) for n in ("person_id", "name", "name_key", "sex", "id_masked")
            }
            for during, place in periods(life.practised):
                if (firm := self.firms[place]) is not None:
                    facts: dict[str, Any] = {
                        "firm_id": firm.id,
                        "place_path": firm.place_path,
                        "practice_type": life.practice_type,
                    }
                    practices.append(Practice(valid_during=during, **card, **facts, party_path=firm.party_path))
            for during, place in periods(life.belonged):
                if place != "gone":
                    org = self.orgs[place]
                    affiliations.append(affiliation(lawyer, org, during))
        async with self.setting.api.admin.as_admin() as session:
            await session.exec(sa.delete(Practice))
            await session.exec(sa.delete(Affiliation))
            session.add_all([*practices, *affiliations])


def periods(moves: list[tuple[dt.date, str]]) -> list[tuple[Range[dt.date], str]]:
    ends = [day for day, _ in moves[1:]] + [None]
    return [(Range(day, end), place) for (day, place), end in zip(moves, ends, strict=True)]


@pytest.fixture
async def world(api: Api) -> DrawnHistories:
    setting = await CampaignCase.make(api)
    elsewhere = await make_firm(api.admin, "四川丙律师事务所", area="510703")
    here = await make_firm(api.admin, "四川丁律师事务所", area="510105")
    lawyers = [await make_lawyer(api.admin, f"律师{n}", setting.covered) for n in "甲乙丙丁戊"]
    async with api.admin.as_admin() as session:
        # For ten days nobody covered the firm.
        cut = "UPDATE party_org_unit SET valid_during = valid_during * daterange(NULL, '2026-10-15')"
        again = """INSERT INTO party_org_unit
                   SELECT firm_id, daterange('2026-10-25', NULL), org_id, party_path, place_path FROM party_org_unit"""
        await session.exec(sa.text(cut))  # type: ignore[call-overload]
        await session.exec(sa.text(again))  # type: ignore[call-overload]
        city = (await session.exec(select(PartyOrg).where(PartyOrg.id == setting.branch.parent_id))).one()
    firms = {"covered": setting.covered, "uncovered": here, "elsewhere": elsewhere, "nowhere": None}
    return DrawnHistories(setting, lawyers, firms, {"branch": setting.branch, "city": city, "outside": None})


@settings(
    max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(lives=LIVES, rule=st.sampled_from(("outside", "not_in_firm_org")))
async def test_progress_agrees_with_an_independent_reading(world: DrawnHistories, lives: list[Life], rule: str) -> None:
    await world.live(lives)
    campaign = await world.setting.open(rule=rule, area_code="5101", population_on=POPULATION_ON.isoformat())
    shown = await progress(world.setting.department, campaign)
    async with world.setting.api.admin.as_admin() as session:
        asked = {"rule": rule, "population_on": POPULATION_ON, "today": TODAY}
        expected = {row[0]: tuple(row[1:]) for row in await session.exec(INDEPENDENT, params=asked)}  # type: ignore[call-overload]
    standing = (0, 0, shown["population"])
    changes = {dt.date.fromisoformat(d["day"]): (d["done"], d["released"], d["outstanding"]) for d in shown["days"]}
    if not expected:
        assert (shown["population"], shown["days"]) == (0, [])
    for day, tallied in expected.items():
        standing = changes.get(day, standing)
        assert standing == tallied, day
    assert standing == (shown["done"], shown["released"], shown["outstanding"])
    if day := min(changes, default=None):
        as_of = await progress(world.setting.department, campaign, day.isoformat())
        assert (as_of["done"], as_of["released"], as_of["outstanding"]) == expected[day]
