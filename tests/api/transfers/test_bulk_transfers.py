"""Whole organizations on their way to another committee: the list, the lock, the move, the balance of rows."""

import datetime as dt
import io
import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from pypdf import PdfReader
from sqlmodel import SQLModel, col, select

from app.models.accounts import StaffRole
from app.models.changes import Change
from app.models.law_firms import LawFirm
from app.models.lawyers import Lawyer
from app.models.members import Affiliation, Member
from app.models.party_orgs import PartyOrg, PartyOrgStanding, PartyOrgUnit
from app.models.transfers import Transfer
from tests.support.api_client import Api
from tests.support.builders import make_firm, make_lawyer, make_member, make_org
from tests.support.clock import TODAY, SetClock
from tests.support.import_runs import MEMBER, association, form, run_import
from tests.support.transfer_case import TransferCase


async def rows(api: Api, model: type[SQLModel], *where: Any) -> list[Any]:
    async with api.admin.as_admin() as session:
        return list((await session.exec(select(model).where(*where))).all())


async def rows_of(api: Api, bulk: str) -> dict[str, Transfer]:
    return {row.name: row for row in await rows(api, Transfer, col(Transfer.bulk_id) == uuid.UUID(bulk))}


async def nested(api: Api) -> TransferCase:
    """A general branch `g` of the city's committee with two branches below it and a firm that one of them covers."""
    world = await TransferCase.make(api)
    firm = await make_firm(api.admin, "四川庚律师事务所")
    city = world.orgs["city"]
    world.orgs["g"] = await make_org(api.admin, "中共庚律师事务所总支部", category="621", parent=city)
    world.orgs["g1"] = await make_org(api.admin, "中共庚所第一支部", parent=world.orgs["g"], firms=(firm,))
    world.orgs["g2"] = await make_org(api.admin, "中共庚所第二支部", parent=world.orgs["g"])
    firm.party_path = world.orgs["g1"].party_path
    await make_lawyer(api.admin, "吴律师", firm)
    await make_member(api.admin, "钱二", world.orgs["g1"])
    await make_member(api.admin, "孙三", world.orgs["g2"], category="2")
    await make_member(api.admin, "李停", world.orgs["g2"], status="2")
    await world.sign_in()
    return world


async def test_an_organization_moves_with_all_below_it(api: Api, clock: SetClock) -> None:
    world = await nested(api)
    bulk = await world.bulk_in("in_transit", "g")
    shown = await world.callers["county"].get(f"/transfers/{bulk}")
    assert [m["name"] for m in shown["snapshot"]["full_members"]] == ["钱二"]
    assert [m["name"] for m in shown["snapshot"]["probationary_members"]] == ["孙三"]
    before = {m.name: m.org_id for m in await rows(api, Member)}
    done = [(await world.act(bulk, who, **step))["state"] for who, step in world.bulk_path("g")[4:]]
    assert done == ["accepted", "receipt_sent", "closed"]

    new_root = f"{world.orgs['county'].party_path}{world.orgs['g'].id}/"
    orgs = {org.name: org for org in await rows(api, PartyOrg)}
    assert orgs["中共庚律师事务所总支部"].parent_id == world.orgs["county"].id
    assert orgs["中共庚所第一支部"].party_path == f"{new_root}{world.orgs['g1'].id}/"
    members = {m.name: m for m in await rows(api, Member)}
    assert {m.name: m.org_id for m in members.values()} == before
    for name in ("钱二", "孙三", "李停"):
        assert members[name].party_path.startswith(new_root)
    assert members["赵一"].party_path == world.orgs["a"].party_path
    for model in (LawFirm, Lawyer, PartyOrgUnit):
        assert [row.party_path for row in await rows(api, model)] == [f"{new_root}{world.orgs['g1'].id}/"]
    standing = await rows(api, PartyOrgStanding, col(PartyOrgStanding.org_id) == world.orgs["g"].id)
    assert sorted((row.valid_during.lower, row.parent_name) for row in standing) == [
        (dt.date(2020, 1, 1), "中共成都市律师行业委员会"),
        (TODAY, "中共金堂县律师行业委员会"),
    ]


