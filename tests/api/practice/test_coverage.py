"""The statutory coverage table: today, on any past day, and against counts made independently of it."""

import datetime as dt
import uuid
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects.postgresql import Range
from sqlmodel import col, delete

from app.models.accounts import StaffRole
from app.models.figures import RuleFigure
from app.models.firm_liaisons import FirmLiaison
from app.models.law_firms import FirmStatus, LawFirm, LawFirmStanding
from app.models.lawyers import AffiliationState, Practice
from app.models.members import Affiliation, AffiliationOpening, MembershipStanding
from app.models.party_orgs import FoundingBasis, PartyOrg, PartyOrgUnit
from tests.support.api_client import Api, Caller
from tests.support.builders import make_firm, make_lawyer, make_member, make_org, make_person
from tests.support.clock import TODAY

Table = dict[str, int]


def hold(table: Table) -> None:
    """The identities of the form."""
    assert table["units"] == table["own"] + table["joint"] + table["uncovered"]
    assert table["own"] == table["own_committee"] + table["own_general_branch"] + table["own_branch"]
    assert table["uncovered"] == table["should_have"] + table["individual_members"] + table["no_members"]
    assert table["joint_with_three"] <= table["joint"]
    assert table["joint_branches"] <= table["joint"]
    assert max(table["with_liaison"], table["should_have_with_group"]) <= table["uncovered"]
    assert table["untransferred"] <= table["members"] <= table["practitioners"]


async def coverage(caller: Caller, area: str = "5101", **query: str) -> dict[str, Any]:
    shown: dict[str, Any] = await caller.get("/statistics/coverage", params={"area": area} | query)
    parts = [*shown["areas"], shown["rest"]]
    for which in ("firms", "key_firms"):
        for part in (shown["total"], *parts):
            hold(part[which])
        for name in set(shown["total"][which]) - ONCE:
            assert shown["total"][which][name] == sum(part[which][name] for part in parts), name
    return shown


ONCE = {"joint_branches", "liaisons", "absorbed_committees", "absorbed_general_branches", "absorbed_branches"}
"""Counted once wherever they are counted, so that they do not add up."""


async def total(caller: Caller, **query: str) -> Table:
    table: Table = (await coverage(caller, **query))["total"]["firms"]
    return {name: count for name, count in table.items() if count}


async def practise(api: Api, firm: LawFirm, org: PartyOrg, count: int, **facts: Any) -> None:
    for _ in range(count):
        person = await make_person(api.admin, place=firm.place_path)
        await make_lawyer(api.admin, "赵一", firm, person=person)
        await make_member(api.admin, "赵一", org, person=person, **facts)


async def test_each_firm_is_in_its_row(api: Api, department: Caller) -> None:
    admin = api.admin
    committee = await make_org(admin, "中共成都市律师行业委员会", category="611")
    own, alone, few, empty, first, second = [
        await make_firm(admin, f"四川{name}律师事务所", is_key_firm=name in "甲乙") for name in "甲乙丙丁戊己"
    ]
    await make_firm(admin, "四川庚律师事务所", status=FirmStatus.CANCELLED)
    branch = await make_org(admin, "中共甲支部", parent=committee, firms=(own,), basis=FoundingBasis.ABSORBED)
    joint = await make_org(admin, "中共联合支部", category="632", parent=committee, firms=(first, second))
    await practise(api, own, branch, 1)
    await practise(api, own, committee, 1)
    await practise(api, alone, committee, 3)
    await practise(api, few, committee, 4, category="2")
    await practise(api, first, joint, 3)
    await make_lawyer(admin, "钱二", empty)
    shown = await coverage(department)
    assert {name: count for name, count in shown["total"]["firms"].items() if count} == {
        **{"units": 6, "own": 1, "own_branch": 1, "joint": 2, "joint_with_three": 1, "joint_branches": 1},
        **{"uncovered": 3, "should_have": 1, "individual_members": 1, "no_members": 1},
        **{"practitioners": 13, "members": 12, "untransferred": 1, "absorbed_branches": 1},
    }
    assert {name: shown["total"]["key_firms"][name] for name in ("units", "own", "should_have")} == {
        **{"units": 2, "own": 1, "should_have": 1},
    }
    assert {area["code"]: area["firms"]["units"] for area in shown["areas"] if area["firms"]["units"]} == {"510104": 6}
    assert (await coverage(department, "51", level="prefecture"))["areas"][0]["firms"]["units"] == 6
    api.clock.advance(days=1)  # type: ignore[attr-defined]
    later = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
    assert await coverage(later, as_of=str(TODAY)) == shown


