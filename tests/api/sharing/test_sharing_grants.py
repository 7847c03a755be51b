"""Partner systems and their grants: registered, approved by the owning departments, brought into force."""

import uuid
from typing import Any

import pytest

from app.models.accounts import StaffRole
from app.models.sharing import GrantAction, GrantState, SharingGrant
from app.workflows.sharing_grant import STEPS
from tests.support.api_client import Api, Caller
from tests.support.sharing_grants import applied, registered
from tests.support.sharing_partner import PartnerKey

MIXED = {"members": {"name": "full", "law_firm_id": "full"}}


@pytest.fixture
async def admin(api: Api) -> Caller:
    return await api.as_(StaffRole.SECURITY_ADMIN)


async def test_a_partner_is_registered_with_public_keys_alone(admin: Caller) -> None:
    key = PartnerKey()
    partner = await registered(admin, keys=[key.public])
    assert partner["keys"] == [key.public]
    taken = await admin.post(
        "/partners", {"client_id": "cd-justice", "name": "另一系统", "contact": "某处", "keys": [key.public]}, 409
    )
    assert taken["code"] == "client_id_taken"
    wrong = [key.public | {"d": "secret"}, key.public | {"crv": "P-384"}, {"kty": "RSA"}, key.public | {"kid": ""}]
    for index, bad in enumerate(wrong):
        refused = await admin.post(
            "/partners", {"client_id": f"x-{index}", "name": "系统", "contact": "某处", "keys": [bad]}, 422
        )
        assert refused["errors"][0]["field"] == "keys.0", bad
    twice = {"client_id": "x-9", "name": "系统", "contact": "某处", "keys": [key.public, key.public]}
    assert (await admin.post("/partners", twice, 422))["errors"][0]["code"] == "key_id_repeated"


async def test_keys_are_replaced_and_a_partner_is_suspended_and_resumed(admin: Caller) -> None:
    partner = await registered(admin)
    fresh = PartnerKey("2027-1")
    replaced = (await admin("PUT", f"/partners/{partner['id']}/keys", 200, json={"keys": [fresh.public]})).json()
    assert [key["kid"] for key in replaced["keys"]] == ["2027-1"]
    suspended = await admin.post(f"/partners/{partner['id']}/suspend")
    assert suspended["suspended_at"] is not None
    assert await admin.post(f"/partners/{partner['id']}/suspend") == suspended
    assert (await admin.post(f"/partners/{partner['id']}/resume"))["suspended_at"] is None


async def test_a_grant_is_in_force_once_every_owning_department_agreed(api: Api, admin: Caller) -> None:
    grant = await applied(admin, api, data_sets=MIXED)
    assert grant["awaiting"] == ["justice_bureau", "organization_department"]
    path = f"/sharing-grants/{grant['id']}"
    early = await admin.post(f"{path}/actions", {"action": "bring_into_force"}, 409)
    assert early["code"] == "grant_action_out_of_turn"
    department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
    bureau = await api.as_(StaffRole.JUSTICE_BUREAU, area="51")
    approval = {"action": "approve", "document": "成组函〔2026〕5号"}
    half = await department.post(f"{path}/answers", approval)
    assert (half["state"], half["awaiting"]) == ("requested", ["justice_bureau"])
    again = await department.post(f"{path}/answers", approval, 409)
    assert again["code"] == "grant_action_out_of_turn"
    assert "当前角色已经办理；当前角色现在没有可办的步骤" in again["detail"]
    assert (await department.get(path))["allowed_actions"] == []
    assert (await bureau.get(path))["allowed_actions"] == ["approve", "refuse"]
    whole = await bureau.post(f"{path}/answers", approval)
    assert (whole["state"], whole["awaiting"]) == ("approved", [])
    assert whole["supply_due_on"] is not None
    assert (await admin.post(f"{path}/actions", {"action": "bring_into_force"}))["state"] == "in_force"
    suspended = await admin.post(f"{path}/actions", {"action": "suspend", "reason": "密钥可能泄露"})
    assert (suspended["state"], suspended["answer"]) == ("suspended", "密钥可能泄露")
    assert (await admin.post(f"{path}/actions", {"action": "resume"}))["state"] == "in_force"
    assert (await admin.post(f"{path}/actions", {"action": "end", "reason": "系统停用"}))["state"] == "ended"


