"""A subscription for each partner of the demonstration, switched off: its receiver does not exist."""

import datetime as dt
from collections.abc import Sequence

from sqlmodel import SQLModel

from app.core import webhooks
from app.core.crypto import Keyring
from app.demo.seed import demo_id
from app.models.sharing import Partner, SharingGrant
from app.models.sharing_subscriptions import (
    Delivery,
    DeliveryFault,
    DeliveryKind,
    DeliveryState,
    DisabledReason,
    Subscription,
    SubscriptionState,
)
from app.workflows.delivery import WAITS

_ATTEMPTS = len(WAITS[DeliveryKind.RING]) + 1


def demo_subscription(partner: Partner, grant: SharingGrant, keyring: Keyring, now: dt.datetime) -> Sequence[SQLModel]:
    """The subscription, and the doorbells that nobody heard before it was switched off."""
    subscription = Subscription(
        id=demo_id("subscription", partner.client_id),
        partner_id=partner.id,
        grant_id=grant.id,
        url=f"https://{partner.client_id}.example/huizhi/doorbell",
        secret_cipher=keyring.seal(webhooks.new_secret()),
        state=SubscriptionState.DISABLED,
        reason=DisabledReason.BY_PARTNER,
        position=0,
        grant_version=grant.content_version,
        next_ring_at=now,
        dead_letters=1,
    )
    facts = ((DeliveryState.DEAD, _ATTEMPTS, dt.timedelta(days=5)), (DeliveryState.WITHDRAWN, 1, dt.timedelta(days=1)))
    deliveries = [
        Delivery(
            id=demo_id("delivery", f"{partner.client_id}/{state}"),
            subscription_id=subscription.id,
            kind=DeliveryKind.RING,
            state=state,
            attempts=attempts,
            due_at=now - ago,
            last_fault=DeliveryFault.ADDRESS,
            settled_at=now - ago,
            created_at=now - ago,
        )
        for state, attempts, ago in facts
    ]
    return [subscription, *deliveries]
