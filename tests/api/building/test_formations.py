"""Founding organizations: who should, who replies, and what stands in the end (N23, N24, N28)."""

import datetime as dt
from typing import Any

from sqlmodel import select

from app.models.accounts import StaffRole
from app.models.changes import Change
from app.models.law_firms import FirmStatus, LawFirm
from app.models.lawyers import Practice
from tests.support.builders import make_firm, make_org
from tests.support.clock import TODAY
from tests.support.formation_case import FormationCase


async def test_a_firm_with_three_full_members_should_found_its_own(town: FormationCase) -> None:
    firm = await town.firm("四川甲律师事务所", 3)
    await town.firm("四川乙律师事务所", 2)
    (found,) = await town.candidates()
    assert found["id"] == str(firm.id)
    assert (found["full_members"], found["here"], found["elsewhere"], found["outside"]) == (3, 0, 3, 0)
    assert found["parent_id"] == str(town.committee.id)
    assert found["missing"] == ["relationships"]


async def test_probationary_suspended_and_passing_part_time_members_do_not_count(town: FormationCase) -> None:
    firm = await town.firm("四川甲律师事务所", 2)
    await town.staff(firm, 1, category="2")
    await town.staff(firm, 1, status="2")
    await town.staff(firm, 1, practice_type="2")
    async with town.api.admin.as_admin() as session:
        began = TODAY - dt.timedelta(days=60)
        for practice in (await session.exec(select(Practice).where(Practice.practice_type == "2"))).all():
            await session.delete(practice)
            await session.flush()
            session.add(Practice(**practice.model_dump() | {"valid_during": type(practice.valid_during)(began, None)}))
    assert await town.candidates() == []
    await town.staff(firm, 1)
    (found,) = await town.candidates()
    numbers = {name: found[name] for name in ("full_members", "part_time", "probationary", "suspended")}
    assert numbers == {"full_members": 3, "part_time": 1, "probationary": 1, "suspended": 1}


async def test_who_practises_here_and_belongs_to_another_city_counts_without_being_shown(town: FormationCase) -> None:
    firm = await town.firm("四川甲律师事务所", 2)
    elsewhere = await make_org(town.api.admin, "中共绵阳乙支部", area="510703")
    await town.staff(firm, 1, org=elsewhere)
    (found,) = await town.candidates()
    assert found["elsewhere"] == 3
    assert (await town.guide.get("/members", params={"include": "total"}))["total"] == 2


async def test_enough_members_in_a_joint_branch_are_the_warning_list(town: FormationCase) -> None:
    large, small = await town.firm("四川甲律师事务所", 3), await town.firm("四川乙律师事务所", 1)
    joint = await make_org(
        town.api.admin, "中共第一联合支部", category="632", parent=town.committee, firms=(large, small)
    )
    (found,) = await town.candidates(in_joint_branch="true")
    assert found["covering_org_id"] == str(joint.id)
    assert "leave_joint_branch" in found["missing"]
    assert await town.candidates(in_joint_branch="false") == []


async def test_a_firm_with_its_own_organization_is_no_candidate(town: FormationCase) -> None:
    firm = await town.firm("四川甲律师事务所", 3)
    await make_org(town.api.admin, "中共甲支部", parent=town.committee, firms=(firm,))
    assert await town.candidates() == []
    refused = await town.propose(firm, expect=409)
    assert refused["code"] == "firm_has_organization"


async def test_a_formation_ends_in_the_tree_covering_its_firm(town: FormationCase) -> None:
    firm = await town.firm("四川甲律师事务所", 3)
    proposed = await town.propose(firm)
    assert proposed["state"] == "proposed"
    assert proposed["approver_id"] == str(town.committee.id)
    assert proposed["reply_due_on"] == "2026-12-23"
    assert proposed["firms"][0]["elsewhere"] == 3
    filed = await town.walk(proposed)
    assert filed["state"] == "filed"
    assert [step["action"] for step in filed["steps"]] == ["approve", "record_election", "found", "file"]
    org = await town.guide.get(f"/party-orgs/{filed['org_id']}")
    assert (org["category"], org["parent_id"]) == ("631", str(town.committee.id))
    assert (org["secretary_name"], org["basis"], org["founded_on"]) == ("赵一", "transferred", str(TODAY))
    assert [unit["firm_id"] for unit in org["units"]] == [str(firm.id)]
    assert await town.candidates() == []
    async with town.api.admin.as_admin() as session:
        changes = (await session.exec(select(Change).where(Change.entity == "formation"))).all()
    assert [change.version for change in sorted(changes, key=lambda c: c.version)] == [1, 2, 3, 4, 5]


