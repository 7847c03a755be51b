-- What follows from a person's member record and lawyer record together: neither side may see the other's. A member
-- whose membership has ended (affiliation `none`) stays where the record was. What the lawyer's record says of the
-- political status then differs, and the bureau settles it: it is not overwritten.
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
$$;

ALTER FUNCTION settle_records OWNER TO huizhi_mover;
