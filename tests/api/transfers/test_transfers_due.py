"""Who is obliged to transfer, where to, and the drafts opened for them (N08, N09)."""

import datetime as dt
import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from app.models.accounts import StaffRole
from app.models.areas import DepartmentKind
from app.models.lawyers import Lawyer, Practice
from app.models.transfers import Transfer
from app.rules.transfers.placement import obligation
from tests.support.api_client import Api
from tests.support.builders import make_department, make_lawyer, make_org
from tests.support.clock import TODAY, SetClock
from tests.support.transfers_due_case import TransfersDueCase, began


async def test_who_is_in_no_member_list_is_told_where_to_go(api: Api) -> None:
    town = await TransfersDueCase.make(api)
    await town.lawyer("赵一", town.own)
    await town.lawyer("钱二", town.bare)
    await make_lawyer(api.admin, "孙三", town.bare, political_status="13")
    first, second = await town.due()
    assert (first["name"], first["to_kind"], first["to_org_id"]) == (
        "钱二",
        "city_association",
        str(town.orgs["association"].id),
    )
    assert (second["name"], second["to_kind"], second["to_org_id"]) == ("赵一", "firm_org", str(town.orgs["own"].id))
    assert (first["ground"], first["obliged_since"], first["due_on"], first["overdue"]) == (
        "full_time",
        "2020-01-01",
        "2020-07-01",
        True,
    )
    assert (first["from_org_id"], first["transfer_state"]) == (None, None)


async def test_who_sits_where_the_notice_sends_is_not_due(api: Api) -> None:
    town = await TransfersDueCase.make(api)
    await town.member("赵一", town.own, "own")
    await town.member("钱二", town.bare, "pool")
    await town.member("孙三", town.bare, "association")
    assert await town.names() == []


async def test_who_stayed_behind_in_another_firm_s_organization_is_due(api: Api) -> None:
    town = await TransfersDueCase.make(api)
    await town.member("赵一", town.bare, "own")
    await town.member("钱二", town.own, "pool")
    await town.member("孙三", town.bare, "bureau")
    by_name = {item["name"]: (item["to_kind"], item["from_org_id"]) for item in await town.due()}
    assert by_name == {
        "赵一": ("city_association", str(town.orgs["own"].id)),
        "钱二": ("firm_org", str(town.orgs["pool"].id)),
        "孙三": ("city_association", str(town.orgs["bureau"].id)),
    }


async def test_a_county_sees_where_its_lawyers_sit_outside_its_scope(api: Api) -> None:
    town = await TransfersDueCase.make(api)
    await town.member("赵一", town.bare, "pool")
    await town.member("钱二", town.bare, "bureau")
    county = await api.as_(StaffRole.JUSTICE_BUREAU, area="510104")
    assert [item["name"] for item in (await county.get("/transfers/due"))["items"]] == ["钱二"]
    elsewhere = await api.as_(StaffRole.JUSTICE_BUREAU, area="510105")
    assert (await elsewhere.get("/transfers/due"))["items"] == []


async def test_the_nearest_association_goes_before_the_city_s_and_a_bureau_comes_last(api: Api) -> None:
    town = await TransfersDueCase.make(api)
    await town.lawyer("赵一", town.bare)
    sent = []
    for kind, area, name in (
        (DepartmentKind.JUSTICE_BUREAU, "510104", "锦江区司法局"),
        (DepartmentKind.BAR_ASSOCIATION, "510104", "锦江区律师协会"),
    ):
        department = await make_department(api.admin, kind, area, name)
        await make_org(api.admin, f"中共{name}支部", area=area, department_id=department.id)
        sent.append((await town.due())[0]["to_kind"])
    assert sent == ["city_association", "county_association"]
    async with api.admin.as_admin() as session:
        await session.exec(sa.text("UPDATE party_org SET department_id = NULL WHERE name LIKE '%律师%'"))  # type: ignore[call-overload]
    assert (await town.due())[0]["to_kind"] == "county_bureau"
    async with api.admin.as_admin() as session:
        await session.exec(sa.text("UPDATE party_org SET department_id = NULL WHERE name LIKE '%锦江%'"))  # type: ignore[call-overload]
    assert (await town.due())[0]["to_kind"] == "city_bureau"
    async with api.admin.as_admin() as session:
        await session.exec(sa.text("UPDATE party_org SET department_id = NULL"))  # type: ignore[call-overload]
    nowhere = (await town.due())[0]
    assert (nowhere["to_kind"], nowhere["to_org_id"]) == (None, None)


