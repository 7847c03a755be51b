"""Imports of workbooks and the rows that they could not take."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE import_job (
            id uuid CONSTRAINT pk_import_job PRIMARY KEY,
            kind varchar(32) NOT NULL
                CONSTRAINT ck_import_job_form_kind CHECK (kind IN ('party_orgs', 'law_firms', 'lawyers', 'members')),
            state varchar(32) NOT NULL
                CONSTRAINT ck_import_job_import_state CHECK (state IN ('queued', 'running', 'done', 'failed')),
            dry_run boolean NOT NULL,
            file_name varchar(200) NOT NULL,
            file_cipher bytea,
            grant_id uuid NOT NULL CONSTRAINT fk_import_job_grant_id REFERENCES role_grant (id),
            account_id uuid NOT NULL,
            rows_total integer NOT NULL,
            rows_done integer NOT NULL,
            rows_created integer NOT NULL,
            rows_updated integer NOT NULL,
            rows_unchanged integer NOT NULL,
            rows_rejected integer NOT NULL,
            failure_code varchar(60),
            failure_detail varchar(500),
            attempts integer NOT NULL,
            started_at timestamptz,
            finished_at timestamptz,
            place_path text COLLATE "C" NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now()
        )
    """)
    op.execute("CREATE INDEX ix_import_job_place_path ON import_job (place_path)")
    op.execute("CREATE INDEX ix_import_job_queued ON import_job (created_at) WHERE state = 'queued'")
    op.execute("""
        CREATE TABLE import_fault (
            import_id uuid NOT NULL CONSTRAINT fk_import_fault_import_id REFERENCES import_job (id),
            row integer NOT NULL,
            code varchar(60) NOT NULL,
            fields text[] NOT NULL,
            headings text[] NOT NULL,
            message varchar(500) NOT NULL,
            is_remark boolean NOT NULL,
            place_path text COLLATE "C" NOT NULL,
            CONSTRAINT pk_import_fault PRIMARY KEY (import_id, "row", code)
        )
    """)


def downgrade() -> None:
    op.execute("DROP TABLE import_fault, import_job CASCADE")
