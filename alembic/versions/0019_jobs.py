"""One job kernel: the three queues have the same columns, and exports fail with a reason."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_QUEUED_BY_AGE = ("import_job", "joint_plan")
_CHECKS = {"import_job": "import_state", "joint_plan": "plan_state", "export_job": "export_state"}


def upgrade() -> None:
    op.execute("ALTER TABLE import_job ADD COLUMN leased_until timestamptz")
    op.execute("ALTER TABLE joint_plan ADD COLUMN leased_until timestamptz, ADD COLUMN failure_code varchar(60)")
    op.execute("ALTER TABLE joint_plan RENAME COLUMN failure TO failure_detail")
    op.execute("UPDATE joint_plan SET failure_code = 'plan_failed' WHERE state = 'failed'")
    op.execute("""
        ALTER TABLE export_job
            ADD COLUMN attempts integer NOT NULL DEFAULT 0,
            ADD COLUMN started_at timestamptz,
            ADD COLUMN failure_code varchar(60),
            ADD COLUMN failure_detail varchar(500)
    """)
    op.execute("ALTER TABLE export_job ALTER COLUMN attempts DROP DEFAULT")
    op.execute("ALTER TABLE export_job DROP CONSTRAINT ck_export_job_export_state")
    op.execute("""
        UPDATE export_job SET
            state = 'failed', failure_code = 'export_failed', failure_detail = '导出未能完成，请重新申请。'
        WHERE state = 'refused'
    """)
    op.execute("""
        ALTER TABLE export_job ADD CONSTRAINT ck_export_job_job_state
            CHECK (state IN ('queued', 'running', 'done', 'failed'))
    """)
    for table in _QUEUED_BY_AGE:
        op.execute(f"ALTER TABLE {table} RENAME CONSTRAINT ck_{table}_{_CHECKS[table]} TO ck_{table}_job_state")
        op.execute(f"DROP INDEX ix_{table}_queued")
    for table in _CHECKS:
        op.execute(f"UPDATE {table} SET leased_until = now() WHERE state = 'running'")  # noqa: S608 - our own names
        op.execute(f"CREATE INDEX ix_{table}_unfinished ON {table} (created_at) WHERE state IN ('queued', 'running')")


def downgrade() -> None:
    for table in _CHECKS:
        op.execute(f"DROP INDEX ix_{table}_unfinished")
    for table in _QUEUED_BY_AGE:
        op.execute(f"CREATE INDEX ix_{table}_queued ON {table} (created_at) WHERE state = 'queued'")
        op.execute(f"ALTER TABLE {table} RENAME CONSTRAINT ck_{table}_job_state TO ck_{table}_{_CHECKS[table]}")
    op.execute("ALTER TABLE export_job DROP CONSTRAINT ck_export_job_job_state")
    op.execute("UPDATE export_job SET state = 'refused' WHERE state = 'failed'")
    op.execute("""
        ALTER TABLE export_job ADD CONSTRAINT ck_export_job_export_state
            CHECK (state IN ('queued', 'running', 'done', 'refused'))
    """)
    op.execute("""
        ALTER TABLE export_job
            DROP COLUMN attempts, DROP COLUMN started_at, DROP COLUMN failure_code, DROP COLUMN failure_detail
    """)
    op.execute("ALTER TABLE joint_plan RENAME COLUMN failure_detail TO failure")
    op.execute("ALTER TABLE joint_plan DROP COLUMN leased_until, DROP COLUMN failure_code")
    op.execute("ALTER TABLE import_job DROP COLUMN leased_until")
