-- An organization's new name or place holds from today on: who is there gets a new row, the closed one keeps the old.
-- Nobody is affiliated again because the organization that they left was renamed or moved.
CREATE OR REPLACE FUNCTION restate_affiliations(people uuid[], today date, why text) RETURNS void LANGUAGE plpgsql AS $$
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
