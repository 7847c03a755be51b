"""The four workbooks of a city give exactly what their author expects."""

from typing import Any

from tests.support.api_client import Api
from tests.support.import_runs import EXPECTED, association, import_all, refused, rows, run_import
from tests.support.workbook_files import sample

CREATED = {"law_firms": "firms", "party_orgs": "organizations", "lawyers": "lawyers", "members": "members"}


async def count(api: Api, query: str) -> Any:
    return (await rows(api, query))[0][0]


TABLES = (
    *("person", "person_identity", "lawyer", "practice", "member", "affiliation", "membership_standing", "law_firm"),
    *("law_firm_standing", "party_org", "party_org_standing", "party_org_unit", "change"),
)


async def contents(api: Api) -> dict[str, int]:
    return {table: await count(api, f"SELECT count(*) FROM {table}") for table in TABLES}  # noqa: S608 - our own names


async def test_every_row_is_taken_or_refused_as_the_author_expects(api: Api) -> None:
    caller = await association(api)
    jobs = await import_all(api, caller)
    for kind, job in jobs.items():
        expected = EXPECTED[kind]
        assert job["state"] == "done", job
        assert job["rows_created"] == expected[CREATED[kind]]
        assert job["rows_rejected"] == len(expected["rejected"])
        assert job["rows_updated"] == job["rows_unchanged"] == 0
        assert job["rows_total"] == job["rows_done"] == job["rows_created"] + job["rows_rejected"]
        assert await refused(caller, job) == {row["row"]: row["fields"] for row in expected["rejected"]}
    assert await count(api, "SELECT count(*) FROM party_org WHERE category = '632'") == EXPECTED["party_orgs"]["joint"]
    party = "SELECT count(*) FROM lawyer WHERE political_status IN ('01', '02')"
    assert await count(api, party) == EXPECTED["lawyers"]["party_members"]
    outside = "SELECT count(*) FROM member WHERE affiliation_state = 'outside'"
    assert await count(api, outside) == EXPECTED["members"]["outside"]
    assert await count(api, f"{party} AND affiliation_state = 'none'") == EXPECTED["members"]["pocket_members"]


async def test_every_record_has_its_history_its_ledger_row_and_its_paths(api: Api) -> None:
    await import_all(api, await association(api))
    found = await contents(api)
    assert found["law_firm_standing"] == 60
    assert found["party_org_standing"] == 37
    assert found["practice"] == found["lawyer"] == 716
    assert found["member"] == found["affiliation"] == found["membership_standing"] == 241
    assert found["person"] == found["person_identity"]
    for table, key in (("law_firm", "id"), ("party_org", "id"), ("lawyer", "person_id"), ("member", "person_id")):
        recorded = (
            f"SELECT count(*) FROM {table} t WHERE t.version = "  # noqa: S608 - our own names
            f"(SELECT count(*) FROM change c WHERE c.entity = '{table}' AND c.entity_id = t.{key})"
        )
        assert await count(api, recorded) == found[table], table
    strays = "SELECT count(*) FROM person WHERE place_path NOT LIKE '/51/5101/%'"
    assert await count(api, strays) == 0
    misplaced = """
        SELECT count(*) FROM lawyer l JOIN law_firm f ON f.id = l.firm_id
        WHERE (l.place_path, l.party_path) <> (f.place_path, f.party_path)
    """
    assert await count(api, misplaced) == 0
    misplaced = """
        SELECT count(*) FROM member m JOIN party_org o ON o.id = m.org_id JOIN affiliation a USING (person_id)
        WHERE (m.place_path, m.party_path) <> (o.place_path, o.party_path)
            OR (a.place_path, a.party_path, a.affiliation_state) <> (m.place_path, m.party_path, m.affiliation_state)
    """
    assert await count(api, misplaced) == 0
    uncovered = (
        "SELECT count(*) FROM law_firm f JOIN party_org_unit u ON u.firm_id = f.id WHERE f.party_path <> u.party_path"
    )
    assert await count(api, uncovered) == 0
    assert await count(api, "SELECT count(*) FROM lawyer WHERE affiliation_state = 'in_firm_org'") > 100


async def test_the_same_workbooks_a_second_time_change_nothing(api: Api) -> None:
    caller = await association(api)
    first = await import_all(api, caller)
    before = await contents(api)
    for kind, job in (await import_all(api, caller)).items():
        assert job["rows_created"] == job["rows_updated"] == 0
        assert job["rows_unchanged"] == first[kind]["rows_created"]
        assert job["rows_rejected"] == first[kind]["rows_rejected"]
    assert await contents(api) == before


async def test_a_dry_run_says_the_same_and_writes_nothing(api: Api) -> None:
    caller = await association(api)
    for kind in EXPECTED["order"]:
        before = await contents(api)
        trial = await run_import(api, caller, kind, sample(kind), dry_run=True)
        assert await contents(api) == before
        job = await run_import(api, caller, kind, sample(kind))
        counts = {name for name in job if name.startswith("rows_")}
        assert {name: trial[name] for name in counts} == {name: job[name] for name in counts}
        assert (trial["state"], trial["dry_run"]) == ("done", True)
        assert await refused(caller, trial) == await refused(caller, job)
