-- The transfer, locked, if the committee that acts may accept it on this day: it is addressed to it and in turn, its
-- letter has not expired.
CREATE OR REPLACE FUNCTION transfer_to_accept(transfer_id uuid, accepted date, today date) RETURNS transfer
LANGUAGE plpgsql AS $$
DECLARE
    t transfer;
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
    RETURN t;
END
$$;
