"""The webhook sender: notices that there are changes under a grant, and rings until somebody answers.

A doorbell is owed until it arrived: what it stands for is kept as a position in the ledger, which moves on only then.
Several processes may share the work; one that is killed leaves a lease behind, after which the delivery is due again.
Deliveries are at least once, each attempt under the same `webhook-id`. The sender sleeps until it is notified, until
what it put off is due, or until the next poll (docs/decisions/0030).
"""

import asyncio
import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

import httpx
import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.database import DatabaseRole, Query, Scope, compile_query, fetch_in
from app.core.listen_notify import Listener, notify_after_commit
from app.core.webhooks import signed_headers
from app.models.changes import NUMBERED
from app.models.sharing_subscriptions import (
    Delivery,
    DeliveryFault,
    DeliveryKind,
    DeliveryState,
    DisabledReason,
    Subscription,
    SubscriptionState,
)
from app.rules.faults import RuleError
from app.sharing.disclosing import Discloser
from app.sharing.feed import HEAD, SCANNED, news_query
from app.sharing.outbound import AddressRefused, Outbound, is_about_tls
from app.sharing.partners import Caller, Grant, Partners
from app.sharing.subscriptions import TO_CARRY, TO_WATCH, close
from app.workflows.delivery import DEAD_LETTERS, Outcome, step

LEASE = dt.timedelta(minutes=1)
"""Longer than any attempt takes."""

MINIMUM_INTERVAL = dt.timedelta(seconds=5)
"""Between two doorbells of one subscription."""

OUT_OF_FORCE = dt.timedelta(minutes=1)
"""How soon a subscription is looked at again whose grant is not in force: until then nothing is told."""

_AT_ONCE = 100
_CARRIERS = 4
"""Attempts at the same time, so that one slow receiver holds up nobody."""

_REST_SECONDS = 1.0
"""Between two looks at the ledger while it grows."""

_QUEUE = Scope(DatabaseRole.SHARING)
_TYPES = {DeliveryKind.RING: "changes.available", DeliveryKind.TEST: "subscription.test"}


@dataclass(frozen=True)
class _Claim:
    """A delivery that is ours until `until`, and where the log stood: whoever is rung now may read so far."""

    delivery: Delivery
    subscription: Subscription
    head: int
    until: dt.datetime


@dataclass(frozen=True)
class _Result:
    outcome: Outcome
    status: int | None = None
    fault: DeliveryFault | None = None