@pytest.mark.parametrize("category", ["611", "621", "911", "641"])
async def test_the_kind_of_organization_decides_the_row(api: Api, department: Caller, category: str) -> None:
    firm = await make_firm(api.admin, "四川甲律师事务所")
    committee = await make_org(api.admin, "中共成都市律师行业委员会", category="611")
    await make_org(api.admin, "中共甲", category=category, parent=committee, firms=(firm,))
    await practise(api, firm, committee, 3)
    rows = {
        "611": "own_committee",
        "911": "own_committee",
        "621": "own_general_branch",
        "641": "should_have_with_group",
    }
    assert (await total(department))[rows[category]] == 1


async def test_one_counts_what_lies_in_the_scope(api: Api, department: Caller) -> None:
    await make_firm(api.admin, "四川甲律师事务所", area="510703")
    assert await total(department, area="51") == {}
    province = await api.as_(StaffRole.BAR_ASSOCIATION, area="51")
    assert await total(province, area="51") == {"units": 1, "uncovered": 1, "no_members": 1}
    member = await make_person(api.admin)
    await (await api.as_(StaffRole.MEMBER, person=member.id)).get("/statistics/coverage?area=51", 403)
    await department.get("/statistics/coverage?area=51&as_of=0", 422)
    await department.get("/statistics/coverage?area=51&as_of=2026-11-24", 422)


async def test_who_is_part_time_counts_after_half_a_year(api: Api, department: Caller) -> None:
    firm = await make_firm(api.admin, "四川甲律师事务所")
    committee = await make_org(api.admin, "中共成都市律师行业委员会", category="611")
    for _ in range(3):
        person = await make_person(api.admin, place=firm.place_path)
        await make_lawyer(api.admin, "赵一", firm, person=person, practice_type="2")
        await make_member(api.admin, "赵一", committee, person=person)
    assert (await total(department, as_of="2020-07-01"))["individual_members"] == 1
    assert (await total(department, as_of="2020-07-02"))["should_have"] == 1


async def test_the_trend_is_the_table_at_each_date_against_a_line_to_the_target(api: Api, department: Caller) -> None:
    firms = [await make_firm(api.admin, f"四川{name}律师事务所", is_key_firm=name == "甲") for name in "甲乙丙丁"]
    committee = await make_org(api.admin, "中共成都市律师行业委员会", category="611")
    for firm, day in zip(firms[:3], (dt.date(2020, 1, 1), dt.date(2025, 4, 1), dt.date(2026, 1, 1)), strict=True):
        org = await make_org(api.admin, f"中共{firm.name}支部", parent=committee)
        row = {"firm_id": firm.id, "org_id": org.id, "party_path": org.party_path, "place_path": firm.place_path}
        await api.admin.add(PartyOrgUnit.model_validate({**row, "valid_during": Range(day, None)}))
    query = {"area": "5101", "from": "2025-01-01", "to": "2026-04-01", "step": "quarter"}
    shown = await department.get("/statistics/coverage/trend", params=query)
    assert shown["target_on"] == "2026-01-01"
    assert [point["covered"] for point in shown["points"]] == [1, 2, 2, 2, 3, 3]
    assert [point["expected"] for point in shown["points"]] == [1, 2, 3, 4, 4, 4]
    assert {(point["key_units"], point["key_covered"]) for point in shown["points"]} == {(1, 1)}
    for point in shown["points"]:
        table = (await coverage(department, as_of=point["on"]))["total"]["firms"]
        for name in ("units", "own", "joint", "uncovered", "with_liaison"):
            assert point[name] == table[name]
    for wrong in ({"to": "2026-11-24"}, {"to": "2024-12-31"}, {"step": "week"}, {"from": "0"}):
        await department.get("/statistics/coverage/trend", 422, params=query | wrong)


FIRST = dt.date(2025, 1, 1)
LAST = 600
Spans = list[tuple[int, int | None, Any]]


def spans(values: st.SearchStrategy[Any], *, most: int = 3) -> st.SearchStrategy[Spans]:
    """Values that follow each other from random days on; None is a gap."""
    turns = st.lists(
        st.tuples(st.sampled_from((0, 0, 150, 250, 350, 450)) | st.integers(0, LAST), values),
        max_size=most,
        unique_by=lambda turn: turn[0],
    )

    def closed(turns: list[tuple[Any, Any]]) -> Spans:
        ordered = sorted(turns, key=lambda turn: turn[0])
        following = pairwise([*ordered, (None, None)])
        return [(begins, end, value) for (begins, value), (end, _) in following if value is not None]

    return turns.map(closed)


