"""Monthly digests of what is due."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE digest (
            id uuid CONSTRAINT pk_digest PRIMARY KEY,
            month date NOT NULL,
            body_id uuid NOT NULL,
            body_role varchar(32) NOT NULL
                CONSTRAINT ck_digest_staff_role CHECK (body_role IN (
                    'organization_department', 'justice_bureau', 'bar_association', 'org_officer', 'member',
                    'system_admin', 'security_admin', 'audit_admin'
                )),
            body_name varchar(120) NOT NULL,
            facts jsonb NOT NULL,
            made_at timestamptz NOT NULL,
            place_path text COLLATE "C" NOT NULL,
            party_path text COLLATE "C" NOT NULL,
            CONSTRAINT uq_digest_body_id_month UNIQUE (body_id, month)
        )
    """)
    op.execute("CREATE INDEX ix_digest_party_path ON digest (party_path)")
    op.execute("CREATE INDEX ix_digest_place_path ON digest (place_path)")


def downgrade() -> None:
    op.execute("DROP TABLE digest CASCADE")
