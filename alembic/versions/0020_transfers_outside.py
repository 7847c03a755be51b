"""Transfers to and from bodies outside the registry: the paper letter, the paper receipt, and the functions that move."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0023"
branch_labels = None
depends_on = None

PAPERS = ("paper_letter", "paper_receipt")
ROUTES = ("internal", "letter")
ACTIONS = (
    "submit",
    "agree",
    "issue_letter",
    "dispatch",
    "accept",
    "send_receipt",
    "confirm_receipt",
    "withdraw",
    "return",
    "reject",
    "revoke",
    "report_lost",
    "reissue",
)
OPEN = "state IN ('draft', 'submitted', 'branch_agreed', 'letter_issued', 'in_transit', 'accepted', 'receipt_sent', 'returned')"


def restate_check(table: str, name: str, column: str, values: tuple[str, ...]) -> None:
    """The CHECK of an enum's column, with other values."""
    listed = ", ".join(f"'{value}'" for value in values)
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_{name}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_{name} CHECK ({column} IN ({listed}))")


# Ends the open row on the day before; where its start is unknown it held then as well (docs/decisions/0004).
END_AFFILIATION = """
CREATE FUNCTION end_affiliation(person uuid, day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    held affiliation;
BEGIN
    SELECT * INTO held FROM affiliation a WHERE a.person_id = person AND upper_inf(a.valid_during) FOR UPDATE;
    IF day < lower(held.valid_during) THEN
        PERFORM refuse('accepted_before_affiliation');
    ELSIF day = lower(held.valid_during) AND held.start_known THEN
        PERFORM refuse('affiliation_changed_today');
    END IF;
    UPDATE affiliation a SET valid_during = daterange(least(lower(a.valid_during), day - 1), day)
    WHERE a.person_id = person AND upper_inf(a.valid_during);
END
$$
"""

# Opens a row with the card and the home that the member's record holds now.
BEGIN_AFFILIATION = """
CREATE FUNCTION begin_affiliation(person uuid, day date, why text, transfer uuid) RETURNS void LANGUAGE sql AS $$
    INSERT INTO affiliation (person_id, valid_during, org_id, name, name_key, sex, id_masked, category, affiliation_name,
                             affiliation_state, opened_by, start_known, reason, transfer_id, place_path, party_path)
    SELECT m.person_id, daterange(day, NULL), m.org_id, m.name, m.name_key, m.sex, m.id_masked, m.category,
           m.affiliation_name, m.affiliation_state, 'transfer', true, why, transfer, m.place_path, m.party_path
    FROM member m WHERE m.person_id = person
$$
"""

# Whoever goes to a body outside stays the sender's until its receipt is there; then only the lawyer's record ties the
# person to the registry, and without one nobody sees the member's.
RELEASE = """
CREATE FUNCTION release_transfer(transfer_id uuid, received date, today date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    t transfer;
    held member;
    moved member;
BEGIN
    SELECT * INTO t FROM transfer WHERE id = transfer_id FOR UPDATE;
    IF NOT FOUND OR t.from_committee_id IS DISTINCT FROM nullif(current_setting('huizhi.org', true), '')::uuid THEN
        PERFORM refuse('transfer_not_found');
    END IF;
    IF t.route <> 'outgoing' OR t.state <> 'in_transit' THEN
        PERFORM refuse('transfer_action_out_of_turn');
    END IF;
    IF t.letter_expires_on < received THEN
        PERFORM refuse('letter_expired');
    END IF;
    IF received > today THEN
        PERFORM refuse('accepted_in_future');
    END IF;
    IF received < t.dispatched_on THEN
        PERFORM refuse('received_before_dispatch');
    END IF;
    SELECT * INTO held FROM member WHERE person_id = t.person_id FOR UPDATE;
    IF held.org_id IS DISTINCT FROM t.from_org_id THEN
        PERFORM refuse('affiliation_changed_meanwhile');
    END IF;
    IF held.membership_status <> '1' THEN
        PERFORM refuse('member_not_in_normal_status');
    END IF;
    PERFORM end_affiliation(t.person_id, received);
    UPDATE member m SET
        org_id = NULL, affiliation_name = t.to_org_name, affiliation_state = 'outside', version = m.version + 1,
        place_path = coalesce((SELECT l.place_path FROM lawyer l WHERE l.person_id = m.person_id), ''),
        party_path = coalesce((SELECT l.party_path FROM lawyer l WHERE l.person_id = m.person_id), '')
    WHERE m.person_id = t.person_id RETURNING * INTO moved;
    PERFORM begin_affiliation(t.person_id, received, t.reason, t.id);
    PERFORM record_change('member', moved.person_id, moved.version, 'update', ARRAY['affiliation_name', 'org_id'],
                          to_jsonb(moved), held.place_path, moved.place_path, held.party_path, moved.party_path, 'transfer');
    PERFORM settle_people(ARRAY[t.person_id]);
    UPDATE transfer SET accepted_on = received, version = version + 1 WHERE id = t.id;
END
$$
"""

