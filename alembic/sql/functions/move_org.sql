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

ALTER FUNCTION move_org OWNER TO huizhi_mover;
