"""The working-day calendar as the system administrator keeps it."""

from typing import Any

from sqlmodel import select

from app.models.accounts import StaffRole
from app.models.changes import Change
from tests.support.api_client import Api
from tests.support.clock import SetClock
from tests.support.transfer_case import TransferCase
from tests.support.work_lists import tasks_of

NOTICE = "《国务院办公厅关于2027年部分节假日安排的通知》（试验）"


def arrangement(*days: tuple[str, bool]) -> dict[str, Any]:
    shapes = [{"day": day, "is_working": works, "occasion": "元旦"} for day, works in days]
    return {"source": NOTICE, "days": shapes}


async def test_a_year_is_published_whole_and_replaced_whole(api: Api) -> None:
    admin = await api.as_(StaffRole.SYSTEM_ADMIN)
    unpublished = await admin.get("/calendar/2027")
    assert unpublished == {"year": 2027, "published": False, "source": None, "days": [], "version": 0}
    body = arrangement(("2027-01-01", False), ("2027-01-02", False), ("2027-01-03", True))
    kept = await admin("PUT", "/calendar/2027", 200, json=body)
    assert kept.json() == {"year": 2027, "published": True, **body, "version": 1}
    assert kept.headers["ETag"] == '"1"'

    stale = await admin("PUT", "/calendar/2027", 412, json=body, headers={"If-Match": '"0"'})
    assert stale.json()["code"] == "stale"
    fewer = arrangement(("2027-01-01", False))
    await admin("PUT", "/calendar/2027", 200, json=fewer, headers={"If-Match": '"1"'})
    assert (await admin.get("/calendar/2027"))["days"] == fewer["days"]
    async with api.admin.as_admin() as session:
        changes = (await session.exec(select(Change).where(Change.entity == "calendar_year"))).all()
    assert [(change.op, change.reason) for change in changes] == [("create", NOTICE), ("update", NOTICE)]


async def test_a_day_that_cannot_be_is_named(api: Api) -> None:
    admin = await api.as_(StaffRole.SYSTEM_ADMIN)
    body = arrangement(("2027-01-01", True), ("2026-12-31", False), ("2027-01-02", True), ("2027-01-02", False))
    refused = (await admin("PUT", "/calendar/2027", 422, json=body)).json()
    assert [(fault["field"], fault["code"]) for fault in refused["errors"]] == [
        ("days.0.day", "make_up_day_on_weekday"),
        ("days.1.day", "day_of_other_year"),
        ("days.3.day", "day_named_twice"),
    ]
    assert (await admin.get("/calendar/2027"))["published"] is False


async def test_nobody_else_keeps_the_calendar_and_everybody_reads_it(api: Api) -> None:
    for role, area in ((StaffRole.SECURITY_ADMIN, None), (StaffRole.ORGANIZATION_DEPARTMENT, "51")):
        caller = await api.as_(role, area=area)
        await caller("PUT", "/calendar/2027", 403, json=arrangement(("2027-01-01", False)))
        assert (await caller.get("/calendar/2026"))["source"].startswith("《国务院办公厅关于2026年")


async def test_deadlines_follow_a_calendar_that_is_published_later(api: Api, clock: SetClock) -> None:
    world = await TransferCase.make(api)
    clock.advance(days=30)  # 23 December 2026: ten working days lead into a year that is not yet published
    await world.sign_in()
    transfer = await world.open("b", by="a")
    await world.act(transfer, "a", "submit")
    (task,) = await tasks_of(world.callers["a"])
    assert (task["due_on"], task["calendar_known"]) == ("2027-01-06", False)
    admin = await api.as_(StaffRole.SYSTEM_ADMIN)
    body = arrangement(("2027-01-01", False), ("2027-01-04", False), ("2027-01-09", True))
    await admin("PUT", "/calendar/2027", 200, json=body)
    (task,) = await tasks_of(world.callers["a"])
    assert (task["due_on"], task["calendar_known"]) == ("2027-01-08", True)
    assert (await world.callers["a"].get(f"/transfers/{transfer}"))["decision_due_on"] == "2027-01-08"
