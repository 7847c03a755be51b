"""Which content of its grant the partner of a subscription was told of."""

import sqlalchemy as sa
from alembic import op

revision = "0015c"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("subscription", sa.Column("grant_version", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE subscription s SET grant_version = g.content_version FROM sharing_grant g WHERE g.id = s.grant_id"
    )
    op.alter_column("subscription", "grant_version", nullable=False)
    op.execute("GRANT UPDATE (grant_version) ON subscription TO huizhi_sharing")


def downgrade() -> None:
    op.drop_column("subscription", "grant_version")
