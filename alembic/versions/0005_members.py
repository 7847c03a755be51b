"""Members, their affiliations and their membership over time."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE member (
            person_id uuid CONSTRAINT pk_member PRIMARY KEY CONSTRAINT fk_member_person_id REFERENCES person (id),
            name text COLLATE "C" NOT NULL,
            name_key text COLLATE "C" NOT NULL,
            name_initials text COLLATE "C" NOT NULL,
            sex varchar(1) NOT NULL,
            id_masked varchar(18) NOT NULL,
            category varchar(1) NOT NULL,
            admitted_on date NOT NULL,
            regularized_on date,
            membership_status varchar(1) NOT NULL,
            org_id uuid CONSTRAINT fk_member_org_id REFERENCES party_org (id),
            affiliation_name varchar(120) NOT NULL,
            affiliation_state varchar(32) NOT NULL
                CONSTRAINT ck_member_affiliation_state CHECK (affiliation_state IN (
                    'none', 'in_firm_org', 'in_area_org', 'outside'
                )),
            firm_id uuid CONSTRAINT fk_member_firm_id REFERENCES law_firm (id),
            education varchar(2),
            job_post varchar(4),
            lost_contact boolean NOT NULL,
            lost_contact_on date,
            is_floating boolean NOT NULL,
            floating_destination varchar(100),
            confirmed_at timestamptz,
            place_path text COLLATE "C" NOT NULL,
            party_path text COLLATE "C" NOT NULL,
            version integer NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now(),
            lost_contact_reason varchar(1)
        )
    """)
    op.execute("CREATE INDEX ix_member_firm_id ON member (firm_id)")
    op.execute("CREATE INDEX ix_member_name_initials_person_id ON member (name_initials, person_id)")
    op.execute("CREATE INDEX ix_member_name_key_person_id ON member (name_key, person_id)")
    op.execute("CREATE INDEX ix_member_name_person_id ON member (name, person_id)")
    op.execute("CREATE INDEX ix_member_org_id ON member (org_id)")
    op.execute("CREATE INDEX ix_member_party_path ON member (party_path)")
    op.execute("CREATE INDEX ix_member_place_path ON member (place_path)")
    op.execute("CREATE INDEX ix_member_place_path_name_key_person_id ON member (place_path, name_key, person_id)")
    op.execute("""
        CREATE TABLE affiliation (
            person_id uuid NOT NULL CONSTRAINT fk_affiliation_person_id REFERENCES person (id),
            valid_during daterange NOT NULL,
            org_id uuid CONSTRAINT fk_affiliation_org_id REFERENCES party_org (id),
            name varchar(50) NOT NULL,
            name_key text COLLATE "C" NOT NULL,
            sex varchar(1) NOT NULL,
            id_masked varchar(18) NOT NULL,
            category varchar(1) NOT NULL,
            affiliation_name varchar(120) NOT NULL,
            affiliation_state varchar(32) NOT NULL
                CONSTRAINT ck_affiliation_affiliation_state CHECK (affiliation_state IN (
                    'none', 'in_firm_org', 'in_area_org', 'outside'
                )),
            opened_by varchar(32) NOT NULL
                CONSTRAINT ck_affiliation_affiliation_opening CHECK (opened_by IN (
                    'first_record', 'transfer', 'correction', 'org_change', 'admission'
                )),
            start_known boolean NOT NULL,
            reason varchar(300),
            transfer_id uuid,
            place_path text COLLATE "C" NOT NULL,
            party_path text COLLATE "C" NOT NULL,
            CONSTRAINT pk_affiliation PRIMARY KEY (person_id, valid_during WITHOUT OVERLAPS)
        )
    """)
    op.execute("CREATE INDEX ix_affiliation_name_key_person_id ON affiliation (name_key, person_id)")
    op.execute("CREATE INDEX ix_affiliation_org_id ON affiliation (org_id)")
    op.execute("CREATE INDEX ix_affiliation_party_path ON affiliation (party_path)")
    op.execute("CREATE INDEX ix_affiliation_place_path ON affiliation (place_path)")
    op.execute("""
        CREATE TABLE membership_standing (
            person_id uuid NOT NULL CONSTRAINT fk_membership_standing_person_id REFERENCES person (id),
            valid_during daterange NOT NULL,
            membership_status varchar(1) NOT NULL,
            document varchar(200),
            place_path text COLLATE "C" NOT NULL,
            party_path text COLLATE "C" NOT NULL,
            change_code varchar(3),
            decision_id uuid,
            CONSTRAINT pk_membership_standing PRIMARY KEY (person_id, valid_during WITHOUT OVERLAPS)
        )
    """)


def downgrade() -> None:
    op.execute("DROP TABLE membership_standing, affiliation, member CASCADE")
