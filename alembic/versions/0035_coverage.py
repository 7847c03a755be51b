"""Coverage: liaisons of firms without an organization, and the facts of firms today and on a past day."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
AREA = (
    "place_path >= current_setting('huizhi.lo', true) AND place_path < current_setting('huizhi.hi', true) "
    "AND current_setting('huizhi.lo', true) <> ''"
)
FACTS = """TABLE (firm_id uuid, place_path text, is_key_firm boolean, org_id uuid, category text, basis text,
               practitioners bigint, members bigint, full_members bigint, untransferred bigint, liaison_id uuid)"""
# Who may come counts as in `firm_party_members`; `at_home` is the covering organization or one below it.
COUNTS = """count(c.person_id),
           count(*) FILTER (WHERE c.is_member),
           count(*) FILTER (WHERE c.is_full AND (c.at_home OR c.may_come)),
           count(*) FILTER (WHERE c.is_member AND NOT CASE WHEN f.org_id IS NULL THEN c.is_placed ELSE c.at_home END)"""

# Counts alone, of the firms in the caller's reach: whoever practises here but belongs elsewhere is a row of the other
# place. Today from the records as they stand ...
TODAY = f"""
CREATE FUNCTION coverage_today(today date, months integer) RETURNS {FACTS}
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH firm AS (
        SELECT f.id, f.place_path, f.is_key_firm, o.id AS org_id, o.category, o.basis
        FROM law_firm f LEFT JOIN party_org o ON o.id = f.covering_org_id
        WHERE f.status <> 'cancelled' AND (in_reach(f.place_path) OR in_reach(f.party_path))
    ), counted AS (
        SELECT l.firm_id, l.person_id, m.person_id IS NOT NULL AS is_member,
               coalesce(m.category = '1' AND m.membership_status = '1', false) AS is_full,
               m.org_id IS NOT NULL AS is_placed, coalesce(m.affiliation_state = 'in_firm_org', false) AS at_home,
               l.practice_type = '1' OR m.person_id IS NOT NULL AND EXISTS (
                   SELECT FROM practice p
                   WHERE p.person_id = l.person_id AND upper_inf(p.valid_during) AND p.start_known
                       AND lower(p.valid_during) + make_interval(months => coverage_today.months) < today
               ) AS may_come
        FROM lawyer l LEFT JOIN member m ON m.person_id = l.person_id AND m.membership_status IN ('1', '3')
        WHERE l.status <> 'cancelled'
    )
    SELECT f.id, f.place_path, f.is_key_firm, f.org_id, f.category, f.basis,
           {COUNTS},
           (SELECT s.person_id FROM firm_liaison s WHERE s.firm_id = f.id AND s.valid_during @> today)
    FROM firm f LEFT JOIN counted c ON c.firm_id = f.id
    GROUP BY f.id, f.place_path, f.is_key_firm, f.org_id, f.category, f.basis
