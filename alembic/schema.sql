\restrict huizhi

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;

COMMENT ON EXTENSION btree_gist IS 'support for indexing common datatypes in GiST';

CREATE FUNCTION public.accept_bulk(transfer_id uuid, accepted date, today date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    t transfer;
    root party_org;
    parent party_org;
    old_path text;
    new_path text;
    listed uuid[];
    others uuid[];
    written bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('party_org_tree'));
    t := transfer_to_accept(transfer_id, accepted, today);
    IF t.route <> 'bulk' OR t.bulk_id IS NOT NULL THEN
        PERFORM refuse('transfer_not_found');
    END IF;
    IF accepted < t.submitted_on THEN
        PERFORM refuse('accepted_before_affiliation');
    END IF;
    SELECT party_path INTO old_path FROM party_org WHERE id = t.from_org_id;
    PERFORM FROM election e JOIN party_org o ON o.id = e.org_id
    WHERE e.state IN ('requested', 'approved', 'held') AND starts_with(o.party_path, old_path) ORDER BY e.id FOR UPDATE OF e;
    PERFORM FROM formation f JOIN party_org o ON o.id = f.parent_id
    WHERE f.state IN ('proposed', 'approved', 'elected') AND starts_with(o.party_path, old_path)
    ORDER BY f.id FOR UPDATE OF f;
    SELECT * INTO root FROM party_org WHERE id = t.from_org_id FOR NO KEY UPDATE;
    SELECT * INTO parent FROM party_org WHERE id = t.to_org_id AND dissolved_on IS NULL
        AND starts_with(party_path, (SELECT c.party_path FROM party_org c WHERE c.id = t.to_committee_id)) FOR SHARE;
    IF NOT FOUND THEN
        PERFORM refuse('branch_not_under_committee');
    END IF;
    new_path := parent.party_path || root.id || '/';

    PERFORM FROM party_org o WHERE starts_with(o.party_path, old_path) ORDER BY o.id FOR NO KEY UPDATE;
    PERFORM FROM membership_decision d JOIN party_org o ON o.id = d.branch_id
    WHERE d.state = 'proposed' AND starts_with(o.party_path, old_path) ORDER BY d.id FOR UPDATE OF d;
    PERFORM FROM transfer r WHERE r.bulk_id = t.id AND r.state = 'in_transit' ORDER BY r.id FOR UPDATE;
    PERFORM FROM member m WHERE starts_with(m.party_path, old_path) ORDER BY m.person_id FOR UPDATE;
    listed := ARRAY(SELECT r.person_id FROM transfer r WHERE r.bulk_id = t.id AND r.state = 'in_transit' ORDER BY 1);
    IF listed IS DISTINCT FROM ARRAY(
        SELECT m.person_id FROM member m
        WHERE starts_with(m.party_path, old_path) AND m.org_id IS NOT NULL AND m.membership_status = '1' ORDER BY 1
    ) THEN
        PERFORM refuse('bulk_list_changed');
    END IF;
    IF EXISTS (
        SELECT FROM affiliation a WHERE a.person_id = ANY (listed) AND upper_inf(a.valid_during)
            AND (lower(a.valid_during) > accepted OR lower(a.valid_during) = accepted AND a.start_known)
    ) THEN
        PERFORM refuse('affiliation_changed_today');
    END IF;
    others := ARRAY(
        SELECT m.person_id FROM member m WHERE starts_with(m.party_path, old_path) AND m.person_id <> ALL (listed)
    );

    WITH moved AS (
        UPDATE party_org o SET
            party_path = new_path || substr(o.party_path, length(old_path) + 1),
            parent_id = CASE WHEN o.id = root.id THEN parent.id ELSE o.parent_id END, version = o.version + 1
        WHERE starts_with(o.party_path, old_path)
        RETURNING new.*, old.party_path AS old_party
    )
    SELECT count(record_change('party_org', c.id, c.version, 'update', ARRAY['parent_id', 'party_path'],
                               to_jsonb(c) - 'old_party', c.place_path, c.place_path, c.old_party, c.party_path, 'transfer'))
    FROM moved c INTO written;

    PERFORM restate_subtree(old_path, new_path, accepted, t.reason);

    UPDATE affiliation a SET valid_during = daterange(least(lower(a.valid_during), accepted - 1), accepted)
    WHERE a.person_id = ANY (listed) AND upper_inf(a.valid_during);
    WITH moved AS (
        UPDATE member m SET
            party_path = new_path || substr(m.party_path, length(old_path) + 1), version = m.version + 1
        WHERE starts_with(m.party_path, old_path)
        RETURNING new.*, old.party_path AS old_party
    )
    SELECT count(record_change('member', c.person_id, c.version, 'update', ARRAY['party_path'], to_jsonb(c) - 'old_party',
                               c.place_path, c.place_path, c.old_party, c.party_path, 'transfer'))
    FROM moved c INTO written;
    INSERT INTO affiliation (person_id, valid_during, org_id, name, name_key, sex, id_masked, category, affiliation_name,
                             affiliation_state, opened_by, start_known, reason, transfer_id, place_path, party_path)
    SELECT m.person_id, daterange(accepted, NULL), m.org_id, m.name, m.name_key, m.sex, m.id_masked, m.category,
           m.affiliation_name, m.affiliation_state, 'transfer', true, t.reason, r.id, m.place_path, m.party_path
    FROM transfer r JOIN member m ON m.person_id = r.person_id WHERE r.bulk_id = t.id AND r.state = 'in_transit';
    PERFORM restate_affiliations(others, accepted, t.reason);

    PERFORM follow_subtree(old_path, new_path);
    PERFORM settle_people(listed || others);
    PERFORM settle_committees(old_path, new_path);

    WITH gone AS (
        UPDATE transfer r SET
            state = 'accepted', accepted_on = accepted, to_branch_id = r.from_org_id, to_branch_name = r.from_org_name,
            version = r.version + 1
        WHERE r.bulk_id = t.id AND r.state = 'in_transit' RETURNING new.*, old.state AS was
    ), hops AS (
        INSERT INTO transfer_hop (transfer_id, number, action, from_state, to_state, body_id, body_name, account_id)
        SELECT g.id, g.version - 1, 'accept', g.was, g.state, a.* FROM gone g CROSS JOIN acting_body() a
    )
    SELECT count(record_change('transfer', c.id, c.version, 'update', ARRAY['accepted_on', 'state', 'to_branch_id'],
                               to_jsonb(c) - 'was', c.from_place_path, c.to_place_path, c.from_party_path, c.to_party_path))
    FROM gone c INTO written;
    UPDATE transfer SET
        state = 'accepted', accepted_on = accepted, to_branch_id = root.id, to_branch_name = root.name, version = version + 1
    WHERE id = t.id;
END
$$;

ALTER FUNCTION public.accept_bulk(transfer_id uuid, accepted date, today date) OWNER TO huizhi_mover;

