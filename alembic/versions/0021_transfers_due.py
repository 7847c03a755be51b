"""Who is obliged to transfer and where to: local decisions, where a lawyer belongs, and drafts that departments propose."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0027"
branch_labels = None
depends_on = None

# Where a lawyer in reach belongs, though the member's record may be another body's, and whether a transfer is open. The
# name of the affiliation stands on the lawyer's own record; this adds the organization behind it.
LAWYER_SEAT = """
CREATE VIEW lawyer_seat WITH (security_barrier) AS
SELECT l.person_id, m.org_id, o.party_path, m.membership_status, t.state AS transfer_state,
       EXISTS (
           SELECT FROM unnest(string_to_array(btrim(o.party_path, '/'), '/')::uuid[]) above (id)
           JOIN party_org_unit u ON u.org_id = above.id WHERE upper_inf(u.valid_during)
       ) AS of_other_firm
FROM lawyer l
LEFT JOIN member m ON m.person_id = l.person_id
LEFT JOIN party_org o ON o.id = m.org_id
LEFT JOIN transfer t ON t.person_id = l.person_id AND t.state IN (
    'draft', 'submitted', 'branch_agreed', 'letter_issued', 'in_transit', 'accepted', 'receipt_sent', 'returned')
WHERE in_reach(l.place_path) OR in_reach(l.party_path)
"""


def upgrade() -> None:
    op.create_table(
        "placement_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area_code", sa.String(length=6), nullable=False),
        sa.Column("place_path", sa.Text(collation="C"), nullable=False),
        sa.Column("firm_id", sa.Uuid(), nullable=True),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_reason", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"], name=op.f("fk_placement_decision_area_code")),
        sa.ForeignKeyConstraint(["firm_id"], ["law_firm.id"], name=op.f("fk_placement_decision_firm_id")),
        sa.ForeignKeyConstraint(["org_id"], ["party_org.id"], name=op.f("fk_placement_decision_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_decision")),
    )
    op.create_index(op.f("ix_placement_decision_firm_id"), "placement_decision", ["firm_id"])
    op.create_index(op.f("ix_placement_decision_org_id"), "placement_decision", ["org_id"])
    op.create_index(
        "uq_placement_decision_live",
        "placement_decision",
        ["area_code", "firm_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.execute("ALTER TABLE placement_decision ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    within = (
        "place_path >= current_setting('huizhi.lo', true) AND place_path < current_setting('huizhi.hi', true) "
        "AND current_setting('huizhi.lo', true) <> ''"
    )
    # A county has to know what its city decided; a decision tells of no person.
    for role in ("area", "org"):
        op.execute(f"CREATE POLICY {role}_select ON placement_decision FOR SELECT TO huizhi_{role} USING (true)")
    op.execute(f"CREATE POLICY area_insert ON placement_decision FOR INSERT TO huizhi_area WITH CHECK ({within})")
    op.execute(f"CREATE POLICY area_update ON placement_decision FOR UPDATE TO huizhi_area USING ({within})")
    op.execute("GRANT SELECT ON placement_decision TO huizhi_area, huizhi_org")
    op.execute("GRANT INSERT, UPDATE (ended_on, ended_reason, version) ON placement_decision TO huizhi_area")

    op.execute(LAWYER_SEAT)
    op.execute("GRANT SELECT ON lawyer_seat TO huizhi_area, huizhi_org")

    # A department proposes and decides nothing: what it adds is a draft.
    op.execute(
        "CREATE POLICY area_proposes ON transfer AS RESTRICTIVE FOR INSERT TO huizhi_area WITH CHECK (state = 'draft')"
    )
    op.execute("GRANT INSERT ON transfer TO huizhi_area")


def downgrade() -> None:
    op.execute("REVOKE INSERT ON transfer FROM huizhi_area")
    op.execute("DROP POLICY area_proposes ON transfer")
    op.execute("DROP VIEW lawyer_seat")
    op.drop_table("placement_decision")
