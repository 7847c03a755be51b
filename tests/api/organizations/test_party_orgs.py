"""Party organizations: founding, changing, moving, dissolving, and who sees them."""

import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import select

from app.models.accounts import StaffRole
from app.models.areas import DepartmentKind
from app.models.changes import Change
from app.models.elections import Election, ElectionState
from app.models.formations import Formation, FormationState
from app.models.members import Affiliation
from app.models.party_orgs import FoundingBasis
from tests.support.api_client import Api, Caller
from tests.support.builders import make_department, make_firm, make_lawyer, make_member, make_org, make_person
from tests.support.postgres import OneConnection


@pytest.fixture
async def department(api: Api) -> Caller:
    return await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")


async def codes_of(caller: Caller, method: str, path: str, status: int, body: Any = None, **options: Any) -> list[str]:
    response = await caller(method, path, status, json=body, **options)
    return [fault["code"] for fault in response.json()["errors"]] or [response.json()["code"]]


async def test_a_founded_organization_stands_in_the_tree_and_in_the_ledger(
    api: Api, database: OneConnection, department: Caller
) -> None:
    committee = await make_org(database, "中共成都市律师行业委员会", category="611")
    firm = await make_firm(database, "甲律师事务所")
    body = {
        "name": "中共甲律师事务所支部",
        "category": "631",
        "parent_id": str(committee.id),
        "area_code": "510104",
        "firm_ids": [str(firm.id)],
        "local_decision": "市委组织部〔2026〕1号",
        "contact_phone": "199-0000-1234",
    }
    made = await department.post("/party-orgs", body, 201)
    assert made["contact_phone"] == "199******34"
    assert [unit["firm_id"] for unit in made["units"]] == [str(firm.id)]
    tree = await department.get(f"/party-orgs/{committee.id}/tree")
    assert [child["name"] for child in tree["children"]] == ["中共甲律师事务所支部"]
    async with database.as_admin() as session:
        changes = (await session.exec(select(Change).where(Change.entity_id == uuid.UUID(made["id"])))).all()
    assert [(c.op, c.place_after) for c in changes] == [("create", "/51/5101/510104/")]


async def test_a_firm_that_was_covered_by_mistake_is_let_go_on_the_same_day(
    api: Api, database: OneConnection, department: Caller
) -> None:
    committee = await make_org(database, "中共成都市律师行业委员会", category="611")
    firm = await make_firm(database, "甲律师事务所")
    path, cover = f"/party-orgs/{committee.id}", {"firm_ids": [str(firm.id)]}
    decision = {"local_decision": "市委组织部〔2026〕1号"}
    assert len((await department.patch(path, cover | decision))["units"]) == 1
    assert (await department.patch(path, {"firm_ids": []}))["units"] == []


async def test_a_joint_branch_needs_two_firms(api: Api, database: OneConnection, department: Caller) -> None:
    committee = await make_org(database, "中共成都市律师行业委员会", category="611")
    firm = await make_firm(database, "甲律师事务所")
    body = {
        "name": "中共锦江区律师联合支部",
        "category": "632",
        "parent_id": str(committee.id),
        "area_code": "510104",
        "firm_ids": [str(firm.id)],
        "local_decision": "当地决定",
    }
    assert await codes_of(department, "POST", "/party-orgs", 422, body) == ["joint_branch_units"]


async def test_a_firm_is_covered_by_one_organization(api: Api, database: OneConnection, department: Caller) -> None:
    committee = await make_org(database, "中共成都市律师行业委员会", category="611")
    firm = await make_firm(database, "甲律师事务所")
    await make_org(database, "中共甲律师事务所支部", parent=committee, firms=(firm,))
    body = {
        "name": "中共乙支部",
        "category": "631",
        "parent_id": str(committee.id),
        "area_code": "510104",
        "firm_ids": [str(firm.id)],
        "local_decision": "当地决定",
    }
    assert await codes_of(department, "POST", "/party-orgs", 409, body) == ["firm_already_covered"]