_ORGS = ("committee", "general", "branch", "joint", "group")
_firms = st.lists(
    st.fixed_dictionaries(
        {
            "area": st.sampled_from(["510104", "510105", "5101"]),
            "key": st.booleans(),
            "standings": spans(st.sampled_from(["active", "suspended", "cancelled", None])),
            "units": spans(st.sampled_from([*_ORGS, None])),
            "liaisons": spans(st.sampled_from(["liaison", None]), most=2),
        }
    ),
    min_size=2,
    max_size=4,
)
_people = st.lists(
    st.fixed_dictionaries(
        {
            "practices": spans(st.tuples(st.integers(0, 3), st.sampled_from(["1", "2"]), st.booleans())),
            "homes": spans(st.tuples(st.sampled_from([*_ORGS, "outside"]), st.sampled_from(["1", "1", "2"]))),
            "statuses": spans(st.sampled_from(["1", "2", "3"]), most=2),
        }
    ),
    min_size=3,
    max_size=9,
)


def period(begins: int, end: int | None) -> Range[dt.date]:
    return Range(FIRST + dt.timedelta(begins), FIRST + dt.timedelta(end) if end is not None else None)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(firms=_firms, people=_people, days=st.lists(st.integers(0, LAST), min_size=2, max_size=3))
async def test_any_history_counts_as_plain_sql_counts_it(
    api: Api, firms: list[dict[str, Any]], people: list[dict[str, Any]], days: list[int]
) -> None:
    department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
    async with api.admin.as_admin() as session:
        for table in ("practice", "affiliation", "membership_standing", "party_org_unit", "law_firm_standing"):
            await session.exec(sa.text(f"DELETE FROM {table}"))  # type: ignore[call-overload]  # noqa: S608
        await session.exec(sa.text("DELETE FROM firm_liaison"))  # type: ignore[call-overload]
        # One is enough here, so that each single member who counts or not makes a difference.
        first = dt.date(2024, 1, 1)
        await session.merge(
            RuleFigure(key="org.min_full_members", effective_from=first, value=1, unit="人", source="试验")
        )
    await write(api, firms, people)
    for day in (FIRST + dt.timedelta(number) for number in days):
        shown = await coverage(department, as_of=str(day))
        for which in ("firms", "key_firms"):
            plain = await counted_plainly(api, day, key=which == "key_firms")
            assert {name: shown["total"][which][name] for name in plain} == plain, (day, which)


async def write(api: Api, firms: list[dict[str, Any]], people: list[dict[str, Any]]) -> None:
    """The rows that such histories leave."""
    admin, mark = api.admin, uuid.uuid4().hex[:6]
    categories = dict(zip(_ORGS, ("611", "621", "631", "632", "641"), strict=True))
    orgs = {
        name: await make_org(admin, f"中共{mark}{name}", category=category, basis=FoundingBasis.ABSORBED)
        for name, category in categories.items()
    }
    liaison = await make_person(admin)
    made, gone = [], FirmStatus.CANCELLED  # today's status says nothing of the past
    for number, facts in enumerate(firms):
        firm = await make_firm(
            admin, f"四川{mark}{number}律师事务所", area=facts["area"], is_key_firm=facts["key"], status=gone
        )
        made.append(firm)
        placed: dict[str, Any] = {"firm_id": firm.id, "place_path": firm.place_path}
        async with admin.as_admin() as session:
            await session.exec(delete(LawFirmStanding).where(col(LawFirmStanding.firm_id) == firm.id))
        for begins, end, status in facts["standings"]:
            await admin.add(LawFirmStanding(**placed, valid_during=period(begins, end), status=FirmStatus(status)))
        for begins, end, name in facts["units"]:
            path = orgs[name].party_path
            of_org: dict[str, Any] = {"org_id": orgs[name].id, "party_path": path}
            await admin.add(PartyOrgUnit(**placed, **of_org, valid_during=period(begins, end)))
        for begins, end, _ in facts["liaisons"]:
            by: dict[str, Any] = {
                "person_id": liaison.id,
                "name": "钱二",
                "assigned_by": "协会",
                "experience": "曾任书记",
            }
            await admin.add(FirmLiaison(**placed, **by, valid_during=period(begins, end)))
    card: dict[str, Any] = {"name": "赵一", "name_key": "zhao yi", "sex": "1", "id_masked": "990***********0013"}
    for facts in people:
        person = await make_person(admin)
        for begins, end, (number, kind, known) in facts["practices"]:
            firm = made[number % len(made)]
            during = period(begins, end)
            known = known or begins != facts["practices"][0][0]
            of_firm = {"firm_id": firm.id, "firm_name": firm.name, "place_path": firm.place_path, "start_known": known}
            await admin.add(Practice(person_id=person.id, valid_during=during, practice_type=kind, **card, **of_firm))
        for begins, end, (name, category) in facts["homes"]:
            org = orgs.get(name)
            row = Affiliation(
                person_id=person.id,
                valid_during=period(begins, end),
                **card,
                category=category,
                org_id=org.id if org else None,
                affiliation_name=name,
                affiliation_state=AffiliationState.OUTSIDE,
                opened_by=AffiliationOpening.TRANSFER,
                party_path=org.party_path if org else "",
            )
            await admin.add(row)
        for begins, end, status in facts["statuses"]:
            during = period(begins, end)
            await admin.add(MembershipStanding(person_id=person.id, valid_during=during, membership_status=status))


