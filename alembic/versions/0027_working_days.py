"""The working-day calendar, and the one function that counts by it."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0030"
branch_labels = None
depends_on = None

READERS = "huizhi_area, huizhi_org, huizhi_self, huizhi_auth, huizhi_worker, huizhi_sharing, huizhi_mover"

# The start itself does not count, an unknown start gives an unknown day; negative `days` count back.
ADD_WORKING_DAYS = """
CREATE FUNCTION add_working_days(start date, days integer) RETURNS date LANGUAGE plpgsql STABLE STRICT AS $$
DECLARE
    reached date := start;
    left_over integer := abs(days);
BEGIN
    WHILE left_over > 0 LOOP
        reached := reached + sign(days)::integer;
        IF coalesce((SELECT c.is_working FROM calendar_day c WHERE c.day = reached), extract(isodow FROM reached) < 6) THEN
            left_over := left_over - 1;
        END IF;
    END LOOP;
    RETURN reached;
END
$$
"""


def upgrade() -> None:
    op.create_table(
        "calendar_year",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_year")),
        sa.UniqueConstraint("year", name=op.f("uq_calendar_year_year")),
    )
    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        sa.Column("occasion", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["year"], ["calendar_year.year"], name=op.f("fk_calendar_day_year")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_day")),
    )
    op.create_index(op.f("ix_calendar_day_year"), "calendar_day", ["year"])
    op.execute(f"GRANT SELECT ON calendar_year, calendar_day TO {READERS}")
    op.execute("GRANT INSERT, UPDATE ON calendar_year TO huizhi_auth")
    op.execute("GRANT INSERT, DELETE ON calendar_day TO huizhi_auth")
    op.execute(ADD_WORKING_DAYS)


def downgrade() -> None:
    op.execute("DROP FUNCTION add_working_days")
    op.drop_table("calendar_day")
    op.drop_table("calendar_year")
