"""The webhook sender: rings for what concerns a grant, until it is heard, and for nothing else."""

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from sqlmodel import col, select
from standardwebhooks import Webhook, WebhookVerificationError

from app.ledger.recording import Paths, paths_of, record
from app.models.accounts import StaffRole
from app.models.changes import Operation
from app.models.law_firms import LawFirm
from app.models.sharing import GrantState, SharingGrant
from app.models.sharing_subscriptions import Delivery, DeliveryKind, DeliveryState
from app.sharing.feed import SCANNED
from app.sharing.webhook_sender import LEASE, MINIMUM_INTERVAL, OUT_OF_FORCE, WebhookSender
from app.workflows.delivery import WAITS
from tests.sharing.receiver import Receiver
from tests.support.api_client import Api
from tests.support.builders import make_firm, make_org, make_uscc
from tests.support.change_feed import make_recorded_firm, numbered
from tests.support.clock import SetClock
from tests.support.sharing_partner import Department, Sharing
from tests.support.webhook_calls import FIRMS, calling, never

ELSEWHERE = """
    INSERT INTO change (id, seq, entity, entity_id, version, op, place_before, place_after, changed, commitment)
    SELECT gen_random_uuid(), head.seq + n, 'law_firm', gen_random_uuid(), 1, 'create', NULL, '/53/', '{name}', ''
    FROM generate_series(1, :count) n, (SELECT max(seq) AS seq FROM change) head
"""


class Ringing:
    """A partner with a subscription to a firm's name and address, its receiver, and what happens to the firm."""

    def __init__(self, sharing: Sharing, api: Api, receiver: Receiver) -> None:
        self.sharing, self.api, self.receiver, self.count = sharing, api, receiver, 0

    @property
    def sender(self) -> WebhookSender:
        sender: WebhookSender = self.sharing.app.state.webhook_sender
        return sender

    async def begin(self) -> None:
        calling(self.sharing)
        self.bureau = await self.api.as_(StaffRole.JUSTICE_BUREAU, area="51")
        self.firm = await make_recorded_firm(self.bureau)
        await numbered(self.sharing)
        self.department: Department = await self.sharing.partner(data_sets=FIRMS)
        answer = await self.department("POST", "/subscriptions", 201, json={"url": self.receiver.url})
        self.subscription = answer.json()
        self.path = f"/subscriptions/{self.subscription['id']}"

    async def change(self, **facts: str) -> None:
        """A change of the firm, numbered; of its address by default."""
        self.count += 1
        self.bureau = await self.api.as_(StaffRole.JUSTICE_BUREAU, area="51")
        await self.bureau.patch(f"/law-firms/{self.firm['id']}", facts or {"address": f"路{self.count}号"})
        await numbered(self.sharing)

    async def run(self) -> int:
        """Whatever is due now; how many rings arrived."""
        before = len(self.receiver.received)
        while await self.sender.watch() or await self.sender.carry_next():
            pass
        return len(self.receiver.received) - before

    async def get(self) -> Any:
        await self.department.sign_in()
        return await self.department.get(self.path)

    async def deliveries(self, **params: Any) -> list[Any]:
        await self.department.sign_in()
        page = await self.department.get(f"{self.path}/deliveries", params=params)
        items: list[Any] = page["items"]
        return items

    async def patch(self, **body: Any) -> None:
        await self.department.sign_in()
        await self.department("PATCH", self.path, 200, json=body)


@pytest.fixture
async def ringing(sharing: Sharing, api: Api) -> AsyncIterator[Ringing]:
    async with Receiver.open() as receiver:
        ringing = Ringing(sharing, api, receiver)
        await ringing.begin()
        yield ringing


async def test_a_foreign_verifier_accepts_what_a_change_within_the_grant_sends(
    ringing: Ringing, clock: SetClock
) -> None:
    clock.moment = dt.datetime.now(dt.UTC)
    await ringing.change()
    assert await ringing.run() == 1
    (got,) = ringing.receiver.received
    said = Webhook(ringing.subscription["secret"]).verify(got.body, got.headers)
    assert said == {
        "type": "changes.available",
        "timestamp": clock.moment.isoformat(),
        "data": {"subscription_id": ringing.subscription["id"]},
    }, "nothing but that there is something"
    with pytest.raises(WebhookVerificationError):
        Webhook(ringing.subscription["secret"]).verify(got.body + b" ", got.headers)
    (delivery,) = await ringing.deliveries()
    assert delivery["id"] == got.headers["webhook-id"]
    assert (delivery["state"], delivery["attempts"], delivery["last_status"]) == ("delivered", 1, 204)
    assert (delivery["next_attempt_at"], delivery["last_fault"]) == (None, None)


