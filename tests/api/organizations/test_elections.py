"""Term elections: asked for, agreed to, held with quorum and majority, confirmed; then posts end and begin (N29)."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlmodel import select

from app.models.accounts import StaffRole
from app.models.changes import Change
from app.models.members import Member
from app.models.party_orgs import PartyOrg
from tests.support.api_client import Api, Caller
from tests.support.builders import make_member, make_org
from tests.support.clock import TODAY, SetClock
from tests.support.posts import asked
from tests.support.work_lists import tasks_of


@dataclass
class ElectionCase:
    """A branch of full members under a committee, its secretary's term ending on 2027-03-01."""

    api: Api
    committee: PartyOrg
    branch: PartyOrg
    officer: Caller
    approver: Caller
    department: Caller
    members: list[Member] = field(default_factory=list)

    @classmethod
    async def make(cls, api: Api, members: int, **post: Any) -> "ElectionCase":
        committee = await make_org(api.admin, "中共成都市律师行业委员会", category="611")
        branch = await make_org(api.admin, "中共甲支部", parent=committee)
        officer = await api.as_(StaffRole.ORG_OFFICER, org=branch.id)
        approver = await api.as_(StaffRole.ORG_OFFICER, org=committee.id)
        department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
        hall = cls(api, committee, branch, officer, approver, department)
        hall.members = [await make_member(api.admin, f"赵{n}", branch) for n in "一二三四五六七八九"[:members]]
        body = {"from_on": "2024-03-01", "term_ends_on": "2027-03-01"} | post
        await department.post("/posts", asked(branch, hall.members[0], **body), 201)
        return hall

    async def request(self, expect: int = 201, by: Caller | None = None, **changes: Any) -> Any:
        body = {"org_id": str(self.branch.id), "planned_on": "2027-03-01", "places": 1} | changes
        return await (by or self.officer).post("/elections", body, expect)

    async def act(self, election: Any, action: str, expect: int = 200, by: Caller | None = None, **more: Any) -> Any:
        theirs = action in {"approve", "refuse", "confirm", "reject_result"}
        caller = by or (self.approver if theirs else self.officer)
        return await caller.post(f"/elections/{election['id']}/actions", {"action": action, **more}, expect)

    async def approved(self, **changes: Any) -> Any:
        return await self.act(await self.request(**changes), "approve", document="律党〔2026〕15号")

    def result(self, *votes: tuple[int, str | None], entitled: int, present: int | None = None) -> dict[str, Any]:
        candidates = [
            {"person_id": str(member.person_id), "votes": number, "kind": kind}
            for member, (number, kind) in zip(self.members, votes, strict=False)
        ]
        return {
            "held_on": str(TODAY),
            "entitled": entitled,
            "present": entitled if present is None else present,
            "candidates": candidates,
        }


async def test_an_election_ends_the_old_posts_and_begins_the_new(api: Api) -> None:
    hall = await ElectionCase.make(api, 4)
    election = await hall.approved()
    assert election["approver_id"] == str(hall.committee.id)
    held = await hall.act(election, "record_result", **hall.result((1, None), (3, "secretary"), entitled=4))
    assert (held["state"], held["voters"], held["vacant"]) == ("held", 4, 0)
    assert [(c["name"], c["is_elected"]) for c in held["candidates"]] == [("赵二", True), ("赵一", False)]
    assert (await hall.officer.get(f"/party-orgs/{hall.branch.id}"))["secretary_name"] == "赵一"
    confirmed = await hall.act(held, "confirm", document="律党〔2026〕18号")
    assert (confirmed["state"], confirmed["new_term_ends_on"]) == ("confirmed", "2029-11-23")
    page = await hall.officer.get("/posts", params={"org_id": str(hall.branch.id), "sort": "from_on"})
    assert [(p["name"], p["from_on"], p["until_on"], p["end_reason"]) for p in page["items"]] == [
        ("赵一", "2024-03-01", "2026-11-23", "term_ended"),
        ("赵二", "2026-11-23", None, None),
    ]
    assert page["items"][1]["election_id"] == election["id"]
    assert (await hall.officer.get(f"/party-orgs/{hall.branch.id}"))["secretary_name"] == "赵二"
    async with api.admin.as_admin() as session:
        changes = (await session.exec(select(Change).where(Change.entity == "election"))).all()
    assert sorted(change.version for change in changes) == [1, 2, 3, 4]


