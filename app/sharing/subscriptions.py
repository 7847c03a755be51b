"""Subscriptions as a partner keeps them: addresses that are told when there are changes under its grant.

A doorbell says that there is something, never what: losing every one costs time and no data.
"""

import datetime as dt
import json
import uuid
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import webhooks
from app.core.database import fetch_in
from app.core.errors import Conflict, FieldFault, InvalidRequest, NotFound
from app.core.listen_notify import notify_after_commit
from app.core.lists import Listing, record_query, rows_as_json, select_columns
from app.core.responses import Answer, read_back, require_match
from app.ledger.recording import NOWHERE, record
from app.models.changes import Operation
from app.models.sharing_subscriptions import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    DisabledReason,
    Subscription,
    SubscriptionState,
)
from app.queries.filters import equals
from app.rules.faults import RuleError
from app.sharing.disclosing import Discloser
from app.sharing.feed import HEAD
from app.sharing.outbound import AddressRefused, Outbound
from app.sharing.partners import Caller

TO_WATCH, TO_CARRY = "huizhi_subscriptions", "huizhi_deliveries"
"""Notified when a subscription is to be looked at, and when a delivery is due, at once."""

OVERLAP = dt.timedelta(hours=24)
"""So long an old secret signs beside the new one."""

MOST = 10
"""Subscriptions of one grant."""


class TooManySubscriptions(Conflict):
    code, title = "too_many_subscriptions", "订阅已满"
    detail = f"一项授权至多 {MOST} 个订阅，请先删除不用的。"


class SubscriptionExists(Conflict):
    code, title = "subscription_exists", "该地址已订阅"
    detail = "同一授权下，同一地址只需一个订阅；现有的见 GET /share/v1/subscriptions。"
    constraints = ("uq_subscription_live_url",)


class TrialPending(Conflict):
    code, title = "test_pending", "上一次试铃尚未完成"
    detail = "请稍候，结果见 GET /share/v1/subscriptions/{id}/deliveries。"
    constraints = ("uq_subscription_delivery_pending",)


_MINE = (
    select_columns(
        col(Subscription.id),
        col(Subscription.url),
        sa.cast(Subscription.state, sa.Text).label("state"),
        sa.cast(Subscription.reason, sa.Text).label("reason"),
        col(Subscription.dead_letters),
        col(Subscription.previous_until).label("old_secret_until"),
        col(Subscription.version),
        col(Subscription.created_at),
    )
    .where(
        Subscription.grant_id == sa.bindparam("grant_id", type_=sa.Uuid()),
        sa.cast(Subscription.state, sa.Text) != SubscriptionState.ENDED.value,
    )
    .order_by(col(Subscription.created_at), col(Subscription.id))
)
SUBSCRIPTIONS = record_query(select(rows_as_json(_MINE).label("items")))
SUBSCRIPTION = record_query(_MINE.where(Subscription.id == sa.bindparam("subscription_id", type_=sa.Uuid())))

_DELIVERY = select_columns(
    col(Delivery.id),
    sa.cast(Delivery.kind, sa.Text).label("kind"),
    sa.cast(Delivery.state, sa.Text).label("state"),
    col(Delivery.attempts),
    sa.case((col(Delivery.state) == DeliveryState.PENDING, Delivery.due_at)).label("next_attempt_at"),
    col(Delivery.last_status),
    sa.cast(Delivery.last_fault, sa.Text).label("last_fault"),
    col(Delivery.created_at),
    col(Delivery.settled_at),
)
DELIVERY = record_query(_DELIVERY.where(Delivery.id == sa.bindparam("delivery_id", type_=sa.Uuid())))
DELIVERIES = Listing(
    _DELIVERY.where(Delivery.subscription_id == sa.bindparam("subscription_id", type_=sa.Uuid())),
    sorts={"-created_at": ("created_at", "id")},
    filters={
        "state": equals(sa.cast(Delivery.state, sa.Text)),
        "kind": equals(sa.cast(Delivery.kind, sa.Text)),
    },
)


async def check_url(outbound: Outbound, url: str) -> None:
    """Whether a partner may be called back there; `InvalidRequest` names the field."""
    try:
        await outbound.check(url)
    except RuleError as exc:
        raise _refused(exc.code, f"{exc}。") from exc
    except (AddressRefused, TimeoutError) as exc:
        message = "域名无法解析，或指向内部、保留的地址；只能通知公网地址。"
        raise _refused("url_address_refused", message) from exc


def _refused(code: str, message: str) -> InvalidRequest:
    return InvalidRequest(errors=[FieldFault(field="url", code=code, message=message)])