async def test_members_still_have_to_be_transferred_after_the_founding(town: FormationCase) -> None:
    firm = await town.firm("四川甲律师事务所", 3)
    founded = await town.walk(await town.propose(firm), until="founded")
    path = f"/formations/{founded['id']}/members"
    page = await town.guide.get(path, params={"outstanding": "true"})
    assert len(page["items"]) == 3
    assert {item["affiliation_name"] for item in page["items"]} == {town.direct.name}
    assert (await town.guide.get(path, params={"outstanding": "false"}))["items"] == []
    (finding,) = await _findings(town, org_id=founded["org_id"])
    assert (finding["kind"], finding["counted"]) == ("too_few_full_members", 0)


async def test_absorbing_members_is_an_exception_that_is_kept(town: FormationCase) -> None:
    firm = await town.firm("四川甲律师事务所", 3)
    founded = await town.walk(await town.propose(firm, basis="absorbed"), until="founded")
    assert (await town.guide.get(f"/party-orgs/{founded['org_id']}"))["basis"] == "absorbed"
    assert await _findings(town, org_id=founded["org_id"]) == []


async def test_two_full_members_are_not_enough(town: FormationCase) -> None:
    refused = await town.propose(await town.firm("四川甲律师事务所", 2), expect=422)
    assert refused["errors"][0]["code"] == "too_few_full_members"


async def test_several_firms_found_a_joint_branch(town: FormationCase) -> None:
    firms = [await town.firm("四川甲律师事务所", 1), await town.firm("四川乙律师事务所", 2, area="510105")]
    founded = await town.walk(await town.propose(*firms), until="founded")
    org = await town.guide.get(f"/party-orgs/{founded['org_id']}")
    assert (org["category"], org["area_code"], len(org["units"])) == ("632", "5101", 2)


async def test_a_firm_with_enough_leaves_its_joint_branch_the_day_it_founds(town: FormationCase) -> None:
    large, small = await town.firm("四川甲律师事务所", 3), await town.firm("四川乙律师事务所", 1)
    joint = await make_org(
        town.api.admin, "中共第一联合支部", category="632", parent=town.committee, firms=(large, small)
    )
    founded = await town.walk(await town.propose(large), until="founded")
    units = (await town.guide.get(f"/party-orgs/{joint.id}"))["units"]
    assert [unit["firm_id"] for unit in units] == [str(small.id)]
    assert (await town.guide.get(f"/law-firms/{large.id}"))["covering_org_id"] == founded["org_id"]
    kinds = {finding["kind"]: finding for finding in await _findings(town, org_id=joint.id)}
    assert kinds["joint_too_few_units"]["since_on"] == str(TODAY)


async def test_only_the_committee_above_replies(town: FormationCase) -> None:
    proposed = await town.propose(await town.firm("四川甲律师事务所", 3))
    for by in (town.guide, town.department):
        refused = await town.act(by, proposed, "approve", 403, document="律党〔2026〕12号")
        assert refused["code"] == "not_the_acting_body"
    stranger = await town.api.as_(StaffRole.ORG_OFFICER, org=town.direct.id)
    await town.act(stranger, proposed, "approve", 404, document="律党〔2026〕12号")


async def test_the_committee_sees_its_formations_and_no_other(town: FormationCase) -> None:
    proposed = await town.propose(await town.firm("四川甲律师事务所", 3))
    assert [f["id"] for f in (await town.approver.get("/formations"))["items"]] == [proposed["id"]]
    other = await make_org(town.api.admin, "中共绵阳委员会", category="611", area="5107")
    for stranger in (
        await town.api.as_(StaffRole.ORG_OFFICER, org=other.id),
        await town.api.as_(StaffRole.BAR_ASSOCIATION, area="5107"),
    ):
        assert (await stranger.get("/formations"))["items"] == []
        await stranger.get(f"/formations/{proposed['id']}", 404)


async def test_steps_are_taken_in_turn(town: FormationCase) -> None:
    proposed = await town.propose(await town.firm("四川甲律师事务所", 3))
    refused = await town.act(town.guide, proposed, "found", 409)
    assert refused["code"] == "formation_action_out_of_turn"
    assert (await town.approver.get(f"/formations/{proposed['id']}"))["allowed_actions"] == [
        "approve",
        "refuse",
        "withdraw",
    ]


