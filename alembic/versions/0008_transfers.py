"""Transfers with letters and receipts, campaigns, letters for activity certificates."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE transfer (
            id uuid CONSTRAINT pk_transfer PRIMARY KEY,
            person_id uuid CONSTRAINT fk_transfer_person_id REFERENCES person (id),
            route varchar(32) NOT NULL
                CONSTRAINT ck_transfer_route CHECK (route IN ('internal', 'letter', 'outgoing', 'incoming', 'bulk')),
            state varchar(32) NOT NULL
                CONSTRAINT ck_transfer_transfer_state CHECK (state IN (
                    'draft', 'submitted', 'branch_agreed', 'letter_issued', 'in_transit', 'accepted', 'receipt_sent',
                    'closed', 'withdrawn', 'returned', 'rejected', 'revoked', 'expired'
                )),
            reason varchar(300) NOT NULL,
            dues_paid_to date,
            from_org_id uuid CONSTRAINT fk_transfer_from_org_id REFERENCES party_org (id),
            from_org_name varchar(120) NOT NULL,
            to_org_id uuid CONSTRAINT fk_transfer_to_org_id REFERENCES party_org (id),
            to_org_name varchar(120) NOT NULL,
            from_committee_id uuid CONSTRAINT fk_transfer_from_committee_id REFERENCES party_org (id),
            from_committee_name varchar(120),
            from_issuer_id uuid CONSTRAINT fk_transfer_from_issuer_id REFERENCES party_org (id),
            from_issuer_name varchar(120),
            to_committee_id uuid CONSTRAINT fk_transfer_to_committee_id REFERENCES party_org (id),
            to_committee_name varchar(120),
            to_issuer_id uuid CONSTRAINT fk_transfer_to_issuer_id REFERENCES party_org (id),
            to_issuer_name varchar(120),
            to_branch_id uuid CONSTRAINT fk_transfer_to_branch_id REFERENCES party_org (id),
            to_branch_name varchar(120),
            name varchar(50) NOT NULL,
            id_masked varchar(18) NOT NULL,
            snapshot jsonb,
            id_cipher bytea,
            contact_cipher bytea,
            submitted_on date,
            letter_serial varchar(20),
            letter_expires_on date,
            accepted_on date,
            rejection_code varchar(32)
                CONSTRAINT ck_transfer_rejection_code CHECK (rejection_code IN (
                    'identity_mismatch', 'wrong_addressee', 'letter_expired', 'incomplete_information',
                    'not_eligible_place', 'duplicate_record', 'material_not_verifiable'
                )),
            closing_note varchar(300),
            from_place_path text COLLATE "C" NOT NULL,
            from_party_path text COLLATE "C" NOT NULL,
            to_place_path text COLLATE "C" NOT NULL,
            to_party_path text COLLATE "C" NOT NULL,
            version integer NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now(),
            outside_address varchar(200),
            outside_area_code varchar(6),
            id_digest bytea,
            dispatched_on date,
            bulk_id uuid CONSTRAINT fk_transfer_bulk_id REFERENCES transfer (id),
            CONSTRAINT ck_transfer_receiver CHECK ((to_org_id IS NULL) = (route = 'outgoing')),
            CONSTRAINT ck_transfer_sender CHECK ((from_org_id IS NULL) = (route = 'incoming')),
            CONSTRAINT ck_transfer_somebody CHECK (
                CASE route
                    WHEN 'bulk' THEN (person_id IS NULL) = (bulk_id IS NULL)
                    ELSE bulk_id IS NULL AND num_nonnulls(person_id, id_digest) > 0
                END
            )
        )
    """)
    op.execute("CREATE INDEX ix_transfer_bulk_id ON transfer (bulk_id)")
    op.execute("CREATE INDEX ix_transfer_created_at_id ON transfer (created_at, id)")
    op.execute("CREATE INDEX ix_transfer_from_committee_id ON transfer (from_committee_id)")
    op.execute("CREATE INDEX ix_transfer_from_issuer_id ON transfer (from_issuer_id)")
    op.execute("CREATE INDEX ix_transfer_from_org_id ON transfer (from_org_id)")
    op.execute("CREATE INDEX ix_transfer_from_party_path ON transfer (from_party_path)")
    op.execute("CREATE INDEX ix_transfer_from_place_path ON transfer (from_place_path)")
    op.execute("CREATE INDEX ix_transfer_person_id ON transfer (person_id)")
    op.execute("CREATE INDEX ix_transfer_to_committee_id ON transfer (to_committee_id)")
    op.execute("CREATE INDEX ix_transfer_to_issuer_id ON transfer (to_issuer_id)")
    op.execute("CREATE INDEX ix_transfer_to_org_id ON transfer (to_org_id)")
    op.execute("CREATE INDEX ix_transfer_to_party_path ON transfer (to_party_path)")
    op.execute("CREATE INDEX ix_transfer_to_place_path ON transfer (to_place_path)")
    op.execute("""
        CREATE UNIQUE INDEX uq_transfer_open_bulk_per_org ON transfer (from_org_id)
        WHERE route = 'bulk' AND bulk_id IS NULL AND state IN (
            'draft', 'submitted', 'branch_agreed', 'letter_issued', 'in_transit', 'accepted',
            'receipt_sent', 'returned'
        )
    """)
    op.execute("""
        CREATE UNIQUE INDEX uq_transfer_open_per_member ON transfer (person_id)
        WHERE state IN (
            'draft', 'submitted', 'branch_agreed', 'letter_issued', 'in_transit', 'accepted',
            'receipt_sent', 'returned'
        )
    """)
    op.execute("""
        CREATE UNIQUE INDEX uq_transfer_open_per_number ON transfer (id_digest)
        WHERE state IN (
            'draft', 'submitted', 'branch_agreed', 'letter_issued', 'in_transit', 'accepted',
            'receipt_sent', 'returned'
        )
    """)
    op.execute("""
        CREATE TABLE transfer_hop (
            transfer_id uuid NOT NULL CONSTRAINT fk_transfer_hop_transfer_id REFERENCES transfer (id),
            number integer NOT NULL,
            action varchar(32) NOT NULL
                CONSTRAINT ck_transfer_hop_transfer_action CHECK (action IN (
                    'submit', 'agree', 'issue_letter', 'dispatch', 'accept', 'send_receipt', 'confirm_receipt',
                    'withdraw', 'return', 'reject', 'revoke', 'report_lost', 'reissue', 'enter_receipt',
                    'dispatch_receipt'
                )),
            from_state varchar(32) NOT NULL
                CONSTRAINT ck_transfer_hop_from_state CHECK (from_state IN (
                    'draft', 'submitted', 'branch_agreed', 'letter_issued', 'in_transit', 'accepted', 'receipt_sent',
                    'closed', 'withdrawn', 'returned', 'rejected', 'revoked', 'expired'
                )),
            to_state varchar(32) NOT NULL
                CONSTRAINT ck_transfer_hop_to_state CHECK (to_state IN (
                    'draft', 'submitted', 'branch_agreed', 'letter_issued', 'in_transit', 'accepted', 'receipt_sent',
                    'closed', 'withdrawn', 'returned', 'rejected', 'revoked', 'expired'
                )),
            body_id uuid,
            body_name varchar(120) NOT NULL,
            account_id uuid NOT NULL,
            note varchar(300),
            at timestamptz NOT NULL DEFAULT now(),
            CONSTRAINT pk_transfer_hop PRIMARY KEY (transfer_id, number)
        )
    """)
    op.execute("""
        CREATE TABLE letter (
            id uuid CONSTRAINT pk_letter PRIMARY KEY,
            transfer_id uuid NOT NULL CONSTRAINT fk_letter_transfer_id REFERENCES transfer (id),
            issuer_id uuid NOT NULL CONSTRAINT fk_letter_issuer_id REFERENCES party_org (id),
            year integer NOT NULL,
            number integer NOT NULL,
            serial varchar(20) NOT NULL,
            issued_on date NOT NULL,
            valid_days integer NOT NULL,
            expires_on date NOT NULL,
            dues_paid_to date NOT NULL,
            committee_address varchar(200),
            committee_postcode varchar(6),
            committee_phone_cipher bytea,
            void_on date,
            void_reason varchar(300),
            CONSTRAINT uq_letter_issuer_id_year_number UNIQUE (issuer_id, year, number)
        )
    """)
    op.execute("CREATE INDEX ix_letter_transfer_id ON letter (transfer_id)")
    op.execute("CREATE UNIQUE INDEX uq_letter_valid_per_transfer ON letter (transfer_id) WHERE void_on IS NULL")
    op.execute("""
        CREATE TABLE letter_counter (
            issuer_id uuid NOT NULL CONSTRAINT fk_letter_counter_issuer_id REFERENCES party_org (id),
            year integer NOT NULL,
            last integer NOT NULL,
            CONSTRAINT pk_letter_counter PRIMARY KEY (issuer_id, year)
        )
    """)
    op.execute("""
        CREATE TABLE paper_letter (
            transfer_id uuid
                CONSTRAINT pk_paper_letter PRIMARY KEY
                CONSTRAINT fk_paper_letter_transfer_id REFERENCES transfer (id),
            issued_on date NOT NULL,
            valid_days integer NOT NULL,
            admitted_on date NOT NULL,
            regularized_on date,
            committee_address varchar(200),
            committee_postcode varchar(6),
            committee_phone_cipher bytea,
            committee_phone_masked varchar(20),
            scan_sha256 varchar(64) NOT NULL
        )
    """)
    op.execute("""
        CREATE TABLE receipt (
            transfer_id uuid
                CONSTRAINT pk_receipt PRIMARY KEY
                CONSTRAINT fk_receipt_transfer_id REFERENCES transfer (id),
            jws varchar NOT NULL,
            facts jsonb NOT NULL,
            signed_at timestamptz NOT NULL
        )
    """)
    op.execute("""
        CREATE TABLE paper_receipt (
            transfer_id uuid
                CONSTRAINT pk_paper_receipt PRIMARY KEY
                CONSTRAINT fk_paper_receipt_transfer_id REFERENCES transfer (id),
            received_on date NOT NULL,
            addressee varchar(120) NOT NULL,
            handler_name varchar(20) NOT NULL,
            scan_sha256 varchar(64) NOT NULL,
            entered_at timestamptz NOT NULL
        )
    """)
    op.execute("""
        CREATE TABLE campaign (
            id uuid CONSTRAINT pk_campaign PRIMARY KEY,
            title varchar(100) NOT NULL,
            document varchar(200) NOT NULL,
            rule varchar(32) NOT NULL
                CONSTRAINT ck_campaign_campaign_rule CHECK (rule IN ('outside', 'not_in_firm_org')),
            area_code varchar(6) NOT NULL CONSTRAINT fk_campaign_area_code REFERENCES area (code),
            org_id uuid CONSTRAINT fk_campaign_org_id REFERENCES party_org (id),
            population_on date NOT NULL,
            deadline date NOT NULL,
            state varchar(32) NOT NULL
                CONSTRAINT ck_campaign_campaign_state CHECK (state IN ('open', 'closed', 'cancelled')),
            opened_by varchar(120) NOT NULL,
            ended_on date,
            note varchar(300),
            report jsonb,
            place_path text COLLATE "C" NOT NULL,
            version integer NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now(),
            CONSTRAINT ck_campaign_deadline CHECK (deadline >= population_on),
            CONSTRAINT ck_campaign_report CHECK ((state = 'closed') = (report IS NOT NULL))
        )
    """)
    op.execute("CREATE INDEX ix_campaign_place_path ON campaign (place_path)")
    op.execute("""
        CREATE TABLE campaign_result (
            campaign_id uuid NOT NULL CONSTRAINT fk_campaign_result_campaign_id REFERENCES campaign (id),
            person_id uuid NOT NULL CONSTRAINT fk_campaign_result_person_id REFERENCES person (id),
            outcome varchar(32) NOT NULL
                CONSTRAINT ck_campaign_result_campaign_outcome CHECK (outcome IN ('done', 'released', 'outstanding')),
            name varchar(50) NOT NULL,
            name_key text COLLATE "C" NOT NULL,
            id_masked varchar(18) NOT NULL,
            firm_id uuid CONSTRAINT fk_campaign_result_firm_id REFERENCES law_firm (id),
            firm_name varchar(120),
            affiliation_name varchar(120),
            place_path text COLLATE "C" NOT NULL,
            party_path text COLLATE "C" NOT NULL,
            CONSTRAINT pk_campaign_result PRIMARY KEY (campaign_id, person_id)
        )
    """)
    op.execute("CREATE INDEX ix_campaign_result_campaign_id_name_key ON campaign_result (campaign_id, name_key)")
    op.execute("CREATE INDEX ix_campaign_result_party_path ON campaign_result (party_path)")
    op.execute("CREATE INDEX ix_campaign_result_place_path ON campaign_result (place_path)")
    op.execute("""
        CREATE TABLE certificate_letter (
            id uuid CONSTRAINT pk_certificate_letter PRIMARY KEY,
            person_id uuid NOT NULL CONSTRAINT fk_certificate_letter_person_id REFERENCES person (id),
            state varchar(32) NOT NULL
                CONSTRAINT ck_certificate_letter_certificate_state CHECK (state IN (
                    'requested', 'issued', 'returned', 'refused', 'expired'
                )),
            branch_id uuid NOT NULL CONSTRAINT fk_certificate_letter_branch_id REFERENCES party_org (id),
            branch_name varchar(120) NOT NULL,
            committee_id uuid NOT NULL CONSTRAINT fk_certificate_letter_committee_id REFERENCES party_org (id),
            committee_name varchar(120) NOT NULL,
            name varchar(50) NOT NULL,
            sex varchar(1) NOT NULL,
            id_masked varchar(18) NOT NULL,
            category varchar(1) NOT NULL,
            post varchar(60),
            host_name varchar(120) NOT NULL,
            reason varchar(300) NOT NULL,
            starts_on date NOT NULL,
            ends_on date NOT NULL,
            year integer,
            number integer,
            serial varchar(20),
            issued_on date,
            ended_on date,
            note varchar(300),
            version integer NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now(),
            CONSTRAINT uq_certificate_letter_committee_id_year_number UNIQUE (committee_id, year, number)
        )
    """)
    op.execute("CREATE INDEX ix_certificate_letter_branch_id ON certificate_letter (branch_id)")
    op.execute("CREATE INDEX ix_certificate_letter_committee_id ON certificate_letter (committee_id)")
    op.execute("CREATE INDEX ix_certificate_letter_created_at_id ON certificate_letter (created_at, id)")
    op.execute("CREATE INDEX ix_certificate_letter_person_id ON certificate_letter (person_id)")
    op.execute("""
        CREATE UNIQUE INDEX uq_certificate_letter_out_per_member ON certificate_letter (person_id)
        WHERE state IN ('requested', 'issued')
    """)


def downgrade() -> None:
    op.execute("""
        DROP TABLE
            certificate_letter, campaign_result, campaign, paper_receipt, receipt, paper_letter,
            letter_counter, letter, transfer_hop, transfer
        CASCADE
    """)
