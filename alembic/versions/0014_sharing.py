"""Partners, their grants, what was disclosed, exports and subscriptions."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE partner (
            id uuid CONSTRAINT pk_partner PRIMARY KEY,
            client_id text COLLATE "C" NOT NULL CONSTRAINT uq_partner_client_id UNIQUE,
            name varchar(120) NOT NULL,
            contact varchar(120) NOT NULL,
            keys jsonb NOT NULL,
            suspended_at timestamptz,
            version integer NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now()
        )
    """)
    op.execute("""
        CREATE TABLE partner_key (
            partner_id uuid NOT NULL CONSTRAINT fk_partner_key_partner_id REFERENCES partner (id),
            key varchar(200) NOT NULL,
            request_digest bytea NOT NULL,
            status integer,
            answer_cipher bytea,
            etag varchar(20),
            created_at timestamptz NOT NULL DEFAULT now(),
            CONSTRAINT pk_partner_key PRIMARY KEY (partner_id, key)
        )
    """)
    op.execute("""
        CREATE TABLE sharing_grant (
            id uuid CONSTRAINT pk_sharing_grant PRIMARY KEY,
            partner_id uuid NOT NULL CONSTRAINT fk_sharing_grant_partner_id REFERENCES partner (id),
            purpose varchar(40) NOT NULL,
            legal_basis varchar(300) NOT NULL,
            area_code varchar(6) NOT NULL CONSTRAINT fk_sharing_grant_area_code REFERENCES area (code),
            place_path text COLLATE "C" NOT NULL,
            data_sets jsonb NOT NULL,
            quota_per_day integer NOT NULL,
            valid_from date NOT NULL,
            valid_to date NOT NULL,
            embargo varchar(32) NOT NULL
                CONSTRAINT ck_sharing_grant_embargo CHECK (embargo IN ('open', 'delayed', 'sealed')),
            embargo_days integer NOT NULL,
            state varchar(32) NOT NULL
                CONSTRAINT ck_sharing_grant_grant_state CHECK (state IN (
                    'requested', 'approved', 'in_force', 'refused', 'suspended', 'ended'
                )),
            approvals jsonb NOT NULL,
            answer varchar(300),
            requested_on date NOT NULL,
            answer_due_on date NOT NULL,
            supply_due_on date,
            content_version integer NOT NULL,
            version integer NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now(),
            embargo_order varchar(100),
            CONSTRAINT ck_sharing_grant_embargo_order CHECK ((embargo = 'sealed') = (embargo_order IS NOT NULL))
        )
    """)
    op.execute("CREATE INDEX ix_sharing_grant_partner_id ON sharing_grant (partner_id)")
    op.execute("CREATE INDEX ix_sharing_grant_place_path ON sharing_grant (place_path)")
    op.execute("""
        CREATE TABLE spent_assertion (
            client_id varchar(60) NOT NULL,
            jti varchar(200) NOT NULL,
            expires_at timestamptz NOT NULL,
            CONSTRAINT pk_spent_assertion PRIMARY KEY (client_id, jti)
        )
    """)
    op.execute("""
        CREATE TABLE disclosure (
            id uuid CONSTRAINT pk_disclosure PRIMARY KEY,
            partner_id uuid NOT NULL CONSTRAINT fk_disclosure_partner_id REFERENCES partner (id),
            partner_name varchar(120) NOT NULL,
            grant_id uuid NOT NULL CONSTRAINT fk_disclosure_grant_id REFERENCES sharing_grant (id),
            grant_version integer NOT NULL,
            purpose varchar(40) NOT NULL,
            case_no varchar(100) NOT NULL,
            operation varchar(40) NOT NULL,
            data_set varchar(20) NOT NULL,
            fields text[] NOT NULL,
            subjects uuid[] NOT NULL,
            records integer NOT NULL,
            digest bytea NOT NULL,
            jws varchar NOT NULL,
            shown_from date,
            at timestamptz NOT NULL
        )
    """)
    op.execute("CREATE INDEX ix_disclosure_grant_id ON disclosure (grant_id)")
    op.execute("CREATE INDEX ix_disclosure_partner_id_at ON disclosure (partner_id, at)")
    op.execute("CREATE INDEX ix_disclosure_subjects ON disclosure USING gin (subjects)")
    op.execute("""
        CREATE TABLE export_job (
            id uuid CONSTRAINT pk_export_job PRIMARY KEY,
            partner_id uuid NOT NULL CONSTRAINT fk_export_job_partner_id REFERENCES partner (id),
            grant_id uuid NOT NULL CONSTRAINT fk_export_job_grant_id REFERENCES sharing_grant (id),
            grant_version integer NOT NULL,
            case_no varchar(100) NOT NULL,
            data_sets text[] NOT NULL,
            state varchar(32) NOT NULL
                CONSTRAINT ck_export_job_export_state CHECK (state IN ('queued', 'running', 'done', 'refused')),
            as_of_seq bigint,
            leased_until timestamptz,
            finished_at timestamptz,
            created_at timestamptz NOT NULL DEFAULT now()
        )
    """)
    op.execute("CREATE INDEX ix_export_job_partner_id ON export_job (partner_id)")
    op.execute("""
        CREATE TABLE export_file (
            export_id uuid NOT NULL CONSTRAINT fk_export_file_export_id REFERENCES export_job (id) ON DELETE CASCADE,
            data_set varchar(20) NOT NULL,
            rows integer NOT NULL,
            sha256 varchar(64) NOT NULL,
            content bytea NOT NULL,
            CONSTRAINT pk_export_file PRIMARY KEY (export_id, data_set)
        )
    """)
    op.execute("""
        CREATE TABLE subscription (
            id uuid CONSTRAINT pk_subscription PRIMARY KEY,
            partner_id uuid NOT NULL CONSTRAINT fk_subscription_partner_id REFERENCES partner (id),
            grant_id uuid NOT NULL CONSTRAINT fk_subscription_grant_id REFERENCES sharing_grant (id),
            url varchar(500) NOT NULL,
            secret_cipher bytea NOT NULL,
            previous_cipher bytea,
            previous_until timestamptz,
            state varchar(32) NOT NULL
                CONSTRAINT ck_subscription_subscription_state CHECK (state IN ('active', 'disabled', 'ended')),
            reason varchar(32)
                CONSTRAINT ck_subscription_disabled_reason CHECK (reason IN ('gone', 'undeliverable', 'by_partner')),
            position bigint NOT NULL,
            next_ring_at timestamptz NOT NULL,
            dead_letters integer NOT NULL,
            version integer NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now(),
            grant_version integer NOT NULL,
            CONSTRAINT ck_subscription_reason_given
                CHECK ((state = 'disabled') = (reason IS NOT NULL) OR state = 'ended')
        )
    """)
    op.execute("CREATE INDEX ix_subscription_active ON subscription (next_ring_at) WHERE state = 'active'")
    op.execute("CREATE INDEX ix_subscription_partner_id ON subscription (partner_id)")
    op.execute("CREATE UNIQUE INDEX uq_subscription_live_url ON subscription (grant_id, url) WHERE state <> 'ended'")
    op.execute("""
        CREATE TABLE subscription_delivery (
            id uuid CONSTRAINT pk_subscription_delivery PRIMARY KEY,
            subscription_id uuid NOT NULL
                CONSTRAINT fk_subscription_delivery_subscription_id REFERENCES subscription (id) ON DELETE CASCADE,
            kind varchar(32) NOT NULL
                CONSTRAINT ck_subscription_delivery_delivery_kind CHECK (kind IN ('ring', 'test')),
            state varchar(32) NOT NULL
                CONSTRAINT ck_subscription_delivery_delivery_state CHECK (state IN (
                    'pending', 'delivered', 'dead', 'withdrawn'
                )),
            attempts integer NOT NULL,
            due_at timestamptz NOT NULL,
            last_status integer,
            last_fault varchar(32)
                CONSTRAINT ck_subscription_delivery_delivery_fault CHECK (last_fault IN (
                    'address', 'unreachable', 'tls', 'timeout', 'status'
                )),
            settled_at timestamptz,
            created_at timestamptz NOT NULL
        )
    """)
    op.execute("CREATE INDEX ix_subscription_delivery_due ON subscription_delivery (due_at) WHERE state = 'pending'")
    op.execute("""
        CREATE INDEX ix_subscription_delivery_subscription_id ON subscription_delivery (subscription_id, created_at, id)
    """)
    op.execute("""
        CREATE UNIQUE INDEX uq_subscription_delivery_pending ON subscription_delivery (subscription_id, kind)
        WHERE state = 'pending'
    """)


def downgrade() -> None:
    op.execute("""
        DROP TABLE
            subscription_delivery, subscription, export_file, export_job, disclosure,
            spent_assertion, sharing_grant, partner_key, partner
        CASCADE
    """)
