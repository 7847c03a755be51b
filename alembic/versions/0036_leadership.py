"""Leadership: posts over time, term elections with their ballots and steps, and what posts lack."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
KINDS = "('secretary', 'deputy_secretary', 'committee_member')"
PORTFOLIOS = "('organization', 'publicity', 'discipline', 'united_front', 'mass_work', 'youth')"
STATES = "('requested', 'approved', 'held', 'confirmed', 'refused', 'withdrawn')"
ACTIONS = "('approve', 'refuse', 'record_result', 'confirm', 'reject_result', 'withdraw')"
END_REASONS = (
    "('term_ended', 'resigned', 'reassigned', 'removed', 'relationship_left', 'deceased', 'organization_dissolved')"
)
TABLES = ("election", "election_candidate", "election_step", "post")

# Under the caller's own policies: whoever is elected and no longer among the members that the caller sees has left.
FINDINGS = """
CREATE FUNCTION leadership_findings(today date)
RETURNS TABLE (org_id uuid, kind text, counted bigint, figure bigint, since_on date) LANGUAGE sql STABLE AS $$
    WITH in_force AS (
        SELECT DISTINCT ON (key) key, value::bigint FROM rule_figure WHERE effective_from <= today
        ORDER BY key, effective_from DESC
    ), figures AS (
        SELECT max(value) FILTER (WHERE key = 'branch_committee.threshold') AS threshold,
               max(value) FILTER (WHERE key = 'branch_committee.min_size') AS least
        FROM in_force
    ), held AS (
        SELECT p.org_id, count(*) AS posts, bool_or(p.kind = 'secretary') AS has_secretary,
               max(p.term_ends_on) AS term_ends_on,
               count(*) FILTER (WHERE p.person_id IS NOT NULL AND (
                   m.category <> '1' OR m.membership_status <> '1'
                   OR p.basis = 'elected' AND (m.person_id IS NULL OR NOT starts_with(m.party_path, o.party_path))
               )) AS not_eligible
        FROM post p JOIN party_org o ON o.id = p.org_id LEFT JOIN member m ON m.person_id = p.person_id
        WHERE upper_inf(p.valid_during) GROUP BY p.org_id
    ), left_on AS (
        SELECT p.org_id, max(upper(p.valid_during)) AS day FROM post p
        WHERE p.kind = 'secretary' AND NOT upper_inf(p.valid_during) GROUP BY p.org_id
    ), full_member AS (
        SELECT m.org_id, count(*) AS full_members FROM member m
        WHERE m.org_id IS NOT NULL AND m.category = '1' AND m.membership_status = '1' GROUP BY m.org_id
    ), standing AS (
        SELECT o.id, o.category, o.secretary_name, o.founded_on, coalesce(h.posts, 0) AS posts,
               coalesce(h.has_secretary, false) AS has_secretary, h.term_ends_on, coalesce(h.not_eligible, 0) AS not_eligible,
               coalesce(f.full_members, 0) AS full_members, l.day AS left_on
        FROM party_org o
        LEFT JOIN held h ON h.org_id = o.id
        LEFT JOIN left_on l ON l.org_id = o.id
        LEFT JOIN full_member f ON f.org_id = o.id
        WHERE o.dissolved_on IS NULL AND o.category IN ('611', '621', '631', '632', '911', '921', '931', '932')
    )
    SELECT s.id, k.kind, k.counted, k.figure, k.since_on
    FROM standing s, figures f, LATERAL (VALUES
        ('no_secretary', NOT has_secretary AND secretary_name IS NULL, 0, 1, coalesce(left_on, founded_on)),
        ('secretary_not_on_record', NOT has_secretary AND secretary_name IS NOT NULL, 0, 1, NULL),
        ('holder_not_eligible', not_eligible > 0, not_eligible, 0, NULL),
        ('branch_committee_due', category IN ('631', '632') AND posts > 0 AND full_members >= threshold AND posts < least,
         posts, least, NULL),
        ('term_unknown', posts > 0 AND term_ends_on IS NULL AND category NOT LIKE '9%', 0, 1, NULL),
        ('term_over', term_ends_on < today, today - term_ends_on, 0, term_ends_on + 1)
    ) AS k (kind, holds, counted, figure, since_on)
    WHERE k.holds
