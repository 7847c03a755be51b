-- A person has one name; the bureau that is its source sees at least one of the records that carry it.
CREATE OR REPLACE FUNCTION rename_person(person uuid, new_name text, new_key text, new_initials text, why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    c record;
BEGIN
    IF NOT EXISTS (
        SELECT FROM (SELECT person_id, place_path FROM lawyer UNION ALL SELECT person_id, place_path FROM member) r
        WHERE r.person_id = person
            AND in_reach(place_path)
    ) THEN
        PERFORM refuse('person_not_found');
    END IF;
    FOR c IN
        UPDATE lawyer SET name = new_name, name_key = new_key, name_initials = new_initials, version = version + 1
        WHERE person_id = person AND name <> new_name RETURNING *
    LOOP
        PERFORM record_change('lawyer', person, c.version, 'update', ARRAY['name'], to_jsonb(c), c.place_path, c.place_path,
                              c.party_path, c.party_path, why);
    END LOOP;
    FOR c IN
        UPDATE member SET name = new_name, name_key = new_key, name_initials = new_initials, version = version + 1
        WHERE person_id = person AND name <> new_name RETURNING *
    LOOP
        PERFORM record_change('member', person, c.version, 'update', ARRAY['name'], to_jsonb(c), c.place_path, c.place_path,
                              c.party_path, c.party_path, why);
    END LOOP;
    UPDATE practice SET name = new_name, name_key = new_key WHERE person_id = person AND upper_inf(valid_during);
    UPDATE affiliation SET name = new_name, name_key = new_key WHERE person_id = person AND upper_inf(valid_during);
END
$$;

ALTER FUNCTION rename_person OWNER TO huizhi_mover;