async def test_every_member_has_a_row_and_an_affiliation_of_the_transfer(api: Api) -> None:
    world = await nested(api)
    bulk = await world.bulk_in("closed", "g")
    listed = await rows_of(api, bulk)
    assert {name: row.state for name, row in listed.items()} == {"钱二": "closed", "孙三": "closed"}
    assert {row.accepted_on for row in listed.values()} == {TODAY}
    held = await rows(api, Affiliation, col(Affiliation.opened_by) == "transfer")
    assert {row.name: row.transfer_id for row in held} == {name: row.id for name, row in listed.items()}
    closed = await rows(api, Affiliation, col(Affiliation.name) == "钱二", col(Affiliation.opened_by) == "first_record")
    assert [(row.party_path, row.valid_during.upper) for row in closed] == [(world.orgs["g1"].party_path, TODAY)]
    stopped = await rows(api, Affiliation, col(Affiliation.name) == "李停")
    assert [row.opened_by for row in stopped] == ["first_record", "org_change"]
    page = await world.callers["county"].get(f"/transfers?bulk_id={bulk}&include=total")
    assert page["total"] == 2
    async with api.admin.as_admin() as session:
        entries = (await session.exec(select(Change).where(Change.entity_id == listed["钱二"].id))).all()
        moved = (await session.exec(select(Change).where(Change.entity == "member", Change.reason == "transfer"))).all()
    assert [entry.version for entry in sorted(entries, key=lambda e: e.version)] == [1, 2, 3, 4, 5, 6, 7]
    assert len(moved) == 3


async def test_both_committees_keep_sight_of_what_passed_between_them(api: Api) -> None:
    world = await nested(api)
    bulk = await world.bulk_in("closed", "g")
    for who in ("city", "county", "province"):
        assert (await world.callers[who].get(f"/transfers/{bulk}"))["state"] == "closed"
    await world.sign_in()
    past = await world.callers["city"].get("/members?as_of=2026-11-22")
    assert {item["name"] for item in past["items"]} >= {"钱二", "孙三"}
    today = await world.callers["city"].get("/members")
    assert {item["name"] for item in today["items"]} == {"赵一"}


async def test_the_letter_has_the_list_and_the_receipt_names_the_organization(api: Api) -> None:
    world = await nested(api)
    bulk = await world.bulk_in("closed", "g")
    printed = await world.callers["city"]("GET", f"/transfers/{bulk}/letter.pdf", 200)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(printed.content)).pages]
    assert len(pages) == 2
    assert "整建制" in pages[0]
    assert pages[1].index("正式党员") < pages[1].index("钱二") < pages[1].index("预备党员") < pages[1].index("孙三")
    receipt = await world.callers["city"].get(f"/transfers/{bulk}/receipt")
    assert receipt["facts"]["name"] == "中共庚律师事务所总支部（党员2名）"
    assert receipt["handed_over"]["snapshot"]["full_members"][0]["name"] == "钱二"
    row = (await rows_of(api, bulk))["钱二"]
    assert (await world.callers["city"].get(f"/transfers/{row.id}/receipt", 409))["code"] == "receipt_not_sent"


async def test_an_open_transfer_of_a_member_blocks_and_is_named(api: Api) -> None:
    world = await TransferCase.make(api)
    single = await world.open("c")
    bulk = (await world.open_bulk())["id"]
    problem = await world.act(bulk, "a", "submit", 409)
    assert (problem["code"], problem["errors"][0]["field"]) == ("bulk_blocked", f"transfers.{single}")
    assert "赵一" in problem["errors"][0]["message"]
    await world.act(single, "member", "withdraw")
    inbound = await (await world.with_another("钱二", "b")).open("a", by="b")
    await world.act(inbound, "b", "submit")
    assert (await world.act(bulk, "a", "submit", 409))["errors"][0]["field"] == f"transfers.{inbound}"
    await world.act(inbound, "b", "withdraw")
    assert (await world.act(bulk, "a", "submit"))["state"] == "submitted"


