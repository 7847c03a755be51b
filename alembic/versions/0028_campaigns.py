"""Campaigns, what they froze at closing, and the histories of lawyers' affiliations as far as a reader's lawyers go."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0015b"
branch_labels = None
depends_on = None

ORG = "nullif(current_setting('huizhi.org', true), '')::uuid"
PERSON = "nullif(current_setting('huizhi.person', true), '')::uuid"

# Where the lawyers in reach belonged while they practised where: the affiliation may have been another body's, and of its
# row this shows the name and the organization alone. Whether an organization covered a firm, each reader sees already.
SEATS = f"""
CREATE VIEW lawyer_seat_history WITH (security_barrier) AS
SELECT p.person_id, p.name, p.name_key, p.id_masked, p.firm_id, p.firm_name, p.practice_type,
       p.start_known AS practice_start_known, p.place_path, p.party_path, p.valid_during AS practised,
       a.org_id, a.affiliation_name, a.party_path AS affiliation_path, a.valid_during AS affiliated
FROM practice p JOIN affiliation a ON a.person_id = p.person_id AND a.valid_during && p.valid_during
WHERE in_reach(p.place_path) OR in_reach(p.party_path) OR p.person_id = {PERSON}
"""  # noqa: S608 - our own names


def within(column: str) -> str:
    return (
        f"{column} >= current_setting('huizhi.lo', true) AND {column} < current_setting('huizhi.hi', true) "
        "AND current_setting('huizhi.lo', true) <> ''"
    )


def upgrade() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("rule", sa.String(length=32), nullable=False),
        sa.Column("area_code", sa.String(length=6), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=True),
        sa.Column("population_on", sa.Date(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("opened_by", sa.String(length=120), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("report", postgresql.JSONB(), nullable=True),
        sa.Column("place_path", sa.Text(collation="C"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("rule IN ('outside', 'not_in_firm_org')", name=op.f("ck_campaign_campaign_rule")),
        sa.CheckConstraint("state IN ('open', 'closed', 'cancelled')", name=op.f("ck_campaign_campaign_state")),
        sa.CheckConstraint("deadline >= population_on", name=op.f("ck_campaign_deadline")),
        sa.CheckConstraint("(state = 'closed') = (report IS NOT NULL)", name=op.f("ck_campaign_report")),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"], name=op.f("fk_campaign_area_code")),
        sa.ForeignKeyConstraint(["org_id"], ["party_org.id"], name=op.f("fk_campaign_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    op.create_index(op.f("ix_campaign_place_path"), "campaign", ["place_path"])
    op.create_table(
        "campaign_result",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("name_key", sa.Text(collation="C"), nullable=False),
        sa.Column("id_masked", sa.String(length=18), nullable=False),
        sa.Column("firm_id", sa.Uuid(), nullable=True),
        sa.Column("firm_name", sa.String(length=120), nullable=True),
        sa.Column("affiliation_name", sa.String(length=120), nullable=True),
        sa.Column("place_path", sa.Text(collation="C"), nullable=False),
        sa.Column("party_path", sa.Text(collation="C"), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('done', 'released', 'outstanding')", name=op.f("ck_campaign_result_campaign_outcome")
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_result_campaign_id")),
        sa.ForeignKeyConstraint(["firm_id"], ["law_firm.id"], name=op.f("fk_campaign_result_firm_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_campaign_result_person_id")),
        sa.PrimaryKeyConstraint("campaign_id", "person_id", name=op.f("pk_campaign_result")),
    )
    op.create_index("ix_campaign_result_campaign_id_name_key", "campaign_result", ["campaign_id", "name_key"])
    op.create_index(op.f("ix_campaign_result_party_path"), "campaign_result", ["party_path"])
    op.create_index(op.f("ix_campaign_result_place_path"), "campaign_result", ["place_path"])
    op.execute(SEATS)
    _guard()


def _guard() -> None:
    for table in ("campaign", "campaign_result"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    # A campaign is seen by the departments of its area, and by those below to whom it applies; kept by the former alone.
    place = within("place_path")
    above = "starts_with(current_setting('huizhi.lo', true), place_path) AND place_path <> ''"
    op.execute(f"CREATE POLICY area_select ON campaign FOR SELECT TO huizhi_area USING ({place} OR {above})")
    op.execute(f"CREATE POLICY area_insert ON campaign FOR INSERT TO huizhi_area WITH CHECK ({place})")
    op.execute(f"CREATE POLICY area_update ON campaign FOR UPDATE TO huizhi_area USING ({place})")
    here = f"EXISTS (SELECT FROM party_org o WHERE o.id = {ORG} AND starts_with(o.place_path, campaign.place_path))"
    op.execute(f"CREATE POLICY org_select ON campaign FOR SELECT TO huizhi_org USING ({here})")
    mine = f"EXISTS (SELECT FROM practice p WHERE p.person_id = {PERSON} AND starts_with(p.place_path, campaign.place_path))"
    op.execute(f"CREATE POLICY self_select ON campaign FOR SELECT TO huizhi_self USING ({mine})")
    op.execute(f"CREATE POLICY area_all ON campaign_result FOR ALL TO huizhi_area USING ({place})")
    op.execute(f"CREATE POLICY org_select ON campaign_result FOR SELECT TO huizhi_org USING ({within('party_path')})")
    op.execute(f"CREATE POLICY self_select ON campaign_result FOR SELECT TO huizhi_self USING (person_id = {PERSON})")
    # A member may know which organization covers the own firm.
    own_firm = f"EXISTS (SELECT FROM practice p WHERE p.person_id = {PERSON} AND p.firm_id = party_org_unit.firm_id)"
    op.execute(f"CREATE POLICY self_select ON party_org_unit FOR SELECT TO huizhi_self USING ({own_firm})")
    op.execute("GRANT SELECT ON party_org_unit TO huizhi_self")
    op.execute("GRANT SELECT ON campaign, campaign_result, lawyer_seat_history TO huizhi_area, huizhi_org, huizhi_self")
    op.execute("GRANT INSERT ON campaign, campaign_result TO huizhi_area")
    op.execute("GRANT UPDATE (deadline, state, ended_on, note, report, version) ON campaign TO huizhi_area")


def downgrade() -> None:
    op.execute("DROP POLICY self_select ON party_org_unit")
    op.execute("REVOKE SELECT ON party_org_unit FROM huizhi_self")
    op.execute("DROP VIEW lawyer_seat_history")
    op.drop_table("campaign_result")
    op.drop_table("campaign")
