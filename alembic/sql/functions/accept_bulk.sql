-- The receiving committee accepts a whole organization: its subtree with members, firms and lawyers, set by set. The
-- members are those of the list and nobody else; what else lies below (members outside or not in normal status)
-- follows the organization without a transfer of its own. What goes along is locked first, in the order in
-- which its own actions lock: the case before the transfer before the member, the election before its organization.
CREATE OR REPLACE FUNCTION accept_bulk(transfer_id uuid, accepted date, today date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    t transfer;
    root party_org;
    parent party_org;
    old_path text;
    new_path text;
    listed uuid[];
    others uuid[];
    written bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('party_org_tree'));
    t := transfer_to_accept(transfer_id, accepted, today);
    IF t.route <> 'bulk' OR t.bulk_id IS NOT NULL THEN
        PERFORM refuse('transfer_not_found');
    END IF;
    IF accepted < t.submitted_on THEN
        PERFORM refuse('accepted_before_affiliation');
    END IF;
    SELECT party_path INTO old_path FROM party_org WHERE id = t.from_org_id;
    PERFORM FROM election e JOIN party_org o ON o.id = e.org_id
    WHERE e.state IN ('requested', 'approved', 'held') AND starts_with(o.party_path, old_path) ORDER BY e.id FOR UPDATE OF e;
    PERFORM FROM formation f JOIN party_org o ON o.id = f.parent_id
    WHERE f.state IN ('proposed', 'approved', 'elected') AND starts_with(o.party_path, old_path)
    ORDER BY f.id FOR UPDATE OF f;
    SELECT * INTO root FROM party_org WHERE id = t.from_org_id FOR NO KEY UPDATE;
    SELECT * INTO parent FROM party_org WHERE id = t.to_org_id AND dissolved_on IS NULL
        AND starts_with(party_path, (SELECT c.party_path FROM party_org c WHERE c.id = t.to_committee_id)) FOR SHARE;
    IF NOT FOUND THEN
        PERFORM refuse('branch_not_under_committee');
    END IF;
    new_path := parent.party_path || root.id || '/';

    PERFORM FROM party_org o WHERE starts_with(o.party_path, old_path) ORDER BY o.id FOR NO KEY UPDATE;
    PERFORM FROM membership_decision d JOIN party_org o ON o.id = d.branch_id
    WHERE d.state = 'proposed' AND starts_with(o.party_path, old_path) ORDER BY d.id FOR UPDATE OF d;
    PERFORM FROM transfer r WHERE r.bulk_id = t.id AND r.state = 'in_transit' ORDER BY r.id FOR UPDATE;
    PERFORM FROM member m WHERE starts_with(m.party_path, old_path) ORDER BY m.person_id FOR UPDATE;
    listed := ARRAY(SELECT r.person_id FROM transfer r WHERE r.bulk_id = t.id AND r.state = 'in_transit' ORDER BY 1);
    IF listed IS DISTINCT FROM ARRAY(
        SELECT m.person_id FROM member m
        WHERE starts_with(m.party_path, old_path) AND m.org_id IS NOT NULL AND m.membership_status = '1' ORDER BY 1
    ) THEN
        PERFORM refuse('bulk_list_changed');
    END IF;
    IF EXISTS (
        SELECT FROM affiliation a WHERE a.person_id = ANY (listed) AND upper_inf(a.valid_during)
            AND (lower(a.valid_during) > accepted OR lower(a.valid_during) = accepted AND a.start_known)
    ) THEN
        PERFORM refuse('affiliation_changed_today');
    END IF;
    others := ARRAY(
        SELECT m.person_id FROM member m WHERE starts_with(m.party_path, old_path) AND m.person_id <> ALL (listed)
    );

    WITH moved AS (
        UPDATE party_org o SET
            party_path = new_path || substr(o.party_path, length(old_path) + 1),
            parent_id = CASE WHEN o.id = root.id THEN parent.id ELSE o.parent_id END, version = o.version + 1
        WHERE starts_with(o.party_path, old_path)
        RETURNING new.*, old.party_path AS old_party
    )
    SELECT count(record_change('party_org', c.id, c.version, 'update', ARRAY['parent_id', 'party_path'],
                               to_jsonb(c) - 'old_party', c.place_path, c.place_path, c.old_party, c.party_path, 'transfer'))
    FROM moved c INTO written;

    PERFORM restate_subtree(old_path, new_path, accepted, t.reason);

    UPDATE affiliation a SET valid_during = daterange(least(lower(a.valid_during), accepted - 1), accepted)
    WHERE a.person_id = ANY (listed) AND upper_inf(a.valid_during);
    WITH moved AS (
        UPDATE member m SET
            party_path = new_path || substr(m.party_path, length(old_path) + 1), version = m.version + 1
        WHERE starts_with(m.party_path, old_path)
        RETURNING new.*, old.party_path AS old_party
    )
    SELECT count(record_change('member', c.person_id, c.version, 'update', ARRAY['party_path'], to_jsonb(c) - 'old_party',
                               c.place_path, c.place_path, c.old_party, c.party_path, 'transfer'))
    FROM moved c INTO written;
    INSERT INTO affiliation (person_id, valid_during, org_id, name, name_key, sex, id_masked, category, affiliation_name,
                             affiliation_state, opened_by, start_known, reason, transfer_id, place_path, party_path)
    SELECT m.person_id, daterange(accepted, NULL), m.org_id, m.name, m.name_key, m.sex, m.id_masked, m.category,
           m.affiliation_name, m.affiliation_state, 'transfer', true, t.reason, r.id, m.place_path, m.party_path
    FROM transfer r JOIN member m ON m.person_id = r.person_id WHERE r.bulk_id = t.id AND r.state = 'in_transit';
    PERFORM restate_affiliations(others, accepted, t.reason);

    PERFORM follow_subtree(old_path, new_path);
    PERFORM settle_people(listed || others);
    PERFORM settle_committees(old_path, new_path);

    WITH gone AS (
        UPDATE transfer r SET
            state = 'accepted', accepted_on = accepted, to_branch_id = r.from_org_id, to_branch_name = r.from_org_name,
            version = r.version + 1
        WHERE r.bulk_id = t.id AND r.state = 'in_transit' RETURNING new.*, old.state AS was
    ), hops AS (
        INSERT INTO transfer_hop (transfer_id, number, action, from_state, to_state, body_id, body_name, account_id)
        SELECT g.id, g.version - 1, 'accept', g.was, g.state, a.* FROM gone g CROSS JOIN acting_body() a
    )
    SELECT count(record_change('transfer', c.id, c.version, 'update', ARRAY['accepted_on', 'state', 'to_branch_id'],
                               to_jsonb(c) - 'was', c.from_place_path, c.to_place_path, c.from_party_path, c.to_party_path))
    FROM gone c INTO written;
    UPDATE transfer SET
        state = 'accepted', accepted_on = accepted, to_branch_id = root.id, to_branch_name = root.name, version = version + 1
    WHERE id = t.id;
END
$$;

ALTER FUNCTION accept_bulk OWNER TO huizhi_mover;
