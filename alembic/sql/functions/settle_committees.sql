-- A subtree has another committee above it: what the former one was asked to decide, stamp, issue, approve or reply to
-- is now the new one's, as it stands.
CREATE OR REPLACE FUNCTION settle_committees(old_path text, new_path text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    written bigint;
BEGIN
    WITH carried AS (
        UPDATE membership_decision d SET committee_id = n.id, committee_name = n.name, version = d.version + 1
        FROM party_org o CROSS JOIN LATERAL nearest_committee(o.party_path) n
        WHERE o.id = d.branch_id AND starts_with(o.party_path, new_path) AND d.state = 'proposed' AND d.committee_id <> n.id
        RETURNING d AS fact, o AS org
    )
    SELECT count(record_change('membership_decision', (c.fact).id, (c.fact).version, 'update', ARRAY['committee_id'],
                               to_jsonb(c.fact), (c.org).place_path, (c.org).place_path,
                               old_path || substr((c.org).party_path, length(new_path) + 1), (c.org).party_path))
    FROM carried c INTO written;
    WITH carried AS (
        UPDATE activity_certificate t SET committee_id = n.id, committee_name = n.name, version = t.version + 1
        FROM party_org o CROSS JOIN LATERAL nearest_committee(o.party_path) n
        WHERE o.id = t.home_org_id AND starts_with(o.party_path, new_path)
            AND t.state IN ('requested', 'filled', 'numbered') AND t.committee_id <> n.id
        RETURNING t AS fact, o AS org
    )
    SELECT count(record_change('activity_certificate', (c.fact).id, (c.fact).version, 'update', ARRAY['committee_id'],
                               to_jsonb(c.fact), (c.org).place_path, (c.org).place_path,
                               old_path || substr((c.org).party_path, length(new_path) + 1), (c.org).party_path))
    FROM carried c INTO written;
    WITH carried AS (
        UPDATE certificate_letter l SET committee_id = n.id, committee_name = n.name, version = l.version + 1
        FROM party_org o CROSS JOIN LATERAL nearest_committee(o.party_path) n
        WHERE o.id = l.branch_id AND starts_with(o.party_path, new_path) AND l.state = 'requested' AND l.committee_id <> n.id
        RETURNING l AS fact, o AS org
    )
    SELECT count(record_change('certificate_letter', (c.fact).id, (c.fact).version, 'update', ARRAY['committee_id'],
                               to_jsonb(c.fact), (c.org).place_path, (c.org).place_path,
                               old_path || substr((c.org).party_path, length(new_path) + 1), (c.org).party_path))
    FROM carried c INTO written;
    WITH carried AS (
        UPDATE election e SET approver_id = n.id, approver_name = n.name, version = e.version + 1
        FROM party_org o CROSS JOIN LATERAL nearest_committee(replace(o.party_path, o.id || '/', '')) n
        WHERE o.id = e.org_id AND starts_with(o.party_path, new_path) AND e.state IN ('requested', 'approved', 'held')
            AND e.approver_id IS DISTINCT FROM n.id
        RETURNING e AS fact, o AS org
    )
    SELECT count(record_change('election', (c.fact).id, (c.fact).version, 'update', ARRAY['approver_id'],
                               to_jsonb(c.fact), (c.org).place_path, (c.org).place_path,
                               old_path || substr((c.org).party_path, length(new_path) + 1), (c.org).party_path))
    FROM carried c INTO written;
    WITH carried AS (
        UPDATE formation f SET approver_id = n.id, approver_name = n.name, version = f.version + 1
        FROM party_org o CROSS JOIN LATERAL nearest_committee(o.party_path) n
        WHERE o.id = f.parent_id AND starts_with(o.party_path, new_path) AND f.state IN ('proposed', 'approved', 'elected')
            AND f.approver_id <> n.id
        RETURNING f AS fact, o AS org
    )
    SELECT count(record_change('formation', (c.fact).id, (c.fact).version, 'update', ARRAY['approver_id'],
                               to_jsonb(c.fact), (c.fact).place_path, (c.fact).place_path,
                               old_path || substr((c.org).party_path, length(new_path) + 1), (c.org).party_path))
    FROM carried c INTO written;
END
$$;

ALTER FUNCTION settle_committees OWNER TO huizhi_mover;