async def test_only_an_owning_department_of_the_area_answers(api: Api, admin: Caller) -> None:
    grant = await applied(admin, api)
    path = f"/sharing-grants/{grant['id']}/answers"
    approval = {"action": "approve", "document": "文号一"}
    bureau = await api.as_(StaffRole.JUSTICE_BUREAU, area="5101")
    assert (await bureau.post(path, approval, 403))["code"] == "not_the_acting_body"
    elsewhere = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5107")
    await elsewhere.post(path, approval, 404)
    below = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="510104")
    await below.post(path, approval, 404)
    for role in (StaffRole.BAR_ASSOCIATION, StaffRole.AUDIT_ADMIN):
        caller = await api.as_(role, area="5101" if role is StaffRole.BAR_ASSOCIATION else None)
        await caller.post(path, approval, 403)
    refusing = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
    refused = await refusing.post(path, {"action": "refuse", "reason": "用途不在法定职责内"})
    assert (refused["state"], refused["answer"]) == ("refused", "用途不在法定职责内")


async def test_the_clock_of_the_answer_follows_the_sharing_class(api: Api, admin: Caller) -> None:
    conditional = await applied(admin, api)
    open_to_all = await applied(admin, api, data_sets={"law_firms": {"name": "full"}})
    assert conditional["requested_on"] == "2026-11-23"
    assert (open_to_all["answer_due_on"], conditional["answer_due_on"]) == ("2026-11-24", "2026-12-07")


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"purpose": "curiosity"}, "purpose", "purpose_unknown"),
        ({"data_sets": {}}, "data_sets", "fields_missing"),
        ({"data_sets": {"members": {}}}, "data_sets", "fields_missing"),
        ({"data_sets": {"dues": {"name": "full"}}}, "data_sets", "data_set_unknown"),
        ({"data_sets": {"members": {"home_address": "full"}}}, "data_sets", "field_unknown"),
        ({"data_sets": {"members": {"sex": "year"}}}, "data_sets", "transform_not_allowed"),
        (
            {"purpose": "coverage_statistics", "data_sets": {"members": {"name": "full"}}},
            "data_sets",
            "field_beyond_purpose",
        ),
        ({"valid_to": "2026-11-22"}, "valid_to", "validity_over"),
        ({"valid_from": "2027-01-02", "valid_to": "2027-01-01"}, "valid_to", "validity_over"),
        ({"partner_id": "00000000-0000-7000-8000-000000000000"}, "partner_id", "partner_not_found"),
        ({"area_code": "5199"}, "area_code", "area_unknown"),
    ],
)
async def test_an_application_names_what_is_wrong(
    api: Api, admin: Caller, change: dict[str, Any], field: str, code: str
) -> None:
    refused = await applied(admin, api, 422, **change)
    assert (refused["errors"][0]["field"], refused["errors"][0]["code"]) == (field, code)


async def test_another_content_has_to_be_approved_anew(api: Api, admin: Caller) -> None:
    grant = await applied(admin, api)
    department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
    path = f"/sharing-grants/{grant['id']}"
    await department.post(f"{path}/answers", {"action": "approve", "document": "文号一"})
    await admin.post(f"{path}/actions", {"action": "bring_into_force"})
    amended = await admin.patch(path, {"data_sets": MIXED})
    assert (amended["state"], amended["content_version"]) == ("requested", 2)
    assert amended["awaiting"] == ["justice_bureau", "organization_department"]
    stale = await admin("PATCH", path, 412, json={"quota_per_day": 1}, headers={"If-Match": '"1"'})
    assert stale.json()["code"] == "stale"


async def test_every_state_takes_the_actions_of_the_table_and_no_other(api: Api, admin: Caller) -> None:
    department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
    facts = {"document": "文号一", "reason": "理由一"}
    grant = await applied(admin, api)
    for state in GrantState:
        for action in GrantAction:
            by_owner = action in {GrantAction.APPROVE, GrantAction.REFUSE}
            async with api.admin.as_admin() as session:
                row = await session.get_one(SharingGrant, uuid.UUID(grant["id"]), populate_existing=True)
                row.state, row.approvals = state, {"organization_department": None}
                session.add(row)
            names = {"approve": ["document"], "refuse": ["reason"], "suspend": ["reason"], "end": ["reason"]}
            body = {"action": action, **{name: facts[name] for name in names.get(action, [])}}
            path = f"/sharing-grants/{grant['id']}/{'answers' if by_owner else 'actions'}"
            answer = await (department if by_owner else admin)("POST", path, json=body)
            step = STEPS.get((state, action))
            assert answer.status_code == (200 if step else 409), (state, action)
            assert not step or answer.json()["state"] == step.to_state
