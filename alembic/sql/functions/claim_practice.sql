-- A lawyer licensed anew elsewhere: the new bureau shows number, licence and document, and the record comes over; so
-- does that of a member who starts to practise far from the own branch. False where nobody fits: unknown number and
-- wrong licence are not told apart.
CREATE OR REPLACE FUNCTION claim_practice(person uuid, firm uuid, kind text, licence text, began date, document text)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    f law_firm;
    l lawyer;
    before lawyer;
    held practice;
BEGIN
    SELECT * INTO f FROM law_firm WHERE id = firm AND status <> 'cancelled'
        AND place_path >= current_setting('huizhi.lo', true) AND place_path < current_setting('huizhi.hi', true) FOR SHARE;
    IF NOT FOUND THEN
        PERFORM refuse('law_firm_not_found');
    END IF;
    SELECT * INTO before FROM lawyer WHERE person_id = person FOR UPDATE;
    IF FOUND THEN
        IF length(before.licence_no) = 17 AND length(licence) = 17 AND right(before.licence_no, 6) <> right(licence, 6) THEN
            RETURN false;
        END IF;
        SELECT * INTO held FROM practice p WHERE p.person_id = person AND upper_inf(p.valid_during);
        IF held.start_known AND began <= lower(held.valid_during) THEN
            PERFORM refuse('practice_out_of_order');
        END IF;
        -- Where the start is unknown, the practice held on the day before the new one as well.
        UPDATE practice p SET valid_during = daterange(least(lower(p.valid_during), began - 1), began)
        WHERE p.person_id = person AND upper_inf(p.valid_during);
        UPDATE lawyer SET
            firm_id = f.id, firm_name = f.name, practice_type = kind, licence_no = licence,
            status = CASE WHEN status = 'cancelled' THEN 'active' ELSE status END,
            place_path = f.place_path, party_path = f.party_path, version = version + 1
        WHERE person_id = person RETURNING * INTO l;
    ELSE
        INSERT INTO lawyer (person_id, name, name_key, name_initials, sex, id_masked, firm_id, firm_name, practice_type,
                            licence_no, status, affiliation_state, place_path, party_path, version)
        SELECT m.person_id, m.name, m.name_key, m.name_initials, m.sex, m.id_masked, f.id, f.name, kind,
               licence, 'active', 'none', f.place_path, f.party_path, 1
        FROM member m WHERE m.person_id = person RETURNING * INTO l;
        IF NOT FOUND THEN
            RETURN false;
        END IF;
    END IF;
    INSERT INTO practice (person_id, valid_during, firm_id, firm_name, practice_type, licence_no, name, name_key, sex,
                          id_masked, start_known, place_path, party_path)
    VALUES (person, daterange(began, NULL), f.id, f.name, kind, licence, l.name, l.name_key, l.sex, l.id_masked, true,
            f.place_path, f.party_path);
    PERFORM record_change('lawyer', person, l.version, CASE WHEN l.version = 1 THEN 'create' ELSE 'update' END,
                          ARRAY['firm_id', 'firm_name', 'licence_no', 'practice_type', 'status'], to_jsonb(l),
                          before.place_path, l.place_path, before.party_path, l.party_path, document);
    PERFORM settle_people(ARRAY[person]);
    RETURN true;
END
$$;

ALTER FUNCTION claim_practice OWNER TO huizhi_mover;
