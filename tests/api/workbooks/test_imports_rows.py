"""What the rows of a workbook do: which are refused and why, what a second workbook changes."""

import datetime as dt

import pytest
import sqlalchemy as sa

from app.models.accounts import StaffRole
from tests.support.api_client import Api
from tests.support.builders import make_firm, make_lawyer, make_member, make_org, make_person, make_uscc
from tests.support.import_runs import (
    FIRM,
    LAWYER,
    MEMBER,
    NUMBER,
    ORG,
    association,
    changes,
    form,
    refused,
    remarks,
    rows,
    run_import,
)
from tests.support.keys import KEYRING


async def test_a_changed_cell_is_an_update_whose_ledger_row_names_the_column(api: Api) -> None:
    caller = await association(api)
    await run_import(api, caller, "law_firms", form("law_firms", FIRM))
    job = await run_import(api, caller, "law_firms", form("law_firms", FIRM | {"address": "人民路2号"}))
    assert (job["rows_updated"], job["rows_created"], job["rows_unchanged"]) == (1, 0, 0)
    assert (await changes(api, "law_firm"))[-1] == (2, ["address"])


async def test_the_ledger_commits_to_what_an_import_wrote(api: Api) -> None:
    caller = await association(api)
    await run_import(api, caller, "law_firms", form("law_firms", FIRM))
    committed = """
        SELECT c.op, c.reason, c.place_after, c.actor_body IS NOT NULL,
               c.commitment = sha256(s.salt || convert_to(to_jsonb(t)::text, 'UTF8'))
        FROM change c JOIN change_salt s ON s.change_id = c.id
        JOIN law_firm t ON (t.id, t.version) = (entity_id, c.version)
    """
    assert await rows(api, committed) == [("create", "import", "/51/5101/510104/", True, True)]
    await run_import(api, caller, "law_firms", form("law_firms", FIRM | {"address": "人民路2号"}))
    assert await rows(api, committed) == [("update", "import", "/51/5101/510104/", True, True)]


async def test_an_empty_cell_erases_nothing(api: Api) -> None:
    caller = await association(api)
    await run_import(api, caller, "law_firms", form("law_firms", FIRM))
    bare = {field: FIRM[field] for field in ("name", "uscc", "form", "area_code")}
    job = await run_import(api, caller, "law_firms", form("law_firms", bare))
    assert job["rows_unchanged"] == 1
    kept = "SELECT address, business_types, version FROM law_firm"
    assert await rows(api, kept) == [("人民路1号", ["刑事", "民商事"], 1)]


async def test_a_firm_s_place_may_be_added_to_the_form(api: Api) -> None:
    caller = await association(api)
    await run_import(api, caller, "law_firms", form("law_firms", FIRM | {"longitude": "104.066", "latitude": "30.572"}))
    kept = "SELECT longitude, latitude FROM law_firm"
    assert await rows(api, kept) == [(104.066, 30.572)]
    await run_import(api, caller, "law_firms", form("law_firms", FIRM))
    assert await rows(api, kept) == [(104.066, 30.572)]
    job = await run_import(api, caller, "law_firms", form("law_firms", FIRM | {"longitude": "104.1"}))
    assert (await refused(caller, job)).popitem()[1] == ["纬度"]
    job = await run_import(
        api, caller, "law_firms", form("law_firms", FIRM | {"longitude": "30.572", "latitude": "104.066"})
    )
    assert job["rows_rejected"] == 1


async def test_a_firm_that_closes_keeps_its_earlier_standing(api: Api) -> None:
    caller = await association(api)
    await run_import(api, caller, "law_firms", form("law_firms", FIRM))
    api.clock.advance(days=3)  # type: ignore[attr-defined]
    caller = await association(api)
    await run_import(api, caller, "law_firms", form("law_firms", FIRM | {"status": "注销"}))
    standing = "SELECT status, upper(valid_during) FROM law_firm_standing ORDER BY valid_during"
    assert await rows(api, standing) == [("active", dt.date(2026, 11, 26)), ("cancelled", None)]