async def test_the_association_of_a_sub_provincial_city_must_have_a_committee(
    api: Api, database: OneConnection, department: Caller
) -> None:
    bureau = await make_department(database, DepartmentKind.JUSTICE_BUREAU, "5101", "成都市司法局")
    association = await make_department(database, DepartmentKind.BAR_ASSOCIATION, "5101", "成都市律师协会")
    above = await make_org(database, "中共成都市司法局机关委员会", category="611", department_id=bureau.id)
    body = {
        "name": "中共成都市律师行业总支部",
        "category": "621",
        "parent_id": str(above.id),
        "area_code": "5101",
        "department_id": str(association.id),
    }
    assert await codes_of(department, "POST", "/party-orgs", 422, body) == ["association_org_category"]
    await department.post("/party-orgs", body | {"category": "611", "name": "中共成都市律师行业委员会"}, 201)


async def test_another_parent_than_the_notice_expects_needs_a_recorded_local_decision(
    api: Api, database: OneConnection, department: Caller
) -> None:
    elsewhere = await make_org(database, "中共某街道工作委员会", category="611")
    firm = await make_firm(database, "甲律师事务所")
    body = {
        "name": "中共甲律师事务所支部",
        "category": "631",
        "parent_id": str(elsewhere.id),
        "area_code": "510104",
        "firm_ids": [str(firm.id)],
    }
    assert await codes_of(department, "POST", "/party-orgs", 422, body) == ["local_decision_required"]
    await department.post("/party-orgs", body | {"local_decision": "锦江区委组织部决定"}, 201)


async def test_a_branch_has_no_organizations_beneath_it(api: Api, database: OneConnection, department: Caller) -> None:
    branch = await make_org(database, "中共甲支部")
    body = {"name": "中共乙支部", "category": "631", "parent_id": str(branch.id), "area_code": "5101"}
    assert await codes_of(department, "POST", "/party-orgs", 422, body) == ["org_parent_has_no_suborganizations"]


async def test_a_repeated_post_with_the_same_key_founds_one_organization(
    api: Api, database: OneConnection, department: Caller
) -> None:
    body = {"name": "中共成都市司法局机关委员会", "category": "611", "area_code": "5101"}
    key = {"Idempotency-Key": "found-1"}
    first = await department.post("/party-orgs", body, 201, headers=key)
    assert await department.post("/party-orgs", body, 201, headers=key) == first
    other = body | {"name": "中共另一委员会"}
    assert await codes_of(department, "POST", "/party-orgs", 422, other, headers=key) == ["idempotency_key_reused"]
    assert await codes_of(department, "POST", "/party-orgs", 409, body) == ["party_org_exists"]


async def test_a_stale_change_is_refused(api: Api, database: OneConnection, department: Caller) -> None:
    org = await make_org(database, "中共甲支部")
    etag = (await department("GET", f"/party-orgs/{org.id}", 200)).headers["ETag"]
    fresh = {"If-Match": etag}
    await department.patch(f"/party-orgs/{org.id}", {"secretary_name": "赵一"}, headers=fresh)
    codes = await codes_of(department, "PATCH", f"/party-orgs/{org.id}", 412, {"secretary_name": "钱二"}, headers=fresh)
    assert codes == ["stale"]


async def test_the_association_changes_contacts_and_nothing_else(api: Api, database: OneConnection) -> None:
    org = await make_org(database, "中共甲支部")
    bar = await api.as_(StaffRole.BAR_ASSOCIATION, area="5101")
    await bar.patch(f"/party-orgs/{org.id}", {"contact_name": "赵一"})
    response = await bar("PATCH", f"/party-orgs/{org.id}", 403, json={"secretary_name": "赵一"})
    assert response.json()["code"] == "field_of_other_department"


async def test_past_lists_keep_the_old_name_after_a_rename(
    api: Api, database: OneConnection, department: Caller
) -> None:
    org = await make_org(database, "中共甲支部")
    firm = await make_firm(database, "甲律师事务所")
    person = await make_person(database)
    await make_lawyer(database, "赵一", firm, person=person)
    await make_member(database, "赵一", org, person=person)
    await department.patch(f"/party-orgs/{org.id}", {"name": "中共新甲支部", "reason": "单位更名"})
    async with database.as_admin() as session:
        rows = (await session.exec(select(Affiliation).order_by(sa.func.lower(Affiliation.valid_during)))).all()
        lawyer = await session.exec(sa.text("SELECT affiliation_name FROM lawyer"))  # type: ignore[call-overload]
        assert lawyer.scalar_one() == "中共新甲支部"
    assert [row.affiliation_name for row in rows] == ["中共甲支部", "中共新甲支部"]
    history = await department.get(f"/party-orgs/{org.id}/history")
    assert [item["name"] for item in history["items"]] == ["中共新甲支部", "中共甲支部"]


