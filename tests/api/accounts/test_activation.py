"""One-time codes: how officers and members come to their accounts."""

import uuid

import pytest
from sqlmodel import col, select

from app.models.accounts import StaffRole
from app.models.changes import Change
from app.models.party_orgs import PartyOrg
from tests.support.api_client import Api
from tests.support.builders import make_member, make_org
from tests.support.clock import SetClock
from tests.support.password_accounts import PASSWORD, make_account, sign_in
from tests.support.postgres import OneConnection


async def code_for_officer(api: Api, database: OneConnection) -> tuple[str, uuid.UUID]:
    org = await make_org(database, "中共示例律师事务所支部", area="510104")
    department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
    issued = await department.post(f"/party-orgs/{org.id}/officers", {"name": "王干部"}, 201)
    return issued["code"], org.id


async def test_a_one_time_code_becomes_an_account_that_acts_for_the_organization(
    api: Api, database: OneConnection
) -> None:
    code, org_id = await code_for_officer(api, database)
    body = {"code": code.lower(), "username": "wang.officer", "password": PASSWORD}
    made = await api.anybody.post("/auth/activate", body, 201)
    assert made["role"] == "org_officer"
    me = await api.with_token((await sign_in(api, "wang.officer"))["access_token"]).get("/me")
    assert (me["name"], me["scope"]["org_id"]) == ("王干部", str(org_id))
    async with database.as_admin() as session:
        rows = (await session.exec(select(Change).where(col(Change.actor_id) == uuid.UUID(made["account_id"])))).all()
    assert {(row.entity, row.op, row.place_after, row.party_after) for row in rows} == {
        ("account", "create", None, None),
        ("role_grant", "create", None, None),
    }


async def test_a_role_ends_with_its_organization(api: Api, database: OneConnection, clock: SetClock) -> None:
    code, org_id = await code_for_officer(api, database)
    await api.anybody.post("/auth/activate", {"code": code, "username": "wang.officer", "password": PASSWORD}, 201)
    caller = api.with_token((await sign_in(api, "wang.officer"))["access_token"])
    await caller.get("/me")
    async with database.as_admin() as session:
        (await session.get_one(PartyOrg, org_id)).dissolved_on = clock.today()
    clock.advance(seconds=5)
    await caller.get("/me", 401)
    assert (await sign_in(api, "wang.officer", expect=422))["code"] == "grant_unknown"


async def test_a_one_time_code_works_once_and_for_seven_days(
    api: Api, database: OneConnection, clock: SetClock
) -> None:
    code, _ = await code_for_officer(api, database)
    body = {"code": code, "username": "wang.officer", "password": PASSWORD}
    await api.anybody.post("/auth/activate", body, 201)
    again = await api.anybody.post("/auth/activate", body | {"username": "other"}, 422)
    assert again["code"] == "activation_code_invalid"
    org = await make_org(database, "中共乙支部")
    department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
    late = await department.post(f"/party-orgs/{org.id}/officers", {"name": "李干部"}, 201)
    assert late["expires_at"] == "2026-11-30T04:00:00Z"
    clock.advance(days=7)
    body = {"code": late["code"], "username": "li.officer", "password": PASSWORD}
    assert (await api.anybody.post("/auth/activate", body, 422))["code"] == "activation_code_invalid"
    made_up = body | {"code": "AAAA-BBBB-CCCC-DDDD"}
    assert (await api.anybody.post("/auth/activate", made_up, 422))["code"] == "activation_code_invalid"


async def test_a_code_adds_a_role_to_an_existing_account_for_its_password_alone(
    api: Api, database: OneConnection
) -> None:
    await make_account(api, "zhang.wei", StaffRole.JUSTICE_BUREAU)
    code, _ = await code_for_officer(api, database)
    body = {"code": code, "username": "zhang.wei", "password": PASSWORD}
    taken = await api.anybody.post("/auth/activate", body | {"password": "somebody else's"}, 409)
    assert taken["code"] == "username_taken"
    await api.anybody.post("/auth/activate", body, 201)
    me = await api.with_token((await sign_in(api, "zhang.wei"))["access_token"]).get("/me")
    assert [grant["role"] for grant in me["grants"]] == ["justice_bureau", "org_officer"]


async def test_a_code_is_no_way_around_the_lock_out(api: Api, database: OneConnection) -> None:
    await make_account(api, "zhang.wei", StaffRole.JUSTICE_BUREAU)
    code, _ = await code_for_officer(api, database)
    body = {"code": code, "username": "zhang.wei", "password": "guess after guess"}
    for _ in range(5):
        await api.anybody.post("/auth/activate", body, 409)
    locked = await api.anybody.post("/auth/activate", body | {"password": PASSWORD}, 429)
    assert locked["code"] == "account_locked"
    await sign_in(api, "zhang.wei", expect=429)


async def test_an_administrators_account_takes_no_role_of_an_officer(api: Api, database: OneConnection) -> None:
    await make_account(api, "admin", StaffRole.SECURITY_ADMIN)
    code, _ = await code_for_officer(api, database)
    body = {"code": code, "username": "admin", "password": PASSWORD}
    assert (await api.anybody.post("/auth/activate", body, 409))["code"] == "administrators_separated"


async def test_a_second_code_for_one_organization_gives_the_same_account_no_second_role(
    api: Api, database: OneConnection
) -> None:
    code, org_id = await code_for_officer(api, database)
    department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
    again = await department.post(f"/party-orgs/{org_id}/officers", {"name": "王干部"}, 201)
    body = {"username": "wang.officer", "password": PASSWORD}
    await api.anybody.post("/auth/activate", body | {"code": code}, 201)
    refused = await api.anybody.post("/auth/activate", body | {"code": again["code"]}, 409)
    assert refused["code"] == "grant_exists"


async def test_a_member_invited_anew_loses_the_role_of_the_earlier_account(
    api: Api, database: OneConnection, clock: SetClock
) -> None:
    org = await make_org(database, "中共甲支部")
    member = await make_member(database, "赵一", org)
    officer = await api.as_(StaffRole.ORG_OFFICER, org=org.id)
    callers = []
    for username in ("zhao.old", "zhao.new"):
        code = (await officer.post(f"/members/{member.person_id}/invite", expect=201))["code"]
        await api.anybody.post("/auth/activate", {"code": code, "username": username, "password": PASSWORD}, 201)
        callers.append(api.with_token((await sign_in(api, username))["access_token"]))
    clock.advance(seconds=5)
    old, new = callers
    await old.get("/me", 401)
    assert (await new.get("/me"))["scope"]["person_id"] == str(member.person_id)


@pytest.mark.parametrize("password", ["short", "123456789", " " * 9])
async def test_a_password_has_ten_characters_at_least(api: Api, database: OneConnection, password: str) -> None:
    code, _ = await code_for_officer(api, database)
    body = {"code": code, "username": "wang.officer", "password": password}
    refused = await api.anybody.post("/auth/activate", body, 422)
    assert refused["errors"][0]["field"] == "password"
