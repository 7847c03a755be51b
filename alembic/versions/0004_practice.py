"""Law firms, who covers them, lawyers and where they practise."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE law_firm (
            id uuid CONSTRAINT pk_law_firm PRIMARY KEY,
            uscc varchar(18) NOT NULL CONSTRAINT uq_law_firm_uscc UNIQUE,
            name varchar(120) NOT NULL,
            name_key text COLLATE "C" NOT NULL,
            form varchar(2) NOT NULL,
            status varchar(32) NOT NULL
                CONSTRAINT ck_law_firm_firm_status CHECK (status IN ('active', 'suspended', 'cancelled')),
            address varchar(200),
            area_code varchar(6) NOT NULL CONSTRAINT fk_law_firm_area_code REFERENCES area (code),
            place_path text COLLATE "C" NOT NULL,
            party_path text COLLATE "C" NOT NULL,
            covering_org_id uuid CONSTRAINT fk_law_firm_covering_org_id REFERENCES party_org (id),
            head_office_id uuid CONSTRAINT fk_law_firm_head_office_id REFERENCES law_firm (id),
            head_name varchar(50),
            approved_on date,
            authority varchar(100),
            business_types text[] NOT NULL,
            is_key_firm boolean NOT NULL,
            version integer NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now(),
            longitude double precision,
            latitude double precision,
            CONSTRAINT ck_law_firm_location CHECK (
                (longitude IS NULL) = (latitude IS NULL)
                AND longitude BETWEEN 73 AND 136 AND latitude BETWEEN 3 AND 54
            )
        )
    """)
    op.execute("CREATE INDEX ix_law_firm_covering_org_id ON law_firm (covering_org_id)")
    op.execute("CREATE INDEX ix_law_firm_name ON law_firm (name)")
    op.execute("CREATE INDEX ix_law_firm_name_key_id ON law_firm (name_key, id)")
    op.execute("CREATE INDEX ix_law_firm_party_path ON law_firm (party_path)")
    op.execute("CREATE INDEX ix_law_firm_place_path ON law_firm (place_path)")
    op.execute("""
        CREATE TABLE law_firm_standing (
            firm_id uuid NOT NULL CONSTRAINT fk_law_firm_standing_firm_id REFERENCES law_firm (id),
            valid_during daterange NOT NULL,
            status varchar(32) NOT NULL
                CONSTRAINT ck_law_firm_standing_firm_status CHECK (status IN ('active', 'suspended', 'cancelled')),
            party_path text COLLATE "C" NOT NULL,
            place_path text COLLATE "C" NOT NULL,
            CONSTRAINT pk_law_firm_standing PRIMARY KEY (firm_id, valid_during WITHOUT OVERLAPS)
        )
    """)
    op.execute("""
        CREATE TABLE party_org_unit (
            firm_id uuid NOT NULL CONSTRAINT fk_party_org_unit_firm_id REFERENCES law_firm (id),
            valid_during daterange NOT NULL,
            org_id uuid NOT NULL CONSTRAINT fk_party_org_unit_org_id REFERENCES party_org (id),
            party_path text COLLATE "C" NOT NULL,
            place_path text COLLATE "C" NOT NULL,
            CONSTRAINT pk_party_org_unit PRIMARY KEY (firm_id, valid_during WITHOUT OVERLAPS)
        )
    """)
    op.execute("CREATE INDEX ix_party_org_unit_org_id ON party_org_unit (org_id)")
    op.execute("""
        CREATE TABLE placement_decision (
            id uuid CONSTRAINT pk_placement_decision PRIMARY KEY,
            area_code varchar(6) NOT NULL CONSTRAINT fk_placement_decision_area_code REFERENCES area (code),
            place_path text COLLATE "C" NOT NULL,
            firm_id uuid CONSTRAINT fk_placement_decision_firm_id REFERENCES law_firm (id),
            org_id uuid NOT NULL CONSTRAINT fk_placement_decision_org_id REFERENCES party_org (id),
            document varchar(200) NOT NULL,
            decided_on date NOT NULL,
            ended_on date,
            ended_reason varchar(300),
            version integer NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now()
        )
    """)
    op.execute("CREATE INDEX ix_placement_decision_firm_id ON placement_decision (firm_id)")
    op.execute("CREATE INDEX ix_placement_decision_org_id ON placement_decision (org_id)")
    op.execute("""
        CREATE UNIQUE INDEX uq_placement_decision_live ON placement_decision (area_code, firm_id) NULLS NOT DISTINCT
        WHERE ended_on IS NULL
    """)
    op.execute("""
        CREATE TABLE lawyer (
            person_id uuid CONSTRAINT pk_lawyer PRIMARY KEY CONSTRAINT fk_lawyer_person_id REFERENCES person (id),
            name text COLLATE "C" NOT NULL,
            name_key text COLLATE "C" NOT NULL,
            name_initials text COLLATE "C" NOT NULL,
            sex varchar(1) NOT NULL,
            id_masked varchar(18) NOT NULL,
            firm_id uuid CONSTRAINT fk_lawyer_firm_id REFERENCES law_firm (id),
            firm_name varchar(120),
            practice_type varchar(1) NOT NULL,
            licence_no varchar(17),
            first_practised_on date,
            status varchar(32) NOT NULL
                CONSTRAINT ck_lawyer_lawyer_status CHECK (status IN ('active', 'suspended', 'cancelled')),
            political_status varchar(2),
            political_status_source varchar(32)
                CONSTRAINT ck_lawyer_political_status_source CHECK (political_status_source IN (
                    'bureau', 'collected', 'member_record'
                )),
            political_status_on date,
            affiliation_state varchar(32) NOT NULL
                CONSTRAINT ck_lawyer_affiliation_state CHECK (affiliation_state IN (
                    'none', 'in_firm_org', 'in_area_org', 'outside'
                )),
            affiliation_name varchar(120),
            place_path text COLLATE "C" NOT NULL,
            party_path text COLLATE "C" NOT NULL,
            version integer NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now()
        )
    """)
    op.execute("CREATE INDEX ix_lawyer_firm_id ON lawyer (firm_id)")
    op.execute("CREATE INDEX ix_lawyer_name_key_person_id ON lawyer (name_key, person_id)")
    op.execute("CREATE INDEX ix_lawyer_name_person_id ON lawyer (name, person_id)")
    op.execute("CREATE INDEX ix_lawyer_party_path ON lawyer (party_path)")
    op.execute("CREATE INDEX ix_lawyer_place_path ON lawyer (place_path)")
    op.execute("""
        CREATE TABLE practice (
            person_id uuid NOT NULL CONSTRAINT fk_practice_person_id REFERENCES person (id),
            valid_during daterange NOT NULL,
            firm_id uuid CONSTRAINT fk_practice_firm_id REFERENCES law_firm (id),
            firm_name varchar(120),
            practice_type varchar(1) NOT NULL,
            licence_no varchar(17),
            name varchar(50) NOT NULL,
            name_key text COLLATE "C" NOT NULL,
            sex varchar(1) NOT NULL,
            id_masked varchar(18) NOT NULL,
            start_known boolean NOT NULL,
            place_path text COLLATE "C" NOT NULL,
            party_path text COLLATE "C" NOT NULL,
            CONSTRAINT pk_practice PRIMARY KEY (person_id, valid_during WITHOUT OVERLAPS)
        )
    """)
    op.execute("CREATE INDEX ix_practice_firm_id ON practice (firm_id)")
    op.execute("CREATE INDEX ix_practice_party_path ON practice (party_path)")
    op.execute("CREATE INDEX ix_practice_place_path ON practice (place_path)")
    op.execute("""
        CREATE TABLE firm_liaison (
            firm_id uuid NOT NULL CONSTRAINT fk_firm_liaison_firm_id REFERENCES law_firm (id),
            valid_during daterange NOT NULL,
            id uuid NOT NULL CONSTRAINT uq_firm_liaison_id UNIQUE,
            person_id uuid NOT NULL CONSTRAINT fk_firm_liaison_person_id REFERENCES person (id),
            name varchar(50) NOT NULL,
            assigned_by varchar(120) NOT NULL,
            experience varchar(300) NOT NULL,
            end_reason varchar(300),
            place_path text COLLATE "C" NOT NULL,
            version integer NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now(),
            CONSTRAINT pk_firm_liaison PRIMARY KEY (firm_id, valid_during WITHOUT OVERLAPS)
        )
    """)
    op.execute("CREATE INDEX ix_firm_liaison_person_id ON firm_liaison (person_id)")
    op.execute("CREATE INDEX ix_firm_liaison_place_path ON firm_liaison (place_path)")


def downgrade() -> None:
    op.execute("""
        DROP TABLE
            firm_liaison, practice, lawyer, placement_decision, party_org_unit, law_firm_standing,
            law_firm
        CASCADE
    """)
