"""Certificate letters for absences of up to six months."""

import sqlalchemy as sa
from alembic import op

revision = "0022b"
down_revision = "0015c"
branch_labels = None
depends_on = None

STATES = "'requested', 'issued', 'returned', 'refused', 'expired'"


def upgrade() -> None:
    op.create_table(
        "certificate_letter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("branch_name", sa.String(length=120), nullable=False),
        sa.Column("committee_id", sa.Uuid(), nullable=False),
        sa.Column("committee_name", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("sex", sa.String(length=1), nullable=False),
        sa.Column("id_masked", sa.String(length=18), nullable=False),
        sa.Column("category", sa.String(length=1), nullable=False),
        sa.Column("post", sa.String(length=60), nullable=True),
        sa.Column("host_name", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("serial", sa.String(length=20), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_certificate_letter_certificate_state")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_certificate_letter_person_id")),
        sa.ForeignKeyConstraint(["branch_id"], ["party_org.id"], name=op.f("fk_certificate_letter_branch_id")),
        sa.ForeignKeyConstraint(["committee_id"], ["party_org.id"], name=op.f("fk_certificate_letter_committee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_letter")),
        sa.UniqueConstraint(
            "committee_id", "year", "number", name=op.f("uq_certificate_letter_committee_id_year_number")
        ),
    )
    for column in ("person_id", "branch_id", "committee_id"):
        op.create_index(op.f(f"ix_certificate_letter_{column}"), "certificate_letter", [column])
    op.create_index("ix_certificate_letter_created_at_id", "certificate_letter", ["created_at", "id"])
    op.create_index(
        "uq_certificate_letter_out_per_member",
        "certificate_letter",
        ["person_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('requested', 'issued')"),
    )
    # Whoever sees the member sees the letter; the committee keeps sight of those that it issued.
    op.execute("ALTER TABLE certificate_letter ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    seen = "EXISTS (SELECT FROM member m WHERE m.person_id = certificate_letter.person_id)"
    own = "committee_id = nullif(current_setting('huizhi.org', true), '')::uuid"
    op.execute(f"CREATE POLICY area_select ON certificate_letter FOR SELECT TO huizhi_area USING ({seen})")
    op.execute(f"CREATE POLICY org_all ON certificate_letter TO huizhi_org USING ({own} OR {seen})")
    op.execute(
        "CREATE POLICY self_select ON certificate_letter FOR SELECT TO huizhi_self "
        "USING (person_id = nullif(current_setting('huizhi.person', true), '')::uuid)"
    )
    op.execute("GRANT SELECT ON certificate_letter TO huizhi_area, huizhi_org, huizhi_self")
    op.execute("GRANT INSERT ON certificate_letter TO huizhi_org")
    op.execute(
        "GRANT UPDATE (state, year, number, serial, issued_on, ended_on, note, version) "
        "ON certificate_letter TO huizhi_org"
    )


def downgrade() -> None:
    op.drop_table("certificate_letter")
