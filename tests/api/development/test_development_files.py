"""Development files: the 25 steps, what each asks for, and what follows from it (N14)."""

import datetime as dt
from typing import Any

import pytest

from app.models.accounts import StaffRole
from app.models.development_files import FileAction
from app.models.lawyers import Lawyer
from app.models.members import Affiliation, MembershipStanding
from app.models.people import Person
from app.workflows.development_file import RULES, STEPS
from tests.support.api_client import Api
from tests.support.builders import make_firm, make_id_number, make_lawyer, make_member
from tests.support.chengdu import listed, rows
from tests.support.clock import SetClock
from tests.support.development_walk import COMMITTEE_STEPS, DAYS, Way, codes


async def test_somebody_on_no_record_walks_all_steps_to_full_membership(api: Api) -> None:
    way = await Way.make(api)
    file = await way.open()
    assert (file["person_id"], file["stage"], file["next"]["name"]) == (None, "1", "派人谈话")
    stages = {}
    for step in range(2, 26):
        stages[step] = (await way.walk(file | {"step": step - 1}, step))["stage"]
    assert stages == {n: STEPS[n].stage for n in range(2, 26)}
    done = await way.world.callers["a"].get(f"/development-files/{file['id']}")
    assert (done["state"], done["step"], done["next"], done["allowed_actions"]) == ("archived", 25, None, [])
    assert {step["step"]: step["done_on"] for step in done["steps"]} == DAYS
    member = await way.world.callers["a"].get(f"/members/{done['person_id']}")
    assert (member["category"], member["admitted_on"], member["regularized_on"]) == ("1", "2025-06-01", "2026-06-01")
    (affiliation,) = await rows(api.admin, Affiliation, done["person_id"])
    assert (affiliation.valid_during.lower, affiliation.opened_by, affiliation.category) == (
        dt.date(2025, 6, 1),
        "admission",
        "1",
    )
    (standing,) = await rows(api.admin, MembershipStanding, done["person_id"])
    assert (standing.membership_status, standing.change_code) == ("1", "11")


async def test_an_admission_makes_a_probationary_member_of_the_branch(api: Api) -> None:
    way = await Way.make(api)
    file = await way.at(16)
    assert await listed(way.world.callers["a"], category="2") == []
    admitted = await way.complete(file, 17)
    assert (admitted["stage"], admitted["probation_until"]) == ("4", "2026-06-01")
    assert await listed(way.world.callers["a"], category="2") == ["孙三"]
    member = await way.world.callers["a"].get(f"/members/{admitted['person_id']}")
    assert (member["org_id"], member["regularized_on"]) == (str(way.world.orgs["a"].id), None)
    found = await way.world.callers["a"].post("/members/search", {"id_number": way.number})
    assert found["person_id"] == admitted["person_id"]


async def test_a_lawyer_whom_the_branch_cannot_see_becomes_one_person_with_two_records(api: Api) -> None:
    way = await Way.make(api)
    lawyer = await make_lawyer(
        api.admin, "孙三", await make_firm(api.admin, "四川远律师事务所", area="510703"), number=way.number
    )
    file = await way.at(17)
    assert file["person_id"] == str(lawyer.person_id)
    async with api.admin.as_admin() as session:
        after = await session.get_one(Lawyer, lawyer.person_id)
        person = await session.get_one(Person, lawyer.person_id)
    assert (after.political_status, after.affiliation_name) == ("02", way.world.orgs["a"].name)
    assert person.party_path == way.world.orgs["a"].party_path


async def test_steps_are_taken_in_order_and_by_their_own_body(api: Api) -> None:
    way = await Way.make(api)
    file = await way.open()
    refused = await way.complete(file, 3, 409)
    assert refused["code"] == "development_action_out_of_turn"
    for step in range(2, 18):
        wrong = "a" if step in COMMITTEE_STEPS else "city"
        if step == 6:
            await way.act(file, "review", on="2024-09-01", note="表现良好")
            await way.act(file, "review", on="2025-02-28", note="表现良好")
        assert (await way.complete(file, step, 403, by=wrong))["code"] == "not_the_acting_body"
        await way.complete(file, step, 404, by="b")
        await way.complete(file, step)
    assert (await way.complete(file, 17, 409))["code"] == "development_action_out_of_turn"


