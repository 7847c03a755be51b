-- An organization gets another superior. The whole subtree gets new paths, wherever its firms and members lie;
-- yesterday's rows keep theirs.
CREATE OR REPLACE FUNCTION move_org(org uuid, new_parent uuid, today date, why text) RETURNS void
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
    PERFORM settle_committees(old_path, new_path);
END
$$;

ALTER FUNCTION move_org OWNER TO huizhi_mover;
