-- Whoever goes to a body outside stays the sender's until its receipt is there; then only the lawyer's record ties
-- the person to the registry, and without one nobody sees the member's.
CREATE OR REPLACE FUNCTION release_transfer(transfer_id uuid, received date, today date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    t transfer;
    held member;
    moved member;
BEGIN
    SELECT * INTO t FROM transfer WHERE id = transfer_id FOR UPDATE;
    IF NOT FOUND OR t.from_committee_id IS DISTINCT FROM nullif(current_setting('huizhi.org', true), '')::uuid THEN
        PERFORM refuse('transfer_not_found');
    END IF;
    IF t.route <> 'outgoing' OR t.state <> 'in_transit' THEN
        PERFORM refuse('transfer_action_out_of_turn');
    END IF;
    IF t.letter_expires_on < received THEN
        PERFORM refuse('letter_expired');
    END IF;
    IF received > today THEN
        PERFORM refuse('accepted_in_future');
    END IF;
    IF received < t.dispatched_on THEN
        PERFORM refuse('received_before_dispatch');
    END IF;
    SELECT * INTO held FROM member WHERE person_id = t.person_id FOR UPDATE;
    IF held.org_id IS DISTINCT FROM t.from_org_id THEN
        PERFORM refuse('affiliation_changed_meanwhile');
    END IF;
    IF held.membership_status <> '1' THEN
        PERFORM refuse('member_not_in_normal_status');
    END IF;
    PERFORM end_affiliation(t.person_id, received);
    UPDATE member m SET
        org_id = NULL, affiliation_name = t.to_org_name, affiliation_state = 'outside', version = m.version + 1,
        place_path = coalesce((SELECT l.place_path FROM lawyer l WHERE l.person_id = m.person_id), ''),
        party_path = coalesce((SELECT l.party_path FROM lawyer l WHERE l.person_id = m.person_id), '')
    WHERE m.person_id = t.person_id RETURNING * INTO moved;
    PERFORM begin_affiliation(t.person_id, received, t.reason, t.id);
    PERFORM record_change('member', moved.person_id, moved.version, 'update', ARRAY['affiliation_name', 'org_id'],
                          to_jsonb(moved), held.place_path, moved.place_path, held.party_path, moved.party_path, 'transfer');
    PERFORM settle_people(ARRAY[t.person_id]);
    UPDATE transfer SET accepted_on = received, version = version + 1 WHERE id = t.id;
END
$$;

ALTER FUNCTION release_transfer OWNER TO huizhi_mover;
