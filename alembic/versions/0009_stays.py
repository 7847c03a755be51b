"""Temporary affiliations, activity certificates, floating registrations."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE temporary_affiliation (
            id uuid CONSTRAINT pk_temporary_affiliation PRIMARY KEY,
            subject_id uuid NOT NULL,
            person_id uuid CONSTRAINT fk_temporary_affiliation_person_id REFERENCES person (id),
            name varchar(50) NOT NULL,
            sex varchar(1) NOT NULL,
            id_masked varchar(18) NOT NULL,
            category varchar(1) NOT NULL,
            reason varchar(32) NOT NULL
                CONSTRAINT ck_temporary_affiliation_temporary_reason CHECK (reason IN (
                    'retired_working', 'cannot_transfer_yet', 'short_absence', 'other'
                )),
            reason_text varchar(300),
            home_org_id uuid CONSTRAINT fk_temporary_affiliation_home_org_id REFERENCES party_org (id),
            home_name varchar(200) NOT NULL,
            host_org_id uuid NOT NULL CONSTRAINT fk_temporary_affiliation_host_org_id REFERENCES party_org (id),
            host_name varchar(120) NOT NULL,
            state varchar(32) NOT NULL
                CONSTRAINT ck_temporary_affiliation_temporary_state CHECK (state IN (
                    'applied', 'agreed', 'active', 'ended', 'converted', 'declined', 'withdrawn'
                )),
            offered_on date,
            valid_during daterange,
            review_on date,
            closing_note varchar(300),
            transfer_id uuid CONSTRAINT fk_temporary_affiliation_transfer_id REFERENCES transfer (id),
            version integer NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now(),
            CONSTRAINT uq_temporary_affiliation_stay UNIQUE (subject_id, valid_during WITHOUT OVERLAPS)
        )
    """)
    op.execute("CREATE INDEX ix_temporary_affiliation_created_at_id ON temporary_affiliation (created_at, id)")
    op.execute("CREATE INDEX ix_temporary_affiliation_home_org_id ON temporary_affiliation (home_org_id)")
    op.execute("CREATE INDEX ix_temporary_affiliation_host_org_id ON temporary_affiliation (host_org_id)")
    op.execute("CREATE INDEX ix_temporary_affiliation_person_id ON temporary_affiliation (person_id)")
    op.execute("""
        CREATE UNIQUE INDEX uq_temporary_affiliation_live ON temporary_affiliation (subject_id)
        WHERE state IN ('applied', 'agreed', 'active')
    """)
    op.execute("""
        CREATE TABLE temporary_step (
            temporary_affiliation_id uuid NOT NULL
                CONSTRAINT fk_temporary_step_temporary_affiliation_id REFERENCES temporary_affiliation (id),
            number integer NOT NULL,
            action varchar(32) NOT NULL
                CONSTRAINT ck_temporary_step_temporary_action CHECK (action IN (
                    'agree', 'accept', 'decline', 'withdraw', 'extend', 'end', 'convert'
                )),
            from_state varchar(32) NOT NULL
                CONSTRAINT ck_temporary_step_from_state CHECK (from_state IN (
                    'applied', 'agreed', 'active', 'ended', 'converted', 'declined', 'withdrawn'
                )),
            to_state varchar(32) NOT NULL
                CONSTRAINT ck_temporary_step_to_state CHECK (to_state IN (
                    'applied', 'agreed', 'active', 'ended', 'converted', 'declined', 'withdrawn'
                )),
            body_name varchar(120) NOT NULL,
            account_id uuid NOT NULL,
            note varchar(300),
            review_on date,
            at timestamptz NOT NULL DEFAULT now(),
            CONSTRAINT pk_temporary_step PRIMARY KEY (temporary_affiliation_id, number)
        )
    """)
    op.execute("""
        CREATE TABLE activity_certificate (
            id uuid CONSTRAINT pk_activity_certificate PRIMARY KEY,
            person_id uuid NOT NULL CONSTRAINT fk_activity_certificate_person_id REFERENCES person (id),
            name varchar(50) NOT NULL,
            sex varchar(1) NOT NULL,
            id_masked varchar(18) NOT NULL,
            category varchar(1) NOT NULL,
            home_org_id uuid CONSTRAINT fk_activity_certificate_home_org_id REFERENCES party_org (id),
            home_name varchar(200) NOT NULL,
            committee_id uuid NOT NULL CONSTRAINT fk_activity_certificate_committee_id REFERENCES party_org (id),
            committee_name varchar(120) NOT NULL,
            reason varchar(300) NOT NULL,
            destination_code varchar(2) NOT NULL,
            destination varchar(200) NOT NULL,
            leaves_on date NOT NULL,
            back_on date,
            state varchar(32) NOT NULL
                CONSTRAINT ck_activity_certificate_activity_state CHECK (state IN (
                    'requested', 'filled', 'numbered', 'stamped', 'issued', 'returned', 'lost', 'declined', 'withdrawn'
                )),
            area_code varchar(6) NOT NULL CONSTRAINT fk_activity_certificate_area_code REFERENCES area (code),
            year integer,
            number integer,
            serial varchar(20),
            issued_on date,
            closed_on date,
            closing_note varchar(300),
            replaces_id uuid
                CONSTRAINT uq_activity_certificate_replaces_id UNIQUE
                CONSTRAINT fk_activity_certificate_replaces_id REFERENCES activity_certificate (id),
            version integer NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now(),
            CONSTRAINT uq_activity_certificate_area_code_year_number UNIQUE (area_code, year, number)
        )
    """)
    op.execute("CREATE INDEX ix_activity_certificate_created_at_id ON activity_certificate (created_at, id)")
    op.execute("CREATE INDEX ix_activity_certificate_home_org_id ON activity_certificate (home_org_id)")
    op.execute("CREATE INDEX ix_activity_certificate_person_id ON activity_certificate (person_id)")
    op.execute("""
        CREATE UNIQUE INDEX uq_activity_certificate_live ON activity_certificate (person_id)
        WHERE state IN ('requested', 'filled', 'numbered', 'stamped', 'issued')
    """)
    op.execute("""
        CREATE TABLE certificate_counter (
            area_code varchar(6) NOT NULL CONSTRAINT fk_certificate_counter_area_code REFERENCES area (code),
            year integer NOT NULL,
            last integer NOT NULL,
            CONSTRAINT pk_certificate_counter PRIMARY KEY (area_code, year)
        )
    """)
    op.execute("""
        CREATE TABLE certificate_step (
            certificate_id uuid NOT NULL
                CONSTRAINT fk_certificate_step_certificate_id REFERENCES activity_certificate (id),
            number integer NOT NULL,
            action varchar(32) NOT NULL
                CONSTRAINT ck_certificate_step_activity_action CHECK (action IN (
                    'fill', 'assign_number', 'stamp', 'issue', 'take_back', 'report_lost', 'decline', 'withdraw'
                )),
            from_state varchar(32) NOT NULL
                CONSTRAINT ck_certificate_step_from_state CHECK (from_state IN (
                    'requested', 'filled', 'numbered', 'stamped', 'issued', 'returned', 'lost', 'declined', 'withdrawn'
                )),
            to_state varchar(32) NOT NULL
                CONSTRAINT ck_certificate_step_to_state CHECK (to_state IN (
                    'requested', 'filled', 'numbered', 'stamped', 'issued', 'returned', 'lost', 'declined', 'withdrawn'
                )),
            body_name varchar(120) NOT NULL,
            account_id uuid NOT NULL,
            note varchar(300),
            at timestamptz NOT NULL DEFAULT now(),
            CONSTRAINT pk_certificate_step PRIMARY KEY (certificate_id, number)
        )
    """)
    op.execute("""
        CREATE TABLE certificate_entry (
            id uuid CONSTRAINT pk_certificate_entry PRIMARY KEY,
            certificate_id uuid NOT NULL
                CONSTRAINT fk_certificate_entry_certificate_id REFERENCES activity_certificate (id),
            host_org_id uuid CONSTRAINT fk_certificate_entry_host_org_id REFERENCES party_org (id),
            host_name varchar(200) NOT NULL,
            arrived_on date NOT NULL,
            contact_name varchar(50) NOT NULL,
            contact_phone_cipher bytea NOT NULL,
            contact_phone_masked varchar(20) NOT NULL,
            left_on date,
            activities varchar(300),
            dues_paid_to date,
            created_at timestamptz NOT NULL DEFAULT now()
        )
    """)
    op.execute("CREATE INDEX ix_certificate_entry_certificate_id ON certificate_entry (certificate_id)")
    op.execute("""
        CREATE UNIQUE INDEX uq_certificate_entry_open ON certificate_entry (certificate_id) WHERE left_on IS NULL
    """)
    op.execute("""
        CREATE TABLE certificate_review (
            id uuid CONSTRAINT pk_certificate_review PRIMARY KEY,
            certificate_id uuid NOT NULL
                CONSTRAINT fk_certificate_review_certificate_id REFERENCES activity_certificate (id),
            year integer NOT NULL,
            reviewed_on date NOT NULL,
            grade varchar(1) NOT NULL,
            body_name varchar(120) NOT NULL,
            account_id uuid NOT NULL,
            note varchar(300),
            at timestamptz NOT NULL DEFAULT now(),
            CONSTRAINT uq_certificate_review_certificate_id_year UNIQUE (certificate_id, year)
        )
    """)
    op.execute("""
        CREATE TABLE floating_registration (
            id uuid CONSTRAINT pk_floating_registration PRIMARY KEY,
            person_id uuid NOT NULL CONSTRAINT fk_floating_registration_person_id REFERENCES person (id),
            name varchar(50) NOT NULL,
            sex varchar(1) NOT NULL,
            id_masked varchar(18) NOT NULL,
            category varchar(1) NOT NULL,
            home_org_id uuid NOT NULL CONSTRAINT fk_floating_registration_home_org_id REFERENCES party_org (id),
            home_name varchar(120) NOT NULL,
            reason varchar(300) NOT NULL,
            reach varchar(32) NOT NULL
                CONSTRAINT ck_floating_registration_floating_reach CHECK (reach IN (
                    'other_province', 'other_city', 'same_city'
                )),
            destination_code varchar(2) NOT NULL,
            destination varchar(100) NOT NULL,
            away_since date NOT NULL,
            back_on date,
            registered_on date NOT NULL,
            last_contact_on date,
            ended_on date,
            end_reason varchar(32)
                CONSTRAINT ck_floating_registration_floating_end CHECK (end_reason IN (
                    'returned', 'transferred', 'membership_ended', 'other'
                )),
            note varchar(300),
            version integer NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now()
        )
    """)
    op.execute("CREATE INDEX ix_floating_registration_created_at_id ON floating_registration (created_at, id)")
    op.execute("CREATE INDEX ix_floating_registration_home_org_id ON floating_registration (home_org_id)")
    op.execute("CREATE INDEX ix_floating_registration_person_id ON floating_registration (person_id)")
    op.execute("""
        CREATE UNIQUE INDEX uq_floating_registration_live ON floating_registration (person_id) WHERE ended_on IS NULL
    """)
    op.execute("""
        CREATE TABLE floating_contact (
            registration_id uuid NOT NULL
                CONSTRAINT fk_floating_contact_registration_id REFERENCES floating_registration (id),
            contacted_on date NOT NULL,
            note varchar(300) NOT NULL,
            body_name varchar(120) NOT NULL,
            account_id uuid NOT NULL,
            at timestamptz NOT NULL DEFAULT now(),
            CONSTRAINT pk_floating_contact PRIMARY KEY (registration_id, contacted_on)
        )
    """)


def downgrade() -> None:
    op.execute("""
        DROP TABLE
            floating_contact, floating_registration, certificate_review, certificate_entry,
            certificate_step, certificate_counter, activity_certificate, temporary_step,
            temporary_affiliation
        CASCADE
    """)
