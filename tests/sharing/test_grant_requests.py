"""A partner applies for a grant by itself: a token for nothing else, the same rules, the answer in writing."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.routing import APIRoute, iter_route_contexts
from jose import jwt
from sqlmodel import select

from app.models.accounts import StaffRole
from app.models.areas import Area
from app.models.changes import Change
from app.models.sharing import GrantState, Partner, SharingGrant
from tests.support.api_client import Api
from tests.support.builders import make_member, make_org
from tests.support.clock import SetClock
from tests.support.sharing_partner import Department, Sharing

APPLYING = {
    ("GET", "/share/v1/grant-requests"),
    ("POST", "/share/v1/grant-requests"),
    ("GET", "/share/v1/grant-requests/{grant_id}"),
    ("GET", "/share/v1/catalogue"),
    ("GET", "/share/v1/catalogue/{dataset}"),
}
PUBLIC = {"/share/v1/oauth/token", "/share/v1/log/checkpoint", "/share/v1/log/proof", "/share/v1/log/consistency"}


async def applicant(sharing: Sharing, name: str = "成都市司法局业务系统") -> Department:
    department = await sharing.newcomer(name)
    await department.sign_in(type="grant-application")
    return department


def wanted(sharing: Sharing, **changes: Any) -> dict[str, Any]:
    today = sharing.clock.today()
    return {
        "purpose": "party_building",
        "area_code": "510100",
        "data_sets": {"members": {"name": "full", "law_firm_id": "full"}},
        "valid_from": today.isoformat(),
        "valid_to": (today + dt.timedelta(days=365)).isoformat(),
    } | changes


async def apply(department: Department, body: dict[str, Any], expect: int = 201, key: str | None = None) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return (await department("POST", "/grant-requests", expect, json=body, headers=headers)).json()


async def test_a_newcomer_applies_is_approved_and_reads(sharing: Sharing, api: Api) -> None:
    await make_member(sharing.admin, "赵一", await make_org(sharing.admin, "中共甲支部"))
    department = await applicant(sharing)
    assert len((await department.get("/catalogue"))["data_sets"]) == 4
    asked = await apply(department, wanted(sharing))
    assert (asked["state"], asked["awaiting"]) == ("requested", ["justice_bureau", "organization_department"])
    assert (asked["legal_basis"][:2], asked["answer_due_on"]) == ("《关", "2026-12-07")
    admin = await api.as_(StaffRole.SECURITY_ADMIN)
    (listed,) = (await admin.get("/sharing-grants"))["items"]
    assert (listed["id"], listed["area_code"], listed["partner_id"]) == (
        asked["id"],
        "5101",
        str(department.partner_id),
    )
    assert (await department.ask_for_token(grant=asked["id"])).status_code == 403
    for role in (StaffRole.ORGANIZATION_DEPARTMENT, StaffRole.JUSTICE_BUREAU):
        owner = await api.as_(role, area="5101")
        await owner.post(f"/sharing-grants/{asked['id']}/answers", {"action": "approve", "document": "文号一"})
    approved = await department.get(f"/grant-requests/{asked['id']}")
    assert (approved["state"], approved["awaiting"], approved["supply_due_on"]) == ("approved", [], "2026-12-21")
    await admin.post(f"/sharing-grants/{asked['id']}/actions", {"action": "bring_into_force"})
    assert [item["state"] for item in (await department.get("/grant-requests"))["items"]] == ["in_force"]
    await department.sign_in(grant=asked["id"])
    assert (await department.get("/members"))["items"][0]["name"] == "赵一"


async def test_a_refusal_is_read_with_its_written_reason(sharing: Sharing, api: Api) -> None:
    department = await applicant(sharing)
    asked = await apply(department, wanted(sharing))
    owner = await api.as_(StaffRole.JUSTICE_BUREAU, area="5101")
    path = f"/sharing-grants/{asked['id']}/answers"
    await owner.post(path, {"action": "refuse"}, 422)
    await owner.post(path, {"action": "refuse", "reason": "用途不在法定职责内"})
    answer = await department.get(f"/grant-requests/{asked['id']}")
    assert (answer["state"], answer["answer"]) == ("refused", "用途不在法定职责内")


async def test_the_clock_follows_the_sharing_class(sharing: Sharing) -> None:
    department = await applicant(sharing)
    asked = await apply(department, wanted(sharing, data_sets={"law_firms": {"name": "full"}}))
    assert asked["answer_due_on"] == "2026-11-24"


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"purpose": "curiosity"}, "purpose", "purpose_unknown"),
        ({"data_sets": {}}, "data_sets", "fields_missing"),
        ({"data_sets": {"dues": {"name": "full"}}}, "data_sets", "data_set_unknown"),
        ({"data_sets": {"members": {"sex": "year"}}}, "data_sets", "transform_not_allowed"),
        (
            {"purpose": "coverage_statistics", "data_sets": {"members": {"name": "full"}}},
            "data_sets",
            "field_beyond_purpose",
        ),
        ({"valid_to": "2026-11-22"}, "valid_to", "validity_over"),
        ({"area_code": "5199"}, "area_code", "area_unknown"),
        ({"embargo": "delayed"}, "embargo_days", "embargo_days"),
        ({"embargo_days": 3}, "embargo_days", "embargo_days"),
        ({"embargo": "sealed"}, "embargo_order", "embargo_order"),
        ({"embargo_order": "某文号"}, "embargo_order", "embargo_order"),
    ],
)
async def test_an_application_names_what_is_wrong(
    sharing: Sharing, change: dict[str, Any], field: str, code: str
) -> None:
    department = await applicant(sharing)
    refused = await apply(department, wanted(sharing, **change), 422)
    assert (refused["errors"][0]["field"], refused["errors"][0]["code"]) == (field, code)
    assert (await apply(department, wanted(sharing, partner_id=str(department.partner_id)), 400))["code"] == (
        "unknown_input"
    )


async def test_a_token_to_apply_with_gives_no_data(sharing: Sharing) -> None:
    department = await applicant(sharing)
    claims = jwt.get_unverified_claims(department.token)
    assert claims["authorization_details"] == [{"type": "grant-application"}]
    routes = [context for context in iter_route_contexts(sharing.app.routes) if context.path]
    tried = 0
    for context in routes:
        route = context.original_route
        if (
            not isinstance(route, APIRoute)
            or not (context.path or "").startswith("/share/v1")
            or context.path in PUBLIC
        ):
            continue
        for method in route.methods or ():
            if (method, context.path) in APPLYING:
                continue
            path = str(context.path).removeprefix("/share/v1").replace("{dataset}", "members")
            for name in ("export_id", "request_id", "disclosure_id", "subscription_id", "delivery_id"):
                path = path.replace("{" + name + "}", "00000000-0000-7000-8000-000000000000")
            answer = await department(method, path, json={})
            assert answer.status_code == 401, (method, path, answer.text)
            tried += 1
    assert tried >= 14


async def test_a_token_for_data_applies_for_nothing(sharing: Sharing) -> None:
    partner = await sharing.partner()
    await partner("GET", "/grant-requests", 401)
    await apply(partner, wanted(sharing), 401)


@pytest.mark.parametrize("detail", [{"purpose": "party_building"}, {"grant": "x"}, {"extra": 1}], ids=str)
async def test_a_token_to_apply_with_is_asked_for_by_its_type_alone(sharing: Sharing, detail: dict[str, Any]) -> None:
    department = await sharing.newcomer()
    assert (await department.ask_for_token(type="grant-application", **detail)).status_code == 403


async def test_a_partner_sees_its_own_applications_alone(sharing: Sharing) -> None:
    one, other = await applicant(sharing), await applicant(sharing, "另一系统")
    asked = await apply(one, wanted(sharing))
    await other("GET", f"/grant-requests/{asked['id']}", 404)
    assert (await other.get("/grant-requests"))["items"] == []
    assert [item["id"] for item in (await one.get("/grant-requests", params={"state": "requested"}))["items"]] == [
        asked["id"]
    ]
    await one("GET", "/grant-requests", 400, params={"partner_id": str(other.partner_id)})
    assert (await one("GET", "/grant-requests", 400, params={"cursor": "x"})).json()["code"] == "cursor_invalid"


async def test_any_retry_has_the_effect_of_one(sharing: Sharing) -> None:
    department = await applicant(sharing)
    first = await apply(department, wanted(sharing), key="one")
    assert await apply(department, wanted(sharing), key="one") == first
    refused = await apply(department, wanted(sharing, quota_per_day=5), 422, key="one")
    assert refused["code"] == "idempotency_key_reused"
    assert len((await department.get("/grant-requests"))["items"]) == 1


async def test_the_application_is_in_the_ledger(sharing: Sharing) -> None:
    department = await applicant(sharing)
    await apply(department, wanted(sharing))
    async with sharing.admin.as_admin() as session:
        (change,) = (await session.exec(select(Change).where(Change.entity == "sharing_grant"))).all()
    assert (change.op.value, change.place_after, change.actor_body) == ("create", "/51/5101/", "成都市司法局业务系统")


async def test_a_suspended_partner_stops_applying_within_five_seconds(sharing: Sharing, clock: SetClock) -> None:
    department = await applicant(sharing)
    await department.get("/grant-requests")
    async with sharing.admin.as_admin() as session:
        partner = await session.get_one(Partner, department.partner_id)
        partner.suspended_at = clock.now()
        session.add(partner)
    clock.advance(seconds=5)
    await department("GET", "/grant-requests", 401)
    assert (await department.ask_for_token(type="grant-application")).status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        {"state": GrantState.IN_FORCE},
        {"state": GrantState.APPROVED},
        {"approvals": {"justice_bureau": {"body": "x"}}},
        {"answer": "已同意"},
        {"partner_id": None},
    ],
    ids=str,
)
async def test_the_sharing_process_can_grant_itself_nothing(sharing: Sharing, change: dict[str, Any]) -> None:
    one, other = await applicant(sharing), await applicant(sharing, "另一系统")
    who = await sharing.app.state.partners.applicant(one.token)
    today = sharing.clock.today()
    async with sharing.admin.as_admin() as session:
        area = (await session.exec(select(Area).where(Area.code == "5101"))).one()
    facts: dict[str, Any] = {
        "partner_id": other.partner_id if "partner_id" in change else one.partner_id,
        "purpose": "party_building",
        "legal_basis": "通知",
        "area_code": "5101",
        "place_path": area.place_path,
        "data_sets": {"members": {"name": "full"}},
        "quota_per_day": 1,
        "valid_from": today,
        "valid_to": today,
        "state": GrantState.REQUESTED,
        "approvals": {"organization_department": None},
        "requested_on": today,
        "answer_due_on": today,
    }
    facts |= {name: value for name, value in change.items() if value is not None}
    async with sharing.admin.session(who.scope) as session:
        session.add(SharingGrant(**facts))
        with pytest.raises(sa.exc.DBAPIError, match="row-level security"):
            await session.flush()
        await session.rollback()
