"""Idempotency keys of the data-sharing API."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
MINE = "partner_id = nullif(current_setting('huizhi.actor', true), '')::uuid"


def upgrade() -> None:
    op.create_table(
        "partner_key",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("request_digest", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("answer_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("etag", sa.String(length=20), nullable=True),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_partner_key_partner_id")),
        sa.PrimaryKeyConstraint("partner_id", "key", name=op.f("pk_partner_key")),
    )
    op.execute("ALTER TABLE partner_key ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY sharing_own ON partner_key FOR ALL TO huizhi_sharing USING ({MINE})")
    op.execute("GRANT SELECT, INSERT, UPDATE (status, answer_cipher, etag) ON partner_key TO huizhi_sharing")
    op.execute("CREATE POLICY worker_all ON partner_key FOR ALL TO huizhi_worker USING (true)")
    op.execute("GRANT SELECT (created_at), DELETE ON partner_key TO huizhi_worker")


def downgrade() -> None:
    op.drop_table("partner_key")
