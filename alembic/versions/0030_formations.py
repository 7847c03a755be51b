"""Founding organizations: formations with their firms and steps, who counts, and what standing organizations lack."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0025"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STATES = "('proposed', 'approved', 'elected', 'founded', 'filed', 'refused', 'withdrawn')"
ACTIONS = "('approve', 'refuse', 'record_election', 'found', 'file', 'withdraw')"
BASES = "('transferred', 'absorbed')"
TABLES = ("formation", "formation_firm", "formation_step")
AREA = (
    "place_path >= current_setting('huizhi.lo', true) AND place_path < current_setting('huizhi.hi', true) "
    "AND current_setting('huizhi.lo', true) <> ''"
)

# Counts alone, of the firms in the caller's reach: a member who practises here but belongs elsewhere is a row of the
# other place, which the caller may not see. `part_time` may not come: neither full-time nor here for `months` months.
FIRM_MEMBERS = """
CREATE FUNCTION firm_party_members(firms uuid[], today date, months integer)
RETURNS TABLE (firm_id uuid, here integer, elsewhere integer, outside integer, part_time integer, probationary integer,
               suspended integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH counted AS (
        SELECT f.id, m.affiliation_state AS place, m.category = '1' AS is_full, m.membership_status = '1' AS is_normal,
               l.practice_type = '1' OR m.affiliation_state = 'in_firm_org' OR EXISTS (
                   SELECT FROM practice p
                   WHERE p.person_id = l.person_id AND upper_inf(p.valid_during) AND p.start_known
                       AND lower(p.valid_during) + make_interval(months => firm_party_members.months) < today
               ) AS may_come
        FROM law_firm f
        JOIN lawyer l ON l.firm_id = f.id AND l.status <> 'cancelled'
        JOIN member m ON m.person_id = l.person_id AND m.membership_status IN ('1', '2', '3')
        WHERE (firms IS NULL OR f.id = ANY (firms))
            AND (f.place_path >= current_setting('huizhi.lo', true) AND f.place_path < current_setting('huizhi.hi', true)
                 OR f.party_path >= current_setting('huizhi.lo', true) AND f.party_path < current_setting('huizhi.hi', true))
            AND current_setting('huizhi.lo', true) <> ''
    )
    SELECT id,
           count(*) FILTER (WHERE is_full AND is_normal AND may_come AND place = 'in_firm_org')::integer,
           count(*) FILTER (WHERE is_full AND is_normal AND may_come AND place = 'in_area_org')::integer,
           count(*) FILTER (WHERE is_full AND is_normal AND may_come AND place = 'outside')::integer,
           count(*) FILTER (WHERE is_full AND is_normal AND NOT may_come)::integer,
           count(*) FILTER (WHERE NOT is_full AND is_normal AND may_come)::integer,
           count(*) FILTER (WHERE NOT is_normal)::integer
    FROM counted GROUP BY id
$$
"""

REACHED_SINCE = """
CREATE FUNCTION reached_since(periods daterange[], threshold bigint) RETURNS date LANGUAGE sql IMMUTABLE AS $$
    WITH step AS (
        SELECT day, sum(delta) AS delta
        FROM unnest(periods) AS p, LATERAL (VALUES (lower(p), 1), (upper(p), -1)) AS e (day, delta)
        WHERE day IS NOT NULL GROUP BY day
    ), level AS (
        SELECT day, sum(delta) OVER (ORDER BY day) >= threshold AS reached FROM step
    ), turn AS (
        SELECT day, reached, lag(reached, 1, false) OVER (ORDER BY day) AS before FROM level
    )
    SELECT max(day) FROM turn WHERE reached <> before
$$
"""
"""The day on which the number of periods that hold last rose to the threshold or fell below it; NULL: never reached."""

# Under the caller's own policies; `absorbed` counts who practises at the covered firms, wherever affiliated.
FINDINGS = """
CREATE FUNCTION organization_findings(today date)
RETURNS TABLE (org_id uuid, kind text, counted bigint, figure bigint, since_on date) LANGUAGE sql STABLE AS $$
    WITH in_force AS (
        SELECT DISTINCT ON (key) key, value::bigint FROM rule_figure WHERE effective_from <= today
        ORDER BY key, effective_from DESC
    ), figures AS (
        SELECT max(value) FILTER (WHERE key = 'org.min_full_members') AS least,
               max(value) FILTER (WHERE key = 'branch.max_members') AS most_members,
               max(value) FILTER (WHERE key = 'joint_branch.max_units') AS most_units,
               max(value) FILTER (WHERE key = 'committee.min_members') AS committee,
               max(value) FILTER (WHERE key = 'transfer.obliged_after_months')::integer AS months
        FROM in_force
    ), affiliated AS (
        SELECT m.org_id, count(*) AS members, count(*) FILTER (WHERE category = '1') AS full_members
        FROM member m WHERE m.org_id IS NOT NULL AND membership_status = '1' GROUP BY m.org_id
    ), absorbed AS (
        SELECT f.covering_org_id AS org_id, sum(c.here + c.elsewhere + c.outside) AS full_members
        FROM figures, firm_party_members(NULL, today, figures.months) c JOIN law_firm f ON f.id = c.firm_id
        WHERE f.covering_org_id IS NOT NULL GROUP BY f.covering_org_id
    ), covered AS (
        SELECT f.covering_org_id AS org_id, count(*) AS units, bool_and(f.status = 'cancelled') AS is_over
        FROM law_firm f WHERE f.covering_org_id IS NOT NULL GROUP BY f.covering_org_id
    ), standing AS (
        SELECT o.id, o.category, o.founded_on, coalesce(c.units, 0) AS units, coalesce(c.is_over, false) AS is_over,
               CASE WHEN o.category = '621' THEN (
                   SELECT coalesce(sum(a.members), 0) FROM party_org b JOIN affiliated a ON a.org_id = b.id
                   WHERE b.party_path >= o.party_path AND b.party_path < rtrim(o.party_path, '/') || '0'
               ) ELSE coalesce(a.members, 0) END AS members,
               CASE WHEN o.basis = 'absorbed' THEN coalesce(b.full_members, 0) ELSE coalesce(a.full_members, 0) END
                   AS full_members
        FROM party_org o
        LEFT JOIN affiliated a ON a.org_id = o.id
        LEFT JOIN absorbed b ON b.org_id = o.id
        LEFT JOIN covered c ON c.org_id = o.id
        WHERE o.dissolved_on IS NULL AND o.category IN ('621', '631', '632')
    ), history AS (
        SELECT a.org_id, array_agg(h.during) AS members, array_agg(h.during) FILTER (WHERE a.category = '1') AS full_members
        FROM affiliation a
        LEFT JOIN membership_standing s
            ON s.person_id = a.person_id AND s.valid_during && a.valid_during AND s.membership_status = '1',
        LATERAL (SELECT a.valid_during * coalesce(s.valid_during, a.valid_during) AS during) h
        GROUP BY a.org_id
    ), unit AS (
        SELECT u.org_id, array_agg(u.valid_during) AS periods FROM party_org_unit u GROUP BY u.org_id
    ), finding AS (
        SELECT s.*, f.*, k.*
        FROM standing s, figures f, LATERAL (VALUES
            ('branch_too_large', category = '631' AND members > most_members AND members < committee, members, most_members),
            ('committee_due', category IN ('621', '631') AND members >= committee, members, committee),
            ('joint_too_many_units', category = '632' AND units > most_units, units, most_units),
            ('joint_too_large', category = '632' AND members > most_members, members, most_members),
            ('joint_too_few_units', category = '632' AND units < 2, units, 2),
            ('too_few_full_members', category IN ('631', '632') AND full_members < least, full_members, least),
            ('firms_cancelled', units > 0 AND is_over, units, 0)
        ) AS k (kind, holds, counted, figure)
        WHERE k.holds
    )
    SELECT i.id, i.kind, i.counted, i.figure,
           coalesce(CASE i.kind
               WHEN 'branch_too_large' THEN reached_since(h.members, i.figure + 1)
               WHEN 'joint_too_large' THEN reached_since(h.members, i.figure + 1)
               WHEN 'committee_due' THEN CASE WHEN i.category = '631' THEN reached_since(h.members, i.figure) END
               WHEN 'joint_too_many_units' THEN reached_since(u.periods, i.figure + 1)
               WHEN 'joint_too_few_units' THEN reached_since(u.periods, i.figure)
               WHEN 'too_few_full_members' THEN reached_since(h.full_members, i.figure)
               WHEN 'firms_cancelled' THEN (
                   SELECT max(lower(d.valid_during)) FROM law_firm f JOIN law_firm_standing d ON d.firm_id = f.id
                   WHERE f.covering_org_id = i.id AND upper_inf(d.valid_during)
               ) END, i.founded_on)
    FROM finding i LEFT JOIN history h ON h.org_id = i.id LEFT JOIN unit u ON u.org_id = i.id
$$
"""


def upgrade() -> None:
    op.add_column("party_org", sa.Column("basis", sa.String(length=32), nullable=True))
    op.create_check_constraint(op.f("ck_party_org_founding_basis"), "party_org", f"basis IN {BASES}")
    op.create_table(
        "formation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("category", sa.String(length=3), nullable=False),
        sa.Column("basis", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("area_code", sa.String(length=6), nullable=False),
        sa.Column("place_path", sa.Text(collation="C"), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=False),
        sa.Column("parent_name", sa.String(length=120), nullable=False),
        sa.Column("approver_id", sa.Uuid(), nullable=False),
        sa.Column("approver_name", sa.String(length=120), nullable=False),
        sa.Column("local_decision", sa.String(length=300), nullable=True),
        sa.Column("representative", sa.String(length=50), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("reply_document", sa.String(length=200), nullable=True),
        sa.Column("closing_note", sa.String(length=300), nullable=True),
        sa.Column("elected_on", sa.Date(), nullable=True),
        sa.Column("entitled", sa.Integer(), nullable=True),
        sa.Column("present", sa.Integer(), nullable=True),
        sa.Column("votes", sa.Integer(), nullable=True),
        sa.Column("secretary_name", sa.String(length=50), nullable=True),
        sa.Column("founded_on", sa.Date(), nullable=True),
        sa.Column("org_id", sa.Uuid(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("filing_document", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(f"basis IN {BASES}", name=op.f("ck_formation_founding_basis")),
        sa.CheckConstraint(f"state IN {STATES}", name=op.f("ck_formation_formation_state")),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"], name=op.f("fk_formation_area_code")),
        sa.ForeignKeyConstraint(["parent_id"], ["party_org.id"], name=op.f("fk_formation_parent_id")),
        sa.ForeignKeyConstraint(["approver_id"], ["party_org.id"], name=op.f("fk_formation_approver_id")),
        sa.ForeignKeyConstraint(["org_id"], ["party_org.id"], name=op.f("fk_formation_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_formation")),
        sa.UniqueConstraint("org_id", name=op.f("uq_formation_org_id")),
    )
    op.create_index("ix_formation_created_at_id", "formation", ["created_at", "id"])
    for column in ("approver_id", "parent_id", "place_path"):
        op.create_index(op.f(f"ix_formation_{column}"), "formation", [column])
    op.create_table(
        "formation_firm",
        sa.Column("formation_id", sa.Uuid(), nullable=False),
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("firm_name", sa.String(length=120), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("here", "elsewhere", "outside", "members")),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["formation_id"], ["formation.id"], name=op.f("fk_formation_firm_formation_id")),
        sa.ForeignKeyConstraint(["firm_id"], ["law_firm.id"], name=op.f("fk_formation_firm_firm_id")),
        sa.PrimaryKeyConstraint("formation_id", "firm_id", name=op.f("pk_formation_firm")),
    )
    op.create_index(
        "uq_formation_open_per_firm", "formation_firm", ["firm_id"], unique=True, postgresql_where=sa.text("is_open")
    )
    op.create_table(
        "formation_step",
        sa.Column("formation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("from_state", sa.String(length=32), nullable=False),
        sa.Column("to_state", sa.String(length=32), nullable=False),
        sa.Column("body_name", sa.String(length=120), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(f"action IN {ACTIONS}", name=op.f("ck_formation_step_formation_action")),
        sa.CheckConstraint(f"from_state IN {STATES}", name=op.f("ck_formation_step_from_state")),
        sa.CheckConstraint(f"to_state IN {STATES}", name=op.f("ck_formation_step_to_state")),
        sa.ForeignKeyConstraint(["formation_id"], ["formation.id"], name=op.f("fk_formation_step_formation_id")),
        sa.PrimaryKeyConstraint("formation_id", "number", name=op.f("pk_formation_step")),
    )
    _guard()
    for function in (FIRM_MEMBERS, REACHED_SINCE, FINDINGS):
        op.execute(function)
    signature = "firm_party_members(uuid[], date, integer)"
    op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO huizhi_area, huizhi_org")
    op.execute(f"ALTER FUNCTION {signature} OWNER TO huizhi_mover")


def _guard() -> None:
    seen = "EXISTS (SELECT FROM formation f WHERE f.id = formation_id)"
    # By its superior and not by a path of its own: the tree moves, the superior stays.
    of_superior = "parent_id IN (SELECT o.id FROM party_org o)"
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        for role, own in (("area", AREA), ("org", of_superior)):
            using = own if table == "formation" else seen
            op.execute(f"CREATE POLICY {role}_all ON {table} FOR ALL TO huizhi_{role} USING ({using})")
    # What was covered or guided and given up on one day never held.
    op.execute("GRANT DELETE ON party_org_unit, party_org_guidance TO huizhi_area")
    op.execute("GRANT SELECT, INSERT, UPDATE ON formation TO huizhi_area, huizhi_org")
    op.execute("GRANT SELECT, INSERT ON formation_firm, formation_step TO huizhi_area, huizhi_org")
    op.execute("GRANT UPDATE (is_open) ON formation_firm TO huizhi_area, huizhi_org")


def downgrade() -> None:
    op.execute("DROP FUNCTION organization_findings, reached_since, firm_party_members")
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute("REVOKE DELETE ON party_org_unit, party_org_guidance FROM huizhi_area")
    op.drop_column("party_org", "basis")
