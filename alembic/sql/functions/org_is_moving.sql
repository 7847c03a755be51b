-- Whether the organization lies in one that moves as a whole. Locks its row against a submission, which locks it for
-- update; a draft holds nothing.
CREATE OR REPLACE FUNCTION org_is_moving(org uuid) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM party_org o WHERE o.id = org FOR SHARE;
    RETURN EXISTS (
        SELECT FROM party_org o
        JOIN transfer t ON t.from_org_id = ANY (string_to_array(btrim(o.party_path, '/'), '/')::uuid[])
        WHERE o.id = org AND t.route = 'bulk' AND t.bulk_id IS NULL
            AND t.state IN ('submitted', 'branch_agreed', 'letter_issued', 'in_transit')
    );
END
$$;

ALTER FUNCTION org_is_moving OWNER TO huizhi_mover;