async def test_while_it_moves_nothing_else_changes(api: Api) -> None:
    world = await nested(api)
    another = await world.with_another("周四", "g1")
    bulk = await world.bulk_in("in_transit", "g")
    admin = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="51")
    g, g1, g2 = (str(world.orgs[name].id) for name in ("g", "g1", "g2"))
    member = str(another.member.person_id)
    new_member = {
        "org_id": g1,
        "id_number": "990000198005170013",
        "name": "郑新来",
        "category": "1",
        "admitted_on": "2005-07-01",
        "regularized_on": "2006-07-01",
    }
    correction = {"org_id": str(world.orgs["b"].id), "from_on": "2026-11-23", "reason": "登记有误"}
    branch = {"name": "中共庚所第三支部", "category": "631", "parent_id": g, "area_code": "5101"}
    refused = [
        await admin.post("/members", new_member, 409),
        await admin.post("/party-orgs", branch, 409),
        await admin.patch(f"/party-orgs/{g1}", {"name": "中共庚所新支部"}, 409),
        await admin.post(f"/party-orgs/{g2}/move", {"parent_id": str(world.orgs["city"].id), "reason": "调整"}, 409),
        await admin.post(f"/party-orgs/{g2}/dissolve", {"reason": "撤销"}, 409),
        await world.callers["g1"].post("/transfers", world.request("b", member_id=member), 409),
        await another.callers["member"].post("/transfers", world.request("b", member_id=member), 409),
    ]
    assert {problem["code"] for problem in refused} == {"org_in_bulk_transfer"}
    problem = await admin.post(f"/members/{member}/affiliations/correct", correction, 409)
    assert problem["code"] == "transfer_open"
    inbound = await (await world.with_another("王五", "a")).open("city")
    await world.walk(inbound, world.internal_path(), until="branch_agreed")
    problem = await world.act(inbound, "city", "accept", 409, to_branch_id=g1)
    assert problem["code"] == "org_in_bulk_transfer"
    await world.act(bulk, "county", "reject", code="not_eligible_place")
    assert {row.state for row in (await rows_of(api, bulk)).values()} == {"rejected"}
    await admin.post("/party-orgs", branch, 201)
    assert (await world.callers["g1"].post("/transfers", world.request("b", member_id=member), 201))["state"] == "draft"


async def test_an_import_leaves_the_list_of_a_moving_organization_alone(api: Api) -> None:
    world = await TransferCase.make(api)
    await world.bulk_in("submitted")
    caller = await association(api)
    row = MEMBER | {"branch_name": world.orgs["a"].name}
    job = await run_import(api, caller, "members", form("members", row))
    page = await caller.get(f"/imports/{job['id']}/errors")
    assert [fault["code"] for fault in page["items"][0]["faults"]] == ["org_in_bulk_transfer"]


async def test_a_member_s_row_goes_with_the_organization_s_transfer(api: Api) -> None:
    world = await TransferCase.make(api)
    bulk = await world.bulk_in("submitted")
    (row,) = (await world.callers["member"].get("/transfers"))["items"]
    assert (row["bulk_id"], row["state"]) == (bulk, "submitted")
    shown = await world.callers["a"].get(f"/transfers/{row['id']}")
    assert (shown["allowed_actions"], shown["decision_due_on"]) == ([], None)
    assert (await world.act(row["id"], "a", "withdraw", 409))["code"] == "transfer_action_out_of_turn"
    await world.callers["member"].get(f"/transfers/{bulk}", 404)


