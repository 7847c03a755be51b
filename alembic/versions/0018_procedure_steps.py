"""Every procedure keeps its steps, in the same columns: who, when, what."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_KEPT = ("election_step", "formation_step", "temporary_step", "certificate_step")
_NEW = ("membership_decision_step", "certificate_letter_step", "campaign_step", "correction_step", "sharing_grant_step")


def upgrade() -> None:
    for table in _KEPT:
        op.execute(f"ALTER TABLE {table} ADD COLUMN body_id uuid")
    for column in ("from_state", "to_state"):
        op.execute(f"""
            ALTER TABLE development_entry ADD COLUMN {column} varchar(32) NOT NULL DEFAULT 'live'
                CONSTRAINT ck_development_entry_{column} CHECK ({column} IN ('live', 'archived', 'ended'))
        """)
        op.execute(f"ALTER TABLE development_entry ALTER COLUMN {column} DROP DEFAULT")
    op.execute("""
        CREATE TABLE membership_decision_step (
            decision_id uuid NOT NULL
                CONSTRAINT fk_membership_decision_step_decision_id REFERENCES membership_decision (id),
            number integer NOT NULL,
            action varchar(32) NOT NULL
                CONSTRAINT ck_membership_decision_step_decision_action CHECK (action IN (
                    'decide', 'refuse', 'withdraw'
                )),
            from_state varchar(32) NOT NULL
                CONSTRAINT ck_membership_decision_step_from_state CHECK (from_state IN (
                    'proposed', 'decided', 'refused', 'withdrawn', 'recorded'
                )),
            to_state varchar(32) NOT NULL
                CONSTRAINT ck_membership_decision_step_to_state CHECK (to_state IN (
                    'proposed', 'decided', 'refused', 'withdrawn', 'recorded'
                )),
            body_id uuid,
            body_name varchar(120) NOT NULL,
            account_id uuid NOT NULL,
            note varchar(300),
            at timestamptz NOT NULL DEFAULT now(),
            CONSTRAINT pk_membership_decision_step PRIMARY KEY (decision_id, number)
        )
    """)
    op.execute("""
        CREATE TABLE certificate_letter_step (
            letter_id uuid NOT NULL CONSTRAINT fk_certificate_letter_step_letter_id REFERENCES certificate_letter (id),
            number integer NOT NULL,
            action varchar(32) NOT NULL
                CONSTRAINT ck_certificate_letter_step_certificate_action CHECK (action IN (
                    'issue', 'refuse', 'return'
                )),
            from_state varchar(32) NOT NULL
                CONSTRAINT ck_certificate_letter_step_from_state CHECK (from_state IN (
                    'requested', 'issued', 'returned', 'refused', 'expired'
                )),
            to_state varchar(32) NOT NULL
                CONSTRAINT ck_certificate_letter_step_to_state CHECK (to_state IN (
                    'requested', 'issued', 'returned', 'refused', 'expired'
                )),
            body_id uuid,
            body_name varchar(120) NOT NULL,
            account_id uuid NOT NULL,
            note varchar(300),
            at timestamptz NOT NULL DEFAULT now(),
            CONSTRAINT pk_certificate_letter_step PRIMARY KEY (letter_id, number)
        )
    """)
    op.execute("""
        CREATE TABLE campaign_step (
            campaign_id uuid NOT NULL CONSTRAINT fk_campaign_step_campaign_id REFERENCES campaign (id),
            number integer NOT NULL,
            action varchar(32) NOT NULL
                CONSTRAINT ck_campaign_step_campaign_action CHECK (action IN (
                    'extend', 'close', 'cancel'
                )),
            from_state varchar(32) NOT NULL
                CONSTRAINT ck_campaign_step_from_state CHECK (from_state IN (
                    'open', 'closed', 'cancelled'
                )),
            to_state varchar(32) NOT NULL
                CONSTRAINT ck_campaign_step_to_state CHECK (to_state IN (
                    'open', 'closed', 'cancelled'
                )),
            body_id uuid,
            body_name varchar(120) NOT NULL,
            account_id uuid NOT NULL,
            note varchar(300),
            at timestamptz NOT NULL DEFAULT now(),
            CONSTRAINT pk_campaign_step PRIMARY KEY (campaign_id, number)
        )
    """)
    op.execute("""
        CREATE TABLE correction_step (
            request_id uuid NOT NULL CONSTRAINT fk_correction_step_request_id REFERENCES correction_request (id),
            number integer NOT NULL,
            action varchar(32) NOT NULL
                CONSTRAINT ck_correction_step_correction_action CHECK (action IN (
                    'accept_for_check', 'correct', 'refuse', 'reply', 'withdraw'
                )),
            from_state varchar(32) NOT NULL
                CONSTRAINT ck_correction_step_from_state CHECK (from_state IN (
                    'received', 'accepted_for_check', 'corrected', 'refused', 'withdrawn'
                )),
            to_state varchar(32) NOT NULL
                CONSTRAINT ck_correction_step_to_state CHECK (to_state IN (
                    'received', 'accepted_for_check', 'corrected', 'refused', 'withdrawn'
                )),
            body_id uuid,
            body_name varchar(120) NOT NULL,
            account_id uuid,
            note varchar(300),
            at timestamptz NOT NULL DEFAULT now(),
            CONSTRAINT pk_correction_step PRIMARY KEY (request_id, number)
        )
    """)
    op.execute("""
        CREATE TABLE sharing_grant_step (
            grant_id uuid NOT NULL CONSTRAINT fk_sharing_grant_step_grant_id REFERENCES sharing_grant (id),
            number integer NOT NULL,
            action varchar(32) NOT NULL
                CONSTRAINT ck_sharing_grant_step_grant_action CHECK (action IN (
                    'approve', 'refuse', 'bring_into_force', 'suspend', 'resume', 'end'
                )),
            from_state varchar(32) NOT NULL
                CONSTRAINT ck_sharing_grant_step_from_state CHECK (from_state IN (
                    'requested', 'approved', 'in_force', 'refused', 'suspended', 'ended'
                )),
            to_state varchar(32) NOT NULL
                CONSTRAINT ck_sharing_grant_step_to_state CHECK (to_state IN (
                    'requested', 'approved', 'in_force', 'refused', 'suspended', 'ended'
                )),
            body_id uuid,
            body_name varchar(120) NOT NULL,
            account_id uuid NOT NULL,
            note varchar(300),
            at timestamptz NOT NULL DEFAULT now(),
            CONSTRAINT pk_sharing_grant_step PRIMARY KEY (grant_id, number)
        )
    """)


def downgrade() -> None:
    for table in reversed(_NEW):
        op.execute(f"DROP TABLE {table} CASCADE")
    op.execute("ALTER TABLE development_entry DROP COLUMN from_state, DROP COLUMN to_state")
    for table in _KEPT:
        op.execute(f"ALTER TABLE {table} DROP COLUMN body_id")
