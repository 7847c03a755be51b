"""Development files with their entries and materials, and the function by which somebody becomes a member."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0021"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
C = sa.Text(collation="C")
ACTIONS = (
    *("complete", "review", "discuss_again", "extend_probation", "postpone_discussion", "end", "begin_move"),
    *("call_off_move", "hand_over", "check", "record_missing", "take_over"),
)
MATERIALS = (
    *("application", "training_record", "thought_reports", "political_review", "course_certificate"),
    *("application_form", "probation_record", "regularization_request"),
)
OPENINGS = ("first_record", "transfer", "correction", "org_change")

# A file is seen with its branch, wherever that stands in the tree. In a move the branch it goes to sees it as well, and
# with a member's transfer whoever sees the transfer once it was submitted; what was done before, after the move alone.
OWN = "EXISTS (SELECT FROM party_org o WHERE o.id = development_file.org_id)"
COMING = "EXISTS (SELECT FROM party_org o WHERE o.id = development_file.moving_to_id)"
TRAVELLING = """EXISTS (
    SELECT FROM transfer t WHERE t.person_id = development_file.person_id AND t.submitted_on IS NOT NULL
        AND t.state IN ('submitted', 'branch_agreed', 'letter_issued', 'in_transit', 'accepted'))"""
ACCEPTED = """EXISTS (
    SELECT FROM transfer t WHERE t.person_id = development_file.person_id AND t.state = 'accepted'
        AND t.to_committee_id = nullif(current_setting('huizhi.org', true), '')::uuid)"""
MINE = "person_id = nullif(current_setting('huizhi.person', true), '')::uuid"
OF_OWN_FILE = (
    "EXISTS (SELECT FROM development_file f JOIN party_org o ON o.id = f.org_id WHERE f.id = development_entry.file_id)"
)

# The branch meeting's day is the first of the membership. The person may be on record with a bureau that the committee
# cannot see, or have been a member before: then the record lives up again as that of a new member.
ADMIT = """
CREATE FUNCTION admit_member(file_id uuid, fresh uuid, admitted date, document text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    f development_file;
    branch party_org;
    known uuid;
    held member;
    made member;
BEGIN
    SELECT * INTO f FROM development_file WHERE id = file_id AND state = 'live' FOR UPDATE;
    SELECT * INTO branch FROM party_org WHERE id = f.org_id AND dissolved_on IS NULL AND in_reach(party_path);
    IF branch.id IS NULL THEN
        PERFORM refuse('development_file_not_found');
    END IF;
    INSERT INTO person_identity (digest, person_id) VALUES (f.digest, fresh) ON CONFLICT (digest) DO NOTHING;
    IF FOUND THEN
        known := fresh;
        INSERT INTO person (id, id_cipher, birth_date, birth_date_differs, place_path, party_path)
        VALUES (known, f.id_cipher, f.birth_date, f.birth_date_differs, branch.place_path, branch.party_path);
    ELSE
        SELECT person_id INTO known FROM person_identity WHERE digest = f.digest;
    END IF;

    SELECT * INTO held FROM member WHERE person_id = known FOR UPDATE;
    IF FOUND THEN
        IF held.membership_status NOT IN ('4', '5') THEN
            PERFORM refuse('already_member');
        END IF;
        -- The last affiliation ended on the day on which the last standing began.
        IF EXISTS (SELECT FROM membership_standing s WHERE s.person_id = known AND lower(s.valid_during) >= admitted) THEN
            PERFORM refuse('admitted_before_end');
        END IF;
        UPDATE membership_standing s SET valid_during = daterange(lower(s.valid_during), admitted)
        WHERE s.person_id = known AND upper_inf(s.valid_during);
        UPDATE member m SET
            category = '2', admitted_on = admitted, regularized_on = NULL, membership_status = '1', lost_contact = false,
            lost_contact_on = NULL, lost_contact_reason = NULL, org_id = branch.id, affiliation_name = branch.name,
            affiliation_state = affiliation_state_of(branch.party_path, m.firm_id), place_path = branch.place_path,
            party_path = branch.party_path, confirmed_at = NULL, version = m.version + 1
        WHERE m.person_id = known RETURNING * INTO made;
    ELSE
        INSERT INTO member (person_id, name, name_key, name_initials, sex, id_masked, category, admitted_on,
                            membership_status, org_id, affiliation_name, affiliation_state, firm_id, lost_contact,
                            is_floating, place_path, party_path, version)
        SELECT known, coalesce(l.name, f.name), coalesce(l.name_key, f.name_key), coalesce(l.name_initials, f.name_initials),
               f.sex, f.id_masked, '2', admitted, '1', branch.id, branch.name,
               affiliation_state_of(branch.party_path, l.firm_id), l.firm_id, false, false, branch.place_path,
               branch.party_path, 1
        FROM (SELECT known AS id) p LEFT JOIN lawyer l ON l.person_id = p.id
        RETURNING * INTO made;
    END IF;
    INSERT INTO affiliation (person_id, valid_during, org_id, name, name_key, sex, id_masked, category, affiliation_name,
                             affiliation_state, opened_by, start_known, reason, place_path, party_path)
    VALUES (known, daterange(admitted, NULL), branch.id, made.name, made.name_key, made.sex, made.id_masked, '2',
            branch.name, made.affiliation_state, 'admission', true, document, branch.place_path, branch.party_path);
    INSERT INTO membership_standing (person_id, valid_during, membership_status, document, change_code, place_path, party_path)
    VALUES (known, daterange(admitted, NULL), '1', document, '11', branch.place_path, branch.party_path);
    PERFORM record_change('member', known, made.version, CASE WHEN made.version = 1 THEN 'create' ELSE 'update' END,
                          ARRAY['admitted_on', 'affiliation_name', 'category', 'membership_status', 'org_id'], to_jsonb(made),
                          NULL, made.place_path, NULL, made.party_path, document);
    PERFORM settle_people(ARRAY[known]);
    UPDATE development_file SET person_id = known WHERE id = f.id;
    RETURN known;
END
$$
"""


def listed(name: str, column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    return sa.CheckConstraint("{} IN ({})".format(column, ", ".join(f"'{v}'" for v in values)), name=op.f(name))


def restate_openings(values: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_affiliation_affiliation_opening"), "affiliation", type_="check")
    allowed = ", ".join(f"'{value}'" for value in values)
    op.create_check_constraint(op.f("ck_affiliation_affiliation_opening"), "affiliation", f"opened_by IN ({allowed})")


def upgrade() -> None:
    op.create_table(
        "development_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("org_name", sa.String(length=120), nullable=False),
        sa.Column("name", C, nullable=False),
        sa.Column("name_key", C, nullable=False),
        sa.Column("name_initials", C, nullable=False),
        sa.Column("sex", sa.String(length=1), nullable=False),
        sa.Column("id_masked", sa.String(length=18), nullable=False),
        sa.Column("id_cipher", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column("birth_date_differs", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("stage", sa.String(length=1), nullable=False),
        sa.Column("step", sa.SmallInteger(), nullable=False),
        sa.Column("activist_on", sa.Date(), nullable=True),
        sa.Column("last_review_on", sa.Date(), nullable=True),
        sa.Column("probation_until", sa.Date(), nullable=True),
        sa.Column("extended_months", sa.SmallInteger(), nullable=True),
        sa.Column("postponed_until", sa.Date(), nullable=True),
        sa.Column("arrived_on", sa.Date(), nullable=True),
        sa.Column("move_id", sa.Uuid(), nullable=True),
        sa.Column("moving_to_id", sa.Uuid(), nullable=True),
        sa.Column("moving_to_name", sa.String(length=120), nullable=True),
        sa.Column("moving_since", sa.Date(), nullable=True),
        sa.Column("closing_note", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        listed("ck_development_file_file_state", "state", ("live", "archived", "ended")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_development_file_person_id")),
        sa.ForeignKeyConstraint(["org_id"], ["party_org.id"], name=op.f("fk_development_file_org_id")),
        sa.ForeignKeyConstraint(["moving_to_id"], ["party_org.id"], name=op.f("fk_development_file_moving_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_development_file")),
    )
    for column in ("person_id", "org_id", "moving_to_id"):
        op.create_index(op.f(f"ix_development_file_{column}"), "development_file", [column])
    op.create_index("ix_development_file_created_at_id", "development_file", ["created_at", "id"])
    op.create_index(
        "uq_development_file_live",
        "development_file",
        ["digest"],
        unique=True,
        postgresql_where=sa.text("state IN ('live')"),
    )
    op.create_table(
        "development_entry",
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("step", sa.SmallInteger(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=True),
        sa.Column("body_name", sa.String(length=120), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("at", MOMENT, server_default=sa.text("now()"), nullable=False),
        listed("ck_development_entry_file_action", "action", ACTIONS),
        sa.ForeignKeyConstraint(["file_id"], ["development_file.id"], name=op.f("fk_development_entry_file_id")),
        sa.PrimaryKeyConstraint("file_id", "number", name=op.f("pk_development_entry")),
    )
    op.create_table(
        "development_material",
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("move_id", sa.Uuid(), nullable=False),
        sa.Column("material", sa.String(length=32), nullable=False),
        sa.Column("handed_over_on", sa.Date(), nullable=True),
        sa.Column("handed_over_by", sa.String(length=120), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("checked_by", sa.String(length=120), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=True),
        listed("ck_development_material_material", "material", MATERIALS),
        listed("ck_development_material_material_outcome", "outcome", ("received", "missing")),
        sa.ForeignKeyConstraint(["file_id"], ["development_file.id"], name=op.f("fk_development_material_file_id")),
        sa.PrimaryKeyConstraint("file_id", "move_id", "material", name=op.f("pk_development_material")),
    )
    restate_openings((*OPENINGS, "admission"))
    _guard()
    op.execute(ADMIT)
    signature = "admit_member(uuid, uuid, date, text)"
    op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO huizhi_org")
    op.execute(f"ALTER FUNCTION {signature} OWNER TO huizhi_mover")


def _guard() -> None:
    seen = f"{OWN} OR {COMING} OR {TRAVELLING}"
    for table in ("development_file", "development_entry", "development_material"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute(f"GRANT SELECT ON {table} TO huizhi_area, huizhi_org, huizhi_self")
        op.execute(f"GRANT INSERT ON {table} TO huizhi_org")
    op.execute("GRANT UPDATE ON development_file, development_material TO huizhi_org")
    for statement in (
        f"POLICY area_select ON development_file FOR SELECT TO huizhi_area USING ({seen})",
        f"POLICY org_select ON development_file FOR SELECT TO huizhi_org USING ({seen})",
        f"POLICY org_insert ON development_file FOR INSERT TO huizhi_org WITH CHECK ({OWN})",
        f"POLICY org_update ON development_file FOR UPDATE TO huizhi_org "
        f"USING ({OWN} OR {COMING} OR {ACCEPTED}) WITH CHECK ({OWN})",
        f"POLICY self_select ON development_file FOR SELECT TO huizhi_self USING ({MINE})",
        f"POLICY area_select ON development_entry FOR SELECT TO huizhi_area USING ({OF_OWN_FILE})",
        f"POLICY org_all ON development_entry FOR ALL TO huizhi_org USING ({OF_OWN_FILE})",
        "POLICY self_select ON development_entry FOR SELECT TO huizhi_self "
        "USING (EXISTS (SELECT FROM development_file f WHERE f.id = development_entry.file_id))",
    ):
        op.execute(f"CREATE {statement}")
    of_file = "EXISTS (SELECT FROM development_file f WHERE f.id = development_material.file_id)"
    for role, command in (("area", "SELECT"), ("org", "ALL"), ("self", "SELECT")):
        op.execute(
            f"CREATE POLICY {role}_{command.lower()} ON development_material FOR {command} TO huizhi_{role} USING ({of_file})"
        )
    op.execute("CREATE POLICY mover_all ON development_file FOR ALL TO huizhi_mover USING (true)")
    op.execute("GRANT SELECT, UPDATE (person_id) ON development_file TO huizhi_mover")
    op.execute("GRANT INSERT ON person, person_identity TO huizhi_mover")
    op.execute("GRANT UPDATE (valid_during) ON membership_standing TO huizhi_mover")


def downgrade() -> None:
    op.execute("DROP FUNCTION admit_member")
    op.execute("REVOKE UPDATE (valid_during) ON membership_standing FROM huizhi_mover")
    op.execute("REVOKE INSERT ON person, person_identity FROM huizhi_mover")
    for table in ("development_material", "development_entry", "development_file"):
        op.drop_table(table)
    restate_openings(OPENINGS)
