"""Exports of the data-sharing API: jobs, and their files until they are fetched."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ACTOR = "nullif(current_setting('huizhi.actor', true), '')::uuid"


def upgrade() -> None:
    op.create_table(
        "export_job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("grant_id", sa.Uuid(), nullable=False),
        sa.Column("grant_version", sa.Integer(), nullable=False),
        sa.Column("case_no", sa.String(length=100), nullable=False),
        sa.Column("data_sets", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("as_of_seq", sa.BigInteger(), nullable=True),
        sa.Column("leased_until", MOMENT, nullable=True),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'done', 'refused')", name=op.f("ck_export_job_export_state")
        ),
        sa.ForeignKeyConstraint(["grant_id"], ["sharing_grant.id"], name=op.f("fk_export_job_grant_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_export_job_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_job")),
    )
    op.create_index(op.f("ix_export_job_partner_id"), "export_job", ["partner_id"])
    op.create_table(
        "export_file",
        sa.Column("export_id", sa.Uuid(), nullable=False),
        sa.Column("data_set", sa.String(length=20), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["export_id"], ["export_job.id"], ondelete="CASCADE", name=op.f("fk_export_file_export_id")
        ),
        sa.PrimaryKeyConstraint("export_id", "data_set", name=op.f("pk_export_file")),
    )
    for table in ("export_job", "export_file"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    # A request always carries its partner; without one the process itself looks for what is queued.
    own = f"partner_id = {ACTOR} OR {ACTOR} IS NULL"
    op.execute(f"CREATE POLICY sharing_own ON export_job FOR ALL TO huizhi_sharing USING ({own})")
    op.execute(
        "CREATE POLICY sharing_own ON export_file FOR ALL TO huizhi_sharing "
        "USING (EXISTS (SELECT FROM export_job e WHERE e.id = export_file.export_id))"
    )
    op.execute("GRANT SELECT, INSERT ON export_job, export_file TO huizhi_sharing")
    op.execute("GRANT UPDATE (state, as_of_seq, leased_until, finished_at) ON export_job TO huizhi_sharing")
    for table in ("export_job", "export_file"):
        op.execute(f"CREATE POLICY worker_all ON {table} FOR ALL TO huizhi_worker USING (true)")
    op.execute("GRANT SELECT (id, created_at), DELETE ON export_job TO huizhi_worker")


def downgrade() -> None:
    op.drop_table("export_file")
    op.drop_table("export_job")
