"""Accounts and grants of the security administrator; officers and members by one-time code."""

import asyncio
import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from app.auth.permissions import PERMISSIONS, Permission
from app.core.database import DatabaseRole, Scope
from app.models.accounts import ActivationCode, StaffRole
from app.models.areas import DepartmentKind
from app.models.changes import Change
from tests.support.api_client import Api, Caller
from tests.support.builders import make_department, make_member, make_org
from tests.support.clock import TODAY, SetClock
from tests.support.postgres import OneConnection

PASSWORD = "correct horse battery"
NEW = {"username": "zhang.wei", "name": "张伟", "password": PASSWORD}


@pytest.fixture
async def admin(api: Api) -> Caller:
    return await api.as_(StaffRole.SECURITY_ADMIN)


async def token_of(api: Api, username: str, password: str = PASSWORD) -> str:
    response = await api.anybody("POST", "/auth/token", 200, data={"username": username, "password": password})
    token: str = response.json()["access_token"]
    return token


async def ledger(database: OneConnection, entity_id: str) -> list[Any]:
    async with database.as_admin() as session:
        found = await session.exec(
            select(Change).where(Change.entity_id == uuid.UUID(entity_id)).order_by(col(Change.id))
        )
        return list(found.all())


async def test_an_account_is_made_and_given_a_role_and_acts_in_it(
    api: Api, admin: Caller, database: OneConnection
) -> None:
    await make_department(database, DepartmentKind.BAR_ASSOCIATION, "5101", "成都市律师协会")
    account = await admin.post("/accounts", NEW, 201)
    assert account["grants"] == []
    assert "password" not in str(account).lower()
    grant = await admin.post(
        f"/accounts/{account['id']}/grants", {"role": "bar_association", "area_code": "510100"}, 201
    )
    assert (grant["body_name"], grant["area_code"]) == ("成都市律师协会", "5101")
    me = await api.with_token(await token_of(api, "zhang.wei")).get("/me")
    assert (me["role"], me["body_name"], me["grant_id"]) == ("bar_association", "成都市律师协会", grant["id"])
    listed = await admin.get("/accounts", params={"username": "zhang"})
    assert [item["grants"] for item in listed["items"]] == [[grant]]


@pytest.mark.parametrize("role", [role for role in StaffRole if Permission.ACCOUNT_MANAGE not in PERMISSIONS[role]])
async def test_nobody_but_the_security_administrator_manages_accounts(api: Api, role: StaffRole) -> None:
    caller = await api.as_(role, area="5101")
    somebody = uuid.uuid4()
    await caller.get("/accounts", 403)
    await caller.post("/accounts", NEW, 403)
    await caller.post(f"/accounts/{somebody}/disable", expect=403)
    await caller.post(f"/accounts/{somebody}/grants", {"role": "audit_admin"}, 403)
    await caller("DELETE", f"/accounts/{somebody}/grants/{somebody}", 403)


async def test_a_user_name_is_given_once(admin: Caller) -> None:
    await admin.post("/accounts", NEW, 201)
    taken = await admin.post("/accounts", NEW | {"name": "另一人"}, 409)
    assert taken["code"] == "username_taken"


@pytest.mark.parametrize(
    ("field", "value"),
    [("password", "123456789"), ("password", " " * 9), ("username", "张伟"), ("username", "ab"), ("name", " ")],
)
async def test_a_weak_password_or_an_odd_name_is_refused_by_field(admin: Caller, field: str, value: str) -> None:
    refused = await admin.post("/accounts", NEW | {field: value}, 422)
    assert [error["field"] for error in refused["errors"]] == [field]


async def test_a_password_keeps_its_blanks(api: Api, admin: Caller) -> None:
    account = await admin.post("/accounts", NEW | {"password": "  ten blanks  "}, 201)
    await admin.post(f"/accounts/{account['id']}/grants", {"role": "audit_admin"}, 201)
    await token_of(api, "zhang.wei", "  ten blanks  ")
    trimmed = {"username": "zhang.wei", "password": "ten blanks"}
    await api.anybody("POST", "/auth/token", 401, data=trimmed)


async def test_a_repeated_creation_under_one_key_makes_one_account(admin: Caller) -> None:
    key = {"Idempotency-Key": "make-zhang-wei"}
    first = await admin.post("/accounts", NEW, 201, headers=key)
    assert await admin.post("/accounts", NEW, 201, headers=key) == first
    other = await admin.post("/accounts", NEW | {"name": "别人"}, 422, headers=key)
    assert other["code"] == "idempotency_key_reused"


