"""Organization life: meetings and attendance, yearly programmes, contact with the masses, care and supervision."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
KINDS = "('general_meeting', 'committee_meeting', 'group_meeting', 'lesson', 'theme_day', 'organization_life_meeting')"
ABSENCES = "('duty', 'illness', 'away', 'other', 'without_reason')"
AUDIENCES = "('colleagues', 'clients', 'residents', 'enterprises', 'people_in_need', 'other')"
CARE = (
    "('visit', 'hardship_help', 'festival_greeting', 'heart_to_heart_talk', 'reminder_talk', 'criticism', 'admonition')"
)

# What `app.rules.organization_life` says of one branch, for every branch that the caller sees. A branch that the
# registry does not know yet on the first day of a period has nothing to account for.
REQUIRED = """
CREATE FUNCTION required_meetings(of_year integer)
RETURNS TABLE (org_id uuid, kind text, number integer, first_on date, last_on date) LANGUAGE sql STABLE AS $$
    WITH period AS (
        SELECT k.kind, n AS number, (make_date(of_year, 1, 1) + make_interval(months => (n - 1) * f.months))::date AS first_on,
               (make_date(of_year, 1, 1) + make_interval(months => n * f.months))::date - 1 AS last_on
        FROM (VALUES ('general_meeting'), ('committee_meeting'), ('group_meeting'), ('lesson'), ('theme_day'),
                     ('organization_life_meeting')) AS k (kind),
             LATERAL (
                 SELECT value::integer AS months FROM rule_figure
                 WHERE key = 'life.' || k.kind || '_months' AND effective_from <= make_date(of_year, 1, 1)
                 ORDER BY effective_from DESC LIMIT 1
             ) f, generate_series(1, 12 / f.months) n
    ), standing AS (
        SELECT o.id, o.parent_id, o.category, greatest(o.founded_on, s.known_on) AS since, o.dissolved_on
        FROM party_org o,
             LATERAL (SELECT min(lower(h.valid_during)) AS known_on FROM party_org_standing h WHERE h.org_id = o.id) s
        WHERE o.category IN ('631', '632', '641', '931', '932')
    )
    SELECT b.id, p.kind, p.number, p.first_on, p.last_on
    FROM standing b, period p
    WHERE b.category <> '641' AND b.since <= p.first_on AND (b.dissolved_on IS NULL OR p.last_on < b.dissolved_on)
        AND CASE p.kind
            WHEN 'committee_meeting' THEN EXISTS (
                SELECT FROM post q
                WHERE q.org_id = b.id AND q.kind = 'committee_member' AND q.valid_during @> p.first_on
            )
            WHEN 'group_meeting' THEN EXISTS (
                SELECT FROM standing g
                WHERE g.parent_id = b.id AND g.category = '641' AND g.since <= p.first_on
                    AND (g.dissolved_on IS NULL OR p.first_on < g.dissolved_on)
            )
            ELSE true END
$$
"""
STATES = """
CREATE FUNCTION meeting_states(of_year integer, today date)
RETURNS TABLE (org_id uuid, kind text, number integer, first_on date, last_on date, held_on date, state text)
LANGUAGE sql STABLE AS $$
    SELECT r.org_id, r.kind, r.number, r.first_on, r.last_on, h.held_on,
           CASE WHEN h.held_on IS NOT NULL THEN 'held' WHEN r.last_on < today THEN 'missed'
                WHEN today < r.first_on THEN 'upcoming' ELSE 'open' END
    FROM required_meetings(of_year) r
    LEFT JOIN LATERAL (
        SELECT min(m.held_on) AS held_on FROM meeting_held m
        WHERE m.org_id = r.org_id AND m.kind = r.kind AND m.held_on BETWEEN r.first_on AND r.last_on
    ) h ON true