async def test_a_returned_one_frees_the_members_and_takes_a_new_list(api: Api) -> None:
    world = await TransferCase.make(api)
    bulk = await world.bulk_in("submitted")
    await world.act(bulk, "city", "return", reason="名册有误")
    assert [row.state for row in (await rows_of(api, bulk)).values()] == ["withdrawn"]
    await make_member(api.admin, "钱二", world.orgs["a"])
    await world.walk(bulk, world.bulk_path(), until="closed")
    states = {(row.name, row.state) for row in await rows(api, Transfer, col(Transfer.bulk_id) == uuid.UUID(bulk))}
    assert states == {("赵一", "withdrawn"), ("赵一", "closed"), ("钱二", "closed")}


async def test_a_list_that_no_longer_fits_is_not_accepted(api: Api) -> None:
    world = await TransferCase.make(api)
    bulk = await world.bulk_in("in_transit")
    await make_member(api.admin, "钱二", world.orgs["a"])
    assert (await world.act(bulk, "county", "accept", 409))["code"] == "bulk_list_changed"


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"to_branch_id": str(uuid.uuid4())}, 422, "invalid_request"),
        ({"accepted_on": "2026-11-24"}, 422, "accepted_in_future"),
        ({"accepted_on": "2026-11-22"}, 409, "accepted_before_affiliation"),
    ],
)
async def test_an_acceptance_that_cannot_be_is_refused(
    api: Api, changes: dict[str, Any], status: int, code: str
) -> None:
    world = await TransferCase.make(api)
    bulk = await world.bulk_in("in_transit")
    assert (await world.act(bulk, "county", "accept", status, **changes))["code"] == code


async def test_within_one_committee_an_organization_moves_without_a_letter(api: Api) -> None:
    world = await TransferCase.make(api)
    assert (await world.open_bulk(to="city", expect=422))["code"] == "route_mismatch"
    assert (await world.open_bulk(org="city", expect=422))["code"] == "route_mismatch"
    problem = await world.open_bulk(to="c", expect=422)
    assert problem["errors"][0]["field"] == "to_org_id"
    admin = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="51")
    move = {"parent_id": str(world.orgs["county"].id), "reason": "迁址"}
    problem = await admin.post(f"/party-orgs/{world.orgs['a'].id}/move", move, 422)
    assert problem["code"] == "move_needs_bulk_transfer"
    assert "bulk" in problem["detail"]


async def test_the_organization_itself_opens_and_one_at_a_time(api: Api) -> None:
    world = await TransferCase.make(api)
    body = {
        "route": "bulk",
        "from_org_id": str(world.orgs["a"].id),
        "to_org_id": str(world.orgs["county"].id),
        "reason": "迁址",
        "dues_paid_to": "2026-10",
    }
    for who in ("city", "b", "member"):
        assert (await world.callers[who].post("/transfers", body, 403))["code"] == "not_the_acting_body"
    await world.open_bulk()
    assert (await world.open_bulk(expect=409))["code"] == "transfer_already_open"


async def test_an_organization_without_members_moves_too(api: Api) -> None:
    world = await TransferCase.make(api)
    bulk = await world.bulk_in("closed", "b")
    assert await rows_of(api, bulk) == {}
    moved = await rows(api, PartyOrg, col(PartyOrg.id) == world.orgs["b"].id)
    assert moved[0].parent_id == world.orgs["county"].id


async def test_on_the_day_of_the_last_change_nobody_moves_again(api: Api, clock: SetClock) -> None:
    world = await TransferCase.make(api)
    bulk = await world.bulk_in("in_transit")
    async with api.admin.as_admin() as session:
        await session.exec(sa.text("UPDATE affiliation SET valid_during = daterange('2026-11-23', NULL)"))  # type: ignore[call-overload]
    assert (await world.act(bulk, "county", "accept", 409))["code"] == "affiliation_changed_today"
    clock.advance(days=1)
    await world.sign_in()
    assert (await world.act(bulk, "county", "accept"))["accepted_on"] == "2026-11-24"
