-- A development file becomes a member. The branch meeting's day is the first of the membership. The person may be on
-- record with a bureau that the committee cannot see, or have been a member before: then the record lives up again as
-- that of a new member.
CREATE OR REPLACE FUNCTION admit_member(file_id uuid, fresh uuid, admitted date, document text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    f development_file;
    branch party_org;
    known uuid;
    held member;
    made member;
BEGIN
    SELECT * INTO f FROM development_file WHERE id = file_id AND state = 'live' FOR UPDATE;
    SELECT * INTO branch FROM party_org WHERE id = f.org_id AND dissolved_on IS NULL AND in_reach(party_path);
    IF branch.id IS NULL THEN
        PERFORM refuse('development_file_not_found');
    END IF;
    INSERT INTO person_identity (digest, person_id) VALUES (f.digest, fresh) ON CONFLICT (digest) DO NOTHING;
    IF FOUND THEN
        known := fresh;
        INSERT INTO person (id, id_cipher, birth_date, birth_date_differs, place_path, party_path)
        VALUES (known, f.id_cipher, f.birth_date, f.birth_date_differs, branch.place_path, branch.party_path);
    ELSE
        SELECT person_id INTO known FROM person_identity WHERE digest = f.digest;
    END IF;

    SELECT * INTO held FROM member WHERE person_id = known FOR UPDATE;
    IF FOUND THEN
        IF held.membership_status NOT IN ('4', '5') THEN
            PERFORM refuse('already_member');
        END IF;
        -- The last affiliation ended on the day on which the last standing began.
        IF EXISTS (SELECT FROM membership_standing s WHERE s.person_id = known AND lower(s.valid_during) >= admitted) THEN
            PERFORM refuse('admitted_before_end');
        END IF;
        UPDATE membership_standing s SET valid_during = daterange(lower(s.valid_during), admitted)
        WHERE s.person_id = known AND upper_inf(s.valid_during);
        UPDATE member m SET
            category = '2', admitted_on = admitted, regularized_on = NULL, membership_status = '1', lost_contact = false,
            lost_contact_on = NULL, lost_contact_reason = NULL, org_id = branch.id, affiliation_name = branch.name,
            affiliation_state = affiliation_state_of(branch.party_path, m.firm_id), place_path = branch.place_path,
            party_path = branch.party_path, confirmed_at = NULL, version = m.version + 1
        WHERE m.person_id = known RETURNING * INTO made;
    ELSE
        INSERT INTO member (person_id, name, name_key, name_initials, sex, id_masked, category, admitted_on,
                            membership_status, org_id, affiliation_name, affiliation_state, firm_id, lost_contact,
                            is_floating, place_path, party_path, version)
        SELECT known, coalesce(l.name, f.name), coalesce(l.name_key, f.name_key), coalesce(l.name_initials, f.name_initials),
               f.sex, f.id_masked, '2', admitted, '1', branch.id, branch.name,
               affiliation_state_of(branch.party_path, l.firm_id), l.firm_id, false, false, branch.place_path,
               branch.party_path, 1
        FROM (SELECT known AS id) p LEFT JOIN lawyer l ON l.person_id = p.id
        RETURNING * INTO made;
    END IF;
    INSERT INTO affiliation (person_id, valid_during, org_id, name, name_key, sex, id_masked, category, affiliation_name,
                             affiliation_state, opened_by, start_known, reason, place_path, party_path)
    VALUES (known, daterange(admitted, NULL), branch.id, made.name, made.name_key, made.sex, made.id_masked, '2',
            branch.name, made.affiliation_state, 'admission', true, document, branch.place_path, branch.party_path);
    INSERT INTO membership_standing (person_id, valid_during, membership_status, document, change_code, place_path, party_path)
    VALUES (known, daterange(admitted, NULL), '1', document, '11', branch.place_path, branch.party_path);
    PERFORM record_change('member', known, made.version, CASE WHEN made.version = 1 THEN 'create' ELSE 'update' END,
                          ARRAY['admitted_on', 'affiliation_name', 'category', 'membership_status', 'org_id'], to_jsonb(made),
                          NULL, made.place_path, NULL, made.party_path, document);
    PERFORM settle_people(ARRAY[known]);
    UPDATE development_file SET person_id = known WHERE id = f.id;
    RETURN known;
END
$$;

ALTER FUNCTION admit_member OWNER TO huizhi_mover;