$$
"""


def upgrade() -> None:
    op.create_table(
        "election",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("org_name", sa.String(length=120), nullable=False),
        sa.Column("approver_id", sa.Uuid(), nullable=True),
        sa.Column("approver_name", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("state_since", sa.Date(), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=False),
        sa.Column("term_ends_on", sa.Date(), nullable=True),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("shift_reason", sa.String(length=300), nullable=True),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("reply_document", sa.String(length=200), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("by_delegates", sa.Boolean(), nullable=False),
        sa.Column("voters", sa.Integer(), nullable=True),
        sa.Column("entitled", sa.Integer(), nullable=True),
        sa.Column("present", sa.Integer(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("confirm_document", sa.String(length=200), nullable=True),
        sa.Column("new_term_ends_on", sa.Date(), nullable=True),
        sa.Column("closing_note", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(f"state IN {STATES}", name=op.f("ck_election_election_state")),
        sa.ForeignKeyConstraint(["org_id"], ["party_org.id"], name=op.f("fk_election_org_id")),
        sa.ForeignKeyConstraint(["approver_id"], ["party_org.id"], name=op.f("fk_election_approver_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election")),
    )
    op.create_index("ix_election_created_at_id", "election", ["created_at", "id"])
    for column in ("approver_id", "org_id"):
        op.create_index(op.f(f"ix_election_{column}"), "election", [column])
    is_open = sa.text("state IN ('requested', 'approved', 'held')")
    op.create_index("uq_election_open_per_org", "election", ["org_id"], unique=True, postgresql_where=is_open)
    op.create_table(
        "election_candidate",
        sa.Column("election_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("is_elected", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=True),
        sa.Column("portfolio", sa.String(length=32), nullable=True),
        sa.CheckConstraint(f"kind IN {KINDS}", name=op.f("ck_election_candidate_post_kind")),
        sa.CheckConstraint(f"portfolio IN {PORTFOLIOS}", name=op.f("ck_election_candidate_portfolio")),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_election_candidate_election_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_election_candidate_person_id")),
        sa.PrimaryKeyConstraint("election_id", "person_id", name=op.f("pk_election_candidate")),
    )
    op.create_table(
        "election_step",
        sa.Column("election_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("from_state", sa.String(length=32), nullable=False),
        sa.Column("to_state", sa.String(length=32), nullable=False),
        sa.Column("body_name", sa.String(length=120), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(f"action IN {ACTIONS}", name=op.f("ck_election_step_election_action")),
        sa.CheckConstraint(f"from_state IN {STATES}", name=op.f("ck_election_step_from_state")),
        sa.CheckConstraint(f"to_state IN {STATES}", name=op.f("ck_election_step_to_state")),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_election_step_election_id")),
        sa.PrimaryKeyConstraint("election_id", "number", name=op.f("pk_election_step")),
    )
    op.create_table(
        "post",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("portfolio", sa.String(length=32), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("position", sa.String(length=120), nullable=True),
        sa.Column("basis", sa.String(length=32), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("valid_during", postgresql.DATERANGE(), nullable=False),
        sa.Column("term_ends_on", sa.Date(), nullable=True),
        sa.Column("election_id", sa.Uuid(), nullable=True),
        sa.Column("end_reason", sa.String(length=32), nullable=True),
        sa.Column("end_document", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(f"kind IN {KINDS}", name=op.f("ck_post_post_kind")),
        sa.CheckConstraint(f"portfolio IN {PORTFOLIOS}", name=op.f("ck_post_portfolio")),
        sa.CheckConstraint("basis IN ('elected', 'appointed')", name=op.f("ck_post_post_basis")),
        sa.CheckConstraint(f"end_reason IN {END_REASONS}", name=op.f("ck_post_post_end_reason")),
        sa.ForeignKeyConstraint(["org_id"], ["party_org.id"], name=op.f("fk_post_org_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_post_person_id")),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_post_election_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
    )
    for column in ("org_id", "person_id"):
        op.create_index(op.f(f"ix_post_{column}"), "post", [column])
    # One secretary at a time; one post of an organization at a time for a person; a period has a day.
    op.execute("""
        ALTER TABLE post
            ADD CONSTRAINT ex_post_secretary EXCLUDE USING gist (org_id WITH =, valid_during WITH &&)
                WHERE (kind = 'secretary'),
            ADD CONSTRAINT ex_post_person EXCLUDE USING gist (org_id WITH =, person_id WITH =, valid_during WITH &&),
            ADD CONSTRAINT ck_post_period CHECK (NOT isempty(valid_during))
    """)
    _guard()
    op.execute(FINDINGS)


def _guard() -> None:
    of_org = "org_id IN (SELECT o.id FROM party_org o)"
    own = "org_id IN (SELECT m.org_id FROM member m)"
    of_election = "EXISTS (SELECT FROM election e WHERE e.id = election_id)"
    for table in TABLES:
        by_org = table in {"election", "post"}
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        for role in ("area", "org"):
            using = of_org if by_org else of_election
            op.execute(f"CREATE POLICY {role}_all ON {table} FOR ALL TO huizhi_{role} USING ({using})")
        using = own if by_org else of_election
        op.execute(f"CREATE POLICY self_select ON {table} FOR SELECT TO huizhi_self USING ({using})")
        op.execute(f"GRANT SELECT ON {table} TO huizhi_self")
        op.execute(f"GRANT SELECT, INSERT ON {table} TO huizhi_area, huizhi_org")
    op.execute("GRANT UPDATE ON election TO huizhi_area, huizhi_org")
    op.execute("GRANT DELETE ON election_candidate TO huizhi_area, huizhi_org")
    changing = "portfolio, document, term_ends_on, valid_during, end_reason, end_document, version"
    op.execute(f"GRANT UPDATE ({changing}) ON post TO huizhi_area, huizhi_org")


def downgrade() -> None:
    op.execute("DROP FUNCTION leadership_findings")
    for table in reversed(TABLES):
        op.drop_table(table)
