"""Decisions on membership."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE membership_decision (
            id uuid CONSTRAINT pk_membership_decision PRIMARY KEY,
            person_id uuid NOT NULL CONSTRAINT fk_membership_decision_person_id REFERENCES person (id),
            kind varchar(32) NOT NULL
                CONSTRAINT ck_membership_decision_decision_kind CHECK (kind IN (
                    'lost_contact', 'contact_regained', 'suspension', 'restoration', 'expulsion', 'withdrawal',
                    'persuaded_withdrawal', 'refused_persuasion', 'self_separation', 'probation_cancelled',
                    'not_recognised', 'death'
                )),
            state varchar(32) NOT NULL
                CONSTRAINT ck_membership_decision_decision_state CHECK (state IN (
                    'proposed', 'decided', 'refused', 'withdrawn', 'recorded'
                )),
            name varchar(50) NOT NULL,
            id_masked varchar(18) NOT NULL,
            branch_id uuid NOT NULL CONSTRAINT fk_membership_decision_branch_id REFERENCES party_org (id),
            branch_name varchar(120) NOT NULL,
            committee_id uuid NOT NULL CONSTRAINT fk_membership_decision_committee_id REFERENCES party_org (id),
            committee_name varchar(120) NOT NULL,
            ground varchar(32)
                CONSTRAINT ck_membership_decision_suspension_ground CHECK (ground IN (
                    'lost_contact', 'settled_abroad', 'study_abroad'
                )),
            lost_contact_reason varchar(1),
            since_on date,
            reason varchar(300) NOT NULL,
            proposal_document varchar(200),
            proposed_on date NOT NULL,
            decided_on date,
            effective_on date,
            document varchar(200),
            note varchar(300),
            version integer NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now()
        )
    """)
    op.execute("CREATE INDEX ix_membership_decision_branch_id ON membership_decision (branch_id)")
    op.execute("CREATE INDEX ix_membership_decision_committee_id ON membership_decision (committee_id)")
    op.execute("CREATE INDEX ix_membership_decision_created_at_id ON membership_decision (created_at, id)")
    op.execute("CREATE INDEX ix_membership_decision_person_id ON membership_decision (person_id)")
    op.execute("""
        CREATE UNIQUE INDEX uq_membership_decision_open_per_member ON membership_decision (person_id)
        WHERE state = 'proposed'
    """)


def downgrade() -> None:
    op.execute("DROP TABLE membership_decision CASCADE")