@pytest.mark.parametrize(
    ("grant", "fields"),
    [
        ({"role": "justice_bureau"}, ["area_code"]),
        (
            {"role": "organization_department", "org_id": "00000000-0000-7000-8000-000000000000"},
            ["area_code", "org_id"],
        ),
        ({"role": "org_officer"}, ["org_id"]),
        ({"role": "org_officer", "area_code": "5101"}, ["area_code", "org_id"]),
        ({"role": "org_officer", "org_id": "00000000-0000-7000-8000-000000000000"}, ["org_id"]),
        ({"role": "system_admin", "area_code": "5101"}, ["area_code"]),
        ({"role": "member"}, ["role"]),
        ({"role": "bar_association", "area_code": "9999"}, ["area_code"]),
        ({"role": "chief"}, ["role"]),
    ],
    ids=str,
)
async def test_a_role_and_its_target_must_fit(admin: Caller, grant: dict[str, str], fields: list[str]) -> None:
    account = await admin.post("/accounts", NEW, 201)
    refused = await admin.post(f"/accounts/{account['id']}/grants", grant, 422)
    assert [error["field"] for error in refused["errors"]] == fields


async def test_a_dissolved_organization_gets_no_officer(api: Api, admin: Caller, database: OneConnection) -> None:
    gone = await make_org(database, "中共甲支部", dissolved_on=TODAY)
    account = await admin.post("/accounts", NEW, 201)
    refused = await admin.post(
        f"/accounts/{account['id']}/grants", {"role": "org_officer", "org_id": str(gone.id)}, 422
    )
    assert refused["errors"][0]["code"] == "party_org_not_found"
    department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="51")
    await department.post(f"/party-orgs/{gone.id}/officers", {"name": "王干部"}, 404)


async def test_the_same_grant_is_given_once_until_it_is_revoked(admin: Caller) -> None:
    account = await admin.post("/accounts", NEW, 201)
    path, grant = f"/accounts/{account['id']}/grants", {"role": "justice_bureau", "area_code": "5101"}
    given = await admin.post(path, grant, 201)
    assert (await admin.post(path, grant, 409))["code"] == "grant_exists"
    await admin.post(path, grant | {"area_code": "5107"}, 201)
    await admin("DELETE", f"{path}/{given['id']}", 204)
    await admin.post(path, grant, 201)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"role": "security_admin"}, {"role": "audit_admin"}),
        ({"role": "system_admin"}, {"role": "justice_bureau", "area_code": "5101"}),
        ({"role": "justice_bureau", "area_code": "5101"}, {"role": "security_admin"}),
    ],
)
async def test_an_administrator_holds_no_other_role(
    admin: Caller, first: dict[str, str], second: dict[str, str]
) -> None:
    account = await admin.post("/accounts", NEW, 201)
    await admin.post(f"/accounts/{account['id']}/grants", first, 201)
    refused = await admin.post(f"/accounts/{account['id']}/grants", second, 409)
    assert refused["code"] == "administrators_separated"


async def test_a_revoked_role_stops_its_tokens_within_five_seconds(api: Api, admin: Caller, clock: SetClock) -> None:
    account = await admin.post("/accounts", NEW, 201)
    path = f"/accounts/{account['id']}/grants"
    grant = await admin.post(path, {"role": "justice_bureau", "area_code": "5101"}, 201)
    caller = api.with_token(await token_of(api, "zhang.wei"))
    await caller.get("/areas")
    await admin("DELETE", f"{path}/{grant['id']}", 204)
    clock.advance(seconds=5)
    await caller.get("/areas", 401)
    await admin("DELETE", f"{path}/{grant['id']}", 404)
    await admin("DELETE", f"/accounts/{uuid.uuid4()}/grants/{grant['id']}", 404)


async def test_a_disabled_account_neither_acts_nor_signs_in(api: Api, admin: Caller, clock: SetClock) -> None:
    account = await admin.post("/accounts", NEW, 201)
    await admin.post(f"/accounts/{account['id']}/grants", {"role": "audit_admin"}, 201)
    caller = api.with_token(await token_of(api, "zhang.wei"))
    await caller.get("/me")
    disabled = await admin.post(f"/accounts/{account['id']}/disable")
    assert disabled["disabled_at"] is not None
    assert await admin.post(f"/accounts/{account['id']}/disable") == disabled
    clock.advance(seconds=5)
    await caller.get("/me", 401)
    await api.anybody("POST", "/auth/token", 401, data={"username": "zhang.wei", "password": PASSWORD})
    await admin.post(f"/accounts/{uuid.uuid4()}/disable", expect=404)


