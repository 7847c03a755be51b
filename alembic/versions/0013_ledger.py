"""The ledger of changes, its Merkle tree, who looked at whose record."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE change (
            id uuid CONSTRAINT pk_change PRIMARY KEY,
            seq bigint,
            entity varchar(40) NOT NULL,
            entity_id uuid NOT NULL,
            version integer NOT NULL,
            op varchar(32) NOT NULL CONSTRAINT ck_change_operation CHECK (op IN ('create', 'update')),
            place_before text COLLATE "C",
            place_after text COLLATE "C",
            party_before text COLLATE "C",
            party_after text COLLATE "C",
            changed text[] NOT NULL,
            reason varchar(300),
            commitment bytea NOT NULL,
            actor_id uuid DEFAULT (nullif(current_setting('huizhi.actor', true), ''))::uuid,
            actor_body varchar(120) DEFAULT nullif(current_setting('huizhi.body', true), ''),
            at timestamptz NOT NULL DEFAULT now()
        )
    """)
    op.execute("CREATE INDEX ix_change_entity_id ON change (entity_id, version)")
    op.execute("CREATE INDEX ix_change_unnumbered ON change (id) WHERE seq IS NULL")
    op.execute("CREATE UNIQUE INDEX uq_change_seq ON change (seq)")
    op.execute("""
        CREATE TABLE change_salt (
            change_id uuid CONSTRAINT pk_change_salt PRIMARY KEY,
            salt bytea NOT NULL
        )
    """)
    op.execute("""
        CREATE TABLE merkle_node (
            level smallint NOT NULL,
            index bigint NOT NULL,
            hash bytea NOT NULL,
            CONSTRAINT pk_merkle_node PRIMARY KEY (level, index)
        )
    """)
    op.execute("""
        CREATE TABLE checkpoint (
            -- squawk-ignore prefer-identity
            size bigserial CONSTRAINT pk_checkpoint PRIMARY KEY,
            root bytea NOT NULL,
            signed_at timestamptz NOT NULL,
            jws varchar NOT NULL
        )
    """)
    op.execute("""
        CREATE TABLE access (
            id uuid CONSTRAINT pk_access PRIMARY KEY,
            person_id uuid,
            kind varchar(32) NOT NULL
                CONSTRAINT ck_access_access_kind CHECK (kind IN (
                    'record', 'identity', 'letter', 'search', 'export', 'claim'
                )),
            account_id uuid NOT NULL,
            body_name varchar(120) NOT NULL,
            role varchar(32) NOT NULL,
            reason varchar(300),
            records integer NOT NULL,
            at timestamptz NOT NULL
        )
    """)
    op.execute("CREATE INDEX ix_access_person_id_at ON access (person_id, at)")


def downgrade() -> None:
    op.execute("DROP TABLE access, checkpoint, merkle_node, change_salt, change CASCADE")
