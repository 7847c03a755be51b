"""The functions by which rows leave a scope, owned by `huizhi_mover` (docs/decisions/0003)."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STATE_OF = """
CREATE FUNCTION affiliation_state_of(org_path text, firm uuid) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN org_path IS NULL THEN 'outside'
        WHEN EXISTS (
            SELECT FROM law_firm f JOIN party_org o ON o.id = f.covering_org_id
            WHERE f.id = firm AND starts_with(org_path, o.party_path)
        ) THEN 'in_firm_org'
        ELSE 'in_area_org'
    END
$$
"""

# What follows from a person's member record and lawyer record together: neither side may see the other's.
SETTLE = """
CREATE FUNCTION settle_people(people uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
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
"""

# Refusals carry a code in the place of a constraint's name, so that they map to declared errors like constraints do.
REFUSE = """
CREATE FUNCTION refuse(code text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', code USING CONSTRAINT = code;
END
$$
"""

ACCEPT = """
CREATE FUNCTION accept_transfer(transfer_id uuid, branch_id uuid, accepted date, today date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    t transfer;
    branch party_org;
    held affiliation;
    moved member;
    place_before text;
    party_before text;
BEGIN
    SELECT * INTO t FROM transfer WHERE id = transfer_id FOR UPDATE;
    IF NOT FOUND OR t.to_committee_id IS DISTINCT FROM nullif(current_setting('huizhi.org', true), '')::uuid THEN
        PERFORM refuse('transfer_not_found');
    END IF;
    IF t.state <> (CASE t.route WHEN 'internal' THEN 'branch_agreed' ELSE 'in_transit' END) THEN
        PERFORM refuse('transfer_action_out_of_turn');
    END IF;
    IF t.letter_expires_on < today THEN
        PERFORM refuse('letter_expired');
    END IF;
    IF accepted > today THEN
        PERFORM refuse('accepted_in_future');
    END IF;
    SELECT * INTO branch FROM party_org WHERE id = branch_id AND dissolved_on IS NULL
        AND starts_with(party_path, (SELECT c.party_path FROM party_org c WHERE c.id = t.to_committee_id));
    IF NOT FOUND OR branch.category NOT IN ('631', '632', '931', '932') THEN
        PERFORM refuse('branch_not_under_committee');
    END IF;
    SELECT * INTO moved FROM member WHERE person_id = t.person_id FOR UPDATE;
    IF moved.org_id IS DISTINCT FROM t.from_org_id THEN
        PERFORM refuse('affiliation_changed_meanwhile');
    END IF;
    IF moved.membership_status <> '1' THEN
        PERFORM refuse('member_not_in_normal_status');
    END IF;
    IF branch.id = moved.org_id THEN
        PERFORM refuse('same_branch');
    END IF;
    place_before := moved.place_path;
    party_before := moved.party_path;

    SELECT * INTO held FROM affiliation a WHERE a.person_id = t.person_id AND upper_inf(a.valid_during) FOR UPDATE;
    IF accepted < lower(held.valid_during) OR accepted < t.submitted_on THEN
        PERFORM refuse('accepted_before_affiliation');
    END IF;
    IF accepted = lower(held.valid_during) THEN
        IF held.start_known THEN
            PERFORM refuse('affiliation_changed_today');
        END IF;
        -- The start of a first record is unknown, so it held on the day before as well (docs/decisions/0004).
        UPDATE affiliation a SET valid_during = daterange(accepted - 1, accepted)
        WHERE a.person_id = t.person_id AND a.valid_during = held.valid_during;
    ELSE
        UPDATE affiliation a SET valid_during = daterange(lower(held.valid_during), accepted)
        WHERE a.person_id = t.person_id AND a.valid_during = held.valid_during;
    END IF;

    UPDATE member m SET
        org_id = branch.id, affiliation_name = branch.name, place_path = branch.place_path, party_path = branch.party_path,
        affiliation_state = affiliation_state_of(branch.party_path, m.firm_id), version = m.version + 1
    WHERE m.person_id = t.person_id RETURNING * INTO moved;
    INSERT INTO affiliation (person_id, valid_during, org_id, name, name_key, sex, id_masked, category, affiliation_name,
                             affiliation_state, opened_by, start_known, reason, transfer_id, place_path, party_path)
    VALUES (t.person_id, daterange(accepted, NULL), branch.id, moved.name, moved.name_key, moved.sex, moved.id_masked,
            moved.category, branch.name, moved.affiliation_state, 'transfer', true, t.reason, t.id, branch.place_path,
            branch.party_path);
    PERFORM record_change('member', moved.person_id, moved.version, 'update', ARRAY['affiliation_name', 'org_id'],
                          to_jsonb(moved), place_before, moved.place_path, party_before, moved.party_path, 'transfer');
    PERFORM settle_people(ARRAY[t.person_id]);

    UPDATE transfer SET
        state = 'accepted', accepted_on = accepted, to_branch_id = branch.id, to_branch_name = branch.name,
        version = version + 1
    WHERE id = t.id;
END
$$
"""

# An organization's new name or place holds from today on: who is there gets a new row, the closed one keeps the old.
RESTATE = """
CREATE FUNCTION restate_affiliations(people uuid[], today date, why text) RETURNS void LANGUAGE plpgsql AS $$
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
"""

# What a definer function may touch is what its caller reaches; the paths of places and of the Party never look alike.
IN_REACH = """
CREATE FUNCTION in_reach(path text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT path COLLATE "C" >= current_setting('huizhi.lo', true) AND path COLLATE "C" < current_setting('huizhi.hi', true)
        AND current_setting('huizhi.lo', true) <> ''
$$
"""

# The whole subtree gets new paths, wherever its firms and members lie; yesterday's rows keep theirs.
MOVE_ORG = """
CREATE FUNCTION move_org(org uuid, new_parent uuid, today date, why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    c record;
    old_path text;
    new_path text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('party_org_tree'));
    SELECT party_path INTO old_path FROM party_org WHERE id = org AND (in_reach(place_path) OR in_reach(party_path)) FOR UPDATE;
    SELECT party_path || org || '/' INTO new_path FROM party_org
    WHERE id = new_parent AND dissolved_on IS NULL AND (in_reach(place_path) OR in_reach(party_path));
    IF old_path IS NULL OR new_path IS NULL THEN
        PERFORM refuse('party_org_not_found');
    END IF;
    IF starts_with(new_path, old_path) THEN
        PERFORM refuse('party_org_under_itself');
    END IF;

    FOR c IN
        UPDATE party_org o SET
            party_path = new_path || substr(o.party_path, length(old_path) + 1),
            parent_id = CASE WHEN o.id = org THEN new_parent ELSE o.parent_id END, version = o.version + 1
        WHERE starts_with(o.party_path, old_path)
        RETURNING new.*, old.party_path AS old_party
    LOOP
        PERFORM record_change('party_org', c.id, c.version, 'update', ARRAY['parent_id', 'party_path'], to_jsonb(c) - 'old_party',
                              c.place_path, c.place_path, c.old_party, c.party_path, why);
    END LOOP;

    UPDATE party_org_standing s SET valid_during = daterange(lower(s.valid_during), today)
    WHERE upper_inf(s.valid_during) AND lower(s.valid_during) < today AND starts_with(s.party_path, old_path);
    UPDATE party_org_standing s SET party_path = o.party_path, parent_id = o.parent_id, parent_name = p.name, reason = why
    FROM party_org o LEFT JOIN party_org p ON p.id = o.parent_id
    WHERE s.org_id = o.id AND upper_inf(s.valid_during) AND starts_with(o.party_path, new_path);
    INSERT INTO party_org_standing (org_id, valid_during, name, category, parent_id, parent_name, party_path, place_path, reason)
    SELECT o.id, daterange(today, NULL), o.name, o.category, o.parent_id, p.name, o.party_path, o.place_path, why
    FROM party_org o LEFT JOIN party_org p ON p.id = o.parent_id
    WHERE starts_with(o.party_path, new_path)
        AND NOT EXISTS (SELECT FROM party_org_standing s WHERE s.org_id = o.id AND upper_inf(s.valid_during));

    UPDATE member SET party_path = new_path || substr(party_path, length(old_path) + 1), version = version + 1
    WHERE starts_with(party_path, old_path);
    PERFORM restate_affiliations(ARRAY(SELECT m.person_id FROM member m WHERE starts_with(m.party_path, new_path)), today, why);
    PERFORM record_change('member', m.person_id, m.version, 'update', ARRAY['party_path'], to_jsonb(m), m.place_path,
                          m.place_path, old_path || substr(m.party_path, length(new_path) + 1), m.party_path, why)
    FROM member m WHERE starts_with(m.party_path, new_path);

    UPDATE membership_standing SET party_path = new_path || substr(party_path, length(old_path) + 1)
    WHERE upper_inf(valid_during) AND starts_with(party_path, old_path);
    UPDATE law_firm SET party_path = new_path || substr(party_path, length(old_path) + 1) WHERE starts_with(party_path, old_path);
    UPDATE lawyer SET party_path = new_path || substr(party_path, length(old_path) + 1) WHERE starts_with(party_path, old_path);
    UPDATE person SET party_path = new_path || substr(party_path, length(old_path) + 1) WHERE starts_with(party_path, old_path);
    UPDATE party_org_unit SET party_path = new_path || substr(party_path, length(old_path) + 1)
    WHERE upper_inf(valid_during) AND starts_with(party_path, old_path);
    UPDATE practice SET party_path = new_path || substr(party_path, length(old_path) + 1)
    WHERE upper_inf(valid_during) AND starts_with(party_path, old_path);
    UPDATE transfer SET from_party_path = new_path || substr(from_party_path, length(old_path) + 1)
    WHERE starts_with(from_party_path, old_path);
    UPDATE transfer SET to_party_path = new_path || substr(to_party_path, length(old_path) + 1)
    WHERE starts_with(to_party_path, old_path);
END
$$
"""

# A lawyer licensed anew elsewhere: the new bureau shows number, licence and document, and the record comes over; so does
# that of a member who starts to practise far from the own branch. False where nobody fits: unknown number and wrong
# licence are not told apart.
CLAIM = """
CREATE FUNCTION claim_practice(person uuid, firm uuid, kind text, licence text, began date, document text)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    f law_firm;
    l lawyer;
    before lawyer;
    held practice;
BEGIN
    SELECT * INTO f FROM law_firm WHERE id = firm AND status <> 'cancelled'
        AND place_path >= current_setting('huizhi.lo', true) AND place_path < current_setting('huizhi.hi', true) FOR SHARE;
    IF NOT FOUND THEN
        PERFORM refuse('law_firm_not_found');
    END IF;
    SELECT * INTO before FROM lawyer WHERE person_id = person FOR UPDATE;
    IF FOUND THEN
        IF length(before.licence_no) = 17 AND length(licence) = 17 AND right(before.licence_no, 6) <> right(licence, 6) THEN
            RETURN false;
        END IF;
        SELECT * INTO held FROM practice p WHERE p.person_id = person AND upper_inf(p.valid_during);
        IF held.start_known AND began <= lower(held.valid_during) THEN
            PERFORM refuse('practice_out_of_order');
        END IF;
        -- Where the start is unknown, the practice held on the day before the new one as well.
        UPDATE practice p SET valid_during = daterange(least(lower(p.valid_during), began - 1), began)
        WHERE p.person_id = person AND upper_inf(p.valid_during);
        UPDATE lawyer SET
            firm_id = f.id, firm_name = f.name, practice_type = kind, licence_no = licence,
            status = CASE WHEN status = 'cancelled' THEN 'active' ELSE status END,
            place_path = f.place_path, party_path = f.party_path, version = version + 1
        WHERE person_id = person RETURNING * INTO l;
    ELSE
        INSERT INTO lawyer (person_id, name, name_key, name_initials, sex, id_masked, firm_id, firm_name, practice_type,
                            licence_no, status, affiliation_state, place_path, party_path, version)
        SELECT m.person_id, m.name, m.name_key, m.name_initials, m.sex, m.id_masked, f.id, f.name, kind,
               licence, 'active', 'none', f.place_path, f.party_path, 1
        FROM member m WHERE m.person_id = person RETURNING * INTO l;
        IF NOT FOUND THEN
            RETURN false;
        END IF;
    END IF;
    INSERT INTO practice (person_id, valid_during, firm_id, firm_name, practice_type, licence_no, name, name_key, sex,
                          id_masked, start_known, place_path, party_path)
    VALUES (person, daterange(began, NULL), f.id, f.name, kind, licence, l.name, l.name_key, l.sex, l.id_masked, true,
            f.place_path, f.party_path);
    PERFORM record_change('lawyer', person, l.version, CASE WHEN l.version = 1 THEN 'create' ELSE 'update' END,
                          ARRAY['firm_id', 'firm_name', 'licence_no', 'practice_type', 'status'], to_jsonb(l),
                          before.place_path, l.place_path, before.party_path, l.party_path, document);
    PERFORM settle_people(ARRAY[person]);
    RETURN true;
END
$$
"""

# A person has one name; the bureau that is its source sees at least one of the records that carry it.
RENAME = """
CREATE FUNCTION rename_person(person uuid, new_name text, new_key text, new_initials text, why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    c record;
BEGIN
    IF NOT EXISTS (
        SELECT FROM (SELECT person_id, place_path FROM lawyer UNION ALL SELECT person_id, place_path FROM member) r
        WHERE r.person_id = person
            AND in_reach(place_path)
    ) THEN
        PERFORM refuse('person_not_found');
    END IF;
    FOR c IN
        UPDATE lawyer SET name = new_name, name_key = new_key, name_initials = new_initials, version = version + 1
        WHERE person_id = person AND name <> new_name RETURNING *
    LOOP
        PERFORM record_change('lawyer', person, c.version, 'update', ARRAY['name'], to_jsonb(c), c.place_path, c.place_path,
                              c.party_path, c.party_path, why);
    END LOOP;
    FOR c IN
        UPDATE member SET name = new_name, name_key = new_key, name_initials = new_initials, version = version + 1
        WHERE person_id = person AND name <> new_name RETURNING *
    LOOP
        PERFORM record_change('member', person, c.version, 'update', ARRAY['name'], to_jsonb(c), c.place_path, c.place_path,
                              c.party_path, c.party_path, why);
    END LOOP;
    UPDATE practice SET name = new_name, name_key = new_key WHERE person_id = person AND upper_inf(valid_during);
    UPDATE affiliation SET name = new_name, name_key = new_key WHERE person_id = person AND upper_inf(valid_during);
END
$$
"""

# The tree as nested JSON, under the caller's own policies.
TREE = """
CREATE FUNCTION party_org_tree(org uuid, depth integer) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT json_build_object(
        'id', o.id, 'name', o.name, 'category', o.category,
        'members', (SELECT count(*) FROM member m WHERE m.org_id = o.id AND m.membership_status = '1'),
        'children', CASE WHEN depth <= 0 THEN '[]'::json ELSE coalesce((
            SELECT json_agg(party_org_tree(c.id, depth - 1) ORDER BY c.category, c.name_key, c.id)
            FROM party_org c WHERE c.parent_id = o.id AND c.dissolved_on IS NULL
        ), '[]'::json) END
    )
    FROM party_org o WHERE o.id = org
$$
"""

FUNCTIONS = {
    "settle_people(uuid[])": "huizhi_area, huizhi_org, huizhi_mover",
    "accept_transfer(uuid, uuid, date, date)": "huizhi_org",
    "move_org(uuid, uuid, date, text)": "huizhi_area, huizhi_org",
    "claim_practice(uuid, uuid, text, text, date, text)": "huizhi_area",
    "rename_person(uuid, text, text, text, text)": "huizhi_area",
}


def upgrade() -> None:
    for function in (STATE_OF, REFUSE, IN_REACH, SETTLE, ACCEPT, RESTATE, MOVE_ORG, CLAIM, RENAME, TREE):
        op.execute(function)
    for signature, callers in FUNCTIONS.items():
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO {callers}")
        op.execute(f"ALTER FUNCTION {signature} OWNER TO huizhi_mover")


def downgrade() -> None:
    for signature in FUNCTIONS:
        op.execute(f"DROP FUNCTION {signature}")
    op.execute("DROP FUNCTION affiliation_state_of, refuse, in_reach, party_org_tree, restate_affiliations")
