-- Whoever has moved floats no more for the branch that registered; the record's mark goes with the registration.
CREATE OR REPLACE FUNCTION settle_floating(people uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
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

ALTER FUNCTION settle_floating OWNER TO huizhi_mover;
