"""Requests to correct a record, and what was said of them."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE correction_request (
            id uuid CONSTRAINT pk_correction_request PRIMARY KEY,
            noun varchar(20) NOT NULL,
            record_id uuid NOT NULL,
            person_id uuid CONSTRAINT fk_correction_request_person_id REFERENCES person (id),
            field varchar(40) NOT NULL,
            side varchar(32) NOT NULL
                CONSTRAINT ck_correction_request_side CHECK (side IN ('party', 'practice', 'contact')),
            requested_by varchar(32) NOT NULL
                CONSTRAINT ck_correction_request_requester CHECK (requested_by IN ('partner', 'department', 'person')),
            requester_name varchar(120) NOT NULL,
            account_id uuid CONSTRAINT fk_correction_request_account_id REFERENCES account (id),
            partner_id uuid CONSTRAINT fk_correction_request_partner_id REFERENCES partner (id),
            grant_id uuid CONSTRAINT fk_correction_request_grant_id REFERENCES sharing_grant (id),
            shared_field varchar(40),
            case_no varchar(100),
            state varchar(32) NOT NULL
                CONSTRAINT ck_correction_request_correction_state CHECK (state IN (
                    'received', 'accepted_for_check', 'corrected', 'refused', 'withdrawn'
                )),
            requested_on date NOT NULL,
            due_on date NOT NULL,
            closed_on date,
            answered_by varchar(120),
            answer varchar(300),
            change_id uuid,
            version integer NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now(),
            CONSTRAINT ck_correction_request_change CHECK ((state = 'corrected') = (change_id IS NOT NULL)),
            CONSTRAINT ck_correction_request_closed
                CHECK ((state IN ('received', 'accepted_for_check')) = (closed_on IS NULL)),
            CONSTRAINT ck_correction_request_reason CHECK (state <> 'refused' OR answer IS NOT NULL),
            CONSTRAINT ck_correction_request_whose CHECK (
                CASE requested_by
                    WHEN 'partner' THEN account_id IS NULL AND num_nulls(partner_id, grant_id, shared_field) = 0
                    ELSE account_id IS NOT NULL AND num_nonnulls(partner_id, grant_id, shared_field) = 0
                END
            )
        )
    """)
    op.execute("CREATE INDEX ix_correction_request_account_id ON correction_request (account_id)")
    op.execute("CREATE INDEX ix_correction_request_grant_id ON correction_request (grant_id)")
    op.execute("CREATE INDEX ix_correction_request_noun_record_id ON correction_request (noun, record_id)")
    op.execute("""
        CREATE INDEX ix_correction_request_open_due_on ON correction_request (due_on)
        WHERE state IN ('received', 'accepted_for_check')
    """)
    op.execute("CREATE INDEX ix_correction_request_person_id ON correction_request (person_id)")
    op.execute("""
        CREATE UNIQUE INDEX uq_correction_request_open
            ON correction_request (partner_id, grant_id, account_id, noun, record_id, field) NULLS NOT DISTINCT
        WHERE state IN ('received', 'accepted_for_check')
    """)
    op.execute("""
        CREATE TABLE correction_statement (
            id uuid CONSTRAINT pk_correction_statement PRIMARY KEY,
            request_id uuid NOT NULL CONSTRAINT fk_correction_statement_request_id REFERENCES correction_request (id),
            said_by varchar(120) NOT NULL,
            content_cipher bytea NOT NULL,
            at timestamptz NOT NULL
        )
    """)
    op.execute("CREATE INDEX ix_correction_statement_request_id ON correction_statement (request_id)")


def downgrade() -> None:
    op.execute("DROP TABLE correction_statement, correction_request CASCADE")
