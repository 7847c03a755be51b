"""What a member owes each month and year: dues, training in hours, the appraisal."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TABLES = ("member_dues", "training_record", "appraisal")

# The last word counts: what the branch recorded, what an accepted transfer's letter says (form of 2006), or what a host
# wrote into the activity certificate; of one day the branch's own.
PAID = """
CREATE FUNCTION dues_paid_through(person uuid) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT paid FROM (
        SELECT d.paid_through, d.recorded_on, 1 FROM member_dues d WHERE d.person_id = person
        UNION ALL
        SELECT t.dues_paid_to, t.accepted_on, 0 FROM transfer t
        WHERE t.person_id = person AND t.accepted_on IS NOT NULL AND t.dues_paid_to IS NOT NULL
        UNION ALL
        SELECT e.dues_paid_to, e.left_on, 0 FROM certificate_entry e JOIN activity_certificate c ON c.id = e.certificate_id
        WHERE c.person_id = person AND e.dues_paid_to IS NOT NULL AND e.left_on IS NOT NULL
    ) AS word (paid, told_on, rank)
    ORDER BY told_on DESC, rank DESC LIMIT 1
$$
"""


def upgrade() -> None:
    op.create_table(
        "member_dues",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("paid_through", sa.Date(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_member_dues_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_member_dues")),
    )
    op.create_table(
        "training_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("org_name", sa.String(length=120), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("hours", sa.Numeric(precision=4, scale=1), nullable=False),
        sa.Column("is_online", sa.Boolean(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_training_record_person_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_training_record_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_record")),
    )
    op.create_index("ix_training_record_person_id_completed_on", "training_record", ["person_id", "completed_on"])
    op.create_index(op.f("ix_training_record_meeting_id"), "training_record", ["meeting_id"])
    op.create_table(
        "appraisal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(length=1), nullable=False),
        sa.Column("org_name", sa.String(length=120), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_appraisal_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal")),
        sa.UniqueConstraint("person_id", "year", name="uq_appraisal_person_id_year"),
    )
    # They go where the member goes: whoever sees the member's record in the Party's own line sees them.
    of_member = "person_id IN (SELECT m.person_id FROM member m)"
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY org_all ON {table} FOR ALL TO huizhi_org USING ({of_member})")
        op.execute(f"CREATE POLICY self_select ON {table} FOR SELECT TO huizhi_self USING ({of_member})")
        op.execute(f"GRANT SELECT ON {table} TO huizhi_self")
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO huizhi_org")
    op.execute("GRANT DELETE ON training_record TO huizhi_org")
    op.add_column("meeting", sa.Column("hours", sa.Numeric(precision=4, scale=1), nullable=True))
    op.execute(PAID)


def downgrade() -> None:
    op.execute("DROP FUNCTION dues_paid_through")
    op.drop_column("meeting", "hours")
    for table in reversed(TABLES):
        op.drop_table(table)
