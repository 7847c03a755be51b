"""Where firms are, and plans of joint branches over them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0022b"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TABLES = ("joint_plan", "joint_plan_group", "joint_plan_firm")
AREA = (
    "place_path >= current_setting('huizhi.lo', true) AND place_path < current_setting('huizhi.hi', true) "
    "AND current_setting('huizhi.lo', true) <> ''"
)
COUNTED = (
    "attempts",
    "firms",
    "placed",
    "left_over",
    "left_over_bound",
    "metres",
    "groups",
    "groups_before",
    "groups_kept",
)


def upgrade() -> None:
    for column in ("longitude", "latitude"):
        op.add_column("law_firm", sa.Column(column, sa.Float(), nullable=True))
    op.create_check_constraint(
        op.f("ck_law_firm_location"),
        "law_firm",
        "(longitude IS NULL) = (latitude IS NULL) AND longitude BETWEEN 73 AND 136 AND latitude BETWEEN 3 AND 54",
    )
    op.create_table(
        "joint_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("area_code", sa.String(length=6), nullable=False),
        sa.Column("place_path", sa.Text(collation="C"), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("max_metres", sa.Integer(), nullable=False),
        sa.Column("same_county", sa.Boolean(), nullable=False),
        sa.Column("include_existing", sa.Boolean(), nullable=False),
        sa.Column("pinned", postgresql.JSONB(), nullable=False),
        sa.Column("forbidden", postgresql.JSONB(), nullable=False),
        sa.Column("previous_id", sa.Uuid(), nullable=True),
        sa.Column("grant_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("failure", sa.String(length=500), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in (*COUNTED, "version")),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("state IN ('queued', 'running', 'done', 'failed')", name=op.f("ck_joint_plan_plan_state")),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"], name=op.f("fk_joint_plan_area_code")),
        sa.ForeignKeyConstraint(["parent_id"], ["party_org.id"], name=op.f("fk_joint_plan_parent_id")),
        sa.ForeignKeyConstraint(["previous_id"], ["joint_plan.id"], name=op.f("fk_joint_plan_previous_id")),
        sa.ForeignKeyConstraint(["grant_id"], ["role_grant.id"], name=op.f("fk_joint_plan_grant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_plan")),
    )
    op.create_index("ix_joint_plan_created_at_id", "joint_plan", ["created_at", "id"])
    op.create_index("ix_joint_plan_queued", "joint_plan", ["created_at"], postgresql_where=sa.text("state = 'queued'"))
    for column in ("parent_id", "place_path"):
        op.create_index(op.f(f"ix_joint_plan_{column}"), "joint_plan", [column])
    op.create_table(
        "joint_plan_group",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=True),
        sa.Column("host_firm_id", sa.Uuid(), nullable=False),
        *(
            sa.Column(n, sa.Integer(), nullable=False)
            for n in ("units", "full_members", "members", "metres", "likeness")
        ),
        sa.Column("is_kept", sa.Boolean(), nullable=False),
        sa.Column("why", sa.String(length=500), nullable=False),
        sa.Column("formation_id", sa.Uuid(), nullable=True),
        sa.Column("accepted_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["joint_plan.id"], name=op.f("fk_joint_plan_group_plan_id")),
        sa.ForeignKeyConstraint(["org_id"], ["party_org.id"], name=op.f("fk_joint_plan_group_org_id")),
        sa.ForeignKeyConstraint(["host_firm_id"], ["law_firm.id"], name=op.f("fk_joint_plan_group_host_firm_id")),
        sa.ForeignKeyConstraint(["formation_id"], ["formation.id"], name=op.f("fk_joint_plan_group_formation_id")),
        sa.PrimaryKeyConstraint("plan_id", "number", name=op.f("pk_joint_plan_group")),
    )
    op.create_table(
        "joint_plan_firm",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("area_code", sa.String(length=6), nullable=False),
        sa.Column("full_members", sa.Integer(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("business", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("is_existing", sa.Boolean(), nullable=False),
        sa.Column("group_number", sa.Integer(), nullable=True),
        sa.Column("metres", sa.Integer(), nullable=True),
        sa.Column("left_over", sa.String(length=32), nullable=True),
        sa.Column("why", sa.String(length=500), nullable=True),
        sa.CheckConstraint(
            "left_over IN ('alone', 'too_few', 'forbidden', 'needed_elsewhere')",
            name=op.f("ck_joint_plan_firm_left_over"),
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["joint_plan.id"], name=op.f("fk_joint_plan_firm_plan_id")),
        sa.ForeignKeyConstraint(["firm_id"], ["law_firm.id"], name=op.f("fk_joint_plan_firm_firm_id")),
        sa.PrimaryKeyConstraint("plan_id", "firm_id", name=op.f("pk_joint_plan_firm")),
    )
    op.create_index("ix_joint_plan_firm_firm_id", "joint_plan_firm", ["firm_id"])
    _guard()


def _guard() -> None:
    of_plan = "EXISTS (SELECT FROM joint_plan p WHERE p.id = plan_id)"
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        area, org = (
            (AREA, "parent_id IN (SELECT o.id FROM party_org o)") if table == "joint_plan" else (of_plan, of_plan)
        )
        op.execute(f"CREATE POLICY area_all ON {table} FOR ALL TO huizhi_area USING ({area})")
        op.execute(f"CREATE POLICY org_select ON {table} FOR SELECT TO huizhi_org USING ({org})")
        op.execute(f"CREATE POLICY worker_all ON {table} FOR ALL TO huizhi_worker USING (true)")
    names = ", ".join(TABLES)
    op.execute(f"GRANT SELECT ON {names} TO huizhi_area, huizhi_org, huizhi_worker")
    op.execute("GRANT INSERT ON joint_plan TO huizhi_area")
    op.execute("GRANT UPDATE (version) ON joint_plan TO huizhi_area")
    op.execute("GRANT UPDATE (formation_id, accepted_at) ON joint_plan_group TO huizhi_area")
    op.execute("GRANT UPDATE ON joint_plan TO huizhi_worker")
    op.execute("GRANT INSERT ON joint_plan_group, joint_plan_firm TO huizhi_worker")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    for column in ("longitude", "latitude"):
        op.drop_column("law_firm", column)