@pytest.mark.parametrize(
    ("field", "value", "heading"),
    [
        ("area_code", "510700", "行政区划代码"),
        ("area_code", "999999", "行政区划代码"),
        ("uscc", "91350211M000100Y46", "统一社会信用代码"),
        ("form", "合作所", "组织形式"),
        ("status", "也许", "执业状态"),
        ("address", "x" * 201, "住所"),
        ("address", "人民路\x01号", "住所"),
        ("name", "=cmd()", "律师事务所名称"),
        ("approved_on", "2027-01-01", "批准日期"),
        ("is_key_firm", "大概", "是否重点律师事务所"),
    ],
)
async def test_a_cell_that_breaks_a_rule_refuses_its_row_and_is_named(
    api: Api, field: str, value: str, heading: str
) -> None:
    caller = await association(api)
    other = FIRM | {"uscc": make_uscc(), "name": "乙律师事务所"}
    job = await run_import(api, caller, "law_firms", form("law_firms", FIRM | {field: value}, other))
    assert await refused(caller, job) == {2: [heading]}
    assert job["rows_created"] == 1


async def test_a_firm_of_another_place_is_refused_without_details(api: Api) -> None:
    await make_firm(api.admin, "丙律师事务所", area="510700", code=FIRM["uscc"])
    caller = await association(api)
    job = await run_import(api, caller, "law_firms", form("law_firms", FIRM))
    assert await refused(caller, job) == {2: ["统一社会信用代码"]}


async def test_a_renamed_firm_renames_the_workplace_of_its_lawyers(api: Api) -> None:
    caller = await association(api)
    await run_import(api, caller, "law_firms", form("law_firms", FIRM))
    await run_import(api, caller, "lawyers", form("lawyers", LAWYER))
    await run_import(api, caller, "law_firms", form("law_firms", FIRM | {"name": "新律师事务所"}))
    assert await rows(api, "SELECT firm_name FROM lawyer") == [("新律师事务所",)]


async def test_organizations_come_in_any_order_and_a_circle_is_refused(api: Api) -> None:
    caller = await association(api)
    committee = ORG | {"name": "中共甲委员会", "category": "党委"}
    data = form(
        "party_orgs",
        ORG | {"parent_name": "中共甲委员会"},
        committee,
        ORG | {"name": "中共乙委员会", "category": "党委", "parent_name": "中共丙委员会"},
        ORG | {"name": "中共丙委员会", "category": "党委", "parent_name": "中共乙委员会"},
        ORG | {"name": "中共丁支部", "parent_name": "中共丙委员会"},
    )
    job = await run_import(api, caller, "party_orgs", data)
    assert job["rows_created"] == 2
    assert await refused(caller, job) == {4: ["上级党组织名称"], 5: ["上级党组织名称"], 6: ["上级党组织名称"]}
    below = "SELECT c.party_path = p.party_path || c.id || '/' FROM party_org c JOIN party_org p ON p.id = c.parent_id"
    assert await rows(api, below) == [(True,)]


async def test_another_parent_is_a_move_and_no_import(api: Api) -> None:
    caller = await association(api)
    one = await make_org(api.admin, "中共甲委员会", category="611")
    await make_org(api.admin, "中共乙委员会", category="611")
    await make_org(api.admin, str(ORG["name"]), parent=one, area="510104")
    job = await run_import(api, caller, "party_orgs", form("party_orgs", ORG | {"parent_name": "中共乙委员会"}))
    page = await caller.get(f"/imports/{job['id']}/errors")
    assert [fault["code"] for fault in page["items"][0]["faults"]] == ["party_org_needs_move"]


async def test_a_branch_has_no_branches_below_it(api: Api) -> None:
    caller = await association(api)
    await make_org(api.admin, "中共乙支部")
    job = await run_import(api, caller, "party_orgs", form("party_orgs", ORG | {"parent_name": "中共乙支部"}))
    assert await refused(caller, job) == {2: ["组织类别"]}