async def test_a_forgotten_password_is_reset_and_every_sign_in_and_lock_ends(
    api: Api, admin: Caller, clock: SetClock
) -> None:
    account = await admin.post("/accounts", NEW, 201)
    await admin.post(f"/accounts/{account['id']}/grants", {"role": "audit_admin"}, 201)
    caller = api.with_token(await token_of(api, "zhang.wei"))
    for _ in range(5):
        await api.anybody("POST", "/auth/token", 401, data={"username": "zhang.wei", "password": "不对的口令不对"})
    await api.anybody("POST", "/auth/token", 429, data={"username": "zhang.wei", "password": PASSWORD})
    new = "另一个足够长的口令四五六"
    reset = await admin.post(f"/accounts/{account['id']}/password", {"password": new})
    assert (reset["locked_until"], reset["version"]) == (None, account["version"] + 1)
    clock.advance(seconds=5)
    await caller.get("/me", 401)
    await api.anybody("POST", "/auth/token", 401, data={"username": "zhang.wei", "password": PASSWORD})
    await api.anybody("POST", "/auth/token", 200, data={"username": "zhang.wei", "password": new})
    await admin.post(f"/accounts/{uuid.uuid4()}/password", {"password": new}, expect=404)


async def test_the_own_password_is_changed_with_the_present_one_and_other_sign_ins_end(
    api: Api, admin: Caller, clock: SetClock
) -> None:
    account = await admin.post("/accounts", NEW, 201)
    await admin.post(f"/accounts/{account['id']}/grants", {"role": "audit_admin"}, 201)
    here, elsewhere = [api.with_token(await token_of(api, "zhang.wei")) for _ in range(2)]
    new = "另一个足够长的口令四五六"
    wrong = await here.post("/me/password", {"current_password": "不对的口令不对", "password": new}, 401)
    assert wrong["code"] == "credentials_wrong"
    await here.post("/me/password", {"current_password": PASSWORD, "password": "短"}, 422)
    await here.post("/me/password", {"current_password": PASSWORD, "password": new}, 204)
    clock.advance(seconds=5)
    await here.get("/me")
    await elsewhere.get("/me", 401)
    await api.anybody("POST", "/auth/token", 200, data={"username": "zhang.wei", "password": new})


async def test_accounts_are_found_by_prefix_and_by_role(admin: Caller) -> None:
    for username in ("zhang.wei", "zhang.yong", "zhao.min"):
        account = await admin.post("/accounts", NEW | {"username": username}, 201)
        if username != "zhang.wei":
            await admin.post(f"/accounts/{account['id']}/grants", {"role": "justice_bureau", "area_code": "5101"}, 201)

    async def found(**params: str) -> list[str]:
        page = await admin.get("/accounts", params=params | {"include": "total"})
        assert page["total"] == len(page["items"])
        return [item["username"] for item in page["items"]]

    assert await found(username="zhang.") == ["zhang.wei", "zhang.yong"]
    assert await found(role="justice_bureau") == ["zhang.yong", "zhao.min"]
    assert await found(username="zhang.", role="justice_bureau") == ["zhang.yong"]
    refused = await admin.get("/accounts", 422, params={"name": "张"})
    assert refused["errors"][0]["field"] == "name"


async def test_what_happens_to_accounts_is_in_the_ledger_and_in_nobodys_scope(
    admin: Caller, database: OneConnection
) -> None:
    account = await admin.post("/accounts", NEW, 201)
    path = f"/accounts/{account['id']}/grants"
    grant = await admin.post(path, {"role": "justice_bureau", "area_code": "5101"}, 201)
    await admin("DELETE", f"{path}/{grant['id']}", 204)
    await admin.post(f"/accounts/{account['id']}/disable")
    for entity, entity_id in (("account", account["id"]), ("role_grant", grant["id"])):
        rows = await ledger(database, entity_id)
        assert [(row.entity, row.op, row.version) for row in rows] == [(entity, "create", 1), (entity, "update", 2)]
        assert {path for row in rows for path in (row.place_after, row.party_after, row.place_before)} == {None}
        assert all(row.actor_id for row in rows)