# Somebody whose relationship lies outside comes in: a lawyer here without a member record, or a member outside.
ACCEPT_INCOMING = """
CREATE FUNCTION accept_incoming(transfer_id uuid, branch_id uuid, accepted date, today date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    t transfer;
    p paper_letter;
    branch party_org;
    held member;
    moved member;
BEGIN
    SELECT * INTO t FROM transfer WHERE id = transfer_id FOR UPDATE;
    IF NOT FOUND OR t.to_committee_id IS DISTINCT FROM nullif(current_setting('huizhi.org', true), '')::uuid THEN
        PERFORM refuse('transfer_not_found');
    END IF;
    IF t.route <> 'incoming' OR t.state <> 'in_transit' THEN
        PERFORM refuse('transfer_action_out_of_turn');
    END IF;
    IF t.letter_expires_on < today THEN
        PERFORM refuse('letter_expired');
    END IF;
    IF accepted > today THEN
        PERFORM refuse('accepted_in_future');
    END IF;
    IF accepted < t.submitted_on THEN
        PERFORM refuse('accepted_before_affiliation');
    END IF;
    SELECT * INTO branch FROM party_org WHERE id = branch_id AND dissolved_on IS NULL
        AND starts_with(party_path, (SELECT c.party_path FROM party_org c WHERE c.id = t.to_committee_id)) FOR SHARE;
    IF NOT FOUND OR branch.category NOT IN ('631', '632', '931', '932') THEN
        PERFORM refuse('branch_not_under_committee');
    END IF;
    SELECT * INTO p FROM paper_letter l WHERE l.transfer_id = t.id;
    SELECT * INTO held FROM member WHERE person_id = t.person_id FOR UPDATE;
    IF FOUND THEN
        IF held.org_id IS NOT NULL THEN
            PERFORM refuse('affiliation_changed_meanwhile');
        END IF;
        IF held.membership_status <> '1' THEN
            PERFORM refuse('member_not_in_normal_status');
        END IF;
        PERFORM end_affiliation(t.person_id, accepted);
        UPDATE member m SET
            org_id = branch.id, affiliation_name = branch.name, place_path = branch.place_path,
            party_path = branch.party_path, affiliation_state = affiliation_state_of(branch.party_path, m.firm_id),
            category = t.snapshot ->> 'member_category', admitted_on = p.admitted_on, regularized_on = p.regularized_on,
            version = m.version + 1
        WHERE m.person_id = t.person_id RETURNING * INTO moved;
    ELSE
        INSERT INTO member (person_id, name, name_key, name_initials, sex, id_masked, category, admitted_on, regularized_on,
                            membership_status, org_id, affiliation_name, affiliation_state, firm_id, lost_contact,
                            is_floating, place_path, party_path, version)
        SELECT l.person_id, l.name, l.name_key, l.name_initials, l.sex, l.id_masked, t.snapshot ->> 'member_category',
               p.admitted_on, p.regularized_on, '1', branch.id, branch.name,
               affiliation_state_of(branch.party_path, l.firm_id), l.firm_id, false, false, branch.place_path,
               branch.party_path, 1
        FROM lawyer l WHERE l.person_id = t.person_id RETURNING * INTO moved;
        IF NOT FOUND THEN
            PERFORM refuse('transfer_not_found');
        END IF;
        INSERT INTO membership_standing (person_id, valid_during, membership_status, place_path, party_path)
        VALUES (t.person_id, daterange(accepted, NULL), '1', branch.place_path, branch.party_path);
    END IF;
    PERFORM begin_affiliation(t.person_id, accepted, t.reason, t.id);
    PERFORM record_change('member', moved.person_id, moved.version, CASE WHEN moved.version = 1 THEN 'create' ELSE 'update' END,
                          ARRAY['admitted_on', 'affiliation_name', 'category', 'org_id', 'regularized_on'], to_jsonb(moved),
                          held.place_path, moved.place_path, held.party_path, moved.party_path, 'transfer');
    PERFORM settle_people(ARRAY[t.person_id]);
    UPDATE transfer SET
        state = 'accepted', accepted_on = accepted, to_branch_id = branch.id, to_branch_name = branch.name,
        version = version + 1
    WHERE id = t.id;
END
$$
"""