@pytest.mark.parametrize(("birth", "found"), [(dt.date(2006, 1, 10), []), (dt.date(2006, 1, 11), ["under_age"])])
async def test_an_applicant_is_eighteen_to_the_day(api: Api, birth: dt.date, found: list[str]) -> None:
    way = await Way.make(api)
    made = await way.open(id_number=make_id_number(birth=birth, serial=7), expect=422 if found else 201)
    assert codes(made) == found if found else made["step"] == 1


@pytest.mark.parametrize(("on", "found"), [("2025-02-28", ["training_too_short"]), ("2025-03-01", [])])
async def test_training_lasts_twelve_months_to_the_day(api: Api, on: str, found: list[str]) -> None:
    way = await Way.make(api)
    file = await way.at(5)
    assert file["next"]["earliest_on"] == "2025-03-01"
    for day in ("2024-09-01", "2025-02-01"):
        await way.act(file, "review", on=day, note="表现良好")
    answer = await way.complete(file, 6, 422 if found else 200, on=on)
    assert codes(answer) == found if found else answer["step"] == 6


async def test_an_activist_is_reviewed_every_half_year(api: Api) -> None:
    way = await Way.make(api)
    file = await way.at(5)
    assert (file["review_due_on"], file["review_overdue"]) == ("2024-09-01", True)
    reviewed = await way.act(file, "review", on="2024-08-20", note="表现良好")
    assert reviewed["review_due_on"] == "2025-02-20"
    assert codes(await way.complete(file, 6, 422)) == ["reviews_missing"]
    assert codes(await way.act(file, "review", 422, on="2024-08-19", note="补记")) == ["on_before_previous_step"]
    await way.act(file, "review", on="2025-02-28", note="表现良好")
    assert (await way.complete(file, 6))["review_due_on"] is None


@pytest.mark.parametrize(
    ("said", "ok"),
    [
        ({"course_days": 3}, True),
        ({"course_days": 2, "course_hours": 23}, False),
        ({"course_days": None, "course_hours": 24}, True),
        ({"course_days": None, "course_hours": 23}, False),
        ({"course_days": None}, False),
    ],
)
async def test_the_course_takes_three_days_or_twenty_four_hours(api: Api, said: dict[str, Any], ok: bool) -> None:
    way = await Way.make(api)
    answer = await way.complete(await way.at(10), 11, 200 if ok else 422, **said)
    assert ok or codes(answer) == ["course_too_short"]


@pytest.mark.parametrize(("count", "ok"), [(0, False), (1, True), (2, True), (3, False)])
async def test_an_activist_has_one_or_two_mentors(api: Api, count: int, ok: bool) -> None:
    way = await Way.make(api)
    third = await make_member(api.admin, "周五", way.world.orgs["a"])
    mentors = [*way.full, str(third.person_id)][:count]
    answer = await way.complete(await way.at(4), 5, 200 if ok else 422, mentors=mentors)
    assert ok or codes(answer) == ["mentors_out_of_range"]


@pytest.mark.parametrize(("count", "ok"), [(1, False), (2, True), (3, False)])
async def test_there_are_two_sponsors(api: Api, count: int, ok: bool) -> None:
    way = await Way.make(api)
    third = await make_member(api.admin, "周五", way.world.orgs["a"])
    sponsors = [*way.full, str(third.person_id)][:count]
    answer = await way.complete(await way.at(8), 9, 200 if ok else 422, sponsors=sponsors)
    assert ok or codes(answer) == ["sponsors_wrong_number"]


async def test_mentors_are_full_members_in_good_standing_and_in_scope(api: Api) -> None:
    way = await Way.make(api)
    file = await way.at(4)
    probationary = await make_member(api.admin, "周五", way.world.orgs["a"], category="2")
    suspended = await make_member(api.admin, "吴六", way.world.orgs["a"], status="2")
    elsewhere = await make_member(api.admin, "郑七", way.world.orgs["b"])
    for other in (probationary, suspended, elsewhere):
        answer = await way.complete(file, 5, 422, mentors=[str(other.person_id)])
        assert codes(answer) == ["not_a_full_member"]
    assert codes(await way.complete(file, 5, 422, mentors=[way.full[0]] * 3, sponsors=way.full)) == [
        "unexpected_sponsors"
    ]


