"""Persons and the keyed digests of their numbers."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE person (
            id uuid CONSTRAINT pk_person PRIMARY KEY,
            id_cipher bytea NOT NULL,
            ethnic_group varchar(2),
            birth_date date NOT NULL,
            birth_date_differs boolean NOT NULL,
            mobile_cipher bytea,
            mobile_masked varchar(20),
            phone_cipher bytea,
            phone_masked varchar(20),
            address_cipher bytea,
            place_path text COLLATE "C" NOT NULL,
            party_path text COLLATE "C" NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now()
        )
    """)
    op.execute("CREATE INDEX ix_person_party_path ON person (party_path)")
    op.execute("CREATE INDEX ix_person_place_path ON person (place_path)")
    op.execute("""
        CREATE TABLE person_identity (
            digest bytea CONSTRAINT pk_person_identity PRIMARY KEY,
            person_id uuid NOT NULL CONSTRAINT uq_person_identity_person_id UNIQUE
        )
    """)


def downgrade() -> None:
    op.execute("DROP TABLE person_identity, person CASCADE")
