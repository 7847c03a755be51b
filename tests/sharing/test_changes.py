"""The change feed: relative to scope and fields, gap-free, repeatable."""

import asyncio
from typing import Any

import pytest

from app.models.accounts import StaffRole
from app.models.sharing import GrantState, SharingGrant
from tests.support.api_client import Api
from tests.support.builders import make_firm, make_lawyer, make_org
from tests.support.change_feed import drain, kinds, make_recorded_firm, numbered
from tests.support.clock import SetClock
from tests.support.sharing_partner import Sharing
from tests.support.transfer_case import TransferCase


async def test_a_new_record_enters_and_a_granted_change_is_told(api: Api, sharing: Sharing) -> None:
    department = await sharing.partner(data_sets={"law_firms": {"name": "full", "address": "full"}})
    _, cursor = await drain(sharing, department)
    bureau = await api.as_(StaffRole.JUSTICE_BUREAU, area="5101")
    firm = await make_recorded_firm(bureau)
    events, cursor = await drain(sharing, department, cursor)
    assert kinds(events) == [("enter", "law_firms")]
    assert events[0]["record"] == {"id": firm["id"], "name": firm["name"], "address": None}
    await bureau.patch(f"/law-firms/{firm['id']}", {"address": "新路1号"})
    events, cursor = await drain(sharing, department, cursor)
    assert [(event["kind"], event["record"]["address"]) for event in events] == [("upsert", "新路1号")]
    await bureau.patch(f"/law-firms/{firm['id']}", {"head_name": "王某"})
    assert (await drain(sharing, department, cursor))[0] == [], "a field beyond the grant is not told"


async def test_a_member_who_moves_leaves_one_scope_and_enters_the_other(sharing: Sharing, api: Api) -> None:
    world = await TransferCase.make(api)
    city = await sharing.partner(area_code="510104", data_sets={"members": {"name": "full"}})
    county = await sharing.partner("县局", area_code="510121", data_sets={"members": {"name": "full"}})
    (_, of_city), (_, of_county) = await drain(sharing, city), await drain(sharing, county)
    transfer = await world.open("c")
    await world.walk(transfer, world.letter_path(), until="accepted")
    left, _ = await drain(sharing, city, of_city)
    entered, _ = await drain(sharing, county, of_county)
    assert [(event["kind"], event["record"]) for event in left] == [("leave", None)]
    assert [(event["kind"], event["record"]["name"]) for event in entered] == [("enter", "赵一")]


async def test_from_the_beginning_it_tells_what_is_there(sharing: Sharing, api: Api) -> None:
    bureau = await api.as_(StaffRole.JUSTICE_BUREAU, area="5101")
    firm = await make_recorded_firm(bureau)
    department = await sharing.partner(data_sets={"law_firms": {"name": "full"}})
    events, _ = await drain(sharing, department)
    assert [event["record"]["name"] for event in events] == [firm["name"]]


async def test_pages_of_any_size_tell_the_same(sharing: Sharing, api: Api) -> None:
    bureau = await api.as_(StaffRole.JUSTICE_BUREAU, area="5101")
    firm = await make_recorded_firm(bureau)
    for number in range(5):
        await bureau.patch(f"/law-firms/{firm['id']}", {"address": f"路{number}号"})
    department = await sharing.partner(data_sets={"law_firms": {"address": "full"}})
    for limit in (1, 2, 3, 200):
        events, _ = await drain(sharing, department, limit=limit)
        assert events[-1]["record"]["address"] == "路4号", limit


async def test_a_cursor_outlives_everything_but_another_content(sharing: Sharing, api: Api, clock: SetClock) -> None:
    department = await sharing.partner()
    _, cursor = await drain(sharing, department)
    clock.advance(days=200)
    await department.sign_in()
    await department.get("/changes", params={"after": cursor})
    async with sharing.admin.as_admin() as session:
        grant = await session.get_one(SharingGrant, department.grant_id)
        grant.content_version, grant.state = 2, GrantState.IN_FORCE
        session.add(grant)
    clock.advance(seconds=5)
    refused = await department("GET", "/changes", 409, params={"after": cursor})
    assert refused.json()["code"] == "grant_changed"
    stranger = await sharing.partner("另一系统")
    assert (await stranger("GET", "/changes", 400, params={"after": cursor})).json()["code"] == "cursor_invalid"
    await department("GET", "/changes", 422, params={"wait": 26})
    await department("GET", "/changes", 400, params={"since": 1})


@pytest.mark.parametrize("noise", [0, 3])
async def test_what_happens_beyond_the_scope_is_not_told(sharing: Sharing, api: Api, noise: int) -> None:
    department = await sharing.partner(area_code="5107")
    _, cursor = await drain(sharing, department)
    for number in range(noise):
        org = await make_org(api.admin, f"中共第{number}支部", area="5101")
        firm = await make_firm(api.admin, f"第{number}律师事务所", area="5101")
        await make_lawyer(api.admin, "赵一", firm)
        assert org
    await numbered(sharing)
    answer = await department("GET", "/changes", 200, params={"after": cursor})
    assert {k: v for k, v in answer.json().items() if k != "next"} == {"events": [], "more": False}


@pytest.mark.parametrize("limit", [1, 200])
async def test_a_suspension_is_told_and_a_former_member_is_removed(sharing: Sharing, api: Api, limit: int) -> None:
    world = await TransferCase.make(api)
    department = await sharing.partner(data_sets={"members": {"membership_status": "full"}})
    _, cursor = await drain(sharing, department)

    async def decide(kind: str, **facts: str) -> None:
        body = {"member_id": str(world.member.person_id), "kind": kind, "reason": "支部大会讨论通过", **facts}
        made = await world.callers["a"].post("/membership-decisions", body, 201)
        decision = {"action": "decide", "document": "成律党〔2026〕1号"}
        await world.callers["city"].post(f"/membership-decisions/{made['id']}/actions", decision)

    await decide("suspension", ground="settled_abroad")
    events, cursor = await drain(sharing, department, cursor, limit)
    assert [(event["kind"], event["record"]["membership_status"]) for event in events] == [("upsert", "2")]
    api.clock.advance(days=1)  # type: ignore[attr-defined]
    await world.sign_in()
    await department.sign_in()
    await decide("expulsion")
    organization = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="51")
    await organization.patch(f"/members/{world.member.person_id}", {"admitted_on": "2005-07-02"})
    events, _ = await drain(sharing, department, cursor, limit)
    assert [(event["kind"], event["record"]) for event in events] == [("remove", None)]
    assert (await department.get("/members"))["items"] == []


@pytest.mark.parametrize(
    ("change", "code"),
    [({"state": GrantState.SUSPENDED}, "invalid_token"), ({"content_version": 2}, "grant_changed")],
    ids=["suspended", "changed"],
)
async def test_who_waits_for_changes_is_told_when_the_grant_is_no_longer_what_it_was(
    committed_sharing: Sharing, clock: SetClock, change: dict[str, Any], code: str
) -> None:
    department = await committed_sharing.partner()
    waiting = asyncio.create_task(department("GET", "/changes", params={"wait": 25}))
    async with committed_sharing.admin.as_admin() as session:
        grant = await session.get_one(SharingGrant, department.grant_id)
        grant.sqlmodel_update(change)
    clock.advance(seconds=5)
    async with asyncio.timeout(5):
        assert (await waiting).json()["code"] == code