async def test_what_is_beyond_the_grant_does_not_ring(ringing: Ringing, clock: SetClock) -> None:
    await ringing.change(head_name="王某")  # a field that is not granted
    body = {"name": "四川乙律师事务所", "uscc": make_uscc(), "area_code": "5107", "form": "11"}
    await ringing.bureau.post("/law-firms", body, 201)  # a place that is not granted
    org = await make_org(ringing.sharing.admin, "中共甲支部")
    async with ringing.sharing.admin.as_admin() as session:  # a data set that is not granted
        await record(session, org, Operation.CREATE, {"name"}, after=paths_of(org))
    await numbered(ringing.sharing)
    clock.advance(minutes=1)
    assert await ringing.run() == 0
    assert await ringing.deliveries() == []
    await ringing.change()
    assert await ringing.run() == 1


async def test_what_leaves_the_scope_rings_whatever_changed(ringing: Ringing) -> None:
    async with ringing.sharing.admin.as_admin() as session:
        firm = await session.get_one(LawFirm, ringing.firm["id"])
        elsewhere = Paths("/51/5107/", None)
        await record(session, firm, Operation.UPDATE, {"area_code"}, before=paths_of(firm), after=elsewhere)
    await numbered(ringing.sharing)
    assert await ringing.run() == 1


async def test_one_that_is_far_behind_gets_there(ringing: Ringing) -> None:
    async with ringing.sharing.admin.as_admin() as session:
        await session.exec(sa.text(ELSEWHERE).bindparams(count=SCANNED + 1))  # type: ignore[call-overload]
    await ringing.change()
    assert await ringing.run() == 1


async def test_without_changes_nothing_rings_and_a_subscription_begins_with_what_comes(ringing: Ringing) -> None:
    assert await ringing.run() == 0, "the firm was there before"
    await ringing.change()
    assert await ringing.run() == 1
    assert await ringing.run() == 0


async def test_changes_that_are_not_numbered_yet_do_not_ring(ringing: Ringing) -> None:
    await ringing.bureau.patch(f"/law-firms/{ringing.firm['id']}", {"address": "新路"})
    assert await ringing.run() == 0
    await numbered(ringing.sharing)
    assert await ringing.run() == 1


async def test_many_changes_are_one_doorbell_and_the_next_waits(ringing: Ringing, clock: SetClock) -> None:
    for _ in range(3):
        await ringing.change()
    assert await ringing.run() == 1
    await ringing.change()
    clock.moment += MINIMUM_INTERVAL - dt.timedelta(milliseconds=1)
    assert await ringing.run() == 0
    clock.advance(milliseconds=1)
    assert await ringing.run() == 1


async def test_a_change_while_a_doorbell_is_on_its_way_is_told_by_it(ringing: Ringing, clock: SetClock) -> None:
    ringing.receiver.statuses.append(503)
    await ringing.change()
    assert await ringing.run() == 1
    await ringing.change()
    clock.advance(minutes=1)
    assert await ringing.run() == 1
    clock.advance(minutes=1)
    assert await ringing.run() == 0, "whoever was rung has read so far"


async def test_a_change_while_the_receiver_answers_rings_again(ringing: Ringing, clock: SetClock) -> None:
    ringing.receiver.before_answer = ringing.change
    await ringing.change()
    assert await ringing.run() == 1
    ringing.receiver.before_answer = None
    clock.moment += MINIMUM_INTERVAL
    assert await ringing.run() == 1


async def test_attempts_follow_the_schedule_to_the_second_under_one_id(ringing: Ringing, clock: SetClock) -> None:
    ringing.receiver.status = 500
    await ringing.change()
    assert await ringing.run() == 1
    for wait in WAITS[DeliveryKind.RING]:
        (pending,) = await ringing.deliveries()
        assert (pending["state"], pending["last_status"], pending["last_fault"]) == ("pending", 500, "status")
        assert dt.datetime.fromisoformat(pending["next_attempt_at"]) == clock.moment + wait
        clock.moment += wait - dt.timedelta(seconds=1)
        assert await ringing.run() == 0
        clock.advance(seconds=1)
        if wait is not WAITS[DeliveryKind.RING][-1]:
            assert await ringing.run() == 1
        else:
            assert await ringing.sender.carry_next()
    rings = ringing.receiver.received
    assert len(rings) == 10
    assert len({ring.headers["webhook-id"] for ring in rings}) == 1
    assert len({ring.body for ring in rings}) == 1
    assert len({ring.headers["webhook-timestamp"] for ring in rings}) == 10
    (dead,) = await ringing.deliveries(state="dead")
    assert (dead["attempts"], dead["next_attempt_at"]) == (10, None)
    assert (await ringing.get())["dead_letters"] == 1


async def exhaust(ringing: Ringing, clock: SetClock) -> None:
    """Let one doorbell die."""
    dead = len(await ringing.deliveries(state="dead"))
    while len(await ringing.deliveries(state="dead")) == dead:
        await ringing.sender.watch()
        await ringing.sender.carry_next()
        clock.advance(hours=24)