@pytest.mark.parametrize(
    ("on", "reason", "found"),
    [
        ("2025-09-01", None, []),
        ("2025-09-02", None, ["special_reason_required"]),
        ("2025-12-01", "机构改革期间", []),
        ("2025-12-02", "机构改革期间", ["approval_too_late"]),
    ],
)
async def test_an_admission_is_approved_in_three_months_or_for_a_reason_in_six(
    api: Api, on: str, reason: str | None, found: list[str]
) -> None:
    way = await Way.make(api)
    file = await way.at(16)
    assert file["next"]["due_on"] == "2025-09-01"
    answer = await way.complete(file, 17, 422 if found else 200, on=on, special_reason=reason)
    assert codes(answer) == found if found else answer["stage"] == "4"


async def test_a_late_admission_is_discussed_anew(api: Api) -> None:
    way = await Way.make(api)
    file = await way.at(16)
    again = await way.act(file, "discuss_again", reason="审批超期")
    assert (again["step"], again["stage"], again["next"]["step"]) == (14, "3", 15)
    await way.complete(file, 15, on="2026-01-10")
    await way.complete(file, 16, on="2026-01-20")
    admitted = await way.complete(file, 17, on="2026-02-01")
    assert admitted["probation_until"] == "2027-01-10"


@pytest.mark.parametrize(("on", "found"), [("2026-05-31", ["probation_running"]), ("2026-06-01", [])])
async def test_probation_lasts_a_year_to_the_day(api: Api, on: str, found: list[str]) -> None:
    way = await Way.make(api)
    answer = await way.complete(await way.at(22), 23, 422 if found else 200, on=on)
    assert codes(answer) == found if found else answer["step"] == 23


@pytest.mark.parametrize(("months", "ok"), [(5, False), (6, True), (12, True), (13, False)])
async def test_probation_is_extended_once_by_six_to_twelve_months(api: Api, months: int, ok: bool) -> None:
    way = await Way.make(api)
    file = await way.at(22)
    extension: dict[str, Any] = {"months": months, "on": "2026-06-01", "document": "成律党〔2026〕20号"}
    early = await way.act(file, "extend_probation", 422, by="city", **extension | {"on": "2026-05-31", "months": 6})
    assert codes(early) == ["probation_running"]
    answer = await way.act(file, "extend_probation", 200 if ok else 422, by="city", **extension)
    if not ok:
        assert codes(answer) == ["extension_out_of_range"]
        return
    until = {6: "2026-12-01", 12: "2027-06-01"}[months]
    assert (answer["step"], answer["probation_until"], answer["extended_months"]) == (21, until, months)
    again = await way.act(file, "extend_probation", 422, by="city", **extension)
    assert codes(again) == ["extended_already"]


async def test_a_cancelled_probation_is_a_decision_and_ends_the_file(api: Api) -> None:
    way = await Way.make(api)
    file = await way.at(21)
    assert (await way.act(file, "end", 409, reason="不再培养"))["code"] == "development_action_out_of_turn"
    body = {"member_id": file["person_id"], "kind": "probation_cancelled", "reason": "不履行党员义务"}
    made = await way.world.callers["a"].post("/membership-decisions", body, 201)
    decision = {"action": "decide", "document": "成律党〔2026〕9号"}
    await way.world.callers["city"].post(f"/membership-decisions/{made['id']}/actions", decision)
    ended = await way.world.callers["a"].get(f"/development-files/{file['id']}")
    assert (ended["state"], ended["closing_note"], ended["allowed_actions"]) == ("ended", "取消预备党员资格", [])