async def test_a_firm_that_another_organization_covers_is_refused(api: Api) -> None:
    firm = await make_firm(api.admin, "甲律师事务所")
    await make_org(api.admin, "中共别的支部", firms=(firm,))
    caller = await association(api)
    data = form("party_orgs", ORG | {"unit_name": "甲律师事务所", "uscc": firm.uscc})
    job = await run_import(api, caller, "party_orgs", data)
    assert await refused(caller, job) == {2: ["法人单位统一社会信用代码"]}


async def test_covering_a_firm_brings_its_lawyers_and_members_along(api: Api) -> None:
    firm = await make_firm(api.admin, "甲律师事务所")
    lawyer = await make_lawyer(api.admin, "赵一", firm)
    caller = await association(api)
    data = form("party_orgs", ORG | {"unit_name": "甲律师事务所", "uscc": firm.uscc})
    assert (await run_import(api, caller, "party_orgs", data))["rows_created"] == 1
    placed = """
        SELECT l.party_path = o.party_path, p.party_path = o.party_path, f.covering_org_id = o.id
        FROM lawyer l JOIN person p ON p.id = l.person_id JOIN law_firm f ON f.id = l.firm_id, party_org o
        WHERE l.person_id = :person
    """
    assert await rows(api, placed, person=lawyer.person_id) == [(True, True, True)]
    again = await run_import(api, caller, "party_orgs", data)
    assert again["rows_unchanged"] == 1


async def test_a_person_on_record_elsewhere_is_refused_without_details(api: Api) -> None:
    elsewhere = await make_firm(api.admin, "丙律师事务所", area="510700")
    await make_lawyer(api.admin, "赵一", elsewhere, number=NUMBER)
    caller = await association(api)
    await run_import(api, caller, "law_firms", form("law_firms", FIRM))
    before = await rows(api, "SELECT mobile_masked FROM person")
    job = await run_import(api, caller, "lawyers", form("lawyers", LAWYER))
    page = await caller.get(f"/imports/{job['id']}/errors")
    assert [fault["code"] for fault in page["items"][0]["faults"]] == ["person_registered_elsewhere"]
    assert await rows(api, "SELECT mobile_masked FROM person") == before


async def test_a_member_elsewhere_may_practise_here(api: Api) -> None:
    person = await make_person(api.admin, number=NUMBER)
    await make_member(api.admin, "赵一", await make_org(api.admin, "中共丙支部", area="510700"), person=person)
    caller = await association(api)
    await run_import(api, caller, "law_firms", form("law_firms", FIRM))
    assert (await run_import(api, caller, "lawyers", form("lawyers", LAWYER)))["rows_created"] == 1
    assert await rows(api, "SELECT affiliation_state, affiliation_name FROM lawyer") == [("in_area_org", "中共丙支部")]


async def test_a_lawyer_at_another_firm_than_before_moves_with_a_remark(api: Api) -> None:
    caller = await association(api)
    other = FIRM | {"uscc": make_uscc(), "name": "乙律师事务所"}
    await run_import(api, caller, "law_firms", form("law_firms", FIRM, other))
    await run_import(api, caller, "lawyers", form("lawyers", LAWYER))
    api.clock.advance(days=1)  # type: ignore[attr-defined]
    caller = await association(api)
    job = await run_import(api, caller, "lawyers", form("lawyers", LAWYER | {"firm_name": "乙律师事务所"}))
    assert job["rows_updated"] == 1
    assert await remarks(caller, job) == {2: {"practice_moved"}}
    history = "SELECT firm_name, upper(valid_during) FROM practice ORDER BY valid_during"
    assert await rows(api, history) == [("甲律师事务所", dt.date(2026, 11, 24)), ("乙律师事务所", None)]