async def test_a_recorded_local_decision_goes_first(api: Api) -> None:
    town = await TransfersDueCase.make(api)
    await town.lawyer("赵一", town.bare)
    await town.lawyer("钱二", town.own)
    department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
    decision = {
        "area_code": "5101",
        "org_id": str(town.orgs["bureau"].id),
        "document": "某市委组织部〔2026〕3号",
        "decided_on": "2026-10-01",
    }
    made = await department.post("/placement-decisions", decision, 201)
    assert (await department.post("/placement-decisions", decision, 409))["code"] == "placement_exists"
    assert {item["name"]: item["to_kind"] for item in await town.due()} == {"赵一": "area_decision", "钱二": "firm_org"}
    await department.post("/placement-decisions", decision | {"firm_id": str(town.own.id)}, 201)
    due = {item["name"]: (item["to_kind"], item["to_document"]) for item in await town.due()}
    assert due["钱二"] == ("firm_decision", decision["document"])
    ended = await department.post(f"/placement-decisions/{made['id']}/end", {"reason": "已成立律师协会"})
    assert ended["ended_on"] == TODAY.isoformat()
    again = f"/placement-decisions/{made['id']}/end"
    assert (await department.post(again, {"reason": "已成立律师协会"}, 409))["code"] == "placement_ended"
    assert {item["name"]: item["to_kind"] for item in await town.due()}["赵一"] == "city_association"
    listed = await town.bureau.get("/placement-decisions?in_force=true")
    assert [item["firm_id"] for item in listed["items"]] == [str(town.own.id)]


async def test_decisions_are_recorded_within_the_own_area_by_the_organization_department(api: Api) -> None:
    town = await TransfersDueCase.make(api)
    decision = {
        "area_code": "5107",
        "org_id": str(town.orgs["bureau"].id),
        "document": "某市委组织部〔2026〕3号",
        "decided_on": "2026-10-01",
    }
    assert (await town.bureau.post("/placement-decisions", decision, 403))["code"] == "forbidden"
    department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
    assert (await department.post("/placement-decisions", decision, 422))["code"] == "area_out_of_scope"
    for field, value in (("org_id", str(uuid.uuid4())), ("firm_id", str(uuid.uuid4())), ("decided_on", "2026-11-24")):
        problem = await department.post("/placement-decisions", decision | {"area_code": "5101", field: value}, 422)
        assert problem["errors"][0]["field"] == field


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    practice_type=st.sampled_from(["1", "2", "6"]),
    start=st.dates(dt.date(2026, 5, 15), dt.date(2026, 6, 5)) | st.dates(dt.date(2024, 1, 1), TODAY),
    known=st.booleans(),
)
async def test_the_statement_follows_the_rule(
    api: Api, clock: SetClock, practice_type: str, start: dt.date, known: bool
) -> None:
    town = _towns.get(id(api)) or _towns.setdefault(id(api), await TransfersDueCase.make(api))
    lawyer = await town.lawyer("赵一", town.bare, practice_type=practice_type)
    await began(api, lawyer, start, known=known)
    expected = obligation(practice_type, start if known else None, TODAY, 6)
    found = [item for item in await town.due(limit=200) if item["person_id"] == str(lawyer.person_id)]
    assert len(found) == (expected is not None)
    for item in found:
        assert expected is not None
        assert item["ground"] == expected.ground
        assert item["obliged_since"] == (expected.since_on and expected.since_on.isoformat())
        assert item["due_on"] == (expected.due_on and expected.due_on.isoformat())
        assert item["overdue"] == expected.overdue(TODAY)
    async with api.admin.as_admin() as session:
        await session.exec(sa.delete(Practice).where(col(Practice.person_id) == lawyer.person_id))
        await session.exec(sa.delete(Lawyer).where(col(Lawyer.person_id) == lawyer.person_id))


_towns: dict[int, TransfersDueCase] = {}


async def test_the_list_is_narrowed_and_counted(api: Api) -> None:
    town = await TransfersDueCase.make(api)
    await town.lawyer("赵一", town.own)
    recent = await town.lawyer("钱二", town.bare)
    await began(api, recent, dt.date(2026, 11, 1))
    assert await town.names(firm_id=str(town.own.id)) == ["赵一"]
    assert await town.names(area_code="510104") == ["钱二", "赵一"]
    assert await town.names(area_code="510105") == []
    assert await town.names(org_id=str(town.orgs["own"].id)) == ["赵一"]
    assert await town.names(overdue="true") == ["赵一"]
    page = await town.bureau.get("/transfers/due?include=total&limit=1")
    assert (page["total"], len(page["items"])) == (2, 1)
    await town.bureau("GET", "/transfers/due?status=x", 422)
    member = await api.as_(StaffRole.MEMBER, person=recent.person_id)
    await member.get("/transfers/due", 403)


