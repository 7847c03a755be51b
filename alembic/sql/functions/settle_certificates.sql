-- The certificate belongs to the branch of the formal relationship, which takes it back.
CREATE OR REPLACE FUNCTION settle_certificates(people uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
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
$$;

ALTER FUNCTION settle_certificates OWNER TO huizhi_mover;
