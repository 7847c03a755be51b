"""Meetings and the yearly duties, care, contact with the masses."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE meeting (
            id uuid CONSTRAINT pk_meeting PRIMARY KEY,
            org_id uuid NOT NULL CONSTRAINT fk_meeting_org_id REFERENCES party_org (id),
            held_on date NOT NULL,
            kinds text[] NOT NULL,
            topic varchar(120) NOT NULL,
            minutes varchar(1000),
            cancelled_reason varchar(300),
            version integer NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now(),
            hours numeric(4,1)
        )
    """)
    op.execute("CREATE INDEX ix_meeting_org_id_held_on ON meeting (org_id, held_on)")
    op.execute("""
        CREATE TABLE meeting_attendance (
            meeting_id uuid NOT NULL CONSTRAINT fk_meeting_attendance_meeting_id REFERENCES meeting (id),
            person_id uuid NOT NULL CONSTRAINT fk_meeting_attendance_person_id REFERENCES person (id),
            name varchar(50) NOT NULL,
            is_guest boolean NOT NULL,
            absence varchar(32)
                CONSTRAINT ck_meeting_attendance_absence_reason CHECK (absence IN (
                    'duty', 'illness', 'away', 'other', 'without_reason'
                )),
            CONSTRAINT pk_meeting_attendance PRIMARY KEY (meeting_id, person_id)
        )
    """)
    op.execute("CREATE INDEX ix_meeting_attendance_person_id ON meeting_attendance (person_id)")
    op.execute("""
        CREATE TABLE meeting_held (
            meeting_id uuid NOT NULL CONSTRAINT fk_meeting_held_meeting_id REFERENCES meeting (id),
            number integer NOT NULL,
            org_id uuid NOT NULL CONSTRAINT fk_meeting_held_org_id REFERENCES party_org (id),
            kind varchar(32) NOT NULL
                CONSTRAINT ck_meeting_held_meeting_kind CHECK (kind IN (
                    'general_meeting', 'committee_meeting', 'group_meeting', 'lesson', 'theme_day',
                    'organization_life_meeting'
                )),
            held_on date NOT NULL,
            CONSTRAINT pk_meeting_held PRIMARY KEY (meeting_id, number),
            CONSTRAINT uq_meeting_held_org_id_kind_held_on UNIQUE (org_id, kind, held_on)
        )
    """)
    op.execute("""
        CREATE TABLE life_programme (
            id uuid CONSTRAINT pk_life_programme PRIMARY KEY,
            org_id uuid NOT NULL CONSTRAINT fk_life_programme_org_id REFERENCES party_org (id),
            year integer NOT NULL,
            items jsonb NOT NULL,
            version integer NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now(),
            CONSTRAINT uq_life_programme_org_id_year UNIQUE (org_id, year)
        )
    """)
    op.execute("""
        CREATE TABLE member_dues (
            person_id uuid
                CONSTRAINT pk_member_dues PRIMARY KEY
                CONSTRAINT fk_member_dues_person_id REFERENCES person (id),
            paid_through date NOT NULL,
            recorded_on date NOT NULL,
            version integer NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now()
        )
    """)
    op.execute("""
        CREATE TABLE training_record (
            id uuid CONSTRAINT pk_training_record PRIMARY KEY,
            person_id uuid NOT NULL CONSTRAINT fk_training_record_person_id REFERENCES person (id),
            name varchar(50) NOT NULL,
            org_name varchar(120) NOT NULL,
            completed_on date NOT NULL,
            title varchar(120) NOT NULL,
            hours numeric(4,1) NOT NULL,
            is_online boolean NOT NULL,
            meeting_id uuid CONSTRAINT fk_training_record_meeting_id REFERENCES meeting (id),
            version integer NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now()
        )
    """)
    op.execute("CREATE INDEX ix_training_record_meeting_id ON training_record (meeting_id)")
    op.execute("CREATE INDEX ix_training_record_person_id_completed_on ON training_record (person_id, completed_on)")
    op.execute("""
        CREATE TABLE appraisal (
            id uuid CONSTRAINT pk_appraisal PRIMARY KEY,
            person_id uuid NOT NULL CONSTRAINT fk_appraisal_person_id REFERENCES person (id),
            name varchar(50) NOT NULL,
            year integer NOT NULL,
            grade varchar(1) NOT NULL,
            org_name varchar(120) NOT NULL,
            decided_on date NOT NULL,
            version integer NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now(),
            CONSTRAINT uq_appraisal_person_id_year UNIQUE (person_id, year)
        )
    """)
    op.execute("""
        CREATE TABLE care_record (
            id uuid CONSTRAINT pk_care_record PRIMARY KEY,
            org_id uuid NOT NULL CONSTRAINT fk_care_record_org_id REFERENCES party_org (id),
            person_id uuid NOT NULL CONSTRAINT fk_care_record_person_id REFERENCES person (id),
            name varchar(50) NOT NULL,
            kind varchar(32) NOT NULL
                CONSTRAINT ck_care_record_care_kind CHECK (kind IN (
                    'visit', 'hardship_help', 'festival_greeting', 'heart_to_heart_talk', 'reminder_talk', 'criticism',
                    'admonition'
                )),
            held_on date NOT NULL,
            by_name varchar(50) NOT NULL,
            note varchar(300),
            version integer NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now()
        )
    """)
    op.execute("CREATE INDEX ix_care_record_org_id_held_on ON care_record (org_id, held_on)")
    op.execute("CREATE INDEX ix_care_record_person_id ON care_record (person_id)")
    op.execute("""
        CREATE TABLE mass_contact (
            id uuid CONSTRAINT pk_mass_contact PRIMARY KEY,
            org_id uuid NOT NULL CONSTRAINT fk_mass_contact_org_id REFERENCES party_org (id),
            person_id uuid NOT NULL CONSTRAINT fk_mass_contact_person_id REFERENCES person (id),
            name varchar(50) NOT NULL,
            held_on date NOT NULL,
            audience varchar(32) NOT NULL
                CONSTRAINT ck_mass_contact_audience CHECK (audience IN (
                    'colleagues', 'clients', 'residents', 'enterprises', 'people_in_need', 'other'
                )),
            topic varchar(200) NOT NULL,
            concern varchar(300),
            outcome varchar(300),
            settled_on date,
            version integer NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now()
        )
    """)
    op.execute("CREATE INDEX ix_mass_contact_org_id_held_on ON mass_contact (org_id, held_on)")
    op.execute("CREATE INDEX ix_mass_contact_person_id ON mass_contact (person_id)")


def downgrade() -> None:
    op.execute("""
        DROP TABLE
            mass_contact, care_record, appraisal, training_record, member_dues, life_programme,
            meeting_held, meeting_attendance, meeting
        CASCADE
    """)