async def test_a_moved_general_branch_takes_everything_below_along(
    api: Api, database: OneConnection, department: Caller
) -> None:
    committee = await make_org(database, "中共市委员会", category="611")
    first = await make_org(database, "中共甲总支部", category="621", parent=committee)
    second = await make_org(database, "中共乙总支部", category="621", parent=committee)
    firm = await make_firm(database, "甲律师事务所", area="510700")
    branch = await make_org(database, "中共甲支部", parent=first, firms=(firm,), area="510700")
    await make_lawyer(database, "赵一", firm)
    await make_member(database, "钱二", branch)
    await department("POST", f"/party-orgs/{branch.id}/move", 404, json={"parent_id": str(second.id), "reason": "调整"})
    province = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="51")
    moved = await province.post(f"/party-orgs/{branch.id}/move", {"parent_id": str(second.id), "reason": "工作需要"})
    assert moved["parent_name"] == "中共乙总支部"
    officer = await api.as_(StaffRole.ORG_OFFICER, org=second.id)
    assert (await officer.get(f"/party-orgs/{branch.id}"))["members"] == 1
    before = await api.as_(StaffRole.ORG_OFFICER, org=first.id)
    await before("GET", f"/party-orgs/{branch.id}", 404)
    async with database.as_admin() as session:
        rows = await session.exec(
            sa.text("SELECT party_path FROM affiliation ORDER BY lower(valid_during)")  # type: ignore[call-overload]
        )
        old, new = rows.scalars().all()
    assert old == branch.party_path
    assert new == f"{second.party_path}{branch.id}/"


async def test_a_move_to_another_committee_is_a_bulk_transfer(
    api: Api, database: OneConnection, department: Caller
) -> None:
    one = await make_org(database, "中共甲委员会", category="611")
    other = await make_org(database, "中共乙委员会", category="611")
    branch = await make_org(database, "中共甲支部", parent=one)
    body = {"parent_id": str(other.id), "reason": "调整"}
    codes = await codes_of(department, "POST", f"/party-orgs/{branch.id}/move", 422, body)
    assert codes == ["move_needs_bulk_transfer"]
    below = await make_org(database, "中共丙委员会", category="611", parent=one)
    body = {"parent_id": str(below.id), "reason": "调整"}
    assert await codes_of(department, "POST", f"/party-orgs/{one.id}/move", 422, body) == ["party_org_under_itself"]


async def test_dissolution_waits_until_everything_is_settled(
    api: Api, database: OneConnection, department: Caller
) -> None:
    committee = await make_org(database, "中共委员会", category="611")
    firm = await make_firm(database, "甲律师事务所")
    branch = await make_org(database, "中共甲支部", parent=committee, firms=(firm,))
    await make_member(database, "赵一", branch)
    response = await department("POST", f"/party-orgs/{branch.id}/dissolve", 409, json={"reason": "不再具备条件"})
    assert {fault["field"] for fault in response.json()["errors"]} == {"members", "units"}
    response = await department("POST", f"/party-orgs/{committee.id}/dissolve", 409, json={"reason": "不再具备条件"})
    assert {fault["field"] for fault in response.json()["errors"]} == {"children"}


async def test_a_dissolved_organization_is_listed_apart_and_changes_no_more(
    api: Api, database: OneConnection, department: Caller
) -> None:
    org = await make_org(database, "中共甲支部")
    officer = await api.as_(StaffRole.ORG_OFFICER, org=org.id)
    await department.post(f"/party-orgs/{org.id}/dissolve", {"reason": "不再具备条件"})
    assert (await department.get("/party-orgs"))["items"] == []
    assert [o["id"] for o in (await department.get("/party-orgs?dissolved=true"))["items"]] == [str(org.id)]
    assert await codes_of(department, "PATCH", f"/party-orgs/{org.id}", 409, {"address": "x"}) == [
        "party_org_dissolved"
    ]
    await officer("GET", f"/party-orgs/{org.id}", 401)


