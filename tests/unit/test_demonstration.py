"""The demonstration province, loaded once: consistent, of nobody real, and complete."""

import json
import os
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from pydantic import SecretStr

from app.auth.passwords import Passwords
from app.core.clock import Clock
from app.core.database import WORKER_ROLES, DatabaseRole, Pools, Scope, path_range
from app.core.jose import Signer
from app.core.migrating import ensure_login
from app.core.settings import Settings
from app.demo.loading import load_demonstration
from app.documents.plan_picture import plan_svg
from app.ledger.receipts import verify_receipt
from app.models.transfers import Route, TransferState
from app.queries.building.joint_plans import PICTURE
from app.queries.practice.coverage import coverage_of
from app.rules.organizations.party_structure import check_association_category, check_parent, size_remarks
from app.rules.people import id_number
from app.rules.practice import uscc
from app.rules.practice.licence import parse
from app.rules.reference.areas import areas
from app.schemas.practice.coverage import CoverageQuery
from app.services.building.joint_planning import run_next_plan
from app.workflows.transfer import PROCEDURES, effective_state
from tests.support.postgres import TestServer, clone, drop

pytestmark = pytest.mark.long

TODAY = Clock().today()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demonstration")


@pytest.fixture(scope="module")
async def settings(server: TestServer, home: Path) -> AsyncIterator[Settings]:
    """An installation with the demonstration loaded."""
    name = f"demonstration_{uuid.uuid4().hex[:12]}"
    await clone(server, name)
    settings = Settings(home=home, demo="1", keys=None, admin_url=SecretStr(server.admin(name)))
    await load_demonstration(settings)
    yield settings
    await drop(server, name)


