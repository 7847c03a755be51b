"""Monthly digests: written by the worker once per body and month, read by the body and those above it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0022"
branch_labels = None
depends_on = None

ROLES = (
    *("organization_department", "justice_bureau", "bar_association", "org_officer"),
    *("member", "system_admin", "security_admin", "audit_admin"),
)


def within(column: str) -> str:
    return (
        f"{column} >= current_setting('huizhi.lo', true) AND {column} < current_setting('huizhi.hi', true) "
        "AND current_setting('huizhi.lo', true) <> ''"
    )


def upgrade() -> None:
    op.create_table(
        "digest",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("body_role", sa.String(length=32), nullable=False),
        sa.Column("body_name", sa.String(length=120), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place_path", sa.Text(collation="C"), nullable=False),
        sa.Column("party_path", sa.Text(collation="C"), nullable=False),
        sa.CheckConstraint(f"body_role IN {ROLES}", name=op.f("ck_digest_staff_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint("body_id", "month", name=op.f("uq_digest_body_id_month")),
    )
    op.create_index(op.f("ix_digest_party_path"), "digest", ["party_path"])
    op.create_index(op.f("ix_digest_place_path"), "digest", ["place_path"])
    op.execute("ALTER TABLE digest ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY area_select ON digest FOR SELECT TO huizhi_area USING ({within('place_path')})")
    op.execute(f"CREATE POLICY org_select ON digest FOR SELECT TO huizhi_org USING ({within('party_path')})")
    op.execute("CREATE POLICY auth_select ON digest FOR SELECT TO huizhi_auth USING (true)")
    op.execute("CREATE POLICY worker_insert ON digest FOR INSERT TO huizhi_worker WITH CHECK (true)")
    op.execute("GRANT SELECT ON digest TO huizhi_area, huizhi_org")
    # Whose digest is still to be made follows from who signs in; what stands in one does not concern these roles.
    op.execute("GRANT SELECT (body_id, month) ON digest TO huizhi_auth")
    op.execute("GRANT INSERT ON digest TO huizhi_worker")


def downgrade() -> None:
    op.drop_table("digest")