async def test_an_organization_outside_the_scope_does_not_exist(api: Api, database: OneConnection) -> None:
    org = await make_org(database, "中共绵阳支部", area="5107")
    chengdu = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
    path = f"/party-orgs/{org.id}"
    await chengdu("GET", path, 404)
    await chengdu("PATCH", path, 404, json={"address": "x"})
    await chengdu("POST", f"{path}/dissolve", 404, json={"reason": "理由"})
    await chengdu("GET", f"{path}/tree", 404)
    await chengdu("GET", f"{path}/history", 404)
    assert (await chengdu.get("/party-orgs"))["items"] == []
    body = {"name": "中共某委员会", "category": "611", "area_code": "5107"}
    assert await codes_of(chengdu, "POST", "/party-orgs", 422, body) == ["area_out_of_scope"]


async def test_the_directory_names_every_organization_and_nobody(api: Api, database: OneConnection) -> None:
    await make_org(database, "中共绵阳支部", area="5107", secretary_name="赵一")
    officer = await api.as_(StaffRole.ORG_OFFICER, org=(await make_org(database, "中共甲支部")).id)
    found = await officer.get("/party-orgs/directory?q=中共绵阳")
    assert [entry["name"] for entry in found["items"]] == ["中共绵阳支部"]
    assert "赵一" not in str(found)


async def test_a_rate_of_filters_narrows_the_list(api: Api, database: OneConnection, department: Caller) -> None:
    committee = await make_org(database, "中共成都市律师行业委员会", category="611")
    await make_org(database, "中共锦江支部", parent=committee, area="510104")
    await make_org(database, "中共武侯联合支部", category="632", parent=committee, area="510107")
    for query, names in (
        ("category=631&category=632", {"中共锦江支部", "中共武侯联合支部"}),
        ("area_code=510107", {"中共武侯联合支部"}),
        ("q=zhonggongjin", {"中共锦江支部"}),
        (f"parent_id={committee.id}", {"中共锦江支部", "中共武侯联合支部"}),
    ):
        page = await department.get(f"/party-orgs?include=total&{query}")
        assert {item["name"] for item in page["items"]} == names
        assert page["total"] == len(names)


async def test_an_organization_with_something_under_way_is_not_dissolved(
    api: Api, database: OneConnection, department: Caller
) -> None:
    committee = await make_org(database, "中共委员会", category="611")
    today = api.clock.today()
    facts: dict[str, Any] = {"approver_id": committee.id, "approver_name": committee.name}
    election = Election(
        org_id=committee.id,
        org_name=committee.name,
        state=ElectionState.REQUESTED,
        state_since=today,
        requested_on=today,
        planned_on=today,
        places=5,
        approver_name="组织部门",
    )
    formation = Formation(
        **facts,
        name="中共甲支部",
        category="631",
        basis=FoundingBasis.TRANSFERRED,
        state=FormationState.PROPOSED,
        area_code="5101",
        place_path=committee.place_path,
        parent_id=committee.id,
        parent_name=committee.name,
        representative="赵一",
        proposed_on=today,
    )
    await database.add(election, formation)
    response = await department("POST", f"/party-orgs/{committee.id}/dissolve", 409, json={"reason": "不再具备条件"})
    assert {fault["field"] for fault in response.json()["errors"]} == {"elections", "formations"}


async def test_guidance_goes_along_when_an_organization_moves(
    api: Api, database: OneConnection, department: Caller
) -> None:
    committee = await make_org(database, "中共委员会", category="611")
    first, second = [await make_org(database, f"中共{n}总支", category="621", parent=committee) for n in ("甲", "乙")]
    branch = await make_org(database, "中共丙支部", parent=first)
    guided = {"guided_by": [{"guided_by_id": str(committee.id), "kind": "association"}]}
    await department.patch(f"/party-orgs/{branch.id}", guided)
    await department.post(f"/party-orgs/{branch.id}/move", {"parent_id": str(second.id), "reason": "调整"})
    officer = await api.as_(StaffRole.ORG_OFFICER, org=second.id)
    shown = await officer.get(f"/party-orgs/{branch.id}")
    assert [edge["guided_by_id"] for edge in shown["guided_by"]] == [str(committee.id)]
