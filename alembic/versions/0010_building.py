"""Formations of organizations, plans of joint branches."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE formation (
            id uuid CONSTRAINT pk_formation PRIMARY KEY,
            name varchar(120) NOT NULL,
            category varchar(3) NOT NULL,
            basis varchar(32) NOT NULL
                CONSTRAINT ck_formation_founding_basis CHECK (basis IN ('transferred', 'absorbed')),
            state varchar(32) NOT NULL
                CONSTRAINT ck_formation_formation_state CHECK (state IN (
                    'proposed', 'approved', 'elected', 'founded', 'filed', 'refused', 'withdrawn'
                )),
            area_code varchar(6) NOT NULL CONSTRAINT fk_formation_area_code REFERENCES area (code),
            place_path text COLLATE "C" NOT NULL,
            parent_id uuid NOT NULL CONSTRAINT fk_formation_parent_id REFERENCES party_org (id),
            parent_name varchar(120) NOT NULL,
            approver_id uuid NOT NULL CONSTRAINT fk_formation_approver_id REFERENCES party_org (id),
            approver_name varchar(120) NOT NULL,
            local_decision varchar(300),
            representative varchar(50) NOT NULL,
            reason varchar(300),
            proposed_on date NOT NULL,
            replied_on date,
            reply_document varchar(200),
            closing_note varchar(300),
            elected_on date,
            entitled integer,
            present integer,
            votes integer,
            secretary_name varchar(50),
            founded_on date,
            org_id uuid CONSTRAINT uq_formation_org_id UNIQUE CONSTRAINT fk_formation_org_id REFERENCES party_org (id),
            filed_on date,
            filing_document varchar(200),
            version integer NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now()
        )
    """)
    op.execute("CREATE INDEX ix_formation_approver_id ON formation (approver_id)")
    op.execute("CREATE INDEX ix_formation_created_at_id ON formation (created_at, id)")
    op.execute("CREATE INDEX ix_formation_parent_id ON formation (parent_id)")
    op.execute("CREATE INDEX ix_formation_place_path ON formation (place_path)")
    op.execute("""
        CREATE TABLE formation_firm (
            formation_id uuid NOT NULL CONSTRAINT fk_formation_firm_formation_id REFERENCES formation (id),
            firm_id uuid NOT NULL CONSTRAINT fk_formation_firm_firm_id REFERENCES law_firm (id),
            firm_name varchar(120) NOT NULL,
            here integer NOT NULL,
            elsewhere integer NOT NULL,
            outside integer NOT NULL,
            members integer NOT NULL,
            is_open boolean NOT NULL,
            CONSTRAINT pk_formation_firm PRIMARY KEY (formation_id, firm_id)
        )
    """)
    op.execute("CREATE UNIQUE INDEX uq_formation_open_per_firm ON formation_firm (firm_id) WHERE is_open")
    op.execute("""
        CREATE TABLE formation_step (
            formation_id uuid NOT NULL CONSTRAINT fk_formation_step_formation_id REFERENCES formation (id),
            number integer NOT NULL,
            action varchar(32) NOT NULL
                CONSTRAINT ck_formation_step_formation_action CHECK (action IN (
                    'approve', 'refuse', 'record_election', 'found', 'file', 'withdraw'
                )),
            from_state varchar(32) NOT NULL
                CONSTRAINT ck_formation_step_from_state CHECK (from_state IN (
                    'proposed', 'approved', 'elected', 'founded', 'filed', 'refused', 'withdrawn'
                )),
            to_state varchar(32) NOT NULL
                CONSTRAINT ck_formation_step_to_state CHECK (to_state IN (
                    'proposed', 'approved', 'elected', 'founded', 'filed', 'refused', 'withdrawn'
                )),
            body_name varchar(120) NOT NULL,
            account_id uuid NOT NULL,
            note varchar(300),
            at timestamptz NOT NULL DEFAULT now(),
            CONSTRAINT pk_formation_step PRIMARY KEY (formation_id, number)
        )
    """)
    op.execute("""
        CREATE TABLE joint_plan (
            id uuid CONSTRAINT pk_joint_plan PRIMARY KEY,
            state varchar(32) NOT NULL
                CONSTRAINT ck_joint_plan_plan_state CHECK (state IN ('queued', 'running', 'done', 'failed')),
            area_code varchar(6) NOT NULL CONSTRAINT fk_joint_plan_area_code REFERENCES area (code),
            place_path text COLLATE "C" NOT NULL,
            parent_id uuid CONSTRAINT fk_joint_plan_parent_id REFERENCES party_org (id),
            max_metres integer NOT NULL,
            same_county boolean NOT NULL,
            include_existing boolean NOT NULL,
            pinned jsonb NOT NULL,
            forbidden jsonb NOT NULL,
            previous_id uuid CONSTRAINT fk_joint_plan_previous_id REFERENCES joint_plan (id),
            grant_id uuid NOT NULL CONSTRAINT fk_joint_plan_grant_id REFERENCES role_grant (id),
            started_at timestamptz,
            finished_at timestamptz,
            failure varchar(500),
            attempts integer NOT NULL,
            firms integer NOT NULL,
            placed integer NOT NULL,
            left_over integer NOT NULL,
            left_over_bound integer NOT NULL,
            metres integer NOT NULL,
            groups integer NOT NULL,
            groups_before integer NOT NULL,
            groups_kept integer NOT NULL,
            version integer NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now()
        )
    """)
    op.execute("CREATE INDEX ix_joint_plan_created_at_id ON joint_plan (created_at, id)")
    op.execute("CREATE INDEX ix_joint_plan_parent_id ON joint_plan (parent_id)")
    op.execute("CREATE INDEX ix_joint_plan_place_path ON joint_plan (place_path)")
    op.execute("CREATE INDEX ix_joint_plan_queued ON joint_plan (created_at) WHERE state = 'queued'")
    op.execute("""
        CREATE TABLE joint_plan_group (
            plan_id uuid NOT NULL CONSTRAINT fk_joint_plan_group_plan_id REFERENCES joint_plan (id),
            number integer NOT NULL,
            org_id uuid CONSTRAINT fk_joint_plan_group_org_id REFERENCES party_org (id),
            host_firm_id uuid NOT NULL CONSTRAINT fk_joint_plan_group_host_firm_id REFERENCES law_firm (id),
            units integer NOT NULL,
            full_members integer NOT NULL,
            members integer NOT NULL,
            metres integer NOT NULL,
            likeness integer NOT NULL,
            is_kept boolean NOT NULL,
            why varchar(500) NOT NULL,
            formation_id uuid CONSTRAINT fk_joint_plan_group_formation_id REFERENCES formation (id),
            accepted_at timestamptz,
            CONSTRAINT pk_joint_plan_group PRIMARY KEY (plan_id, number)
        )
    """)
    op.execute("""
        CREATE TABLE joint_plan_firm (
            plan_id uuid NOT NULL CONSTRAINT fk_joint_plan_firm_plan_id REFERENCES joint_plan (id),
            firm_id uuid NOT NULL CONSTRAINT fk_joint_plan_firm_firm_id REFERENCES law_firm (id),
            name varchar(120) NOT NULL,
            area_code varchar(6) NOT NULL,
            full_members integer NOT NULL,
            members integer NOT NULL,
            business text[] NOT NULL,
            longitude double precision,
            latitude double precision,
            is_existing boolean NOT NULL,
            group_number integer,
            metres integer,
            left_over varchar(32)
                CONSTRAINT ck_joint_plan_firm_left_over CHECK (left_over IN (
                    'alone', 'too_few', 'forbidden', 'needed_elsewhere'
                )),
            why varchar(500),
            CONSTRAINT pk_joint_plan_firm PRIMARY KEY (plan_id, firm_id)
        )
    """)
    op.execute("CREATE INDEX ix_joint_plan_firm_firm_id ON joint_plan_firm (firm_id)")


def downgrade() -> None:
    op.execute("""
        DROP TABLE
            joint_plan_firm, joint_plan_group, joint_plan, formation_step, formation_firm, formation
        CASCADE
    """)