async def test_an_election_without_quorum_is_refused(town: FormationCase) -> None:
    approved = await town.walk(await town.propose(await town.firm("四川甲律师事务所", 3)), until="approved")
    election = {"held_on": str(TODAY), "entitled": 5, "present": 3, "votes": 3, "secretary_name": "赵一"}
    refused = await town.act(town.guide, approved, "record_election", 422, **election)
    assert refused["errors"][0] | {"message": ""} == {"field": "present", "code": "election_quorum", "message": ""}
    tomorrow = str(TODAY + dt.timedelta(days=1))
    refused = await town.act(
        town.guide, approved, "record_election", 422, **election | {"present": 5, "held_on": tomorrow}
    )
    assert refused["errors"][0]["code"] == "day_out_of_order"


async def test_a_firm_has_one_open_formation(town: FormationCase) -> None:
    firm = await town.firm("四川甲律师事务所", 3)
    first = await town.propose(firm)
    assert (await town.propose(firm, expect=409))["code"] == "formation_already_open"
    (found,) = await town.candidates(proposed="true")
    assert found["formation_id"] == first["id"]
    await town.act(town.guide, first, "withdraw", reason="两所拟合并，暂缓")
    await town.propose(firm)


async def test_an_overdue_reply_shows(town: FormationCase) -> None:
    proposed = await town.propose(await town.firm("四川甲律师事务所", 3))
    town.api.clock.advance(days=30)  # type: ignore[attr-defined]
    guide = await town.api.as_(StaffRole.BAR_ASSOCIATION, area="5101")
    assert not (await guide.get(f"/formations/{proposed['id']}"))["reply_overdue"]
    town.api.clock.advance(days=1)  # type: ignore[attr-defined]
    guide = await town.api.as_(StaffRole.BAR_ASSOCIATION, area="5101")
    assert (await guide.get(f"/formations/{proposed['id']}"))["reply_overdue"]


async def test_where_there_is_no_association_the_place_decides(town: FormationCase) -> None:
    bureau = await make_org(town.api.admin, "中共绵阳市司法局机关委员会", category="611", area="5107")
    firm = await make_firm(town.api.admin, "绵阳丙律师事务所", area="510703")
    branch = await make_org(town.api.admin, "中共绵阳直属支部", parent=bureau, area="5107")
    await town.staff(firm, 3, org=branch)
    guide = await town.api.as_(StaffRole.JUSTICE_BUREAU, area="5107")
    (found,) = (await guide.get("/formation-candidates"))["items"]
    assert "local_decision" in found["missing"]
    refused = await town.propose(firm, expect=422, by=guide)
    assert refused["errors"][0]["code"] == "superior_required"
    refused = await town.propose(firm, expect=422, by=guide, parent_id=str(bureau.id))
    assert refused["errors"][0]["code"] == "local_decision_required"
    await town.propose(firm, by=guide, parent_id=str(bureau.id), local_decision="市司法局党委会议纪要〔2026〕2号")


async def test_a_firm_that_closed_meanwhile_is_not_founded_over(town: FormationCase) -> None:
    firm = await town.firm("四川甲律师事务所", 3)
    elected = await town.walk(await town.propose(firm), until="elected")
    async with town.api.admin.as_admin() as session:
        (await session.get_one(LawFirm, firm.id)).status = FirmStatus.CANCELLED
    refused = await town.act(town.guide, elected, "found", 422)
    assert refused["errors"][0]["code"] == "law_firm_not_active"


async def _findings(town: FormationCase, **params: Any) -> list[Any]:
    page = await town.department.get("/organization-checks", params={k: str(v) for k, v in params.items()})
    items: list[Any] = page["items"]
    return items


async def test_a_joint_branch_of_six_is_split_as_the_finding_says(town: FormationCase) -> None:
    firms = [await town.firm(f"四川{name}律师事务所", 0) for name in "甲乙丙丁戊己"]
    joint = await make_org(
        town.api.admin, "中共第一联合支部", category="632", parent=town.committee, firms=tuple(firms)
    )
    for firm, full in zip(firms, (1, 1, 1, 0, 1, 2), strict=True):
        await town.staff(firm, full, joint)
    (finding,) = await _findings(town, org_id=joint.id)
    assert (finding["kind"], finding["counted"], finding["figure"]) == ("joint_too_many_units", 6, 5)
    kept = {"firm_ids": [str(firm.id) for firm in firms[:4]]}
    await town.department.patch(f"/party-orgs/{joint.id}", kept)
    founded = await town.walk(await town.propose(*firms[4:]), until="founded")
    assert (await town.guide.get(f"/party-orgs/{founded['org_id']}"))["category"] == "632"
    assert await _findings(town, org_id=joint.id) == []
    page = await town.guide.get(f"/formations/{founded['id']}/members", params={"outstanding": "true"})
    assert len(page["items"]) == 3