async def test_of_five_concurrent_equal_grants_one_is_given(committed: Api) -> None:
    admin = await committed.as_(StaffRole.SECURITY_ADMIN)
    account = await admin.post("/accounts", NEW, 201)
    grant = {"role": "justice_bureau", "area_code": "5101"}
    answers = await asyncio.gather(*(admin("POST", f"/accounts/{account['id']}/grants", json=grant) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]


async def test_officers_are_appointed_from_above_and_never_by_the_organization_itself(
    api: Api, database: OneConnection
) -> None:
    committee = await make_org(database, "中共成都市律师行业委员会", category="611", area="5101")
    branch = await make_org(database, "中共甲支部", parent=committee, area="510104")
    elsewhere = await make_org(database, "中共乙支部", area="510700")
    officer = await api.as_(StaffRole.ORG_OFFICER, org=committee.id)
    bureau = await api.as_(StaffRole.JUSTICE_BUREAU, area="510104")
    body = {"name": "王干部"}
    own = await officer.post(f"/party-orgs/{committee.id}/officers", body, 403)
    assert own["code"] == "officer_of_own_org"
    for caller, org, expect in (
        (officer, branch, 201),
        (bureau, branch, 201),
        (officer, elsewhere, 404),
        (bureau, committee, 404),
    ):
        await caller.post(f"/party-orgs/{org.id}/officers", body, expect)
    of_branch = await api.as_(StaffRole.ORG_OFFICER, org=branch.id)
    await of_branch.post(f"/party-orgs/{committee.id}/officers", body, 404)
    member = await make_member(database, "赵一", branch)
    as_member = await api.as_(StaffRole.MEMBER, person=member.person_id)
    await as_member.post(f"/party-orgs/{branch.id}/officers", body, 403)


async def test_a_code_is_kept_as_a_digest_and_the_ledger_shows_it_where_the_organization_lies(
    api: Api, database: OneConnection
) -> None:
    branch = await make_org(database, "中共甲支部", area="510104")
    bureau = await api.as_(StaffRole.JUSTICE_BUREAU, area="5101")
    key = {"Idempotency-Key": "appoint-wang"}
    issued = await bureau.post(f"/party-orgs/{branch.id}/officers", {"name": "王干部"}, 201, headers=key)
    assert await bureau.post(f"/party-orgs/{branch.id}/officers", {"name": "王干部"}, 201, headers=key) == issued
    async with database.as_admin() as session:
        (kept,) = (await session.exec(select(ActivationCode))).all()
    assert issued["code"].encode() not in kept.digest
    (row,) = await ledger(database, str(kept.id))
    assert (row.entity, row.place_after, row.party_after) == ("activation_code", branch.place_path, branch.party_path)


async def test_a_member_is_invited_within_scope_alone(api: Api, database: OneConnection) -> None:
    org = await make_org(database, "中共甲支部", area="510104")
    member = await make_member(database, "赵一", org)
    path = f"/members/{member.person_id}/invite"
    await (await api.as_(StaffRole.ORG_OFFICER, org=org.id)).post(path, expect=201)
    await (await api.as_(StaffRole.BAR_ASSOCIATION, area="5101")).post(path, expect=201)
    await (await api.as_(StaffRole.BAR_ASSOCIATION, area="5107")).post(path, expect=404)
    await (await api.as_(StaffRole.MEMBER, person=member.person_id)).post(path, expect=403)


async def test_the_database_itself_refuses_a_code_for_another_role_or_scope(database: OneConnection) -> None:
    here = await make_org(database, "中共甲支部", area="510104")
    elsewhere = await make_org(database, "中共乙支部", area="510700")
    actor = uuid.uuid4()
    scope = Scope(DatabaseRole.AREA, "/51/5101/", "/51/51010", actor=str(actor))
    for role, org in ((StaffRole.SECURITY_ADMIN, here), (StaffRole.ORG_OFFICER, elsewhere)):
        code = {"digest": b"x", "name": "王", "issued_by": actor, "expires_at": sa.func.now()}
        issue = sa.insert(ActivationCode).values(id=uuid.uuid4(), role=role, org_id=org.id, **code)
        async with database.session(scope) as session:
            with pytest.raises(sa.exc.ProgrammingError, match="row-level security"):
                await session.exec(issue)
            await session.rollback()
