"""Activity certificates: the register, entries and reviews, who sees them, and how they follow the member (N12)."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0031"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STATES = ("requested", "filled", "numbered", "stamped", "issued", "returned", "lost", "declined", "withdrawn")
ACTIONS = ("fill", "assign_number", "stamp", "issue", "take_back", "report_lost", "decline", "withdraw")

HOME = "home_org_id IN (SELECT id FROM party_org)"
# A branch where the holder was a guest while the certificate was in use; under the policies of the guests' table.
HOST = (
    "issued_on IS NOT NULL AND EXISTS (SELECT FROM temporary_affiliation t "
    "WHERE t.person_id = activity_certificate.person_id "
    "AND t.valid_during && daterange(issued_on, closed_on, '[]'))"
)
MINE = "person_id = nullif(current_setting('huizhi.person', true), '')::uuid"
PARTS = ("certificate_step", "certificate_entry", "certificate_review")

# The certificate belongs to the branch of the formal relationship, which takes it back.
SETTLE_CERTIFICATES = """
CREATE FUNCTION settle_certificates(people uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    c record;
BEGIN
    FOR c IN
        UPDATE activity_certificate t SET home_org_id = m.org_id, home_name = m.affiliation_name, version = t.version + 1
        FROM member m
        WHERE m.person_id = ANY (people) AND t.person_id = m.person_id
            AND t.state IN ('requested', 'filled', 'numbered', 'stamped', 'issued')
            AND (t.home_org_id, t.home_name) IS DISTINCT FROM (m.org_id, m.affiliation_name)
        RETURNING t.*, m.place_path, m.party_path
    LOOP
        PERFORM record_change('activity_certificate', c.id, c.version, 'update', ARRAY['home_name', 'home_org_id'],
                              to_jsonb(c) - 'place_path' - 'party_path', c.place_path, c.place_path, c.party_path,
                              c.party_path);
    END LOOP;
END
$$
"""
SETTLE_PEOPLE = """
CREATE OR REPLACE FUNCTION settle_people(people uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM settle_records(people);
    PERFORM settle_guests(people);{more}
END
$$
"""


def checked(name: str, column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(name))


def refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    _certificate()
    _parts()
    _guard()
    op.execute(SETTLE_CERTIFICATES)
    op.execute("REVOKE ALL ON FUNCTION settle_certificates(uuid[]) FROM PUBLIC")
    op.execute("ALTER FUNCTION settle_certificates(uuid[]) OWNER TO huizhi_mover")
    op.execute(SETTLE_PEOPLE.format(more="\n    PERFORM settle_certificates(people);"))


def _certificate() -> None:
    table = "activity_certificate"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("sex", sa.String(length=1), nullable=False),
        sa.Column("id_masked", sa.String(length=18), nullable=False),
        sa.Column("category", sa.String(length=1), nullable=False),
        sa.Column("home_org_id", sa.Uuid(), nullable=True),
        sa.Column("home_name", sa.String(length=200), nullable=False),
        sa.Column("committee_id", sa.Uuid(), nullable=False),
        sa.Column("committee_name", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("destination_code", sa.String(length=2), nullable=False),
        sa.Column("destination", sa.String(length=200), nullable=False),
        sa.Column("leaves_on", sa.Date(), nullable=False),
        sa.Column("back_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("area_code", sa.String(length=6), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("serial", sa.String(length=20), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closing_note", sa.String(length=300), nullable=True),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        checked("ck_activity_certificate_activity_state", "state", STATES),
        refers(table, "person_id", "person.id"),
        refers(table, "home_org_id", "party_org.id"),
        refers(table, "committee_id", "party_org.id"),
        refers(table, "area_code", "area.code"),
        refers(table, "replaces_id", "activity_certificate.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_certificate")),
        sa.UniqueConstraint("area_code", "year", "number", name=op.f("uq_activity_certificate_area_code_year_number")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_activity_certificate_replaces_id")),
    )
    for column in ("person_id", "home_org_id"):
        op.create_index(op.f(f"ix_activity_certificate_{column}"), table, [column])
    op.create_index("ix_activity_certificate_created_at_id", table, ["created_at", "id"])
    op.create_index(
        "uq_activity_certificate_live",
        table,
        ["person_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('requested', 'filled', 'numbered', 'stamped', 'issued')"),
    )
    op.create_table(
        "certificate_counter",
        sa.Column("area_code", sa.String(length=6), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        refers("certificate_counter", "area_code", "area.code"),
        sa.PrimaryKeyConstraint("area_code", "year", name=op.f("pk_certificate_counter")),
    )


def _parts() -> None:
    op.create_table(
        "certificate_step",
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("from_state", sa.String(length=32), nullable=False),
        sa.Column("to_state", sa.String(length=32), nullable=False),
        sa.Column("body_name", sa.String(length=120), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("at", MOMENT, server_default=sa.text("now()"), nullable=False),
        checked("ck_certificate_step_activity_action", "action", ACTIONS),
        checked("ck_certificate_step_from_state", "from_state", STATES),
        checked("ck_certificate_step_to_state", "to_state", STATES),
        refers("certificate_step", "certificate_id", "activity_certificate.id"),
        sa.PrimaryKeyConstraint("certificate_id", "number", name=op.f("pk_certificate_step")),
    )
    op.create_table(
        "certificate_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("host_org_id", sa.Uuid(), nullable=True),
        sa.Column("host_name", sa.String(length=200), nullable=False),
        sa.Column("arrived_on", sa.Date(), nullable=False),
        sa.Column("contact_name", sa.String(length=50), nullable=False),
        sa.Column("contact_phone_cipher", sa.LargeBinary(), nullable=False),
        sa.Column("contact_phone_masked", sa.String(length=20), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("activities", sa.String(length=300), nullable=True),
        sa.Column("dues_paid_to", sa.Date(), nullable=True),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        refers("certificate_entry", "certificate_id", "activity_certificate.id"),
        refers("certificate_entry", "host_org_id", "party_org.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_entry")),
    )
    op.create_index(op.f("ix_certificate_entry_certificate_id"), "certificate_entry", ["certificate_id"])
    op.create_index(
        "uq_certificate_entry_open",
        "certificate_entry",
        ["certificate_id"],
        unique=True,
        postgresql_where=sa.text("left_on IS NULL"),
    )
    op.create_table(
        "certificate_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("grade", sa.String(length=1), nullable=False),
        sa.Column("body_name", sa.String(length=120), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("at", MOMENT, server_default=sa.text("now()"), nullable=False),
        refers("certificate_review", "certificate_id", "activity_certificate.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_review")),
        sa.UniqueConstraint("certificate_id", "year", name=op.f("uq_certificate_review_certificate_id_year")),
    )


def _guard() -> None:
    for table in ("activity_certificate", "certificate_counter", *PARTS):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    # A host reads and writes entries and reviews; the certificate itself changes in the hands of the home side alone.
    for role, own, seen in (
        ("area", HOME, f"({HOME}) OR ({HOST})"),
        ("org", HOME, f"({HOME}) OR ({HOST})"),
        ("self", MINE, MINE),
    ):
        to = f"ON activity_certificate FOR {{}} TO huizhi_{role}"
        op.execute(f"CREATE POLICY {role}_select {to.format('SELECT')} USING ({seen})")
        op.execute(f"CREATE POLICY {role}_update {to.format('UPDATE')} USING ({own})")
        op.execute(f"CREATE POLICY {role}_insert {to.format('INSERT')} WITH CHECK ({own})")
        for part in PARTS:
            op.execute(
                f"CREATE POLICY {role}_all ON {part} FOR ALL TO huizhi_{role} "
                "USING (EXISTS (SELECT FROM activity_certificate c WHERE c.id = certificate_id))"
            )
    op.execute(
        "CREATE POLICY area_all ON certificate_counter FOR ALL TO huizhi_area USING (area_code IN (SELECT code FROM area "
        "WHERE place_path >= current_setting('huizhi.lo', true) AND place_path < current_setting('huizhi.hi', true) "
        "AND current_setting('huizhi.lo', true) <> ''))"
    )
    op.execute("CREATE POLICY mover_all ON activity_certificate FOR ALL TO huizhi_mover USING (true)")
    roles = "huizhi_area, huizhi_org, huizhi_self"
    op.execute(f"GRANT SELECT ON activity_certificate, {', '.join(PARTS)} TO {roles}")
    op.execute(f"GRANT INSERT ON certificate_step TO {roles}")
    op.execute("GRANT INSERT ON activity_certificate TO huizhi_org, huizhi_self")
    op.execute("GRANT INSERT ON certificate_entry, certificate_review TO huizhi_org")
    op.execute("GRANT UPDATE (left_on, activities, dues_paid_to) ON certificate_entry TO huizhi_org")
    op.execute("GRANT SELECT, INSERT, UPDATE ON certificate_counter TO huizhi_area")
    op.execute(
        "GRANT UPDATE (state, year, number, serial, closing_note, version) ON activity_certificate TO huizhi_area"
    )
    op.execute(
        "GRANT UPDATE (state, issued_on, closed_on, closing_note, version) "
        "ON activity_certificate TO huizhi_org, huizhi_self"
    )
    op.execute("GRANT SELECT, UPDATE (home_org_id, home_name, version) ON activity_certificate TO huizhi_mover")


def downgrade() -> None:
    op.execute(SETTLE_PEOPLE.format(more=""))
    op.execute("DROP FUNCTION settle_certificates(uuid[])")
    for table in (*reversed(PARTS), "certificate_counter", "activity_certificate"):
        op.drop_table(table)
