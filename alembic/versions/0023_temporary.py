"""Temporary affiliations: their tables, who sees them, and how they follow the formal relationship (N11)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STATES = ("applied", "agreed", "active", "ended", "converted", "declined", "withdrawn")
ACTIONS = ("agree", "accept", "decline", "withdraw", "extend", "end", "convert")
REASONS = ("retired_working", "cannot_transfer_yet", "short_absence", "other")

# Seen through its two branches: whoever sees a branch sees its guests, also after the tree has moved. The host sees
# nothing before the home branch has agreed.
OWN = "home_org_id IN (SELECT id FROM party_org)"
OFFERED = "offered_on IS NOT NULL AND host_org_id IN (SELECT id FROM party_org)"
MINE = "person_id = nullif(current_setting('huizhi.person', true), '')::uuid"

# The home is where the formal relationship lies. When that arrives at the host, the stay has become formal.
SETTLE_GUESTS = """
CREATE FUNCTION settle_guests(people uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    c record;
BEGIN
    FOR c IN
        UPDATE temporary_affiliation t SET
            home_org_id = m.org_id, home_name = m.affiliation_name, version = t.version + 1,
            state = CASE WHEN m.org_id IS DISTINCT FROM t.host_org_id THEN t.state
                         WHEN t.state = 'active' THEN 'converted' ELSE 'withdrawn' END,
            valid_during = CASE WHEN m.org_id = t.host_org_id AND t.state = 'active' THEN
                daterange(lower(t.valid_during), greatest(lower(a.valid_during), lower(t.valid_during) + 1))
                ELSE t.valid_during END
        FROM member m JOIN affiliation a ON a.person_id = m.person_id AND upper_inf(a.valid_during)
        WHERE m.person_id = ANY (people) AND t.person_id = m.person_id AND t.state IN ('applied', 'agreed', 'active')
            AND (t.home_org_id, t.home_name) IS DISTINCT FROM (m.org_id, m.affiliation_name)
        RETURNING t.*
    LOOP
        PERFORM record_change('temporary_affiliation', c.id, c.version, 'update', ARRAY['home_name', 'home_org_id', 'state'],
                              to_jsonb(c), home.place_path, host.place_path, home.party_path, host.party_path)
        FROM party_org host LEFT JOIN party_org home ON home.id = c.home_org_id WHERE host.id = c.host_org_id;
    END LOOP;
END
$$
"""

# Everything that changes where a relationship lies ends in settle_people: what follows from it begins there.
SETTLE_PEOPLE = """
CREATE FUNCTION settle_people(people uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM settle_records(people);
    PERFORM settle_guests(people);
END
$$
"""
CALLERS = "huizhi_area, huizhi_org, huizhi_mover"


def checked(name: str, column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(name))


def upgrade() -> None:
    op.create_table(
        "temporary_affiliation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("sex", sa.String(length=1), nullable=False),
        sa.Column("id_masked", sa.String(length=18), nullable=False),
        sa.Column("category", sa.String(length=1), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("reason_text", sa.String(length=300), nullable=True),
        sa.Column("home_org_id", sa.Uuid(), nullable=True),
        sa.Column("home_name", sa.String(length=200), nullable=False),
        sa.Column("host_org_id", sa.Uuid(), nullable=False),
        sa.Column("host_name", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("offered_on", sa.Date(), nullable=True),
        sa.Column("valid_during", postgresql.DATERANGE(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("closing_note", sa.String(length=300), nullable=True),
        sa.Column("transfer_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        checked("ck_temporary_affiliation_temporary_state", "state", STATES),
        checked("ck_temporary_affiliation_temporary_reason", "reason", REASONS),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_temporary_affiliation_person_id")),
        sa.ForeignKeyConstraint(["home_org_id"], ["party_org.id"], name=op.f("fk_temporary_affiliation_home_org_id")),
        sa.ForeignKeyConstraint(["host_org_id"], ["party_org.id"], name=op.f("fk_temporary_affiliation_host_org_id")),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfer.id"], name=op.f("fk_temporary_affiliation_transfer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_temporary_affiliation")),
    )
    for column in ("person_id", "home_org_id", "host_org_id"):
        op.create_index(op.f(f"ix_temporary_affiliation_{column}"), "temporary_affiliation", [column])
    op.create_index("ix_temporary_affiliation_created_at_id", "temporary_affiliation", ["created_at", "id"])
    op.create_index(
        "uq_temporary_affiliation_live",
        "temporary_affiliation",
        ["subject_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('applied', 'agreed', 'active')"),
    )
    op.execute(
        "ALTER TABLE temporary_affiliation ADD CONSTRAINT uq_temporary_affiliation_stay "
        "UNIQUE (subject_id, valid_during WITHOUT OVERLAPS)"
    )
    op.create_table(
        "temporary_step",
        sa.Column("temporary_affiliation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("from_state", sa.String(length=32), nullable=False),
        sa.Column("to_state", sa.String(length=32), nullable=False),
        sa.Column("body_name", sa.String(length=120), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("at", MOMENT, server_default=sa.text("now()"), nullable=False),
        checked("ck_temporary_step_temporary_action", "action", ACTIONS),
        checked("ck_temporary_step_from_state", "from_state", STATES),
        checked("ck_temporary_step_to_state", "to_state", STATES),
        sa.ForeignKeyConstraint(
            ["temporary_affiliation_id"],
            ["temporary_affiliation.id"],
            name=op.f("fk_temporary_step_temporary_affiliation_id"),
        ),
        sa.PrimaryKeyConstraint("temporary_affiliation_id", "number", name=op.f("pk_temporary_step")),
    )
    _guard()
    op.execute("ALTER FUNCTION settle_people(uuid[]) RENAME TO settle_records")
    for function, name in ((SETTLE_GUESTS, "settle_guests"), (SETTLE_PEOPLE, "settle_people")):
        op.execute(function)
        op.execute(f"REVOKE ALL ON FUNCTION {name}(uuid[]) FROM PUBLIC")
        op.execute(f"ALTER FUNCTION {name}(uuid[]) OWNER TO huizhi_mover")
    op.execute(f"GRANT EXECUTE ON FUNCTION settle_people(uuid[]) TO {CALLERS}")
    op.execute("REVOKE EXECUTE ON FUNCTION settle_records(uuid[]) FROM huizhi_area, huizhi_org")


def _guard() -> None:
    for table in ("temporary_affiliation", "temporary_step"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    sides = f"({OWN}) OR ({OFFERED})"
    seen = "EXISTS (SELECT FROM temporary_affiliation t WHERE t.id = temporary_affiliation_id)"
    for role, using in (("area", sides), ("org", sides), ("self", MINE)):
        op.execute(f"CREATE POLICY {role}_all ON temporary_affiliation FOR ALL TO huizhi_{role} USING ({using})")
        op.execute(f"CREATE POLICY {role}_all ON temporary_step FOR ALL TO huizhi_{role} USING ({seen})")
    op.execute("CREATE POLICY mover_all ON temporary_affiliation FOR ALL TO huizhi_mover USING (true)")
    op.execute("GRANT SELECT ON temporary_affiliation, temporary_step TO huizhi_area")
    op.execute("GRANT SELECT, INSERT ON temporary_affiliation, temporary_step TO huizhi_org, huizhi_self")
    op.execute(
        "GRANT UPDATE (state, offered_on, valid_during, review_on, closing_note, transfer_id, version) "
        "ON temporary_affiliation TO huizhi_org, huizhi_self"
    )
    op.execute("GRANT SELECT ON temporary_affiliation TO huizhi_mover")
    op.execute(
        "GRANT UPDATE (home_org_id, home_name, state, valid_during, version) ON temporary_affiliation TO huizhi_mover"
    )


def downgrade() -> None:
    op.execute("DROP FUNCTION settle_people(uuid[])")
    op.execute("DROP FUNCTION settle_guests(uuid[])")
    op.execute("ALTER FUNCTION settle_records(uuid[]) RENAME TO settle_people")
    op.execute(f"GRANT EXECUTE ON FUNCTION settle_people(uuid[]) TO {CALLERS}")
    op.drop_table("temporary_step")
    op.drop_table("temporary_affiliation")