CREATE FUNCTION public.accept_incoming(transfer_id uuid, branch_id uuid, accepted date, today date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    t transfer;
    p paper_letter;
    branch party_org;
    held member;
    moved member;
BEGIN
    t := transfer_to_accept(transfer_id, accepted, today);
    IF t.route <> 'incoming' THEN
        PERFORM refuse('transfer_action_out_of_turn');
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
$$;

ALTER FUNCTION public.accept_incoming(transfer_id uuid, branch_id uuid, accepted date, today date) OWNER TO huizhi_mover;

CREATE FUNCTION public.accept_transfer(transfer_id uuid, branch_id uuid, accepted date, today date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    t transfer;
    branch party_org;
    moved member;
    place_before text;
    party_before text;
BEGIN
    t := transfer_to_accept(transfer_id, accepted, today);
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

    IF accepted < t.submitted_on THEN
        PERFORM refuse('accepted_before_affiliation');
    END IF;
    PERFORM end_affiliation(t.person_id, accepted);
    UPDATE member m SET
        org_id = branch.id, affiliation_name = branch.name, place_path = branch.place_path, party_path = branch.party_path,
        affiliation_state = affiliation_state_of(branch.party_path, m.firm_id), version = m.version + 1
    WHERE m.person_id = t.person_id RETURNING * INTO moved;
    PERFORM begin_affiliation(t.person_id, accepted, t.reason, t.id);
    PERFORM record_change('member', moved.person_id, moved.version, 'update', ARRAY['affiliation_name', 'org_id'],
                          to_jsonb(moved), place_before, moved.place_path, party_before, moved.party_path, 'transfer');
    PERFORM settle_people(ARRAY[t.person_id]);

    UPDATE transfer SET
        state = 'accepted', accepted_on = accepted, to_branch_id = branch.id, to_branch_name = branch.name,
        version = version + 1
    WHERE id = t.id;
END
$$;

ALTER FUNCTION public.accept_transfer(transfer_id uuid, branch_id uuid, accepted date, today date) OWNER TO huizhi_mover;

CREATE FUNCTION public.acting_body() RETURNS TABLE(body_id uuid, body_name text, account_id uuid)
    LANGUAGE sql STABLE
    AS $$
    SELECT nullif(current_setting('huizhi.org', true), '')::uuid, current_setting('huizhi.body', true),
           nullif(current_setting('huizhi.actor', true), '')::uuid
$$;

ALTER FUNCTION public.acting_body() OWNER TO huizhi_migrate;

CREATE FUNCTION public.add_working_days(start date, days integer) RETURNS date
    LANGUAGE plpgsql STABLE STRICT
    AS $$
DECLARE
    reached date := start;
    left_over integer := abs(days);
BEGIN
    WHILE left_over > 0 LOOP
        reached := reached + sign(days)::integer;
        IF coalesce((SELECT c.is_working FROM calendar_day c WHERE c.day = reached), extract(isodow FROM reached) < 6) THEN
            left_over := left_over - 1;
        END IF;
    END LOOP;
    RETURN reached;
END
$$;

ALTER FUNCTION public.add_working_days(start date, days integer) OWNER TO huizhi_migrate;

CREATE FUNCTION public.admit_member(file_id uuid, fresh uuid, admitted date, document text) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
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
$$;

ALTER FUNCTION public.admit_member(file_id uuid, fresh uuid, admitted date, document text) OWNER TO huizhi_mover;

CREATE FUNCTION public.affiliation_state_of(org_path text, firm uuid) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    SELECT CASE
        WHEN org_path IS NULL THEN 'outside'
        WHEN EXISTS (
            SELECT FROM law_firm f JOIN party_org o ON o.id = f.covering_org_id
            WHERE f.id = firm AND starts_with(org_path, o.party_path)
        ) THEN 'in_firm_org'
        ELSE 'in_area_org'
    END
$$;

ALTER FUNCTION public.affiliation_state_of(org_path text, firm uuid) OWNER TO huizhi_migrate;

CREATE FUNCTION public.begin_affiliation(person uuid, day date, why text, transfer uuid) RETURNS void
    LANGUAGE sql
    AS $$
    INSERT INTO affiliation (person_id, valid_during, org_id, name, name_key, sex, id_masked, category, affiliation_name,
                             affiliation_state, opened_by, start_known, reason, transfer_id, place_path, party_path)
    SELECT m.person_id, daterange(day, NULL), m.org_id, m.name, m.name_key, m.sex, m.id_masked, m.category,
           m.affiliation_name, m.affiliation_state, 'transfer', true, why, transfer, m.place_path, m.party_path
    FROM member m WHERE m.person_id = person
$$;

ALTER FUNCTION public.begin_affiliation(person uuid, day date, why text, transfer uuid) OWNER TO huizhi_migrate;

CREATE FUNCTION public.claim_practice(person uuid, firm uuid, kind text, licence text, began date, document text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
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
$$;

ALTER FUNCTION public.claim_practice(person uuid, firm uuid, kind text, licence text, began date, document text) OWNER TO huizhi_mover;

CREATE FUNCTION public.coverage_on(day date, months integer) RETURNS TABLE(firm_id uuid, place_path text, is_key_firm boolean, org_id uuid, category text, basis text, practitioners bigint, members bigint, full_members bigint, untransferred bigint, liaison_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
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
           count(c.person_id),
           count(*) FILTER (WHERE c.is_member),
           count(*) FILTER (WHERE c.is_full AND (coalesce(c.at_home, false) OR c.may_come)),
           count(*) FILTER (WHERE c.is_member AND NOT CASE WHEN f.org_id IS NULL THEN c.is_placed ELSE coalesce(c.at_home, false) END),
           (SELECT s.person_id FROM firm_liaison s WHERE s.firm_id = f.id AND s.valid_during @> day)
    FROM firm f LEFT JOIN counted c ON c.firm_id = f.id
    GROUP BY f.id, f.place_path, f.is_key_firm, f.org_id, f.category, f.basis
$$;

ALTER FUNCTION public.coverage_on(day date, months integer) OWNER TO huizhi_mover;

CREATE FUNCTION public.coverage_today(today date, months integer) RETURNS TABLE(firm_id uuid, place_path text, is_key_firm boolean, org_id uuid, category text, basis text, practitioners bigint, members bigint, full_members bigint, untransferred bigint, liaison_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
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
           count(c.person_id),
           count(*) FILTER (WHERE c.is_member),
           count(*) FILTER (WHERE c.is_full AND (c.at_home OR c.may_come)),
           count(*) FILTER (WHERE c.is_member AND NOT CASE WHEN f.org_id IS NULL THEN c.is_placed ELSE c.at_home END),
           (SELECT s.person_id FROM firm_liaison s WHERE s.firm_id = f.id AND s.valid_during @> today)
    FROM firm f LEFT JOIN counted c ON c.firm_id = f.id
    GROUP BY f.id, f.place_path, f.is_key_firm, f.org_id, f.category, f.basis
$$;

ALTER FUNCTION public.coverage_today(today date, months integer) OWNER TO huizhi_mover;

CREATE FUNCTION public.dues_paid_through(person uuid) RETURNS date
    LANGUAGE sql STABLE
    AS $$
    SELECT paid FROM (
        SELECT d.paid_through, d.recorded_on, 1 FROM member_dues d WHERE d.person_id = person
        UNION ALL
        SELECT t.dues_paid_to, t.accepted_on, 0 FROM transfer t
        WHERE t.person_id = person AND t.accepted_on IS NOT NULL AND t.dues_paid_to IS NOT NULL
        UNION ALL
        SELECT e.dues_paid_to, e.left_on, 0 FROM certificate_entry e JOIN activity_certificate c ON c.id = e.certificate_id
        WHERE c.person_id = person AND e.dues_paid_to IS NOT NULL AND e.left_on IS NOT NULL
    ) AS word (paid, told_on, rank)
    ORDER BY told_on DESC, rank DESC LIMIT 1
$$;

ALTER FUNCTION public.dues_paid_through(person uuid) OWNER TO huizhi_migrate;

CREATE FUNCTION public.end_affiliation(person uuid, day date) RETURNS void
    LANGUAGE plpgsql
    AS $$
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
$$;

ALTER FUNCTION public.end_affiliation(person uuid, day date) OWNER TO huizhi_migrate;

CREATE FUNCTION public.feed_head(OUT head bigint, OUT lag_ms integer) RETURNS record
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
    SELECT coalesce((SELECT max(seq) FROM change), 0),
           coalesce((SELECT extract(epoch FROM clock_timestamp() - min(at)) * 1000 FROM change WHERE seq IS NULL), 0)::integer
$$;

ALTER FUNCTION public.feed_head(OUT head bigint, OUT lag_ms integer) OWNER TO huizhi_mover;

CREATE FUNCTION public.find_newcomer(number_digest bytea, called text) RETURNS TABLE(person uuid, standing text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
    SELECT i.person_id,
           CASE WHEN coalesce(m.org_id IS NULL, true) AND coalesce(m.name, l.name) = called THEN 'free' ELSE 'taken' END
    FROM person_identity i
    LEFT JOIN member m ON m.person_id = i.person_id
    LEFT JOIN lawyer l ON l.person_id = i.person_id
    WHERE i.digest = number_digest
$$;

ALTER FUNCTION public.find_newcomer(number_digest bytea, called text) OWNER TO huizhi_mover;

CREATE FUNCTION public.firm_party_members(firms uuid[], today date, months integer) RETURNS TABLE(firm_id uuid, here integer, elsewhere integer, outside integer, part_time integer, probationary integer, suspended integer)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
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
$$;

ALTER FUNCTION public.firm_party_members(firms uuid[], today date, months integer) OWNER TO huizhi_mover;

CREATE FUNCTION public.follow_subtree(old_path text, new_path text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE membership_standing SET party_path = new_path || substr(party_path, length(old_path) + 1)
    WHERE upper_inf(valid_during) AND starts_with(party_path, old_path);
    UPDATE law_firm SET party_path = new_path || substr(party_path, length(old_path) + 1) WHERE starts_with(party_path, old_path);
    UPDATE lawyer SET party_path = new_path || substr(party_path, length(old_path) + 1) WHERE starts_with(party_path, old_path);
    UPDATE person SET party_path = new_path || substr(party_path, length(old_path) + 1) WHERE starts_with(party_path, old_path);
    UPDATE party_org_unit SET party_path = new_path || substr(party_path, length(old_path) + 1)
    WHERE upper_inf(valid_during) AND starts_with(party_path, old_path);
    UPDATE practice SET party_path = new_path || substr(party_path, length(old_path) + 1)
    WHERE upper_inf(valid_during) AND starts_with(party_path, old_path);
END
$$;

ALTER FUNCTION public.follow_subtree(old_path text, new_path text) OWNER TO huizhi_migrate;

CREATE FUNCTION public.guidance_follows() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    UPDATE party_org_guidance SET party_path = NEW.party_path WHERE org_id = NEW.id;
    RETURN NULL;
END
$$;

ALTER FUNCTION public.guidance_follows() OWNER TO huizhi_mover;

CREATE FUNCTION public.in_reach(path text) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    SELECT path COLLATE "C" >= current_setting('huizhi.lo', true) AND path COLLATE "C" < current_setting('huizhi.hi', true)
        AND current_setting('huizhi.lo', true) <> ''
$$;

ALTER FUNCTION public.in_reach(path text) OWNER TO huizhi_migrate;

CREATE FUNCTION public.leadership_findings(today date) RETURNS TABLE(org_id uuid, kind text, counted bigint, figure bigint, since_on date)
    LANGUAGE sql STABLE
    AS $$
    WITH in_force AS (
        SELECT DISTINCT ON (key) key, value::bigint FROM rule_figure WHERE effective_from <= today
        ORDER BY key, effective_from DESC
    ), figures AS (
        SELECT max(value) FILTER (WHERE key = 'branch_committee.threshold') AS threshold,
               max(value) FILTER (WHERE key = 'branch_committee.min_size') AS least
        FROM in_force
    ), held AS (
        SELECT p.org_id, count(*) AS posts, bool_or(p.kind = 'secretary') AS has_secretary,
               max(p.term_ends_on) AS term_ends_on,
               count(*) FILTER (WHERE p.person_id IS NOT NULL AND (
                   m.category <> '1' OR m.membership_status <> '1'
                   OR p.basis = 'elected' AND (m.person_id IS NULL OR NOT starts_with(m.party_path, o.party_path))
               )) AS not_eligible
        FROM post p JOIN party_org o ON o.id = p.org_id LEFT JOIN member m ON m.person_id = p.person_id
        WHERE upper_inf(p.valid_during) GROUP BY p.org_id
    ), left_on AS (
        SELECT p.org_id, max(upper(p.valid_during)) AS day FROM post p
        WHERE p.kind = 'secretary' AND NOT upper_inf(p.valid_during) GROUP BY p.org_id
    ), full_member AS (
        SELECT m.org_id, count(*) AS full_members FROM member m
        WHERE m.org_id IS NOT NULL AND m.category = '1' AND m.membership_status = '1' GROUP BY m.org_id
    ), standing AS (
        SELECT o.id, o.category, o.secretary_name, o.founded_on, coalesce(h.posts, 0) AS posts,
               coalesce(h.has_secretary, false) AS has_secretary, h.term_ends_on, coalesce(h.not_eligible, 0) AS not_eligible,
               coalesce(f.full_members, 0) AS full_members, l.day AS left_on
        FROM party_org o
        LEFT JOIN held h ON h.org_id = o.id
        LEFT JOIN left_on l ON l.org_id = o.id
        LEFT JOIN full_member f ON f.org_id = o.id
        WHERE o.dissolved_on IS NULL AND o.category IN ('611', '621', '631', '632', '911', '921', '931', '932')
    )
    SELECT s.id, k.kind, k.counted, k.figure, k.since_on
    FROM standing s, figures f, LATERAL (VALUES
        ('no_secretary', NOT has_secretary AND secretary_name IS NULL, 0, 1, coalesce(left_on, founded_on)),
        ('secretary_not_on_record', NOT has_secretary AND secretary_name IS NOT NULL, 0, 1, NULL),
        ('holder_not_eligible', not_eligible > 0, not_eligible, 0, NULL),
        ('branch_committee_due', category IN ('631', '632') AND posts > 0 AND full_members >= threshold AND posts < least,
         posts, least, NULL),
        ('term_unknown', posts > 0 AND term_ends_on IS NULL AND category NOT LIKE '9%', 0, 1, NULL),
        ('term_over', term_ends_on < today, today - term_ends_on, 0, term_ends_on + 1)
    ) AS k (kind, holds, counted, figure, since_on)
    WHERE k.holds
$$;

ALTER FUNCTION public.leadership_findings(today date) OWNER TO huizhi_migrate;

CREATE FUNCTION public.meeting_states(of_year integer, today date) RETURNS TABLE(org_id uuid, kind text, number integer, first_on date, last_on date, held_on date, state text)
    LANGUAGE sql STABLE
    AS $$
    SELECT r.org_id, r.kind, r.number, r.first_on, r.last_on, h.held_on,
           CASE WHEN h.held_on IS NOT NULL THEN 'held' WHEN r.last_on < today THEN 'missed'
                WHEN today < r.first_on THEN 'upcoming' ELSE 'open' END
    FROM required_meetings(of_year) r
    LEFT JOIN LATERAL (
        SELECT min(m.held_on) AS held_on FROM meeting_held m
        WHERE m.org_id = r.org_id AND m.kind = r.kind AND m.held_on BETWEEN r.first_on AND r.last_on
    ) h ON true
$$;

ALTER FUNCTION public.meeting_states(of_year integer, today date) OWNER TO huizhi_migrate;

CREATE FUNCTION public.move_org(org uuid, new_parent uuid, today date, why text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
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

    PERFORM restate_subtree(old_path, new_path, today, why);

    UPDATE member SET party_path = new_path || substr(party_path, length(old_path) + 1), version = version + 1
    WHERE starts_with(party_path, old_path);
    PERFORM restate_affiliations(ARRAY(SELECT m.person_id FROM member m WHERE starts_with(m.party_path, new_path)), today, why);
    PERFORM record_change('member', m.person_id, m.version, 'update', ARRAY['party_path'], to_jsonb(m), m.place_path,
                          m.place_path, old_path || substr(m.party_path, length(new_path) + 1), m.party_path, why)
    FROM member m WHERE starts_with(m.party_path, new_path);

    PERFORM follow_subtree(old_path, new_path);
    UPDATE transfer SET from_party_path = new_path || substr(from_party_path, length(old_path) + 1)
    WHERE starts_with(from_party_path, old_path);
    UPDATE transfer SET to_party_path = new_path || substr(to_party_path, length(old_path) + 1)
    WHERE starts_with(to_party_path, old_path);
    PERFORM settle_committees(old_path, new_path);
END
$$;

ALTER FUNCTION public.move_org(org uuid, new_parent uuid, today date, why text) OWNER TO huizhi_mover;

CREATE FUNCTION public.nearest_committee(path text) RETURNS TABLE(id uuid, name text)
    LANGUAGE sql STABLE
    AS $$
    SELECT o.id, o.name FROM party_org o
    WHERE o.id = ANY (string_to_array(btrim(path, '/'), '/')::uuid[]) AND o.category = '611' AND o.dissolved_on IS NULL
    ORDER BY length(o.party_path) DESC LIMIT 1
$$;

ALTER FUNCTION public.nearest_committee(path text) OWNER TO huizhi_migrate;

CREATE FUNCTION public.open_procedures(person uuid, orgs uuid[]) RETURNS SETOF text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    org uuid;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('person'), hashtext(person::text));
    IF person = nullif(current_setting('huizhi.person', true), '')::uuid
        OR EXISTS (SELECT FROM member m WHERE m.person_id = person AND (in_reach(m.place_path) OR in_reach(m.party_path)))
        OR EXISTS (
            SELECT FROM transfer t
            WHERE t.person_id = person AND (in_reach(t.from_party_path) OR in_reach(t.to_party_path))
                AND t.state IN ('draft', 'submitted', 'branch_agreed', 'letter_issued', 'in_transit', 'returned')
        )
    THEN
        RETURN QUERY SELECT DISTINCT CASE WHEN t.bulk_id IS NULL THEN 'transfer' ELSE 'bulk_transfer' END FROM transfer t
        WHERE t.person_id = person
            AND t.state IN ('draft', 'submitted', 'branch_agreed', 'letter_issued', 'in_transit', 'returned');
        RETURN QUERY SELECT 'membership_decision' FROM membership_decision d
        WHERE d.person_id = person AND d.state = 'proposed';
    END IF;
    FOREACH org IN ARRAY ARRAY(SELECT id FROM unnest(orgs) AS named (id) WHERE id IS NOT NULL ORDER BY id) LOOP
        IF org_is_moving(org) THEN
            RETURN NEXT 'bulk_transfer';
        END IF;
        IF EXISTS (SELECT FROM party_org o WHERE o.id = org AND o.dissolved_on IS NOT NULL) THEN
            PERFORM refuse('party_org_dissolved');
        END IF;
    END LOOP;
END
$$;

ALTER FUNCTION public.open_procedures(person uuid, orgs uuid[]) OWNER TO huizhi_mover;

CREATE FUNCTION public.org_is_moving(org uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM FROM party_org o WHERE o.id = org FOR SHARE;
    RETURN EXISTS (
        SELECT FROM party_org o
        JOIN transfer t ON t.from_org_id = ANY (string_to_array(btrim(o.party_path, '/'), '/')::uuid[])
        WHERE o.id = org AND t.route = 'bulk' AND t.bulk_id IS NULL
            AND t.state IN ('submitted', 'branch_agreed', 'letter_issued', 'in_transit')
    );
END
$$;

ALTER FUNCTION public.org_is_moving(org uuid) OWNER TO huizhi_mover;

CREATE FUNCTION public.organization_findings(today date) RETURNS TABLE(org_id uuid, kind text, counted bigint, figure bigint, since_on date)
    LANGUAGE sql STABLE
    AS $$
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
$$;

ALTER FUNCTION public.organization_findings(today date) OWNER TO huizhi_migrate;

CREATE FUNCTION public.party_org_tree(org uuid, depth integer) RETURNS json
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    root text;
    below jsonb := '{}';
BEGIN
    SELECT party_path INTO root FROM party_org WHERE id = org;
    FOR step IN REVERSE depth..1 LOOP
        SELECT coalesce(jsonb_object_agg(parent_id, children), '{}') INTO below FROM (
            SELECT o.parent_id, jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name, 'category', o.category,
                   'members', (SELECT count(*) FROM member m WHERE m.org_id = o.id AND m.membership_status = '1'),
                   'children', coalesce(below -> o.id::text, '[]')) ORDER BY o.category, o.name_key, o.id) AS children
            FROM party_org o
            WHERE o.party_path >= root AND o.party_path < rtrim(root, '/') || '0'
                AND length(o.party_path) = length(root) + 37 * step AND o.dissolved_on IS NULL
            GROUP BY o.parent_id
        ) level;
    END LOOP;
    RETURN (SELECT jsonb_build_object('id', o.id, 'name', o.name, 'category', o.category,
                   'members', (SELECT count(*) FROM member m WHERE m.org_id = o.id AND m.membership_status = '1'),
                   'children', coalesce(below -> o.id::text, '[]')) FROM party_org o WHERE o.id = org);
END
$$;

ALTER FUNCTION public.party_org_tree(org uuid, depth integer) OWNER TO huizhi_migrate;

CREATE FUNCTION public.reached_since(periods daterange[], threshold bigint) RETURNS date
    LANGUAGE sql IMMUTABLE
    AS $$
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
$$;

ALTER FUNCTION public.reached_since(periods daterange[], threshold bigint) OWNER TO huizhi_migrate;

CREATE FUNCTION public.record_change(entity text, entity_id uuid, version integer, op text, changed text[], facts jsonb, place_before text, place_after text, party_before text, party_after text, reason text DEFAULT NULL::text) RETURNS void
    LANGUAGE sql
    AS $_$
    WITH fresh AS (
        SELECT uuidv7() AS id, uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) AS salt
    ), kept AS (
        INSERT INTO change_salt (change_id, salt) SELECT id, salt FROM fresh
    )
    INSERT INTO change (id, entity, entity_id, version, op, changed, place_before, place_after, party_before,
                        party_after, reason, commitment)
    SELECT id, $1, $2, $3, $4, $5, $7, $8, $9, $10, $11, sha256(salt || convert_to(facts::text, 'UTF8')) FROM fresh
$_$;

ALTER FUNCTION public.record_change(entity text, entity_id uuid, version integer, op text, changed text[], facts jsonb, place_before text, place_after text, party_before text, party_after text, reason text) OWNER TO huizhi_migrate;

CREATE FUNCTION public.refuse(code text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION '%', code USING CONSTRAINT = code;
END
$$;

ALTER FUNCTION public.refuse(code text) OWNER TO huizhi_migrate;

CREATE FUNCTION public.release_transfer(transfer_id uuid, received date, today date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
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
$$;

ALTER FUNCTION public.release_transfer(transfer_id uuid, received date, today date) OWNER TO huizhi_mover;

CREATE FUNCTION public.rename_person(person uuid, new_name text, new_key text, new_initials text, why text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
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
$$;

ALTER FUNCTION public.rename_person(person uuid, new_name text, new_key text, new_initials text, why text) OWNER TO huizhi_mover;

CREATE FUNCTION public.required_meetings(of_year integer) RETURNS TABLE(org_id uuid, kind text, number integer, first_on date, last_on date)
    LANGUAGE sql STABLE
    AS $$
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
$$;

ALTER FUNCTION public.required_meetings(of_year integer) OWNER TO huizhi_migrate;

CREATE FUNCTION public.restate_affiliations(people uuid[], today date, why text) RETURNS void
    LANGUAGE plpgsql
    AS $$
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
$$;

ALTER FUNCTION public.restate_affiliations(people uuid[], today date, why text) OWNER TO huizhi_migrate;

CREATE FUNCTION public.restate_subtree(old_path text, new_path text, day date, why text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE party_org_standing s SET valid_during = daterange(lower(s.valid_during), day)
    WHERE upper_inf(s.valid_during) AND lower(s.valid_during) < day AND starts_with(s.party_path, old_path);
    UPDATE party_org_standing s SET party_path = o.party_path, parent_id = o.parent_id, parent_name = p.name, reason = why
    FROM party_org o LEFT JOIN party_org p ON p.id = o.parent_id
    WHERE s.org_id = o.id AND upper_inf(s.valid_during) AND starts_with(o.party_path, new_path);
    INSERT INTO party_org_standing (org_id, valid_during, name, category, parent_id, parent_name, party_path, place_path, reason)
    SELECT o.id, daterange(day, NULL), o.name, o.category, o.parent_id, p.name, o.party_path, o.place_path, why
    FROM party_org o LEFT JOIN party_org p ON p.id = o.parent_id
    WHERE starts_with(o.party_path, new_path)
        AND NOT EXISTS (SELECT FROM party_org_standing s WHERE s.org_id = o.id AND upper_inf(s.valid_during));
END
$$;

ALTER FUNCTION public.restate_subtree(old_path text, new_path text, day date, why text) OWNER TO huizhi_migrate;

CREATE FUNCTION public.settle_certificate_letters(people uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    c record;
BEGIN
    FOR c IN
        UPDATE certificate_letter l SET
            state = 'refused', version = l.version + 1,
            ended_on = (SELECT coalesce(max(lower(a.valid_during)) FILTER (WHERE upper_inf(a.valid_during)),
                                        max(upper(a.valid_during)))
                        FROM affiliation a WHERE a.person_id = l.person_id),
            note = CASE WHEN m.membership_status IN ('4', '5', '6') THEN '党籍已终止' ELSE '组织关系已转出' END
        FROM member m, party_org o
        WHERE m.person_id = ANY (people) AND l.person_id = m.person_id AND o.id = l.branch_id AND l.state = 'requested'
            AND m.org_id IS DISTINCT FROM l.branch_id
        RETURNING new.*, old.state AS was, o.place_path, o.party_path
    LOOP
        INSERT INTO certificate_letter_step (letter_id, number, action, from_state, to_state, note, body_id, body_name,
                                             account_id)
        SELECT c.id, c.version - 1, 'refuse', c.was, c.state, c.note, a.* FROM acting_body() a;
        PERFORM record_change('certificate_letter', c.id, c.version, 'update', ARRAY['ended_on', 'note', 'state'],
                              to_jsonb(c) - 'was' - 'place_path' - 'party_path', c.place_path, c.place_path,
                              c.party_path, c.party_path, c.note);
    END LOOP;
END
$$;

ALTER FUNCTION public.settle_certificate_letters(people uuid[]) OWNER TO huizhi_mover;

CREATE FUNCTION public.settle_certificates(people uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    c record;
BEGIN
    FOR c IN
        UPDATE activity_certificate t SET
            home_org_id = m.org_id, home_name = m.affiliation_name, version = t.version + 1,
            area_code = CASE WHEN t.state IN ('requested', 'filled') THEN o.area_code ELSE t.area_code END,
            committee_id = CASE WHEN t.state IN ('requested', 'filled', 'numbered') AND n.id IS NOT NULL
                                THEN n.id ELSE t.committee_id END,
            committee_name = CASE WHEN t.state IN ('requested', 'filled', 'numbered') AND n.id IS NOT NULL
                                  THEN n.name ELSE t.committee_name END
        FROM member m JOIN party_org o ON o.id = m.org_id LEFT JOIN LATERAL nearest_committee(o.party_path) n ON true
        WHERE m.person_id = ANY (people) AND t.person_id = m.person_id
            AND t.state IN ('requested', 'filled', 'numbered', 'stamped', 'issued')
            AND (t.home_org_id, t.home_name) IS DISTINCT FROM (m.org_id, m.affiliation_name)
        RETURNING t.*, o.place_path, o.party_path
    LOOP
        PERFORM record_change('activity_certificate', c.id, c.version, 'update', ARRAY['home_name', 'home_org_id'],
                              to_jsonb(c) - 'place_path' - 'party_path', c.place_path, c.place_path, c.party_path,
                              c.party_path);
    END LOOP;

    FOR c IN
        UPDATE activity_certificate t SET
            state = 'withdrawn', version = t.version + 1,
            closing_note = CASE WHEN m.membership_status IN ('4', '5', '6') THEN '党籍已终止' ELSE '组织关系已转出' END
        FROM member m, party_org o
        WHERE m.person_id = ANY (people) AND t.person_id = m.person_id AND o.id = t.home_org_id AND m.org_id IS NULL
            AND t.state IN ('requested', 'filled', 'numbered', 'stamped')
        RETURNING new.*, old.state AS was, o.place_path, o.party_path
    LOOP
        INSERT INTO certificate_step (certificate_id, number, action, from_state, to_state, note, body_id, body_name,
                                      account_id)
        SELECT c.id, c.version - 1, 'withdraw', c.was, c.state, c.closing_note, a.* FROM acting_body() a;
        PERFORM record_change('activity_certificate', c.id, c.version, 'update', ARRAY['closing_note', 'state'],
                              to_jsonb(c) - 'was' - 'place_path' - 'party_path', c.place_path, c.place_path,
                              c.party_path, c.party_path, c.closing_note);
    END LOOP;
END
$$;

ALTER FUNCTION public.settle_certificates(people uuid[]) OWNER TO huizhi_mover;

CREATE FUNCTION public.settle_committees(old_path text, new_path text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    written bigint;
BEGIN
    WITH carried AS (
        UPDATE membership_decision d SET committee_id = n.id, committee_name = n.name, version = d.version + 1
        FROM party_org o CROSS JOIN LATERAL nearest_committee(o.party_path) n
        WHERE o.id = d.branch_id AND starts_with(o.party_path, new_path) AND d.state = 'proposed' AND d.committee_id <> n.id
        RETURNING d AS fact, o AS org
    )
    SELECT count(record_change('membership_decision', (c.fact).id, (c.fact).version, 'update', ARRAY['committee_id'],
                               to_jsonb(c.fact), (c.org).place_path, (c.org).place_path,
                               old_path || substr((c.org).party_path, length(new_path) + 1), (c.org).party_path))
    FROM carried c INTO written;
    WITH carried AS (
        UPDATE activity_certificate t SET committee_id = n.id, committee_name = n.name, version = t.version + 1
        FROM party_org o CROSS JOIN LATERAL nearest_committee(o.party_path) n
        WHERE o.id = t.home_org_id AND starts_with(o.party_path, new_path)
            AND t.state IN ('requested', 'filled', 'numbered') AND t.committee_id <> n.id
        RETURNING t AS fact, o AS org
    )
    SELECT count(record_change('activity_certificate', (c.fact).id, (c.fact).version, 'update', ARRAY['committee_id'],
                               to_jsonb(c.fact), (c.org).place_path, (c.org).place_path,
                               old_path || substr((c.org).party_path, length(new_path) + 1), (c.org).party_path))
    FROM carried c INTO written;
    WITH carried AS (
        UPDATE certificate_letter l SET committee_id = n.id, committee_name = n.name, version = l.version + 1
        FROM party_org o CROSS JOIN LATERAL nearest_committee(o.party_path) n
        WHERE o.id = l.branch_id AND starts_with(o.party_path, new_path) AND l.state = 'requested' AND l.committee_id <> n.id
        RETURNING l AS fact, o AS org
    )
    SELECT count(record_change('certificate_letter', (c.fact).id, (c.fact).version, 'update', ARRAY['committee_id'],
                               to_jsonb(c.fact), (c.org).place_path, (c.org).place_path,
                               old_path || substr((c.org).party_path, length(new_path) + 1), (c.org).party_path))
    FROM carried c INTO written;
    WITH carried AS (
        UPDATE election e SET approver_id = n.id, approver_name = n.name, version = e.version + 1
        FROM party_org o CROSS JOIN LATERAL nearest_committee(replace(o.party_path, o.id || '/', '')) n
        WHERE o.id = e.org_id AND starts_with(o.party_path, new_path) AND e.state IN ('requested', 'approved', 'held')
            AND e.approver_id IS DISTINCT FROM n.id
        RETURNING e AS fact, o AS org
    )
    SELECT count(record_change('election', (c.fact).id, (c.fact).version, 'update', ARRAY['approver_id'],
                               to_jsonb(c.fact), (c.org).place_path, (c.org).place_path,
                               old_path || substr((c.org).party_path, length(new_path) + 1), (c.org).party_path))
    FROM carried c INTO written;
    WITH carried AS (
        UPDATE formation f SET approver_id = n.id, approver_name = n.name, version = f.version + 1
        FROM party_org o CROSS JOIN LATERAL nearest_committee(o.party_path) n
        WHERE o.id = f.parent_id AND starts_with(o.party_path, new_path) AND f.state IN ('proposed', 'approved', 'elected')
            AND f.approver_id <> n.id
        RETURNING f AS fact, o AS org
    )
    SELECT count(record_change('formation', (c.fact).id, (c.fact).version, 'update', ARRAY['approver_id'],
                               to_jsonb(c.fact), (c.fact).place_path, (c.fact).place_path,
                               old_path || substr((c.org).party_path, length(new_path) + 1), (c.org).party_path))
    FROM carried c INTO written;
END
$$;

ALTER FUNCTION public.settle_committees(old_path text, new_path text) OWNER TO huizhi_mover;

CREATE FUNCTION public.settle_floating(people uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
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
$$;

ALTER FUNCTION public.settle_floating(people uuid[]) OWNER TO huizhi_mover;

CREATE FUNCTION public.settle_guests(people uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
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
        RETURNING new.*, old.state AS was
    LOOP
        INSERT INTO temporary_step (temporary_affiliation_id, number, action, from_state, to_state, note, body_id, body_name,
                                    account_id)
        SELECT c.id, c.version - 1, CASE c.state WHEN 'converted' THEN 'convert' ELSE 'withdraw' END, c.was, c.state,
               '正式组织关系已转入接纳的党支部', a.*
        FROM acting_body() a WHERE c.state <> c.was;
        PERFORM record_change('temporary_affiliation', c.id, c.version, 'update', ARRAY['home_name', 'home_org_id', 'state'],
                              to_jsonb(c) - 'was', home.place_path, host.place_path, home.party_path, host.party_path)
        FROM party_org host LEFT JOIN party_org home ON home.id = c.home_org_id WHERE host.id = c.host_org_id;
    END LOOP;
END
$$;

ALTER FUNCTION public.settle_guests(people uuid[]) OWNER TO huizhi_mover;

CREATE FUNCTION public.settle_people(people uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM settle_records(people);
    PERFORM settle_guests(people);
    PERFORM settle_certificates(people);
    PERFORM settle_certificate_letters(people);
    PERFORM settle_floating(people);
END
$$;

ALTER FUNCTION public.settle_people(people uuid[]) OWNER TO huizhi_mover;

CREATE FUNCTION public.settle_records(people uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
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
$$;

ALTER FUNCTION public.settle_records(people uuid[]) OWNER TO huizhi_mover;

CREATE FUNCTION public.subordination_findings() RETURNS TABLE(org_id uuid, department_id uuid, kind text, expected_id uuid)
    LANGUAGE sql STABLE
    AS $$
    WITH may_stand (parent, child) AS (VALUES
        ('611', '611'), ('611', '621'), ('611', '631'), ('611', '632'), ('611', '612'),
        ('621', '631'), ('621', '632'), ('631', '641'), ('632', '641')
    ), host AS (
        SELECT o.id, o.party_path, o.area_code, d.kind, a.place_path
        FROM party_org_directory o JOIN department d ON d.id = o.department_id JOIN area a ON a.code = o.area_code
        WHERE d.kind IN ('justice_bureau', 'bar_association')
    ), org AS (
        SELECT o.id, o.category, o.parent_id, o.party_path, o.area_code, o.local_decision, p.category AS parent_category,
               a.level, a.is_sub_provincial, a.place_path,
               CASE WHEN d.kind = 'bar_association' THEN 'association'
                    WHEN EXISTS (SELECT FROM law_firm f WHERE f.covering_org_id = o.id) THEN 'law_firm' END AS host
        FROM party_org o
        JOIN area a ON a.code = o.area_code
        LEFT JOIN department d ON d.id = o.department_id
        LEFT JOIN party_org_directory p ON p.id = o.parent_id
        WHERE o.dissolved_on IS NULL
    ), judged AS (
        SELECT o.*, e.expected_id, coalesce(e.is_above, false) AS is_above
        FROM org o LEFT JOIN LATERAL (
            SELECT (array_agg(h.id ORDER BY length(h.place_path) DESC, length(h.party_path), h.id))[1] AS expected_id,
                   bool_or(starts_with(o.party_path, h.party_path)) AS is_above
            FROM host h
            WHERE CASE o.host
                WHEN 'association' THEN h.kind = 'justice_bureau' AND h.area_code = o.area_code
                WHEN 'law_firm' THEN h.kind = 'bar_association' AND starts_with(o.place_path, h.place_path)
            END
        ) e ON true
    )
    SELECT o.id, NULL::uuid, k.kind, o.expected_id
    FROM judged o, LATERAL (VALUES
        ('association_category', o.host = 'association' AND o.level <> 'county' AND o.category <> '611'
            AND NOT (o.level = 'prefecture' AND NOT o.is_sub_provincial AND o.category = '621')),
        ('no_superior', o.host IS NOT NULL AND o.parent_id IS NULL),
        ('superior_dissolved', o.parent_id IS NOT NULL AND o.parent_category IS NULL),
        ('category_under_parent', o.parent_category IS NOT NULL AND NOT EXISTS (
            SELECT FROM may_stand m
            WHERE m.parent = CASE WHEN left(o.parent_category, 1) = '9' THEN '6' || substr(o.parent_category, 2)
                                  ELSE o.parent_category END
                AND m.child = CASE WHEN left(o.category, 1) = '9' THEN '6' || substr(o.category, 2) ELSE o.category END
        )),
        ('local_decision_missing', o.host IS NOT NULL AND o.parent_id IS NOT NULL AND o.local_decision IS NULL
            AND o.expected_id IS NULL),
        ('other_superior', o.host IS NOT NULL AND o.parent_id IS NOT NULL AND o.local_decision IS NULL
            AND o.expected_id IS NOT NULL AND NOT o.is_above)
    ) AS k (kind, holds)
    WHERE k.holds
    UNION ALL
    SELECT NULL, d.id, 'association_without_organization', (
        SELECT h.id FROM host h WHERE h.kind = 'justice_bureau' AND h.area_code = d.area_code
        ORDER BY length(h.party_path), h.id LIMIT 1
    )
    FROM department d JOIN area a ON a.code = d.area_code
    WHERE d.kind = 'bar_association' AND a.level IN ('province', 'prefecture') AND in_reach(d.place_path)
        AND NOT EXISTS (SELECT FROM party_org_directory o WHERE o.department_id = d.id)
$$;

ALTER FUNCTION public.subordination_findings() OWNER TO huizhi_migrate;

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE public.transfer (
    id uuid NOT NULL,
    person_id uuid,
    route character varying(32) NOT NULL,
    state character varying(32) NOT NULL,
    reason character varying(300) NOT NULL,
    dues_paid_to date,
    from_org_id uuid,
    from_org_name character varying(120) NOT NULL,
    to_org_id uuid,
    to_org_name character varying(120) NOT NULL,
    from_committee_id uuid,
    from_committee_name character varying(120),
    from_issuer_id uuid,
    from_issuer_name character varying(120),
    to_committee_id uuid,
    to_committee_name character varying(120),
    to_issuer_id uuid,
    to_issuer_name character varying(120),
    to_branch_id uuid,
    to_branch_name character varying(120),
    name character varying(50) NOT NULL,
    id_masked character varying(18) NOT NULL,
    snapshot jsonb,
    id_cipher bytea,
    contact_cipher bytea,
    submitted_on date,
    letter_serial character varying(20),
    letter_expires_on date,
    accepted_on date,
    rejection_code character varying(32),
    closing_note character varying(300),
    from_place_path text NOT NULL COLLATE pg_catalog."C",
    from_party_path text NOT NULL COLLATE pg_catalog."C",
    to_place_path text NOT NULL COLLATE pg_catalog."C",
    to_party_path text NOT NULL COLLATE pg_catalog."C",
    version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    outside_address character varying(200),
    outside_area_code character varying(6),
    id_digest bytea,
    dispatched_on date,
    bulk_id uuid,
    CONSTRAINT ck_transfer_receiver CHECK (((to_org_id IS NULL) = ((route)::text = 'outgoing'::text))),
    CONSTRAINT ck_transfer_rejection_code CHECK (((rejection_code)::text = ANY ((ARRAY['identity_mismatch'::character varying, 'wrong_addressee'::character varying, 'letter_expired'::character varying, 'incomplete_information'::character varying, 'not_eligible_place'::character varying, 'duplicate_record'::character varying, 'material_not_verifiable'::character varying])::text[]))),
    CONSTRAINT ck_transfer_route CHECK (((route)::text = ANY ((ARRAY['internal'::character varying, 'letter'::character varying, 'outgoing'::character varying, 'incoming'::character varying, 'bulk'::character varying])::text[]))),
    CONSTRAINT ck_transfer_sender CHECK (((from_org_id IS NULL) = ((route)::text = 'incoming'::text))),
    CONSTRAINT ck_transfer_somebody CHECK (
CASE route
    WHEN 'bulk'::text THEN ((person_id IS NULL) = (bulk_id IS NULL))
    ELSE ((bulk_id IS NULL) AND (num_nonnulls(person_id, id_digest) > 0))
END),
    CONSTRAINT ck_transfer_transfer_state CHECK (((state)::text = ANY ((ARRAY['draft'::character varying, 'submitted'::character varying, 'branch_agreed'::character varying, 'letter_issued'::character varying, 'in_transit'::character varying, 'accepted'::character varying, 'receipt_sent'::character varying, 'closed'::character varying, 'withdrawn'::character varying, 'returned'::character varying, 'rejected'::character varying, 'revoked'::character varying, 'expired'::character varying])::text[])))
);

ALTER TABLE ONLY public.transfer FORCE ROW LEVEL SECURITY;

ALTER TABLE public.transfer OWNER TO huizhi_migrate;

CREATE FUNCTION public.transfer_to_accept(transfer_id uuid, accepted date, today date) RETURNS public.transfer
    LANGUAGE plpgsql
    AS $$
DECLARE
    t transfer;
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
    RETURN t;
END
$$;

ALTER FUNCTION public.transfer_to_accept(transfer_id uuid, accepted date, today date) OWNER TO huizhi_migrate;

CREATE TABLE public.access (
    id uuid NOT NULL,
    person_id uuid,
    kind character varying(32) NOT NULL,
    account_id uuid NOT NULL,
    body_name character varying(120) NOT NULL,
    role character varying(32) NOT NULL,
    reason character varying(300),
    records integer NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT ck_access_access_kind CHECK (((kind)::text = ANY ((ARRAY['record'::character varying, 'identity'::character varying, 'letter'::character varying, 'search'::character varying, 'export'::character varying, 'claim'::character varying])::text[])))
);

ALTER TABLE public.access OWNER TO huizhi_migrate;

CREATE TABLE public.account (
    id uuid NOT NULL,
    username text NOT NULL COLLATE pg_catalog."C",
    name character varying(120) NOT NULL,
    password_hash character varying NOT NULL,
    failed_count integer NOT NULL,
    locked_until timestamp with time zone,
    disabled_at timestamp with time zone,
    version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.account OWNER TO huizhi_migrate;

CREATE TABLE public.activation_code (
    id uuid NOT NULL,
    digest bytea NOT NULL,
    role character varying(32) NOT NULL,
    name character varying(120) NOT NULL,
    org_id uuid,
    person_id uuid,
    issued_by uuid NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ck_activation_code_staff_role CHECK (((role)::text = ANY ((ARRAY['organization_department'::character varying, 'justice_bureau'::character varying, 'bar_association'::character varying, 'org_officer'::character varying, 'member'::character varying, 'system_admin'::character varying, 'security_admin'::character varying, 'audit_admin'::character varying])::text[])))
);

ALTER TABLE ONLY public.activation_code FORCE ROW LEVEL SECURITY;

ALTER TABLE public.activation_code OWNER TO huizhi_migrate;

CREATE TABLE public.activity_certificate (
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    name character varying(50) NOT NULL,
    sex character varying(1) NOT NULL,
    id_masked character varying(18) NOT NULL,
    category character varying(1) NOT NULL,
    home_org_id uuid,
    home_name character varying(200) NOT NULL,
    committee_id uuid NOT NULL,
    committee_name character varying(120) NOT NULL,
    reason character varying(300) NOT NULL,
    destination_code character varying(2) NOT NULL,
    destination character varying(200) NOT NULL,
    leaves_on date NOT NULL,
    back_on date,
    state character varying(32) NOT NULL,
    area_code character varying(6) NOT NULL,
    year integer,
    number integer,
    serial character varying(20),
    issued_on date,
    closed_on date,
    closing_note character varying(300),
    replaces_id uuid,
    version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ck_activity_certificate_activity_state CHECK (((state)::text = ANY ((ARRAY['requested'::character varying, 'filled'::character varying, 'numbered'::character varying, 'stamped'::character varying, 'issued'::character varying, 'returned'::character varying, 'lost'::character varying, 'declined'::character varying, 'withdrawn'::character varying])::text[])))
);

ALTER TABLE ONLY public.activity_certificate FORCE ROW LEVEL SECURITY;

ALTER TABLE public.activity_certificate OWNER TO huizhi_migrate;

CREATE TABLE public.affiliation (
    person_id uuid NOT NULL,
    valid_during daterange NOT NULL,
    org_id uuid,
    name character varying(50) NOT NULL,
    name_key text NOT NULL COLLATE pg_catalog."C",
    sex character varying(1) NOT NULL,
    id_masked character varying(18) NOT NULL,
    category character varying(1) NOT NULL,
    affiliation_name character varying(120) NOT NULL,
    affiliation_state character varying(32) NOT NULL,
    opened_by character varying(32) NOT NULL,
    start_known boolean NOT NULL,
    reason character varying(300),
    transfer_id uuid,
    place_path text NOT NULL COLLATE pg_catalog."C",
    party_path text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT ck_affiliation_affiliation_opening CHECK (((opened_by)::text = ANY ((ARRAY['first_record'::character varying, 'transfer'::character varying, 'correction'::character varying, 'org_change'::character varying, 'admission'::character varying])::text[]))),
    CONSTRAINT ck_affiliation_affiliation_state CHECK (((affiliation_state)::text = ANY ((ARRAY['none'::character varying, 'in_firm_org'::character varying, 'in_area_org'::character varying, 'outside'::character varying])::text[])))
);

ALTER TABLE ONLY public.affiliation FORCE ROW LEVEL SECURITY;

ALTER TABLE public.affiliation OWNER TO huizhi_migrate;

CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);

ALTER TABLE public.alembic_version OWNER TO huizhi_migrate;

CREATE TABLE public.appraisal (
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    name character varying(50) NOT NULL,
    year integer NOT NULL,
    grade character varying(1) NOT NULL,
    org_name character varying(120) NOT NULL,
    decided_on date NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.appraisal FORCE ROW LEVEL SECURITY;

ALTER TABLE public.appraisal OWNER TO huizhi_migrate;

CREATE TABLE public.area (
    code character varying(6) NOT NULL,
    name character varying(60) NOT NULL,
    level character varying(32) NOT NULL,
    parent_code character varying(6),
    place_path text NOT NULL COLLATE pg_catalog."C",
    is_sub_provincial boolean NOT NULL,
    is_corps boolean NOT NULL,
    is_statistical_zone boolean NOT NULL,
    CONSTRAINT ck_area_area_level CHECK (((level)::text = ANY ((ARRAY['country'::character varying, 'province'::character varying, 'prefecture'::character varying, 'county'::character varying])::text[])))
);

ALTER TABLE public.area OWNER TO huizhi_migrate;

CREATE TABLE public.calendar_day (
    day date NOT NULL,
    year integer NOT NULL,
    is_working boolean NOT NULL,
    occasion character varying(40) NOT NULL
);

ALTER TABLE public.calendar_day OWNER TO huizhi_migrate;

CREATE TABLE public.calendar_year (
    id uuid NOT NULL,
    year integer NOT NULL,
    source character varying(200) NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.calendar_year OWNER TO huizhi_migrate;

CREATE TABLE public.campaign (
    id uuid NOT NULL,
    title character varying(100) NOT NULL,
    document character varying(200) NOT NULL,
    rule character varying(32) NOT NULL,
    area_code character varying(6) NOT NULL,
    org_id uuid,
    population_on date NOT NULL,
    deadline date NOT NULL,
    state character varying(32) NOT NULL,
    opened_by character varying(120) NOT NULL,
    ended_on date,
    note character varying(300),
    report jsonb,
    place_path text NOT NULL COLLATE pg_catalog."C",
    version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ck_campaign_campaign_rule CHECK (((rule)::text = ANY ((ARRAY['outside'::character varying, 'not_in_firm_org'::character varying])::text[]))),
    CONSTRAINT ck_campaign_campaign_state CHECK (((state)::text = ANY ((ARRAY['open'::character varying, 'closed'::character varying, 'cancelled'::character varying])::text[]))),
    CONSTRAINT ck_campaign_deadline CHECK ((deadline >= population_on)),
    CONSTRAINT ck_campaign_report CHECK ((((state)::text = 'closed'::text) = (report IS NOT NULL)))
);

ALTER TABLE ONLY public.campaign FORCE ROW LEVEL SECURITY;

ALTER TABLE public.campaign OWNER TO huizhi_migrate;

CREATE TABLE public.campaign_result (
    campaign_id uuid NOT NULL,
    person_id uuid NOT NULL,
    outcome character varying(32) NOT NULL,
    name character varying(50) NOT NULL,
    name_key text NOT NULL COLLATE pg_catalog."C",
    id_masked character varying(18) NOT NULL,
    firm_id uuid,
    firm_name character varying(120),
    affiliation_name character varying(120),
    place_path text NOT NULL COLLATE pg_catalog."C",
    party_path text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT ck_campaign_result_campaign_outcome CHECK (((outcome)::text = ANY ((ARRAY['done'::character varying, 'released'::character varying, 'outstanding'::character varying])::text[])))
);

ALTER TABLE ONLY public.campaign_result FORCE ROW LEVEL SECURITY;

ALTER TABLE public.campaign_result OWNER TO huizhi_migrate;

CREATE TABLE public.campaign_step (
    campaign_id uuid NOT NULL,
    number integer NOT NULL,
    action character varying(32) NOT NULL,
    from_state character varying(32) NOT NULL,
    to_state character varying(32) NOT NULL,
    body_id uuid,
    body_name character varying(120) NOT NULL,
    account_id uuid NOT NULL,
    note character varying(300),
    at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ck_campaign_step_campaign_action CHECK (((action)::text = ANY ((ARRAY['extend'::character varying, 'close'::character varying, 'cancel'::character varying])::text[]))),
    CONSTRAINT ck_campaign_step_from_state CHECK (((from_state)::text = ANY ((ARRAY['open'::character varying, 'closed'::character varying, 'cancelled'::character varying])::text[]))),
    CONSTRAINT ck_campaign_step_to_state CHECK (((to_state)::text = ANY ((ARRAY['open'::character varying, 'closed'::character varying, 'cancelled'::character varying])::text[])))
);

ALTER TABLE ONLY public.campaign_step FORCE ROW LEVEL SECURITY;

ALTER TABLE public.campaign_step OWNER TO huizhi_migrate;

CREATE TABLE public.care_record (
    id uuid NOT NULL,
    org_id uuid NOT NULL,
    person_id uuid NOT NULL,
    name character varying(50) NOT NULL,
    kind character varying(32) NOT NULL,
    held_on date NOT NULL,
    by_name character varying(50) NOT NULL,
    note character varying(300),
    version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ck_care_record_care_kind CHECK (((kind)::text = ANY ((ARRAY['visit'::character varying, 'hardship_help'::character varying, 'festival_greeting'::character varying, 'heart_to_heart_talk'::character varying, 'reminder_talk'::character varying, 'criticism'::character varying, 'admonition'::character varying])::text[])))
);

ALTER TABLE ONLY public.care_record FORCE ROW LEVEL SECURITY;

ALTER TABLE public.care_record OWNER TO huizhi_migrate;

CREATE TABLE public.certificate_counter (
    area_code character varying(6) NOT NULL,
    year integer NOT NULL,
    last integer NOT NULL
);

ALTER TABLE ONLY public.certificate_counter FORCE ROW LEVEL SECURITY;

ALTER TABLE public.certificate_counter OWNER TO huizhi_migrate;

CREATE TABLE public.certificate_entry (
    id uuid NOT NULL,
    certificate_id uuid NOT NULL,
    host_org_id uuid,
    host_name character varying(200) NOT NULL,
    arrived_on date NOT NULL,
    contact_name character varying(50) NOT NULL,
    contact_phone_cipher bytea NOT NULL,
    contact_phone_masked character varying(20) NOT NULL,
    left_on date,
    activities character varying(300),
    dues_paid_to date,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.certificate_entry FORCE ROW LEVEL SECURITY;

ALTER TABLE public.certificate_entry OWNER TO huizhi_migrate;

CREATE TABLE public.certificate_letter (
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    state character varying(32) NOT NULL,
    branch_id uuid NOT NULL,
    branch_name character varying(120) NOT NULL,
    committee_id uuid NOT NULL,
    committee_name character varying(120) NOT NULL,
    name character varying(50) NOT NULL,
    sex character varying(1) NOT NULL,
    id_masked character varying(18) NOT NULL,
    category character varying(1) NOT NULL,
    post character varying(60),
    host_name character varying(120) NOT NULL,
    reason character varying(300) NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    year integer,
    number integer,
    serial character varying(20),
    issued_on date,
    ended_on date,
    note character varying(300),
    version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ck_certificate_letter_certificate_state CHECK (((state)::text = ANY ((ARRAY['requested'::character varying, 'issued'::character varying, 'returned'::character varying, 'refused'::character varying, 'expired'::character varying])::text[])))
);

ALTER TABLE ONLY public.certificate_letter FORCE ROW LEVEL SECURITY;

ALTER TABLE public.certificate_letter OWNER TO huizhi_migrate;

CREATE TABLE public.certificate_letter_step (
    letter_id uuid NOT NULL,
    number integer NOT NULL,
    action character varying(32) NOT NULL,
    from_state character varying(32) NOT NULL,
    to_state character varying(32) NOT NULL,
    body_id uuid,
    body_name character varying(120) NOT NULL,
    account_id uuid NOT NULL,
    note character varying(300),
    at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ck_certificate_letter_step_certificate_action CHECK (((action)::text = ANY ((ARRAY['issue'::character varying, 'refuse'::character varying, 'return'::character varying])::text[]))),
    CONSTRAINT ck_certificate_letter_step_from_state CHECK (((from_state)::text = ANY ((ARRAY['requested'::character varying, 'issued'::character varying, 'returned'::character varying, 'refused'::character varying, 'expired'::character varying])::text[]))),
    CONSTRAINT ck_certificate_letter_step_to_state CHECK (((to_state)::text = ANY ((ARRAY['requested'::character varying, 'issued'::character varying, 'returned'::character varying, 'refused'::character varying, 'expired'::character varying])::text[])))
);

ALTER TABLE ONLY public.certificate_letter_step FORCE ROW LEVEL SECURITY;

ALTER TABLE public.certificate_letter_step OWNER TO huizhi_migrate;

CREATE TABLE public.certificate_review (
    id uuid NOT NULL,
    certificate_id uuid NOT NULL,
    year integer NOT NULL,
    reviewed_on date NOT NULL,
    grade character varying(1) NOT NULL,
    body_name character varying(120) NOT NULL,
    account_id uuid NOT NULL,
    note character varying(300),
    at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.certificate_review FORCE ROW LEVEL SECURITY;

ALTER TABLE public.certificate_review OWNER TO huizhi_migrate;

CREATE TABLE public.certificate_step (
    certificate_id uuid NOT NULL,
    number integer NOT NULL,
    action character varying(32) NOT NULL,
    from_state character varying(32) NOT NULL,
    to_state character varying(32) NOT NULL,
    body_name character varying(120) NOT NULL,
    account_id uuid NOT NULL,
    note character varying(300),
    at timestamp with time zone DEFAULT now() NOT NULL,
    body_id uuid,
    CONSTRAINT ck_certificate_step_activity_action CHECK (((action)::text = ANY ((ARRAY['fill'::character varying, 'assign_number'::character varying, 'stamp'::character varying, 'issue'::character varying, 'take_back'::character varying, 'report_lost'::character varying, 'decline'::character varying, 'withdraw'::character varying])::text[]))),
    CONSTRAINT ck_certificate_step_from_state CHECK (((from_state)::text = ANY ((ARRAY['requested'::character varying, 'filled'::character varying, 'numbered'::character varying, 'stamped'::character varying, 'issued'::character varying, 'returned'::character varying, 'lost'::character varying, 'declined'::character varying, 'withdrawn'::character varying])::text[]))),
    CONSTRAINT ck_certificate_step_to_state CHECK (((to_state)::text = ANY ((ARRAY['requested'::character varying, 'filled'::character varying, 'numbered'::character varying, 'stamped'::character varying, 'issued'::character varying, 'returned'::character varying, 'lost'::character varying, 'declined'::character varying, 'withdrawn'::character varying])::text[])))
);

ALTER TABLE ONLY public.certificate_step FORCE ROW LEVEL SECURITY;

ALTER TABLE public.certificate_step OWNER TO huizhi_migrate;

CREATE TABLE public.change (
    id uuid NOT NULL,
    seq bigint,
    entity character varying(40) NOT NULL,
    entity_id uuid NOT NULL,
    version integer NOT NULL,
    op character varying(32) NOT NULL,
    place_before text COLLATE pg_catalog."C",
    place_after text COLLATE pg_catalog."C",
    party_before text COLLATE pg_catalog."C",
    party_after text COLLATE pg_catalog."C",
    changed text[] NOT NULL,
    reason character varying(300),
    commitment bytea NOT NULL,
    actor_id uuid DEFAULT (NULLIF(current_setting('huizhi.actor'::text, true), ''::text))::uuid,
    actor_body character varying(120) DEFAULT NULLIF(current_setting('huizhi.body'::text, true), ''::text),
    at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ck_change_operation CHECK (((op)::text = ANY ((ARRAY['create'::character varying, 'update'::character varying])::text[])))
);

ALTER TABLE ONLY public.change FORCE ROW LEVEL SECURITY;

ALTER TABLE public.change OWNER TO huizhi_migrate;

CREATE TABLE public.change_salt (
    change_id uuid NOT NULL,
    salt bytea NOT NULL
);

ALTER TABLE ONLY public.change_salt FORCE ROW LEVEL SECURITY;

ALTER TABLE public.change_salt OWNER TO huizhi_migrate;

CREATE TABLE public.checkpoint (
    size bigint NOT NULL,
    root bytea NOT NULL,
    signed_at timestamp with time zone NOT NULL,
    jws character varying NOT NULL
);

ALTER TABLE public.checkpoint OWNER TO huizhi_migrate;

CREATE SEQUENCE public.checkpoint_size_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.checkpoint_size_seq OWNER TO huizhi_migrate;

ALTER SEQUENCE public.checkpoint_size_seq OWNED BY public.checkpoint.size;

CREATE TABLE public.correction_request (
    id uuid NOT NULL,
    noun character varying(20) NOT NULL,
    record_id uuid NOT NULL,
    person_id uuid,
    field character varying(40) NOT NULL,
    side character varying(32) NOT NULL,
    requested_by character varying(32) NOT NULL,
    requester_name character varying(120) NOT NULL,
    account_id uuid,
    partner_id uuid,
    grant_id uuid,
    shared_field character varying(40),
    case_no character varying(100),
    state character varying(32) NOT NULL,
    requested_on date NOT NULL,
    due_on date NOT NULL,
    closed_on date,
    answered_by character varying(120),
    answer character varying(300),
    change_id uuid,
    version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ck_correction_request_change CHECK ((((state)::text = 'corrected'::text) = (change_id IS NOT NULL))),
    CONSTRAINT ck_correction_request_closed CHECK ((((state)::text = ANY ((ARRAY['received'::character varying, 'accepted_for_check'::character varying])::text[])) = (closed_on IS NULL))),
    CONSTRAINT ck_correction_request_correction_state CHECK (((state)::text = ANY ((ARRAY['received'::character varying, 'accepted_for_check'::character varying, 'corrected'::character varying, 'refused'::character varying, 'withdrawn'::character varying])::text[]))),
    CONSTRAINT ck_correction_request_reason CHECK ((((state)::text <> 'refused'::text) OR (answer IS NOT NULL))),
    CONSTRAINT ck_correction_request_requester CHECK (((requested_by)::text = ANY ((ARRAY['partner'::character varying, 'department'::character varying, 'person'::character varying])::text[]))),
    CONSTRAINT ck_correction_request_side CHECK (((side)::text = ANY ((ARRAY['party'::character varying, 'practice'::character varying, 'contact'::character varying])::text[]))),
    CONSTRAINT ck_correction_request_whose CHECK (
CASE requested_by
    WHEN 'partner'::text THEN ((account_id IS NULL) AND (num_nulls(partner_id, grant_id, shared_field) = 0))
    ELSE ((account_id IS NOT NULL) AND (num_nonnulls(partner_id, grant_id, shared_field) = 0))
END)
);

ALTER TABLE ONLY public.correction_request FORCE ROW LEVEL SECURITY;

ALTER TABLE public.correction_request OWNER TO huizhi_migrate;

CREATE TABLE public.correction_statement (
    id uuid NOT NULL,
    request_id uuid NOT NULL,
    said_by character varying(120) NOT NULL,
    content_cipher bytea NOT NULL,
    at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.correction_statement FORCE ROW LEVEL SECURITY;

ALTER TABLE public.correction_statement OWNER TO huizhi_migrate;

CREATE TABLE public.correction_step (
    request_id uuid NOT NULL,
    number integer NOT NULL,
    action character varying(32) NOT NULL,
    from_state character varying(32) NOT NULL,
    to_state character varying(32) NOT NULL,
    body_id uuid,
    body_name character varying(120) NOT NULL,
    account_id uuid,
    note character varying(300),
    at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ck_correction_step_correction_action CHECK (((action)::text = ANY ((ARRAY['accept_for_check'::character varying, 'correct'::character varying, 'refuse'::character varying, 'reply'::character varying, 'withdraw'::character varying])::text[]))),
    CONSTRAINT ck_correction_step_from_state CHECK (((from_state)::text = ANY ((ARRAY['received'::character varying, 'accepted_for_check'::character varying, 'corrected'::character varying, 'refused'::character varying, 'withdrawn'::character varying])::text[]))),
    CONSTRAINT ck_correction_step_to_state CHECK (((to_state)::text = ANY ((ARRAY['received'::character varying, 'accepted_for_check'::character varying, 'corrected'::character varying, 'refused'::character varying, 'withdrawn'::character varying])::text[])))
);

ALTER TABLE ONLY public.correction_step FORCE ROW LEVEL SECURITY;

ALTER TABLE public.correction_step OWNER TO huizhi_migrate;

CREATE TABLE public.department (
    id uuid NOT NULL,
    kind character varying(32) NOT NULL,
    name character varying(100) NOT NULL,
    area_code character varying(6) NOT NULL,
    place_path text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT ck_department_department_kind CHECK (((kind)::text = ANY ((ARRAY['organization_department'::character varying, 'justice_bureau'::character varying, 'bar_association'::character varying])::text[])))
);

ALTER TABLE public.department OWNER TO huizhi_migrate;

CREATE TABLE public.development_entry (
    file_id uuid NOT NULL,
    number integer NOT NULL,
    action character varying(32) NOT NULL,
    step smallint,
    done_on date NOT NULL,
    body_id uuid,
    body_name character varying(120) NOT NULL,
    account_id uuid NOT NULL,
    facts jsonb NOT NULL,
    note character varying(300),
    at timestamp with time zone DEFAULT now() NOT NULL,
    from_state character varying(32) NOT NULL,
    to_state character varying(32) NOT NULL,
    CONSTRAINT ck_development_entry_file_action CHECK (((action)::text = ANY ((ARRAY['complete'::character varying, 'review'::character varying, 'discuss_again'::character varying, 'extend_probation'::character varying, 'postpone_discussion'::character varying, 'end'::character varying, 'begin_move'::character varying, 'call_off_move'::character varying, 'hand_over'::character varying, 'check'::character varying, 'record_missing'::character varying, 'take_over'::character varying])::text[]))),
    CONSTRAINT ck_development_entry_from_state CHECK (((from_state)::text = ANY ((ARRAY['live'::character varying, 'archived'::character varying, 'ended'::character varying])::text[]))),
    CONSTRAINT ck_development_entry_to_state CHECK (((to_state)::text = ANY ((ARRAY['live'::character varying, 'archived'::character varying, 'ended'::character varying])::text[])))
);

ALTER TABLE ONLY public.development_entry FORCE ROW LEVEL SECURITY;

ALTER TABLE public.development_entry OWNER TO huizhi_migrate;

CREATE TABLE public.development_file (
    id uuid NOT NULL,
    person_id uuid,
    org_id uuid NOT NULL,
    org_name character varying(120) NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    name_key text NOT NULL COLLATE pg_catalog."C",
    name_initials text NOT NULL COLLATE pg_catalog."C",
    sex character varying(1) NOT NULL,
    id_masked character varying(18) NOT NULL,
    id_cipher bytea NOT NULL,
    digest bytea NOT NULL,
    birth_date date NOT NULL,
    birth_date_differs boolean NOT NULL,
    state character varying(32) NOT NULL,
    stage character varying(1) NOT NULL,
    step smallint NOT NULL,
    activist_on date,
    last_review_on date,
    probation_until date,
    extended_months smallint,
    postponed_until date,
    arrived_on date,
    move_id uuid,
    moving_to_id uuid,
    moving_to_name character varying(120),
    moving_since date,
    closing_note character varying(300),
    version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ck_development_file_file_state CHECK (((state)::text = ANY ((ARRAY['live'::character varying, 'archived'::character varying, 'ended'::character varying])::text[])))
);

ALTER TABLE ONLY public.development_file FORCE ROW LEVEL SECURITY;

ALTER TABLE public.development_file OWNER TO huizhi_migrate;

CREATE TABLE public.development_material (
    file_id uuid NOT NULL,
    move_id uuid NOT NULL,
    material character varying(32) NOT NULL,
    handed_over_on date,
    handed_over_by character varying(120),
    outcome character varying(32),
    checked_on date,
    checked_by character varying(120),
    note character varying(300),
    CONSTRAINT ck_development_material_material CHECK (((material)::text = ANY ((ARRAY['application'::character varying, 'training_record'::character varying, 'thought_reports'::character varying, 'political_review'::character varying, 'course_certificate'::character varying, 'application_form'::character varying, 'probation_record'::character varying, 'regularization_request'::character varying])::text[]))),
    CONSTRAINT ck_development_material_material_outcome CHECK (((outcome)::text = ANY ((ARRAY['received'::character varying, 'missing'::character varying])::text[])))
);

ALTER TABLE ONLY public.development_material FORCE ROW LEVEL SECURITY;

ALTER TABLE public.development_material OWNER TO huizhi_migrate;

CREATE TABLE public.digest (
    id uuid NOT NULL,
    month date NOT NULL,
    body_id uuid NOT NULL,
    body_role character varying(32) NOT NULL,
    body_name character varying(120) NOT NULL,
    facts jsonb NOT NULL,
    made_at timestamp with time zone NOT NULL,
    place_path text NOT NULL COLLATE pg_catalog."C",
    party_path text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT ck_digest_staff_role CHECK (((body_role)::text = ANY ((ARRAY['organization_department'::character varying, 'justice_bureau'::character varying, 'bar_association'::character varying, 'org_officer'::character varying, 'member'::character varying, 'system_admin'::character varying, 'security_admin'::character varying, 'audit_admin'::character varying])::text[])))
);

ALTER TABLE ONLY public.digest FORCE ROW LEVEL SECURITY;

ALTER TABLE public.digest OWNER TO huizhi_migrate;

CREATE TABLE public.disclosure (
    id uuid NOT NULL,
    partner_id uuid NOT NULL,
    partner_name character varying(120) NOT NULL,
    grant_id uuid NOT NULL,
    grant_version integer NOT NULL,
    purpose character varying(40) NOT NULL,
    case_no character varying(100) NOT NULL,
    operation character varying(40) NOT NULL,
    data_set character varying(20) NOT NULL,
    fields text[] NOT NULL,
    subjects uuid[] NOT NULL,
    records integer NOT NULL,
    digest bytea NOT NULL,
    jws character varying NOT NULL,
    shown_from date,
    at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.disclosure FORCE ROW LEVEL SECURITY;

ALTER TABLE public.disclosure OWNER TO huizhi_migrate;

CREATE TABLE public.election (
    id uuid NOT NULL,
    org_id uuid NOT NULL,
    org_name character varying(120) NOT NULL,
    approver_id uuid,
    approver_name character varying(120) NOT NULL,
    state character varying(32) NOT NULL,
    state_since date NOT NULL,
    requested_on date NOT NULL,
    term_ends_on date,
    planned_on date NOT NULL,
    places integer NOT NULL,
    shift_reason character varying(300),
    replied_on date,
    reply_document character varying(200),
    held_on date,
    by_delegates boolean NOT NULL,
    voters integer,
    entitled integer,
    present integer,
    confirmed_on date,
    confirm_document character varying(200),
    new_term_ends_on date,
    closing_note character varying(300),
    version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ck_election_election_state CHECK (((state)::text = ANY ((ARRAY['requested'::character varying, 'approved'::character varying, 'held'::character varying, 'confirmed'::character varying, 'refused'::character varying, 'withdrawn'::character varying])::text[])))
);

ALTER TABLE ONLY public.election FORCE ROW LEVEL SECURITY;

ALTER TABLE public.election OWNER TO huizhi_migrate;

CREATE TABLE public.election_candidate (
    election_id uuid NOT NULL,
    person_id uuid NOT NULL,
    name character varying(50) NOT NULL,
    votes integer NOT NULL,
    is_elected boolean NOT NULL,
    kind character varying(32),
    portfolio character varying(32),
    CONSTRAINT ck_election_candidate_portfolio CHECK (((portfolio)::text = ANY ((ARRAY['organization'::character varying, 'publicity'::character varying, 'discipline'::character varying, 'united_front'::character varying, 'mass_work'::character varying, 'youth'::character varying])::text[]))),
    CONSTRAINT ck_election_candidate_post_kind CHECK (((kind)::text = ANY ((ARRAY['secretary'::character varying, 'deputy_secretary'::character varying, 'committee_member'::character varying])::text[])))
);

ALTER TABLE ONLY public.election_candidate FORCE ROW LEVEL SECURITY;

ALTER TABLE public.election_candidate OWNER TO huizhi_migrate;

CREATE TABLE public.election_step (
    election_id uuid NOT NULL,
    number integer NOT NULL,
    action character varying(32) NOT NULL,
    from_state character varying(32) NOT NULL,
    to_state character varying(32) NOT NULL,
    body_name character varying(120) NOT NULL,
    account_id uuid NOT NULL,
    note character varying(300),
    at timestamp with time zone DEFAULT now() NOT NULL,
    body_id uuid,
    CONSTRAINT ck_election_step_election_action CHECK (((action)::text = ANY ((ARRAY['approve'::character varying, 'refuse'::character varying, 'record_result'::character varying, 'confirm'::character varying, 'reject_result'::character varying, 'withdraw'::character varying])::text[]))),
    CONSTRAINT ck_election_step_from_state CHECK (((from_state)::text = ANY ((ARRAY['requested'::character varying, 'approved'::character varying, 'held'::character varying, 'confirmed'::character varying, 'refused'::character varying, 'withdrawn'::character varying])::text[]))),
    CONSTRAINT ck_election_step_to_state CHECK (((to_state)::text = ANY ((ARRAY['requested'::character varying, 'approved'::character varying, 'held'::character varying, 'confirmed'::character varying, 'refused'::character varying, 'withdrawn'::character varying])::text[])))
);

ALTER TABLE ONLY public.election_step FORCE ROW LEVEL SECURITY;

ALTER TABLE public.election_step OWNER TO huizhi_migrate;

CREATE TABLE public.export_file (
    export_id uuid NOT NULL,
    data_set character varying(20) NOT NULL,
    rows integer NOT NULL,
    sha256 character varying(64) NOT NULL,
    content bytea NOT NULL
);

ALTER TABLE ONLY public.export_file FORCE ROW LEVEL SECURITY;

ALTER TABLE public.export_file OWNER TO huizhi_migrate;

CREATE TABLE public.export_job (
    id uuid NOT NULL,
    partner_id uuid NOT NULL,
    grant_id uuid NOT NULL,
    grant_version integer NOT NULL,
    case_no character varying(100) NOT NULL,
    data_sets text[] NOT NULL,
    state character varying(32) NOT NULL,
    as_of_seq bigint,
    leased_until timestamp with time zone,
    finished_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    attempts integer NOT NULL,
    started_at timestamp with time zone,
    failure_code character varying(60),
    failure_detail character varying(500),
    CONSTRAINT ck_export_job_job_state CHECK (((state)::text = ANY ((ARRAY['queued'::character varying, 'running'::character varying, 'done'::character varying, 'failed'::character varying])::text[])))
);

ALTER TABLE ONLY public.export_job FORCE ROW LEVEL SECURITY;

ALTER TABLE public.export_job OWNER TO huizhi_migrate;

CREATE TABLE public.firm_liaison (
    firm_id uuid NOT NULL,
    valid_during daterange NOT NULL,
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    name character varying(50) NOT NULL,
    assigned_by character varying(120) NOT NULL,
    experience character varying(300) NOT NULL,
    end_reason character varying(300),
    place_path text NOT NULL COLLATE pg_catalog."C",
    version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.firm_liaison FORCE ROW LEVEL SECURITY;

ALTER TABLE public.firm_liaison OWNER TO huizhi_migrate;

CREATE TABLE public.floating_contact (
    registration_id uuid NOT NULL,
    contacted_on date NOT NULL,
    note character varying(300) NOT NULL,
    body_name character varying(120) NOT NULL,
    account_id uuid NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.floating_contact FORCE ROW LEVEL SECURITY;

ALTER TABLE public.floating_contact OWNER TO huizhi_migrate;

CREATE TABLE public.floating_registration (
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    name character varying(50) NOT NULL,
    sex character varying(1) NOT NULL,
    id_masked character varying(18) NOT NULL,
    category character varying(1) NOT NULL,
    home_org_id uuid NOT NULL,
    home_name character varying(120) NOT NULL,
    reason character varying(300) NOT NULL,
    reach character varying(32) NOT NULL,
    destination_code character varying(2) NOT NULL,
    destination character varying(100) NOT NULL,
    away_since date NOT NULL,
    back_on date,
    registered_on date NOT NULL,
    last_contact_on date,
    ended_on date,
    end_reason character varying(32),
    note character varying(300),
    version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ck_floating_registration_floating_end CHECK (((end_reason)::text = ANY ((ARRAY['returned'::character varying, 'transferred'::character varying, 'membership_ended'::character varying, 'other'::character varying])::text[]))),
    CONSTRAINT ck_floating_registration_floating_reach CHECK (((reach)::text = ANY ((ARRAY['other_province'::character varying, 'other_city'::character varying, 'same_city'::character varying])::text[])))
);

ALTER TABLE ONLY public.floating_registration FORCE ROW LEVEL SECURITY;

ALTER TABLE public.floating_registration OWNER TO huizhi_migrate;

CREATE TABLE public.formation (
    id uuid NOT NULL,
    name character varying(120) NOT NULL,
    category character varying(3) NOT NULL,
    basis character varying(32) NOT NULL,
    state character varying(32) NOT NULL,
    area_code character varying(6) NOT NULL,
    place_path text NOT NULL COLLATE pg_catalog."C",
    parent_id uuid NOT NULL,
    parent_name character varying(120) NOT NULL,
    approver_id uuid NOT NULL,
    approver_name character varying(120) NOT NULL,
    local_decision character varying(300),
    representative character varying(50) NOT NULL,
    reason character varying(300),
    proposed_on date NOT NULL,
    replied_on date,
    reply_document character varying(200),
    closing_note character varying(300),
    elected_on date,
    entitled integer,
    present integer,
    votes integer,
    secretary_name character varying(50),
    founded_on date,
    org_id uuid,
    filed_on date,
    filing_document character varying(200),
    version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ck_formation_formation_state CHECK (((state)::text = ANY ((ARRAY['proposed'::character varying, 'approved'::character varying, 'elected'::character varying, 'founded'::character varying, 'filed'::character varying, 'refused'::character varying, 'withdrawn'::character varying])::text[]))),
    CONSTRAINT ck_formation_founding_basis CHECK (((basis)::text = ANY ((ARRAY['transferred'::character varying, 'absorbed'::character varying])::text[])))
);

ALTER TABLE ONLY public.formation FORCE ROW LEVEL SECURITY;

ALTER TABLE public.formation OWNER TO huizhi_migrate;

CREATE TABLE public.formation_firm (
    formation_id uuid NOT NULL,
    firm_id uuid NOT NULL,
    firm_name character varying(120) NOT NULL,
    here integer NOT NULL,
    elsewhere integer NOT NULL,
    outside integer NOT NULL,
    members integer NOT NULL,
    is_open boolean NOT NULL
);

ALTER TABLE ONLY public.formation_firm FORCE ROW LEVEL SECURITY;

ALTER TABLE public.formation_firm OWNER TO huizhi_migrate;

CREATE TABLE public.formation_step (
    formation_id uuid NOT NULL,
    number integer NOT NULL,
    action character varying(32) NOT NULL,
    from_state character varying(32) NOT NULL,
    to_state character varying(32) NOT NULL,
    body_name character varying(120) NOT NULL,
    account_id uuid NOT NULL,
    note character varying(300),
    at timestamp with time zone DEFAULT now() NOT NULL,
    body_id uuid,
    CONSTRAINT ck_formation_step_formation_action CHECK (((action)::text = ANY ((ARRAY['approve'::character varying, 'refuse'::character varying, 'record_election'::character varying, 'found'::character varying, 'file'::character varying, 'withdraw'::character varying])::text[]))),
    CONSTRAINT ck_formation_step_from_state CHECK (((from_state)::text = ANY ((ARRAY['proposed'::character varying, 'approved'::character varying, 'elected'::character varying, 'founded'::character varying, 'filed'::character varying, 'refused'::character varying, 'withdrawn'::character varying])::text[]))),
    CONSTRAINT ck_formation_step_to_state CHECK (((to_state)::text = ANY ((ARRAY['proposed'::character varying, 'approved'::character varying, 'elected'::character varying, 'founded'::character varying, 'filed'::character varying, 'refused'::character varying, 'withdrawn'::character varying])::text[])))
);

ALTER TABLE ONLY public.formation_step FORCE ROW LEVEL SECURITY;

ALTER TABLE public.formation_step OWNER TO huizhi_migrate;

CREATE TABLE public.idempotency_key (
    account_id uuid NOT NULL,
    key character varying(200) NOT NULL,
    request_digest bytea NOT NULL,
    status integer,
    answer_cipher bytea,
    etag character varying(20),
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.idempotency_key FORCE ROW LEVEL SECURITY;

ALTER TABLE public.idempotency_key OWNER TO huizhi_migrate;

CREATE TABLE public.import_fault (
    import_id uuid NOT NULL,
    "row" integer NOT NULL,
    code character varying(60) NOT NULL,
    fields text[] NOT NULL,
    headings text[] NOT NULL,
    message character varying(500) NOT NULL,
    is_remark boolean NOT NULL,
    place_path text NOT NULL COLLATE pg_catalog."C"
);

ALTER TABLE ONLY public.import_fault FORCE ROW LEVEL SECURITY;

ALTER TABLE public.import_fault OWNER TO huizhi_migrate;

CREATE TABLE public.import_job (
    id uuid NOT NULL,
    kind character varying(32) NOT NULL,
    state character varying(32) NOT NULL,
    dry_run boolean NOT NULL,
    file_name character varying(200) NOT NULL,
    file_cipher bytea,
    grant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    rows_total integer NOT NULL,
    rows_done integer NOT NULL,
    rows_created integer NOT NULL,
    rows_updated integer NOT NULL,
    rows_unchanged integer NOT NULL,
    rows_rejected integer NOT NULL,
    failure_code character varying(60),
    failure_detail character varying(500),
    attempts integer NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    place_path text NOT NULL COLLATE pg_catalog."C",
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    leased_until timestamp with time zone,
    CONSTRAINT ck_import_job_form_kind CHECK (((kind)::text = ANY ((ARRAY['party_orgs'::character varying, 'law_firms'::character varying, 'lawyers'::character varying, 'members'::character varying])::text[]))),
    CONSTRAINT ck_import_job_job_state CHECK (((state)::text = ANY ((ARRAY['queued'::character varying, 'running'::character varying, 'done'::character varying, 'failed'::character varying])::text[])))
);

ALTER TABLE ONLY public.import_job FORCE ROW LEVEL SECURITY;

ALTER TABLE public.import_job OWNER TO huizhi_migrate;

CREATE TABLE public.joint_plan (
    id uuid NOT NULL,
    state character varying(32) NOT NULL,
    area_code character varying(6) NOT NULL,
    place_path text NOT NULL COLLATE pg_catalog."C",
    parent_id uuid,
    max_metres integer NOT NULL,
    same_county boolean NOT NULL,
    include_existing boolean NOT NULL,
    pinned jsonb NOT NULL,
    forbidden jsonb NOT NULL,
    previous_id uuid,
    grant_id uuid NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    failure_detail character varying(500),
    attempts integer NOT NULL,
    firms integer NOT NULL,
    placed integer NOT NULL,
    left_over integer NOT NULL,
    left_over_bound integer NOT NULL,
    metres integer NOT NULL,
    groups integer NOT NULL,
    groups_before integer NOT NULL,
    groups_kept integer NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    leased_until timestamp with time zone,
    failure_code character varying(60),
    CONSTRAINT ck_joint_plan_job_state CHECK (((state)::text = ANY ((ARRAY['queued'::character varying, 'running'::character varying, 'done'::character varying, 'failed'::character varying])::text[])))
);

ALTER TABLE ONLY public.joint_plan FORCE ROW LEVEL SECURITY;

ALTER TABLE public.joint_plan OWNER TO huizhi_migrate;

CREATE TABLE public.joint_plan_firm (
    plan_id uuid NOT NULL,
    firm_id uuid NOT NULL,
    name character varying(120) NOT NULL,
    area_code character varying(6) NOT NULL,
    full_members integer NOT NULL,
    members integer NOT NULL,
    business text[] NOT NULL,
    longitude double precision,
    latitude double precision,
    is_existing boolean NOT NULL,
    group_number integer,
    metres integer,
    left_over character varying(32),
    why character varying(500),
    CONSTRAINT ck_joint_plan_firm_left_over CHECK (((left_over)::text = ANY ((ARRAY['alone'::character varying, 'too_few'::character varying, 'forbidden'::character varying, 'needed_elsewhere'::character varying])::text[])))
);

ALTER TABLE ONLY public.joint_plan_firm FORCE ROW LEVEL SECURITY;

ALTER TABLE public.joint_plan_firm OWNER TO huizhi_migrate;

CREATE TABLE public.joint_plan_group (
    plan_id uuid NOT NULL,
    number integer NOT NULL,
    org_id uuid,
    host_firm_id uuid NOT NULL,
    units integer NOT NULL,
    full_members integer NOT NULL,
    members integer NOT NULL,
    metres integer NOT NULL,
    likeness integer NOT NULL,
    is_kept boolean NOT NULL,
    why character varying(500) NOT NULL,
    formation_id uuid,
    accepted_at timestamp with time zone
);

ALTER TABLE ONLY public.joint_plan_group FORCE ROW LEVEL SECURITY;

ALTER TABLE public.joint_plan_group OWNER TO huizhi_migrate;

CREATE TABLE public.law_firm (
    id uuid NOT NULL,
    uscc character varying(18) NOT NULL,
    name character varying(120) NOT NULL,
    name_key text NOT NULL COLLATE pg_catalog."C",
    form character varying(2) NOT NULL,
    status character varying(32) NOT NULL,
    address character varying(200),
    area_code character varying(6) NOT NULL,
    place_path text NOT NULL COLLATE pg_catalog."C",
    party_path text NOT NULL COLLATE pg_catalog."C",
    covering_org_id uuid,
    head_office_id uuid,
    head_name character varying(50),
    approved_on date,
    authority character varying(100),
    business_types text[] NOT NULL,
    is_key_firm boolean NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    longitude double precision,
    latitude double precision,
    CONSTRAINT ck_law_firm_firm_status CHECK (((status)::text = ANY ((ARRAY['active'::character varying, 'suspended'::character varying, 'cancelled'::character varying])::text[]))),
    CONSTRAINT ck_law_firm_location CHECK ((((longitude IS NULL) = (latitude IS NULL)) AND ((longitude >= (73)::double precision) AND (longitude <= (136)::double precision)) AND ((latitude >= (3)::double precision) AND (latitude <= (54)::double precision))))
);

ALTER TABLE ONLY public.law_firm FORCE ROW LEVEL SECURITY;

ALTER TABLE public.law_firm OWNER TO huizhi_migrate;

CREATE TABLE public.law_firm_standing (
    firm_id uuid NOT NULL,
    valid_during daterange NOT NULL,
    status character varying(32) NOT NULL,
    party_path text NOT NULL COLLATE pg_catalog."C",
    place_path text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT ck_law_firm_standing_firm_status CHECK (((status)::text = ANY ((ARRAY['active'::character varying, 'suspended'::character varying, 'cancelled'::character varying])::text[])))
);

ALTER TABLE ONLY public.law_firm_standing FORCE ROW LEVEL SECURITY;

ALTER TABLE public.law_firm_standing OWNER TO huizhi_migrate;

CREATE TABLE public.lawyer (
    person_id uuid NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    name_key text NOT NULL COLLATE pg_catalog."C",
    name_initials text NOT NULL COLLATE pg_catalog."C",
    sex character varying(1) NOT NULL,
    id_masked character varying(18) NOT NULL,
    firm_id uuid,
    firm_name character varying(120),
    practice_type character varying(1) NOT NULL,
    licence_no character varying(17),
    first_practised_on date,
    status character varying(32) NOT NULL,
    political_status character varying(2),
    political_status_source character varying(32),
    political_status_on date,
    affiliation_state character varying(32) NOT NULL,
    affiliation_name character varying(120),
    place_path text NOT NULL COLLATE pg_catalog."C",
    party_path text NOT NULL COLLATE pg_catalog."C",
    version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ck_lawyer_affiliation_state CHECK (((affiliation_state)::text = ANY ((ARRAY['none'::character varying, 'in_firm_org'::character varying, 'in_area_org'::character varying, 'outside'::character varying])::text[]))),
    CONSTRAINT ck_lawyer_lawyer_status CHECK (((status)::text = ANY ((ARRAY['active'::character varying, 'suspended'::character varying, 'cancelled'::character varying])::text[]))),
    CONSTRAINT ck_lawyer_political_status_source CHECK (((political_status_source)::text = ANY ((ARRAY['bureau'::character varying, 'collected'::character varying, 'member_record'::character varying])::text[])))
);

ALTER TABLE ONLY public.lawyer FORCE ROW LEVEL SECURITY;

ALTER TABLE public.lawyer OWNER TO huizhi_migrate;

CREATE TABLE public.member (
    person_id uuid NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    name_key text NOT NULL COLLATE pg_catalog."C",
    name_initials text NOT NULL COLLATE pg_catalog."C",
    sex character varying(1) NOT NULL,
    id_masked character varying(18) NOT NULL,
    category character varying(1) NOT NULL,
    admitted_on date NOT NULL,
    regularized_on date,
    membership_status character varying(1) NOT NULL,
    org_id uuid,
    affiliation_name character varying(120) NOT NULL,
    affiliation_state character varying(32) NOT NULL,
    firm_id uuid,
    education character varying(2),
    job_post character varying(4),
    lost_contact boolean NOT NULL,
    lost_contact_on date,
    is_floating boolean NOT NULL,
    floating_destination character varying(100),
    confirmed_at timestamp with time zone,
    place_path text NOT NULL COLLATE pg_catalog."C",
    party_path text NOT NULL COLLATE pg_catalog."C",
    version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    lost_contact_reason character varying(1),
    CONSTRAINT ck_member_affiliation_state CHECK (((affiliation_state)::text = ANY ((ARRAY['none'::character varying, 'in_firm_org'::character varying, 'in_area_org'::character varying, 'outside'::character varying])::text[])))
);

ALTER TABLE ONLY public.member FORCE ROW LEVEL SECURITY;

ALTER TABLE public.member OWNER TO huizhi_migrate;

CREATE TABLE public.party_org (
    id uuid NOT NULL,
    name character varying(120) NOT NULL,
    name_key text NOT NULL COLLATE pg_catalog."C",
    category character varying(3) NOT NULL,
    parent_id uuid,
    party_path text NOT NULL COLLATE pg_catalog."C",
    area_code character varying(6) NOT NULL,
    place_path text NOT NULL COLLATE pg_catalog."C",
    department_id uuid,
    local_decision character varying(300),
    can_transfer boolean,
    unit_situation character varying(1),
    unit_name character varying(120),
    unit_nature character varying(40),
    unit_coverage character varying(40),
    unit_uscc character varying(18),
    secretary_name character varying(50),
    contact_name character varying(50),
    contact_phone_cipher bytea,
    contact_phone_masked character varying(20),
    address character varying(200),
    postcode character varying(6),
    founded_on date,
    dissolved_on date,
    dissolved_reason character varying(300),
    version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    basis character varying(32),
    CONSTRAINT ck_party_org_founding_basis CHECK (((basis)::text = ANY ((ARRAY['transferred'::character varying, 'absorbed'::character varying])::text[])))
);

ALTER TABLE ONLY public.party_org FORCE ROW LEVEL SECURITY;

ALTER TABLE public.party_org OWNER TO huizhi_migrate;

CREATE TABLE public.party_org_unit (
    firm_id uuid NOT NULL,
    valid_during daterange NOT NULL,
    org_id uuid NOT NULL,
    party_path text NOT NULL COLLATE pg_catalog."C",
    place_path text NOT NULL COLLATE pg_catalog."C"
);

ALTER TABLE ONLY public.party_org_unit FORCE ROW LEVEL SECURITY;

ALTER TABLE public.party_org_unit OWNER TO huizhi_migrate;

CREATE VIEW public.lawyer_seat WITH (security_barrier='true') AS
 SELECT l.person_id,
    m.org_id,
    o.party_path,
    m.membership_status,
    t.state AS transfer_state,
    (EXISTS ( SELECT
           FROM (unnest((string_to_array(btrim(o.party_path, '/'::text), '/'::text))::uuid[]) above(id)
             JOIN public.party_org_unit u ON ((u.org_id = above.id)))
          WHERE upper_inf(u.valid_during))) AS of_other_firm
   FROM (((public.lawyer l
     LEFT JOIN public.member m ON ((m.person_id = l.person_id)))
     LEFT JOIN public.party_org o ON ((o.id = m.org_id)))
     LEFT JOIN public.transfer t ON (((t.person_id = l.person_id) AND ((t.state)::text = ANY ((ARRAY['draft'::character varying, 'submitted'::character varying, 'branch_agreed'::character varying, 'letter_issued'::character varying, 'in_transit'::character varying, 'returned'::character varying])::text[])))))
  WHERE (public.in_reach(l.place_path) OR public.in_reach(l.party_path));

ALTER VIEW public.lawyer_seat OWNER TO huizhi_migrate;

CREATE TABLE public.practice (
    person_id uuid NOT NULL,
    valid_during daterange NOT NULL,
    firm_id uuid,
    firm_name character varying(120),
    practice_type character varying(1) NOT NULL,
    licence_no character varying(17),
    name character varying(50) NOT NULL,
    name_key text NOT NULL COLLATE pg_catalog."C",
    sex character varying(1) NOT NULL,
    id_masked character varying(18) NOT NULL,
    start_known boolean NOT NULL,
    place_path text NOT NULL COLLATE pg_catalog."C",
    party_path text NOT NULL COLLATE pg_catalog."C"
);

ALTER TABLE ONLY public.practice FORCE ROW LEVEL SECURITY;

ALTER TABLE public.practice OWNER TO huizhi_migrate;

CREATE VIEW public.lawyer_seat_history WITH (security_barrier='true') AS
 SELECT p.person_id,
    p.name,
    p.name_key,
    p.id_masked,
    p.firm_id,
    p.firm_name,
    p.practice_type,
    p.start_known AS practice_start_known,
    p.place_path,
    p.party_path,
    p.valid_during AS practised,
    a.org_id,
    a.affiliation_name,
    a.party_path AS affiliation_path,
    a.valid_during AS affiliated
   FROM (public.practice p
     JOIN public.affiliation a ON (((a.person_id = p.person_id) AND (a.valid_during && p.valid_during))))
  WHERE (public.in_reach(p.place_path) OR public.in_reach(p.party_path) OR (p.person_id = (NULLIF(current_setting('huizhi.person'::text, true), ''::text))::uuid));

ALTER VIEW public.lawyer_seat_history OWNER TO huizhi_migrate;

CREATE TABLE public.letter (
    id uuid NOT NULL,
    transfer_id uuid NOT NULL,
    issuer_id uuid NOT NULL,
    year integer NOT NULL,
    number integer NOT NULL,
    serial character varying(20) NOT NULL,
    issued_on date NOT NULL,
    valid_days integer NOT NULL,
    expires_on date NOT NULL,
    dues_paid_to date NOT NULL,
    committee_address character varying(200),
    committee_postcode character varying(6),
    committee_phone_cipher bytea,
    void_on date,
    void_reason character varying(300)
);

ALTER TABLE ONLY public.letter FORCE ROW LEVEL SECURITY;

ALTER TABLE public.letter OWNER TO huizhi_migrate;

CREATE TABLE public.letter_counter (
    issuer_id uuid NOT NULL,
    year integer NOT NULL,
    last integer NOT NULL
);

ALTER TABLE ONLY public.letter_counter FORCE ROW LEVEL SECURITY;

ALTER TABLE public.letter_counter OWNER TO huizhi_migrate;

CREATE TABLE public.life_programme (
    id uuid NOT NULL,
    org_id uuid NOT NULL,
    year integer NOT NULL,
    items jsonb NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.life_programme FORCE ROW LEVEL SECURITY;

ALTER TABLE public.life_programme OWNER TO huizhi_migrate;

CREATE TABLE public.mass_contact (
    id uuid NOT NULL,
    org_id uuid NOT NULL,
    person_id uuid NOT NULL,
    name character varying(50) NOT NULL,
    held_on date NOT NULL,
    audience character varying(32) NOT NULL,
    topic character varying(200) NOT NULL,
    concern character varying(300),
    outcome character varying(300),
    settled_on date,
    version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ck_mass_contact_audience CHECK (((audience)::text = ANY ((ARRAY['colleagues'::character varying, 'clients'::character varying, 'residents'::character varying, 'enterprises'::character varying, 'people_in_need'::character varying, 'other'::character varying])::text[])))
);

ALTER TABLE ONLY public.mass_contact FORCE ROW LEVEL SECURITY;

ALTER TABLE public.mass_contact OWNER TO huizhi_migrate;

CREATE TABLE public.meeting (
    id uuid NOT NULL,
    org_id uuid NOT NULL,
    held_on date NOT NULL,
    kinds text[] NOT NULL,
    topic character varying(120) NOT NULL,
    minutes character varying(1000),
    cancelled_reason character varying(300),
    version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    hours numeric(4,1)
);

ALTER TABLE ONLY public.meeting FORCE ROW LEVEL SECURITY;

ALTER TABLE public.meeting OWNER TO huizhi_migrate;

CREATE TABLE public.meeting_attendance (
    meeting_id uuid NOT NULL,
    person_id uuid NOT NULL,
    name character varying(50) NOT NULL,
    is_guest boolean NOT NULL,
    absence character varying(32),
    CONSTRAINT ck_meeting_attendance_absence_reason CHECK (((absence)::text = ANY ((ARRAY['duty'::character varying, 'illness'::character varying, 'away'::character varying, 'other'::character varying, 'without_reason'::character varying])::text[])))
);

ALTER TABLE ONLY public.meeting_attendance FORCE ROW LEVEL SECURITY;

ALTER TABLE public.meeting_attendance OWNER TO huizhi_migrate;

CREATE TABLE public.meeting_held (
    meeting_id uuid NOT NULL,
    number integer NOT NULL,
    org_id uuid NOT NULL,
    kind character varying(32) NOT NULL,
    held_on date NOT NULL,
    CONSTRAINT ck_meeting_held_meeting_kind CHECK (((kind)::text = ANY ((ARRAY['general_meeting'::character varying, 'committee_meeting'::character varying, 'group_meeting'::character varying, 'lesson'::character varying, 'theme_day'::character varying, 'organization_life_meeting'::character varying])::text[])))
);

ALTER TABLE ONLY public.meeting_held FORCE ROW LEVEL SECURITY;

ALTER TABLE public.meeting_held OWNER TO huizhi_migrate;

CREATE TABLE public.member_dues (
    person_id uuid NOT NULL,
    paid_through date NOT NULL,
    recorded_on date NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.member_dues FORCE ROW LEVEL SECURITY;

ALTER TABLE public.member_dues OWNER TO huizhi_migrate;

CREATE TABLE public.membership_decision (
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    kind character varying(32) NOT NULL,
    state character varying(32) NOT NULL,
    name character varying(50) NOT NULL,
    id_masked character varying(18) NOT NULL,
    branch_id uuid NOT NULL,
    branch_name character varying(120) NOT NULL,
    committee_id uuid NOT NULL,
    committee_name character varying(120) NOT NULL,
    ground character varying(32),
    lost_contact_reason character varying(1),
    since_on date,
    reason character varying(300) NOT NULL,
    proposal_document character varying(200),
    proposed_on date NOT NULL,
    decided_on date,
    effective_on date,
    document character varying(200),
    note character varying(300),
    version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ck_membership_decision_decision_kind CHECK (((kind)::text = ANY ((ARRAY['lost_contact'::character varying, 'contact_regained'::character varying, 'suspension'::character varying, 'restoration'::character varying, 'expulsion'::character varying, 'withdrawal'::character varying, 'persuaded_withdrawal'::character varying, 'refused_persuasion'::character varying, 'self_separation'::character varying, 'probation_cancelled'::character varying, 'not_recognised'::character varying, 'death'::character varying])::text[]))),
    CONSTRAINT ck_membership_decision_decision_state CHECK (((state)::text = ANY ((ARRAY['proposed'::character varying, 'decided'::character varying, 'refused'::character varying, 'withdrawn'::character varying, 'recorded'::character varying])::text[]))),
    CONSTRAINT ck_membership_decision_suspension_ground CHECK (((ground)::text = ANY ((ARRAY['lost_contact'::character varying, 'settled_abroad'::character varying, 'study_abroad'::character varying])::text[])))
);

ALTER TABLE ONLY public.membership_decision FORCE ROW LEVEL SECURITY;

ALTER TABLE public.membership_decision OWNER TO huizhi_migrate;

CREATE TABLE public.membership_decision_step (
    decision_id uuid NOT NULL,
    number integer NOT NULL,
    action character varying(32) NOT NULL,
    from_state character varying(32) NOT NULL,
    to_state character varying(32) NOT NULL,
    body_id uuid,
    body_name character varying(120) NOT NULL,
    account_id uuid NOT NULL,
    note character varying(300),
    at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ck_membership_decision_step_decision_action CHECK (((action)::text = ANY ((ARRAY['decide'::character varying, 'refuse'::character varying, 'withdraw'::character varying])::text[]))),
    CONSTRAINT ck_membership_decision_step_from_state CHECK (((from_state)::text = ANY ((ARRAY['proposed'::character varying, 'decided'::character varying, 'refused'::character varying, 'withdrawn'::character varying, 'recorded'::character varying])::text[]))),
    CONSTRAINT ck_membership_decision_step_to_state CHECK (((to_state)::text = ANY ((ARRAY['proposed'::character varying, 'decided'::character varying, 'refused'::character varying, 'withdrawn'::character varying, 'recorded'::character varying])::text[])))
);

ALTER TABLE ONLY public.membership_decision_step FORCE ROW LEVEL SECURITY;

ALTER TABLE public.membership_decision_step OWNER TO huizhi_migrate;

CREATE TABLE public.membership_standing (
    person_id uuid NOT NULL,
    valid_during daterange NOT NULL,
    membership_status character varying(1) NOT NULL,
    document character varying(200),
    place_path text NOT NULL COLLATE pg_catalog."C",
    party_path text NOT NULL COLLATE pg_catalog."C",
    change_code character varying(3),
    decision_id uuid
);

ALTER TABLE ONLY public.membership_standing FORCE ROW LEVEL SECURITY;

ALTER TABLE public.membership_standing OWNER TO huizhi_migrate;

CREATE TABLE public.merkle_node (
    level smallint NOT NULL,
    index bigint NOT NULL,
    hash bytea NOT NULL
);

ALTER TABLE public.merkle_node OWNER TO huizhi_migrate;

CREATE VIEW public.own_access WITH (security_barrier='true') AS
 SELECT id,
    kind,
    body_name,
    role,
    reason,
    at
   FROM public.access
  WHERE (person_id = (NULLIF(current_setting('huizhi.person'::text, true), ''::text))::uuid);

ALTER VIEW public.own_access OWNER TO huizhi_migrate;

CREATE TABLE public.paper_letter (
    transfer_id uuid NOT NULL,
    issued_on date NOT NULL,
    valid_days integer NOT NULL,
    admitted_on date NOT NULL,
    regularized_on date,
    committee_address character varying(200),
    committee_postcode character varying(6),
    committee_phone_cipher bytea,
    committee_phone_masked character varying(20),
    scan_sha256 character varying(64) NOT NULL
);

ALTER TABLE ONLY public.paper_letter FORCE ROW LEVEL SECURITY;

ALTER TABLE public.paper_letter OWNER TO huizhi_migrate;

CREATE TABLE public.paper_receipt (
    transfer_id uuid NOT NULL,
    received_on date NOT NULL,
    addressee character varying(120) NOT NULL,
    handler_name character varying(20) NOT NULL,
    scan_sha256 character varying(64) NOT NULL,
    entered_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.paper_receipt FORCE ROW LEVEL SECURITY;

ALTER TABLE public.paper_receipt OWNER TO huizhi_migrate;

CREATE TABLE public.partner (
    id uuid NOT NULL,
    client_id text NOT NULL COLLATE pg_catalog."C",
    name character varying(120) NOT NULL,
    contact character varying(120) NOT NULL,
    keys jsonb NOT NULL,
    suspended_at timestamp with time zone,
    version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.partner FORCE ROW LEVEL SECURITY;

ALTER TABLE public.partner OWNER TO huizhi_migrate;

CREATE TABLE public.partner_key (
    partner_id uuid NOT NULL,
    key character varying(200) NOT NULL,
    request_digest bytea NOT NULL,
    status integer,
    answer_cipher bytea,
    etag character varying(20),
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.partner_key FORCE ROW LEVEL SECURITY;

ALTER TABLE public.partner_key OWNER TO huizhi_migrate;

CREATE VIEW public.party_org_directory WITH (security_barrier='true') AS
 SELECT id,
    name,
    name_key,
    category,
    parent_id,
    party_path,
    place_path,
    area_code,
    department_id,
    can_transfer
   FROM public.party_org
  WHERE (dissolved_on IS NULL);

ALTER VIEW public.party_org_directory OWNER TO huizhi_migrate;

CREATE TABLE public.party_org_guidance (
    org_id uuid NOT NULL,
    guided_by_id uuid NOT NULL,
    kind character varying(32) NOT NULL,
    party_path text NOT NULL COLLATE pg_catalog."C",
    place_path text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT ck_party_org_guidance_guidance_kind CHECK (((kind)::text = ANY ((ARRAY['association'::character varying, 'head_office'::character varying])::text[])))
);

ALTER TABLE ONLY public.party_org_guidance FORCE ROW LEVEL SECURITY;

ALTER TABLE public.party_org_guidance OWNER TO huizhi_migrate;

CREATE TABLE public.party_org_standing (
    org_id uuid NOT NULL,
    valid_during daterange NOT NULL,
    name character varying(120) NOT NULL,
    category character varying(3) NOT NULL,
    parent_id uuid,
    parent_name character varying(120),
    party_path text NOT NULL COLLATE pg_catalog."C",
    place_path text NOT NULL COLLATE pg_catalog."C",
    reason character varying(300)
);

ALTER TABLE ONLY public.party_org_standing FORCE ROW LEVEL SECURITY;

ALTER TABLE public.party_org_standing OWNER TO huizhi_migrate;

CREATE TABLE public.person (
    id uuid NOT NULL,
    id_cipher bytea NOT NULL,
    ethnic_group character varying(2),
    birth_date date NOT NULL,
    birth_date_differs boolean NOT NULL,
    mobile_cipher bytea,
    mobile_masked character varying(20),
    phone_cipher bytea,
    phone_masked character varying(20),
    address_cipher bytea,
    place_path text NOT NULL COLLATE pg_catalog."C",
    party_path text NOT NULL COLLATE pg_catalog."C",
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.person FORCE ROW LEVEL SECURITY;

ALTER TABLE public.person OWNER TO huizhi_migrate;

CREATE TABLE public.person_identity (
    digest bytea NOT NULL,
    person_id uuid NOT NULL
);

ALTER TABLE public.person_identity OWNER TO huizhi_migrate;

CREATE TABLE public.placement_decision (
    id uuid NOT NULL,
    area_code character varying(6) NOT NULL,
    place_path text NOT NULL COLLATE pg_catalog."C",
    firm_id uuid,
    org_id uuid NOT NULL,
    document character varying(200) NOT NULL,
    decided_on date NOT NULL,
    ended_on date,
    ended_reason character varying(300),
    version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.placement_decision FORCE ROW LEVEL SECURITY;

ALTER TABLE public.placement_decision OWNER TO huizhi_migrate;

CREATE TABLE public.post (
    id uuid NOT NULL,
    org_id uuid NOT NULL,
    kind character varying(32) NOT NULL,
    portfolio character varying(32),
    person_id uuid,
    name character varying(50) NOT NULL,
    "position" character varying(120),
    basis character varying(32) NOT NULL,
    document character varying(200) NOT NULL,
    valid_during daterange NOT NULL,
    term_ends_on date,
    election_id uuid,
    end_reason character varying(32),
    end_document character varying(200),
    version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ck_post_period CHECK ((NOT isempty(valid_during))),
    CONSTRAINT ck_post_portfolio CHECK (((portfolio)::text = ANY ((ARRAY['organization'::character varying, 'publicity'::character varying, 'discipline'::character varying, 'united_front'::character varying, 'mass_work'::character varying, 'youth'::character varying])::text[]))),
    CONSTRAINT ck_post_post_basis CHECK (((basis)::text = ANY ((ARRAY['elected'::character varying, 'appointed'::character varying])::text[]))),
    CONSTRAINT ck_post_post_end_reason CHECK (((end_reason)::text = ANY ((ARRAY['term_ended'::character varying, 'resigned'::character varying, 'reassigned'::character varying, 'removed'::character varying, 'relationship_left'::character varying, 'deceased'::character varying, 'organization_dissolved'::character varying])::text[]))),
    CONSTRAINT ck_post_post_kind CHECK (((kind)::text = ANY ((ARRAY['secretary'::character varying, 'deputy_secretary'::character varying, 'committee_member'::character varying])::text[])))
);

ALTER TABLE ONLY public.post FORCE ROW LEVEL SECURITY;

ALTER TABLE public.post OWNER TO huizhi_migrate;

CREATE TABLE public.receipt (
    transfer_id uuid NOT NULL,
    jws character varying NOT NULL,
    facts jsonb NOT NULL,
    signed_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.receipt FORCE ROW LEVEL SECURITY;

ALTER TABLE public.receipt OWNER TO huizhi_migrate;

CREATE TABLE public.refresh_token (
    digest bytea NOT NULL,
    sign_in_id uuid NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);

ALTER TABLE public.refresh_token OWNER TO huizhi_migrate;

CREATE TABLE public.role_grant (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    role character varying(32) NOT NULL,
    area_code character varying(6),
    org_id uuid,
    person_id uuid,
    granted_by uuid,
    revoked_at timestamp with time zone,
    version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ck_role_grant_staff_role CHECK (((role)::text = ANY ((ARRAY['organization_department'::character varying, 'justice_bureau'::character varying, 'bar_association'::character varying, 'org_officer'::character varying, 'member'::character varying, 'system_admin'::character varying, 'security_admin'::character varying, 'audit_admin'::character varying])::text[])))
);

ALTER TABLE public.role_grant OWNER TO huizhi_migrate;

CREATE TABLE public.rule_figure (
    key character varying(60) NOT NULL,
    effective_from date NOT NULL,
    value integer NOT NULL,
    unit character varying(20) NOT NULL,
    source character varying(200) NOT NULL
);

ALTER TABLE public.rule_figure OWNER TO huizhi_migrate;

CREATE TABLE public.sharing_grant (
    id uuid NOT NULL,
    partner_id uuid NOT NULL,
    purpose character varying(40) NOT NULL,
    legal_basis character varying(300) NOT NULL,
    area_code character varying(6) NOT NULL,
    place_path text NOT NULL COLLATE pg_catalog."C",
    data_sets jsonb NOT NULL,
    quota_per_day integer NOT NULL,
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    embargo character varying(32) NOT NULL,
    embargo_days integer NOT NULL,
    state character varying(32) NOT NULL,
    approvals jsonb NOT NULL,
    answer character varying(300),
    requested_on date NOT NULL,
    answer_due_on date NOT NULL,
    supply_due_on date,
    content_version integer NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    embargo_order character varying(100),
    CONSTRAINT ck_sharing_grant_embargo CHECK (((embargo)::text = ANY ((ARRAY['open'::character varying, 'delayed'::character varying, 'sealed'::character varying])::text[]))),
    CONSTRAINT ck_sharing_grant_embargo_order CHECK ((((embargo)::text = 'sealed'::text) = (embargo_order IS NOT NULL))),
    CONSTRAINT ck_sharing_grant_grant_state CHECK (((state)::text = ANY ((ARRAY['requested'::character varying, 'approved'::character varying, 'in_force'::character varying, 'refused'::character varying, 'suspended'::character varying, 'ended'::character varying])::text[])))
);

ALTER TABLE ONLY public.sharing_grant FORCE ROW LEVEL SECURITY;

ALTER TABLE public.sharing_grant OWNER TO huizhi_migrate;

CREATE TABLE public.sharing_grant_step (
    grant_id uuid NOT NULL,
    number integer NOT NULL,
    action character varying(32) NOT NULL,
    from_state character varying(32) NOT NULL,
    to_state character varying(32) NOT NULL,
    body_id uuid,
    body_name character varying(120) NOT NULL,
    account_id uuid NOT NULL,
    note character varying(300),
    at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ck_sharing_grant_step_from_state CHECK (((from_state)::text = ANY ((ARRAY['requested'::character varying, 'approved'::character varying, 'in_force'::character varying, 'refused'::character varying, 'suspended'::character varying, 'ended'::character varying])::text[]))),
    CONSTRAINT ck_sharing_grant_step_grant_action CHECK (((action)::text = ANY ((ARRAY['approve'::character varying, 'refuse'::character varying, 'bring_into_force'::character varying, 'suspend'::character varying, 'resume'::character varying, 'end'::character varying])::text[]))),
    CONSTRAINT ck_sharing_grant_step_to_state CHECK (((to_state)::text = ANY ((ARRAY['requested'::character varying, 'approved'::character varying, 'in_force'::character varying, 'refused'::character varying, 'suspended'::character varying, 'ended'::character varying])::text[])))
);

ALTER TABLE ONLY public.sharing_grant_step FORCE ROW LEVEL SECURITY;

ALTER TABLE public.sharing_grant_step OWNER TO huizhi_migrate;

CREATE TABLE public.sign_in (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    grant_id uuid NOT NULL,
    revoked_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.sign_in OWNER TO huizhi_migrate;

CREATE TABLE public.spent_assertion (
    client_id character varying(60) NOT NULL,
    jti character varying(200) NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

ALTER TABLE public.spent_assertion OWNER TO huizhi_migrate;

CREATE TABLE public.sql_in_force (
    part text NOT NULL,
    digest text NOT NULL
);

ALTER TABLE public.sql_in_force OWNER TO huizhi_migrate;

CREATE TABLE public.subscription (
    id uuid NOT NULL,
    partner_id uuid NOT NULL,
    grant_id uuid NOT NULL,
    url character varying(500) NOT NULL,
    secret_cipher bytea NOT NULL,
    previous_cipher bytea,
    previous_until timestamp with time zone,
    state character varying(32) NOT NULL,
    reason character varying(32),
    "position" bigint NOT NULL,
    next_ring_at timestamp with time zone NOT NULL,
    dead_letters integer NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    grant_version integer NOT NULL,
    CONSTRAINT ck_subscription_disabled_reason CHECK (((reason)::text = ANY ((ARRAY['gone'::character varying, 'undeliverable'::character varying, 'by_partner'::character varying])::text[]))),
    CONSTRAINT ck_subscription_reason_given CHECK (((((state)::text = 'disabled'::text) = (reason IS NOT NULL)) OR ((state)::text = 'ended'::text))),
    CONSTRAINT ck_subscription_subscription_state CHECK (((state)::text = ANY ((ARRAY['active'::character varying, 'disabled'::character varying, 'ended'::character varying])::text[])))
);

ALTER TABLE ONLY public.subscription FORCE ROW LEVEL SECURITY;

ALTER TABLE public.subscription OWNER TO huizhi_migrate;

CREATE TABLE public.subscription_delivery (
    id uuid NOT NULL,
    subscription_id uuid NOT NULL,
    kind character varying(32) NOT NULL,
    state character varying(32) NOT NULL,
    attempts integer NOT NULL,
    due_at timestamp with time zone NOT NULL,
    last_status integer,
    last_fault character varying(32),
    settled_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_subscription_delivery_delivery_fault CHECK (((last_fault)::text = ANY ((ARRAY['address'::character varying, 'unreachable'::character varying, 'tls'::character varying, 'timeout'::character varying, 'status'::character varying])::text[]))),
    CONSTRAINT ck_subscription_delivery_delivery_kind CHECK (((kind)::text = ANY ((ARRAY['ring'::character varying, 'test'::character varying])::text[]))),
    CONSTRAINT ck_subscription_delivery_delivery_state CHECK (((state)::text = ANY ((ARRAY['pending'::character varying, 'delivered'::character varying, 'dead'::character varying, 'withdrawn'::character varying])::text[])))
);

ALTER TABLE ONLY public.subscription_delivery FORCE ROW LEVEL SECURITY;

ALTER TABLE public.subscription_delivery OWNER TO huizhi_migrate;

CREATE TABLE public.temporary_affiliation (
    id uuid NOT NULL,
    subject_id uuid NOT NULL,
    person_id uuid,
    name character varying(50) NOT NULL,
    sex character varying(1) NOT NULL,
    id_masked character varying(18) NOT NULL,
    category character varying(1) NOT NULL,
    reason character varying(32) NOT NULL,
    reason_text character varying(300),
    home_org_id uuid,
    home_name character varying(200) NOT NULL,
    host_org_id uuid NOT NULL,
    host_name character varying(120) NOT NULL,
    state character varying(32) NOT NULL,
    offered_on date,
    valid_during daterange,
    review_on date,
    closing_note character varying(300),
    transfer_id uuid,
    version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ck_temporary_affiliation_temporary_reason CHECK (((reason)::text = ANY ((ARRAY['retired_working'::character varying, 'cannot_transfer_yet'::character varying, 'short_absence'::character varying, 'other'::character varying])::text[]))),
    CONSTRAINT ck_temporary_affiliation_temporary_state CHECK (((state)::text = ANY ((ARRAY['applied'::character varying, 'agreed'::character varying, 'active'::character varying, 'ended'::character varying, 'converted'::character varying, 'declined'::character varying, 'withdrawn'::character varying])::text[])))
);

ALTER TABLE ONLY public.temporary_affiliation FORCE ROW LEVEL SECURITY;

ALTER TABLE public.temporary_affiliation OWNER TO huizhi_migrate;

CREATE TABLE public.temporary_step (
    temporary_affiliation_id uuid NOT NULL,
    number integer NOT NULL,
    action character varying(32) NOT NULL,
    from_state character varying(32) NOT NULL,
    to_state character varying(32) NOT NULL,
    body_name character varying(120) NOT NULL,
    account_id uuid NOT NULL,
    note character varying(300),
    review_on date,
    at timestamp with time zone DEFAULT now() NOT NULL,
    body_id uuid,
    CONSTRAINT ck_temporary_step_from_state CHECK (((from_state)::text = ANY ((ARRAY['applied'::character varying, 'agreed'::character varying, 'active'::character varying, 'ended'::character varying, 'converted'::character varying, 'declined'::character varying, 'withdrawn'::character varying])::text[]))),
    CONSTRAINT ck_temporary_step_temporary_action CHECK (((action)::text = ANY ((ARRAY['agree'::character varying, 'accept'::character varying, 'decline'::character varying, 'withdraw'::character varying, 'extend'::character varying, 'end'::character varying, 'convert'::character varying])::text[]))),
    CONSTRAINT ck_temporary_step_to_state CHECK (((to_state)::text = ANY ((ARRAY['applied'::character varying, 'agreed'::character varying, 'active'::character varying, 'ended'::character varying, 'converted'::character varying, 'declined'::character varying, 'withdrawn'::character varying])::text[])))
);

ALTER TABLE ONLY public.temporary_step FORCE ROW LEVEL SECURITY;

ALTER TABLE public.temporary_step OWNER TO huizhi_migrate;

CREATE TABLE public.training_record (
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    name character varying(50) NOT NULL,
    org_name character varying(120) NOT NULL,
    completed_on date NOT NULL,
    title character varying(120) NOT NULL,
    hours numeric(4,1) NOT NULL,
    is_online boolean NOT NULL,
    meeting_id uuid,
    version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.training_record FORCE ROW LEVEL SECURITY;

ALTER TABLE public.training_record OWNER TO huizhi_migrate;

CREATE TABLE public.transfer_hop (
    transfer_id uuid NOT NULL,
    number integer NOT NULL,
    action character varying(32) NOT NULL,
    from_state character varying(32) NOT NULL,
    to_state character varying(32) NOT NULL,
    body_id uuid,
    body_name character varying(120) NOT NULL,
    account_id uuid NOT NULL,
    note character varying(300),
    at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ck_transfer_hop_from_state CHECK (((from_state)::text = ANY ((ARRAY['draft'::character varying, 'submitted'::character varying, 'branch_agreed'::character varying, 'letter_issued'::character varying, 'in_transit'::character varying, 'accepted'::character varying, 'receipt_sent'::character varying, 'closed'::character varying, 'withdrawn'::character varying, 'returned'::character varying, 'rejected'::character varying, 'revoked'::character varying, 'expired'::character varying])::text[]))),
    CONSTRAINT ck_transfer_hop_to_state CHECK (((to_state)::text = ANY ((ARRAY['draft'::character varying, 'submitted'::character varying, 'branch_agreed'::character varying, 'letter_issued'::character varying, 'in_transit'::character varying, 'accepted'::character varying, 'receipt_sent'::character varying, 'closed'::character varying, 'withdrawn'::character varying, 'returned'::character varying, 'rejected'::character varying, 'revoked'::character varying, 'expired'::character varying])::text[]))),
    CONSTRAINT ck_transfer_hop_transfer_action CHECK (((action)::text = ANY ((ARRAY['submit'::character varying, 'agree'::character varying, 'issue_letter'::character varying, 'dispatch'::character varying, 'accept'::character varying, 'send_receipt'::character varying, 'confirm_receipt'::character varying, 'withdraw'::character varying, 'return'::character varying, 'reject'::character varying, 'revoke'::character varying, 'report_lost'::character varying, 'reissue'::character varying, 'enter_receipt'::character varying, 'dispatch_receipt'::character varying])::text[])))
);

ALTER TABLE ONLY public.transfer_hop FORCE ROW LEVEL SECURITY;

ALTER TABLE public.transfer_hop OWNER TO huizhi_migrate;

ALTER TABLE ONLY public.checkpoint ALTER COLUMN size SET DEFAULT nextval('public.checkpoint_size_seq'::regclass);

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);

ALTER TABLE ONLY public.post
    ADD CONSTRAINT ex_post_person EXCLUDE USING gist (org_id WITH =, person_id WITH =, valid_during WITH &&);

ALTER TABLE ONLY public.post
    ADD CONSTRAINT ex_post_secretary EXCLUDE USING gist (org_id WITH =, valid_during WITH &&) WHERE (((kind)::text = 'secretary'::text));

ALTER TABLE ONLY public.access
    ADD CONSTRAINT pk_access PRIMARY KEY (id);

ALTER TABLE ONLY public.account
    ADD CONSTRAINT pk_account PRIMARY KEY (id);

ALTER TABLE ONLY public.activation_code
    ADD CONSTRAINT pk_activation_code PRIMARY KEY (id);

ALTER TABLE ONLY public.activity_certificate
    ADD CONSTRAINT pk_activity_certificate PRIMARY KEY (id);

ALTER TABLE ONLY public.affiliation
    ADD CONSTRAINT pk_affiliation PRIMARY KEY (person_id, valid_during WITHOUT OVERLAPS);

ALTER TABLE ONLY public.appraisal
    ADD CONSTRAINT pk_appraisal PRIMARY KEY (id);

ALTER TABLE ONLY public.area
    ADD CONSTRAINT pk_area PRIMARY KEY (code);

ALTER TABLE ONLY public.calendar_day
    ADD CONSTRAINT pk_calendar_day PRIMARY KEY (day);

ALTER TABLE ONLY public.calendar_year
    ADD CONSTRAINT pk_calendar_year PRIMARY KEY (id);

ALTER TABLE ONLY public.campaign
    ADD CONSTRAINT pk_campaign PRIMARY KEY (id);

ALTER TABLE ONLY public.campaign_result
    ADD CONSTRAINT pk_campaign_result PRIMARY KEY (campaign_id, person_id);

ALTER TABLE ONLY public.campaign_step
    ADD CONSTRAINT pk_campaign_step PRIMARY KEY (campaign_id, number);

ALTER TABLE ONLY public.care_record
    ADD CONSTRAINT pk_care_record PRIMARY KEY (id);

ALTER TABLE ONLY public.certificate_counter
    ADD CONSTRAINT pk_certificate_counter PRIMARY KEY (area_code, year);

ALTER TABLE ONLY public.certificate_entry
    ADD CONSTRAINT pk_certificate_entry PRIMARY KEY (id);

ALTER TABLE ONLY public.certificate_letter
    ADD CONSTRAINT pk_certificate_letter PRIMARY KEY (id);

ALTER TABLE ONLY public.certificate_letter_step
    ADD CONSTRAINT pk_certificate_letter_step PRIMARY KEY (letter_id, number);

ALTER TABLE ONLY public.certificate_review
    ADD CONSTRAINT pk_certificate_review PRIMARY KEY (id);

ALTER TABLE ONLY public.certificate_step
    ADD CONSTRAINT pk_certificate_step PRIMARY KEY (certificate_id, number);

ALTER TABLE ONLY public.change
    ADD CONSTRAINT pk_change PRIMARY KEY (id);

ALTER TABLE ONLY public.change_salt
    ADD CONSTRAINT pk_change_salt PRIMARY KEY (change_id);

ALTER TABLE ONLY public.checkpoint
    ADD CONSTRAINT pk_checkpoint PRIMARY KEY (size);

ALTER TABLE ONLY public.correction_request
    ADD CONSTRAINT pk_correction_request PRIMARY KEY (id);

ALTER TABLE ONLY public.correction_statement
    ADD CONSTRAINT pk_correction_statement PRIMARY KEY (id);

ALTER TABLE ONLY public.correction_step
    ADD CONSTRAINT pk_correction_step PRIMARY KEY (request_id, number);

ALTER TABLE ONLY public.department
    ADD CONSTRAINT pk_department PRIMARY KEY (id);

ALTER TABLE ONLY public.development_entry
    ADD CONSTRAINT pk_development_entry PRIMARY KEY (file_id, number);

ALTER TABLE ONLY public.development_file
    ADD CONSTRAINT pk_development_file PRIMARY KEY (id);

ALTER TABLE ONLY public.development_material
    ADD CONSTRAINT pk_development_material PRIMARY KEY (file_id, move_id, material);

ALTER TABLE ONLY public.digest
    ADD CONSTRAINT pk_digest PRIMARY KEY (id);

ALTER TABLE ONLY public.disclosure
    ADD CONSTRAINT pk_disclosure PRIMARY KEY (id);

ALTER TABLE ONLY public.election
    ADD CONSTRAINT pk_election PRIMARY KEY (id);

ALTER TABLE ONLY public.election_candidate
    ADD CONSTRAINT pk_election_candidate PRIMARY KEY (election_id, person_id);

ALTER TABLE ONLY public.election_step
    ADD CONSTRAINT pk_election_step PRIMARY KEY (election_id, number);

ALTER TABLE ONLY public.export_file
    ADD CONSTRAINT pk_export_file PRIMARY KEY (export_id, data_set);

ALTER TABLE ONLY public.export_job
    ADD CONSTRAINT pk_export_job PRIMARY KEY (id);

ALTER TABLE ONLY public.firm_liaison
    ADD CONSTRAINT pk_firm_liaison PRIMARY KEY (firm_id, valid_during WITHOUT OVERLAPS);

ALTER TABLE ONLY public.floating_contact
    ADD CONSTRAINT pk_floating_contact PRIMARY KEY (registration_id, contacted_on);

ALTER TABLE ONLY public.floating_registration
    ADD CONSTRAINT pk_floating_registration PRIMARY KEY (id);

ALTER TABLE ONLY public.formation
    ADD CONSTRAINT pk_formation PRIMARY KEY (id);

ALTER TABLE ONLY public.formation_firm
    ADD CONSTRAINT pk_formation_firm PRIMARY KEY (formation_id, firm_id);

ALTER TABLE ONLY public.formation_step
    ADD CONSTRAINT pk_formation_step PRIMARY KEY (formation_id, number);

ALTER TABLE ONLY public.idempotency_key
    ADD CONSTRAINT pk_idempotency_key PRIMARY KEY (account_id, key);

ALTER TABLE ONLY public.import_fault
    ADD CONSTRAINT pk_import_fault PRIMARY KEY (import_id, "row", code);

ALTER TABLE ONLY public.import_job
    ADD CONSTRAINT pk_import_job PRIMARY KEY (id);

ALTER TABLE ONLY public.joint_plan
    ADD CONSTRAINT pk_joint_plan PRIMARY KEY (id);

ALTER TABLE ONLY public.joint_plan_firm
    ADD CONSTRAINT pk_joint_plan_firm PRIMARY KEY (plan_id, firm_id);

ALTER TABLE ONLY public.joint_plan_group
    ADD CONSTRAINT pk_joint_plan_group PRIMARY KEY (plan_id, number);

ALTER TABLE ONLY public.law_firm
    ADD CONSTRAINT pk_law_firm PRIMARY KEY (id);

ALTER TABLE ONLY public.law_firm_standing
    ADD CONSTRAINT pk_law_firm_standing PRIMARY KEY (firm_id, valid_during WITHOUT OVERLAPS);

ALTER TABLE ONLY public.lawyer
    ADD CONSTRAINT pk_lawyer PRIMARY KEY (person_id);

ALTER TABLE ONLY public.letter
    ADD CONSTRAINT pk_letter PRIMARY KEY (id);

ALTER TABLE ONLY public.letter_counter
    ADD CONSTRAINT pk_letter_counter PRIMARY KEY (issuer_id, year);

ALTER TABLE ONLY public.life_programme
    ADD CONSTRAINT pk_life_programme PRIMARY KEY (id);

ALTER TABLE ONLY public.mass_contact
    ADD CONSTRAINT pk_mass_contact PRIMARY KEY (id);

ALTER TABLE ONLY public.meeting
    ADD CONSTRAINT pk_meeting PRIMARY KEY (id);

ALTER TABLE ONLY public.meeting_attendance
    ADD CONSTRAINT pk_meeting_attendance PRIMARY KEY (meeting_id, person_id);

ALTER TABLE ONLY public.meeting_held
    ADD CONSTRAINT pk_meeting_held PRIMARY KEY (meeting_id, number);

ALTER TABLE ONLY public.member
    ADD CONSTRAINT pk_member PRIMARY KEY (person_id);

ALTER TABLE ONLY public.member_dues
    ADD CONSTRAINT pk_member_dues PRIMARY KEY (person_id);

ALTER TABLE ONLY public.membership_decision
    ADD CONSTRAINT pk_membership_decision PRIMARY KEY (id);

ALTER TABLE ONLY public.membership_decision_step
    ADD CONSTRAINT pk_membership_decision_step PRIMARY KEY (decision_id, number);

ALTER TABLE ONLY public.membership_standing
    ADD CONSTRAINT pk_membership_standing PRIMARY KEY (person_id, valid_during WITHOUT OVERLAPS);

ALTER TABLE ONLY public.merkle_node
    ADD CONSTRAINT pk_merkle_node PRIMARY KEY (level, index);

ALTER TABLE ONLY public.paper_letter
    ADD CONSTRAINT pk_paper_letter PRIMARY KEY (transfer_id);

ALTER TABLE ONLY public.paper_receipt
    ADD CONSTRAINT pk_paper_receipt PRIMARY KEY (transfer_id);

ALTER TABLE ONLY public.partner
    ADD CONSTRAINT pk_partner PRIMARY KEY (id);

ALTER TABLE ONLY public.partner_key
    ADD CONSTRAINT pk_partner_key PRIMARY KEY (partner_id, key);

ALTER TABLE ONLY public.party_org
    ADD CONSTRAINT pk_party_org PRIMARY KEY (id);

ALTER TABLE ONLY public.party_org_guidance
    ADD CONSTRAINT pk_party_org_guidance PRIMARY KEY (org_id, guided_by_id);

ALTER TABLE ONLY public.party_org_standing
    ADD CONSTRAINT pk_party_org_standing PRIMARY KEY (org_id, valid_during WITHOUT OVERLAPS);

ALTER TABLE ONLY public.party_org_unit
    ADD CONSTRAINT pk_party_org_unit PRIMARY KEY (firm_id, valid_during WITHOUT OVERLAPS);

ALTER TABLE ONLY public.person
    ADD CONSTRAINT pk_person PRIMARY KEY (id);

ALTER TABLE ONLY public.person_identity
    ADD CONSTRAINT pk_person_identity PRIMARY KEY (digest);

ALTER TABLE ONLY public.placement_decision
    ADD CONSTRAINT pk_placement_decision PRIMARY KEY (id);

ALTER TABLE ONLY public.post
    ADD CONSTRAINT pk_post PRIMARY KEY (id);

ALTER TABLE ONLY public.practice
    ADD CONSTRAINT pk_practice PRIMARY KEY (person_id, valid_during WITHOUT OVERLAPS);

ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT pk_receipt PRIMARY KEY (transfer_id);

ALTER TABLE ONLY public.refresh_token
    ADD CONSTRAINT pk_refresh_token PRIMARY KEY (digest);

ALTER TABLE ONLY public.role_grant
    ADD CONSTRAINT pk_role_grant PRIMARY KEY (id);

ALTER TABLE ONLY public.rule_figure
    ADD CONSTRAINT pk_rule_figure PRIMARY KEY (key, effective_from);

ALTER TABLE ONLY public.sharing_grant
    ADD CONSTRAINT pk_sharing_grant PRIMARY KEY (id);

ALTER TABLE ONLY public.sharing_grant_step
    ADD CONSTRAINT pk_sharing_grant_step PRIMARY KEY (grant_id, number);

ALTER TABLE ONLY public.sign_in
    ADD CONSTRAINT pk_sign_in PRIMARY KEY (id);

ALTER TABLE ONLY public.spent_assertion
    ADD CONSTRAINT pk_spent_assertion PRIMARY KEY (client_id, jti);

ALTER TABLE ONLY public.sql_in_force
    ADD CONSTRAINT pk_sql_in_force PRIMARY KEY (part);

ALTER TABLE ONLY public.subscription
    ADD CONSTRAINT pk_subscription PRIMARY KEY (id);

ALTER TABLE ONLY public.subscription_delivery
    ADD CONSTRAINT pk_subscription_delivery PRIMARY KEY (id);

ALTER TABLE ONLY public.temporary_affiliation
    ADD CONSTRAINT pk_temporary_affiliation PRIMARY KEY (id);

ALTER TABLE ONLY public.temporary_step
    ADD CONSTRAINT pk_temporary_step PRIMARY KEY (temporary_affiliation_id, number);

ALTER TABLE ONLY public.training_record
    ADD CONSTRAINT pk_training_record PRIMARY KEY (id);

ALTER TABLE ONLY public.transfer
    ADD CONSTRAINT pk_transfer PRIMARY KEY (id);

ALTER TABLE ONLY public.transfer_hop
    ADD CONSTRAINT pk_transfer_hop PRIMARY KEY (transfer_id, number);

ALTER TABLE ONLY public.account
    ADD CONSTRAINT uq_account_username UNIQUE (username);

ALTER TABLE ONLY public.activation_code
    ADD CONSTRAINT uq_activation_code_digest UNIQUE (digest);

ALTER TABLE ONLY public.activity_certificate
    ADD CONSTRAINT uq_activity_certificate_area_code_year_number UNIQUE (area_code, year, number);

ALTER TABLE ONLY public.activity_certificate
    ADD CONSTRAINT uq_activity_certificate_replaces_id UNIQUE (replaces_id);

ALTER TABLE ONLY public.appraisal
    ADD CONSTRAINT uq_appraisal_person_id_year UNIQUE (person_id, year);

ALTER TABLE ONLY public.calendar_year
    ADD CONSTRAINT uq_calendar_year_year UNIQUE (year);

ALTER TABLE ONLY public.certificate_letter
    ADD CONSTRAINT uq_certificate_letter_committee_id_year_number UNIQUE (committee_id, year, number);

ALTER TABLE ONLY public.certificate_review
    ADD CONSTRAINT uq_certificate_review_certificate_id_year UNIQUE (certificate_id, year);

ALTER TABLE ONLY public.department
    ADD CONSTRAINT uq_department_name UNIQUE (name);

ALTER TABLE ONLY public.digest
    ADD CONSTRAINT uq_digest_body_id_month UNIQUE (body_id, month);

ALTER TABLE ONLY public.firm_liaison
    ADD CONSTRAINT uq_firm_liaison_id UNIQUE (id);

ALTER TABLE ONLY public.formation
    ADD CONSTRAINT uq_formation_org_id UNIQUE (org_id);

ALTER TABLE ONLY public.law_firm
    ADD CONSTRAINT uq_law_firm_uscc UNIQUE (uscc);

ALTER TABLE ONLY public.letter
    ADD CONSTRAINT uq_letter_issuer_id_year_number UNIQUE (issuer_id, year, number);

ALTER TABLE ONLY public.life_programme
    ADD CONSTRAINT uq_life_programme_org_id_year UNIQUE (org_id, year);

ALTER TABLE ONLY public.meeting_held
    ADD CONSTRAINT uq_meeting_held_org_id_kind_held_on UNIQUE (org_id, kind, held_on);

ALTER TABLE ONLY public.partner
    ADD CONSTRAINT uq_partner_client_id UNIQUE (client_id);

ALTER TABLE ONLY public.person_identity
    ADD CONSTRAINT uq_person_identity_person_id UNIQUE (person_id);

ALTER TABLE ONLY public.temporary_affiliation
    ADD CONSTRAINT uq_temporary_affiliation_stay UNIQUE (subject_id, valid_during WITHOUT OVERLAPS);

CREATE INDEX ix_access_person_id_at ON public.access USING btree (person_id, at);

CREATE INDEX ix_activity_certificate_created_at_id ON public.activity_certificate USING btree (created_at, id);

CREATE INDEX ix_activity_certificate_home_org_id ON public.activity_certificate USING btree (home_org_id);

CREATE INDEX ix_activity_certificate_person_id ON public.activity_certificate USING btree (person_id);

CREATE INDEX ix_affiliation_name_key_person_id ON public.affiliation USING btree (name_key, person_id);

CREATE INDEX ix_affiliation_org_id ON public.affiliation USING btree (org_id);

CREATE INDEX ix_affiliation_party_path ON public.affiliation USING btree (party_path);

CREATE INDEX ix_affiliation_place_path ON public.affiliation USING btree (place_path);

CREATE INDEX ix_area_place_path ON public.area USING btree (place_path);

CREATE INDEX ix_calendar_day_year ON public.calendar_day USING btree (year);

CREATE INDEX ix_campaign_place_path ON public.campaign USING btree (place_path);

CREATE INDEX ix_campaign_result_campaign_id_name_key ON public.campaign_result USING btree (campaign_id, name_key);

CREATE INDEX ix_campaign_result_party_path ON public.campaign_result USING btree (party_path);

CREATE INDEX ix_campaign_result_place_path ON public.campaign_result USING btree (place_path);

CREATE INDEX ix_care_record_org_id_held_on ON public.care_record USING btree (org_id, held_on);

CREATE INDEX ix_care_record_person_id ON public.care_record USING btree (person_id);

CREATE INDEX ix_certificate_entry_certificate_id ON public.certificate_entry USING btree (certificate_id);

CREATE INDEX ix_certificate_letter_branch_id ON public.certificate_letter USING btree (branch_id);

CREATE INDEX ix_certificate_letter_committee_id ON public.certificate_letter USING btree (committee_id);

CREATE INDEX ix_certificate_letter_created_at_id ON public.certificate_letter USING btree (created_at, id);

CREATE INDEX ix_certificate_letter_person_id ON public.certificate_letter USING btree (person_id);

CREATE INDEX ix_change_entity_id ON public.change USING btree (entity_id, version);

CREATE INDEX ix_change_unnumbered ON public.change USING btree (id) WHERE (seq IS NULL);

CREATE INDEX ix_correction_request_account_id ON public.correction_request USING btree (account_id);

CREATE INDEX ix_correction_request_grant_id ON public.correction_request USING btree (grant_id);

CREATE INDEX ix_correction_request_noun_record_id ON public.correction_request USING btree (noun, record_id);

CREATE INDEX ix_correction_request_open_due_on ON public.correction_request USING btree (due_on) WHERE ((state)::text = ANY ((ARRAY['received'::character varying, 'accepted_for_check'::character varying])::text[]));

CREATE INDEX ix_correction_request_person_id ON public.correction_request USING btree (person_id);

CREATE INDEX ix_correction_statement_request_id ON public.correction_statement USING btree (request_id);

CREATE INDEX ix_department_place_path ON public.department USING btree (place_path);

CREATE INDEX ix_development_file_created_at_id ON public.development_file USING btree (created_at, id);

CREATE INDEX ix_development_file_moving_to_id ON public.development_file USING btree (moving_to_id);

CREATE INDEX ix_development_file_org_id ON public.development_file USING btree (org_id);

CREATE INDEX ix_development_file_person_id ON public.development_file USING btree (person_id);

CREATE INDEX ix_digest_party_path ON public.digest USING btree (party_path);

CREATE INDEX ix_digest_place_path ON public.digest USING btree (place_path);

CREATE INDEX ix_disclosure_grant_id ON public.disclosure USING btree (grant_id);

CREATE INDEX ix_disclosure_partner_id_at ON public.disclosure USING btree (partner_id, at);

CREATE INDEX ix_disclosure_subjects ON public.disclosure USING gin (subjects);

CREATE INDEX ix_election_approver_id ON public.election USING btree (approver_id);

CREATE INDEX ix_election_created_at_id ON public.election USING btree (created_at, id);

CREATE INDEX ix_election_org_id ON public.election USING btree (org_id);

CREATE INDEX ix_export_job_partner_id ON public.export_job USING btree (partner_id);

CREATE INDEX ix_export_job_unfinished ON public.export_job USING btree (created_at) WHERE ((state)::text = ANY ((ARRAY['queued'::character varying, 'running'::character varying])::text[]));

CREATE INDEX ix_firm_liaison_person_id ON public.firm_liaison USING btree (person_id);

CREATE INDEX ix_firm_liaison_place_path ON public.firm_liaison USING btree (place_path);

CREATE INDEX ix_floating_registration_created_at_id ON public.floating_registration USING btree (created_at, id);

CREATE INDEX ix_floating_registration_home_org_id ON public.floating_registration USING btree (home_org_id);

CREATE INDEX ix_floating_registration_person_id ON public.floating_registration USING btree (person_id);

CREATE INDEX ix_formation_approver_id ON public.formation USING btree (approver_id);

CREATE INDEX ix_formation_created_at_id ON public.formation USING btree (created_at, id);

CREATE INDEX ix_formation_parent_id ON public.formation USING btree (parent_id);

CREATE INDEX ix_formation_place_path ON public.formation USING btree (place_path);

CREATE INDEX ix_import_job_place_path ON public.import_job USING btree (place_path);

CREATE INDEX ix_import_job_unfinished ON public.import_job USING btree (created_at) WHERE ((state)::text = ANY ((ARRAY['queued'::character varying, 'running'::character varying])::text[]));

CREATE INDEX ix_joint_plan_created_at_id ON public.joint_plan USING btree (created_at, id);

CREATE INDEX ix_joint_plan_firm_firm_id ON public.joint_plan_firm USING btree (firm_id);

CREATE INDEX ix_joint_plan_parent_id ON public.joint_plan USING btree (parent_id);

CREATE INDEX ix_joint_plan_place_path ON public.joint_plan USING btree (place_path);

CREATE INDEX ix_joint_plan_unfinished ON public.joint_plan USING btree (created_at) WHERE ((state)::text = ANY ((ARRAY['queued'::character varying, 'running'::character varying])::text[]));

CREATE INDEX ix_law_firm_covering_org_id ON public.law_firm USING btree (covering_org_id);

CREATE INDEX ix_law_firm_name ON public.law_firm USING btree (name);

CREATE INDEX ix_law_firm_name_key_id ON public.law_firm USING btree (name_key, id);

CREATE INDEX ix_law_firm_party_path ON public.law_firm USING btree (party_path);

CREATE INDEX ix_law_firm_place_path ON public.law_firm USING btree (place_path);

CREATE INDEX ix_lawyer_firm_id ON public.lawyer USING btree (firm_id);

CREATE INDEX ix_lawyer_name_key_person_id ON public.lawyer USING btree (name_key, person_id);

CREATE INDEX ix_lawyer_name_person_id ON public.lawyer USING btree (name, person_id);

CREATE INDEX ix_lawyer_party_path ON public.lawyer USING btree (party_path);

CREATE INDEX ix_lawyer_place_path ON public.lawyer USING btree (place_path);

CREATE INDEX ix_letter_transfer_id ON public.letter USING btree (transfer_id);

CREATE INDEX ix_mass_contact_org_id_held_on ON public.mass_contact USING btree (org_id, held_on);

CREATE INDEX ix_mass_contact_person_id ON public.mass_contact USING btree (person_id);

CREATE INDEX ix_meeting_attendance_person_id ON public.meeting_attendance USING btree (person_id);

CREATE INDEX ix_meeting_org_id_held_on ON public.meeting USING btree (org_id, held_on);

CREATE INDEX ix_member_firm_id ON public.member USING btree (firm_id);

CREATE INDEX ix_member_name_initials_person_id ON public.member USING btree (name_initials, person_id);

CREATE INDEX ix_member_name_key_person_id ON public.member USING btree (name_key, person_id);

CREATE INDEX ix_member_name_person_id ON public.member USING btree (name, person_id);

CREATE INDEX ix_member_org_id ON public.member USING btree (org_id);

CREATE INDEX ix_member_party_path ON public.member USING btree (party_path);

CREATE INDEX ix_member_place_path ON public.member USING btree (place_path);

CREATE INDEX ix_member_place_path_name_key_person_id ON public.member USING btree (place_path, name_key, person_id);

CREATE INDEX ix_membership_decision_branch_id ON public.membership_decision USING btree (branch_id);

CREATE INDEX ix_membership_decision_committee_id ON public.membership_decision USING btree (committee_id);

CREATE INDEX ix_membership_decision_created_at_id ON public.membership_decision USING btree (created_at, id);

CREATE INDEX ix_membership_decision_person_id ON public.membership_decision USING btree (person_id);

CREATE INDEX ix_party_org_name_key_id ON public.party_org USING btree (name_key, id);

CREATE INDEX ix_party_org_parent_id ON public.party_org USING btree (parent_id);

CREATE INDEX ix_party_org_party_path ON public.party_org USING btree (party_path);

CREATE INDEX ix_party_org_place_path ON public.party_org USING btree (place_path);

CREATE INDEX ix_party_org_unit_org_id ON public.party_org_unit USING btree (org_id);

CREATE INDEX ix_person_party_path ON public.person USING btree (party_path);

CREATE INDEX ix_person_place_path ON public.person USING btree (place_path);

CREATE INDEX ix_placement_decision_firm_id ON public.placement_decision USING btree (firm_id);

CREATE INDEX ix_placement_decision_org_id ON public.placement_decision USING btree (org_id);

CREATE INDEX ix_post_org_id ON public.post USING btree (org_id);

CREATE INDEX ix_post_person_id ON public.post USING btree (person_id);

CREATE INDEX ix_practice_firm_id ON public.practice USING btree (firm_id);

CREATE INDEX ix_practice_party_path ON public.practice USING btree (party_path);

CREATE INDEX ix_practice_place_path ON public.practice USING btree (place_path);

CREATE INDEX ix_refresh_token_sign_in_id ON public.refresh_token USING btree (sign_in_id);

CREATE INDEX ix_role_grant_account_id ON public.role_grant USING btree (account_id);

CREATE INDEX ix_role_grant_org_id ON public.role_grant USING btree (org_id);

CREATE INDEX ix_role_grant_person_id ON public.role_grant USING btree (person_id);

CREATE INDEX ix_sharing_grant_partner_id ON public.sharing_grant USING btree (partner_id);

CREATE INDEX ix_sharing_grant_place_path ON public.sharing_grant USING btree (place_path);

CREATE INDEX ix_sign_in_account_id ON public.sign_in USING btree (account_id);

CREATE INDEX ix_sign_in_grant_id ON public.sign_in USING btree (grant_id);

CREATE INDEX ix_subscription_active ON public.subscription USING btree (next_ring_at) WHERE ((state)::text = 'active'::text);

CREATE INDEX ix_subscription_delivery_due ON public.subscription_delivery USING btree (due_at) WHERE ((state)::text = 'pending'::text);

CREATE INDEX ix_subscription_delivery_subscription_id ON public.subscription_delivery USING btree (subscription_id, created_at, id);

CREATE INDEX ix_subscription_partner_id ON public.subscription USING btree (partner_id);

CREATE INDEX ix_temporary_affiliation_created_at_id ON public.temporary_affiliation USING btree (created_at, id);

CREATE INDEX ix_temporary_affiliation_home_org_id ON public.temporary_affiliation USING btree (home_org_id);

CREATE INDEX ix_temporary_affiliation_host_org_id ON public.temporary_affiliation USING btree (host_org_id);

CREATE INDEX ix_temporary_affiliation_person_id ON public.temporary_affiliation USING btree (person_id);

CREATE INDEX ix_training_record_meeting_id ON public.training_record USING btree (meeting_id);

CREATE INDEX ix_training_record_person_id_completed_on ON public.training_record USING btree (person_id, completed_on);

CREATE INDEX ix_transfer_bulk_id ON public.transfer USING btree (bulk_id);

CREATE INDEX ix_transfer_created_at_id ON public.transfer USING btree (created_at, id);

CREATE INDEX ix_transfer_from_committee_id ON public.transfer USING btree (from_committee_id);

CREATE INDEX ix_transfer_from_issuer_id ON public.transfer USING btree (from_issuer_id);

CREATE INDEX ix_transfer_from_org_id ON public.transfer USING btree (from_org_id);

CREATE INDEX ix_transfer_from_party_path ON public.transfer USING btree (from_party_path);

CREATE INDEX ix_transfer_from_place_path ON public.transfer USING btree (from_place_path);

CREATE INDEX ix_transfer_person_id ON public.transfer USING btree (person_id);

CREATE INDEX ix_transfer_to_committee_id ON public.transfer USING btree (to_committee_id);

CREATE INDEX ix_transfer_to_issuer_id ON public.transfer USING btree (to_issuer_id);

CREATE INDEX ix_transfer_to_org_id ON public.transfer USING btree (to_org_id);

CREATE INDEX ix_transfer_to_party_path ON public.transfer USING btree (to_party_path);

CREATE INDEX ix_transfer_to_place_path ON public.transfer USING btree (to_place_path);

CREATE UNIQUE INDEX uq_activity_certificate_live ON public.activity_certificate USING btree (person_id) WHERE ((state)::text = ANY ((ARRAY['requested'::character varying, 'filled'::character varying, 'numbered'::character varying, 'stamped'::character varying, 'issued'::character varying])::text[]));

CREATE UNIQUE INDEX uq_certificate_entry_open ON public.certificate_entry USING btree (certificate_id) WHERE (left_on IS NULL);

CREATE UNIQUE INDEX uq_certificate_letter_out_per_member ON public.certificate_letter USING btree (person_id) WHERE ((state)::text = ANY ((ARRAY['requested'::character varying, 'issued'::character varying])::text[]));

CREATE UNIQUE INDEX uq_change_seq ON public.change USING btree (seq);

CREATE UNIQUE INDEX uq_correction_request_open ON public.correction_request USING btree (partner_id, grant_id, account_id, noun, record_id, field) NULLS NOT DISTINCT WHERE ((state)::text = ANY ((ARRAY['received'::character varying, 'accepted_for_check'::character varying])::text[]));

CREATE UNIQUE INDEX uq_development_file_live ON public.development_file USING btree (digest) WHERE ((state)::text = 'live'::text);

CREATE UNIQUE INDEX uq_election_open_per_org ON public.election USING btree (org_id) WHERE ((state)::text = ANY ((ARRAY['requested'::character varying, 'approved'::character varying, 'held'::character varying])::text[]));

CREATE UNIQUE INDEX uq_floating_registration_live ON public.floating_registration USING btree (person_id) WHERE (ended_on IS NULL);

CREATE UNIQUE INDEX uq_formation_open_per_firm ON public.formation_firm USING btree (firm_id) WHERE is_open;

CREATE UNIQUE INDEX uq_letter_valid_per_transfer ON public.letter USING btree (transfer_id) WHERE (void_on IS NULL);

CREATE UNIQUE INDEX uq_membership_decision_open_per_member ON public.membership_decision USING btree (person_id) WHERE ((state)::text = 'proposed'::text);

CREATE UNIQUE INDEX uq_party_org_open_name ON public.party_org USING btree (name, area_code) WHERE (dissolved_on IS NULL);

CREATE UNIQUE INDEX uq_placement_decision_live ON public.placement_decision USING btree (area_code, firm_id) NULLS NOT DISTINCT WHERE (ended_on IS NULL);

CREATE UNIQUE INDEX uq_role_grant_live ON public.role_grant USING btree (account_id, role, area_code, org_id, person_id) NULLS NOT DISTINCT WHERE (revoked_at IS NULL);

CREATE UNIQUE INDEX uq_subscription_delivery_pending ON public.subscription_delivery USING btree (subscription_id, kind) WHERE ((state)::text = 'pending'::text);

CREATE UNIQUE INDEX uq_subscription_live_url ON public.subscription USING btree (grant_id, url) WHERE ((state)::text <> 'ended'::text);

CREATE UNIQUE INDEX uq_temporary_affiliation_live ON public.temporary_affiliation USING btree (subject_id) WHERE ((state)::text = ANY ((ARRAY['applied'::character varying, 'agreed'::character varying, 'active'::character varying])::text[]));

CREATE UNIQUE INDEX uq_transfer_unaccepted_bulk_per_org ON public.transfer USING btree (from_org_id) WHERE (((route)::text = 'bulk'::text) AND (bulk_id IS NULL) AND ((state)::text = ANY ((ARRAY['draft'::character varying, 'submitted'::character varying, 'branch_agreed'::character varying, 'letter_issued'::character varying, 'in_transit'::character varying, 'returned'::character varying])::text[])));

CREATE UNIQUE INDEX uq_transfer_unaccepted_per_member ON public.transfer USING btree (person_id) WHERE ((state)::text = ANY ((ARRAY['draft'::character varying, 'submitted'::character varying, 'branch_agreed'::character varying, 'letter_issued'::character varying, 'in_transit'::character varying, 'returned'::character varying])::text[]));

CREATE UNIQUE INDEX uq_transfer_unaccepted_per_number ON public.transfer USING btree (id_digest) WHERE ((state)::text = ANY ((ARRAY['draft'::character varying, 'submitted'::character varying, 'branch_agreed'::character varying, 'letter_issued'::character varying, 'in_transit'::character varying, 'returned'::character varying])::text[]));

CREATE TRIGGER guidance_follows AFTER UPDATE OF party_path ON public.party_org FOR EACH ROW WHEN ((old.party_path IS DISTINCT FROM new.party_path)) EXECUTE FUNCTION public.guidance_follows();

ALTER TABLE ONLY public.activation_code
    ADD CONSTRAINT fk_activation_code_org_id FOREIGN KEY (org_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.activation_code
    ADD CONSTRAINT fk_activation_code_person_id FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.activity_certificate
    ADD CONSTRAINT fk_activity_certificate_area_code FOREIGN KEY (area_code) REFERENCES public.area(code);

ALTER TABLE ONLY public.activity_certificate
    ADD CONSTRAINT fk_activity_certificate_committee_id FOREIGN KEY (committee_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.activity_certificate
    ADD CONSTRAINT fk_activity_certificate_home_org_id FOREIGN KEY (home_org_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.activity_certificate
    ADD CONSTRAINT fk_activity_certificate_person_id FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.activity_certificate
    ADD CONSTRAINT fk_activity_certificate_replaces_id FOREIGN KEY (replaces_id) REFERENCES public.activity_certificate(id);

ALTER TABLE ONLY public.affiliation
    ADD CONSTRAINT fk_affiliation_org_id FOREIGN KEY (org_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.affiliation
    ADD CONSTRAINT fk_affiliation_person_id FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.appraisal
    ADD CONSTRAINT fk_appraisal_person_id FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.area
    ADD CONSTRAINT fk_area_parent_code FOREIGN KEY (parent_code) REFERENCES public.area(code);

ALTER TABLE ONLY public.calendar_day
    ADD CONSTRAINT fk_calendar_day_year FOREIGN KEY (year) REFERENCES public.calendar_year(year);

ALTER TABLE ONLY public.campaign
    ADD CONSTRAINT fk_campaign_area_code FOREIGN KEY (area_code) REFERENCES public.area(code);

ALTER TABLE ONLY public.campaign
    ADD CONSTRAINT fk_campaign_org_id FOREIGN KEY (org_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.campaign_result
    ADD CONSTRAINT fk_campaign_result_campaign_id FOREIGN KEY (campaign_id) REFERENCES public.campaign(id);

ALTER TABLE ONLY public.campaign_result
    ADD CONSTRAINT fk_campaign_result_firm_id FOREIGN KEY (firm_id) REFERENCES public.law_firm(id);

ALTER TABLE ONLY public.campaign_result
    ADD CONSTRAINT fk_campaign_result_person_id FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.campaign_step
    ADD CONSTRAINT fk_campaign_step_campaign_id FOREIGN KEY (campaign_id) REFERENCES public.campaign(id);

ALTER TABLE ONLY public.care_record
    ADD CONSTRAINT fk_care_record_org_id FOREIGN KEY (org_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.care_record
    ADD CONSTRAINT fk_care_record_person_id FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.certificate_counter
    ADD CONSTRAINT fk_certificate_counter_area_code FOREIGN KEY (area_code) REFERENCES public.area(code);

ALTER TABLE ONLY public.certificate_entry
    ADD CONSTRAINT fk_certificate_entry_certificate_id FOREIGN KEY (certificate_id) REFERENCES public.activity_certificate(id);

ALTER TABLE ONLY public.certificate_entry
    ADD CONSTRAINT fk_certificate_entry_host_org_id FOREIGN KEY (host_org_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.certificate_letter
    ADD CONSTRAINT fk_certificate_letter_branch_id FOREIGN KEY (branch_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.certificate_letter
    ADD CONSTRAINT fk_certificate_letter_committee_id FOREIGN KEY (committee_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.certificate_letter
    ADD CONSTRAINT fk_certificate_letter_person_id FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.certificate_letter_step
    ADD CONSTRAINT fk_certificate_letter_step_letter_id FOREIGN KEY (letter_id) REFERENCES public.certificate_letter(id);

ALTER TABLE ONLY public.certificate_review
    ADD CONSTRAINT fk_certificate_review_certificate_id FOREIGN KEY (certificate_id) REFERENCES public.activity_certificate(id);

ALTER TABLE ONLY public.certificate_step
    ADD CONSTRAINT fk_certificate_step_certificate_id FOREIGN KEY (certificate_id) REFERENCES public.activity_certificate(id);

ALTER TABLE ONLY public.correction_request
    ADD CONSTRAINT fk_correction_request_account_id FOREIGN KEY (account_id) REFERENCES public.account(id);

ALTER TABLE ONLY public.correction_request
    ADD CONSTRAINT fk_correction_request_grant_id FOREIGN KEY (grant_id) REFERENCES public.sharing_grant(id);

ALTER TABLE ONLY public.correction_request
    ADD CONSTRAINT fk_correction_request_partner_id FOREIGN KEY (partner_id) REFERENCES public.partner(id);

ALTER TABLE ONLY public.correction_request
    ADD CONSTRAINT fk_correction_request_person_id FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.correction_statement
    ADD CONSTRAINT fk_correction_statement_request_id FOREIGN KEY (request_id) REFERENCES public.correction_request(id);

ALTER TABLE ONLY public.correction_step
    ADD CONSTRAINT fk_correction_step_request_id FOREIGN KEY (request_id) REFERENCES public.correction_request(id);

ALTER TABLE ONLY public.department
    ADD CONSTRAINT fk_department_area_code FOREIGN KEY (area_code) REFERENCES public.area(code);

ALTER TABLE ONLY public.development_entry
    ADD CONSTRAINT fk_development_entry_file_id FOREIGN KEY (file_id) REFERENCES public.development_file(id);

ALTER TABLE ONLY public.development_file
    ADD CONSTRAINT fk_development_file_moving_to_id FOREIGN KEY (moving_to_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.development_file
    ADD CONSTRAINT fk_development_file_org_id FOREIGN KEY (org_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.development_file
    ADD CONSTRAINT fk_development_file_person_id FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.development_material
    ADD CONSTRAINT fk_development_material_file_id FOREIGN KEY (file_id) REFERENCES public.development_file(id);

ALTER TABLE ONLY public.disclosure
    ADD CONSTRAINT fk_disclosure_grant_id FOREIGN KEY (grant_id) REFERENCES public.sharing_grant(id);

ALTER TABLE ONLY public.disclosure
    ADD CONSTRAINT fk_disclosure_partner_id FOREIGN KEY (partner_id) REFERENCES public.partner(id);

ALTER TABLE ONLY public.election
    ADD CONSTRAINT fk_election_approver_id FOREIGN KEY (approver_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.election_candidate
    ADD CONSTRAINT fk_election_candidate_election_id FOREIGN KEY (election_id) REFERENCES public.election(id);

ALTER TABLE ONLY public.election_candidate
    ADD CONSTRAINT fk_election_candidate_person_id FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.election
    ADD CONSTRAINT fk_election_org_id FOREIGN KEY (org_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.election_step
    ADD CONSTRAINT fk_election_step_election_id FOREIGN KEY (election_id) REFERENCES public.election(id);

ALTER TABLE ONLY public.export_file
    ADD CONSTRAINT fk_export_file_export_id FOREIGN KEY (export_id) REFERENCES public.export_job(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.export_job
    ADD CONSTRAINT fk_export_job_grant_id FOREIGN KEY (grant_id) REFERENCES public.sharing_grant(id);

ALTER TABLE ONLY public.export_job
    ADD CONSTRAINT fk_export_job_partner_id FOREIGN KEY (partner_id) REFERENCES public.partner(id);

ALTER TABLE ONLY public.firm_liaison
    ADD CONSTRAINT fk_firm_liaison_firm_id FOREIGN KEY (firm_id) REFERENCES public.law_firm(id);

ALTER TABLE ONLY public.firm_liaison
    ADD CONSTRAINT fk_firm_liaison_person_id FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.floating_contact
    ADD CONSTRAINT fk_floating_contact_registration_id FOREIGN KEY (registration_id) REFERENCES public.floating_registration(id);

ALTER TABLE ONLY public.floating_registration
    ADD CONSTRAINT fk_floating_registration_home_org_id FOREIGN KEY (home_org_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.floating_registration
    ADD CONSTRAINT fk_floating_registration_person_id FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.formation
    ADD CONSTRAINT fk_formation_approver_id FOREIGN KEY (approver_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.formation
    ADD CONSTRAINT fk_formation_area_code FOREIGN KEY (area_code) REFERENCES public.area(code);

ALTER TABLE ONLY public.formation_firm
    ADD CONSTRAINT fk_formation_firm_firm_id FOREIGN KEY (firm_id) REFERENCES public.law_firm(id);

ALTER TABLE ONLY public.formation_firm
    ADD CONSTRAINT fk_formation_firm_formation_id FOREIGN KEY (formation_id) REFERENCES public.formation(id);

ALTER TABLE ONLY public.formation
    ADD CONSTRAINT fk_formation_org_id FOREIGN KEY (org_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.formation
    ADD CONSTRAINT fk_formation_parent_id FOREIGN KEY (parent_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.formation_step
    ADD CONSTRAINT fk_formation_step_formation_id FOREIGN KEY (formation_id) REFERENCES public.formation(id);

ALTER TABLE ONLY public.import_fault
    ADD CONSTRAINT fk_import_fault_import_id FOREIGN KEY (import_id) REFERENCES public.import_job(id);

ALTER TABLE ONLY public.import_job
    ADD CONSTRAINT fk_import_job_grant_id FOREIGN KEY (grant_id) REFERENCES public.role_grant(id);

ALTER TABLE ONLY public.joint_plan
    ADD CONSTRAINT fk_joint_plan_area_code FOREIGN KEY (area_code) REFERENCES public.area(code);

ALTER TABLE ONLY public.joint_plan_firm
    ADD CONSTRAINT fk_joint_plan_firm_firm_id FOREIGN KEY (firm_id) REFERENCES public.law_firm(id);

ALTER TABLE ONLY public.joint_plan_firm
    ADD CONSTRAINT fk_joint_plan_firm_plan_id FOREIGN KEY (plan_id) REFERENCES public.joint_plan(id);

ALTER TABLE ONLY public.joint_plan
    ADD CONSTRAINT fk_joint_plan_grant_id FOREIGN KEY (grant_id) REFERENCES public.role_grant(id);

ALTER TABLE ONLY public.joint_plan_group
    ADD CONSTRAINT fk_joint_plan_group_formation_id FOREIGN KEY (formation_id) REFERENCES public.formation(id);

ALTER TABLE ONLY public.joint_plan_group
    ADD CONSTRAINT fk_joint_plan_group_host_firm_id FOREIGN KEY (host_firm_id) REFERENCES public.law_firm(id);

ALTER TABLE ONLY public.joint_plan_group
    ADD CONSTRAINT fk_joint_plan_group_org_id FOREIGN KEY (org_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.joint_plan_group
    ADD CONSTRAINT fk_joint_plan_group_plan_id FOREIGN KEY (plan_id) REFERENCES public.joint_plan(id);

ALTER TABLE ONLY public.joint_plan
    ADD CONSTRAINT fk_joint_plan_parent_id FOREIGN KEY (parent_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.joint_plan
    ADD CONSTRAINT fk_joint_plan_previous_id FOREIGN KEY (previous_id) REFERENCES public.joint_plan(id);

ALTER TABLE ONLY public.law_firm
    ADD CONSTRAINT fk_law_firm_area_code FOREIGN KEY (area_code) REFERENCES public.area(code);

ALTER TABLE ONLY public.law_firm
    ADD CONSTRAINT fk_law_firm_covering_org_id FOREIGN KEY (covering_org_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.law_firm
    ADD CONSTRAINT fk_law_firm_head_office_id FOREIGN KEY (head_office_id) REFERENCES public.law_firm(id);

ALTER TABLE ONLY public.law_firm_standing
    ADD CONSTRAINT fk_law_firm_standing_firm_id FOREIGN KEY (firm_id) REFERENCES public.law_firm(id);

ALTER TABLE ONLY public.lawyer
    ADD CONSTRAINT fk_lawyer_firm_id FOREIGN KEY (firm_id) REFERENCES public.law_firm(id);

ALTER TABLE ONLY public.lawyer
    ADD CONSTRAINT fk_lawyer_person_id FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.letter_counter
    ADD CONSTRAINT fk_letter_counter_issuer_id FOREIGN KEY (issuer_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.letter
    ADD CONSTRAINT fk_letter_issuer_id FOREIGN KEY (issuer_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.letter
    ADD CONSTRAINT fk_letter_transfer_id FOREIGN KEY (transfer_id) REFERENCES public.transfer(id);

ALTER TABLE ONLY public.life_programme
    ADD CONSTRAINT fk_life_programme_org_id FOREIGN KEY (org_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.mass_contact
    ADD CONSTRAINT fk_mass_contact_org_id FOREIGN KEY (org_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.mass_contact
    ADD CONSTRAINT fk_mass_contact_person_id FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.meeting_attendance
    ADD CONSTRAINT fk_meeting_attendance_meeting_id FOREIGN KEY (meeting_id) REFERENCES public.meeting(id);

ALTER TABLE ONLY public.meeting_attendance
    ADD CONSTRAINT fk_meeting_attendance_person_id FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.meeting_held
    ADD CONSTRAINT fk_meeting_held_meeting_id FOREIGN KEY (meeting_id) REFERENCES public.meeting(id);

ALTER TABLE ONLY public.meeting_held
    ADD CONSTRAINT fk_meeting_held_org_id FOREIGN KEY (org_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.meeting
    ADD CONSTRAINT fk_meeting_org_id FOREIGN KEY (org_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.member_dues
    ADD CONSTRAINT fk_member_dues_person_id FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.member
    ADD CONSTRAINT fk_member_firm_id FOREIGN KEY (firm_id) REFERENCES public.law_firm(id);

ALTER TABLE ONLY public.member
    ADD CONSTRAINT fk_member_org_id FOREIGN KEY (org_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.member
    ADD CONSTRAINT fk_member_person_id FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.membership_decision
    ADD CONSTRAINT fk_membership_decision_branch_id FOREIGN KEY (branch_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.membership_decision
    ADD CONSTRAINT fk_membership_decision_committee_id FOREIGN KEY (committee_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.membership_decision
    ADD CONSTRAINT fk_membership_decision_person_id FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.membership_decision_step
    ADD CONSTRAINT fk_membership_decision_step_decision_id FOREIGN KEY (decision_id) REFERENCES public.membership_decision(id);

ALTER TABLE ONLY public.membership_standing
    ADD CONSTRAINT fk_membership_standing_person_id FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.paper_letter
    ADD CONSTRAINT fk_paper_letter_transfer_id FOREIGN KEY (transfer_id) REFERENCES public.transfer(id);

ALTER TABLE ONLY public.paper_receipt
    ADD CONSTRAINT fk_paper_receipt_transfer_id FOREIGN KEY (transfer_id) REFERENCES public.transfer(id);

ALTER TABLE ONLY public.partner_key
    ADD CONSTRAINT fk_partner_key_partner_id FOREIGN KEY (partner_id) REFERENCES public.partner(id);

ALTER TABLE ONLY public.party_org
    ADD CONSTRAINT fk_party_org_area_code FOREIGN KEY (area_code) REFERENCES public.area(code);

ALTER TABLE ONLY public.party_org
    ADD CONSTRAINT fk_party_org_department_id FOREIGN KEY (department_id) REFERENCES public.department(id);

ALTER TABLE ONLY public.party_org_guidance
    ADD CONSTRAINT fk_party_org_guidance_guided_by_id FOREIGN KEY (guided_by_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.party_org_guidance
    ADD CONSTRAINT fk_party_org_guidance_org_id FOREIGN KEY (org_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.party_org
    ADD CONSTRAINT fk_party_org_parent_id FOREIGN KEY (parent_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.party_org_standing
    ADD CONSTRAINT fk_party_org_standing_org_id FOREIGN KEY (org_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.party_org_unit
    ADD CONSTRAINT fk_party_org_unit_firm_id FOREIGN KEY (firm_id) REFERENCES public.law_firm(id);

ALTER TABLE ONLY public.party_org_unit
    ADD CONSTRAINT fk_party_org_unit_org_id FOREIGN KEY (org_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.placement_decision
    ADD CONSTRAINT fk_placement_decision_area_code FOREIGN KEY (area_code) REFERENCES public.area(code);

ALTER TABLE ONLY public.placement_decision
    ADD CONSTRAINT fk_placement_decision_firm_id FOREIGN KEY (firm_id) REFERENCES public.law_firm(id);

ALTER TABLE ONLY public.placement_decision
    ADD CONSTRAINT fk_placement_decision_org_id FOREIGN KEY (org_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.post
    ADD CONSTRAINT fk_post_election_id FOREIGN KEY (election_id) REFERENCES public.election(id);

ALTER TABLE ONLY public.post
    ADD CONSTRAINT fk_post_org_id FOREIGN KEY (org_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.post
    ADD CONSTRAINT fk_post_person_id FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.practice
    ADD CONSTRAINT fk_practice_firm_id FOREIGN KEY (firm_id) REFERENCES public.law_firm(id);

ALTER TABLE ONLY public.practice
    ADD CONSTRAINT fk_practice_person_id FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT fk_receipt_transfer_id FOREIGN KEY (transfer_id) REFERENCES public.transfer(id);

ALTER TABLE ONLY public.refresh_token
    ADD CONSTRAINT fk_refresh_token_sign_in_id FOREIGN KEY (sign_in_id) REFERENCES public.sign_in(id);

ALTER TABLE ONLY public.role_grant
    ADD CONSTRAINT fk_role_grant_account_id FOREIGN KEY (account_id) REFERENCES public.account(id);

ALTER TABLE ONLY public.role_grant
    ADD CONSTRAINT fk_role_grant_area_code FOREIGN KEY (area_code) REFERENCES public.area(code);

ALTER TABLE ONLY public.role_grant
    ADD CONSTRAINT fk_role_grant_org_id FOREIGN KEY (org_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.role_grant
    ADD CONSTRAINT fk_role_grant_person_id FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.sharing_grant
    ADD CONSTRAINT fk_sharing_grant_area_code FOREIGN KEY (area_code) REFERENCES public.area(code);

ALTER TABLE ONLY public.sharing_grant
    ADD CONSTRAINT fk_sharing_grant_partner_id FOREIGN KEY (partner_id) REFERENCES public.partner(id);

ALTER TABLE ONLY public.sharing_grant_step
    ADD CONSTRAINT fk_sharing_grant_step_grant_id FOREIGN KEY (grant_id) REFERENCES public.sharing_grant(id);

ALTER TABLE ONLY public.sign_in
    ADD CONSTRAINT fk_sign_in_account_id FOREIGN KEY (account_id) REFERENCES public.account(id);

ALTER TABLE ONLY public.sign_in
    ADD CONSTRAINT fk_sign_in_grant_id FOREIGN KEY (grant_id) REFERENCES public.role_grant(id);

ALTER TABLE ONLY public.subscription_delivery
    ADD CONSTRAINT fk_subscription_delivery_subscription_id FOREIGN KEY (subscription_id) REFERENCES public.subscription(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.subscription
    ADD CONSTRAINT fk_subscription_grant_id FOREIGN KEY (grant_id) REFERENCES public.sharing_grant(id);

ALTER TABLE ONLY public.subscription
    ADD CONSTRAINT fk_subscription_partner_id FOREIGN KEY (partner_id) REFERENCES public.partner(id);

ALTER TABLE ONLY public.temporary_affiliation
    ADD CONSTRAINT fk_temporary_affiliation_home_org_id FOREIGN KEY (home_org_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.temporary_affiliation
    ADD CONSTRAINT fk_temporary_affiliation_host_org_id FOREIGN KEY (host_org_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.temporary_affiliation
    ADD CONSTRAINT fk_temporary_affiliation_person_id FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.temporary_affiliation
    ADD CONSTRAINT fk_temporary_affiliation_transfer_id FOREIGN KEY (transfer_id) REFERENCES public.transfer(id);

ALTER TABLE ONLY public.temporary_step
    ADD CONSTRAINT fk_temporary_step_temporary_affiliation_id FOREIGN KEY (temporary_affiliation_id) REFERENCES public.temporary_affiliation(id);

ALTER TABLE ONLY public.training_record
    ADD CONSTRAINT fk_training_record_meeting_id FOREIGN KEY (meeting_id) REFERENCES public.meeting(id);

ALTER TABLE ONLY public.training_record
    ADD CONSTRAINT fk_training_record_person_id FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.transfer
    ADD CONSTRAINT fk_transfer_bulk_id FOREIGN KEY (bulk_id) REFERENCES public.transfer(id);

ALTER TABLE ONLY public.transfer
    ADD CONSTRAINT fk_transfer_from_committee_id FOREIGN KEY (from_committee_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.transfer
    ADD CONSTRAINT fk_transfer_from_issuer_id FOREIGN KEY (from_issuer_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.transfer
    ADD CONSTRAINT fk_transfer_from_org_id FOREIGN KEY (from_org_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.transfer_hop
    ADD CONSTRAINT fk_transfer_hop_transfer_id FOREIGN KEY (transfer_id) REFERENCES public.transfer(id);

ALTER TABLE ONLY public.transfer
    ADD CONSTRAINT fk_transfer_person_id FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.transfer
    ADD CONSTRAINT fk_transfer_to_branch_id FOREIGN KEY (to_branch_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.transfer
    ADD CONSTRAINT fk_transfer_to_committee_id FOREIGN KEY (to_committee_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.transfer
    ADD CONSTRAINT fk_transfer_to_issuer_id FOREIGN KEY (to_issuer_id) REFERENCES public.party_org(id);

ALTER TABLE ONLY public.transfer
    ADD CONSTRAINT fk_transfer_to_org_id FOREIGN KEY (to_org_id) REFERENCES public.party_org(id);

ALTER TABLE public.activation_code ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.activity_certificate ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.affiliation ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.appraisal ENABLE ROW LEVEL SECURITY;

CREATE POLICY area_all ON public.affiliation TO huizhi_area USING (((place_path >= current_setting('huizhi.lo'::text, true)) AND (place_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY area_all ON public.campaign_result TO huizhi_area USING (((place_path >= current_setting('huizhi.lo'::text, true)) AND (place_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY area_all ON public.campaign_step TO huizhi_area USING ((EXISTS ( SELECT
   FROM public.campaign
  WHERE (campaign.id = campaign_step.campaign_id))));

CREATE POLICY area_all ON public.certificate_counter TO huizhi_area USING (((area_code)::text IN ( SELECT area.code
   FROM public.area
  WHERE ((area.place_path >= current_setting('huizhi.lo'::text, true)) AND (area.place_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)))));

CREATE POLICY area_all ON public.certificate_entry TO huizhi_area USING ((EXISTS ( SELECT
   FROM public.activity_certificate
  WHERE (activity_certificate.id = certificate_entry.certificate_id))));

CREATE POLICY area_all ON public.certificate_letter_step TO huizhi_area USING ((EXISTS ( SELECT
   FROM public.certificate_letter
  WHERE (certificate_letter.id = certificate_letter_step.letter_id))));

CREATE POLICY area_all ON public.certificate_review TO huizhi_area USING ((EXISTS ( SELECT
   FROM public.activity_certificate
  WHERE (activity_certificate.id = certificate_review.certificate_id))));

CREATE POLICY area_all ON public.certificate_step TO huizhi_area USING ((EXISTS ( SELECT
   FROM public.activity_certificate
  WHERE (activity_certificate.id = certificate_step.certificate_id))));

CREATE POLICY area_all ON public.correction_step TO huizhi_area USING ((EXISTS ( SELECT
   FROM public.correction_request
  WHERE (correction_request.id = correction_step.request_id))));

CREATE POLICY area_all ON public.election TO huizhi_area USING ((org_id IN ( SELECT party_org.id
   FROM public.party_org)));

CREATE POLICY area_all ON public.election_candidate TO huizhi_area USING ((EXISTS ( SELECT
   FROM public.election
  WHERE (election.id = election_candidate.election_id))));

CREATE POLICY area_all ON public.election_step TO huizhi_area USING ((EXISTS ( SELECT
   FROM public.election
  WHERE (election.id = election_step.election_id))));

CREATE POLICY area_all ON public.firm_liaison TO huizhi_area USING (((place_path >= current_setting('huizhi.lo'::text, true)) AND (place_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY area_all ON public.floating_contact TO huizhi_area USING ((EXISTS ( SELECT
   FROM public.floating_registration
  WHERE (floating_registration.id = floating_contact.registration_id))));

CREATE POLICY area_all ON public.floating_registration TO huizhi_area USING ((home_org_id IN ( SELECT party_org.id
   FROM public.party_org)));

CREATE POLICY area_all ON public.formation TO huizhi_area USING (((place_path >= current_setting('huizhi.lo'::text, true)) AND (place_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY area_all ON public.formation_firm TO huizhi_area USING ((EXISTS ( SELECT
   FROM public.formation
  WHERE (formation.id = formation_firm.formation_id))));

CREATE POLICY area_all ON public.formation_step TO huizhi_area USING ((EXISTS ( SELECT
   FROM public.formation
  WHERE (formation.id = formation_step.formation_id))));

CREATE POLICY area_all ON public.idempotency_key TO huizhi_area USING ((account_id = (NULLIF(current_setting('huizhi.actor'::text, true), ''::text))::uuid));

CREATE POLICY area_all ON public.import_fault TO huizhi_area USING ((EXISTS ( SELECT
   FROM public.import_job
  WHERE (import_job.id = import_fault.import_id))));

CREATE POLICY area_all ON public.import_job TO huizhi_area USING ((account_id = (NULLIF(current_setting('huizhi.actor'::text, true), ''::text))::uuid));

CREATE POLICY area_all ON public.joint_plan TO huizhi_area USING (((place_path >= current_setting('huizhi.lo'::text, true)) AND (place_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY area_all ON public.joint_plan_firm TO huizhi_area USING ((EXISTS ( SELECT
   FROM public.joint_plan
  WHERE (joint_plan.id = joint_plan_firm.plan_id))));

CREATE POLICY area_all ON public.joint_plan_group TO huizhi_area USING ((EXISTS ( SELECT
   FROM public.joint_plan
  WHERE (joint_plan.id = joint_plan_group.plan_id))));

CREATE POLICY area_all ON public.law_firm TO huizhi_area USING (((place_path >= current_setting('huizhi.lo'::text, true)) AND (place_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY area_all ON public.law_firm_standing TO huizhi_area USING (((place_path >= current_setting('huizhi.lo'::text, true)) AND (place_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY area_all ON public.lawyer TO huizhi_area USING (((place_path >= current_setting('huizhi.lo'::text, true)) AND (place_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY area_all ON public.letter TO huizhi_area USING ((EXISTS ( SELECT
   FROM public.transfer
  WHERE (transfer.id = letter.transfer_id))));

CREATE POLICY area_all ON public.member TO huizhi_area USING (((place_path >= current_setting('huizhi.lo'::text, true)) AND (place_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY area_all ON public.membership_decision_step TO huizhi_area USING ((EXISTS ( SELECT
   FROM public.membership_decision
  WHERE (membership_decision.id = membership_decision_step.decision_id))));

CREATE POLICY area_all ON public.membership_standing TO huizhi_area USING (((place_path >= current_setting('huizhi.lo'::text, true)) AND (place_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY area_all ON public.paper_letter TO huizhi_area USING ((EXISTS ( SELECT
   FROM public.transfer
  WHERE (transfer.id = paper_letter.transfer_id))));

CREATE POLICY area_all ON public.paper_receipt TO huizhi_area USING ((EXISTS ( SELECT
   FROM public.transfer
  WHERE (transfer.id = paper_receipt.transfer_id))));

CREATE POLICY area_all ON public.party_org TO huizhi_area USING (((place_path >= current_setting('huizhi.lo'::text, true)) AND (place_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY area_all ON public.party_org_guidance TO huizhi_area USING (((place_path >= current_setting('huizhi.lo'::text, true)) AND (place_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY area_all ON public.party_org_standing TO huizhi_area USING (((place_path >= current_setting('huizhi.lo'::text, true)) AND (place_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY area_all ON public.party_org_unit TO huizhi_area USING (((place_path >= current_setting('huizhi.lo'::text, true)) AND (place_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY area_all ON public.person TO huizhi_area USING (((place_path >= current_setting('huizhi.lo'::text, true)) AND (place_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY area_all ON public.post TO huizhi_area USING ((org_id IN ( SELECT party_org.id
   FROM public.party_org)));

CREATE POLICY area_all ON public.practice TO huizhi_area USING (((place_path >= current_setting('huizhi.lo'::text, true)) AND (place_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY area_all ON public.receipt TO huizhi_area USING ((EXISTS ( SELECT
   FROM public.transfer
  WHERE (transfer.id = receipt.transfer_id))));

CREATE POLICY area_all ON public.sharing_grant TO huizhi_area USING (((place_path >= current_setting('huizhi.lo'::text, true)) AND (place_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY area_all ON public.sharing_grant_step TO huizhi_area USING ((EXISTS ( SELECT
   FROM public.sharing_grant
  WHERE (sharing_grant.id = sharing_grant_step.grant_id))));

CREATE POLICY area_all ON public.temporary_affiliation TO huizhi_area USING (((home_org_id IN ( SELECT party_org.id
   FROM public.party_org)) OR ((offered_on IS NOT NULL) AND (host_org_id IN ( SELECT party_org.id
   FROM public.party_org)))));

CREATE POLICY area_all ON public.temporary_step TO huizhi_area USING ((EXISTS ( SELECT
   FROM public.temporary_affiliation
  WHERE (temporary_affiliation.id = temporary_step.temporary_affiliation_id))));

CREATE POLICY area_all ON public.transfer TO huizhi_area USING ((((from_place_path >= current_setting('huizhi.lo'::text, true)) AND (from_place_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)) OR ((to_place_path >= current_setting('huizhi.lo'::text, true)) AND (to_place_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text))));

CREATE POLICY area_all ON public.transfer_hop TO huizhi_area USING ((EXISTS ( SELECT
   FROM public.transfer
  WHERE (transfer.id = transfer_hop.transfer_id))));

CREATE POLICY area_insert ON public.activation_code FOR INSERT TO huizhi_area WITH CHECK (((((role)::text = 'org_officer'::text) AND (org_id IN ( SELECT party_org.id
   FROM public.party_org))) OR (((role)::text = 'member'::text) AND (person_id IN ( SELECT member.person_id
   FROM public.member)))));

CREATE POLICY area_insert ON public.activity_certificate FOR INSERT TO huizhi_area WITH CHECK ((home_org_id IN ( SELECT party_org.id
   FROM public.party_org)));

CREATE POLICY area_insert ON public.campaign FOR INSERT TO huizhi_area WITH CHECK (((place_path >= current_setting('huizhi.lo'::text, true)) AND (place_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY area_insert ON public.change FOR INSERT TO huizhi_area WITH CHECK (true);

CREATE POLICY area_insert ON public.correction_request FOR INSERT TO huizhi_area WITH CHECK ((((requested_by)::text = 'department'::text) AND ((state)::text = 'received'::text) AND (account_id = (NULLIF(current_setting('huizhi.actor'::text, true), ''::text))::uuid) AND ((((noun)::text = 'member'::text) AND (EXISTS ( SELECT
   FROM public.member
  WHERE (member.person_id = correction_request.record_id)))) OR (((noun)::text = 'lawyer'::text) AND (EXISTS ( SELECT
   FROM public.lawyer
  WHERE (lawyer.person_id = correction_request.record_id)))) OR (((noun)::text = 'law_firm'::text) AND (EXISTS ( SELECT
   FROM public.law_firm
  WHERE (law_firm.id = correction_request.record_id)))) OR (((noun)::text = 'party_org'::text) AND (EXISTS ( SELECT
   FROM public.party_org
  WHERE (party_org.id = correction_request.record_id)))))));

CREATE POLICY area_insert ON public.correction_statement FOR INSERT TO huizhi_area WITH CHECK ((EXISTS ( SELECT
   FROM public.correction_request
  WHERE (correction_request.id = correction_statement.request_id))));

CREATE POLICY area_insert ON public.placement_decision FOR INSERT TO huizhi_area WITH CHECK (((place_path >= current_setting('huizhi.lo'::text, true)) AND (place_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY area_proposes ON public.transfer AS RESTRICTIVE FOR INSERT TO huizhi_area WITH CHECK (((state)::text = 'draft'::text));

CREATE POLICY area_select ON public.activation_code FOR SELECT TO huizhi_area USING ((issued_by = (NULLIF(current_setting('huizhi.actor'::text, true), ''::text))::uuid));

CREATE POLICY area_select ON public.activity_certificate FOR SELECT TO huizhi_area USING (((home_org_id IN ( SELECT party_org.id
   FROM public.party_org)) OR ((issued_on IS NOT NULL) AND (EXISTS ( SELECT
   FROM public.temporary_affiliation t
  WHERE ((t.person_id = activity_certificate.person_id) AND (t.valid_during && daterange(activity_certificate.issued_on, activity_certificate.closed_on, '[]'::text))))))));

CREATE POLICY area_select ON public.campaign FOR SELECT TO huizhi_area USING ((((place_path >= current_setting('huizhi.lo'::text, true)) AND (place_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)) OR (starts_with(current_setting('huizhi.lo'::text, true), place_path) AND (place_path <> ''::text))));

CREATE POLICY area_select ON public.care_record FOR SELECT TO huizhi_area USING ((org_id IN ( SELECT party_org.id
   FROM public.party_org)));

CREATE POLICY area_select ON public.certificate_letter FOR SELECT TO huizhi_area USING ((EXISTS ( SELECT
   FROM public.member
  WHERE (member.person_id = certificate_letter.person_id))));

CREATE POLICY area_select ON public.change FOR SELECT TO huizhi_area USING ((((place_after >= current_setting('huizhi.lo'::text, true)) AND (place_after < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)) OR ((place_before >= current_setting('huizhi.lo'::text, true)) AND (place_before < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text))));

CREATE POLICY area_select ON public.correction_request FOR SELECT TO huizhi_area USING (((account_id = (NULLIF(current_setting('huizhi.actor'::text, true), ''::text))::uuid) OR (((noun)::text = 'member'::text) AND (EXISTS ( SELECT
   FROM public.member
  WHERE (member.person_id = correction_request.record_id)))) OR (((noun)::text = 'lawyer'::text) AND (EXISTS ( SELECT
   FROM public.lawyer
  WHERE (lawyer.person_id = correction_request.record_id)))) OR (((noun)::text = 'law_firm'::text) AND (EXISTS ( SELECT
   FROM public.law_firm
  WHERE (law_firm.id = correction_request.record_id)))) OR (((noun)::text = 'party_org'::text) AND (EXISTS ( SELECT
   FROM public.party_org
  WHERE (party_org.id = correction_request.record_id))))));

CREATE POLICY area_select ON public.correction_statement FOR SELECT TO huizhi_area USING ((EXISTS ( SELECT
   FROM public.correction_request
  WHERE (correction_request.id = correction_statement.request_id))));

CREATE POLICY area_select ON public.development_entry FOR SELECT TO huizhi_area USING ((EXISTS ( SELECT
   FROM (public.development_file f
     JOIN public.party_org o ON ((o.id = f.org_id)))
  WHERE (f.id = development_entry.file_id))));

CREATE POLICY area_select ON public.development_file FOR SELECT TO huizhi_area USING (((EXISTS ( SELECT
   FROM public.party_org
  WHERE (party_org.id = development_file.org_id))) OR (EXISTS ( SELECT
   FROM public.party_org
  WHERE (party_org.id = development_file.moving_to_id))) OR (EXISTS ( SELECT
   FROM public.transfer t
  WHERE ((t.person_id = development_file.person_id) AND (t.submitted_on IS NOT NULL) AND ((t.state)::text = ANY ((ARRAY['submitted'::character varying, 'branch_agreed'::character varying, 'letter_issued'::character varying, 'in_transit'::character varying, 'accepted'::character varying])::text[])))))));

CREATE POLICY area_select ON public.development_material FOR SELECT TO huizhi_area USING ((EXISTS ( SELECT
   FROM public.development_file
  WHERE (development_file.id = development_material.file_id))));

CREATE POLICY area_select ON public.digest FOR SELECT TO huizhi_area USING (((place_path >= current_setting('huizhi.lo'::text, true)) AND (place_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY area_select ON public.mass_contact FOR SELECT TO huizhi_area USING ((org_id IN ( SELECT party_org.id
   FROM public.party_org)));

CREATE POLICY area_select ON public.meeting_held FOR SELECT TO huizhi_area USING ((org_id IN ( SELECT party_org.id
   FROM public.party_org)));

CREATE POLICY area_select ON public.membership_decision FOR SELECT TO huizhi_area USING ((EXISTS ( SELECT
   FROM public.member
  WHERE (member.person_id = membership_decision.person_id))));

CREATE POLICY area_select ON public.partner FOR SELECT TO huizhi_area USING (true);

CREATE POLICY area_select ON public.placement_decision FOR SELECT TO huizhi_area USING (true);

CREATE POLICY area_update ON public.activity_certificate FOR UPDATE TO huizhi_area USING ((home_org_id IN ( SELECT party_org.id
   FROM public.party_org)));

CREATE POLICY area_update ON public.campaign FOR UPDATE TO huizhi_area USING (((place_path >= current_setting('huizhi.lo'::text, true)) AND (place_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY area_update ON public.correction_request FOR UPDATE TO huizhi_area USING (((account_id = (NULLIF(current_setting('huizhi.actor'::text, true), ''::text))::uuid) OR (((noun)::text = 'member'::text) AND (EXISTS ( SELECT
   FROM public.member
  WHERE (member.person_id = correction_request.record_id)))) OR (((noun)::text = 'lawyer'::text) AND (EXISTS ( SELECT
   FROM public.lawyer
  WHERE (lawyer.person_id = correction_request.record_id)))) OR (((noun)::text = 'law_firm'::text) AND (EXISTS ( SELECT
   FROM public.law_firm
  WHERE (law_firm.id = correction_request.record_id)))) OR (((noun)::text = 'party_org'::text) AND (EXISTS ( SELECT
   FROM public.party_org
  WHERE (party_org.id = correction_request.record_id))))));

CREATE POLICY area_update ON public.placement_decision FOR UPDATE TO huizhi_area USING (((place_path >= current_setting('huizhi.lo'::text, true)) AND (place_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY auth_all ON public.activation_code TO huizhi_auth USING (true);

CREATE POLICY auth_all ON public.idempotency_key TO huizhi_auth USING ((account_id = (NULLIF(current_setting('huizhi.actor'::text, true), ''::text))::uuid));

CREATE POLICY auth_all ON public.partner TO huizhi_auth USING (true);

CREATE POLICY auth_all ON public.sharing_grant TO huizhi_auth USING (true);

CREATE POLICY auth_all ON public.sharing_grant_step TO huizhi_auth USING ((EXISTS ( SELECT
   FROM public.sharing_grant
  WHERE (sharing_grant.id = sharing_grant_step.grant_id))));

CREATE POLICY auth_insert ON public.change FOR INSERT TO huizhi_auth WITH CHECK (true);

CREATE POLICY auth_select ON public.digest FOR SELECT TO huizhi_auth USING (true);

CREATE POLICY auth_select ON public.party_org FOR SELECT TO huizhi_auth USING (true);

ALTER TABLE public.campaign ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.campaign_result ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.campaign_step ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.care_record ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.certificate_counter ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.certificate_entry ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.certificate_letter ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.certificate_letter_step ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.certificate_review ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.certificate_step ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.change ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.change_salt ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.correction_request ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.correction_statement ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.correction_step ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.development_entry ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.development_file ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.development_material ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.digest ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.disclosure ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.election ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.election_candidate ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.election_step ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.export_file ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.export_job ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.firm_liaison ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.floating_contact ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.floating_registration ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.formation ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.formation_firm ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.formation_step ENABLE ROW LEVEL SECURITY;

CREATE POLICY granted_insert ON public.change_salt FOR INSERT WITH CHECK (true);

ALTER TABLE public.idempotency_key ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.import_fault ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.import_job ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.joint_plan ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.joint_plan_firm ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.joint_plan_group ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.law_firm ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.law_firm_standing ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.lawyer ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.letter ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.letter_counter ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.life_programme ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.mass_contact ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.meeting ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.meeting_attendance ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.meeting_held ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.member ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.member_dues ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.membership_decision ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.membership_decision_step ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.membership_standing ENABLE ROW LEVEL SECURITY;

CREATE POLICY mover_all ON public.activity_certificate TO huizhi_mover USING (true);

CREATE POLICY mover_all ON public.affiliation TO huizhi_mover USING (true);

CREATE POLICY mover_all ON public.certificate_letter TO huizhi_mover USING (true);

CREATE POLICY mover_all ON public.development_file TO huizhi_mover USING (true);

CREATE POLICY mover_all ON public.election TO huizhi_mover USING (true);

CREATE POLICY mover_all ON public.floating_registration TO huizhi_mover USING (true);

CREATE POLICY mover_all ON public.formation TO huizhi_mover USING (true);

CREATE POLICY mover_all ON public.law_firm TO huizhi_mover USING (true);

CREATE POLICY mover_all ON public.lawyer TO huizhi_mover USING (true);

CREATE POLICY mover_all ON public.member TO huizhi_mover USING (true);

CREATE POLICY mover_all ON public.membership_decision TO huizhi_mover USING (true);

CREATE POLICY mover_all ON public.membership_standing TO huizhi_mover USING (true);

CREATE POLICY mover_all ON public.party_org TO huizhi_mover USING (true);

CREATE POLICY mover_all ON public.party_org_guidance TO huizhi_mover USING (true);

CREATE POLICY mover_all ON public.party_org_standing TO huizhi_mover USING (true);

CREATE POLICY mover_all ON public.party_org_unit TO huizhi_mover USING (true);

CREATE POLICY mover_all ON public.person TO huizhi_mover USING (true);

CREATE POLICY mover_all ON public.practice TO huizhi_mover USING (true);

CREATE POLICY mover_all ON public.temporary_affiliation TO huizhi_mover USING (true);

CREATE POLICY mover_all ON public.transfer TO huizhi_mover USING (true);

CREATE POLICY mover_insert ON public.certificate_letter_step FOR INSERT TO huizhi_mover WITH CHECK (true);

CREATE POLICY mover_insert ON public.certificate_step FOR INSERT TO huizhi_mover WITH CHECK (true);

CREATE POLICY mover_insert ON public.change FOR INSERT TO huizhi_mover WITH CHECK (true);

CREATE POLICY mover_insert ON public.temporary_step FOR INSERT TO huizhi_mover WITH CHECK (true);

CREATE POLICY mover_insert ON public.transfer_hop FOR INSERT TO huizhi_mover WITH CHECK (true);

CREATE POLICY mover_select ON public.change FOR SELECT TO huizhi_mover USING (true);

CREATE POLICY mover_select ON public.firm_liaison FOR SELECT TO huizhi_mover USING (true);

CREATE POLICY mover_select ON public.law_firm_standing FOR SELECT TO huizhi_mover USING (true);

CREATE POLICY mover_select ON public.paper_letter FOR SELECT TO huizhi_mover USING (true);

CREATE POLICY org_all ON public.affiliation TO huizhi_org USING ((((party_path >= current_setting('huizhi.lo'::text, true)) AND (party_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)) OR (org_id = (NULLIF(current_setting('huizhi.org'::text, true), ''::text))::uuid)));

CREATE POLICY org_all ON public.appraisal TO huizhi_org USING ((person_id IN ( SELECT member.person_id
   FROM public.member)));

CREATE POLICY org_all ON public.campaign_step TO huizhi_org USING ((EXISTS ( SELECT
   FROM public.campaign
  WHERE (campaign.id = campaign_step.campaign_id))));

CREATE POLICY org_all ON public.care_record TO huizhi_org USING ((org_id IN ( SELECT party_org.id
   FROM public.party_org)));

CREATE POLICY org_all ON public.certificate_entry TO huizhi_org USING ((EXISTS ( SELECT
   FROM public.activity_certificate
  WHERE (activity_certificate.id = certificate_entry.certificate_id))));

CREATE POLICY org_all ON public.certificate_letter TO huizhi_org USING (((committee_id = (NULLIF(current_setting('huizhi.org'::text, true), ''::text))::uuid) OR (EXISTS ( SELECT
   FROM public.member
  WHERE (member.person_id = certificate_letter.person_id)))));

CREATE POLICY org_all ON public.certificate_letter_step TO huizhi_org USING ((EXISTS ( SELECT
   FROM public.certificate_letter
  WHERE (certificate_letter.id = certificate_letter_step.letter_id))));

CREATE POLICY org_all ON public.certificate_review TO huizhi_org USING ((EXISTS ( SELECT
   FROM public.activity_certificate
  WHERE (activity_certificate.id = certificate_review.certificate_id))));

CREATE POLICY org_all ON public.certificate_step TO huizhi_org USING ((EXISTS ( SELECT
   FROM public.activity_certificate
  WHERE (activity_certificate.id = certificate_step.certificate_id))));

CREATE POLICY org_all ON public.correction_step TO huizhi_org USING ((EXISTS ( SELECT
   FROM public.correction_request
  WHERE (correction_request.id = correction_step.request_id))));

CREATE POLICY org_all ON public.development_entry TO huizhi_org USING ((EXISTS ( SELECT
   FROM (public.development_file f
     JOIN public.party_org o ON ((o.id = f.org_id)))
  WHERE (f.id = development_entry.file_id))));

CREATE POLICY org_all ON public.development_material TO huizhi_org USING ((EXISTS ( SELECT
   FROM public.development_file
  WHERE (development_file.id = development_material.file_id))));

CREATE POLICY org_all ON public.election TO huizhi_org USING ((org_id IN ( SELECT party_org.id
   FROM public.party_org)));

CREATE POLICY org_all ON public.election_candidate TO huizhi_org USING ((EXISTS ( SELECT
   FROM public.election
  WHERE (election.id = election_candidate.election_id))));

CREATE POLICY org_all ON public.election_step TO huizhi_org USING ((EXISTS ( SELECT
   FROM public.election
  WHERE (election.id = election_step.election_id))));

CREATE POLICY org_all ON public.floating_contact TO huizhi_org USING ((EXISTS ( SELECT
   FROM public.floating_registration
  WHERE (floating_registration.id = floating_contact.registration_id))));

CREATE POLICY org_all ON public.floating_registration TO huizhi_org USING ((home_org_id IN ( SELECT party_org.id
   FROM public.party_org)));

CREATE POLICY org_all ON public.formation TO huizhi_org USING ((parent_id IN ( SELECT party_org.id
   FROM public.party_org)));

CREATE POLICY org_all ON public.formation_firm TO huizhi_org USING ((EXISTS ( SELECT
   FROM public.formation
  WHERE (formation.id = formation_firm.formation_id))));

CREATE POLICY org_all ON public.formation_step TO huizhi_org USING ((EXISTS ( SELECT
   FROM public.formation
  WHERE (formation.id = formation_step.formation_id))));

CREATE POLICY org_all ON public.idempotency_key TO huizhi_org USING ((account_id = (NULLIF(current_setting('huizhi.actor'::text, true), ''::text))::uuid));

CREATE POLICY org_all ON public.law_firm TO huizhi_org USING (((party_path >= current_setting('huizhi.lo'::text, true)) AND (party_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY org_all ON public.law_firm_standing TO huizhi_org USING (((party_path >= current_setting('huizhi.lo'::text, true)) AND (party_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY org_all ON public.lawyer TO huizhi_org USING (((party_path >= current_setting('huizhi.lo'::text, true)) AND (party_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY org_all ON public.letter TO huizhi_org USING ((EXISTS ( SELECT
   FROM public.transfer
  WHERE (transfer.id = letter.transfer_id))));

CREATE POLICY org_all ON public.letter_counter TO huizhi_org USING ((issuer_id = (NULLIF(current_setting('huizhi.org'::text, true), ''::text))::uuid));

CREATE POLICY org_all ON public.life_programme TO huizhi_org USING ((org_id IN ( SELECT party_org.id
   FROM public.party_org)));

CREATE POLICY org_all ON public.mass_contact TO huizhi_org USING ((org_id IN ( SELECT party_org.id
   FROM public.party_org)));

CREATE POLICY org_all ON public.meeting TO huizhi_org USING ((org_id IN ( SELECT party_org.id
   FROM public.party_org)));

CREATE POLICY org_all ON public.meeting_attendance TO huizhi_org USING ((EXISTS ( SELECT
   FROM public.meeting
  WHERE (meeting.id = meeting_attendance.meeting_id))));

CREATE POLICY org_all ON public.meeting_held TO huizhi_org USING ((org_id IN ( SELECT party_org.id
   FROM public.party_org)));

CREATE POLICY org_all ON public.member TO huizhi_org USING (((party_path >= current_setting('huizhi.lo'::text, true)) AND (party_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY org_all ON public.member_dues TO huizhi_org USING ((person_id IN ( SELECT member.person_id
   FROM public.member)));

CREATE POLICY org_all ON public.membership_decision TO huizhi_org USING ((EXISTS ( SELECT
   FROM public.member
  WHERE (member.person_id = membership_decision.person_id))));

CREATE POLICY org_all ON public.membership_decision_step TO huizhi_org USING ((EXISTS ( SELECT
   FROM public.membership_decision
  WHERE (membership_decision.id = membership_decision_step.decision_id))));

CREATE POLICY org_all ON public.membership_standing TO huizhi_org USING (((party_path >= current_setting('huizhi.lo'::text, true)) AND (party_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY org_all ON public.paper_letter TO huizhi_org USING ((EXISTS ( SELECT
   FROM public.transfer
  WHERE (transfer.id = paper_letter.transfer_id))));

CREATE POLICY org_all ON public.paper_receipt TO huizhi_org USING ((EXISTS ( SELECT
   FROM public.transfer
  WHERE (transfer.id = paper_receipt.transfer_id))));

CREATE POLICY org_all ON public.party_org TO huizhi_org USING (((party_path >= current_setting('huizhi.lo'::text, true)) AND (party_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY org_all ON public.party_org_guidance TO huizhi_org USING (((party_path >= current_setting('huizhi.lo'::text, true)) AND (party_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY org_all ON public.party_org_standing TO huizhi_org USING (((party_path >= current_setting('huizhi.lo'::text, true)) AND (party_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY org_all ON public.party_org_unit TO huizhi_org USING (((party_path >= current_setting('huizhi.lo'::text, true)) AND (party_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY org_all ON public.person TO huizhi_org USING (((party_path >= current_setting('huizhi.lo'::text, true)) AND (party_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY org_all ON public.post TO huizhi_org USING ((org_id IN ( SELECT party_org.id
   FROM public.party_org)));

CREATE POLICY org_all ON public.practice TO huizhi_org USING (((party_path >= current_setting('huizhi.lo'::text, true)) AND (party_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY org_all ON public.receipt TO huizhi_org USING ((EXISTS ( SELECT
   FROM public.transfer
  WHERE (transfer.id = receipt.transfer_id))));

CREATE POLICY org_all ON public.temporary_affiliation TO huizhi_org USING (((home_org_id IN ( SELECT party_org.id
   FROM public.party_org)) OR ((offered_on IS NOT NULL) AND (host_org_id IN ( SELECT party_org.id
   FROM public.party_org)))));

CREATE POLICY org_all ON public.temporary_step TO huizhi_org USING ((EXISTS ( SELECT
   FROM public.temporary_affiliation
  WHERE (temporary_affiliation.id = temporary_step.temporary_affiliation_id))));

CREATE POLICY org_all ON public.training_record TO huizhi_org USING ((person_id IN ( SELECT member.person_id
   FROM public.member)));

CREATE POLICY org_all ON public.transfer TO huizhi_org USING ((((from_party_path >= current_setting('huizhi.lo'::text, true)) AND (from_party_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)) OR ((to_party_path >= current_setting('huizhi.lo'::text, true)) AND (to_party_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text))));

CREATE POLICY org_all ON public.transfer_hop TO huizhi_org USING ((EXISTS ( SELECT
   FROM public.transfer
  WHERE (transfer.id = transfer_hop.transfer_id))));

CREATE POLICY org_insert ON public.activation_code FOR INSERT TO huizhi_org WITH CHECK (((((role)::text = 'org_officer'::text) AND (org_id IN ( SELECT party_org.id
   FROM public.party_org))) OR (((role)::text = 'member'::text) AND (person_id IN ( SELECT member.person_id
   FROM public.member)))));

CREATE POLICY org_insert ON public.activity_certificate FOR INSERT TO huizhi_org WITH CHECK ((home_org_id IN ( SELECT party_org.id
   FROM public.party_org)));

CREATE POLICY org_insert ON public.change FOR INSERT TO huizhi_org WITH CHECK (true);

CREATE POLICY org_insert ON public.correction_request FOR INSERT TO huizhi_org WITH CHECK ((((requested_by)::text = 'department'::text) AND ((state)::text = 'received'::text) AND (account_id = (NULLIF(current_setting('huizhi.actor'::text, true), ''::text))::uuid) AND ((((noun)::text = 'member'::text) AND (EXISTS ( SELECT
   FROM public.member
  WHERE (member.person_id = correction_request.record_id)))) OR (((noun)::text = 'lawyer'::text) AND (EXISTS ( SELECT
   FROM public.lawyer
  WHERE (lawyer.person_id = correction_request.record_id)))) OR (((noun)::text = 'law_firm'::text) AND (EXISTS ( SELECT
   FROM public.law_firm
  WHERE (law_firm.id = correction_request.record_id)))) OR (((noun)::text = 'party_org'::text) AND (EXISTS ( SELECT
   FROM public.party_org
  WHERE (party_org.id = correction_request.record_id)))))));

CREATE POLICY org_insert ON public.correction_statement FOR INSERT TO huizhi_org WITH CHECK ((EXISTS ( SELECT
   FROM public.correction_request
  WHERE (correction_request.id = correction_statement.request_id))));

CREATE POLICY org_insert ON public.development_file FOR INSERT TO huizhi_org WITH CHECK ((EXISTS ( SELECT
   FROM public.party_org
  WHERE (party_org.id = development_file.org_id))));

CREATE POLICY org_select ON public.activation_code FOR SELECT TO huizhi_org USING ((issued_by = (NULLIF(current_setting('huizhi.actor'::text, true), ''::text))::uuid));

CREATE POLICY org_select ON public.activity_certificate FOR SELECT TO huizhi_org USING (((home_org_id IN ( SELECT party_org.id
   FROM public.party_org)) OR ((issued_on IS NOT NULL) AND (EXISTS ( SELECT
   FROM public.temporary_affiliation t
  WHERE ((t.person_id = activity_certificate.person_id) AND (t.valid_during && daterange(activity_certificate.issued_on, activity_certificate.closed_on, '[]'::text))))))));

CREATE POLICY org_select ON public.campaign FOR SELECT TO huizhi_org USING ((EXISTS ( SELECT
   FROM public.party_org o
  WHERE ((o.id = (NULLIF(current_setting('huizhi.org'::text, true), ''::text))::uuid) AND starts_with(o.place_path, campaign.place_path)))));

CREATE POLICY org_select ON public.campaign_result FOR SELECT TO huizhi_org USING (((party_path >= current_setting('huizhi.lo'::text, true)) AND (party_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY org_select ON public.change FOR SELECT TO huizhi_org USING ((((party_after >= current_setting('huizhi.lo'::text, true)) AND (party_after < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)) OR ((party_before >= current_setting('huizhi.lo'::text, true)) AND (party_before < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text))));

CREATE POLICY org_select ON public.correction_request FOR SELECT TO huizhi_org USING (((account_id = (NULLIF(current_setting('huizhi.actor'::text, true), ''::text))::uuid) OR (((noun)::text = 'member'::text) AND (EXISTS ( SELECT
   FROM public.member
  WHERE (member.person_id = correction_request.record_id)))) OR (((noun)::text = 'lawyer'::text) AND (EXISTS ( SELECT
   FROM public.lawyer
  WHERE (lawyer.person_id = correction_request.record_id)))) OR (((noun)::text = 'law_firm'::text) AND (EXISTS ( SELECT
   FROM public.law_firm
  WHERE (law_firm.id = correction_request.record_id)))) OR (((noun)::text = 'party_org'::text) AND (EXISTS ( SELECT
   FROM public.party_org
  WHERE (party_org.id = correction_request.record_id))))));

CREATE POLICY org_select ON public.correction_statement FOR SELECT TO huizhi_org USING ((EXISTS ( SELECT
   FROM public.correction_request
  WHERE (correction_request.id = correction_statement.request_id))));

CREATE POLICY org_select ON public.development_file FOR SELECT TO huizhi_org USING (((EXISTS ( SELECT
   FROM public.party_org
  WHERE (party_org.id = development_file.org_id))) OR (EXISTS ( SELECT
   FROM public.party_org
  WHERE (party_org.id = development_file.moving_to_id))) OR (EXISTS ( SELECT
   FROM public.transfer t
  WHERE ((t.person_id = development_file.person_id) AND (t.submitted_on IS NOT NULL) AND ((t.state)::text = ANY ((ARRAY['submitted'::character varying, 'branch_agreed'::character varying, 'letter_issued'::character varying, 'in_transit'::character varying, 'accepted'::character varying])::text[])))))));

CREATE POLICY org_select ON public.digest FOR SELECT TO huizhi_org USING (((party_path >= current_setting('huizhi.lo'::text, true)) AND (party_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY org_select ON public.firm_liaison FOR SELECT TO huizhi_org USING (((person_id IN ( SELECT member.person_id
   FROM public.member)) OR (firm_id IN ( SELECT law_firm.id
   FROM public.law_firm))));

CREATE POLICY org_select ON public.joint_plan FOR SELECT TO huizhi_org USING ((parent_id IN ( SELECT party_org.id
   FROM public.party_org)));

CREATE POLICY org_select ON public.joint_plan_firm FOR SELECT TO huizhi_org USING ((EXISTS ( SELECT
   FROM public.joint_plan
  WHERE (joint_plan.id = joint_plan_firm.plan_id))));

CREATE POLICY org_select ON public.joint_plan_group FOR SELECT TO huizhi_org USING ((EXISTS ( SELECT
   FROM public.joint_plan
  WHERE (joint_plan.id = joint_plan_group.plan_id))));

CREATE POLICY org_select ON public.placement_decision FOR SELECT TO huizhi_org USING (true);

CREATE POLICY org_update ON public.activity_certificate FOR UPDATE TO huizhi_org USING ((home_org_id IN ( SELECT party_org.id
   FROM public.party_org)));

CREATE POLICY org_update ON public.correction_request FOR UPDATE TO huizhi_org USING (((account_id = (NULLIF(current_setting('huizhi.actor'::text, true), ''::text))::uuid) OR (((noun)::text = 'member'::text) AND (EXISTS ( SELECT
   FROM public.member
  WHERE (member.person_id = correction_request.record_id)))) OR (((noun)::text = 'lawyer'::text) AND (EXISTS ( SELECT
   FROM public.lawyer
  WHERE (lawyer.person_id = correction_request.record_id)))) OR (((noun)::text = 'law_firm'::text) AND (EXISTS ( SELECT
   FROM public.law_firm
  WHERE (law_firm.id = correction_request.record_id)))) OR (((noun)::text = 'party_org'::text) AND (EXISTS ( SELECT
   FROM public.party_org
  WHERE (party_org.id = correction_request.record_id))))));

CREATE POLICY org_update ON public.development_file FOR UPDATE TO huizhi_org USING (((EXISTS ( SELECT
   FROM public.party_org
  WHERE (party_org.id = development_file.org_id))) OR (EXISTS ( SELECT
   FROM public.party_org
  WHERE (party_org.id = development_file.moving_to_id))) OR (EXISTS ( SELECT
   FROM public.transfer t
  WHERE ((t.person_id = development_file.person_id) AND ((t.state)::text = 'accepted'::text) AND (t.to_committee_id = (NULLIF(current_setting('huizhi.org'::text, true), ''::text))::uuid)))))) WITH CHECK ((EXISTS ( SELECT
   FROM public.party_org
  WHERE (party_org.id = development_file.org_id))));

ALTER TABLE public.paper_letter ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.paper_receipt ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.partner ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.partner_key ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.party_org ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.party_org_guidance ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.party_org_standing ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.party_org_unit ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.person ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.placement_decision ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.post ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.practice ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.receipt ENABLE ROW LEVEL SECURITY;

CREATE POLICY receipt_select ON public.change FOR SELECT TO huizhi_area, huizhi_org, huizhi_self USING ((((entity)::text = 'receipt'::text) AND (EXISTS ( SELECT
   FROM public.receipt
  WHERE (receipt.transfer_id = change.entity_id)))));

CREATE POLICY receipt_select ON public.change_salt FOR SELECT TO huizhi_area, huizhi_org, huizhi_self USING ((EXISTS ( SELECT
   FROM (public.change c
     JOIN public.receipt r ON ((r.transfer_id = c.entity_id)))
  WHERE ((c.id = change_salt.change_id) AND ((c.entity)::text = 'receipt'::text)))));

CREATE POLICY self_all ON public.campaign_step TO huizhi_self USING ((EXISTS ( SELECT
   FROM public.campaign
  WHERE (campaign.id = campaign_step.campaign_id))));

CREATE POLICY self_all ON public.certificate_entry TO huizhi_self USING ((EXISTS ( SELECT
   FROM public.activity_certificate
  WHERE (activity_certificate.id = certificate_entry.certificate_id))));

CREATE POLICY self_all ON public.certificate_letter_step TO huizhi_self USING ((EXISTS ( SELECT
   FROM public.certificate_letter
  WHERE (certificate_letter.id = certificate_letter_step.letter_id))));

CREATE POLICY self_all ON public.certificate_review TO huizhi_self USING ((EXISTS ( SELECT
   FROM public.activity_certificate
  WHERE (activity_certificate.id = certificate_review.certificate_id))));

CREATE POLICY self_all ON public.certificate_step TO huizhi_self USING ((EXISTS ( SELECT
   FROM public.activity_certificate
  WHERE (activity_certificate.id = certificate_step.certificate_id))));

CREATE POLICY self_all ON public.correction_step TO huizhi_self USING ((EXISTS ( SELECT
   FROM public.correction_request
  WHERE (correction_request.id = correction_step.request_id))));

CREATE POLICY self_all ON public.floating_contact TO huizhi_self USING ((EXISTS ( SELECT
   FROM public.floating_registration
  WHERE (floating_registration.id = floating_contact.registration_id))));

CREATE POLICY self_all ON public.floating_registration TO huizhi_self USING ((person_id = (NULLIF(current_setting('huizhi.person'::text, true), ''::text))::uuid));

CREATE POLICY self_all ON public.idempotency_key TO huizhi_self USING ((account_id = (NULLIF(current_setting('huizhi.actor'::text, true), ''::text))::uuid));

CREATE POLICY self_all ON public.letter TO huizhi_self USING ((EXISTS ( SELECT
   FROM public.transfer
  WHERE (transfer.id = letter.transfer_id))));

CREATE POLICY self_all ON public.member TO huizhi_self USING ((person_id = (NULLIF(current_setting('huizhi.person'::text, true), ''::text))::uuid));

CREATE POLICY self_all ON public.membership_decision_step TO huizhi_self USING ((EXISTS ( SELECT
   FROM public.membership_decision
  WHERE (membership_decision.id = membership_decision_step.decision_id))));

CREATE POLICY self_all ON public.paper_letter TO huizhi_self USING ((EXISTS ( SELECT
   FROM public.transfer
  WHERE (transfer.id = paper_letter.transfer_id))));

CREATE POLICY self_all ON public.paper_receipt TO huizhi_self USING ((EXISTS ( SELECT
   FROM public.transfer
  WHERE (transfer.id = paper_receipt.transfer_id))));

CREATE POLICY self_all ON public.receipt TO huizhi_self USING ((EXISTS ( SELECT
   FROM public.transfer
  WHERE (transfer.id = receipt.transfer_id))));

CREATE POLICY self_all ON public.temporary_affiliation TO huizhi_self USING ((person_id = (NULLIF(current_setting('huizhi.person'::text, true), ''::text))::uuid));

CREATE POLICY self_all ON public.temporary_step TO huizhi_self USING ((EXISTS ( SELECT
   FROM public.temporary_affiliation
  WHERE (temporary_affiliation.id = temporary_step.temporary_affiliation_id))));

CREATE POLICY self_all ON public.transfer TO huizhi_self USING ((person_id = (NULLIF(current_setting('huizhi.person'::text, true), ''::text))::uuid));

CREATE POLICY self_all ON public.transfer_hop TO huizhi_self USING ((EXISTS ( SELECT
   FROM public.transfer
  WHERE (transfer.id = transfer_hop.transfer_id))));

CREATE POLICY self_insert ON public.activity_certificate FOR INSERT TO huizhi_self WITH CHECK ((person_id = (NULLIF(current_setting('huizhi.person'::text, true), ''::text))::uuid));

CREATE POLICY self_insert ON public.change FOR INSERT TO huizhi_self WITH CHECK (true);

CREATE POLICY self_insert ON public.correction_request FOR INSERT TO huizhi_self WITH CHECK ((((state)::text = 'received'::text) AND (account_id = (NULLIF(current_setting('huizhi.actor'::text, true), ''::text))::uuid) AND ((requested_by)::text = 'person'::text) AND (person_id = (NULLIF(current_setting('huizhi.person'::text, true), ''::text))::uuid)));

CREATE POLICY self_insert ON public.correction_statement FOR INSERT TO huizhi_self WITH CHECK ((EXISTS ( SELECT
   FROM public.correction_request
  WHERE (correction_request.id = correction_statement.request_id))));

CREATE POLICY self_select ON public.activity_certificate FOR SELECT TO huizhi_self USING ((person_id = (NULLIF(current_setting('huizhi.person'::text, true), ''::text))::uuid));

CREATE POLICY self_select ON public.affiliation FOR SELECT TO huizhi_self USING ((person_id = (NULLIF(current_setting('huizhi.person'::text, true), ''::text))::uuid));

CREATE POLICY self_select ON public.appraisal FOR SELECT TO huizhi_self USING ((person_id IN ( SELECT member.person_id
   FROM public.member)));

CREATE POLICY self_select ON public.campaign FOR SELECT TO huizhi_self USING ((EXISTS ( SELECT
   FROM public.practice p
  WHERE ((p.person_id = (NULLIF(current_setting('huizhi.person'::text, true), ''::text))::uuid) AND starts_with(p.place_path, campaign.place_path)))));

CREATE POLICY self_select ON public.campaign_result FOR SELECT TO huizhi_self USING ((person_id = (NULLIF(current_setting('huizhi.person'::text, true), ''::text))::uuid));

CREATE POLICY self_select ON public.care_record FOR SELECT TO huizhi_self USING ((person_id IN ( SELECT member.person_id
   FROM public.member)));

CREATE POLICY self_select ON public.certificate_letter FOR SELECT TO huizhi_self USING ((person_id = (NULLIF(current_setting('huizhi.person'::text, true), ''::text))::uuid));

CREATE POLICY self_select ON public.change FOR SELECT TO huizhi_self USING ((entity_id = (NULLIF(current_setting('huizhi.person'::text, true), ''::text))::uuid));

CREATE POLICY self_select ON public.correction_request FOR SELECT TO huizhi_self USING ((((requested_by)::text = 'person'::text) AND (person_id = (NULLIF(current_setting('huizhi.person'::text, true), ''::text))::uuid)));

CREATE POLICY self_select ON public.correction_statement FOR SELECT TO huizhi_self USING ((EXISTS ( SELECT
   FROM public.correction_request
  WHERE (correction_request.id = correction_statement.request_id))));

CREATE POLICY self_select ON public.development_entry FOR SELECT TO huizhi_self USING ((EXISTS ( SELECT
   FROM public.development_file
  WHERE (development_file.id = development_entry.file_id))));

CREATE POLICY self_select ON public.development_file FOR SELECT TO huizhi_self USING ((person_id = (NULLIF(current_setting('huizhi.person'::text, true), ''::text))::uuid));

CREATE POLICY self_select ON public.development_material FOR SELECT TO huizhi_self USING ((EXISTS ( SELECT
   FROM public.development_file
  WHERE (development_file.id = development_material.file_id))));

CREATE POLICY self_select ON public.disclosure FOR SELECT TO huizhi_self USING (((subjects @> ARRAY[(NULLIF(current_setting('huizhi.person'::text, true), ''::text))::uuid]) AND ((shown_from <= ((at AT TIME ZONE 'Asia/Shanghai'::text))::date) OR (shown_from <= ((now() AT TIME ZONE 'Asia/Shanghai'::text))::date))));

CREATE POLICY self_select ON public.election FOR SELECT TO huizhi_self USING ((org_id IN ( SELECT member.org_id
   FROM public.member)));

CREATE POLICY self_select ON public.election_candidate FOR SELECT TO huizhi_self USING ((EXISTS ( SELECT
   FROM public.election
  WHERE (election.id = election_candidate.election_id))));

CREATE POLICY self_select ON public.election_step FOR SELECT TO huizhi_self USING ((EXISTS ( SELECT
   FROM public.election
  WHERE (election.id = election_step.election_id))));

CREATE POLICY self_select ON public.lawyer FOR SELECT TO huizhi_self USING ((person_id = (NULLIF(current_setting('huizhi.person'::text, true), ''::text))::uuid));

CREATE POLICY self_select ON public.mass_contact FOR SELECT TO huizhi_self USING ((person_id IN ( SELECT member.person_id
   FROM public.member)));

CREATE POLICY self_select ON public.meeting FOR SELECT TO huizhi_self USING ((id IN ( SELECT meeting_attendance.meeting_id
   FROM public.meeting_attendance)));

CREATE POLICY self_select ON public.meeting_attendance FOR SELECT TO huizhi_self USING ((person_id IN ( SELECT member.person_id
   FROM public.member)));

CREATE POLICY self_select ON public.meeting_held FOR SELECT TO huizhi_self USING ((meeting_id IN ( SELECT meeting_attendance.meeting_id
   FROM public.meeting_attendance)));

CREATE POLICY self_select ON public.member_dues FOR SELECT TO huizhi_self USING ((person_id IN ( SELECT member.person_id
   FROM public.member)));

CREATE POLICY self_select ON public.membership_decision FOR SELECT TO huizhi_self USING (((person_id = (NULLIF(current_setting('huizhi.person'::text, true), ''::text))::uuid) AND ((state)::text = ANY ((ARRAY['decided'::character varying, 'recorded'::character varying])::text[]))));

CREATE POLICY self_select ON public.membership_standing FOR SELECT TO huizhi_self USING ((person_id = (NULLIF(current_setting('huizhi.person'::text, true), ''::text))::uuid));

CREATE POLICY self_select ON public.party_org_unit FOR SELECT TO huizhi_self USING ((EXISTS ( SELECT
   FROM public.practice p
  WHERE ((p.person_id = (NULLIF(current_setting('huizhi.person'::text, true), ''::text))::uuid) AND (p.firm_id = party_org_unit.firm_id)))));

CREATE POLICY self_select ON public.person FOR SELECT TO huizhi_self USING ((id = (NULLIF(current_setting('huizhi.person'::text, true), ''::text))::uuid));

CREATE POLICY self_select ON public.post FOR SELECT TO huizhi_self USING ((org_id IN ( SELECT member.org_id
   FROM public.member)));

CREATE POLICY self_select ON public.practice FOR SELECT TO huizhi_self USING ((person_id = (NULLIF(current_setting('huizhi.person'::text, true), ''::text))::uuid));

CREATE POLICY self_select ON public.training_record FOR SELECT TO huizhi_self USING ((person_id IN ( SELECT member.person_id
   FROM public.member)));

CREATE POLICY self_update ON public.activity_certificate FOR UPDATE TO huizhi_self USING ((person_id = (NULLIF(current_setting('huizhi.person'::text, true), ''::text))::uuid));

CREATE POLICY self_update ON public.correction_request FOR UPDATE TO huizhi_self USING ((((requested_by)::text = 'person'::text) AND (person_id = (NULLIF(current_setting('huizhi.person'::text, true), ''::text))::uuid))) WITH CHECK ((((requested_by)::text = 'person'::text) AND (person_id = (NULLIF(current_setting('huizhi.person'::text, true), ''::text))::uuid) AND ((state)::text = ANY ((ARRAY['received'::character varying, 'accepted_for_check'::character varying, 'withdrawn'::character varying])::text[]))));

CREATE POLICY sharing_all ON public.correction_step TO huizhi_sharing USING ((EXISTS ( SELECT
   FROM public.correction_request
  WHERE (correction_request.id = correction_step.request_id))));

CREATE POLICY sharing_all ON public.disclosure TO huizhi_sharing USING ((partner_id = (NULLIF(current_setting('huizhi.actor'::text, true), ''::text))::uuid));

CREATE POLICY sharing_all ON public.export_file TO huizhi_sharing USING ((EXISTS ( SELECT
   FROM public.export_job
  WHERE (export_job.id = export_file.export_id))));

CREATE POLICY sharing_all ON public.export_job TO huizhi_sharing USING (((partner_id = (NULLIF(current_setting('huizhi.actor'::text, true), ''::text))::uuid) OR ((NULLIF(current_setting('huizhi.actor'::text, true), ''::text))::uuid IS NULL)));

CREATE POLICY sharing_all ON public.partner_key TO huizhi_sharing USING ((partner_id = (NULLIF(current_setting('huizhi.actor'::text, true), ''::text))::uuid));

CREATE POLICY sharing_all ON public.subscription TO huizhi_sharing USING (((partner_id = (NULLIF(current_setting('huizhi.actor'::text, true), ''::text))::uuid) OR ((NULLIF(current_setting('huizhi.actor'::text, true), ''::text))::uuid IS NULL)));

CREATE POLICY sharing_all ON public.subscription_delivery TO huizhi_sharing USING ((EXISTS ( SELECT
   FROM public.subscription
  WHERE (subscription.id = subscription_delivery.subscription_id))));

CREATE POLICY sharing_correction ON public.change FOR SELECT TO huizhi_sharing USING ((((entity)::text = 'correction_request'::text) AND (EXISTS ( SELECT
   FROM public.correction_request
  WHERE (correction_request.id = change.entity_id)))));

ALTER TABLE public.sharing_grant ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.sharing_grant_step ENABLE ROW LEVEL SECURITY;

CREATE POLICY sharing_insert ON public.change FOR INSERT TO huizhi_sharing WITH CHECK (true);

CREATE POLICY sharing_insert ON public.correction_request FOR INSERT TO huizhi_sharing WITH CHECK ((((requested_by)::text = 'partner'::text) AND ((state)::text = 'received'::text) AND (partner_id = (NULLIF(current_setting('huizhi.actor'::text, true), ''::text))::uuid)));

CREATE POLICY sharing_insert ON public.correction_statement FOR INSERT TO huizhi_sharing WITH CHECK ((EXISTS ( SELECT
   FROM public.correction_request
  WHERE (correction_request.id = correction_statement.request_id))));

CREATE POLICY sharing_insert ON public.sharing_grant FOR INSERT TO huizhi_sharing WITH CHECK (((partner_id = (NULLIF(current_setting('huizhi.actor'::text, true), ''::text))::uuid) AND ((state)::text = 'requested'::text) AND (num_nonnulls(answer, supply_due_on) = 0) AND (NOT jsonb_path_exists(approvals, '$.*?(@ != null)'::jsonpath))));

CREATE POLICY sharing_own ON public.change FOR SELECT TO huizhi_sharing USING ((((entity)::text = 'disclosure'::text) AND (EXISTS ( SELECT
   FROM public.disclosure
  WHERE (disclosure.id = change.entity_id)))));

CREATE POLICY sharing_select ON public.change FOR SELECT TO huizhi_sharing USING ((((place_before >= current_setting('huizhi.lo'::text, true)) AND (place_before < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)) OR ((place_after >= current_setting('huizhi.lo'::text, true)) AND (place_after < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text))));

CREATE POLICY sharing_select ON public.change_salt FOR SELECT TO huizhi_sharing USING ((EXISTS ( SELECT
   FROM (public.change c
     JOIN public.disclosure d ON ((d.id = c.entity_id)))
  WHERE ((c.id = change_salt.change_id) AND ((c.entity)::text = 'disclosure'::text)))));

CREATE POLICY sharing_select ON public.correction_request FOR SELECT TO huizhi_sharing USING ((partner_id = (NULLIF(current_setting('huizhi.actor'::text, true), ''::text))::uuid));

CREATE POLICY sharing_select ON public.correction_statement FOR SELECT TO huizhi_sharing USING ((EXISTS ( SELECT
   FROM public.correction_request
  WHERE (correction_request.id = correction_statement.request_id))));

CREATE POLICY sharing_select ON public.law_firm FOR SELECT TO huizhi_sharing USING (((place_path >= current_setting('huizhi.lo'::text, true)) AND (place_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY sharing_select ON public.lawyer FOR SELECT TO huizhi_sharing USING (((place_path >= current_setting('huizhi.lo'::text, true)) AND (place_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY sharing_select ON public.member FOR SELECT TO huizhi_sharing USING (((place_path >= current_setting('huizhi.lo'::text, true)) AND (place_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text) AND ((membership_status)::text <> ALL ((ARRAY['4'::character varying, '5'::character varying, '6'::character varying])::text[]))));

CREATE POLICY sharing_select ON public.partner FOR SELECT TO huizhi_sharing USING (true);

CREATE POLICY sharing_select ON public.party_org FOR SELECT TO huizhi_sharing USING (((place_path >= current_setting('huizhi.lo'::text, true)) AND (place_path < current_setting('huizhi.hi'::text, true)) AND (current_setting('huizhi.lo'::text, true) <> ''::text)));

CREATE POLICY sharing_select ON public.person FOR SELECT TO huizhi_sharing USING (((EXISTS ( SELECT
   FROM public.member
  WHERE (member.person_id = person.id))) OR (EXISTS ( SELECT
   FROM public.lawyer
  WHERE (lawyer.person_id = person.id)))));

CREATE POLICY sharing_select ON public.sharing_grant FOR SELECT TO huizhi_sharing USING ((partner_id = (NULLIF(current_setting('huizhi.actor'::text, true), ''::text))::uuid));

CREATE POLICY sharing_update ON public.correction_request FOR UPDATE TO huizhi_sharing USING ((partner_id = (NULLIF(current_setting('huizhi.actor'::text, true), ''::text))::uuid)) WITH CHECK (((partner_id = (NULLIF(current_setting('huizhi.actor'::text, true), ''::text))::uuid) AND ((state)::text = ANY ((ARRAY['received'::character varying, 'accepted_for_check'::character varying, 'withdrawn'::character varying])::text[]))));

ALTER TABLE public.subscription ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.subscription_delivery ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.temporary_affiliation ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.temporary_step ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.training_record ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.transfer ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.transfer_hop ENABLE ROW LEVEL SECURITY;

CREATE POLICY worker_all ON public.change TO huizhi_worker USING (true);

CREATE POLICY worker_all ON public.export_file TO huizhi_worker USING (true);

CREATE POLICY worker_all ON public.export_job TO huizhi_worker USING (true);

CREATE POLICY worker_all ON public.idempotency_key TO huizhi_worker USING (true);

CREATE POLICY worker_all ON public.import_fault TO huizhi_worker USING (true);

CREATE POLICY worker_all ON public.import_job TO huizhi_worker USING (true);

CREATE POLICY worker_all ON public.joint_plan TO huizhi_worker USING (true);

CREATE POLICY worker_all ON public.joint_plan_firm TO huizhi_worker USING (true);

CREATE POLICY worker_all ON public.joint_plan_group TO huizhi_worker USING (true);

CREATE POLICY worker_all ON public.partner_key TO huizhi_worker USING (true);

CREATE POLICY worker_all ON public.subscription_delivery TO huizhi_worker USING (true);

CREATE POLICY worker_insert ON public.digest FOR INSERT TO huizhi_worker WITH CHECK (true);

CREATE POLICY worker_select ON public.sharing_grant FOR SELECT TO huizhi_worker USING (true);

GRANT ALL ON SCHEMA public TO huizhi_migrate;
GRANT ALL ON SCHEMA public TO huizhi_mover;

REVOKE ALL ON FUNCTION public.accept_bulk(transfer_id uuid, accepted date, today date) FROM PUBLIC;
GRANT ALL ON FUNCTION public.accept_bulk(transfer_id uuid, accepted date, today date) TO huizhi_org;

REVOKE ALL ON FUNCTION public.accept_incoming(transfer_id uuid, branch_id uuid, accepted date, today date) FROM PUBLIC;
GRANT ALL ON FUNCTION public.accept_incoming(transfer_id uuid, branch_id uuid, accepted date, today date) TO huizhi_org;

REVOKE ALL ON FUNCTION public.accept_transfer(transfer_id uuid, branch_id uuid, accepted date, today date) FROM PUBLIC;
GRANT ALL ON FUNCTION public.accept_transfer(transfer_id uuid, branch_id uuid, accepted date, today date) TO huizhi_org;

REVOKE ALL ON FUNCTION public.admit_member(file_id uuid, fresh uuid, admitted date, document text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.admit_member(file_id uuid, fresh uuid, admitted date, document text) TO huizhi_org;

REVOKE ALL ON FUNCTION public.claim_practice(person uuid, firm uuid, kind text, licence text, began date, document text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.claim_practice(person uuid, firm uuid, kind text, licence text, began date, document text) TO huizhi_area;

REVOKE ALL ON FUNCTION public.coverage_on(day date, months integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.coverage_on(day date, months integer) TO huizhi_area;
GRANT ALL ON FUNCTION public.coverage_on(day date, months integer) TO huizhi_org;

REVOKE ALL ON FUNCTION public.coverage_today(today date, months integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.coverage_today(today date, months integer) TO huizhi_area;
GRANT ALL ON FUNCTION public.coverage_today(today date, months integer) TO huizhi_org;

REVOKE ALL ON FUNCTION public.feed_head(OUT head bigint, OUT lag_ms integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.feed_head(OUT head bigint, OUT lag_ms integer) TO huizhi_sharing;

REVOKE ALL ON FUNCTION public.find_newcomer(number_digest bytea, called text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.find_newcomer(number_digest bytea, called text) TO huizhi_org;

REVOKE ALL ON FUNCTION public.firm_party_members(firms uuid[], today date, months integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.firm_party_members(firms uuid[], today date, months integer) TO huizhi_area;
GRANT ALL ON FUNCTION public.firm_party_members(firms uuid[], today date, months integer) TO huizhi_org;

REVOKE ALL ON FUNCTION public.guidance_follows() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.move_org(org uuid, new_parent uuid, today date, why text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.move_org(org uuid, new_parent uuid, today date, why text) TO huizhi_area;
GRANT ALL ON FUNCTION public.move_org(org uuid, new_parent uuid, today date, why text) TO huizhi_org;

REVOKE ALL ON FUNCTION public.open_procedures(person uuid, orgs uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.open_procedures(person uuid, orgs uuid[]) TO huizhi_area;
GRANT ALL ON FUNCTION public.open_procedures(person uuid, orgs uuid[]) TO huizhi_org;
GRANT ALL ON FUNCTION public.open_procedures(person uuid, orgs uuid[]) TO huizhi_self;

REVOKE ALL ON FUNCTION public.org_is_moving(org uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.org_is_moving(org uuid) TO huizhi_area;
GRANT ALL ON FUNCTION public.org_is_moving(org uuid) TO huizhi_org;

REVOKE ALL ON FUNCTION public.release_transfer(transfer_id uuid, received date, today date) FROM PUBLIC;
GRANT ALL ON FUNCTION public.release_transfer(transfer_id uuid, received date, today date) TO huizhi_org;

REVOKE ALL ON FUNCTION public.rename_person(person uuid, new_name text, new_key text, new_initials text, why text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.rename_person(person uuid, new_name text, new_key text, new_initials text, why text) TO huizhi_area;

REVOKE ALL ON FUNCTION public.settle_certificate_letters(people uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.settle_certificates(people uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.settle_committees(old_path text, new_path text) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.settle_floating(people uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.settle_guests(people uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.settle_people(people uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.settle_people(people uuid[]) TO huizhi_area;
GRANT ALL ON FUNCTION public.settle_people(people uuid[]) TO huizhi_org;

REVOKE ALL ON FUNCTION public.settle_records(people uuid[]) FROM PUBLIC;

GRANT SELECT,INSERT ON TABLE public.transfer TO huizhi_area;
GRANT SELECT,INSERT,UPDATE ON TABLE public.transfer TO huizhi_org;
GRANT SELECT,INSERT,UPDATE ON TABLE public.transfer TO huizhi_self;
GRANT SELECT ON TABLE public.transfer TO huizhi_mover;

GRANT UPDATE(state) ON TABLE public.transfer TO huizhi_mover;

GRANT UPDATE(to_branch_id) ON TABLE public.transfer TO huizhi_mover;

GRANT UPDATE(to_branch_name) ON TABLE public.transfer TO huizhi_mover;

GRANT UPDATE(accepted_on) ON TABLE public.transfer TO huizhi_mover;

GRANT UPDATE(from_party_path) ON TABLE public.transfer TO huizhi_mover;

GRANT UPDATE(to_party_path) ON TABLE public.transfer TO huizhi_mover;

GRANT UPDATE(version) ON TABLE public.transfer TO huizhi_mover;

GRANT INSERT ON TABLE public.access TO huizhi_area;
GRANT INSERT ON TABLE public.access TO huizhi_org;
GRANT INSERT ON TABLE public.access TO huizhi_self;
GRANT INSERT ON TABLE public.access TO huizhi_auth;
GRANT INSERT ON TABLE public.access TO huizhi_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE public.account TO huizhi_auth;

GRANT SELECT,INSERT ON TABLE public.activation_code TO huizhi_area;
GRANT SELECT,INSERT ON TABLE public.activation_code TO huizhi_org;
GRANT SELECT,INSERT,UPDATE ON TABLE public.activation_code TO huizhi_auth;

GRANT SELECT ON TABLE public.activity_certificate TO huizhi_area;
GRANT SELECT,INSERT ON TABLE public.activity_certificate TO huizhi_org;
GRANT SELECT,INSERT ON TABLE public.activity_certificate TO huizhi_self;
GRANT SELECT ON TABLE public.activity_certificate TO huizhi_mover;

GRANT UPDATE(home_org_id) ON TABLE public.activity_certificate TO huizhi_mover;

GRANT UPDATE(home_name) ON TABLE public.activity_certificate TO huizhi_mover;

GRANT UPDATE(committee_id) ON TABLE public.activity_certificate TO huizhi_mover;

GRANT UPDATE(committee_name) ON TABLE public.activity_certificate TO huizhi_mover;

GRANT UPDATE(state) ON TABLE public.activity_certificate TO huizhi_area;
GRANT UPDATE(state) ON TABLE public.activity_certificate TO huizhi_org;
GRANT UPDATE(state) ON TABLE public.activity_certificate TO huizhi_self;
GRANT UPDATE(state) ON TABLE public.activity_certificate TO huizhi_mover;

GRANT UPDATE(area_code) ON TABLE public.activity_certificate TO huizhi_mover;

GRANT UPDATE(year) ON TABLE public.activity_certificate TO huizhi_area;

GRANT UPDATE(number) ON TABLE public.activity_certificate TO huizhi_area;

GRANT UPDATE(serial) ON TABLE public.activity_certificate TO huizhi_area;

GRANT UPDATE(issued_on) ON TABLE public.activity_certificate TO huizhi_org;
GRANT UPDATE(issued_on) ON TABLE public.activity_certificate TO huizhi_self;

GRANT UPDATE(closed_on) ON TABLE public.activity_certificate TO huizhi_org;
GRANT UPDATE(closed_on) ON TABLE public.activity_certificate TO huizhi_self;

GRANT UPDATE(closing_note) ON TABLE public.activity_certificate TO huizhi_area;
GRANT UPDATE(closing_note) ON TABLE public.activity_certificate TO huizhi_org;
GRANT UPDATE(closing_note) ON TABLE public.activity_certificate TO huizhi_self;
GRANT UPDATE(closing_note) ON TABLE public.activity_certificate TO huizhi_mover;

GRANT UPDATE(version) ON TABLE public.activity_certificate TO huizhi_area;
GRANT UPDATE(version) ON TABLE public.activity_certificate TO huizhi_org;
GRANT UPDATE(version) ON TABLE public.activity_certificate TO huizhi_self;
GRANT UPDATE(version) ON TABLE public.activity_certificate TO huizhi_mover;

GRANT SELECT,INSERT,UPDATE ON TABLE public.affiliation TO huizhi_area;
GRANT SELECT,INSERT,UPDATE ON TABLE public.affiliation TO huizhi_org;
GRANT SELECT ON TABLE public.affiliation TO huizhi_self;
GRANT SELECT,INSERT,UPDATE ON TABLE public.affiliation TO huizhi_mover;

GRANT SELECT,INSERT,UPDATE ON TABLE public.appraisal TO huizhi_org;
GRANT SELECT ON TABLE public.appraisal TO huizhi_self;

GRANT SELECT ON TABLE public.area TO huizhi_area;
GRANT SELECT ON TABLE public.area TO huizhi_org;
GRANT SELECT ON TABLE public.area TO huizhi_self;
GRANT SELECT ON TABLE public.area TO huizhi_auth;
GRANT SELECT ON TABLE public.area TO huizhi_mover;
GRANT SELECT ON TABLE public.area TO huizhi_worker;
GRANT SELECT ON TABLE public.area TO huizhi_sharing;

GRANT SELECT ON TABLE public.calendar_day TO huizhi_area;
GRANT SELECT ON TABLE public.calendar_day TO huizhi_org;
GRANT SELECT ON TABLE public.calendar_day TO huizhi_self;
GRANT SELECT,INSERT,DELETE ON TABLE public.calendar_day TO huizhi_auth;
GRANT SELECT ON TABLE public.calendar_day TO huizhi_mover;
GRANT SELECT ON TABLE public.calendar_day TO huizhi_worker;
GRANT SELECT ON TABLE public.calendar_day TO huizhi_sharing;

GRANT SELECT ON TABLE public.calendar_year TO huizhi_area;
GRANT SELECT ON TABLE public.calendar_year TO huizhi_org;
GRANT SELECT ON TABLE public.calendar_year TO huizhi_self;
GRANT SELECT,INSERT,UPDATE ON TABLE public.calendar_year TO huizhi_auth;
GRANT SELECT ON TABLE public.calendar_year TO huizhi_mover;
GRANT SELECT ON TABLE public.calendar_year TO huizhi_worker;
GRANT SELECT ON TABLE public.calendar_year TO huizhi_sharing;

GRANT SELECT,INSERT ON TABLE public.campaign TO huizhi_area;
GRANT SELECT ON TABLE public.campaign TO huizhi_org;
GRANT SELECT ON TABLE public.campaign TO huizhi_self;

GRANT UPDATE(deadline) ON TABLE public.campaign TO huizhi_area;

GRANT UPDATE(state) ON TABLE public.campaign TO huizhi_area;

GRANT UPDATE(ended_on) ON TABLE public.campaign TO huizhi_area;

GRANT UPDATE(note) ON TABLE public.campaign TO huizhi_area;

GRANT UPDATE(report) ON TABLE public.campaign TO huizhi_area;

GRANT UPDATE(version) ON TABLE public.campaign TO huizhi_area;

GRANT SELECT,INSERT ON TABLE public.campaign_result TO huizhi_area;
GRANT SELECT ON TABLE public.campaign_result TO huizhi_org;
GRANT SELECT ON TABLE public.campaign_result TO huizhi_self;

GRANT SELECT,INSERT ON TABLE public.campaign_step TO huizhi_area;
GRANT SELECT ON TABLE public.campaign_step TO huizhi_org;
GRANT SELECT ON TABLE public.campaign_step TO huizhi_self;

GRANT SELECT,INSERT,UPDATE ON TABLE public.care_record TO huizhi_org;
GRANT SELECT ON TABLE public.care_record TO huizhi_self;

GRANT SELECT(id) ON TABLE public.care_record TO huizhi_area;

GRANT SELECT(org_id) ON TABLE public.care_record TO huizhi_area;

GRANT SELECT(kind) ON TABLE public.care_record TO huizhi_area;

GRANT SELECT(held_on) ON TABLE public.care_record TO huizhi_area;

GRANT SELECT,INSERT,UPDATE ON TABLE public.certificate_counter TO huizhi_area;

GRANT SELECT ON TABLE public.certificate_entry TO huizhi_area;
GRANT SELECT,INSERT ON TABLE public.certificate_entry TO huizhi_org;
GRANT SELECT ON TABLE public.certificate_entry TO huizhi_self;

GRANT UPDATE(left_on) ON TABLE public.certificate_entry TO huizhi_org;

GRANT UPDATE(activities) ON TABLE public.certificate_entry TO huizhi_org;

GRANT UPDATE(dues_paid_to) ON TABLE public.certificate_entry TO huizhi_org;

GRANT SELECT ON TABLE public.certificate_letter TO huizhi_area;
GRANT SELECT,INSERT ON TABLE public.certificate_letter TO huizhi_org;
GRANT SELECT ON TABLE public.certificate_letter TO huizhi_self;
GRANT SELECT ON TABLE public.certificate_letter TO huizhi_mover;

GRANT UPDATE(state) ON TABLE public.certificate_letter TO huizhi_org;
GRANT UPDATE(state) ON TABLE public.certificate_letter TO huizhi_mover;

GRANT UPDATE(committee_id) ON TABLE public.certificate_letter TO huizhi_mover;

GRANT UPDATE(committee_name) ON TABLE public.certificate_letter TO huizhi_mover;

GRANT UPDATE(year) ON TABLE public.certificate_letter TO huizhi_org;

GRANT UPDATE(number) ON TABLE public.certificate_letter TO huizhi_org;

GRANT UPDATE(serial) ON TABLE public.certificate_letter TO huizhi_org;

GRANT UPDATE(issued_on) ON TABLE public.certificate_letter TO huizhi_org;

GRANT UPDATE(ended_on) ON TABLE public.certificate_letter TO huizhi_org;
GRANT UPDATE(ended_on) ON TABLE public.certificate_letter TO huizhi_mover;

GRANT UPDATE(note) ON TABLE public.certificate_letter TO huizhi_org;
GRANT UPDATE(note) ON TABLE public.certificate_letter TO huizhi_mover;

GRANT UPDATE(version) ON TABLE public.certificate_letter TO huizhi_org;
GRANT UPDATE(version) ON TABLE public.certificate_letter TO huizhi_mover;

GRANT SELECT ON TABLE public.certificate_letter_step TO huizhi_area;
GRANT SELECT,INSERT ON TABLE public.certificate_letter_step TO huizhi_org;
GRANT SELECT ON TABLE public.certificate_letter_step TO huizhi_self;
GRANT INSERT ON TABLE public.certificate_letter_step TO huizhi_mover;

GRANT SELECT ON TABLE public.certificate_review TO huizhi_area;
GRANT SELECT,INSERT ON TABLE public.certificate_review TO huizhi_org;
GRANT SELECT ON TABLE public.certificate_review TO huizhi_self;

GRANT SELECT,INSERT ON TABLE public.certificate_step TO huizhi_area;
GRANT SELECT,INSERT ON TABLE public.certificate_step TO huizhi_org;
GRANT SELECT,INSERT ON TABLE public.certificate_step TO huizhi_self;
GRANT INSERT ON TABLE public.certificate_step TO huizhi_mover;

GRANT SELECT,INSERT ON TABLE public.change TO huizhi_area;
GRANT SELECT,INSERT ON TABLE public.change TO huizhi_org;
GRANT SELECT,INSERT ON TABLE public.change TO huizhi_self;
GRANT INSERT ON TABLE public.change TO huizhi_auth;
GRANT INSERT ON TABLE public.change TO huizhi_mover;
GRANT SELECT ON TABLE public.change TO huizhi_worker;
GRANT SELECT,INSERT ON TABLE public.change TO huizhi_sharing;

GRANT SELECT(seq) ON TABLE public.change TO huizhi_mover;
GRANT UPDATE(seq) ON TABLE public.change TO huizhi_worker;

GRANT SELECT(at) ON TABLE public.change TO huizhi_mover;

GRANT SELECT,INSERT ON TABLE public.change_salt TO huizhi_area;
GRANT SELECT,INSERT ON TABLE public.change_salt TO huizhi_org;
GRANT SELECT,INSERT ON TABLE public.change_salt TO huizhi_self;
GRANT INSERT ON TABLE public.change_salt TO huizhi_auth;
GRANT INSERT ON TABLE public.change_salt TO huizhi_mover;
GRANT SELECT,INSERT ON TABLE public.change_salt TO huizhi_sharing;

GRANT SELECT ON TABLE public.checkpoint TO huizhi_area;
GRANT SELECT ON TABLE public.checkpoint TO huizhi_org;
GRANT SELECT ON TABLE public.checkpoint TO huizhi_self;
GRANT SELECT ON TABLE public.checkpoint TO huizhi_auth;
GRANT SELECT,INSERT ON TABLE public.checkpoint TO huizhi_worker;
GRANT SELECT ON TABLE public.checkpoint TO huizhi_sharing;

GRANT SELECT,INSERT ON TABLE public.correction_request TO huizhi_area;
GRANT SELECT,INSERT ON TABLE public.correction_request TO huizhi_org;
GRANT SELECT,INSERT ON TABLE public.correction_request TO huizhi_self;
GRANT SELECT,INSERT ON TABLE public.correction_request TO huizhi_sharing;

GRANT UPDATE(state) ON TABLE public.correction_request TO huizhi_area;
GRANT UPDATE(state) ON TABLE public.correction_request TO huizhi_org;
GRANT UPDATE(state) ON TABLE public.correction_request TO huizhi_self;
GRANT UPDATE(state) ON TABLE public.correction_request TO huizhi_sharing;

GRANT UPDATE(closed_on) ON TABLE public.correction_request TO huizhi_area;
GRANT UPDATE(closed_on) ON TABLE public.correction_request TO huizhi_org;
GRANT UPDATE(closed_on) ON TABLE public.correction_request TO huizhi_self;
GRANT UPDATE(closed_on) ON TABLE public.correction_request TO huizhi_sharing;

GRANT UPDATE(answered_by) ON TABLE public.correction_request TO huizhi_area;
GRANT UPDATE(answered_by) ON TABLE public.correction_request TO huizhi_org;

GRANT UPDATE(answer) ON TABLE public.correction_request TO huizhi_area;
GRANT UPDATE(answer) ON TABLE public.correction_request TO huizhi_org;

GRANT UPDATE(change_id) ON TABLE public.correction_request TO huizhi_area;
GRANT UPDATE(change_id) ON TABLE public.correction_request TO huizhi_org;

GRANT UPDATE(version) ON TABLE public.correction_request TO huizhi_area;
GRANT UPDATE(version) ON TABLE public.correction_request TO huizhi_org;
GRANT UPDATE(version) ON TABLE public.correction_request TO huizhi_self;
GRANT UPDATE(version) ON TABLE public.correction_request TO huizhi_sharing;

GRANT SELECT,INSERT ON TABLE public.correction_statement TO huizhi_area;
GRANT SELECT,INSERT ON TABLE public.correction_statement TO huizhi_org;
GRANT SELECT,INSERT ON TABLE public.correction_statement TO huizhi_self;
GRANT SELECT,INSERT ON TABLE public.correction_statement TO huizhi_sharing;

GRANT SELECT,INSERT ON TABLE public.correction_step TO huizhi_area;
GRANT SELECT,INSERT ON TABLE public.correction_step TO huizhi_org;
GRANT SELECT,INSERT ON TABLE public.correction_step TO huizhi_self;
GRANT SELECT,INSERT ON TABLE public.correction_step TO huizhi_sharing;

GRANT SELECT ON TABLE public.department TO huizhi_area;
GRANT SELECT ON TABLE public.department TO huizhi_org;
GRANT SELECT ON TABLE public.department TO huizhi_self;
GRANT SELECT ON TABLE public.department TO huizhi_auth;
GRANT SELECT ON TABLE public.department TO huizhi_mover;
GRANT SELECT ON TABLE public.department TO huizhi_worker;
GRANT SELECT ON TABLE public.department TO huizhi_sharing;

GRANT SELECT ON TABLE public.development_entry TO huizhi_area;
GRANT SELECT,INSERT ON TABLE public.development_entry TO huizhi_org;
GRANT SELECT ON TABLE public.development_entry TO huizhi_self;

GRANT SELECT ON TABLE public.development_file TO huizhi_area;
GRANT SELECT,INSERT,UPDATE ON TABLE public.development_file TO huizhi_org;
GRANT SELECT ON TABLE public.development_file TO huizhi_self;
GRANT SELECT ON TABLE public.development_file TO huizhi_mover;

GRANT UPDATE(person_id) ON TABLE public.development_file TO huizhi_mover;

GRANT SELECT ON TABLE public.development_material TO huizhi_area;
GRANT SELECT,INSERT,UPDATE ON TABLE public.development_material TO huizhi_org;
GRANT SELECT ON TABLE public.development_material TO huizhi_self;

GRANT SELECT ON TABLE public.digest TO huizhi_area;
GRANT SELECT ON TABLE public.digest TO huizhi_org;
GRANT INSERT ON TABLE public.digest TO huizhi_worker;

GRANT SELECT(month) ON TABLE public.digest TO huizhi_auth;

GRANT SELECT(body_id) ON TABLE public.digest TO huizhi_auth;

GRANT SELECT,INSERT ON TABLE public.disclosure TO huizhi_sharing;

GRANT SELECT(id) ON TABLE public.disclosure TO huizhi_self;

GRANT SELECT(partner_name) ON TABLE public.disclosure TO huizhi_self;

GRANT SELECT(purpose) ON TABLE public.disclosure TO huizhi_self;

GRANT SELECT(operation) ON TABLE public.disclosure TO huizhi_self;

GRANT SELECT(data_set) ON TABLE public.disclosure TO huizhi_self;

GRANT SELECT(fields) ON TABLE public.disclosure TO huizhi_self;

GRANT SELECT(at) ON TABLE public.disclosure TO huizhi_self;

GRANT SELECT,INSERT,UPDATE ON TABLE public.election TO huizhi_area;
GRANT SELECT,INSERT,UPDATE ON TABLE public.election TO huizhi_org;
GRANT SELECT ON TABLE public.election TO huizhi_self;
GRANT SELECT ON TABLE public.election TO huizhi_mover;

GRANT UPDATE(approver_id) ON TABLE public.election TO huizhi_mover;

GRANT UPDATE(approver_name) ON TABLE public.election TO huizhi_mover;

GRANT UPDATE(version) ON TABLE public.election TO huizhi_mover;

GRANT SELECT,INSERT,DELETE ON TABLE public.election_candidate TO huizhi_area;
GRANT SELECT,INSERT,DELETE ON TABLE public.election_candidate TO huizhi_org;
GRANT SELECT ON TABLE public.election_candidate TO huizhi_self;

GRANT SELECT,INSERT ON TABLE public.election_step TO huizhi_area;
GRANT SELECT,INSERT ON TABLE public.election_step TO huizhi_org;
GRANT SELECT ON TABLE public.election_step TO huizhi_self;

GRANT DELETE ON TABLE public.export_file TO huizhi_worker;
GRANT SELECT,INSERT ON TABLE public.export_file TO huizhi_sharing;

GRANT SELECT(export_id) ON TABLE public.export_file TO huizhi_worker;

GRANT SELECT,INSERT ON TABLE public.export_job TO huizhi_sharing;

GRANT SELECT(id) ON TABLE public.export_job TO huizhi_worker;

GRANT SELECT(grant_id) ON TABLE public.export_job TO huizhi_worker;

GRANT SELECT(grant_version) ON TABLE public.export_job TO huizhi_worker;

GRANT UPDATE(state) ON TABLE public.export_job TO huizhi_sharing;

GRANT UPDATE(as_of_seq) ON TABLE public.export_job TO huizhi_sharing;

GRANT UPDATE(leased_until) ON TABLE public.export_job TO huizhi_sharing;

GRANT SELECT(finished_at) ON TABLE public.export_job TO huizhi_worker;
GRANT UPDATE(finished_at) ON TABLE public.export_job TO huizhi_sharing;

GRANT UPDATE(attempts) ON TABLE public.export_job TO huizhi_sharing;

GRANT UPDATE(started_at) ON TABLE public.export_job TO huizhi_sharing;

GRANT UPDATE(failure_code) ON TABLE public.export_job TO huizhi_sharing;

GRANT UPDATE(failure_detail) ON TABLE public.export_job TO huizhi_sharing;

GRANT SELECT,INSERT ON TABLE public.firm_liaison TO huizhi_area;
GRANT SELECT ON TABLE public.firm_liaison TO huizhi_org;
GRANT SELECT ON TABLE public.firm_liaison TO huizhi_mover;

GRANT UPDATE(valid_during) ON TABLE public.firm_liaison TO huizhi_area;

GRANT UPDATE(end_reason) ON TABLE public.firm_liaison TO huizhi_area;

GRANT UPDATE(version) ON TABLE public.firm_liaison TO huizhi_area;

GRANT SELECT ON TABLE public.floating_contact TO huizhi_area;
GRANT SELECT,INSERT ON TABLE public.floating_contact TO huizhi_org;
GRANT SELECT,INSERT ON TABLE public.floating_contact TO huizhi_self;

GRANT SELECT ON TABLE public.floating_registration TO huizhi_area;
GRANT SELECT,INSERT ON TABLE public.floating_registration TO huizhi_org;
GRANT SELECT ON TABLE public.floating_registration TO huizhi_self;
GRANT SELECT ON TABLE public.floating_registration TO huizhi_mover;

GRANT UPDATE(last_contact_on) ON TABLE public.floating_registration TO huizhi_org;
GRANT UPDATE(last_contact_on) ON TABLE public.floating_registration TO huizhi_self;

GRANT UPDATE(ended_on) ON TABLE public.floating_registration TO huizhi_org;
GRANT UPDATE(ended_on) ON TABLE public.floating_registration TO huizhi_mover;

GRANT UPDATE(end_reason) ON TABLE public.floating_registration TO huizhi_org;
GRANT UPDATE(end_reason) ON TABLE public.floating_registration TO huizhi_mover;

GRANT UPDATE(note) ON TABLE public.floating_registration TO huizhi_org;

GRANT UPDATE(version) ON TABLE public.floating_registration TO huizhi_org;
GRANT UPDATE(version) ON TABLE public.floating_registration TO huizhi_self;
GRANT UPDATE(version) ON TABLE public.floating_registration TO huizhi_mover;

GRANT SELECT,INSERT,UPDATE ON TABLE public.formation TO huizhi_area;
GRANT SELECT,INSERT,UPDATE ON TABLE public.formation TO huizhi_org;
GRANT SELECT ON TABLE public.formation TO huizhi_mover;

GRANT UPDATE(approver_id) ON TABLE public.formation TO huizhi_mover;

GRANT UPDATE(approver_name) ON TABLE public.formation TO huizhi_mover;

GRANT UPDATE(version) ON TABLE public.formation TO huizhi_mover;

GRANT SELECT,INSERT ON TABLE public.formation_firm TO huizhi_area;
GRANT SELECT,INSERT ON TABLE public.formation_firm TO huizhi_org;

GRANT UPDATE(is_open) ON TABLE public.formation_firm TO huizhi_area;
GRANT UPDATE(is_open) ON TABLE public.formation_firm TO huizhi_org;

GRANT SELECT,INSERT ON TABLE public.formation_step TO huizhi_area;
GRANT SELECT,INSERT ON TABLE public.formation_step TO huizhi_org;

GRANT SELECT,INSERT,UPDATE ON TABLE public.idempotency_key TO huizhi_area;
GRANT SELECT,INSERT,UPDATE ON TABLE public.idempotency_key TO huizhi_org;
GRANT SELECT,INSERT,UPDATE ON TABLE public.idempotency_key TO huizhi_self;
GRANT SELECT,INSERT,UPDATE ON TABLE public.idempotency_key TO huizhi_auth;
GRANT SELECT,DELETE ON TABLE public.idempotency_key TO huizhi_worker;

GRANT SELECT ON TABLE public.import_fault TO huizhi_area;
GRANT SELECT,INSERT,DELETE ON TABLE public.import_fault TO huizhi_worker;

GRANT SELECT,INSERT ON TABLE public.import_job TO huizhi_area;
GRANT SELECT,UPDATE ON TABLE public.import_job TO huizhi_worker;

GRANT SELECT,INSERT ON TABLE public.joint_plan TO huizhi_area;
GRANT SELECT ON TABLE public.joint_plan TO huizhi_org;
GRANT SELECT,UPDATE ON TABLE public.joint_plan TO huizhi_worker;

GRANT UPDATE(version) ON TABLE public.joint_plan TO huizhi_area;

GRANT SELECT ON TABLE public.joint_plan_firm TO huizhi_area;
GRANT SELECT ON TABLE public.joint_plan_firm TO huizhi_org;
GRANT SELECT,INSERT ON TABLE public.joint_plan_firm TO huizhi_worker;

GRANT SELECT ON TABLE public.joint_plan_group TO huizhi_area;
GRANT SELECT ON TABLE public.joint_plan_group TO huizhi_org;
GRANT SELECT,INSERT ON TABLE public.joint_plan_group TO huizhi_worker;

GRANT UPDATE(formation_id) ON TABLE public.joint_plan_group TO huizhi_area;

GRANT UPDATE(accepted_at) ON TABLE public.joint_plan_group TO huizhi_area;

GRANT SELECT,INSERT,UPDATE ON TABLE public.law_firm TO huizhi_area;
GRANT SELECT ON TABLE public.law_firm TO huizhi_org;
GRANT SELECT ON TABLE public.law_firm TO huizhi_mover;

GRANT SELECT(id) ON TABLE public.law_firm TO huizhi_sharing;

GRANT SELECT(uscc) ON TABLE public.law_firm TO huizhi_sharing;

GRANT SELECT(name) ON TABLE public.law_firm TO huizhi_sharing;

GRANT SELECT(status) ON TABLE public.law_firm TO huizhi_sharing;

GRANT SELECT(address) ON TABLE public.law_firm TO huizhi_sharing;

GRANT SELECT(area_code) ON TABLE public.law_firm TO huizhi_sharing;

GRANT SELECT(place_path) ON TABLE public.law_firm TO huizhi_sharing;

GRANT UPDATE(party_path) ON TABLE public.law_firm TO huizhi_mover;

GRANT SELECT(covering_org_id) ON TABLE public.law_firm TO huizhi_sharing;

GRANT SELECT(head_name) ON TABLE public.law_firm TO huizhi_sharing;

GRANT SELECT,INSERT,UPDATE ON TABLE public.law_firm_standing TO huizhi_area;
GRANT SELECT ON TABLE public.law_firm_standing TO huizhi_org;
GRANT SELECT ON TABLE public.law_firm_standing TO huizhi_mover;

GRANT SELECT,INSERT,UPDATE ON TABLE public.lawyer TO huizhi_area;
GRANT SELECT ON TABLE public.lawyer TO huizhi_org;
GRANT SELECT ON TABLE public.lawyer TO huizhi_self;
GRANT SELECT,INSERT,UPDATE ON TABLE public.lawyer TO huizhi_mover;

GRANT SELECT(person_id) ON TABLE public.lawyer TO huizhi_sharing;

GRANT SELECT(name) ON TABLE public.lawyer TO huizhi_sharing;

GRANT SELECT(sex) ON TABLE public.lawyer TO huizhi_sharing;

GRANT SELECT(id_masked) ON TABLE public.lawyer TO huizhi_sharing;

GRANT SELECT(firm_id) ON TABLE public.lawyer TO huizhi_sharing;

GRANT SELECT(firm_name) ON TABLE public.lawyer TO huizhi_sharing;

GRANT SELECT(practice_type) ON TABLE public.lawyer TO huizhi_sharing;

GRANT SELECT(licence_no) ON TABLE public.lawyer TO huizhi_sharing;

GRANT SELECT(first_practised_on) ON TABLE public.lawyer TO huizhi_sharing;

GRANT SELECT(status) ON TABLE public.lawyer TO huizhi_sharing;

GRANT SELECT(political_status) ON TABLE public.lawyer TO huizhi_sharing;

GRANT SELECT(political_status_on) ON TABLE public.lawyer TO huizhi_sharing;

GRANT SELECT(affiliation_state) ON TABLE public.lawyer TO huizhi_sharing;

GRANT SELECT(affiliation_name) ON TABLE public.lawyer TO huizhi_sharing;

GRANT SELECT(place_path) ON TABLE public.lawyer TO huizhi_sharing;

GRANT SELECT,INSERT,UPDATE ON TABLE public.member TO huizhi_area;
GRANT SELECT,INSERT,UPDATE ON TABLE public.member TO huizhi_org;
GRANT SELECT ON TABLE public.member TO huizhi_self;
GRANT SELECT,INSERT,UPDATE ON TABLE public.member TO huizhi_mover;

GRANT SELECT(person_id) ON TABLE public.member TO huizhi_sharing;

GRANT SELECT(name) ON TABLE public.member TO huizhi_sharing;

GRANT SELECT(sex) ON TABLE public.member TO huizhi_sharing;

GRANT SELECT(id_masked) ON TABLE public.member TO huizhi_sharing;

GRANT SELECT(category) ON TABLE public.member TO huizhi_sharing;

GRANT SELECT(admitted_on) ON TABLE public.member TO huizhi_sharing;

GRANT SELECT(regularized_on) ON TABLE public.member TO huizhi_sharing;

GRANT SELECT(membership_status) ON TABLE public.member TO huizhi_sharing;

GRANT SELECT(org_id) ON TABLE public.member TO huizhi_sharing;

GRANT SELECT(affiliation_name) ON TABLE public.member TO huizhi_sharing;

GRANT SELECT(affiliation_state) ON TABLE public.member TO huizhi_sharing;

GRANT SELECT(firm_id) ON TABLE public.member TO huizhi_sharing;

GRANT UPDATE(confirmed_at) ON TABLE public.member TO huizhi_self;

GRANT SELECT(place_path) ON TABLE public.member TO huizhi_sharing;

GRANT UPDATE(version) ON TABLE public.member TO huizhi_self;

GRANT SELECT,INSERT,UPDATE ON TABLE public.party_org TO huizhi_area;
GRANT SELECT,INSERT,UPDATE ON TABLE public.party_org TO huizhi_org;
GRANT SELECT ON TABLE public.party_org TO huizhi_mover;

GRANT SELECT(id) ON TABLE public.party_org TO huizhi_self;
GRANT SELECT(id) ON TABLE public.party_org TO huizhi_auth;
GRANT SELECT(id) ON TABLE public.party_org TO huizhi_sharing;

GRANT SELECT(name) ON TABLE public.party_org TO huizhi_auth;
GRANT SELECT(name) ON TABLE public.party_org TO huizhi_sharing;

GRANT SELECT(category) ON TABLE public.party_org TO huizhi_sharing;

GRANT UPDATE(parent_id) ON TABLE public.party_org TO huizhi_mover;
GRANT SELECT(parent_id) ON TABLE public.party_org TO huizhi_sharing;

GRANT SELECT(party_path) ON TABLE public.party_org TO huizhi_self;
GRANT SELECT(party_path) ON TABLE public.party_org TO huizhi_auth;
GRANT UPDATE(party_path) ON TABLE public.party_org TO huizhi_mover;

GRANT SELECT(area_code) ON TABLE public.party_org TO huizhi_auth;
GRANT SELECT(area_code) ON TABLE public.party_org TO huizhi_sharing;

GRANT SELECT(place_path) ON TABLE public.party_org TO huizhi_sharing;

GRANT UPDATE(local_decision) ON TABLE public.party_org TO huizhi_mover;

GRANT SELECT(secretary_name) ON TABLE public.party_org TO huizhi_sharing;

GRANT SELECT(founded_on) ON TABLE public.party_org TO huizhi_sharing;

GRANT SELECT(dissolved_on) ON TABLE public.party_org TO huizhi_auth;
GRANT SELECT(dissolved_on) ON TABLE public.party_org TO huizhi_sharing;

GRANT UPDATE(version) ON TABLE public.party_org TO huizhi_mover;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.party_org_unit TO huizhi_area;
GRANT SELECT ON TABLE public.party_org_unit TO huizhi_org;
GRANT SELECT ON TABLE public.party_org_unit TO huizhi_self;
GRANT SELECT ON TABLE public.party_org_unit TO huizhi_mover;

GRANT UPDATE(party_path) ON TABLE public.party_org_unit TO huizhi_mover;

GRANT SELECT ON TABLE public.lawyer_seat TO huizhi_area;
GRANT SELECT ON TABLE public.lawyer_seat TO huizhi_org;

GRANT SELECT,INSERT,UPDATE ON TABLE public.practice TO huizhi_area;
GRANT SELECT ON TABLE public.practice TO huizhi_org;
GRANT SELECT ON TABLE public.practice TO huizhi_self;
GRANT SELECT,INSERT,UPDATE ON TABLE public.practice TO huizhi_mover;

GRANT SELECT ON TABLE public.lawyer_seat_history TO huizhi_area;
GRANT SELECT ON TABLE public.lawyer_seat_history TO huizhi_org;
GRANT SELECT ON TABLE public.lawyer_seat_history TO huizhi_self;

GRANT SELECT ON TABLE public.letter TO huizhi_area;
GRANT SELECT,INSERT,UPDATE ON TABLE public.letter TO huizhi_org;
GRANT SELECT ON TABLE public.letter TO huizhi_self;

GRANT SELECT,INSERT,UPDATE ON TABLE public.letter_counter TO huizhi_org;

GRANT SELECT,INSERT,UPDATE ON TABLE public.life_programme TO huizhi_org;

GRANT SELECT,INSERT,UPDATE ON TABLE public.mass_contact TO huizhi_org;
GRANT SELECT ON TABLE public.mass_contact TO huizhi_self;

GRANT SELECT(id) ON TABLE public.mass_contact TO huizhi_area;

GRANT SELECT(org_id) ON TABLE public.mass_contact TO huizhi_area;

GRANT SELECT(held_on) ON TABLE public.mass_contact TO huizhi_area;

GRANT SELECT,INSERT,UPDATE ON TABLE public.meeting TO huizhi_org;
GRANT SELECT ON TABLE public.meeting TO huizhi_self;

GRANT SELECT,INSERT,DELETE ON TABLE public.meeting_attendance TO huizhi_org;
GRANT SELECT ON TABLE public.meeting_attendance TO huizhi_self;

GRANT UPDATE(absence) ON TABLE public.meeting_attendance TO huizhi_org;

GRANT SELECT,INSERT,DELETE ON TABLE public.meeting_held TO huizhi_org;
GRANT SELECT ON TABLE public.meeting_held TO huizhi_self;

GRANT SELECT(meeting_id) ON TABLE public.meeting_held TO huizhi_area;

GRANT SELECT(org_id) ON TABLE public.meeting_held TO huizhi_area;

GRANT SELECT(kind) ON TABLE public.meeting_held TO huizhi_area;

GRANT SELECT(held_on) ON TABLE public.meeting_held TO huizhi_area;

GRANT SELECT,INSERT,UPDATE ON TABLE public.member_dues TO huizhi_org;
GRANT SELECT ON TABLE public.member_dues TO huizhi_self;

GRANT SELECT ON TABLE public.membership_decision TO huizhi_area;
GRANT SELECT,INSERT,UPDATE ON TABLE public.membership_decision TO huizhi_org;
GRANT SELECT ON TABLE public.membership_decision TO huizhi_self;
GRANT SELECT ON TABLE public.membership_decision TO huizhi_mover;

GRANT UPDATE(committee_id) ON TABLE public.membership_decision TO huizhi_mover;

GRANT UPDATE(committee_name) ON TABLE public.membership_decision TO huizhi_mover;

GRANT UPDATE(version) ON TABLE public.membership_decision TO huizhi_mover;

GRANT SELECT ON TABLE public.membership_decision_step TO huizhi_area;
GRANT SELECT,INSERT ON TABLE public.membership_decision_step TO huizhi_org;
GRANT SELECT ON TABLE public.membership_decision_step TO huizhi_self;

GRANT SELECT,INSERT,UPDATE ON TABLE public.membership_standing TO huizhi_area;
GRANT SELECT,INSERT,UPDATE ON TABLE public.membership_standing TO huizhi_org;
GRANT SELECT ON TABLE public.membership_standing TO huizhi_self;
GRANT SELECT,INSERT ON TABLE public.membership_standing TO huizhi_mover;

GRANT UPDATE(valid_during) ON TABLE public.membership_standing TO huizhi_mover;

GRANT UPDATE(place_path) ON TABLE public.membership_standing TO huizhi_mover;

GRANT UPDATE(party_path) ON TABLE public.membership_standing TO huizhi_mover;

GRANT SELECT ON TABLE public.merkle_node TO huizhi_area;
GRANT SELECT ON TABLE public.merkle_node TO huizhi_org;
GRANT SELECT ON TABLE public.merkle_node TO huizhi_self;
GRANT SELECT ON TABLE public.merkle_node TO huizhi_auth;
GRANT SELECT,INSERT ON TABLE public.merkle_node TO huizhi_worker;
GRANT SELECT ON TABLE public.merkle_node TO huizhi_sharing;

GRANT SELECT ON TABLE public.own_access TO huizhi_self;

GRANT SELECT ON TABLE public.paper_letter TO huizhi_area;
GRANT SELECT,INSERT,UPDATE ON TABLE public.paper_letter TO huizhi_org;
GRANT SELECT ON TABLE public.paper_letter TO huizhi_self;
GRANT SELECT ON TABLE public.paper_letter TO huizhi_mover;

GRANT SELECT ON TABLE public.paper_receipt TO huizhi_area;
GRANT SELECT,INSERT ON TABLE public.paper_receipt TO huizhi_org;
GRANT SELECT ON TABLE public.paper_receipt TO huizhi_self;

GRANT SELECT ON TABLE public.partner TO huizhi_area;
GRANT SELECT,INSERT,UPDATE ON TABLE public.partner TO huizhi_auth;
GRANT SELECT ON TABLE public.partner TO huizhi_sharing;

GRANT DELETE ON TABLE public.partner_key TO huizhi_worker;
GRANT SELECT,INSERT ON TABLE public.partner_key TO huizhi_sharing;

GRANT UPDATE(status) ON TABLE public.partner_key TO huizhi_sharing;

GRANT UPDATE(answer_cipher) ON TABLE public.partner_key TO huizhi_sharing;

GRANT UPDATE(etag) ON TABLE public.partner_key TO huizhi_sharing;

GRANT SELECT(created_at) ON TABLE public.partner_key TO huizhi_worker;

GRANT SELECT ON TABLE public.party_org_directory TO huizhi_area;
GRANT SELECT ON TABLE public.party_org_directory TO huizhi_org;
GRANT SELECT ON TABLE public.party_org_directory TO huizhi_self;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.party_org_guidance TO huizhi_area;
GRANT SELECT ON TABLE public.party_org_guidance TO huizhi_org;
GRANT SELECT ON TABLE public.party_org_guidance TO huizhi_mover;

GRANT UPDATE(party_path) ON TABLE public.party_org_guidance TO huizhi_mover;

GRANT SELECT,INSERT,UPDATE ON TABLE public.party_org_standing TO huizhi_area;
GRANT SELECT,INSERT,UPDATE ON TABLE public.party_org_standing TO huizhi_org;
GRANT SELECT,INSERT,UPDATE ON TABLE public.party_org_standing TO huizhi_mover;

GRANT SELECT,INSERT,UPDATE ON TABLE public.person TO huizhi_area;
GRANT SELECT,INSERT,UPDATE ON TABLE public.person TO huizhi_org;
GRANT SELECT ON TABLE public.person TO huizhi_self;
GRANT SELECT,INSERT ON TABLE public.person TO huizhi_mover;

GRANT SELECT(id) ON TABLE public.person TO huizhi_auth;
GRANT SELECT(id) ON TABLE public.person TO huizhi_sharing;

GRANT SELECT(id_cipher) ON TABLE public.person TO huizhi_sharing;

GRANT SELECT(birth_date) ON TABLE public.person TO huizhi_sharing;

GRANT UPDATE(place_path) ON TABLE public.person TO huizhi_mover;

GRANT UPDATE(party_path) ON TABLE public.person TO huizhi_mover;

GRANT SELECT,INSERT ON TABLE public.person_identity TO huizhi_area;
GRANT SELECT,INSERT ON TABLE public.person_identity TO huizhi_org;
GRANT SELECT,INSERT ON TABLE public.person_identity TO huizhi_mover;

GRANT SELECT(digest) ON TABLE public.person_identity TO huizhi_sharing;

GRANT SELECT(person_id) ON TABLE public.person_identity TO huizhi_sharing;

GRANT SELECT,INSERT ON TABLE public.placement_decision TO huizhi_area;
GRANT SELECT ON TABLE public.placement_decision TO huizhi_org;

GRANT UPDATE(ended_on) ON TABLE public.placement_decision TO huizhi_area;

GRANT UPDATE(ended_reason) ON TABLE public.placement_decision TO huizhi_area;

GRANT UPDATE(version) ON TABLE public.placement_decision TO huizhi_area;

GRANT SELECT,INSERT ON TABLE public.post TO huizhi_area;
GRANT SELECT,INSERT ON TABLE public.post TO huizhi_org;
GRANT SELECT ON TABLE public.post TO huizhi_self;

GRANT UPDATE(portfolio) ON TABLE public.post TO huizhi_area;
GRANT UPDATE(portfolio) ON TABLE public.post TO huizhi_org;

GRANT UPDATE(document) ON TABLE public.post TO huizhi_area;
GRANT UPDATE(document) ON TABLE public.post TO huizhi_org;

GRANT UPDATE(valid_during) ON TABLE public.post TO huizhi_area;
GRANT UPDATE(valid_during) ON TABLE public.post TO huizhi_org;

GRANT UPDATE(term_ends_on) ON TABLE public.post TO huizhi_area;
GRANT UPDATE(term_ends_on) ON TABLE public.post TO huizhi_org;

GRANT UPDATE(end_reason) ON TABLE public.post TO huizhi_area;
GRANT UPDATE(end_reason) ON TABLE public.post TO huizhi_org;

GRANT UPDATE(end_document) ON TABLE public.post TO huizhi_area;
GRANT UPDATE(end_document) ON TABLE public.post TO huizhi_org;

GRANT UPDATE(version) ON TABLE public.post TO huizhi_area;
GRANT UPDATE(version) ON TABLE public.post TO huizhi_org;

GRANT SELECT ON TABLE public.receipt TO huizhi_area;
GRANT SELECT,INSERT ON TABLE public.receipt TO huizhi_org;
GRANT SELECT ON TABLE public.receipt TO huizhi_self;

GRANT SELECT,INSERT,UPDATE ON TABLE public.refresh_token TO huizhi_auth;

GRANT SELECT,INSERT,UPDATE ON TABLE public.role_grant TO huizhi_auth;

GRANT SELECT ON TABLE public.rule_figure TO huizhi_area;
GRANT SELECT ON TABLE public.rule_figure TO huizhi_org;
GRANT SELECT ON TABLE public.rule_figure TO huizhi_self;
GRANT SELECT ON TABLE public.rule_figure TO huizhi_auth;
GRANT SELECT ON TABLE public.rule_figure TO huizhi_mover;
GRANT SELECT ON TABLE public.rule_figure TO huizhi_worker;
GRANT SELECT ON TABLE public.rule_figure TO huizhi_sharing;

GRANT SELECT ON TABLE public.sharing_grant TO huizhi_area;
GRANT SELECT,INSERT,UPDATE ON TABLE public.sharing_grant TO huizhi_auth;
GRANT SELECT,INSERT ON TABLE public.sharing_grant TO huizhi_sharing;

GRANT SELECT(id) ON TABLE public.sharing_grant TO huizhi_worker;

GRANT SELECT(valid_to) ON TABLE public.sharing_grant TO huizhi_worker;

GRANT UPDATE(state) ON TABLE public.sharing_grant TO huizhi_area;
GRANT SELECT(state) ON TABLE public.sharing_grant TO huizhi_worker;

GRANT UPDATE(approvals) ON TABLE public.sharing_grant TO huizhi_area;

GRANT UPDATE(answer) ON TABLE public.sharing_grant TO huizhi_area;

GRANT UPDATE(supply_due_on) ON TABLE public.sharing_grant TO huizhi_area;

GRANT SELECT(content_version) ON TABLE public.sharing_grant TO huizhi_worker;

GRANT UPDATE(version) ON TABLE public.sharing_grant TO huizhi_area;

GRANT SELECT,INSERT ON TABLE public.sharing_grant_step TO huizhi_area;
GRANT SELECT,INSERT ON TABLE public.sharing_grant_step TO huizhi_auth;

GRANT SELECT,INSERT,UPDATE ON TABLE public.sign_in TO huizhi_auth;

GRANT SELECT,DELETE ON TABLE public.spent_assertion TO huizhi_worker;
GRANT INSERT ON TABLE public.spent_assertion TO huizhi_sharing;

GRANT SELECT,INSERT ON TABLE public.subscription TO huizhi_sharing;

GRANT UPDATE(url) ON TABLE public.subscription TO huizhi_sharing;

GRANT UPDATE(secret_cipher) ON TABLE public.subscription TO huizhi_sharing;

GRANT UPDATE(previous_cipher) ON TABLE public.subscription TO huizhi_sharing;

GRANT UPDATE(previous_until) ON TABLE public.subscription TO huizhi_sharing;

GRANT UPDATE(state) ON TABLE public.subscription TO huizhi_sharing;

GRANT UPDATE(reason) ON TABLE public.subscription TO huizhi_sharing;

GRANT UPDATE("position") ON TABLE public.subscription TO huizhi_sharing;

GRANT UPDATE(next_ring_at) ON TABLE public.subscription TO huizhi_sharing;

GRANT UPDATE(dead_letters) ON TABLE public.subscription TO huizhi_sharing;

GRANT UPDATE(version) ON TABLE public.subscription TO huizhi_sharing;

GRANT UPDATE(grant_version) ON TABLE public.subscription TO huizhi_sharing;

GRANT DELETE ON TABLE public.subscription_delivery TO huizhi_worker;
GRANT SELECT,INSERT ON TABLE public.subscription_delivery TO huizhi_sharing;

GRANT UPDATE(state) ON TABLE public.subscription_delivery TO huizhi_sharing;

GRANT UPDATE(attempts) ON TABLE public.subscription_delivery TO huizhi_sharing;

GRANT UPDATE(due_at) ON TABLE public.subscription_delivery TO huizhi_sharing;

GRANT UPDATE(last_status) ON TABLE public.subscription_delivery TO huizhi_sharing;

GRANT UPDATE(last_fault) ON TABLE public.subscription_delivery TO huizhi_sharing;

GRANT SELECT(settled_at) ON TABLE public.subscription_delivery TO huizhi_worker;
GRANT UPDATE(settled_at) ON TABLE public.subscription_delivery TO huizhi_sharing;

GRANT SELECT ON TABLE public.temporary_affiliation TO huizhi_area;
GRANT SELECT,INSERT ON TABLE public.temporary_affiliation TO huizhi_org;
GRANT SELECT,INSERT ON TABLE public.temporary_affiliation TO huizhi_self;
GRANT SELECT ON TABLE public.temporary_affiliation TO huizhi_mover;

GRANT UPDATE(home_org_id) ON TABLE public.temporary_affiliation TO huizhi_mover;

GRANT UPDATE(home_name) ON TABLE public.temporary_affiliation TO huizhi_mover;

GRANT UPDATE(state) ON TABLE public.temporary_affiliation TO huizhi_org;
GRANT UPDATE(state) ON TABLE public.temporary_affiliation TO huizhi_self;
GRANT UPDATE(state) ON TABLE public.temporary_affiliation TO huizhi_mover;

GRANT UPDATE(offered_on) ON TABLE public.temporary_affiliation TO huizhi_org;
GRANT UPDATE(offered_on) ON TABLE public.temporary_affiliation TO huizhi_self;

GRANT UPDATE(valid_during) ON TABLE public.temporary_affiliation TO huizhi_org;
GRANT UPDATE(valid_during) ON TABLE public.temporary_affiliation TO huizhi_self;
GRANT UPDATE(valid_during) ON TABLE public.temporary_affiliation TO huizhi_mover;

GRANT UPDATE(review_on) ON TABLE public.temporary_affiliation TO huizhi_org;
GRANT UPDATE(review_on) ON TABLE public.temporary_affiliation TO huizhi_self;

GRANT UPDATE(closing_note) ON TABLE public.temporary_affiliation TO huizhi_org;
GRANT UPDATE(closing_note) ON TABLE public.temporary_affiliation TO huizhi_self;

GRANT UPDATE(transfer_id) ON TABLE public.temporary_affiliation TO huizhi_org;
GRANT UPDATE(transfer_id) ON TABLE public.temporary_affiliation TO huizhi_self;

GRANT UPDATE(version) ON TABLE public.temporary_affiliation TO huizhi_org;
GRANT UPDATE(version) ON TABLE public.temporary_affiliation TO huizhi_self;
GRANT UPDATE(version) ON TABLE public.temporary_affiliation TO huizhi_mover;

GRANT SELECT ON TABLE public.temporary_step TO huizhi_area;
GRANT SELECT,INSERT ON TABLE public.temporary_step TO huizhi_org;
GRANT SELECT,INSERT ON TABLE public.temporary_step TO huizhi_self;
GRANT INSERT ON TABLE public.temporary_step TO huizhi_mover;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.training_record TO huizhi_org;
GRANT SELECT ON TABLE public.training_record TO huizhi_self;

GRANT SELECT ON TABLE public.transfer_hop TO huizhi_area;
GRANT SELECT,INSERT ON TABLE public.transfer_hop TO huizhi_org;
GRANT SELECT,INSERT ON TABLE public.transfer_hop TO huizhi_self;
GRANT INSERT ON TABLE public.transfer_hop TO huizhi_mover;

\unrestrict huizhi

