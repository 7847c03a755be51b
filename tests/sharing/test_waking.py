"""From a commit in the registry to a partner's system without any poll: numbered, told to who waits, rung for."""

import asyncio
import datetime as dt
from typing import Any

import pytest

from app.core import listen_notify
from app.ledger import sequencer
from app.models.accounts import StaffRole
from app.models.changes import NUMBERED
from app.sharing import webhook_sender
from app.sharing.routers import changes
from tests.sharing.receiver import Receiver
from tests.support.api_client import Caller
from tests.support.both_served import Served
from tests.support.change_feed import make_recorded_firm
from tests.support.sharing_partner import Department
from tests.support.webhook_calls import FIRMS, calling


@pytest.fixture(autouse=True)
def no_poll(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever misses a notification waits for an hour."""
    for module, name in ((listen_notify, "POLL_SECONDS"), (sequencer, "POLL_SECONDS"), (changes, "_LOOK_SECONDS")):
        monkeypatch.setattr(module, name, 3600)


async def rename(bureau: Caller, firm: Any, number: int) -> None:
    await bureau.patch(f"/law-firms/{firm['id']}", {"name": f"四川第{number}律师事务所"})


async def up_to_date(department: Department) -> str:
    """The cursor behind everything that there is."""
    page = await department.get("/changes")
    while page["more"]:
        page = await department.get("/changes", params={"after": page["next"]})
    return str(page["next"])


async def test_a_call_that_waits_for_changes_hears_of_a_commit(served: Served) -> None:
    bureau = await served.api.as_(StaffRole.JUSTICE_BUREAU, area="5101")
    firm = await make_recorded_firm(bureau)
    department = await served.sharing.partner(data_sets=FIRMS)
    cursor = await up_to_date(department)
    listener = served.sharing.app.state.listener
    waiting = asyncio.create_task(department.get("/changes", params={"after": cursor, "wait": 25}))
    async with asyncio.timeout(20):
        while not listener._waiting[NUMBERED]:  # noqa: ASYNC110 - the application has no event for it
            await asyncio.sleep(0)
        await rename(bureau, firm, 1)
        while not (page := await waiting)["events"]:  # the cursor may have been behind the grant's own first entries
            waiting = asyncio.create_task(department.get("/changes", params={"after": page["next"], "wait": 25}))
    assert page["events"][-1]["record"]["name"] == "四川第1律师事务所"


async def test_a_doorbell_rings_after_a_commit_and_again_when_its_interval_is_over(
    served: Served,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(webhook_sender, "MINIMUM_INTERVAL", dt.timedelta(seconds=0.3))
    bureau = await served.api.as_(StaffRole.JUSTICE_BUREAU, area="5101")
    firm = await make_recorded_firm(bureau)
    async with Receiver.open() as receiver:
        rung = asyncio.Semaphore(0)

        async def note() -> None:
            rung.release()

        receiver.before_answer = note
        ringing = asyncio.create_task(calling(served.sharing).run_for_ever())
        department = await served.sharing.partner(data_sets=FIRMS)
        await department("POST", "/subscriptions", 201, json={"url": receiver.url})
        async with asyncio.timeout(20):
            for number in range(3):
                await rename(bureau, firm, number)
                await rung.acquire()
        ringing.cancel()
        await asyncio.gather(ringing, return_exceptions=True)
