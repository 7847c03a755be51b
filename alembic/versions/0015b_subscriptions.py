"""Subscriptions of the data-sharing API, and what was delivered to them."""

import sqlalchemy as sa
from alembic import op

revision = "0015b"
down_revision = "0026"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ACTOR = "nullif(current_setting('huizhi.actor', true), '')::uuid"


def upgrade() -> None:
    op.create_table(
        "subscription",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("grant_id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("secret_cipher", sa.LargeBinary(), nullable=False),
        sa.Column("previous_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("previous_until", MOMENT, nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("next_ring_at", MOMENT, nullable=False),
        sa.Column("dead_letters", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("state IN ('active', 'disabled', 'ended')", name=op.f("ck_subscription_subscription_state")),
        sa.CheckConstraint(
            "reason IN ('gone', 'undeliverable', 'by_partner')", name=op.f("ck_subscription_disabled_reason")
        ),
        sa.CheckConstraint(
            "(state = 'disabled') = (reason IS NOT NULL) OR state = 'ended'", name=op.f("ck_subscription_reason_given")
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_subscription_partner_id")),
        sa.ForeignKeyConstraint(["grant_id"], ["sharing_grant.id"], name=op.f("fk_subscription_grant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
    )
    op.create_index(op.f("ix_subscription_partner_id"), "subscription", ["partner_id"])
    op.create_index(
        "ix_subscription_active", "subscription", ["next_ring_at"], postgresql_where=sa.text("state = 'active'")
    )
    op.create_index(
        "uq_subscription_live_url",
        "subscription",
        ["grant_id", "url"],
        unique=True,
        postgresql_where=sa.text("state <> 'ended'"),
    )
    op.create_table(
        "subscription_delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subscription_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("last_fault", sa.String(length=32), nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("kind IN ('ring', 'test')", name=op.f("ck_subscription_delivery_delivery_kind")),
        sa.CheckConstraint(
            "state IN ('pending', 'delivered', 'dead', 'withdrawn')",
            name=op.f("ck_subscription_delivery_delivery_state"),
        ),
        sa.CheckConstraint(
            "last_fault IN ('address', 'unreachable', 'tls', 'timeout', 'status')",
            name=op.f("ck_subscription_delivery_delivery_fault"),
        ),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["subscription.id"],
            ondelete="CASCADE",
            name=op.f("fk_subscription_delivery_subscription_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription_delivery")),
    )
    op.create_index(
        "ix_subscription_delivery_due",
        "subscription_delivery",
        ["due_at"],
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_index(
        "ix_subscription_delivery_subscription_id", "subscription_delivery", ["subscription_id", "created_at", "id"]
    )
    op.create_index(
        "uq_subscription_delivery_pending",
        "subscription_delivery",
        ["subscription_id", "kind"],
        unique=True,
        postgresql_where=sa.text("state = 'pending'"),
    )
    for table in ("subscription", "subscription_delivery"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    # A request always carries its partner; without one the courier itself looks for what is due.
    own = f"partner_id = {ACTOR} OR {ACTOR} IS NULL"
    op.execute(f"CREATE POLICY sharing_own ON subscription FOR ALL TO huizhi_sharing USING ({own})")
    op.execute(
        "CREATE POLICY sharing_own ON subscription_delivery FOR ALL TO huizhi_sharing "
        "USING (EXISTS (SELECT FROM subscription s WHERE s.id = subscription_delivery.subscription_id))"
    )
    op.execute("GRANT SELECT, INSERT ON subscription, subscription_delivery TO huizhi_sharing")
    op.execute(
        "GRANT UPDATE (url, secret_cipher, previous_cipher, previous_until, state, reason, position, next_ring_at, "
        "dead_letters, version) ON subscription TO huizhi_sharing"
    )
    op.execute(
        "GRANT UPDATE (state, attempts, due_at, last_status, last_fault, settled_at) "
        "ON subscription_delivery TO huizhi_sharing"
    )
    op.execute("CREATE POLICY worker_all ON subscription_delivery FOR ALL TO huizhi_worker USING (true)")
    op.execute("GRANT SELECT (settled_at), DELETE ON subscription_delivery TO huizhi_worker")


def downgrade() -> None:
    op.drop_table("subscription_delivery")
    op.drop_table("subscription")