_FULL_HERE = """(
    SELECT count(*) FROM practice p, affiliation a
    WHERE p.firm_id = f.id AND a.person_id = p.person_id AND a.valid_during @> d.day AND a.category = '1'
        AND (p.valid_during @> d.day OR (NOT p.start_known AND lower(p.valid_during) > d.day))
        AND NOT EXISTS (SELECT FROM membership_standing s WHERE s.person_id = p.person_id AND s.valid_during @> d.day
                        AND s.membership_status <> '1')
        AND (p.practice_type = '1' OR a.org_id = (SELECT org_id FROM unit)
             OR (p.start_known AND lower(p.valid_during) + interval '6 months' < d.day))
)"""
_MEMBERS_HERE = """(
    SELECT count(*) FROM practice p, affiliation a
    WHERE p.firm_id = f.id AND a.person_id = p.person_id AND a.valid_during @> d.day AND {which}
        AND (p.valid_during @> d.day OR (NOT p.start_known AND lower(p.valid_during) > d.day))
        AND NOT EXISTS (SELECT FROM membership_standing s WHERE s.person_id = p.person_id AND s.valid_during @> d.day
                        AND s.membership_status = '2')
)"""
_AWAY = "a.org_id IS DISTINCT FROM coalesce((SELECT org_id FROM unit), a.org_id, gen_random_uuid())"
_PLAIN = f"""
    SELECT f.id AS firm, o.category, o.id AS org_id, {_MEMBERS_HERE.format(which="true")} AS members,
           {_FULL_HERE} AS full_members, {_MEMBERS_HERE.format(which=_AWAY)} AS untransferred,
           (SELECT count(*) FROM practice p WHERE p.firm_id = f.id
               AND (p.valid_during @> d.day OR (NOT p.start_known AND lower(p.valid_during) > d.day))) AS practitioners,
           EXISTS (SELECT FROM firm_liaison l WHERE l.firm_id = f.id AND l.valid_during @> d.day) AS has_liaison
    FROM (SELECT cast(:day AS date) AS day) d CROSS JOIN law_firm f
    CROSS JOIN LATERAL (SELECT max(u.org_id::text)::uuid AS org_id FROM party_org_unit u
                        WHERE u.firm_id = f.id AND u.valid_during @> d.day) unit
    LEFT JOIN party_org o ON o.id = unit.org_id
    WHERE (NOT :key OR f.is_key_firm) AND EXISTS (
        SELECT FROM law_firm_standing s WHERE s.firm_id = f.id AND s.valid_during @> d.day AND s.status <> 'cancelled')
"""  # noqa: S608 - texts of this module


async def counted_plainly(api: Api, day: dt.date, *, key: bool) -> Table:
    """One firm after another, each number by a query of its own; added up here."""
    sql = _PLAIN.replace("(SELECT org_id FROM unit)", "unit.org_id")
    async with api.admin.as_admin() as session:
        rows = (await session.exec(sa.text(sql), params={"day": day, "key": key})).mappings().all()  # type: ignore[call-overload]
    of = {kind: [row for row in rows if row["category"] == kind] for kind in ("611", "621", "631", "632")}
    none = [row for row in rows if row["category"] in {None, "641"}]
    should = [row for row in none if row["full_members"] >= 1]
    return {
        "units": len(rows),
        "own_committee": len(of["611"]),
        "own_general_branch": len(of["621"]),
        "own_branch": len(of["631"]),
        "joint": len(of["632"]),
        "joint_with_three": sum(row["full_members"] >= 1 for row in of["632"]),
        "joint_branches": len({row["org_id"] for row in of["632"]}),
        "uncovered": len(none),
        "should_have": len(should),
        "should_have_with_group": sum(row["category"] == "641" for row in should),
        "no_members": sum(row["members"] == 0 for row in none),
        "with_liaison": sum(row["has_liaison"] for row in none),
        "liaisons": int(any(row["has_liaison"] for row in rows)),
        "absorbed_committees": len({row["org_id"] for row in of["611"]}),
        "absorbed_branches": len({row["org_id"] for row in [*of["631"], *of["632"]]}),
        **{name: sum(row[name] for row in rows) for name in ("practitioners", "members", "untransferred")},
    }
