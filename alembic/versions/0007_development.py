"""Development files from the application to the admission."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE development_file (
            id uuid CONSTRAINT pk_development_file PRIMARY KEY,
            person_id uuid CONSTRAINT fk_development_file_person_id REFERENCES person (id),
            org_id uuid NOT NULL CONSTRAINT fk_development_file_org_id REFERENCES party_org (id),
            org_name varchar(120) NOT NULL,
            name text COLLATE "C" NOT NULL,
            name_key text COLLATE "C" NOT NULL,
            name_initials text COLLATE "C" NOT NULL,
            sex varchar(1) NOT NULL,
            id_masked varchar(18) NOT NULL,
            id_cipher bytea NOT NULL,
            digest bytea NOT NULL,
            birth_date date NOT NULL,
            birth_date_differs boolean NOT NULL,
            state varchar(32) NOT NULL
                CONSTRAINT ck_development_file_file_state CHECK (state IN ('live', 'archived', 'ended')),
            stage varchar(1) NOT NULL,
            step smallint NOT NULL,
            activist_on date,
            last_review_on date,
            probation_until date,
            extended_months smallint,
            postponed_until date,
            arrived_on date,
            move_id uuid,
            moving_to_id uuid CONSTRAINT fk_development_file_moving_to_id REFERENCES party_org (id),
            moving_to_name varchar(120),
            moving_since date,
            closing_note varchar(300),
            version integer NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now()
        )
    """)
    op.execute("CREATE INDEX ix_development_file_created_at_id ON development_file (created_at, id)")
    op.execute("CREATE INDEX ix_development_file_moving_to_id ON development_file (moving_to_id)")
    op.execute("CREATE INDEX ix_development_file_org_id ON development_file (org_id)")
    op.execute("CREATE INDEX ix_development_file_person_id ON development_file (person_id)")
    op.execute("CREATE UNIQUE INDEX uq_development_file_live ON development_file (digest) WHERE state = 'live'")
    op.execute("""
        CREATE TABLE development_entry (
            file_id uuid NOT NULL CONSTRAINT fk_development_entry_file_id REFERENCES development_file (id),
            number integer NOT NULL,
            action varchar(32) NOT NULL
                CONSTRAINT ck_development_entry_file_action CHECK (action IN (
                    'complete', 'review', 'discuss_again', 'extend_probation', 'postpone_discussion', 'end',
                    'begin_move', 'call_off_move', 'hand_over', 'check', 'record_missing', 'take_over'
                )),
            step smallint,
            done_on date NOT NULL,
            body_id uuid,
            body_name varchar(120) NOT NULL,
            account_id uuid NOT NULL,
            facts jsonb NOT NULL,
            note varchar(300),
            at timestamptz NOT NULL DEFAULT now(),
            CONSTRAINT pk_development_entry PRIMARY KEY (file_id, number)
        )
    """)
    op.execute("""
        CREATE TABLE development_material (
            file_id uuid NOT NULL CONSTRAINT fk_development_material_file_id REFERENCES development_file (id),
            move_id uuid NOT NULL,
            material varchar(32) NOT NULL
                CONSTRAINT ck_development_material_material CHECK (material IN (
                    'application', 'training_record', 'thought_reports', 'political_review', 'course_certificate',
                    'application_form', 'probation_record', 'regularization_request'
                )),
            handed_over_on date,
            handed_over_by varchar(120),
            outcome varchar(32)
                CONSTRAINT ck_development_material_material_outcome CHECK (outcome IN ('received', 'missing')),
            checked_on date,
            checked_by varchar(120),
            note varchar(300),
            CONSTRAINT pk_development_material PRIMARY KEY (file_id, move_id, material)
        )
    """)


def downgrade() -> None:
    op.execute("DROP TABLE development_material, development_entry, development_file CASCADE")
