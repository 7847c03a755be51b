-- What is open for a person or moves an organization, of what app/workflows/together.py has to look out for: the noun
-- alone, and of a person alone whom the caller reaches or has a transfer of. Before it looks it locks the person for
-- the transaction, and shares the lock on the organizations' rows: of two that exclude each other the second sees the
-- first. To be asked before anything else of theirs is locked.
CREATE OR REPLACE FUNCTION open_procedures(person uuid, orgs uuid[]) RETURNS SETOF text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    org uuid;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('person'), hashtext(person::text));
    IF person = nullif(current_setting('huizhi.person', true), '')::uuid
        OR EXISTS (SELECT FROM member m WHERE m.person_id = person AND (in_reach(m.place_path) OR in_reach(m.party_path)))
        OR EXISTS (
            SELECT FROM transfer t
            WHERE t.person_id = person AND (in_reach(t.from_party_path) OR in_reach(t.to_party_path))
                AND t.state IN ('draft', 'submitted', 'branch_agreed', 'letter_issued', 'in_transit', 'returned')
        )
    THEN
        RETURN QUERY SELECT DISTINCT CASE WHEN t.bulk_id IS NULL THEN 'transfer' ELSE 'bulk_transfer' END FROM transfer t
        WHERE t.person_id = person
            AND t.state IN ('draft', 'submitted', 'branch_agreed', 'letter_issued', 'in_transit', 'returned');
        RETURN QUERY SELECT 'membership_decision' FROM membership_decision d
        WHERE d.person_id = person AND d.state = 'proposed';
    END IF;
    FOREACH org IN ARRAY ARRAY(SELECT id FROM unnest(orgs) AS named (id) WHERE id IS NOT NULL ORDER BY id) LOOP
        IF org_is_moving(org) THEN
            RETURN NEXT 'bulk_transfer';
        END IF;
        IF EXISTS (SELECT FROM party_org o WHERE o.id = org AND o.dissolved_on IS NOT NULL) THEN
            PERFORM refuse('party_org_dissolved');
        END IF;
    END LOOP;
END
$$;

ALTER FUNCTION open_procedures OWNER TO huizhi_mover;