async def test_two_firms_of_one_name_need_the_code(api: Api) -> None:
    firms = [await make_firm(api.admin, "甲律师事务所", area=area) for area in ("510104", "510105")]
    caller = await association(api)
    job = await run_import(api, caller, "lawyers", form("lawyers", LAWYER))
    assert await refused(caller, job) == {2: ["执业机构"]}
    job = await run_import(api, caller, "lawyers", form("lawyers", LAWYER | {"firm_name": firms[1].uscc}))
    assert job["rows_created"] == 1


async def test_a_new_telephone_number_is_an_update_and_the_same_one_is_none(api: Api) -> None:
    caller = await association(api)
    await run_import(api, caller, "law_firms", form("law_firms", FIRM))
    await run_import(api, caller, "lawyers", form("lawyers", LAWYER))
    assert (await run_import(api, caller, "lawyers", form("lawyers", LAWYER)))["rows_unchanged"] == 1
    job = await run_import(api, caller, "lawyers", form("lawyers", LAWYER | {"mobile": "19900002211"}))
    assert job["rows_updated"] == 1
    assert (await changes(api, "lawyer"))[-1] == (2, ["mobile"])
    ((cipher, masked),) = await rows(api, "SELECT mobile_cipher, mobile_masked FROM person")
    assert (KEYRING.unseal_text(cipher), masked) == ("19900002211", "199******11")


async def test_a_corrected_name_reaches_every_record_of_the_person(api: Api) -> None:
    await make_org(api.admin, str(MEMBER["branch_name"]))
    caller = await association(api)
    await run_import(api, caller, "law_firms", form("law_firms", FIRM))
    await run_import(api, caller, "lawyers", form("lawyers", LAWYER))
    await run_import(api, caller, "members", form("members", MEMBER))
    job = await run_import(api, caller, "lawyers", form("lawyers", LAWYER | {"name": "赵壹"}))
    assert job["rows_updated"] == 1
    assert await rows(api, "SELECT l.name, m.name FROM lawyer l JOIN member m USING (person_id)") == [("赵壹", "赵壹")]


async def test_the_number_of_somebody_of_another_name_is_refused(api: Api) -> None:
    await make_org(api.admin, str(MEMBER["branch_name"]))
    caller = await association(api)
    await run_import(api, caller, "law_firms", form("law_firms", FIRM))
    await run_import(api, caller, "lawyers", form("lawyers", LAWYER))
    job = await run_import(api, caller, "members", form("members", MEMBER | {"name": "钱二"}))
    assert await refused(caller, job) == {2: ["姓名"]}


async def test_another_branch_is_a_transfer_and_no_import(api: Api) -> None:
    await make_org(api.admin, str(MEMBER["branch_name"]))
    await make_org(api.admin, "中共乙支部")
    caller = await association(api)
    assert (await run_import(api, caller, "members", form("members", MEMBER)))["rows_created"] == 1
    for branch in ("中共乙支部", "中共某机关支部（系统外）"):
        job = await run_import(api, caller, "members", form("members", MEMBER | {"branch_name": branch}))
        page = await caller.get(f"/imports/{job['id']}/errors")
        assert [fault["code"] for fault in page["items"][0]["faults"]] == ["affiliation_needs_transfer"]
    assert await rows(api, "SELECT count(*) FROM affiliation") == [(1,)]


async def test_a_member_who_becomes_a_full_member_keeps_the_affiliation(api: Api) -> None:
    await make_org(api.admin, str(MEMBER["branch_name"]))
    caller = await association(api)
    probationary = MEMBER | {"category": "预备党员", "admitted_on": "2025-07-01", "regularized_on": ""}
    await run_import(api, caller, "members", form("members", probationary))
    full = MEMBER | {"admitted_on": "2025-07-01", "regularized_on": "2026-07-01"}
    assert (await run_import(api, caller, "members", form("members", full)))["rows_updated"] == 1
    assert (await changes(api, "member"))[-1] == (2, ["category", "regularized_on"])
    current = "SELECT a.category, m.category, opened_by, start_known FROM affiliation a JOIN member m USING (person_id)"
    assert await rows(api, current) == [("1", "1", "first_record", False)]