# Whose letter it is: no row for somebody on no record; `free` for who belongs to no organization here and bears this
# name, else `taken`. Tells nothing more.
FIND_NEWCOMER = """
CREATE FUNCTION find_newcomer(number_digest bytea, called text) RETURNS TABLE (person uuid, standing text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT i.person_id,
           CASE WHEN coalesce(m.org_id IS NULL, true) AND coalesce(m.name, l.name) = called THEN 'free' ELSE 'taken' END
    FROM person_identity i
    LEFT JOIN member m ON m.person_id = i.person_id
    LEFT JOIN lawyer l ON l.person_id = i.person_id
    WHERE i.digest = number_digest
$$
"""

FUNCTIONS = {
    "release_transfer(uuid, date, date)": RELEASE,
    "accept_incoming(uuid, uuid, date, date)": ACCEPT_INCOMING,
    "find_newcomer(bytea, text)": FIND_NEWCOMER,
}


def upgrade() -> None:
    op.create_table(
        "paper_letter",
        sa.Column("transfer_id", sa.Uuid(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_days", sa.Integer(), nullable=False),
        sa.Column("admitted_on", sa.Date(), nullable=False),
        sa.Column("regularized_on", sa.Date(), nullable=True),
        sa.Column("committee_address", sa.String(length=200), nullable=True),
        sa.Column("committee_postcode", sa.String(length=6), nullable=True),
        sa.Column("committee_phone_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("committee_phone_masked", sa.String(length=20), nullable=True),
        sa.Column("scan_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfer.id"], name=op.f("fk_paper_letter_transfer_id")),
        sa.PrimaryKeyConstraint("transfer_id", name=op.f("pk_paper_letter")),
    )
    op.create_table(
        "paper_receipt",
        sa.Column("transfer_id", sa.Uuid(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("addressee", sa.String(length=120), nullable=False),
        sa.Column("handler_name", sa.String(length=20), nullable=False),
        sa.Column("scan_sha256", sa.String(length=64), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfer.id"], name=op.f("fk_paper_receipt_transfer_id")),
        sa.PrimaryKeyConstraint("transfer_id", name=op.f("pk_paper_receipt")),
    )
    op.add_column("transfer", sa.Column("outside_address", sa.String(length=200), nullable=True))
    op.add_column("transfer", sa.Column("outside_area_code", sa.String(length=6), nullable=True))
    op.add_column("transfer", sa.Column("id_digest", sa.LargeBinary(), nullable=True))
    op.add_column("transfer", sa.Column("dispatched_on", sa.Date(), nullable=True))
    for column in ("person_id", "from_org_id", "to_org_id", "dues_paid_to"):
        op.alter_column("transfer", column, nullable=True)
    op.execute("""
        UPDATE transfer t SET dispatched_on = (
            SELECT (max(h.at) AT TIME ZONE 'Asia/Shanghai')::date FROM transfer_hop h
            WHERE h.transfer_id = t.id AND h.action = 'dispatch'
        ) WHERE t.state IN ('in_transit', 'accepted', 'receipt_sent', 'closed') AND t.route = 'letter'
    """)
    op.create_index(
        "uq_transfer_open_per_number", "transfer", ["id_digest"], unique=True, postgresql_where=sa.text(OPEN)
    )
    op.create_check_constraint(
        op.f("ck_transfer_somebody"), "transfer", "person_id IS NOT NULL OR id_digest IS NOT NULL"
    )
    op.create_check_constraint(op.f("ck_transfer_sender"), "transfer", "(from_org_id IS NULL) = (route = 'incoming')")
    op.create_check_constraint(op.f("ck_transfer_receiver"), "transfer", "(to_org_id IS NULL) = (route = 'outgoing')")
    restate_check("transfer", "route", "route", (*ROUTES, "outgoing", "incoming"))
    restate_check("transfer_hop", "transfer_action", "action", (*ACTIONS, "enter_receipt", "dispatch_receipt"))

    for table in PAPERS:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        for role in ("area", "org", "self"):
            op.execute(
                f"CREATE POLICY {role}_all ON {table} TO huizhi_{role} "
                f"USING (EXISTS (SELECT FROM transfer t WHERE t.id = {table}.transfer_id))"
            )
        op.execute(f"GRANT SELECT ON {table} TO huizhi_area, huizhi_org, huizhi_self")
        op.execute(f"GRANT INSERT ON {table} TO huizhi_org")
    op.execute("GRANT UPDATE ON paper_letter TO huizhi_org")
    op.execute("CREATE POLICY mover_select ON paper_letter FOR SELECT TO huizhi_mover USING (true)")
    op.execute("GRANT SELECT ON paper_letter, person_identity TO huizhi_mover")
    op.execute("GRANT INSERT ON member, membership_standing TO huizhi_mover")
    for function in (END_AFFILIATION, BEGIN_AFFILIATION, *FUNCTIONS.values()):
        op.execute(function)
    for signature in FUNCTIONS:
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO huizhi_org")
        op.execute(f"ALTER FUNCTION {signature} OWNER TO huizhi_mover")


def downgrade() -> None:
    for signature in FUNCTIONS:
        op.execute(f"DROP FUNCTION {signature}")
    op.execute("DROP FUNCTION end_affiliation, begin_affiliation")
    op.execute("REVOKE INSERT ON member, membership_standing FROM huizhi_mover")
    op.execute("REVOKE SELECT ON person_identity FROM huizhi_mover")
    # A transfer between the registry and the outside cannot be told without what this revision added.
    beyond = "SELECT id FROM transfer WHERE route IN ('outgoing', 'incoming')"
    for table in (*PAPERS, "transfer_hop", "letter", "receipt"):
        op.execute(f"DELETE FROM {table} WHERE transfer_id IN ({beyond})")  # noqa: S608
    op.execute("DELETE FROM transfer WHERE route IN ('outgoing', 'incoming')")
    restate_check("transfer_hop", "transfer_action", "action", ACTIONS)
    restate_check("transfer", "route", "route", ROUTES)
    for name in ("somebody", "sender", "receiver"):
        op.execute(f"ALTER TABLE transfer DROP CONSTRAINT ck_transfer_{name}")
    op.drop_index("uq_transfer_open_per_number", "transfer")
    for column in ("person_id", "from_org_id", "to_org_id", "dues_paid_to"):
        op.alter_column("transfer", column, nullable=False)
    for column in ("outside_address", "outside_area_code", "id_digest", "dispatched_on"):
        op.drop_column("transfer", column)
    for table in PAPERS:
        op.drop_table(table)
