"""Partners, grants, spent assertions and disclosures, and what the sharing process may read."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
READ = {
    "person": ("id", "id_cipher", "birth_date"),
    "member": (
        *("person_id", "name", "sex", "id_masked", "category", "membership_status", "admitted_on", "regularized_on"),
        *("org_id", "affiliation_name", "affiliation_state", "firm_id", "place_path"),
    ),
    "lawyer": (
        *("person_id", "name", "sex", "id_masked", "licence_no", "practice_type", "status", "first_practised_on"),
        *("firm_id", "firm_name", "political_status", "political_status_on", "affiliation_state", "affiliation_name"),
        "place_path",
    ),
    "law_firm": (
        *("id", "name", "uscc", "area_code", "address", "status", "head_name", "covering_org_id", "place_path"),
    ),
    "party_org": (
        *("id", "name", "category", "parent_id", "area_code", "founded_on", "dissolved_on", "secretary_name"),
        "place_path",
    ),
}
"""The columns that a projection may ever contain; no other can be read by the sharing process."""

WITHIN = (
    "place_path >= current_setting('huizhi.lo', true) AND place_path < current_setting('huizhi.hi', true) "
    "AND current_setting('huizhi.lo', true) <> ''"
)
MINE = "nullif(current_setting('huizhi.actor', true), '')::uuid"
OWN = ("partner", "sharing_grant", "disclosure")


def upgrade() -> None:
    op.create_table(
        "partner",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("contact", sa.String(length=120), nullable=False),
        sa.Column("keys", postgresql.JSONB(), nullable=False),
        sa.Column("suspended_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
        sa.UniqueConstraint("client_id", name=op.f("uq_partner_client_id")),
    )
    op.create_table(
        "sharing_grant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("legal_basis", sa.String(length=300), nullable=False),
        sa.Column("area_code", sa.String(length=6), nullable=False),
        sa.Column("place_path", sa.Text(collation="C"), nullable=False),
        sa.Column("data_sets", postgresql.JSONB(), nullable=False),
        sa.Column("quota_per_day", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("embargo", sa.String(length=32), nullable=False),
        sa.Column("embargo_days", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("approvals", postgresql.JSONB(), nullable=False),
        sa.Column("answer", sa.String(length=300), nullable=True),
        sa.Column("requested_on", sa.Date(), nullable=False),
        sa.Column("answer_due_on", sa.Date(), nullable=False),
        sa.Column("supply_due_on", sa.Date(), nullable=True),
        sa.Column("content_version", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("embargo IN ('open', 'delayed', 'sealed')", name=op.f("ck_sharing_grant_embargo")),
        sa.CheckConstraint(
            "state IN ('requested', 'approved', 'in_force', 'refused', 'suspended', 'ended')",
            name=op.f("ck_sharing_grant_grant_state"),
        ),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"], name=op.f("fk_sharing_grant_area_code")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_sharing_grant_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_grant")),
    )
    op.create_index(op.f("ix_sharing_grant_partner_id"), "sharing_grant", ["partner_id"])
    op.create_index(op.f("ix_sharing_grant_place_path"), "sharing_grant", ["place_path"])
    op.create_table(
        "spent_assertion",
        sa.Column("client_id", sa.String(length=60), nullable=False),
        sa.Column("jti", sa.String(length=200), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("client_id", "jti", name=op.f("pk_spent_assertion")),
    )
    op.create_table(
        "disclosure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("partner_name", sa.String(length=120), nullable=False),
        sa.Column("grant_id", sa.Uuid(), nullable=False),
        sa.Column("grant_version", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("case_no", sa.String(length=100), nullable=False),
        sa.Column("operation", sa.String(length=40), nullable=False),
        sa.Column("data_set", sa.String(length=20), nullable=False),
        sa.Column("fields", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("subjects", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("jws", sa.String(), nullable=False),
        sa.Column("shown_from", sa.Date(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["grant_id"], ["sharing_grant.id"], name=op.f("fk_disclosure_grant_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_disclosure_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure")),
    )
    op.create_index(op.f("ix_disclosure_grant_id"), "disclosure", ["grant_id"])
    op.create_index("ix_disclosure_partner_id_at", "disclosure", ["partner_id", "at"])
    op.create_index("ix_disclosure_subjects", "disclosure", ["subjects"], postgresql_using="gin")
    _guard()


def _guard() -> None:
    for table in OWN:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    # A person is seen with either record: the two may lie in different areas.
    seen = {
        "person": " OR ".join(f"EXISTS (SELECT FROM {t} r WHERE r.person_id = person.id)" for t in ("member", "lawyer"))
    }
    for table, columns in READ.items():
        using = seen.get(table, WITHIN)
        op.execute(f"CREATE POLICY sharing_select ON {table} FOR SELECT TO huizhi_sharing USING ({using})")
        op.execute(f"GRANT SELECT ({', '.join(columns)}) ON {table} TO huizhi_sharing")
    # Who a client is must be known before anybody acts; nothing in the row is secret or personal.
    op.execute("CREATE POLICY sharing_select ON partner FOR SELECT TO huizhi_sharing USING (true)")
    op.execute(f"CREATE POLICY sharing_own ON sharing_grant FOR SELECT TO huizhi_sharing USING (partner_id = {MINE})")
    op.execute(f"CREATE POLICY sharing_own ON disclosure FOR ALL TO huizhi_sharing USING (partner_id = {MINE})")
    op.execute("CREATE POLICY sharing_insert ON change FOR INSERT TO huizhi_sharing WITH CHECK (true)")
    op.execute("GRANT SELECT ON partner, sharing_grant TO huizhi_sharing")
    op.execute("GRANT SELECT, INSERT ON disclosure TO huizhi_sharing")
    op.execute("GRANT SELECT (digest, person_id) ON person_identity TO huizhi_sharing")
    op.execute("GRANT INSERT ON spent_assertion, change, change_salt TO huizhi_sharing")
    op.execute("GRANT SELECT, DELETE ON spent_assertion TO huizhi_worker")
    # In the registry: the security administrator keeps partners and grants, the departments see those of their area.
    op.execute("CREATE POLICY auth_all ON partner FOR ALL TO huizhi_auth USING (true)")
    op.execute("CREATE POLICY auth_all ON sharing_grant FOR ALL TO huizhi_auth USING (true)")
    op.execute("GRANT SELECT, INSERT, UPDATE ON partner, sharing_grant TO huizhi_auth")
    op.execute("CREATE POLICY area_select ON partner FOR SELECT TO huizhi_area USING (true)")
    op.execute(f"CREATE POLICY area_all ON sharing_grant FOR ALL TO huizhi_area USING ({WITHIN})")
    op.execute("GRANT SELECT ON partner, sharing_grant TO huizhi_area")
    op.execute("GRANT UPDATE (state, approvals, answer, supply_due_on, version) ON sharing_grant TO huizhi_area")
    op.execute(
        "CREATE POLICY self_select ON disclosure FOR SELECT TO huizhi_self USING ("
        "subjects @> ARRAY[nullif(current_setting('huizhi.person', true), '')::uuid] "
        "AND shown_from <= (now() AT TIME ZONE 'Asia/Shanghai')::date)"
    )
    op.execute("GRANT SELECT (id, partner_name, purpose, operation, data_set, fields, at) ON disclosure TO huizhi_self")


def downgrade() -> None:
    for table in READ:
        op.execute(f"DROP POLICY sharing_select ON {table}")
    op.execute("DROP POLICY sharing_insert ON change")
    op.execute("REVOKE ALL ON person_identity, change, change_salt FROM huizhi_sharing")
    for table, columns in READ.items():
        op.execute(f"REVOKE SELECT ({', '.join(columns)}) ON {table} FROM huizhi_sharing")  # noqa: S608 - our own names
    op.execute("REVOKE SELECT (digest, person_id) ON person_identity FROM huizhi_sharing")
    for table in ("disclosure", "spent_assertion", "sharing_grant", "partner"):
        op.drop_table(table)