@dataclass(frozen=True)
class WebhookSender:
    """Watches the ledger for each subscription, and carries what is due."""

    discloser: Discloser
    partners: Partners
    outbound: Outbound
    listener: Listener

    async def run_for_ever(self) -> None:
        """Watch and carry until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.listener.repeat(self.watch, NUMBERED, TO_WATCH, rest=_REST_SECONDS))
            for _ in range(_CARRIERS):
                tasks.create_task(self.listener.repeat(self.carry_next, TO_CARRY))

    async def watch(self) -> bool:
        """Look once for each subscription, those furthest behind first; whether there is more to do at once."""
        if await self._is_idle(_UNWATCHED):
            return False
        async with self.discloser.database.session(_QUEUE) as session:
            furthest = (
                select(Subscription)
                .where(*_unwatched(self.discloser.clock.now()))
                .order_by(col(Subscription.position))
                .limit(_AT_ONCE)
            )
            found = (await session.exec(furthest)).all()
        return any([await self._watch_one(subscription) for subscription in found])

    async def _watch_one(self, found: Subscription) -> bool:
        """Ring, or move on; whether there is more to do for it at once."""
        caller = await self.partners.caller_of(found.partner_id, found.grant_id, "")
        scope = caller.scope if caller else _QUEUE
        async with self.discloser.database.session(scope) as session:
            unwatched = _unwatched(self.discloser.clock.now())
            mine = select(Subscription).where(Subscription.id == found.id, *unwatched)
            subscription = (await session.exec(mine.with_for_update(skip_locked=True))).one_or_none()
            if subscription is None:  # another process is at it
                return False
            if caller is None:
                self._put_off_watching(subscription, OUT_OF_FORCE)
                return False
            return await self._look(session, subscription, caller)

    async def _look(self, session: AsyncSession, subscription: Subscription, caller: Caller) -> bool:
        now, head = self.discloser.clock.now(), await _head(session)
        until = min(head, subscription.position + SCANNED)
        query = news_query(tuple((name, tuple(fields.items())) for name, fields in caller.grant.data_sets.items()))
        stretch = {"after": subscription.position, "until": until, "grant_id": caller.grant.id}
        stretch |= {"lo": caller.scope.lo, "hi": caller.scope.hi}
        news = await fetch_in(session, query, stretch)
        if (news and news[0]) or caller.grant.version != subscription.grant_version:
            session.add(Delivery(subscription_id=subscription.id, kind=DeliveryKind.RING, due_at=now, created_at=now))
            notify_after_commit(session, TO_CARRY)
            self._put_off_watching(subscription, MINIMUM_INTERVAL)
            return True
        subscription.position = until
        return until < head

    def _put_off_watching(self, subscription: Subscription, wait: dt.timedelta) -> None:
        subscription.next_ring_at = self.discloser.clock.now() + wait
        self.listener.wake_after(TO_WATCH, wait)

    async def carry_next(self) -> bool:
        """Make one attempt that is due; whether there was one."""
        claim = await self._claim()
        if claim is None:
            return False
        subscription = claim.subscription
        caller = await self.partners.caller_of(subscription.partner_id, subscription.grant_id, "")
        if caller is None:
            await self._put_off(claim)
        else:
            await self._settle(claim, caller.grant, await self._attempt(claim))
        return True

    async def _is_idle(self, query: Query) -> bool:
        """One round trip, where a session that finds nothing takes five."""
        now = self.discloser.clock.now()
        return await self.discloser.database.fetch(_QUEUE, query, {"now": now}) is None

    async def _claim(self) -> _Claim | None:
        if await self._is_idle(_DUE):
            return None
        now = self.discloser.clock.now()
        due = (
            select(Delivery).where(*_due(now)).order_by(col(Delivery.due_at)).limit(1).with_for_update(skip_locked=True)
        )
        async with self.discloser.database.session(_QUEUE) as session:
            delivery = (await session.exec(due)).one_or_none()
            if delivery is None:
                return None
            delivery.due_at = now + LEASE
            subscription = await session.get_one(Subscription, delivery.subscription_id)
            return _Claim(delivery, subscription, await _head(session), delivery.due_at)

    async def _attempt(self, claim: _Claim) -> _Result:
        delivery, now = claim.delivery, self.discloser.clock.now()
        said = {
            "type": _TYPES[delivery.kind],
            "timestamp": delivery.created_at.astimezone(dt.UTC).isoformat(),
            "data": {"subscription_id": str(delivery.subscription_id)},
        }
        body = json.dumps(said, separators=(",", ":")).encode()
        signed = signed_headers(self._keys(claim.subscription, now), str(delivery.id), int(now.timestamp()), body)
        headers = {"content-type": "application/json", "user-agent": "Huizhi", **signed}
        try:
            status = await self.outbound.post(claim.subscription.url, headers, body)
        except (AddressRefused, RuleError, httpx.InvalidURL):
            return _Result(Outcome.FAILED, fault=DeliveryFault.ADDRESS)
        except (TimeoutError, httpx.TimeoutException):
            return _Result(Outcome.FAILED, fault=DeliveryFault.TIMEOUT)
        except httpx.HTTPError as exc:
            fault = DeliveryFault.TLS if is_about_tls(exc) else DeliveryFault.UNREACHABLE
            return _Result(Outcome.FAILED, fault=fault)
        if 200 <= status < 300:
            return _Result(Outcome.ARRIVED, status)
        return _Result(Outcome.GONE if status == 410 else Outcome.FAILED, status, DeliveryFault.STATUS)

    def _keys(self, subscription: Subscription, now: dt.datetime) -> list[bytes]:
        ciphers = [subscription.secret_cipher]
        if subscription.previous_cipher and subscription.previous_until and now < subscription.previous_until:
            ciphers.append(subscription.previous_cipher)
        return [self.discloser.keyring.unseal(cipher) for cipher in ciphers]

    async def _put_off(self, claim: _Claim) -> None:
        """The grant is not in force: nothing is told, and nothing forgotten."""
        async with self.discloser.database.session(_QUEUE) as session:
            if delivery := await self._still_ours(session, claim):
                self._put_off_carrying(delivery, OUT_OF_FORCE)

    def _put_off_carrying(self, delivery: Delivery, wait: dt.timedelta) -> None:
        delivery.due_at = self.discloser.clock.now() + wait
        self.listener.wake_after(TO_CARRY, wait)

    async def _settle(self, claim: _Claim, grant: Grant, result: _Result) -> None:
        """Write down what came of an attempt, unless its lease is over or it was withdrawn meanwhile."""
        now = self.discloser.clock.now()
        async with self.discloser.database.session(_QUEUE) as session:
            mine = select(Subscription).where(Subscription.id == claim.subscription.id).with_for_update()
            subscription = (await session.exec(mine)).one()
            delivery = await self._still_ours(session, claim)
            if delivery is None:
                return
            delivery.attempts += 1
            delivery.last_status, delivery.last_fault = result.status, result.fault
            after = step(delivery.kind, delivery.attempts, result.outcome)
            delivery.state = after.to_state
            if after.wait is None:
                delivery.settled_at = now
                notify_after_commit(session, TO_WATCH)  # there may be more to tell by now
            else:
                self._put_off_carrying(delivery, after.wait)
            if delivery.kind is DeliveryKind.RING:
                if after.to_state is DeliveryState.DELIVERED:
                    subscription.position, subscription.dead_letters = max(subscription.position, claim.head), 0
                    subscription.grant_version = grant.version
                elif after.to_state is DeliveryState.DEAD:
                    subscription.dead_letters += 1
            await self._disable_if_need_be(session, subscription, result.outcome)

    async def _disable_if_need_be(self, session: AsyncSession, subscription: Subscription, outcome: Outcome) -> None:
        if subscription.state is not SubscriptionState.ACTIVE:
            return
        if outcome is Outcome.GONE:
            subscription.reason = DisabledReason.GONE
        elif subscription.dead_letters >= DEAD_LETTERS:
            subscription.reason = DisabledReason.UNDELIVERABLE
        else:
            return
        subscription.state = SubscriptionState.DISABLED
        await close(session, subscription, {"state", "reason"}, self.discloser.clock.now())

    async def _still_ours(self, session: AsyncSession, claim: _Claim) -> Delivery | None:
        still = (Delivery.state == DeliveryState.PENDING, Delivery.due_at == claim.until)
        statement = select(Delivery).where(Delivery.id == claim.delivery.id, *still).with_for_update()
        return (await session.exec(statement)).one_or_none()


def _unwatched(now: Any) -> tuple[Any, ...]:
    """Active subscriptions that may be rung now, for which nothing is on its way, behind the head of the log."""
    log = sa.func.feed_head().table_valued("head", "lag_ms")
    on_its_way = select(Delivery.id).where(
        Delivery.subscription_id == Subscription.id,
        sa.cast(Delivery.kind, sa.Text) == DeliveryKind.RING.value,
        sa.cast(Delivery.state, sa.Text) == DeliveryState.PENDING.value,
    )
    return (
        sa.cast(Subscription.state, sa.Text) == SubscriptionState.ACTIVE.value,
        col(Subscription.next_ring_at) <= now,
        col(Subscription.position) < select(log.c.head).scalar_subquery(),
        ~on_its_way.exists(),
    )


def _due(now: Any) -> tuple[Any, ...]:
    """Deliveries of which an attempt is due."""
    return sa.cast(Delivery.state, sa.Text) == DeliveryState.PENDING.value, col(Delivery.due_at) <= now


_NOW = sa.bindparam("now", type_=sa.DateTime(timezone=True))
_UNWATCHED = compile_query(select(col(Subscription.id)).where(*_unwatched(_NOW)).limit(1))
_DUE = compile_query(select(col(Delivery.id)).where(*_due(_NOW)).limit(1))


async def _head(session: AsyncSession) -> int:
    row = await fetch_in(session, HEAD, {})
    assert row is not None  # noqa: S101 - the function always answers
    return int(row[0])
