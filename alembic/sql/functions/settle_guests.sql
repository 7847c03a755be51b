-- The home is where the formal relationship lies. When that arrives at the host, the stay has become formal.
CREATE OR REPLACE FUNCTION settle_guests(people uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
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

ALTER FUNCTION settle_guests OWNER TO huizhi_mover;
