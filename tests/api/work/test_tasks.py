"""The work list: what is due to whom, on which day it becomes overdue, when the superior sees it."""

import datetime as dt
from typing import Any

from app.models.accounts import StaffRole
from tests.support.api_client import Api
from tests.support.builders import make_org
from tests.support.clock import TODAY, SetClock
from tests.support.membership_decisions import act as decide_on_it
from tests.support.membership_decisions import propose
from tests.support.transfer_case import TransferCase
from tests.support.transfers_due_case import TransfersDueCase, began
from tests.support.work_lists import tasks_of


def on_day(clock: SetClock, day: dt.date) -> None:
    clock.advance(days=(day - clock.today()).days)


async def on(world: TransferCase, clock: SetClock, day: dt.date) -> None:
    """Everybody signs in anew on another day."""
    on_day(clock, day)
    await world.sign_in()


async def test_each_step_is_a_task_of_the_body_whose_turn_it_is(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.open("c")
    turns = []
    for who, step in world.letter_path():
        turns.append([name for name in ("a", "city", "county") if await tasks_of(world.callers[name])])
        await world.act(transfer, who, **step)
    # A draft is nobody's duty; the receipt follows the acceptance.
    assert turns == [[], ["a"], ["city"], ["city"], ["county"], ["county"], ["city"]]
    for name in ("a", "city", "county"):
        assert await tasks_of(world.callers[name]) == []


async def test_a_task_says_what_for_whom_when_and_why(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.letter_in("in_transit")
    (task,) = await tasks_of(world.callers["county"])
    assert task == {
        "id": f"transfer_decision:{transfer}:{world.orgs['county'].id}:{world.member.person_id}",
        "kind": "transfer_decision",
        "title": "接转待办理",
        "clause": "N07",
        "about": "赵一",
        "subject_id": transfer,
        "link": f"/api/v1/transfers/{transfer}",
        "person_id": str(world.member.person_id),
        "body_id": str(world.orgs["county"].id),
        "body_name": "中共金堂县律师行业委员会",
        "since_on": "2026-11-23",
        "due_on": "2026-12-07",
        "days_left": 14,
        "overdue": False,
        "escalated": False,
        "calendar_known": True,
    }
    await world.callers["county"].get(task["link"].removeprefix("/api/v1"))


async def test_a_proposed_decision_is_the_task_of_the_committee_that_decides_and_due_on_no_day(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await (await world.with_another("钱二")).open("b", by="a")
    for action in ("submit", "agree"):
        await world.act(transfer, "a", action)
    made = [await propose(world, "withdrawal"), await propose(await world.with_another("孙三"), "expulsion")]
    city = world.callers["city"]
    tasks = await tasks_of(city, kind="membership_decision")
    assert {task["subject_id"]: task["about"] for task in tasks} == {made[0]["id"]: "赵一", made[1]["id"]: "孙三"}
    assert {(task["body_id"], task["since_on"]) for task in tasks} == {(str(world.orgs["city"].id), str(TODAY))}
    assert {(task["due_on"], task["days_left"], task["overdue"], task["escalated"]) for task in tasks} == {
        (None, None, False, False)
    }
    await city.get(tasks[0]["link"].removeprefix("/api/v1"))
    for order, expected in (("due_on", ["钱二", "一", "一"]), ("-due_on", ["一", "一", "钱二"])):
        kinds = {"kind": ["membership_decision", "transfer_decision"], "sort": order, "limit": 1}
        seen, cursor = [], None
        while True:
            page = await city.get("/tasks", params=kinds | ({"cursor": cursor} if cursor else {}))
            seen += ["钱二" if item["kind"] == "transfer_decision" else "一" for item in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert seen == expected
    counted = {count["kind"]: count["open"] for count in (await city.get("/tasks/summary"))["items"]}
    assert counted["membership_decision"] == 2
    bureau = await api.as_(StaffRole.JUSTICE_BUREAU, area="51")
    for who in (world.callers["a"], world.callers["member"], world.callers["county"], bureau):
        assert await tasks_of(who, kind="membership_decision") == []
    for decision in made:
        await decide_on_it(world, decision, "decide")
    assert await tasks_of(city, kind="membership_decision") == []


async def test_due_today_is_not_overdue_and_the_superior_sees_it_after_five_working_days(
    api: Api, clock: SetClock
) -> None:
    world = await TransferCase.make(api)
    await world.letter_in("in_transit")
    due = dt.date(2026, 12, 7)
    seen = {}
    # 12 and 13 December are a weekend: the fifth working day after the 7th is the 14th.
    for day in (due, due + dt.timedelta(days=1), dt.date(2026, 12, 13), dt.date(2026, 12, 14)):
        await on(world, clock, day)
        (own,) = await tasks_of(world.callers["county"], kind="transfer_decision")
        above = await tasks_of(world.callers["province"])
        seen[day.day] = (own["overdue"], own["escalated"], [task["about"] for task in above])
    assert seen == {
        7: (False, False, []),
        8: (True, False, []),
        13: (True, False, []),
        14: (True, True, ["赵一"]),
    }
    assert await tasks_of(world.callers["city"]) == []
    assert await tasks_of(world.callers["c"]) == []


async def test_a_branch_in_delay_is_seen_by_the_next_committee_and_no_higher(api: Api, clock: SetClock) -> None:
    world = await TransferCase.make(api)
    transfer = await world.open("c")
    await world.act(transfer, "member", "submit")
    await on(world, clock, dt.date(2026, 12, 31))
    (task,) = await tasks_of(world.callers["city"], escalated=True)
    assert task["body_name"] == "中共甲律师事务所支部"
    assert await tasks_of(world.callers["province"]) == []
    assert await tasks_of(world.callers["b"]) == []


async def test_a_general_branch_in_between_is_passed_over(api: Api, clock: SetClock) -> None:
    world = await TransferCase.make(api)
    world.orgs["general"] = await make_org(api.admin, "中共丁律师事务所总支", category="621", parent=world.orgs["city"])
    world.orgs["d"] = await make_org(api.admin, "中共丁律师事务所第一支部", parent=world.orgs["general"])
    another = await world.with_another("钱二", "d")
    transfer = await another.open("b")
    await another.act(transfer, "member", "submit")
    await on(another, clock, dt.date(2026, 12, 31))
    seen = {who: [task["about"] for task in await tasks_of(another.callers[who])] for who in ("d", "general", "city")}
    assert seen == {"d": ["钱二"], "general": [], "city": ["钱二"]}


async def test_a_letter_is_called_to_mind_thirty_days_before_it_ends_and_is_the_issuers_after(
    api: Api, clock: SetClock
) -> None:
    world = await TransferCase.make(api)
    await world.letter_in("in_transit")
    last = TODAY + dt.timedelta(days=60)
    seen = {}
    for name, day in {"-31": -31, "-30": -30, "0": 0, "+1": 1}.items():
        await on(world, clock, last + dt.timedelta(days=day))
        seen[name] = [
            [
                (t["kind"], t["due_on"], t["overdue"])
                for t in await tasks_of(world.callers[who])
                if "letter" in t["kind"]
            ]
            for who in ("city", "county")
        ]
    reminded = [("letter_expiry", last.isoformat(), False)]
    assert seen == {
        "-31": [[], []],
        "-30": [[], reminded],
        "0": [[], reminded],
        "+1": [[("letter_expired", last.isoformat(), True)], []],
    }


async def test_a_late_receipt_is_chased_by_both_committees_from_the_day_after(api: Api, clock: SetClock) -> None:
    world = await TransferCase.make(api)
    await world.letter_in("accepted")
    seen = {}
    for day in (dt.date(2026, 12, 23), dt.date(2026, 12, 24)):
        await on(world, clock, day)
        seen[day.day] = {
            who: [(task["kind"], task["overdue"]) for task in await tasks_of(world.callers[who])]
            for who in ("county", "city", "a", "member")
        }
    late = [("receipt", True)]
    assert seen == {
        23: {"county": [("receipt", False)], "city": [], "a": [], "member": [("receipt", False)]},
        24: {"county": late, "city": late, "a": [], "member": late * 2},
    }


async def test_an_internal_receipt_is_chased_by_the_branch_that_waits_for_it(api: Api, clock: SetClock) -> None:
    world = await TransferCase.make(api)
    transfer = await world.open("b", by="a")
    await world.walk(transfer, world.internal_path(), until="accepted")
    await on(world, clock, dt.date(2026, 12, 24))
    assert [task["kind"] for task in await tasks_of(world.callers["a"])] == ["receipt"]


async def test_a_member_sees_what_is_about_the_own_person_alone(api: Api) -> None:
    world = await TransferCase.make(api)
    await world.letter_in("in_transit")
    another = await world.with_another("钱二")
    await another.letter_in("branch_agreed")
    assert [task["about"] for task in await tasks_of(world.callers["member"])] == ["赵一"]
    assert [task["about"] for task in await tasks_of(another.callers["member"])] == ["钱二"]


async def test_a_department_sees_its_area_and_no_other(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.open("b", by="a")
    await world.act(transfer, "a", "submit")
    city = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
    other = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5107")
    assert len(await tasks_of(city)) == 1
    assert await tasks_of(other) == []
    assert await other.get("/tasks/summary") == {"items": [], "open": 0, "overdue": 0, "escalated": 0}
    for role in (StaffRole.SYSTEM_ADMIN, StaffRole.SECURITY_ADMIN, StaffRole.AUDIT_ADMIN):
        assert (await (await api.as_(role)).get("/tasks", 403))["code"] == "forbidden"


async def test_filters_narrow_the_list_and_the_summary_counts_it(api: Api, clock: SetClock) -> None:
    world = await TransferCase.make(api)
    first = await world.letter_in("in_transit")
    clock.advance(days=1)
    await world.sign_in()
    another = await world.with_another("钱二")
    second = await another.letter_in("accepted")
    department = await api.as_(StaffRole.JUSTICE_BUREAU, area="51")
    filters: dict[str, dict[str, Any]] = {
        first: {"kind": "transfer_decision"},
        second: {"kind": ["receipt", "correction"]},
    }
    for subject, wanted in filters.items():
        assert [task["subject_id"] for task in await tasks_of(department, **wanted)] == [subject]
    assert len(await tasks_of(department, area="510121")) == 2
    assert await tasks_of(department, area="5107") == []
    assert len(await tasks_of(department, body_id=world.orgs["county"].id)) == 2
    assert len(await tasks_of(department, person_id=another.member.person_id)) == 1
    assert await tasks_of(department, overdue=True) == []
    # The decision is due on 7 December, the receipt on the 24th.
    assert [task["due_on"] for task in await tasks_of(department)] == ["2026-12-07", "2026-12-24"]
    assert [task["due_on"] for task in await tasks_of(department, due_before="2026-12-24")] == ["2026-12-07"]
    transfers = {"kind": ["transfer_decision", "receipt"], "sort": "-due_on", "limit": 1}
    page = await department.get("/tasks", params=transfers | {"include": "total"})
    assert (page["total"], page["items"][0]["subject_id"]) == (2, second)
    rest = await department.get("/tasks", params=transfers | {"cursor": page["next_cursor"]})
    assert (rest["items"][0]["subject_id"], rest["next_cursor"]) == (first, None)
    clock.advance(days=30)
    department = await api.as_(StaffRole.JUSTICE_BUREAU, area="51")
    summary = await department.get("/tasks/summary")
    numbers = {row["kind"]: (row["open"], row["overdue"], row["escalated"]) for row in summary["items"]}
    # Both committees chase the receipt since today.
    assert (numbers["receipt"], numbers["transfer_decision"]) == ((1, 0, 0), (1, 1, 1))
    assert next(row for row in summary["items"] if row["kind"] == "receipt")["title"] == "回执待发出"
    totals = tuple(sum(row[place] for row in numbers.values()) for place in range(3))
    assert totals == (summary["open"], summary["overdue"], summary["escalated"])
    assert (await department.get("/tasks", 422, params={"kind": "nonsense"}))["errors"][0]["field"]
    assert (await department.get("/tasks", 422, params={"colour": "red"}))["code"]


async def test_who_has_not_transferred_is_the_task_of_where_the_relationship_belongs(api: Api, clock: SetClock) -> None:
    town = await TransfersDueCase.make(api)
    lawyer = await town.lawyer("赵一", town.own)
    await began(api, lawyer, dt.date(2026, 5, 24))  # the six months end on 24 November
    seen = {}
    for day in (24, 25):
        on_day(clock, dt.date(2026, 11, day))
        branch = await api.as_(StaffRole.ORG_OFFICER, org=town.orgs["own"].id)
        bureau = await api.as_(StaffRole.JUSTICE_BUREAU, area="5101")
        (task,), (same,) = await tasks_of(branch), await tasks_of(bureau, kind="untransferred")
        assert task == same
        await branch.get(task["link"].removeprefix("/api/v1"))
        seen[day] = (task["kind"], task["due_on"], task["overdue"])
    assert seen == {24: ("untransferred", "2026-11-24", False), 25: ("untransferred", "2026-11-24", True)}
    bureau = await api.as_(StaffRole.JUSTICE_BUREAU, area="5101")
    await bureau.post("/transfers/due/open", {"firm_id": str(town.own.id)})
    assert await tasks_of(bureau, kind="untransferred") == []


async def test_of_an_unknown_start_nobody_is_overdue(api: Api) -> None:
    town = await TransfersDueCase.make(api)
    await began(api, await town.lawyer("赵一", town.own), dt.date(2020, 1, 1), known=False)
    (task,) = await tasks_of(town.bureau)
    assert (task["due_on"], task["overdue"], task["since_on"]) == (TODAY.isoformat(), False, None)