async def test_who_was_removed_joins_anew_on_the_old_record(api: Api, clock: SetClock) -> None:
    way = await Way.make(api)
    number = make_id_number()
    former = await make_member(api.admin, "孙三", way.world.orgs["a"], number=number)
    body = {"member_id": str(former.person_id), "kind": "withdrawal", "reason": "本人申请"}
    made = await way.world.callers["a"].post("/membership-decisions", body, 201)
    await way.world.callers["city"].post(
        f"/membership-decisions/{made['id']}/actions", {"action": "decide", "document": "成律党〔2026〕9号"}
    )
    way.number = number
    file = await way.at(16)
    assert (await way.complete(file, 17, 409))["code"] == "admitted_before_end"
    clock.advance(days=30)
    await way.world.sign_in()
    await way.act(file, "discuss_again", reason="重新讨论")
    await way.complete(file, 15, on="2026-12-01")
    await way.complete(file, 16, on="2026-12-02")
    admitted = await way.complete(file, 17, on="2026-12-03")
    assert admitted["person_id"] == str(former.person_id)
    first, second = await rows(api.admin, Affiliation, former.person_id)
    assert (first.valid_during.upper, second.valid_during.lower) == (dt.date(2026, 11, 23), dt.date(2026, 12, 1))
    assert [row.change_code for row in await rows(api.admin, MembershipStanding, former.person_id)] == [
        None,
        "212",
        "11",
    ]
    assert await listed(way.world.callers["a"], category="2") == ["孙三"]


async def test_one_live_file_per_person_and_none_for_a_full_member(api: Api) -> None:
    way = await Way.make(api)
    file = await way.open()
    assert (await way.open(expect=409, by="b"))["code"] == "development_file_open"
    await way.act(file, "end", reason="本人放弃")
    await way.open(by="b")
    refused = await way.open(expect=422, person_id=way.full[0], id_number=None, name=None)
    assert codes(refused) == ["already_full_member"]


async def test_an_activist_from_elsewhere_is_opened_with_the_steps_on_paper(api: Api) -> None:
    way = await Way.make(api)
    file = await way.open(until=5)
    assert (file["stage"], file["activist_on"], file["next"]["step"]) == ("2", "2024-03-01", 6)
    assert (await way.complete(file, 6))["step"] == 6
    gap = [{"step": 1, "on": "2024-01-10"}, {"step": 3, "on": "2024-03-01"}]
    way.number = make_id_number()
    assert codes(await way.open(expect=422, history=gap)) == ["history_incomplete"]
    late = [{"step": n, "on": DAYS[n]} for n in range(1, 6)] + [{"step": 6, "on": "2025-02-28"}]
    assert codes(await way.open(expect=422, history=late)) == ["training_too_short"]
    assert codes(await way.open(until=17, expect=422)) == ["member_record_needed"]


async def test_a_probationary_member_on_record_is_opened_past_the_approval(api: Api) -> None:
    way = await Way.make(api)
    member = await make_member(api.admin, "孙三", way.world.orgs["a"], category="2")
    somebody: dict[str, Any] = {"person_id": str(member.person_id), "id_number": None, "name": None}
    assert codes(await way.open(until=20, expect=422, **somebody)) == ["admitted_on_differs"]
    department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="51")
    await department.patch(f"/members/{member.person_id}", {"admitted_on": "2025-06-01"})
    file = await way.open(until=20, **somebody)
    assert (file["stage"], file["probation_until"], file["name"]) == ("4", "2026-06-01", "孙三")


async def test_a_file_is_seen_by_its_branch_the_department_and_the_person_alone(api: Api) -> None:
    way = await Way.make(api)
    file = await way.at(17)
    path = f"/development-files/{file['id']}"
    for who in ("b", "c", "county"):
        await way.world.callers[who].get(path, 404)
    department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
    assert (await department.get(path))["allowed_actions"] == []
    person = await api.as_(StaffRole.MEMBER, person=file["person_id"])
    assert (await person.get(path))["step"] == 17
    for role in (StaffRole.JUSTICE_BUREAU, StaffRole.BAR_ASSOCIATION):
        await (await api.as_(role, area="5101")).get(path, 403)
    assert await listed(way.world.callers["city"], "/development-files", stage="4") == ["孙三"]
    assert await listed(way.world.callers["a"], "/development-files", q="孙") == ["孙三"]


async def test_the_full_number_is_in_no_answer(api: Api) -> None:
    way = await Way.make(api)
    file = await way.open()
    text = (await way.world.callers["a"]("GET", f"/development-files/{file['id']}", 200)).text
    assert way.number not in text
    assert way.number[6:14] not in text.replace(file["birth_date"], "")


def test_every_action_has_a_name_and_a_rule() -> None:
    assert all(action.zh for action in FileAction)
    assert RULES.keys() == set(FileAction) - {FileAction.COMPLETE}
    assert [step.number for step in STEPS.values()] == list(range(1, 26))
