-- The receiving committee accepts a member into one of its branches: the old affiliation ends, the new one begins.
CREATE OR REPLACE FUNCTION accept_transfer(transfer_id uuid, branch_id uuid, accepted date, today date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    t transfer;
    branch party_org;
    held affiliation;
    moved member;
    place_before text;
    party_before text;
BEGIN
    SELECT * INTO t FROM transfer WHERE id = transfer_id FOR UPDATE;
    IF NOT FOUND OR t.to_committee_id IS DISTINCT FROM nullif(current_setting('huizhi.org', true), '')::uuid THEN
        PERFORM refuse('transfer_not_found');
    END IF;
    IF t.state <> (CASE t.route WHEN 'internal' THEN 'branch_agreed' ELSE 'in_transit' END) THEN
        PERFORM refuse('transfer_action_out_of_turn');
    END IF;
    IF t.letter_expires_on < today THEN
        PERFORM refuse('letter_expired');
    END IF;
    IF accepted > today THEN
        PERFORM refuse('accepted_in_future');
    END IF;
    SELECT * INTO branch FROM party_org WHERE id = branch_id AND dissolved_on IS NULL
        AND starts_with(party_path, (SELECT c.party_path FROM party_org c WHERE c.id = t.to_committee_id));
    IF NOT FOUND OR branch.category NOT IN ('631', '632', '931', '932') THEN
        PERFORM refuse('branch_not_under_committee');
    END IF;
    SELECT * INTO moved FROM member WHERE person_id = t.person_id FOR UPDATE;
    IF moved.org_id IS DISTINCT FROM t.from_org_id THEN
        PERFORM refuse('affiliation_changed_meanwhile');
    END IF;
    IF moved.membership_status <> '1' THEN
        PERFORM refuse('member_not_in_normal_status');
    END IF;
    IF branch.id = moved.org_id THEN
        PERFORM refuse('same_branch');
    END IF;
    place_before := moved.place_path;
    party_before := moved.party_path;

    SELECT * INTO held FROM affiliation a WHERE a.person_id = t.person_id AND upper_inf(a.valid_during) FOR UPDATE;
    IF accepted < lower(held.valid_during) OR accepted < t.submitted_on THEN
        PERFORM refuse('accepted_before_affiliation');
    END IF;
    IF accepted = lower(held.valid_during) THEN
        IF held.start_known THEN
            PERFORM refuse('affiliation_changed_today');
        END IF;
        -- The start of a first record is unknown, so it held on the day before as well (docs/decisions/0004).
        UPDATE affiliation a SET valid_during = daterange(accepted - 1, accepted)
        WHERE a.person_id = t.person_id AND a.valid_during = held.valid_during;
    ELSE
        UPDATE affiliation a SET valid_during = daterange(lower(held.valid_during), accepted)
        WHERE a.person_id = t.person_id AND a.valid_during = held.valid_during;
    END IF;

    UPDATE member m SET
        org_id = branch.id, affiliation_name = branch.name, place_path = branch.place_path, party_path = branch.party_path,
        affiliation_state = affiliation_state_of(branch.party_path, m.firm_id), version = m.version + 1
    WHERE m.person_id = t.person_id RETURNING * INTO moved;
    INSERT INTO affiliation (person_id, valid_during, org_id, name, name_key, sex, id_masked, category, affiliation_name,
                             affiliation_state, opened_by, start_known, reason, transfer_id, place_path, party_path)
    VALUES (t.person_id, daterange(accepted, NULL), branch.id, moved.name, moved.name_key, moved.sex, moved.id_masked,
            moved.category, branch.name, moved.affiliation_state, 'transfer', true, t.reason, t.id, branch.place_path,
            branch.party_path);
    PERFORM record_change('member', moved.person_id, moved.version, 'update', ARRAY['affiliation_name', 'org_id'],
                          to_jsonb(moved), place_before, moved.place_path, party_before, moved.party_path, 'transfer');
    PERFORM settle_people(ARRAY[t.person_id]);

    UPDATE transfer SET
        state = 'accepted', accepted_on = accepted, to_branch_id = branch.id, to_branch_name = branch.name,
        version = version + 1
    WHERE id = t.id;
END
$$;

ALTER FUNCTION accept_transfer OWNER TO huizhi_mover;
