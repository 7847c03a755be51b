-- A branch proves the absence of its own members: a request for somebody who has left it ends. A letter that was issued
-- is handed in where it was issued.
CREATE OR REPLACE FUNCTION settle_certificate_letters(people uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
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

ALTER FUNCTION settle_certificate_letters OWNER TO huizhi_mover;
