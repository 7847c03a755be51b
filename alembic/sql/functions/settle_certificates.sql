-- The certificate goes with the formal relationship: the branch to which that moves takes it back, and what is not
-- numbered or stamped yet is numbered and stamped there. Of somebody who has no branch here any more the last one takes
-- back what was handed out, and what was not ends.
CREATE OR REPLACE FUNCTION settle_certificates(people uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
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

ALTER FUNCTION settle_certificates OWNER TO huizhi_mover;
