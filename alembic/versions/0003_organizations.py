"""Party organizations, their history and guidance, elections and posts."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE party_org (
            id uuid CONSTRAINT pk_party_org PRIMARY KEY,
            name varchar(120) NOT NULL,
            name_key text COLLATE "C" NOT NULL,
            category varchar(3) NOT NULL,
            parent_id uuid CONSTRAINT fk_party_org_parent_id REFERENCES party_org (id),
            party_path text COLLATE "C" NOT NULL,
            area_code varchar(6) NOT NULL CONSTRAINT fk_party_org_area_code REFERENCES area (code),
            place_path text COLLATE "C" NOT NULL,
            department_id uuid CONSTRAINT fk_party_org_department_id REFERENCES department (id),
            local_decision varchar(300),
            can_transfer boolean,
            unit_situation varchar(1),
            unit_name varchar(120),
            unit_nature varchar(40),
            unit_coverage varchar(40),
            unit_uscc varchar(18),
            secretary_name varchar(50),
            contact_name varchar(50),
            contact_phone_cipher bytea,
            contact_phone_masked varchar(20),
            address varchar(200),
            postcode varchar(6),
            founded_on date,
            dissolved_on date,
            dissolved_reason varchar(300),
            version integer NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now(),
            basis varchar(32) CONSTRAINT ck_party_org_founding_basis CHECK (basis IN ('transferred', 'absorbed'))
        )
    """)
    op.execute("CREATE INDEX ix_party_org_name_key_id ON party_org (name_key, id)")
    op.execute("CREATE INDEX ix_party_org_parent_id ON party_org (parent_id)")
    op.execute("CREATE INDEX ix_party_org_party_path ON party_org (party_path)")
    op.execute("CREATE INDEX ix_party_org_place_path ON party_org (place_path)")
    op.execute("CREATE UNIQUE INDEX uq_party_org_open_name ON party_org (name, area_code) WHERE dissolved_on IS NULL")
    op.execute("""
        CREATE TABLE party_org_standing (
            org_id uuid NOT NULL CONSTRAINT fk_party_org_standing_org_id REFERENCES party_org (id),
            valid_during daterange NOT NULL,
            name varchar(120) NOT NULL,
            category varchar(3) NOT NULL,
            parent_id uuid,
            parent_name varchar(120),
            party_path text COLLATE "C" NOT NULL,
            place_path text COLLATE "C" NOT NULL,
            reason varchar(300),
            CONSTRAINT pk_party_org_standing PRIMARY KEY (org_id, valid_during WITHOUT OVERLAPS)
        )
    """)
    op.execute("""
        CREATE TABLE party_org_guidance (
            org_id uuid NOT NULL CONSTRAINT fk_party_org_guidance_org_id REFERENCES party_org (id),
            guided_by_id uuid NOT NULL CONSTRAINT fk_party_org_guidance_guided_by_id REFERENCES party_org (id),
            kind varchar(32) NOT NULL
                CONSTRAINT ck_party_org_guidance_guidance_kind CHECK (kind IN ('association', 'head_office')),
            party_path text COLLATE "C" NOT NULL,
            place_path text COLLATE "C" NOT NULL,
            CONSTRAINT pk_party_org_guidance PRIMARY KEY (org_id, guided_by_id)
        )
    """)
    op.execute("""
        CREATE TABLE election (
            id uuid CONSTRAINT pk_election PRIMARY KEY,
            org_id uuid NOT NULL CONSTRAINT fk_election_org_id REFERENCES party_org (id),
            org_name varchar(120) NOT NULL,
            approver_id uuid CONSTRAINT fk_election_approver_id REFERENCES party_org (id),
            approver_name varchar(120) NOT NULL,
            state varchar(32) NOT NULL
                CONSTRAINT ck_election_election_state CHECK (state IN (
                    'requested', 'approved', 'held', 'confirmed', 'refused', 'withdrawn'
                )),
            state_since date NOT NULL,
            requested_on date NOT NULL,
            term_ends_on date,
            planned_on date NOT NULL,
            places integer NOT NULL,
            shift_reason varchar(300),
            replied_on date,
            reply_document varchar(200),
            held_on date,
            by_delegates boolean NOT NULL,
            voters integer,
            entitled integer,
            present integer,
            confirmed_on date,
            confirm_document varchar(200),
            new_term_ends_on date,
            closing_note varchar(300),
            version integer NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now()
        )
    """)
    op.execute("CREATE INDEX ix_election_approver_id ON election (approver_id)")
    op.execute("CREATE INDEX ix_election_created_at_id ON election (created_at, id)")
    op.execute("CREATE INDEX ix_election_org_id ON election (org_id)")
    op.execute("""
        CREATE UNIQUE INDEX uq_election_open_per_org ON election (org_id)
        WHERE state IN ('requested', 'approved', 'held')
    """)
    op.execute("""
        CREATE TABLE election_candidate (
            election_id uuid NOT NULL CONSTRAINT fk_election_candidate_election_id REFERENCES election (id),
            person_id uuid NOT NULL CONSTRAINT fk_election_candidate_person_id REFERENCES person (id),
            name varchar(50) NOT NULL,
            votes integer NOT NULL,
            is_elected boolean NOT NULL,
            kind varchar(32)
                CONSTRAINT ck_election_candidate_post_kind CHECK (kind IN (
                    'secretary', 'deputy_secretary', 'committee_member'
                )),
            portfolio varchar(32)
                CONSTRAINT ck_election_candidate_portfolio CHECK (portfolio IN (
                    'organization', 'publicity', 'discipline', 'united_front', 'mass_work', 'youth'
                )),
            CONSTRAINT pk_election_candidate PRIMARY KEY (election_id, person_id)
        )
    """)
    op.execute("""
        CREATE TABLE election_step (
            election_id uuid NOT NULL CONSTRAINT fk_election_step_election_id REFERENCES election (id),
            number integer NOT NULL,
            action varchar(32) NOT NULL
                CONSTRAINT ck_election_step_election_action CHECK (action IN (
                    'approve', 'refuse', 'record_result', 'confirm', 'reject_result', 'withdraw'
                )),
            from_state varchar(32) NOT NULL
                CONSTRAINT ck_election_step_from_state CHECK (from_state IN (
                    'requested', 'approved', 'held', 'confirmed', 'refused', 'withdrawn'
                )),
            to_state varchar(32) NOT NULL
                CONSTRAINT ck_election_step_to_state CHECK (to_state IN (
                    'requested', 'approved', 'held', 'confirmed', 'refused', 'withdrawn'
                )),
            body_name varchar(120) NOT NULL,
            account_id uuid NOT NULL,
            note varchar(300),
            at timestamptz NOT NULL DEFAULT now(),
            CONSTRAINT pk_election_step PRIMARY KEY (election_id, number)
        )
    """)
    op.execute("""
        CREATE TABLE post (
            id uuid CONSTRAINT pk_post PRIMARY KEY,
            org_id uuid NOT NULL CONSTRAINT fk_post_org_id REFERENCES party_org (id),
            kind varchar(32) NOT NULL
                CONSTRAINT ck_post_post_kind CHECK (kind IN ('secretary', 'deputy_secretary', 'committee_member')),
            portfolio varchar(32)
                CONSTRAINT ck_post_portfolio CHECK (portfolio IN (
                    'organization', 'publicity', 'discipline', 'united_front', 'mass_work', 'youth'
                )),
            person_id uuid CONSTRAINT fk_post_person_id REFERENCES person (id),
            name varchar(50) NOT NULL,
            position varchar(120),
            basis varchar(32) NOT NULL CONSTRAINT ck_post_post_basis CHECK (basis IN ('elected', 'appointed')),
            document varchar(200) NOT NULL,
            valid_during daterange NOT NULL CONSTRAINT ck_post_period CHECK (NOT isempty(valid_during)),
            term_ends_on date,
            election_id uuid CONSTRAINT fk_post_election_id REFERENCES election (id),
            end_reason varchar(32)
                CONSTRAINT ck_post_post_end_reason CHECK (end_reason IN (
                    'term_ended', 'resigned', 'reassigned', 'removed', 'relationship_left', 'deceased',
                    'organization_dissolved'
                )),
            end_document varchar(200),
            version integer NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now(),
            -- One secretary at a time, and one post of an organization at a time for a person.
            CONSTRAINT ex_post_person EXCLUDE USING gist (org_id WITH =, person_id WITH =, valid_during WITH &&),
            CONSTRAINT ex_post_secretary EXCLUDE USING gist (org_id WITH =, valid_during WITH &&)
                WHERE (kind = 'secretary')
        )
    """)
    op.execute("CREATE INDEX ix_post_org_id ON post (org_id)")
    op.execute("CREATE INDEX ix_post_person_id ON post (person_id)")


def downgrade() -> None:
    op.execute("""
        DROP TABLE
            post, election_step, election_candidate, election, party_org_guidance,
            party_org_standing, party_org
        CASCADE
    """)