async def test_dead_letters_in_a_row_disable_and_what_was_missed_rings_afterwards(
    ringing: Ringing, clock: SetClock
) -> None:
    ringing.receiver.status = 500
    await ringing.change()
    for _ in range(2):
        await exhaust(ringing, clock)
    assert (await ringing.get())["state"] == "active", "what died is owed all the same"
    await exhaust(ringing, clock)
    disabled = await ringing.get()
    assert (disabled["state"], disabled["reason"], disabled["dead_letters"]) == ("disabled", "undeliverable", 3)
    ringing.receiver.status = 204
    await ringing.change()
    clock.advance(days=1)
    assert await ringing.run() == 0
    await ringing.patch(state="active")
    assert await ringing.run() == 1
    assert (await ringing.get())["dead_letters"] == 0
    clock.advance(days=1)
    assert await ringing.run() == 0


async def test_an_answer_between_dead_letters_ends_their_row(ringing: Ringing, clock: SetClock) -> None:
    ringing.receiver.status = 500
    await ringing.change()
    for _ in range(2):
        await exhaust(ringing, clock)
    ringing.receiver.status = 204
    assert await ringing.run() == 1
    assert (await ringing.get())["dead_letters"] == 0


async def test_gone_disables_at_once(ringing: Ringing, clock: SetClock) -> None:
    ringing.receiver.status = 410
    await ringing.change()
    assert await ringing.run() == 1
    disabled = await ringing.get()
    assert (disabled["state"], disabled["reason"]) == ("disabled", "gone")
    (dead,) = await ringing.deliveries()
    assert (dead["state"], dead["last_status"]) == ("dead", 410)
    clock.advance(days=5)
    assert await ringing.run() == 0


async def test_a_disabled_or_ended_subscription_does_not_ring(ringing: Ringing, clock: SetClock) -> None:
    ringing.receiver.statuses.append(500)
    await ringing.change()
    await ringing.run()
    await ringing.patch(state="disabled")
    clock.advance(days=1)
    assert await ringing.run() == 0
    assert [delivery["state"] for delivery in await ringing.deliveries()] == ["withdrawn"]
    await ringing.patch(state="active")
    ringing.receiver.statuses.append(500)
    assert await ringing.run() == 1, "still owed"
    await ringing.department.sign_in()
    await ringing.department("DELETE", ringing.path, 204)
    await ringing.change()
    clock.advance(days=1)
    assert await ringing.run() == 0


async def test_another_address_gets_what_the_old_one_did_not(ringing: Ringing) -> None:
    ringing.receiver.status = 500
    await ringing.change()
    await ringing.run()
    async with Receiver.open() as other:
        await ringing.patch(url=other.url)
        assert await ringing.run() == 0
        assert len(other.received) == 1


async def test_a_grant_that_is_not_in_force_is_silent_and_forgets_nothing(ringing: Ringing, clock: SetClock) -> None:
    async def put(state: GrantState) -> None:
        async with ringing.sharing.admin.as_admin() as session:
            grant = await session.get_one(SharingGrant, ringing.department.grant_id)
            grant.state = state
            session.add(grant)

    ringing.receiver.statuses.append(500)
    await ringing.change()
    await ringing.run()
    await put(GrantState.SUSPENDED)
    clock.advance(hours=1)
    assert await ringing.run() == 0, "what was on its way is not carried"
    await put(GrantState.IN_FORCE)
    clock.moment += OUT_OF_FORCE
    assert await ringing.run() == 1
    await put(GrantState.SUSPENDED)
    await ringing.change()
    clock.advance(hours=1)
    assert await ringing.run() == 0
    await put(GrantState.IN_FORCE)
    clock.moment += OUT_OF_FORCE
    assert await ringing.run() == 1
    assert [delivery["state"] for delivery in await ringing.deliveries()] == ["delivered", "delivered"]


async def test_a_grant_with_another_content_rings_so_that_its_partner_rebases(
    ringing: Ringing, clock: SetClock
) -> None:
    async with ringing.sharing.admin.as_admin() as session:
        grant = await session.get_one(SharingGrant, ringing.department.grant_id)
        grant.data_sets, grant.content_version = {"law_firms": {"name": "full"}}, 2
        session.add(grant)
        here = Paths(grant.place_path, None)
        await record(session, grant, Operation.UPDATE, {"data_sets"}, before=here, after=here)
    await numbered(ringing.sharing)
    assert await ringing.run() == 1
    clock.advance(minutes=1)
    await ringing.change()
    assert await ringing.run() == 0, "once, and then under the new content"
    await ringing.change(name="四川新律师事务所")
    assert await ringing.run() == 1


