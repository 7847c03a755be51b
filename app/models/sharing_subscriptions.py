"""Subscriptions of the data-sharing API and the doorbells that were rung for them (N06)."""

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlmodel import Field, Index, SQLModel

from app.core.terms import Term
from app.models.base import enum_column, moment_column, new_id


class SubscriptionState(Term):
    """订阅的状态｜Whether it rings; `ended` for good, and shown to nobody any more."""

    ACTIVE = "active", "启用"
    DISABLED = "disabled", "停用"
    ENDED = "ended", "已终止"


class DisabledReason(Term):
    """停用的原因｜Why it does not ring any more."""

    GONE = "gone", "接收端答复 410"
    UNDELIVERABLE = "undeliverable", "连续多次未能送达"
    BY_PARTNER = "by_partner", "合作系统自行停用"


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


class DeliveryKind(Term):
    """通知的种类｜A doorbell, or a trial that the partner asked for."""

    RING = "ring", "有变更的通知"
    TEST = "test", "合作系统请求的试铃"


class DeliveryState(Term):
    """通知的送达状态｜Where a delivery stands: owed, arrived, given up (a dead letter), or no longer wanted."""

    PENDING = "pending", "待送"
    DELIVERED = "delivered", "已送达"
    DEAD = "dead", "未能送达，不再重试"
    WITHDRAWN = "withdrawn", "不再需要"


class DeliveryFault(Term):
    """送达失败的原因｜Why the last attempt failed."""

    ADDRESS = "address", "地址不可用"
    UNREACHABLE = "unreachable", "无法连接"
    TLS = "tls", "TLS 证书或握手有误"
    TIMEOUT = "timeout", "超时"
    STATUS = "status", "答复的状态不是成功"


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
