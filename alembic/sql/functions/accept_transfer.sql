-- The receiving committee accepts a member into one of its branches: the old affiliation ends, the new one begins.
CREATE OR REPLACE FUNCTION accept_transfer(transfer_id uuid, branch_id uuid, accepted date, today date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    t transfer;
    branch party_org;
    moved member;
    place_before text;
    party_before text;
BEGIN
    t := transfer_to_accept(transfer_id, accepted, today);
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

    IF accepted < t.submitted_on THEN
        PERFORM refuse('accepted_before_affiliation');
    END IF;
    PERFORM end_affiliation(t.person_id, accepted);
    UPDATE member m SET
        org_id = branch.id, affiliation_name = branch.name, place_path = branch.place_path, party_path = branch.party_path,
        affiliation_state = affiliation_state_of(branch.party_path, m.firm_id), version = m.version + 1
    WHERE m.person_id = t.person_id RETURNING * INTO moved;
    PERFORM begin_affiliation(t.person_id, accepted, t.reason, t.id);
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
