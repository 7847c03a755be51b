-- Opens a row with the card and the home that the member's record holds now.
CREATE OR REPLACE FUNCTION begin_affiliation(person uuid, day date, why text, transfer uuid) RETURNS void LANGUAGE sql AS $$
    INSERT INTO affiliation (person_id, valid_during, org_id, name, name_key, sex, id_masked, category, affiliation_name,
                             affiliation_state, opened_by, start_known, reason, transfer_id, place_path, party_path)
    SELECT m.person_id, daterange(day, NULL), m.org_id, m.name, m.name_key, m.sex, m.id_masked, m.category,
           m.affiliation_name, m.affiliation_state, 'transfer', true, why, transfer, m.place_path, m.party_path
    FROM member m WHERE m.person_id = person
$$;
