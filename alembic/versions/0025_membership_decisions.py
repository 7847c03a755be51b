"""Decisions on membership, and what follows for a person whose membership has ended."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0020"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
KINDS = (
    *("lost_contact", "contact_regained", "suspension", "restoration", "expulsion", "withdrawal"),
    *(
        "persuaded_withdrawal",
        "refused_persuasion",
        "self_separation",
        "probation_cancelled",
        "not_recognised",
        "death",
    ),
)
WITHIN = (
    "place_path >= current_setting('huizhi.lo', true) AND place_path < current_setting('huizhi.hi', true) "
    "AND current_setting('huizhi.lo', true) <> ''"
)
ENDED = "membership_status NOT IN ('4', '5', '6')"

# As `settle_people` in 0003; a member whose membership has ended (affiliation `none`) stays where the record was. What the lawyer's
# record says of the political status then differs, and the bureau settles it: it is not overwritten.
SETTLE = """
CREATE OR REPLACE FUNCTION settle_records(people uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    c record;
BEGIN
    FOR c IN
        UPDATE member m SET
            firm_id = s.firm_id, affiliation_state = s.state, place_path = s.place, party_path = s.party,
            version = m.version + 1
        FROM (
            SELECT m.person_id, l.firm_id, affiliation_state_of(o.party_path, l.firm_id) AS state,
                   coalesce(o.place_path, l.place_path, m.place_path) AS place,
                   coalesce(o.party_path, l.party_path, m.party_path) AS party
            FROM member m LEFT JOIN lawyer l USING (person_id) LEFT JOIN party_org o ON o.id = m.org_id
            WHERE m.person_id = ANY (people) AND m.affiliation_state <> 'none'
        ) s
        WHERE m.person_id = s.person_id AND (m.firm_id, m.affiliation_state, m.place_path, m.party_path)
            IS DISTINCT FROM (s.firm_id, s.state, s.place, s.party)
        RETURNING new.*, old.place_path AS b, old.party_path AS p
    LOOP
        PERFORM record_change('member', c.person_id, c.version, 'update', ARRAY['affiliation_state'], to_jsonb(c) - 'b' - 'p',
                              c.b, c.place_path, c.p, c.party_path);
    END LOOP;

    UPDATE affiliation a SET
        affiliation_state = m.affiliation_state, place_path = m.place_path, party_path = m.party_path
    FROM member m
    WHERE m.person_id = ANY (people) AND a.person_id = m.person_id AND upper_inf(a.valid_during)
        AND a.org_id IS NOT DISTINCT FROM m.org_id
        AND (a.affiliation_state, a.place_path, a.party_path) IS DISTINCT FROM (m.affiliation_state, m.place_path, m.party_path);

    UPDATE membership_standing s SET place_path = m.place_path, party_path = m.party_path
    FROM member m
    WHERE m.person_id = ANY (people) AND s.person_id = m.person_id AND upper_inf(s.valid_during)
        AND (s.place_path, s.party_path) IS DISTINCT FROM (m.place_path, m.party_path);

    FOR c IN
        UPDATE lawyer l SET
            affiliation_state = m.affiliation_state, affiliation_name = s.affiliation_name,
            political_status = CASE WHEN s.follows THEN s.status ELSE l.political_status END,
            political_status_source = CASE WHEN s.follows THEN 'member_record' ELSE l.political_status_source END,
            political_status_on = CASE WHEN s.follows THEN (now() AT TIME ZONE 'Asia/Shanghai')::date ELSE l.political_status_on END,
            version = l.version + 1
        FROM member m CROSS JOIN LATERAL (
            SELECT f.status, f.affiliation_name, m.affiliation_state <> 'none' AND (l.political_status IS NULL
                OR l.political_status_source = 'member_record' AND l.political_status <> f.status) AS follows
            FROM lawyer l, (
                SELECT CASE m.category WHEN '1' THEN '01' ELSE '02' END AS status,
                       CASE WHEN m.affiliation_state <> 'none' THEN m.affiliation_name END AS affiliation_name
            ) f
            WHERE l.person_id = m.person_id
        ) s
        WHERE m.person_id = ANY (people) AND l.person_id = m.person_id
            AND ((l.affiliation_state, l.affiliation_name) IS DISTINCT FROM (m.affiliation_state, s.affiliation_name) OR s.follows)
        RETURNING l.*
    LOOP
        PERFORM record_change('lawyer', c.person_id, c.version, 'update', ARRAY['affiliation_name', 'affiliation_state'],
                              to_jsonb(c), c.place_path, c.place_path, c.party_path, c.party_path);
    END LOOP;

    UPDATE person p SET place_path = s.place, party_path = s.party
    FROM (
        SELECT i.id, coalesce(m.place_path, l.place_path) AS place, coalesce(m.party_path, l.party_path) AS party
        FROM unnest(people) AS i (id) LEFT JOIN member m ON m.person_id = i.id LEFT JOIN lawyer l ON l.person_id = i.id
    ) s
    WHERE p.id = s.id AND s.place IS NOT NULL AND (p.place_path, p.party_path) IS DISTINCT FROM (s.place, s.party);
END
$$
"""

# As in 0003; nobody is affiliated again because the organization that they left was renamed or moved.
RESTATE = """
CREATE OR REPLACE FUNCTION restate_affiliations(people uuid[], today date, why text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE affiliation a SET valid_during = daterange(lower(a.valid_during), today)
    WHERE a.person_id = ANY (people) AND upper_inf(a.valid_during) AND lower(a.valid_during) < today;
    UPDATE affiliation a SET affiliation_name = m.affiliation_name, place_path = m.place_path, party_path = m.party_path
    FROM member m
    WHERE a.person_id = ANY (people) AND m.person_id = a.person_id AND upper_inf(a.valid_during);
    INSERT INTO affiliation (person_id, valid_during, org_id, name, name_key, sex, id_masked, category, affiliation_name,
                             affiliation_state, opened_by, start_known, reason, place_path, party_path)
    SELECT m.person_id, daterange(today, NULL), m.org_id, m.name, m.name_key, m.sex, m.id_masked, m.category,
           m.affiliation_name, m.affiliation_state, 'org_change', true, why, m.place_path, m.party_path
    FROM member m
    WHERE m.person_id = ANY (people) AND m.affiliation_state <> 'none'
        AND NOT EXISTS (SELECT FROM affiliation a WHERE a.person_id = m.person_id AND upper_inf(a.valid_during));
END
$$
"""

BEFORE = (
    """
CREATE OR REPLACE FUNCTION settle_records(people uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    c record;
BEGIN
    FOR c IN
        UPDATE member m SET
            firm_id = s.firm_id, affiliation_state = s.state, place_path = s.place, party_path = s.party,
            version = m.version + 1
        FROM (
            SELECT m.person_id, l.firm_id, affiliation_state_of(o.party_path, l.firm_id) AS state,
                   coalesce(o.place_path, l.place_path, m.place_path) AS place,
                   coalesce(o.party_path, l.party_path, m.party_path) AS party
            FROM member m LEFT JOIN lawyer l USING (person_id) LEFT JOIN party_org o ON o.id = m.org_id
            WHERE m.person_id = ANY (people)
        ) s
        WHERE m.person_id = s.person_id AND (m.firm_id, m.affiliation_state, m.place_path, m.party_path)
            IS DISTINCT FROM (s.firm_id, s.state, s.place, s.party)
        RETURNING new.*, old.place_path AS b, old.party_path AS p
    LOOP
        PERFORM record_change('member', c.person_id, c.version, 'update', ARRAY['affiliation_state'], to_jsonb(c) - 'b' - 'p',
                              c.b, c.place_path, c.p, c.party_path);
    END LOOP;

    UPDATE affiliation a SET
        affiliation_state = m.affiliation_state, place_path = m.place_path, party_path = m.party_path
    FROM member m
    WHERE m.person_id = ANY (people) AND a.person_id = m.person_id AND upper_inf(a.valid_during)
        AND a.org_id IS NOT DISTINCT FROM m.org_id
        AND (a.affiliation_state, a.place_path, a.party_path) IS DISTINCT FROM (m.affiliation_state, m.place_path, m.party_path);

    UPDATE membership_standing s SET place_path = m.place_path, party_path = m.party_path
    FROM member m
    WHERE m.person_id = ANY (people) AND s.person_id = m.person_id AND upper_inf(s.valid_during)
        AND (s.place_path, s.party_path) IS DISTINCT FROM (m.place_path, m.party_path);

    FOR c IN
        UPDATE lawyer l SET
            affiliation_state = m.affiliation_state, affiliation_name = m.affiliation_name,
            political_status = CASE WHEN s.follows THEN s.status ELSE l.political_status END,
            political_status_source = CASE WHEN s.follows THEN 'member_record' ELSE l.political_status_source END,
            political_status_on = CASE WHEN s.follows THEN (now() AT TIME ZONE 'Asia/Shanghai')::date ELSE l.political_status_on END,
            version = l.version + 1
        FROM member m CROSS JOIN LATERAL (
            SELECT f.status, l.political_status IS NULL
                OR l.political_status_source = 'member_record' AND l.political_status <> f.status AS follows
            FROM lawyer l, (SELECT CASE m.category WHEN '1' THEN '01' ELSE '02' END AS status) f
            WHERE l.person_id = m.person_id
        ) s
        WHERE m.person_id = ANY (people) AND l.person_id = m.person_id
            AND ((l.affiliation_state, l.affiliation_name) IS DISTINCT FROM (m.affiliation_state, m.affiliation_name) OR s.follows)
        RETURNING l.*
    LOOP
        PERFORM record_change('lawyer', c.person_id, c.version, 'update', ARRAY['affiliation_name', 'affiliation_state'],
                              to_jsonb(c), c.place_path, c.place_path, c.party_path, c.party_path);
    END LOOP;

    UPDATE person p SET place_path = s.place, party_path = s.party
    FROM (
        SELECT i.id, coalesce(m.place_path, l.place_path) AS place, coalesce(m.party_path, l.party_path) AS party
        FROM unnest(people) AS i (id) LEFT JOIN member m ON m.person_id = i.id LEFT JOIN lawyer l ON l.person_id = i.id
    ) s
    WHERE p.id = s.id AND s.place IS NOT NULL AND (p.place_path, p.party_path) IS DISTINCT FROM (s.place, s.party);
END
$$
""",
    """
CREATE OR REPLACE FUNCTION restate_affiliations(people uuid[], today date, why text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE affiliation a SET valid_during = daterange(lower(a.valid_during), today)
    WHERE a.person_id = ANY (people) AND upper_inf(a.valid_during) AND lower(a.valid_during) < today;
    UPDATE affiliation a SET affiliation_name = m.affiliation_name, place_path = m.place_path, party_path = m.party_path
    FROM member m
    WHERE a.person_id = ANY (people) AND m.person_id = a.person_id AND upper_inf(a.valid_during);
    INSERT INTO affiliation (person_id, valid_during, org_id, name, name_key, sex, id_masked, category, affiliation_name,
                             affiliation_state, opened_by, start_known, reason, place_path, party_path)
    SELECT m.person_id, daterange(today, NULL), m.org_id, m.name, m.name_key, m.sex, m.id_masked, m.category,
           m.affiliation_name, m.affiliation_state, 'org_change', true, why, m.place_path, m.party_path
    FROM member m
    WHERE m.person_id = ANY (people)
        AND NOT EXISTS (SELECT FROM affiliation a WHERE a.person_id = m.person_id AND upper_inf(a.valid_during));
END
$$
""",
)


def upgrade() -> None:
    op.create_table(
        "membership_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("id_masked", sa.String(length=18), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("branch_name", sa.String(length=120), nullable=False),
        sa.Column("committee_id", sa.Uuid(), nullable=False),
        sa.Column("committee_name", sa.String(length=120), nullable=False),
        sa.Column("ground", sa.String(length=32), nullable=True),
        sa.Column("lost_contact_reason", sa.String(length=1), nullable=True),
        sa.Column("since_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("proposal_document", sa.String(length=200), nullable=True),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("document", sa.String(length=200), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "kind IN ({})".format(", ".join(f"'{kind}'" for kind in KINDS)),
            name=op.f("ck_membership_decision_decision_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'decided', 'refused', 'withdrawn', 'recorded')",
            name=op.f("ck_membership_decision_decision_state"),
        ),
        sa.CheckConstraint(
            "ground IN ('lost_contact', 'settled_abroad', 'study_abroad')",
            name=op.f("ck_membership_decision_suspension_ground"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_decision_person_id")),
        sa.ForeignKeyConstraint(["branch_id"], ["party_org.id"], name=op.f("fk_membership_decision_branch_id")),
        sa.ForeignKeyConstraint(["committee_id"], ["party_org.id"], name=op.f("fk_membership_decision_committee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership_decision")),
    )
    for column in ("person_id", "branch_id", "committee_id"):
        op.create_index(op.f(f"ix_membership_decision_{column}"), "membership_decision", [column])
    op.create_index("ix_membership_decision_created_at_id", "membership_decision", ["created_at", "id"])
    op.create_index(
        "uq_membership_decision_open_per_member",
        "membership_decision",
        ["person_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('proposed')"),
    )
    op.add_column("member", sa.Column("lost_contact_reason", sa.String(length=1), nullable=True))
    op.add_column("membership_standing", sa.Column("change_code", sa.String(length=3), nullable=True))
    op.add_column("membership_standing", sa.Column("decision_id", sa.Uuid(), nullable=True))
    # Whoever sees the member sees what was decided on the membership; the person, once it is.
    op.execute("ALTER TABLE membership_decision ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    seen = "EXISTS (SELECT FROM member m WHERE m.person_id = membership_decision.person_id)"
    op.execute(f"CREATE POLICY area_select ON membership_decision FOR SELECT TO huizhi_area USING ({seen})")
    op.execute(f"CREATE POLICY org_all ON membership_decision FOR ALL TO huizhi_org USING ({seen})")
    op.execute(
        "CREATE POLICY self_select ON membership_decision FOR SELECT TO huizhi_self USING ("
        "person_id = nullif(current_setting('huizhi.person', true), '')::uuid AND state IN ('decided', 'recorded'))"
    )
    op.execute("GRANT SELECT ON membership_decision TO huizhi_area, huizhi_org, huizhi_self")
    op.execute("GRANT INSERT, UPDATE ON membership_decision TO huizhi_org")
    # A former member is no member in anybody's copy.
    op.execute(f"ALTER POLICY sharing_select ON member USING ({WITHIN} AND {ENDED})")
    op.execute(SETTLE)
    op.execute(RESTATE)


def downgrade() -> None:
    for function in BEFORE:
        op.execute(function)
    op.execute(f"ALTER POLICY sharing_select ON member USING ({WITHIN})")
    op.drop_column("membership_standing", "decision_id")
    op.drop_column("membership_standing", "change_code")
    op.drop_column("member", "lost_contact_reason")
    op.drop_table("membership_decision")
