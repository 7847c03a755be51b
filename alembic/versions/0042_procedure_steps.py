"""Every procedure keeps its steps in the same columns: who, when, what."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

_KEPT = ("election_step", "formation_step", "temporary_step", "certificate_step")
_NEW = {
    "membership_decision_step": (
        "decision_id",
        "membership_decision",
        ("decision_action", "'decide', 'refuse', 'withdraw'"),
        "'proposed', 'decided', 'refused', 'withdrawn', 'recorded'",
        {"area": "SELECT", "org": "SELECT, INSERT", "self": "SELECT"},
    ),
    "certificate_letter_step": (
        "letter_id",
        "certificate_letter",
        ("certificate_action", "'issue', 'refuse', 'return'"),
        "'requested', 'issued', 'returned', 'refused', 'expired'",
        {"area": "SELECT", "org": "SELECT, INSERT", "self": "SELECT"},
    ),
    "campaign_step": (
        "campaign_id",
        "campaign",
        ("campaign_action", "'extend', 'close', 'cancel'"),
        "'open', 'closed', 'cancelled'",
        {"area": "SELECT, INSERT", "org": "SELECT", "self": "SELECT"},
    ),
    "correction_step": (
        "request_id",
        "correction_request",
        ("correction_action", "'accept_for_check', 'correct', 'refuse', 'reply', 'withdraw'"),
        "'received', 'accepted_for_check', 'corrected', 'refused', 'withdrawn'",
        dict.fromkeys(("area", "org", "self", "sharing"), "SELECT, INSERT"),
    ),
    "sharing_grant_step": (
        "grant_id",
        "sharing_grant",
        ("grant_action", "'approve', 'refuse', 'bring_into_force', 'suspend', 'resume', 'end'"),
        "'requested', 'approved', 'refused', 'in_force', 'suspended', 'ended'",
        {"area": "SELECT, INSERT", "auth": "SELECT, INSERT"},
    ),
}


def upgrade() -> None:
    for table in _KEPT:
        op.add_column(table, sa.Column("body_id", sa.Uuid(), nullable=True))
    states = "'live', 'archived', 'ended'"
    for column in ("from_state", "to_state"):
        op.add_column("development_entry", sa.Column(column, sa.String(32), nullable=False, server_default="live"))
        op.alter_column("development_entry", column, server_default=None)
        op.create_check_constraint(
            op.f(f"ck_development_entry_{column}"), "development_entry", f"{column} IN ({states})"
        )
    for table, (key, parent, (action, actions), of, roles) in _NEW.items():
        op.create_table(
            table,
            sa.Column("number", sa.Integer(), nullable=False),
            sa.Column("body_id", sa.Uuid(), nullable=True),
            sa.Column("body_name", sa.String(length=120), nullable=False),
            sa.Column("account_id", sa.Uuid(), nullable=table == "correction_step"),
            sa.Column("note", sa.String(length=300), nullable=True),
            sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
            sa.Column(key, sa.Uuid(), nullable=False),
            sa.Column("action", sa.String(length=32), nullable=False),
            sa.Column("from_state", sa.String(length=32), nullable=False),
            sa.Column("to_state", sa.String(length=32), nullable=False),
            sa.CheckConstraint(f"action IN ({actions})", name=op.f(f"ck_{table}_{action}")),
            sa.CheckConstraint(f"from_state IN ({of})", name=op.f(f"ck_{table}_from_state")),
            sa.CheckConstraint(f"to_state IN ({of})", name=op.f(f"ck_{table}_to_state")),
            sa.ForeignKeyConstraint([key], [f"{parent}.id"], name=op.f(f"fk_{table}_{key}")),
            sa.PrimaryKeyConstraint(key, "number", name=op.f(f"pk_{table}")),
        )
        seen = f"EXISTS (SELECT FROM {parent} p WHERE p.id = {key})"
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        for role, rights in roles.items():
            op.execute(f"CREATE POLICY {role}_select ON {table} FOR SELECT TO huizhi_{role} USING ({seen})")
            if "INSERT" in rights:
                op.execute(f"CREATE POLICY {role}_insert ON {table} FOR INSERT TO huizhi_{role} WITH CHECK ({seen})")
            op.execute(f"GRANT {rights} ON {table} TO huizhi_{role}")


def downgrade() -> None:
    for table in _NEW:
        op.drop_table(table)
    for column in ("from_state", "to_state"):
        op.drop_column("development_entry", column)
    for table in _KEPT:
        op.drop_column(table, "body_id")