async def create_subscription(
    discloser: Discloser, caller: Caller, outbound: Outbound, url: str, session: AsyncSession
) -> Answer:
    """Tell this address from now on; the answer alone shows the secret.

    Errors: `InvalidRequest` names the url, `TooManySubscriptions`, `SubscriptionExists`.
    """
    await check_url(outbound, url)
    await session.exec(select(func.pg_advisory_xact_lock(func.hashtext(str(caller.grant.id)))))
    live = (Subscription.grant_id == caller.grant.id, Subscription.state != SubscriptionState.ENDED)
    if (await session.exec(select(func.count()).select_from(Subscription).where(*live))).one() >= MOST:
        raise TooManySubscriptions
    head = await fetch_in(session, HEAD, {})
    secret = webhooks.new_secret()
    subscription = Subscription(
        partner_id=caller.partner_id,
        grant_id=caller.grant.id,
        url=url,
        secret_cipher=discloser.keyring.seal(secret),
        position=head[0] if head else 0,
        grant_version=caller.grant.version,
        next_ring_at=discloser.clock.now(),
    )
    session.add(subscription)
    await record(session, subscription, Operation.CREATE, {"url", "state", "secret_cipher"}, after=NOWHERE)
    return await _with_secret(session, subscription, secret, 201)


async def rotate_secret(
    discloser: Discloser, caller: Caller, subscription_id: uuid.UUID, session: AsyncSession
) -> Answer:
    """A new secret, shown in the answer alone; the old one signs beside it for a while. Errors: `NotFound`."""
    subscription = await _locked(session, caller, subscription_id)
    secret = webhooks.new_secret()
    subscription.previous_cipher = subscription.secret_cipher
    subscription.previous_until = discloser.clock.now() + OVERLAP
    subscription.secret_cipher = discloser.keyring.seal(secret)
    await _changed(session, subscription, {"secret_cipher"})
    return await _with_secret(session, subscription, secret, 200)


async def _with_secret(session: AsyncSession, subscription: Subscription, secret: bytes, status: int) -> Answer:
    parameters = {"subscription_id": subscription.id, "grant_id": subscription.grant_id}
    answer = await read_back(session, SUBSCRIPTION, status=status, **parameters)
    body = json.loads(answer.body) | {"secret": webhooks.shown(secret)}
    return Answer(status, json.dumps(body, ensure_ascii=False).encode(), answer.etag)


async def update_subscription(
    discloser: Discloser, caller: Caller, subscription_id: uuid.UUID, changes: dict[str, Any], if_match: str | None
) -> Answer:
    """Another address, or ringing off and on. What was owed stays owed. Errors: `NotFound`, `Stale`."""
    async with discloser.database.session(caller.scope) as session:
        subscription = await _locked(session, caller, subscription_id)
        require_match(if_match, subscription.version)
        if subscription.state is not changes.get("state", subscription.state):
            is_off = changes["state"] is SubscriptionState.DISABLED
            subscription.reason = DisabledReason.BY_PARTNER if is_off else None
        for column, value in changes.items():
            setattr(subscription, column, value)
        subscription.dead_letters, subscription.next_ring_at = 0, discloser.clock.now()
        notify_after_commit(session, TO_WATCH)
        await close(session, subscription, set(changes), discloser.clock.now())
        return await read_back(session, SUBSCRIPTION, subscription_id=subscription.id, grant_id=caller.grant.id)


async def end_subscription(discloser: Discloser, caller: Caller, subscription_id: uuid.UUID) -> None:
    """It rings no more, and is gone for its partner. Errors: `NotFound`."""
    async with discloser.database.session(caller.scope) as session:
        subscription = await _locked(session, caller, subscription_id)
        subscription.state = SubscriptionState.ENDED
        subscription.secret_cipher, subscription.previous_cipher = b"", None
        await close(session, subscription, {"state"}, discloser.clock.now())


async def try_subscription(
    discloser: Discloser, caller: Caller, subscription_id: uuid.UUID, session: AsyncSession
) -> Answer:
    """Have a trial sent, once; its result is in the deliveries. Errors: `NotFound`, `TrialPending`."""
    subscription = await _locked(session, caller, subscription_id)
    now = discloser.clock.now()
    delivery = Delivery(subscription_id=subscription.id, kind=DeliveryKind.TEST, due_at=now, created_at=now)
    session.add(delivery)
    notify_after_commit(session, TO_CARRY)
    return await read_back(session, DELIVERY, status=202, delivery_id=delivery.id)


async def close(session: AsyncSession, subscription: Subscription, columns: set[str], now: dt.datetime) -> None:
    """Write down a change of a subscription; what is on its way for it is not wanted any more, and stays owed."""
    pending = (col(Delivery.subscription_id) == subscription.id, col(Delivery.state) == DeliveryState.PENDING)
    withdrawn = {"state": DeliveryState.WITHDRAWN, "settled_at": now}
    await session.exec(sa.update(Delivery).where(*pending).values(**withdrawn))
    await _changed(session, subscription, columns)


async def _changed(session: AsyncSession, subscription: Subscription, columns: set[str]) -> None:
    subscription.version += 1
    await record(session, subscription, Operation.UPDATE, columns, before=NOWHERE, after=NOWHERE)


async def _locked(session: AsyncSession, caller: Caller, subscription_id: uuid.UUID) -> Subscription:
    mine = (Subscription.id == subscription_id, Subscription.grant_id == caller.grant.id)
    statement = select(Subscription).where(*mine, Subscription.state != SubscriptionState.ENDED).with_for_update()
    subscription = (await session.exec(statement)).one_or_none()
    if subscription is None:
        raise NotFound
    return subscription