$$
"""  # noqa: S608 - texts of this module
# ... and on a day from the rows that held then. A first record of unknown start held before. Whether somebody was at
# home is read from the path of then: the state beside it is kept for the open row alone. The key mark is today's.
ON_DAY = f"""
CREATE FUNCTION coverage_on(day date, months integer) RETURNS {FACTS}
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH firm AS (
        SELECT d.firm_id AS id, d.place_path, f.is_key_firm, u.org_id, coalesce(s.category, o.category) AS category, o.basis
        FROM law_firm_standing d
        JOIN law_firm f ON f.id = d.firm_id
        LEFT JOIN party_org_unit u ON u.firm_id = d.firm_id AND u.valid_during @> day
        LEFT JOIN party_org o ON o.id = u.org_id
        LEFT JOIN party_org_standing s ON s.org_id = u.org_id AND s.valid_during @> day
        WHERE d.valid_during @> day AND d.status <> 'cancelled'
            AND (in_reach(d.place_path) OR in_reach(coalesce(s.party_path, u.party_path)))
    ), counted AS (
        SELECT p.firm_id, p.person_id, a.person_id IS NOT NULL AS is_member,
               coalesce(a.category = '1' AND coalesce(m.membership_status, '1') = '1', false) AS is_full,
               a.org_id IS NOT NULL AS is_placed,
               a.org_id IS NOT NULL AND strpos(a.party_path, '/' || f.org_id || '/') > 0 AS at_home,
               p.practice_type = '1' OR p.start_known
                   AND lower(p.valid_during) + make_interval(months => coverage_on.months) < day AS may_come
        FROM firm f
        JOIN practice p ON p.firm_id = f.id AND (p.valid_during @> day OR NOT p.start_known AND day < lower(p.valid_during))
        LEFT JOIN membership_standing m ON m.person_id = p.person_id AND m.valid_during @> day
        LEFT JOIN affiliation a ON a.person_id = p.person_id
            AND (a.valid_during @> day OR NOT a.start_known AND day < lower(a.valid_during))
            AND coalesce(m.membership_status, '1') IN ('1', '3')
    )
    SELECT f.id, f.place_path, f.is_key_firm, f.org_id, f.category, f.basis,
           {COUNTS.replace("c.at_home", "coalesce(c.at_home, false)")},
           (SELECT s.person_id FROM firm_liaison s WHERE s.firm_id = f.id AND s.valid_during @> day)
    FROM firm f LEFT JOIN counted c ON c.firm_id = f.id
    GROUP BY f.id, f.place_path, f.is_key_firm, f.org_id, f.category, f.basis
$$
"""  # noqa: S608 - texts of this module
FUNCTIONS = {"coverage_today": TODAY, "coverage_on": ON_DAY}


def upgrade() -> None:
    op.create_table(
        "firm_liaison",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("valid_during", postgresql.DATERANGE(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("assigned_by", sa.String(length=120), nullable=False),
        sa.Column("experience", sa.String(length=300), nullable=False),
        sa.Column("end_reason", sa.String(length=300), nullable=True),
        sa.Column("place_path", sa.Text(collation="C"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["firm_id"], ["law_firm.id"], name=op.f("fk_firm_liaison_firm_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_firm_liaison_person_id")),
        sa.UniqueConstraint("id", name=op.f("uq_firm_liaison_id")),
    )
    op.execute(
        "ALTER TABLE firm_liaison ADD CONSTRAINT pk_firm_liaison PRIMARY KEY (firm_id, valid_during WITHOUT OVERLAPS)"
    )
    for column in ("person_id", "place_path"):
        op.create_index(op.f(f"ix_firm_liaison_{column}"), "firm_liaison", [column])
    op.execute("ALTER TABLE firm_liaison ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY area_all ON firm_liaison FOR ALL TO huizhi_area USING ({AREA})")
    # A committee sees which of its members guide a firm, and who guides a firm that it covers.
    seen = "person_id IN (SELECT m.person_id FROM member m) OR firm_id IN (SELECT f.id FROM law_firm f)"
    op.execute(f"CREATE POLICY org_select ON firm_liaison FOR SELECT TO huizhi_org USING ({seen})")
    for table in ("firm_liaison", "law_firm_standing"):
        op.execute(f"CREATE POLICY mover_select ON {table} FOR SELECT TO huizhi_mover USING (true)")
        op.execute(f"GRANT SELECT ON {table} TO huizhi_mover")
    op.execute("GRANT SELECT ON firm_liaison TO huizhi_area, huizhi_org")
    op.execute("GRANT INSERT ON firm_liaison TO huizhi_area")
    op.execute("GRANT UPDATE (valid_during, end_reason, version) ON firm_liaison TO huizhi_area")
    for name, text in FUNCTIONS.items():
        op.execute(text)
        signature = f"{name}(date, integer)"
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO huizhi_area, huizhi_org")
        op.execute(f"ALTER FUNCTION {signature} OWNER TO huizhi_mover")


def downgrade() -> None:
    op.execute("DROP FUNCTION coverage_on, coverage_today")
    op.execute("DROP POLICY mover_select ON law_firm_standing")
    op.execute("REVOKE SELECT ON law_firm_standing FROM huizhi_mover")
    op.drop_table("firm_liaison")
