"""What standing organizations lack, from when on, and what to do; figures are lowered so that few people suffice."""

import datetime as dt
from typing import Any

import pytest
from sqlmodel import select

from app.models.accounts import StaffRole
from app.models.figures import RuleFigure
from app.models.law_firms import FirmStatus, LawFirm, LawFirmStanding
from app.models.members import Affiliation, Member
from app.models.party_orgs import FoundingBasis, PartyOrg
from tests.support.api_client import Api, Caller
from tests.support.builders import make_firm, make_lawyer, make_member, make_org, make_person
from tests.support.clock import TODAY

FIRST = dt.date(2021, 3, 1)
LOWERED = {"branch.max_members": 4, "joint_branch.max_units": 2, "committee.min_members": 6}


@pytest.fixture
async def committee(api: Api) -> PartyOrg:
    async with api.admin.as_admin() as session:
        for key, value in LOWERED.items():
            session.add(RuleFigure(key=key, effective_from=TODAY, value=value, unit="人", source="试验"))
    return await make_org(api.admin, "中共成都市律师行业委员会", category="611", area="5101")


async def fill(api: Api, org: PartyOrg, count: int, **facts: Any) -> list[Member]:
    """Members of an organization, one coming every month since `FIRST`."""
    return [
        await make_member(api.admin, "赵一", org, since_day=dt.date(2021, 3 + number, 1), **facts)
        for number in range(count)
    ]


async def findings(api: Api, caller: Caller | None = None, **params: str) -> dict[str, Any]:
    caller = caller or await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
    page = await caller.get("/organization-checks", params=params)
    return {item["kind"]: item for item in page["items"]}


@pytest.mark.parametrize(("members", "kind"), [(4, None), (5, "branch_too_large"), (6, "committee_due")])
async def test_a_branch_outgrows_its_kind(api: Api, committee: PartyOrg, members: int, kind: str | None) -> None:
    branch = await make_org(api.admin, "中共甲支部", parent=committee)
    await fill(api, branch, members)
    found = await findings(api)
    assert set(found) == ({kind} if kind else set())
    if kind:
        assert found[kind]["since_on"] == str(dt.date(2021, 2 + members, 1))
        assert found[kind]["counted"] == members
        assert "PATCH /party-orgs" in found[kind]["remedy"]


async def test_a_general_branch_counts_those_below_it(api: Api, committee: PartyOrg) -> None:
    general = await make_org(api.admin, "中共甲总支部", category="621", parent=committee)
    for name in ("中共甲第一支部", "中共甲第二支部"):
        await fill(api, await make_org(api.admin, name, parent=general), 3)
    assert (await findings(api))["committee_due"]["org_id"] == str(general.id)


@pytest.mark.parametrize(("units", "kind"), [(2, None), (3, "joint_too_many_units")])
async def test_a_joint_branch_covers_so_many_firms_and_no_more(
    api: Api, committee: PartyOrg, units: int, kind: str | None
) -> None:
    firms = [await make_firm(api.admin, f"四川{name}律师事务所") for name in "甲乙丙"[:units]]
    joint = await make_org(api.admin, "中共第一联合支部", category="632", parent=committee, firms=tuple(firms))
    await fill(api, joint, 4)
    found = await findings(api)
    assert set(found) == ({kind} if kind else set())
    if kind:
        assert found[kind]["since_on"] == "2020-01-01"


@pytest.mark.parametrize(("full", "kinds"), [(3, set()), (2, {"too_few_full_members"})])
async def test_below_three_full_members_a_branch_lacks_its_condition(
    api: Api, committee: PartyOrg, full: int, kinds: set[str]
) -> None:
    branch = await make_org(api.admin, "中共甲支部", parent=committee)
    await fill(api, branch, full)
    await fill(api, branch, 1, category="2")
    assert set(await findings(api)) == kinds


async def test_the_day_is_that_on_which_the_third_full_member_left(api: Api, committee: PartyOrg) -> None:
    branch = await make_org(api.admin, "中共甲支部", parent=committee)
    other = await make_org(api.admin, "中共乙委员会", category="611", parent=committee)
    members = await fill(api, branch, 4)
    async with api.admin.as_admin() as session:
        for member, left in zip(members, (dt.date(2024, 5, 6), dt.date(2025, 7, 8)), strict=False):
            row = (await session.exec(select(Affiliation).where(Affiliation.person_id == member.person_id))).one()
            row.valid_during = type(row.valid_during)(row.valid_during.lower, left)
            (await session.get_one(Member, member.person_id)).org_id = other.id
    found = await findings(api)
    assert found["too_few_full_members"]["since_on"] == "2025-07-08"


async def test_a_suspended_member_counts_no_longer(api: Api, committee: PartyOrg) -> None:
    branch = await make_org(api.admin, "中共甲支部", parent=committee)
    *_, member = await fill(api, branch, 3)
    department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
    assert await findings(api, department) == {}
    body = {"membership_status": "2", "document": "成律党〔2026〕9号", "reason": "长期失去联系"}
    await department.patch(f"/members/{member.person_id}", body)
    assert (await findings(api, department))["too_few_full_members"]["since_on"] == str(TODAY)


async def test_who_was_absorbed_counts_where_the_members_practise(api: Api, committee: PartyOrg) -> None:
    firm = await make_firm(api.admin, "四川甲律师事务所")
    basis = FoundingBasis.ABSORBED
    await make_org(api.admin, "中共甲支部", parent=committee, firms=(firm,), basis=basis, area="510104")
    direct = await make_org(api.admin, "中共直属委员会", category="611", parent=committee)
    for _ in range(2):
        person = await make_person(api.admin)
        await make_lawyer(api.admin, "赵一", firm, person=person)
        await make_member(api.admin, "赵一", direct, person=person)
    assert (await findings(api))["too_few_full_members"]["counted"] == 2
    person = await make_person(api.admin)
    await make_lawyer(api.admin, "赵一", firm, person=person)
    await make_member(api.admin, "赵一", direct, person=person)
    assert await findings(api) == {}


async def test_an_organization_without_a_standing_firm_should_end(api: Api, committee: PartyOrg) -> None:
    firm = await make_firm(api.admin, "四川甲律师事务所")
    branch = await make_org(api.admin, "中共甲支部", parent=committee, firms=(firm,))
    await fill(api, branch, 3)
    async with api.admin.as_admin() as session:
        (await session.get_one(LawFirm, firm.id)).status = FirmStatus.CANCELLED
        row = (await session.exec(select(LawFirmStanding).where(LawFirmStanding.firm_id == firm.id))).one()
        row.valid_during = type(row.valid_during)(dt.date(2026, 2, 3), None)
    found = await findings(api)
    assert (set(found), found["firms_cancelled"]["since_on"]) == ({"firms_cancelled"}, "2026-02-03")


async def test_findings_stay_within_the_scope(api: Api, committee: PartyOrg) -> None:
    branch = await make_org(api.admin, "中共甲支部", parent=committee)
    assert "too_few_full_members" in await findings(api, await api.as_(StaffRole.ORG_OFFICER, org=branch.id))
    assert await findings(api, await api.as_(StaffRole.BAR_ASSOCIATION, area="5107")) == {}
    assert await findings(api, area_code="510105") == {}
