"""Subscriptions of the data-sharing API and the doorbells that were rung for them (N06)."""

import datetime as dt
import enum
import uuid

import sqlalchemy as sa
from sqlmodel import Field, Index, SQLModel

from app.models.base import enum_column, moment_column, new_id


class SubscriptionState(enum.StrEnum):
    """Whether it rings; `ended` for good, and shown to nobody any more."""

    ACTIVE = "active"
    DISABLED = "disabled"
    ENDED = "ended"


class DisabledReason(enum.StrEnum):
    """Why it does not ring: the receiver answered 410, several doorbells in a row died, or the partner wished it."""

    GONE = "gone"
    UNDELIVERABLE = "undeliverable"
    BY_PARTNER = "by_partner"


class Subscription(SQLModel, table=True):
    """A partner's address that is told when there are changes under its grant.

    `position` is the number of the ledger up to which there is nothing left to tell: it moves past what does not
    concern the grant, and past what does only when a doorbell arrived. `grant_version` is the content of the grant that
    its partner was told of; `dead_letters` counts those in a row.
    """

    __tablename__ = "subscription"
    __table_args__ = (
        Index("uq_subscription_live_url", "grant_id", "url", unique=True, postgresql_where=sa.text("state <> 'ended'")),
        Index("ix_subscription_active", "next_ring_at", postgresql_where=sa.text("state = 'active'")),
    )

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    partner_id: uuid.UUID = Field(foreign_key="partner.id", index=True)
    grant_id: uuid.UUID = Field(foreign_key="sharing_grant.id")
    url: str = Field(max_length=500)
    secret_cipher: bytes
    previous_cipher: bytes | None = None
    previous_until: dt.datetime | None = None
    state: SubscriptionState = enum_column(SubscriptionState, default=SubscriptionState.ACTIVE)
    reason: DisabledReason | None = enum_column(DisabledReason, nullable=True)
    position: int = Field(sa_type=sa.BigInteger)
    grant_version: int
    next_ring_at: dt.datetime
    dead_letters: int = 0
    version: int = 1
    created_at: dt.datetime = moment_column()


class DeliveryKind(enum.StrEnum):
    """A doorbell, or a trial that the partner asked for."""

    RING = "ring"
    TEST = "test"


class DeliveryState(enum.StrEnum):
    """Where a delivery stands: owed, arrived, given up (a dead letter), or no longer wanted."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"
    WITHDRAWN = "withdrawn"


class DeliveryFault(enum.StrEnum):
    """Why the last attempt failed."""

    ADDRESS = "address"
    UNREACHABLE = "unreachable"
    TLS = "tls"
    TIMEOUT = "timeout"
    STATUS = "status"


class Delivery(SQLModel, table=True):
    """One message to a subscription's address; its key is the `webhook-id` of every attempt.

    `due_at` is when the next attempt is due. Whoever makes it first moves `due_at` past its lease, so that a killed
    process's attempt comes due again.
    """

    __tablename__ = "subscription_delivery"
    __table_args__ = (
        Index(
            "uq_subscription_delivery_pending",
            "subscription_id",
            "kind",
            unique=True,
            postgresql_where=sa.text("state = 'pending'"),
        ),
        Index("ix_subscription_delivery_due", "due_at", postgresql_where=sa.text("state = 'pending'")),
        Index("ix_subscription_delivery_subscription_id", "subscription_id", "created_at", "id"),
    )

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    subscription_id: uuid.UUID = Field(foreign_key="subscription.id", ondelete="CASCADE")
    kind: DeliveryKind = enum_column(DeliveryKind)
    state: DeliveryState = enum_column(DeliveryState, default=DeliveryState.PENDING)
    attempts: int = 0
    due_at: dt.datetime
    last_status: int | None = None
    last_fault: DeliveryFault | None = enum_column(DeliveryFault, nullable=True)
    settled_at: dt.datetime | None = None
    created_at: dt.datetime