@pytest.fixture
async def province(settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    assert settings.admin_url
    connection = await asyncpg.connect(settings.admin_url.get_secret_value())
    yield connection
    await connection.close()


def accounts(home: Path) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = json.loads((home / "demo" / "accounts.json").read_text())
    return told


async def count(connection: asyncpg.Connection, rows: str) -> int:
    """How many rows a table, with conditions, has."""
    number: int = await connection.fetchval(f"SELECT count(*) FROM {rows}")  # noqa: S608 - written in this file
    return number


async def test_it_has_the_size_of_a_province_and_leaves_one_city_empty(province: asyncpg.Connection) -> None:
    assert 280 <= await count(province, "law_firm") <= 320
    assert 2700 <= await count(province, "lawyer") <= 3500
    assert 900 <= await count(province, "member") <= 1300
    for table in ("law_firm", "party_org", "lawyer", "member", "person"):
        assert await count(province, f"{table} WHERE place_path LIKE '/51/5101/%'") == 0
    assert await count(province, "department WHERE area_code = '5101'") == 3
    own = "SELECT count(*) FROM party_org WHERE category IN ('611', '621') AND area_code = $1"
    for city in (area.code for area in areas().values() if area.parent_code == "51" and area.code != "5101"):
        assert await province.fetchval(own, city) >= 2, f"bureau's and association's organization of {city}"


async def test_the_departments_have_their_names(province: asyncpg.Connection) -> None:
    names = {row["name"] for row in await province.fetch("SELECT name FROM department")}
    assert {
        "中共四川省委组织部",
        "四川省司法厅",
        "四川省律师协会",
        "中共成都市委组织部",
        "成都市锦江区司法局",
        "凉山彝族自治州律师协会",
        "中共金堂县委组织部",
        "乐山市市中区司法局",
        "内江市市中区司法局",
    } <= names


async def test_the_rules_for_organizations_hold(province: asyncpg.Connection) -> None:
    orgs = await province.fetch(
        """
        SELECT o.category, p.category AS parent, d.kind AS department, a.level,
               (SELECT count(*) FROM member m WHERE m.org_id = o.id) AS members,
               (SELECT count(*) FROM party_org_unit u WHERE u.org_id = o.id) AS units,
               pd.kind = 'justice_bureau' AND p.area_code = o.area_code AS under_bureau
        FROM party_org o JOIN area a ON a.code = o.area_code LEFT JOIN department d ON d.id = o.department_id
        LEFT JOIN party_org p ON p.id = o.parent_id LEFT JOIN department pd ON pd.id = p.department_id
        """
    )
    limits = {"branch.max_members": 50, "joint_branch.max_units": 5}
    for org in orgs:
        if org["parent"]:
            check_parent(org["category"], org["parent"])
        if org["department"] == "bar_association":
            check_association_category(org["category"], org["level"], is_sub_provincial=False)
            assert org["under_bureau"], "N28"
        assert not size_remarks(org["category"], units=org["units"], members=org["members"], limits=limits)
    assert {"611", "621", "631", "632"} == {org["category"] for org in orgs}


async def test_what_follows_from_the_records_is_what_they_say(province: asyncpg.Connection) -> None:
    before = await count(province, "change")
    await province.execute("SELECT settle_people(ARRAY(SELECT id FROM person))")
    assert await count(province, "change") == before, "settling again finds nothing to settle"
    strays = """
        member m WHERE m.affiliation_state <> 'none' AND NOT EXISTS (
            SELECT FROM affiliation a WHERE a.person_id = m.person_id AND upper_inf(a.valid_during)
                AND (a.org_id, a.affiliation_state, a.place_path, a.party_path)
                    IS NOT DISTINCT FROM (m.org_id, m.affiliation_state, m.place_path, m.party_path)
        )
    """
    assert await count(province, strays) == 0
    misplaced = """
        lawyer l JOIN law_firm f ON f.id = l.firm_id
        LEFT JOIN practice p ON p.person_id = l.person_id AND upper_inf(p.valid_during) AND p.firm_id = f.id
        WHERE p.person_id IS NULL OR (l.place_path, l.party_path) <> (f.place_path, f.party_path)
    """
    assert await count(province, misplaced) == 0
    states = Counter(row[0] for row in await province.fetch("SELECT affiliation_state FROM member"))
    assert states.keys() == {"in_firm_org", "in_area_org", "outside", "none"}
    former = "member WHERE (affiliation_state = 'none') <> (membership_status IN ('4', '5', '6'))"
    assert await count(province, former) == 0


async def test_every_record_is_in_the_ledger(province: asyncpg.Connection) -> None:
    for table, key in {"party_org": "id", "law_firm": "id", "lawyer": "person_id", "member": "person_id"}.items():
        recorded = f"SELECT FROM change c WHERE c.entity = '{table}' AND c.entity_id = t.{key} AND c.op = 'create'"
        assert await count(province, f"{table} t WHERE NOT EXISTS ({recorded})") == 0, table


async def test_nobody_in_it_is_real(province: asyncpg.Connection, settings: Settings) -> None:
    keyring = settings.keyring()
    for row in await province.fetch("SELECT id_cipher, mobile_cipher, birth_date FROM person"):
        number = id_number.parse(keyring.unseal(row["id_cipher"]).decode())
        assert number.number.startswith("99")
        assert number.birth_date == row["birth_date"]
        assert str(keyring.unseal_text(row["mobile_cipher"])).startswith("199")
    for row in await province.fetch("SELECT uscc FROM law_firm"):
        assert uscc.validate(row["uscc"]) == row["uscc"]
    for row in await province.fetch("SELECT licence_no FROM lawyer"):
        assert parse(row["licence_no"], TODAY.year).parts


async def test_there_is_a_transfer_in_every_state_and_every_receipt_is_genuine(
    province: asyncpg.Connection, settings: Settings
) -> None:
    found = {
        (row["route"], effective_state(TransferState(row["state"]), row["letter_expires_on"], TODAY))
        for row in await province.fetch("SELECT route, state, letter_expires_on FROM transfer")
    }
    assert {state for _, state in found} == set(TransferState)
    reached = {
        (r, state)
        for r, procedure in PROCEDURES.items()
        for (s, _), step in procedure.steps.items()
        for state in (s, step.to_state)
    }
    for route in (Route.LETTER, Route.OUTGOING, Route.INCOMING):
        assert {state for r, state in found if r == route} == {state for r, state in reached if r is route}
    assert {state for r, state in found if r == Route.BULK} == {TransferState.DRAFT, TransferState.CLOSED}
    keys = Signer(settings.keyring().signing).key_set
    receipts = await province.fetch("SELECT transfer_id, jws FROM receipt")
    assert receipts
    for row in receipts:
        assert verify_receipt(row["jws"], keys).transfer_id == row["transfer_id"]


async def test_there_is_a_file_in_every_stage_one_being_handed_over_and_decisions(province: asyncpg.Connection) -> None:
    stages = {row["stage"] for row in await province.fetch("SELECT stage FROM development_file WHERE state = 'live'")}
    assert stages == {"1", "2", "3", "4"}
    assert await count(province, "development_file WHERE moving_to_id IS NOT NULL")
    assert await count(province, "development_material WHERE outcome = 'received'")
    decided = {
        (row["kind"], row["state"]) for row in await province.fetch("SELECT kind, state FROM membership_decision")
    }
    assert decided == {
        ("lost_contact", "recorded"),
        ("suspension", "decided"),
        ("suspension", "proposed"),
        ("withdrawal", "decided"),
        ("death", "decided"),
    }
    assert await count(province, "affiliation WHERE opened_by = 'admission'")


def test_the_accounts_are_told_the_province_s_organization_department_first(settings: Settings) -> None:
    told = accounts(settings.home)
    first = {"username": "51.org", "role": "organization_department", "area_code": "51", "name": "中共四川省委组织部"}
    assert {**told[0], "password": None} == {**first, "password": None}
    assert [account["username"] for account in told[3:6]] == ["510100.org", "510100.bureau", "510100.bar"]
    roles = Counter(account["role"] for account in told)
    assert roles["organization_department"] == roles["justice_bureau"] == roles["bar_association"] == 22
    assert roles["org_officer"] >= 100
    assert {"system_admin", "security_admin", "audit_admin", "member"} <= roles.keys()
    assert all(
        set(account) - {"area_code", "org_id", "person_id"} == {"username", "password", "role", "name"}
        for account in told
    )


def test_the_partners_are_told_with_their_keys_and_grants(settings: Settings) -> None:
    told = json.loads((settings.home / "demo" / "partners.json").read_text())
    assert told[0]["client_id"] == "sc-org-department"
    for entry in told:
        assert entry.keys() == {"client_id", "private_key_jwk", "token_endpoint", "issuer", "grant_id", "purpose"}
        assert entry["private_key_jwk"]["d"]
        assert entry["token_endpoint"] == f"{settings.partner_issuer}/share/v1/oauth/token"


async def test_a_second_start_loads_nothing_and_a_lost_file_gets_a_new_password(
    province: asyncpg.Connection, settings: Settings
) -> None:
    before, changes = accounts(settings.home), await count(province, "change")
    await load_demonstration(settings)
    assert accounts(settings.home) == before
    (settings.home / "demo" / "accounts.json").unlink()
    await load_demonstration(settings)
    after = accounts(settings.home)
    assert [account["username"] for account in after[:69]] == [account["username"] for account in before[:69]]
    assert {account["username"] for account in after} == {account["username"] for account in before}
    assert after[0]["password"] != before[0]["password"]
    stored = await province.fetchval("SELECT password_hash FROM account WHERE username = '51.org'")
    assert await Passwords().check(after[0]["password"], stored)
    assert await count(province, "change") == changes


async def test_a_database_with_accounts_of_its_own_is_left_alone(server: TestServer, tmp_path: Path) -> None:
    name = f"own_{uuid.uuid4().hex[:12]}"
    await clone(server, name)
    connection = await asyncpg.connect(server.admin(name))
    await connection.execute(
        "INSERT INTO account (id, username, name, password_hash, failed_count, version) "
        "VALUES (gen_random_uuid(), 'wang', '王', 'x', 0, 1)"
    )
    await load_demonstration(Settings(home=tmp_path, demo="1", admin_url=SecretStr(server.admin(name))))
    assert await count(connection, "department") == 0
    assert not (tmp_path / "demo").exists()
    await connection.close()
    await drop(server, name)


async def test_areas_alone_have_departments_and_accounts_and_nobody(server: TestServer, tmp_path: Path) -> None:
    name = f"areas_{uuid.uuid4().hex[:12]}"
    await clone(server, name)
    await load_demonstration(Settings(home=tmp_path, demo="areas", admin_url=SecretStr(server.admin(name))))
    connection = await asyncpg.connect(server.admin(name))
    assert await count(connection, "department WHERE kind = 'bar_association'") == 22
    for table in ("party_org", "law_firm", "person", "transfer"):
        assert await count(connection, table) == 0, table
    assert len(accounts(tmp_path)) == 69
    await connection.close()
    await drop(server, name)


async def test_the_campaign_of_2008_is_what_the_histories_say(province: asyncpg.Connection) -> None:
    closed = "FROM campaign WHERE state = 'closed' AND deadline = '2008-06-30'"
    report = json.loads(await province.fetchval(f"SELECT report {closed}"))
    # Written without the application's statement: who was at a firm, a member, and outside on the day of the notice,
    # and where each of them stood on the last day.
    expected = await province.fetchrow(
        """
        WITH concerned AS (
            SELECT a.person_id FROM affiliation a JOIN practice p USING (person_id)
            WHERE a.org_id IS NULL AND a.valid_during @> date '2008-03-06' AND p.valid_during @> date '2008-03-06'
                AND (p.practice_type = '1' OR NOT p.start_known OR lower(p.valid_during) <= date '2007-09-06')
        )
        SELECT count(*) AS population,
            count(*) FILTER (WHERE now.org_id IS NOT NULL) AS done,
            count(*) FILTER (WHERE now.org_id IS NULL) AS outstanding
        FROM concerned JOIN affiliation now USING (person_id) WHERE now.valid_during @> date '2008-06-30'
        """
    )
    assert {name: report[name] for name in ("population", "done", "outstanding")} == dict(expected or ())
    assert report["released"] == 0
    assert min(report["done"], report["outstanding"]) > 10
    assert sum(area["population"] for area in report["areas"]) == report["population"]
    assert len(report["areas"]) > 10
    results = await province.fetch("SELECT outcome, count(*) AS people FROM campaign_result GROUP BY outcome")
    assert {row["outcome"]: row["people"] for row in results} == {n: report[n] for n in ("done", "outstanding")}


async def test_corrections_stand_in_every_state_and_one_application_waits(province: asyncpg.Connection) -> None:
    states = {row["state"] for row in await province.fetch("SELECT DISTINCT state FROM correction_request")}
    assert states == {"received", "accepted_for_check", "corrected", "refused"}
    assert await count(province, "correction_request WHERE closed_on IS NULL AND due_on < current_date") >= 1
    assert await count(province, "sharing_grant WHERE state = 'requested'") == 1


async def test_its_coverage_table_has_something_in_every_row_that_matters(province: asyncpg.Connection) -> None:
    async with province.transaction():
        await province.execute("SET LOCAL huizhi.lo = '/51/'; SET LOCAL huizhi.hi = '/510'")
        facts = "coverage_today(current_date, 6)"
        assert await count(province, facts) > 250
        for category in ("611", "621", "631", "632"):
            assert await count(province, f"{facts} WHERE category = '{category}'") > 0, category
        none = f"{facts} WHERE org_id IS NULL"
        for row in ("full_members >= 3", "full_members < 3 AND members > 0", "members = 0", "liaison_id IS NOT NULL"):
            assert await count(province, f"{none} AND {row}") > 0, row


async def test_its_branches_are_led_and_some_are_due(province: asyncpg.Connection) -> None:
    held = "post WHERE upper_inf(valid_during)"
    assert await count(province, f"{held} AND kind = 'secretary'") > 30
    assert await count(province, f"{held} AND kind = 'committee_member'") > 1
    assert await count(province, f"{held} AND term_ends_on < current_date") > 1
    named = "party_org o JOIN post p ON p.org_id = o.id AND p.kind = 'secretary' WHERE o.secretary_name <> p.name"
    assert await count(province, named) == 0
    for gap in ("no_secretary", "secretary_not_on_record", "term_over"):
        assert await count(province, f"leadership_findings(current_date) WHERE kind = '{gap}'") > 0, gap
    assert await count(province, "election WHERE state = 'requested'") == 1


async def test_some_branches_have_a_year_of_organization_life_and_one_has_gaps(province: asyncpg.Connection) -> None:
    assert await count(province, "meeting") > 20
    assert await count(province, "meeting_attendance WHERE absence IS NOT NULL") > 0
    states = "meeting_states(extract(year FROM current_date)::integer, current_date)"
    for state in ("held", "missed"):
        assert await count(province, f"{states} WHERE state = '{state}'") > 10, state
    assert min(await count(province, "mass_contact"), await count(province, "care_record")) > 3


async def test_some_members_are_away_with_a_certificate_or_on_the_register(province: asyncpg.Connection) -> None:
    assert await count(province, "activity_certificate WHERE state = 'issued'") == 3
    assert await count(province, "certificate_entry") == 3
    live = "floating_registration WHERE ended_on IS NULL"
    assert await count(province, live) >= 3
    assert await count(province, "floating_contact") >= 1
    assert await count(province, "member WHERE is_floating") >= await count(province, live)


GUIDE = Path(__file__).parents[2] / "docs" / "guide"
WRITING = bool(os.environ.get("GUIDE_WRITE"))
"""`make guide` writes the guide's table and picture anew; the suite compares them with the demonstration."""

COVERAGE_ROWS = {
    "units": "单位数",
    "own": "已单独建立党组织",
    "own_committee": "　建立党委的",
    "own_general_branch": "　建立总支部的",
    "own_branch": "　建立支部的",
    "joint": "已建立联合党支部的",
    "joint_with_three": "　其中：具有3名以上党员的（预警）",
    "joint_branches": "　联合党支部数",
    "uncovered": "未建立党组织",
    "should_have": "　应建尚未建立党组织的",
    "individual_members": "　仅有个别党员的",
    "no_members": "　没有党员的",
    "with_liaison": "　已派党建工作指导员的",
}
"""The rows of the statutory table whose numbers do not follow the day on which the demonstration is loaded."""


@pytest.fixture(scope="module")
async def pools(server: TestServer, settings: Settings) -> AsyncIterator[Pools]:
    """The demonstration as the application reads it."""
    assert settings.admin_url
    admin = settings.admin_url.get_secret_value()
    database = admin.rpartition("/")[2].partition("?")[0]
    connection = await asyncpg.connect(admin)
    await ensure_login(connection, server.url(database), tuple(DatabaseRole))
    await connection.close()
    async with Pools.open(server.url(database), *WORKER_ROLES, size=2) as pools:
        yield pools


PROVINCE_SCOPE = Scope(DatabaseRole.AREA, *path_range("/51/"))


async def test_the_coverage_table_of_the_guide_is_the_demonstration_s(pools: Pools) -> None:
    row = await pools.fetch(PROVINCE_SCOPE, *coverage_of(CoverageQuery(area="51"), TODAY))
    table = json.loads((row or ())[0])
    columns = [("全省", table["total"]), *((area["name"], area) for area in table["areas"])]
    rows = [
        *((title, [column["firms"][row] for _, column in columns]) for row, title in COVERAGE_ROWS.items()),
        ("重点所单位数", [column["key_firms"]["units"] for _, column in columns]),
    ]
    for _, column in columns:
        firms = column["firms"]
        assert firms["units"] == firms["own"] + firms["joint"] + firms["uncovered"]
    lines = ["| | " + " | ".join(name for name, _ in columns) + " |", "|---|" + "---:|" * len(columns)]
    lines += [f"| {title} | " + " | ".join(map(str, numbers)) + " |" for title, numbers in rows]
    compare(GUIDE / "coverage.md", "\n".join(lines) + "\n")


@pytest.mark.parametrize(
    "call",
    [
        "acting_body()",
        f"leadership_findings(date '{TODAY}')",
        f"meeting_states({TODAY.year}, date '{TODAY}')",
        f"organization_findings(date '{TODAY}')",
        "nearest_committee((SELECT max(party_path) FROM party_org WHERE dissolved_on IS NULL))",
        f"required_meetings({TODAY.year})",
        "subordination_findings()",
    ],
)
async def test_a_function_that_a_query_dissolves_answers_alone_as_within_it(
    province: asyncpg.Connection, call: str
) -> None:
    """Only the one that is called alone is counted among the functions that the suite executes."""
    change = province.transaction()
    await change.start()
    await province.execute("UPDATE party_org SET parent_id = NULL WHERE department_id IS NOT NULL")
    within = Counter(tuple(row) for row in await province.fetch(f"SELECT * FROM {call}"))  # noqa: S608 - one of these
    alone = Counter(tuple(row[0]) for row in await province.fetch(f"SELECT {call}"))
    assert within == alone
    assert within
    await change.rollback()


async def test_reach_is_the_same_within_a_query_and_alone(province: asyncpg.Connection) -> None:
    """An argument that is not the same every time keeps the planner from dissolving the function."""
    async with province.transaction():
        await province.execute("SELECT set_config('huizhi.lo', '/51/', true), set_config('huizhi.hi', '/510', true)")
        rows = await province.fetch("""
            SELECT path, in_reach(path), in_reach(path || left(random()::text, 0))
            FROM unnest(ARRAY['/51/', '/51/5103/', '/510', '/52/', '']) AS path
        """)
    assert [row[1] for row in rows] == [row[2] for row in rows] == [True, True, False, False, False]


async def test_the_plan_picture_of_the_guide_is_the_demonstration_s(pools: Pools, province: asyncpg.Connection) -> None:
    assert await run_next_plan(pools, Clock())
    plan_id = await province.fetchval("SELECT id FROM joint_plan WHERE state = 'done'")
    row = await pools.fetch(PROVINCE_SCOPE, PICTURE, {"plan_id": plan_id})
    assert row
    compare(GUIDE / "joint-plan.svg", plan_svg(areas()[row[1]].name, json.loads(row[0])))


def compare(page: Path, made: str) -> None:
    """The guide holds what was made; `make guide` puts it there."""
    head = page.read_text(encoding="utf-8").partition("\n| |")[0] + "\n" if page.suffix == ".md" else ""
    if WRITING:
        page.write_text(head + made, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == head + made, "make guide"