async def test_what_a_member_confirmed_is_open_again_once_a_row_changes_it(api: Api) -> None:
    org = await make_org(api.admin, str(MEMBER["branch_name"]))
    caller = await association(api)
    await run_import(api, caller, "members", form("members", MEMBER))
    async with api.admin.as_admin() as session:
        await session.exec(sa.text("UPDATE member SET confirmed_at = now()"))  # type: ignore[call-overload]
    assert (await run_import(api, caller, "members", form("members", MEMBER)))["rows_unchanged"] == 1
    assert await rows(api, "SELECT confirmed_at IS NULL FROM member") == [(False,)]
    await run_import(api, caller, "members", form("members", MEMBER | {"education": "大学本科"}))
    assert await rows(api, "SELECT confirmed_at IS NULL FROM member WHERE org_id = :org", org=org.id) == [(True,)]


async def test_a_workbook_neither_expels_nor_restores_the_expelled(api: Api) -> None:
    org = await make_org(api.admin, str(MEMBER["branch_name"]))
    caller = await association(api)
    job = await run_import(api, caller, "members", form("members", MEMBER | {"membership_status": "开除党籍"}))
    assert await refused(caller, job) == {2: ["党籍状态"]}
    await make_member(api.admin, str(MEMBER["name"]), org, number=str(MEMBER["id_number"]), status="4")
    job = await run_import(api, caller, "members", form("members", MEMBER | {"membership_status": "正常"}))
    assert await refused(caller, job) == {2: ["党籍状态"]}


async def test_a_workbook_leaves_the_mark_of_a_registered_floating_member(api: Api) -> None:
    branch = await make_org(
        api.admin, str(MEMBER["branch_name"]), parent=await make_org(api.admin, "中共甲委员会", category="611")
    )
    member = await make_member(api.admin, "赵一", branch, number=NUMBER)
    officer = await api.as_(StaffRole.ORG_OFFICER, org=branch.id)
    away = {"reach": "other_city", "destination_code": "6", "destination": "绵阳市某公司", "away_since": "2026-05-01"}
    await officer.post(
        "/floating-registrations", {"member_id": str(member.person_id), "reason": "驻外办案", **away}, 201
    )
    caller = await association(api)
    job = await run_import(api, caller, "members", form("members", MEMBER | {"is_floating": "否"}))
    assert job["rows_rejected"] == 0
    assert await rows(api, "SELECT is_floating, floating_destination FROM member") == [(True, "绵阳市某公司")]


async def test_a_member_outside_goes_by_the_place_of_the_lawyer(api: Api) -> None:
    firm = await make_firm(api.admin, "甲律师事务所")
    await make_lawyer(api.admin, "赵一", firm, number=NUMBER)
    caller = await association(api)
    data = form("members", MEMBER | {"branch_name": "中共某机关支部(系统外)"})
    assert (await run_import(api, caller, "members", data))["rows_created"] == 1
    member = "SELECT affiliation_name, affiliation_state, place_path, org_id, firm_id FROM member"
    assert await rows(api, member) == [("中共某机关支部", "outside", "/51/5101/510104/", None, firm.id)]
    assert await rows(api, "SELECT affiliation_state FROM lawyer") == [("outside",)]


async def test_a_form_does_not_change_who_holds_the_post_of_secretary(api: Api) -> None:
    caller = await association(api)
    branch = await make_org(api.admin, ORG["name"], area="510104")
    member = await make_member(api.admin, "赵一", branch)
    department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
    post = {"org_id": str(branch.id), "kind": "secretary", "person_id": str(member.person_id), "basis": "elected"}
    await department.post("/posts", post | {"document": "律党〔2024〕3号"}, 201)
    job = await run_import(api, caller, "party_orgs", form("party_orgs", ORG | {"secretary_name": "钱二"}))
    assert await refused(caller, job) == {2: ["党组织书记"]}
    job = await run_import(api, caller, "party_orgs", form("party_orgs", ORG | {"secretary_name": "赵一"}))
    assert job["rows_rejected"] == 0