async def test_a_committee_of_three_is_elected_from_four_by_seven(api: Api) -> None:
    hall = await ElectionCase.make(api, 7)
    assert (await hall.request(422, places=2))["errors"][0]["code"] == "committee_places"
    election = await hall.approved(places=3)
    votes = [(7, "secretary"), (6, "committee_member"), (5, "committee_member"), (3, None)]
    refused = await hall.act(election, "record_result", 422, **hall.result(*votes[:3], entitled=7))
    assert refused["errors"][0]["code"] == "election_surplus"
    held = await hall.act(election, "record_result", **hall.result(*votes, entitled=7))
    await hall.act(held, "confirm", document="律党〔2026〕18号")
    page = await hall.officer.get("/posts", params={"org_id": str(hall.branch.id), "in_office": "true"})
    assert sorted(item["kind"] for item in page["items"]) == ["committee_member", "committee_member", "secretary"]


@pytest.mark.parametrize(
    ("votes", "entitled", "present", "field", "code"),
    [
        ([(3, "secretary")], 5, 3, "present", "election_quorum"),
        ([(2, "secretary")], 4, 4, "candidates", "election_majority"),
        ([(5, "secretary")], 5, 5, None, None),
        ([(5, "secretary")], 6, 6, "entitled", "entitled_exceeds_voters"),
        ([(5, None)], 5, 5, "candidates.0.kind", "post_of_elected"),
        ([(1, "secretary"), (4, "secretary")], 5, 5, "candidates.0.kind", "post_of_elected"),
        ([(4, "committee_member")], 5, 5, "candidates", "no_branch_committee"),
        ([(6, "secretary")], 5, 5, "candidates", "election_counts"),
    ],
)
async def test_a_result_counts_with_quorum_and_majority_only(
    api: Api, votes: list[tuple[int, str | None]], entitled: int, present: int, field: str | None, code: str | None
) -> None:
    hall = await ElectionCase.make(api, 5)
    await make_member(api.admin, "钱一", hall.branch, category="2")
    await make_member(api.admin, "钱二", hall.branch, status="2")
    election = await hall.approved()
    result = hall.result(*votes, entitled=entitled, present=present)
    answer = await hall.act(election, "record_result", 422 if code else 200, **result)
    assert (field, code) in [(f["field"], f["code"]) for f in answer["errors"]] if code else answer["state"] == "held"


async def test_a_term_moves_by_a_year_at_most_and_with_a_reason(api: Api) -> None:
    hall = await ElectionCase.make(api, 3)
    refused = await hall.request(422, planned_on="2026-12-01")
    assert [(f["field"], f["code"]) for f in refused["errors"]] == [("shift_reason", "shift_reason_required")]
    refused = await hall.request(422, planned_on="2028-03-02", shift_reason="合并在即")
    assert refused["errors"][0]["code"] == "election_too_late"
    asked_for = await hall.request(planned_on="2028-03-01", shift_reason="合并在即")
    assert (asked_for["term_ends_on"], asked_for["shift_reason"]) == ("2027-03-01", "合并在即")


async def test_an_approved_election_is_not_held_years_before_its_day(api: Api) -> None:
    hall = await ElectionCase.make(api, 4, term_ends_on="2028-01-01")
    election = await hall.approved(planned_on="2028-01-01")
    refused = await hall.act(election, "record_result", 422, **hall.result((3, "secretary"), entitled=4))
    assert [(f["field"], f["code"]) for f in refused["errors"]] == [("held_on", "election_too_early")]


async def test_a_result_that_is_not_confirmed_is_voted_on_again(api: Api) -> None:
    hall = await ElectionCase.make(api, 4)
    election = await hall.approved()
    held = await hall.act(election, "record_result", **hall.result((3, "secretary"), entitled=4))
    again = await hall.act(held, "reject_result", reason="到会人数有误")
    assert (again["state"], again["allowed_actions"]) == ("approved", [])
    held = await hall.act(again, "record_result", **hall.result((1, None), (3, "secretary"), entitled=4))
    assert [c["name"] for c in held["candidates"] if c["is_elected"]] == ["赵二"]
    async with api.admin.as_admin() as session:
        (await session.get_one(Member, hall.members[1].person_id)).membership_status = "2"
    refused = await hall.act(held, "confirm", 422, document="律党〔2026〕18号")
    assert refused["errors"][0]["code"] == "holder_not_in_normal_status"