async def test_drafts_are_opened_for_a_firm_and_repeating_opens_nothing(api: Api) -> None:
    town = await TransfersDueCase.make(api)
    outside = await town.lawyer("赵一", town.bare)
    await town.member("钱二", town.bare, "own")
    await town.member("孙三", town.bare, "bureau")
    body = {"firm_id": str(town.bare.id)}
    done = await town.bureau.post("/transfers/due/open", body)
    routes = {item["name"]: (item["result"], item["route"]) for item in done["items"]}
    assert done["opened"] == 3
    assert routes == {"赵一": ("opened", "incoming"), "钱二": ("opened", "internal"), "孙三": ("opened", "letter")}
    assert await town.names() == []
    assert {item["name"]: item["transfer_state"] for item in await town.due(in_transfer="true")} == dict.fromkeys(
        ("赵一", "钱二", "孙三"), "draft"
    )
    assert (await town.bureau.post("/transfers/due/open", body)) == {"opened": 0, "items": [], "more": False}
    again = await town.bureau.post("/transfers/due/open", {"person_ids": [str(outside.person_id), str(uuid.uuid4())]})
    assert {item["code"] for item in again["items"]} == {"transfer_already_open", "transfer_not_due"}
    async with api.admin.as_admin() as session:
        transfers = (await session.exec(select(Transfer))).all()
    assert {(t.state, t.submitted_on, t.dues_paid_to) for t in transfers} == {("draft", None, None)}


async def test_what_a_department_proposed_the_branch_submits(api: Api) -> None:
    town = await TransfersDueCase.make(api)
    await town.member("孙三", town.bare, "bureau")
    branch = await api.as_(StaffRole.ORG_OFFICER, org=town.orgs["bureau"].id)
    receiver = await api.as_(StaffRole.ORG_OFFICER, org=town.orgs["association"].id)
    (item,) = (await town.bureau.post("/transfers/due/open", {"area_code": "5101"}))["items"]
    path = f"/transfers/{item['transfer_id']}"
    await receiver.get(path, 404)
    shown = await branch.get(path)
    assert shown["allowed_actions"] == ["submit", "withdraw"]
    submit = {"action": "submit"}
    assert (await town.bureau.post(f"{path}/actions", submit, 403))["code"] == "forbidden"
    missing = await branch.post(f"{path}/actions", submit, 422)
    assert missing["errors"][0]["code"] == "dues_month_required"
    done = await branch.post(f"{path}/actions", submit | {"dues_paid_to": "2026-10"})
    assert done["state"] == "submitted"
    assert (await receiver.get(path))["state"] == "submitted"


async def test_an_officer_opens_for_the_own_members_and_for_who_comes_to_the_own_committee(api: Api) -> None:
    town = await TransfersDueCase.make(api)
    await town.lawyer("赵一", town.own)
    await town.member("钱二", town.own, "bureau")
    committee = await api.as_(StaffRole.ORG_OFFICER, org=town.orgs["association"].id)
    done = await committee.post("/transfers/due/open", {"firm_id": str(town.own.id)})
    assert {item["name"]: (item["result"], item["code"]) for item in done["items"]} == {
        "赵一": ("opened", None),
        "钱二": ("skipped", "not_the_acting_body"),
    }


async def test_without_a_place_to_go_nothing_is_opened(api: Api) -> None:
    town = await TransfersDueCase.make(api)
    await town.lawyer("赵一", town.bare)
    async with api.admin.as_admin() as session:
        await session.exec(sa.text("UPDATE party_org SET department_id = NULL"))  # type: ignore[call-overload]
    done = await town.bureau.post("/transfers/due/open", {"area_code": "5101"})
    assert (done["opened"], done["items"][0]["code"]) == (0, "no_place_to_go")


@pytest.mark.parametrize("body", [{}, {"area_code": "5101", "person_ids": [str(uuid.uuid4())]}])
async def test_one_selection_is_asked_for(api: Api, body: dict[str, Any]) -> None:
    town = await TransfersDueCase.make(api)
    problem = await town.bureau.post("/transfers/due/open", body, 422)
    assert problem["errors"][0]["code"] == "one_selection"


async def test_a_department_may_add_nothing_but_drafts(api: Api) -> None:
    town = await TransfersDueCase.make(api)
    lawyer = await town.lawyer("赵一", town.bare)
    await town.bureau.post("/transfers/due/open", {"area_code": "5101"})
    async with api.admin.as_admin() as session:
        transfer = (await session.exec(select(Transfer).where(col(Transfer.person_id) == lawyer.person_id))).one()
        rows = await session.exec(sa.text("SELECT permissive FROM pg_policies WHERE policyname = 'area_proposes'"))  # type: ignore[call-overload]
        assert rows.scalars().all() == ["RESTRICTIVE"]
    assert transfer.from_org_id is None
