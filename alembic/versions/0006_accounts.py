"""Accounts, their roles, how they sign in; what was already answered once."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE account (
            id uuid CONSTRAINT pk_account PRIMARY KEY,
            username text COLLATE "C" NOT NULL CONSTRAINT uq_account_username UNIQUE,
            name varchar(120) NOT NULL,
            password_hash varchar NOT NULL,
            failed_count integer NOT NULL,
            locked_until timestamptz,
            disabled_at timestamptz,
            version integer NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now()
        )
    """)
    op.execute("""
        CREATE TABLE role_grant (
            id uuid CONSTRAINT pk_role_grant PRIMARY KEY,
            account_id uuid NOT NULL CONSTRAINT fk_role_grant_account_id REFERENCES account (id),
            role varchar(32) NOT NULL
                CONSTRAINT ck_role_grant_staff_role CHECK (role IN (
                    'organization_department', 'justice_bureau', 'bar_association', 'org_officer', 'member',
                    'system_admin', 'security_admin', 'audit_admin'
                )),
            area_code varchar(6) CONSTRAINT fk_role_grant_area_code REFERENCES area (code),
            org_id uuid CONSTRAINT fk_role_grant_org_id REFERENCES party_org (id),
            person_id uuid CONSTRAINT fk_role_grant_person_id REFERENCES person (id),
            granted_by uuid,
            revoked_at timestamptz,
            version integer NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now()
        )
    """)
    op.execute("CREATE INDEX ix_role_grant_account_id ON role_grant (account_id)")
    op.execute("CREATE INDEX ix_role_grant_org_id ON role_grant (org_id)")
    op.execute("CREATE INDEX ix_role_grant_person_id ON role_grant (person_id)")
    op.execute("""
        CREATE UNIQUE INDEX uq_role_grant_live
            ON role_grant (account_id, role, area_code, org_id, person_id) NULLS NOT DISTINCT
        WHERE revoked_at IS NULL
    """)
    op.execute("""
        CREATE TABLE sign_in (
            id uuid CONSTRAINT pk_sign_in PRIMARY KEY,
            account_id uuid NOT NULL CONSTRAINT fk_sign_in_account_id REFERENCES account (id),
            grant_id uuid NOT NULL CONSTRAINT fk_sign_in_grant_id REFERENCES role_grant (id),
            revoked_at timestamptz,
            created_at timestamptz NOT NULL DEFAULT now()
        )
    """)
    op.execute("CREATE INDEX ix_sign_in_account_id ON sign_in (account_id)")
    op.execute("CREATE INDEX ix_sign_in_grant_id ON sign_in (grant_id)")
    op.execute("""
        CREATE TABLE refresh_token (
            digest bytea CONSTRAINT pk_refresh_token PRIMARY KEY,
            sign_in_id uuid NOT NULL CONSTRAINT fk_refresh_token_sign_in_id REFERENCES sign_in (id),
            expires_at timestamptz NOT NULL,
            used_at timestamptz
        )
    """)
    op.execute("CREATE INDEX ix_refresh_token_sign_in_id ON refresh_token (sign_in_id)")
    op.execute("""
        CREATE TABLE activation_code (
            id uuid CONSTRAINT pk_activation_code PRIMARY KEY,
            digest bytea NOT NULL CONSTRAINT uq_activation_code_digest UNIQUE,
            role varchar(32) NOT NULL
                CONSTRAINT ck_activation_code_staff_role CHECK (role IN (
                    'organization_department', 'justice_bureau', 'bar_association', 'org_officer', 'member',
                    'system_admin', 'security_admin', 'audit_admin'
                )),
            name varchar(120) NOT NULL,
            org_id uuid CONSTRAINT fk_activation_code_org_id REFERENCES party_org (id),
            person_id uuid CONSTRAINT fk_activation_code_person_id REFERENCES person (id),
            issued_by uuid NOT NULL,
            expires_at timestamptz NOT NULL,
            used_at timestamptz,
            created_at timestamptz NOT NULL DEFAULT now()
        )
    """)
    op.execute("""
        CREATE TABLE idempotency_key (
            account_id uuid NOT NULL,
            key varchar(200) NOT NULL,
            request_digest bytea NOT NULL,
            status integer,
            answer_cipher bytea,
            etag varchar(20),
            created_at timestamptz NOT NULL DEFAULT now(),
            CONSTRAINT pk_idempotency_key PRIMARY KEY (account_id, key)
        )
    """)


def downgrade() -> None:
    op.execute("DROP TABLE idempotency_key, activation_code, refresh_token, sign_in, role_grant, account CASCADE")
