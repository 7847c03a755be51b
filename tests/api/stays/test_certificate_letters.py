"""Certificate letters: the branch proves, the committee issues under its own numbers, nothing moves."""

import io
from typing import Any

import pytest
from pypdf import PdfReader
from sqlmodel import select

from app.models.accounts import StaffRole
from app.models.changes import Change
from app.models.members import Member
from tests.support.api_client import Api
from tests.support.clock import SetClock
from tests.support.transfer_case import TransferCase


def request(world: TransferCase, **changes: Any) -> dict[str, Any]:
    body = {
        "member_id": str(world.member.person_id),
        "host_name": "中共某地律师协会支部",
        "reason": "参加业务培训",
        "starts_on": "2026-11-23",
        "ends_on": "2027-02-22",
    }
    return body | changes


async def act(world: TransferCase, letter: str, who: str, action: str, expect: int = 200, **more: Any) -> Any:
    return await world.callers[who].post(f"/certificate-letters/{letter}/actions", {"action": action, **more}, expect)


async def test_the_branch_proves_and_the_committee_issues(api: Api) -> None:
    world = await TransferCase.make(api)
    made = await world.callers["a"].post("/certificate-letters", request(world), 201)
    assert (made["state"], made["serial"], made["committee_name"]) == ("requested", None, "中共成都市律师行业委员会")
    letter = made["id"]
    assert (await act(world, letter, "a", "issue", 403))["code"] == "not_the_acting_body"
    issued = await act(world, letter, "city", "issue")
    assert (issued["state"], issued["serial"], issued["issued_on"]) == ("issued", "2026001", "2026-11-23")
    printed = await world.callers["a"]("GET", f"/certificate-letters/{letter}/letter.pdf", 200)
    text = PdfReader(io.BytesIO(printed.content)).pages[0].extract_text()
    assert "赵一" in text
    assert "作废" not in text.replace(" ", "")
    back = await act(world, letter, "a", "return", note="按时参加组织生活")
    assert (back["state"], back["ended_on"], back["note"]) == ("returned", "2026-11-23", "按时参加组织生活")
    assert (await act(world, letter, "a", "return", 409))["code"] == "certificate_letter_out_of_turn"
    async with api.admin.as_admin() as session:
        member = (await session.exec(select(Member))).one()
        entries = (await session.exec(select(Change).where(Change.entity == "certificate_letter"))).all()
    assert (member.org_id, member.version) == (world.orgs["a"].id, 1)
    assert len(entries) == 3


async def test_numbers_follow_each_other_per_committee_and_year(api: Api, clock: SetClock) -> None:
    world = await TransferCase.make(api)
    another = await world.with_another("钱二", "b")
    serials = []
    for who, body in (("a", request(world)), ("b", request(another))):
        letter = (await world.callers[who].post("/certificate-letters", body, 201))["id"]
        serials.append((await act(world, letter, "city", "issue"))["serial"])
    assert serials == ["2026001", "2026002"]


async def test_one_that_ran_out_says_so_and_is_handed_in_all_the_same(api: Api, clock: SetClock) -> None:
    world = await TransferCase.make(api)
    letter = (await world.callers["a"].post("/certificate-letters", request(world, ends_on="2026-11-24"), 201))["id"]
    await act(world, letter, "city", "issue")
    clock.advance(days=2)
    await world.sign_in()
    shown = await world.callers["member"].get(f"/certificate-letters/{letter}")
    assert shown["state"] == "expired"
    listed = await world.callers["city"].get("/certificate-letters?state=expired")
    assert [item["id"] for item in listed["items"]] == [letter]
    assert (await act(world, letter, "city", "return"))["state"] == "returned"


async def test_one_at_a_time_and_a_refusal_frees_the_member(api: Api) -> None:
    world = await TransferCase.make(api)
    letter = (await world.callers["a"].post("/certificate-letters", request(world), 201))["id"]
    again = await world.callers["a"].post("/certificate-letters", request(world), 409)
    assert again["code"] == "certificate_letter_out"
    not_yet = await world.callers["a"].get(f"/certificate-letters/{letter}/letter.pdf", 409)
    assert not_yet["code"] == "certificate_letter_not_issued"
    refused = await act(world, letter, "city", "refuse", reason="外出地点固定，应接转组织关系")
    assert (refused["state"], refused["note"]) == ("refused", "外出地点固定，应接转组织关系")
    await world.callers["a"].post("/certificate-letters", request(world), 201)


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"ends_on": "2027-05-23"}, "absence_too_long"), ({"ends_on": "2026-11-22"}, "absence_ends_before_start")],
)
async def test_an_absence_for_another_instrument_is_refused(api: Api, changes: dict[str, str], code: str) -> None:
    world = await TransferCase.make(api)
    problem = await world.callers["a"].post("/certificate-letters", request(world, **changes), 422)
    assert (problem["errors"][0]["field"], problem["errors"][0]["code"]) == ("ends_on", code)


async def test_only_the_own_branch_proves_and_strangers_see_nothing(api: Api) -> None:
    world = await TransferCase.make(api)
    for who, code in (("city", "not_the_acting_body"), ("member", "forbidden")):
        assert (await world.callers[who].post("/certificate-letters", request(world), 403))["code"] == code
    await world.callers["c"].post("/certificate-letters", request(world), 404)
    letter = (await world.callers["a"].post("/certificate-letters", request(world), 201))["id"]
    for stranger in (world.callers["c"], await api.as_(StaffRole.JUSTICE_BUREAU, area="5107")):
        await stranger.get(f"/certificate-letters/{letter}", 404)
    bureau = await api.as_(StaffRole.JUSTICE_BUREAU, area="5101")
    assert (await bureau.get(f"/certificate-letters/{letter}"))["name"] == "赵一"
