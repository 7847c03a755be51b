-- Somebody whose relationship lies outside comes in: a lawyer here without a member record, or a member outside.
CREATE OR REPLACE FUNCTION accept_incoming(transfer_id uuid, branch_id uuid, accepted date, today date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    t transfer;
    p paper_letter;
    branch party_org;
    held member;
    moved member;
BEGIN
    t := transfer_to_accept(transfer_id, accepted, today);
    IF t.route <> 'incoming' THEN
        PERFORM refuse('transfer_action_out_of_turn');
    END IF;
    IF accepted < t.submitted_on THEN
        PERFORM refuse('accepted_before_affiliation');
    END IF;
    SELECT * INTO branch FROM party_org WHERE id = branch_id AND dissolved_on IS NULL
        AND starts_with(party_path, (SELECT c.party_path FROM party_org c WHERE c.id = t.to_committee_id)) FOR SHARE;
    IF NOT FOUND OR branch.category NOT IN ('631', '632', '931', '932') THEN
        PERFORM refuse('branch_not_under_committee');
    END IF;
    SELECT * INTO p FROM paper_letter l WHERE l.transfer_id = t.id;
    SELECT * INTO held FROM member WHERE person_id = t.person_id FOR UPDATE;
    IF FOUND THEN
        IF held.org_id IS NOT NULL THEN
            PERFORM refuse('affiliation_changed_meanwhile');
        END IF;
        IF held.membership_status <> '1' THEN
            PERFORM refuse('member_not_in_normal_status');
        END IF;
        PERFORM end_affiliation(t.person_id, accepted);
        UPDATE member m SET
            org_id = branch.id, affiliation_name = branch.name, place_path = branch.place_path,
            party_path = branch.party_path, affiliation_state = affiliation_state_of(branch.party_path, m.firm_id),
            category = t.snapshot ->> 'member_category', admitted_on = p.admitted_on, regularized_on = p.regularized_on,
            version = m.version + 1
        WHERE m.person_id = t.person_id RETURNING * INTO moved;
    ELSE
        INSERT INTO member (person_id, name, name_key, name_initials, sex, id_masked, category, admitted_on, regularized_on,
                            membership_status, org_id, affiliation_name, affiliation_state, firm_id, lost_contact,
                            is_floating, place_path, party_path, version)
        SELECT l.person_id, l.name, l.name_key, l.name_initials, l.sex, l.id_masked, t.snapshot ->> 'member_category',
               p.admitted_on, p.regularized_on, '1', branch.id, branch.name,
               affiliation_state_of(branch.party_path, l.firm_id), l.firm_id, false, false, branch.place_path,
               branch.party_path, 1
        FROM lawyer l WHERE l.person_id = t.person_id RETURNING * INTO moved;
        IF NOT FOUND THEN
            PERFORM refuse('transfer_not_found');
        END IF;
        INSERT INTO membership_standing (person_id, valid_during, membership_status, place_path, party_path)
        VALUES (t.person_id, daterange(accepted, NULL), '1', branch.place_path, branch.party_path);
    END IF;
    PERFORM begin_affiliation(t.person_id, accepted, t.reason, t.id);
    PERFORM record_change('member', moved.person_id, moved.version, CASE WHEN moved.version = 1 THEN 'create' ELSE 'update' END,
                          ARRAY['admitted_on', 'affiliation_name', 'category', 'org_id', 'regularized_on'], to_jsonb(moved),
                          held.place_path, moved.place_path, held.party_path, moved.party_path, 'transfer');
    PERFORM settle_people(ARRAY[t.person_id]);
    UPDATE transfer SET
        state = 'accepted', accepted_on = accepted, to_branch_id = branch.id, to_branch_name = branch.name,
        version = version + 1
    WHERE id = t.id;
END
$$;

ALTER FUNCTION accept_incoming OWNER TO huizhi_mover;