$$
"""


def _records(table: str, *columns: sa.Column[object], checks: dict[str, str]) -> None:
    """A table of what a branch recorded about one of its members on a day."""
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        *columns,
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        *(sa.CheckConstraint(text, name=op.f(f"ck_{table}_{name}")) for name, text in checks.items()),
        sa.ForeignKeyConstraint(["org_id"], ["party_org.id"], name=op.f(f"fk_{table}_org_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f(f"fk_{table}_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_org_id_held_on", table, ["org_id", "held_on"])
    op.create_index(op.f(f"ix_{table}_person_id"), table, ["person_id"])


def upgrade() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("kinds", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("topic", sa.String(length=120), nullable=False),
        sa.Column("minutes", sa.String(length=1000), nullable=True),
        sa.Column("cancelled_reason", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["party_org.id"], name=op.f("fk_meeting_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    op.create_index("ix_meeting_org_id_held_on", "meeting", ["org_id", "held_on"])
    op.create_table(
        "meeting_held",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.CheckConstraint(f"kind IN {KINDS}", name=op.f("ck_meeting_held_meeting_kind")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_held_meeting_id")),
        sa.ForeignKeyConstraint(["org_id"], ["party_org.id"], name=op.f("fk_meeting_held_org_id")),
        sa.PrimaryKeyConstraint("meeting_id", "number", name=op.f("pk_meeting_held")),
        sa.UniqueConstraint("org_id", "kind", "held_on", name="uq_meeting_held_org_id_kind_held_on"),
    )
    op.create_table(
        "meeting_attendance",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("is_guest", sa.Boolean(), nullable=False),
        sa.Column("absence", sa.String(length=32), nullable=True),
        sa.CheckConstraint(f"absence IN {ABSENCES}", name=op.f("ck_meeting_attendance_absence_reason")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_attendance_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_meeting_attendance_person_id")),
        sa.PrimaryKeyConstraint("meeting_id", "person_id", name=op.f("pk_meeting_attendance")),
    )
    op.create_index(op.f("ix_meeting_attendance_person_id"), "meeting_attendance", ["person_id"])
    op.create_table(
        "life_programme",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("items", postgresql.JSONB(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["party_org.id"], name=op.f("fk_life_programme_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_life_programme")),
        sa.UniqueConstraint("org_id", "year", name="uq_life_programme_org_id_year"),
    )
    _records(
        "mass_contact",
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("audience", sa.String(length=32), nullable=False),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("concern", sa.String(length=300), nullable=True),
        sa.Column("outcome", sa.String(length=300), nullable=True),
        sa.Column("settled_on", sa.Date(), nullable=True),
        checks={"audience": f"audience IN {AUDIENCES}"},
    )
    _records(
        "care_record",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("by_name", sa.String(length=50), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=True),
        checks={"care_kind": f"kind IN {CARE}"},
    )
    _guard()
    op.execute(REQUIRED)
    op.execute(STATES)


def _guard() -> None:
    of_org = "org_id IN (SELECT o.id FROM party_org o)"
    own = "person_id IN (SELECT m.person_id FROM member m)"
    policies = {
        "meeting": (of_org, "id IN (SELECT a.meeting_id FROM meeting_attendance a)"),
        "meeting_held": (of_org, "meeting_id IN (SELECT a.meeting_id FROM meeting_attendance a)"),
        "meeting_attendance": ("EXISTS (SELECT FROM meeting e WHERE e.id = meeting_id)", own),
        "life_programme": (of_org, None),
        "mass_contact": (of_org, own),
        "care_record": (of_org, own),
    }
    for table, (seen, by_person) in policies.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY org_all ON {table} FOR ALL TO huizhi_org USING ({seen})")
        op.execute(f"GRANT SELECT, INSERT ON {table} TO huizhi_org")
        if by_person:
            op.execute(f"CREATE POLICY self_select ON {table} FOR SELECT TO huizhi_self USING ({by_person})")
            op.execute(f"GRANT SELECT ON {table} TO huizhi_self")
    for table in ("meeting", "life_programme", "mass_contact", "care_record"):
        op.execute(f"GRANT UPDATE ON {table} TO huizhi_org")
    for table in ("meeting_held", "meeting_attendance"):
        op.execute(f"GRANT DELETE ON {table} TO huizhi_org")
    op.execute("GRANT UPDATE (absence) ON meeting_attendance TO huizhi_org")
    # The bodies of an area see that something was held, and how often, never who was there or concerned.
    for table, columns in {
        "meeting_held": "org_id, kind, held_on, meeting_id",
        "mass_contact": "id, org_id, held_on",
        "care_record": "id, org_id, held_on, kind",
    }.items():
        op.execute(f"CREATE POLICY area_select ON {table} FOR SELECT TO huizhi_area USING ({of_org})")
        op.execute(f"GRANT SELECT ({columns}) ON {table} TO huizhi_area")


def downgrade() -> None:
    op.execute("DROP FUNCTION meeting_states, required_meetings")
    for table in ("meeting", "meeting_held"):
        op.execute(f"DROP POLICY self_select ON {table}")
    for table in ("care_record", "mass_contact", "life_programme", "meeting_attendance", "meeting_held", "meeting"):
        op.drop_table(table)