async def test_old_and_new_secret_sign_for_a_day(ringing: Ringing, clock: SetClock) -> None:
    old = ringing.subscription["secret"]
    new = (await ringing.department("POST", f"{ringing.path}/secret", 200)).json()["secret"]
    assert await accepted_secrets(ringing, clock, new, old) == [new, old]
    clock.advance(hours=23, minutes=59)
    assert await accepted_secrets(ringing, clock, new, old) == [new, old]
    clock.advance(minutes=1)
    assert await accepted_secrets(ringing, clock, new, old) == [new]


async def accepted_secrets(ringing: Ringing, clock: SetClock, *secrets: str) -> list[str]:
    """Which of these secrets signed the next doorbell, in the order of its signatures."""
    await ringing.change()
    assert await ringing.run() == 1
    got = ringing.receiver.received[-1]
    signed = {Webhook(s).sign(got.headers["webhook-id"], clock.now(), got.body.decode()): s for s in secrets}
    return [signed[signature] for signature in got.headers["webhook-signature"].split(" ")]


async def test_a_trial_is_one_attempt_and_moves_nothing(ringing: Ringing, clock: SetClock) -> None:
    await ringing.change()
    ringing.receiver.status = 500
    await ringing.patch(state="disabled")
    await ringing.department("POST", f"{ringing.path}/test", 202)
    assert await ringing.run() == 1
    assert json.loads(ringing.receiver.received[0].body)["type"] == "subscription.test"
    (trial,) = await ringing.deliveries(kind="test")
    assert (trial["state"], trial["attempts"], trial["last_status"]) == ("dead", 1, 500)
    assert (await ringing.get())["dead_letters"] == 0
    clock.advance(days=2)
    assert await ringing.run() == 0
    ringing.receiver.status = 204
    await ringing.patch(state="active")
    assert await ringing.run() == 1


async def test_a_receiver_that_is_not_there_is_tried_again(ringing: Ringing, clock: SetClock) -> None:
    async with Receiver.open() as gone:
        url = gone.url
    await ringing.patch(url=url)
    await ringing.change()
    assert await ringing.run() == 0
    (pending,) = await ringing.deliveries()
    assert (pending["state"], pending["last_status"], pending["last_fault"]) == ("pending", None, "unreachable")
    calling(ringing.sharing, transport=httpx.MockTransport(never), seconds=0.05)
    clock.advance(seconds=1)
    await ringing.patch(url=ringing.receiver.url)
    await ringing.run()
    assert (await ringing.deliveries())[0]["last_fault"] == "timeout"
    calling(ringing.sharing, test_hosts=frozenset())
    clock.advance(minutes=10)
    await ringing.run()
    assert (await ringing.deliveries())[0]["last_fault"] == "address", "without the setting nothing is called inside"


async def test_what_a_dead_process_had_in_hand_is_due_again_after_its_lease(ringing: Ringing, clock: SetClock) -> None:
    await ringing.change()
    await ringing.sender.watch()
    claim = await ringing.sender._claim()
    assert claim, "a process takes it and dies"
    clock.moment += LEASE - dt.timedelta(seconds=1)
    assert await ringing.run() == 0
    clock.advance(seconds=1)
    assert await ringing.run() == 1
    assert ringing.receiver.received[0].headers["webhook-id"] == str(claim.delivery.id)


async def test_an_attempt_that_outlived_its_lease_decides_nothing(ringing: Ringing, clock: SetClock) -> None:
    async def another_process_takes_over() -> None:
        clock.moment += LEASE
        assert await ringing.sender._claim()

    ringing.receiver.before_answer = another_process_takes_over
    await ringing.change()
    assert await ringing.run() == 1
    (pending,) = await ringing.deliveries()
    assert (pending["state"], pending["attempts"]) == ("pending", 0)


async def test_two_couriers_deliver_once_per_lease(committed_sharing: Sharing, clock: SetClock) -> None:
    sharing = committed_sharing
    async with Receiver.open() as receiver:
        sender = calling(sharing)
        department = await sharing.partner(data_sets=FIRMS)
        for number in range(6):
            await department("POST", "/subscriptions", 201, json={"url": f"{receiver.url}/{number}"})
        firm = await make_firm(sharing.admin, "四川甲律师事务所", area="5101")
        async with sharing.admin.as_admin() as session:
            await record(session, firm, Operation.CREATE, {"name"}, after=paths_of(firm))
        await numbered(sharing)

        async def work() -> None:
            while await sender.watch() or await sender.carry_next():
                pass

        await asyncio.gather(*(work() for _ in range(4)))
        await work()
        assert sorted(ring.target for ring in receiver.received) == [f"/doorbell/{number}" for number in range(6)]
        async with sharing.admin.as_admin() as session:
            assert (await session.exec(select(col(Delivery.state)))).all() == [DeliveryState.DELIVERED] * 6