async def test_posts_that_began_since_the_election_are_not_overwritten(api: Api) -> None:
    hall = await ElectionCase.make(api, 4)
    election = await hall.approved()
    held = await hall.act(election, "record_result", **hall.result((3, "secretary"), entitled=4))
    await hall.department.post("/posts", asked(hall.branch, hall.members[2], kind="deputy_secretary"), 201)
    assert (await hall.act(held, "confirm", 409, document="律党〔2026〕18号"))["code"] == "posts_changed_since"
    assert len((await hall.officer.get("/posts", params={"in_office": "true"}))["items"]) == 2


async def test_each_step_belongs_to_its_body(api: Api) -> None:
    hall = await ElectionCase.make(api, 4)
    refused = await hall.request(403, by=hall.approver)
    assert refused["code"] == "not_the_acting_body"
    election = await hall.request(by=hall.department)
    assert (await hall.request(409))["code"] == "election_open"
    assert election["allowed_actions"] == ["withdraw"]
    await hall.act(election, "approve", 403, by=hall.officer, document="律党〔2026〕15号")
    await hall.act(election, "approve", 403, by=hall.department, document="律党〔2026〕15号")
    assert (await hall.act(election, "confirm", 409, document="律党〔2026〕15号"))[
        "code"
    ] == "election_action_out_of_turn"
    stranger = await make_org(api.admin, "中共乙支部", parent=hall.committee)
    other = await api.as_(StaffRole.ORG_OFFICER, org=stranger.id)
    await hall.act(election, "withdraw", 404, by=other, reason="暂缓")
    withdrawn = await hall.act(election, "withdraw", reason="暂缓")
    assert (withdrawn["state"], withdrawn["closing_note"]) == ("withdrawn", "暂缓")
    refused = await hall.act(await hall.request(), "refuse", reason="名册未核实")
    assert refused["state"] == "refused"


async def test_where_no_committee_stands_above_the_department_replies(api: Api) -> None:
    hall = await ElectionCase.make(api, 3)
    for name in "甲乙丙":
        await make_member(api.admin, f"孙{name}", hall.branch)
    request = {"org_id": str(hall.committee.id), "planned_on": "2027-01-01", "places": 5}
    election = await hall.approver.post("/elections", request, 201)
    assert (election["approver_id"], election["approver_name"]) == (None, "组织部门")
    approved = await hall.act(election, "approve", by=hall.department, document="组〔2026〕1号")
    assert approved["allowed_actions"] == ["record_result", "withdraw"]


async def test_the_term_is_a_task_six_months_ahead_and_then_the_election_is(api: Api, clock: SetClock) -> None:
    hall = await ElectionCase.make(api, 4, term_ends_on="2027-05-25")
    assert [t["kind"] for t in await tasks_of(hall.officer)] == []
    clock.advance(days=2)
    officer = await api.as_(StaffRole.ORG_OFFICER, org=hall.branch.id)
    approver = await api.as_(StaffRole.ORG_OFFICER, org=hall.committee.id)
    hall.officer, hall.approver = officer, approver
    assert [(t["kind"], t["since_on"], t["due_on"]) for t in await tasks_of(officer)] == [
        ("term", "2026-11-25", "2027-05-25")
    ]
    election = await hall.request(planned_on="2027-05-25")
    assert [(t["kind"], t["due_on"]) for t in await tasks_of(approver)] == [("election_reply", "2026-12-09")]
    await hall.act(election, "approve", document="律党〔2026〕15号")
    assert [(t["kind"], t["due_on"]) for t in await tasks_of(officer)] == [("election", "2027-05-25")]


async def test_of_two_requests_at_once_one_is_taken(committed: Api) -> None:
    hall = await ElectionCase.make(committed, 3)
    body = {"org_id": str(hall.branch.id), "planned_on": "2027-03-01", "places": 1}
    both = await asyncio.gather(*(hall.officer("POST", "/elections", json=body) for _ in range(2)))
    assert sorted(answer.status_code for answer in both) == [201, 409]
