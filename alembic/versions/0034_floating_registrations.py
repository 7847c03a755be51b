"""Floating registrations: the register, reports home, and how they end when the relationship moves (N12)."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0024"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
HOME = "home_org_id IN (SELECT id FROM party_org)"
MINE = "person_id = nullif(current_setting('huizhi.person', true), '')::uuid"

# Whoever has moved floats no more for the branch that registered; the record's mark goes with the registration.
SETTLE_FLOATING = """
CREATE FUNCTION settle_floating(people uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    c record;
BEGIN
    FOR c IN
        UPDATE floating_registration r SET
            ended_on = (SELECT coalesce(max(lower(a.valid_during)) FILTER (WHERE upper_inf(a.valid_during)),
                                        max(upper(a.valid_during)))
                        FROM affiliation a WHERE a.person_id = r.person_id),
            version = r.version + 1,
            end_reason = CASE WHEN m.membership_status IN ('4', '5', '6') THEN 'membership_ended' ELSE 'transferred' END
        FROM member m, party_org o
        WHERE m.person_id = ANY (people) AND r.person_id = m.person_id AND o.id = r.home_org_id AND r.ended_on IS NULL
            AND m.org_id IS DISTINCT FROM r.home_org_id
        RETURNING r.*, o.place_path, o.party_path
    LOOP
        PERFORM record_change('floating_registration', c.id, c.version, 'update', ARRAY['end_reason', 'ended_on'],
                              to_jsonb(c) - 'place_path' - 'party_path', c.place_path, c.place_path, c.party_path,
                              c.party_path);
        UPDATE member m SET is_floating = false, floating_destination = NULL, version = m.version + 1
        WHERE m.person_id = c.person_id AND m.is_floating;
        PERFORM record_change('member', m.person_id, m.version, 'update', ARRAY['floating_destination', 'is_floating'],
                              to_jsonb(m), m.place_path, m.place_path, m.party_path, m.party_path)
        FROM member m WHERE m.person_id = c.person_id;
    END LOOP;
END
$$
"""
SETTLE_PEOPLE = """
CREATE OR REPLACE FUNCTION settle_people(people uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM settle_records(people);
    PERFORM settle_guests(people);
    PERFORM settle_certificates(people);{more}
END
$$
"""


def upgrade() -> None:
    op.create_table(
        "floating_registration",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("sex", sa.String(length=1), nullable=False),
        sa.Column("id_masked", sa.String(length=18), nullable=False),
        sa.Column("category", sa.String(length=1), nullable=False),
        sa.Column("home_org_id", sa.Uuid(), nullable=False),
        sa.Column("home_name", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("reach", sa.String(length=32), nullable=False),
        sa.Column("destination_code", sa.String(length=2), nullable=False),
        sa.Column("destination", sa.String(length=100), nullable=False),
        sa.Column("away_since", sa.Date(), nullable=False),
        sa.Column("back_on", sa.Date(), nullable=True),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("last_contact_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(length=32), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "reach IN ('other_province', 'other_city', 'same_city')",
            name=op.f("ck_floating_registration_floating_reach"),
        ),
        sa.CheckConstraint(
            "end_reason IN ('returned', 'transferred', 'membership_ended', 'other')",
            name=op.f("ck_floating_registration_floating_end"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_floating_registration_person_id")),
        sa.ForeignKeyConstraint(["home_org_id"], ["party_org.id"], name=op.f("fk_floating_registration_home_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floating_registration")),
    )
    for column in ("person_id", "home_org_id"):
        op.create_index(op.f(f"ix_floating_registration_{column}"), "floating_registration", [column])
    op.create_index("ix_floating_registration_created_at_id", "floating_registration", ["created_at", "id"])
    op.create_index(
        "uq_floating_registration_live",
        "floating_registration",
        ["person_id"],
        unique=True,
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.create_table(
        "floating_contact",
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("contacted_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("body_name", sa.String(length=120), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["floating_registration.id"], name=op.f("fk_floating_contact_registration_id")
        ),
        sa.PrimaryKeyConstraint("registration_id", "contacted_on", name=op.f("pk_floating_contact")),
    )
    _guard()
    op.execute(SETTLE_FLOATING)
    op.execute("REVOKE ALL ON FUNCTION settle_floating(uuid[]) FROM PUBLIC")
    op.execute("ALTER FUNCTION settle_floating(uuid[]) OWNER TO huizhi_mover")
    op.execute(SETTLE_PEOPLE.format(more="\n    PERFORM settle_floating(people);"))


def _guard() -> None:
    for table in ("floating_registration", "floating_contact"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    # Seen with the home branch, also after the tree has moved.
    for role, seen in (("area", HOME), ("org", HOME), ("self", MINE)):
        op.execute(f"CREATE POLICY {role}_all ON floating_registration FOR ALL TO huizhi_{role} USING ({seen})")
        op.execute(
            f"CREATE POLICY {role}_all ON floating_contact FOR ALL TO huizhi_{role} "
            "USING (EXISTS (SELECT FROM floating_registration r WHERE r.id = registration_id))"
        )
    op.execute("CREATE POLICY mover_all ON floating_registration FOR ALL TO huizhi_mover USING (true)")
    op.execute("GRANT SELECT ON floating_registration, floating_contact TO huizhi_area, huizhi_org, huizhi_self")
    op.execute("GRANT INSERT ON floating_registration TO huizhi_org")
    op.execute("GRANT INSERT ON floating_contact TO huizhi_org, huizhi_self")
    op.execute(
        "GRANT UPDATE (last_contact_on, ended_on, end_reason, note, version) ON floating_registration TO huizhi_org"
    )
    op.execute("GRANT UPDATE (last_contact_on, version) ON floating_registration TO huizhi_self")
    op.execute("GRANT SELECT, UPDATE (ended_on, end_reason, version) ON floating_registration TO huizhi_mover")
    op.execute("GRANT UPDATE (is_floating, floating_destination) ON member TO huizhi_mover")


def downgrade() -> None:
    op.execute(SETTLE_PEOPLE.format(more=""))
    op.execute("DROP FUNCTION settle_floating(uuid[])")
    op.execute("REVOKE UPDATE (is_floating, floating_destination) ON member FROM huizhi_mover")
    op.drop_table("floating_contact")
    op.drop_table("floating_registration")
