-- What is to be founded or adjusted. Under the caller's own policies; `absorbed` counts who practises at the covered
-- firms, wherever affiliated.
CREATE OR REPLACE FUNCTION organization_findings(today date)
RETURNS TABLE (org_id uuid, kind text, counted bigint, figure bigint, since_on date) LANGUAGE sql STABLE AS $$
    WITH in_force AS (
        SELECT DISTINCT ON (key) key, value::bigint FROM rule_figure WHERE effective_from <= today
        ORDER BY key, effective_from DESC
    ), figures AS (
        SELECT max(value) FILTER (WHERE key = 'org.min_full_members') AS least,
               max(value) FILTER (WHERE key = 'branch.max_members') AS most_members,
               max(value) FILTER (WHERE key = 'joint_branch.max_units') AS most_units,
               max(value) FILTER (WHERE key = 'committee.min_members') AS committee,
               max(value) FILTER (WHERE key = 'transfer.obliged_after_months')::integer AS months
        FROM in_force
    ), affiliated AS (
        SELECT m.org_id, count(*) AS members, count(*) FILTER (WHERE category = '1') AS full_members
        FROM member m WHERE m.org_id IS NOT NULL AND membership_status = '1' GROUP BY m.org_id
    ), absorbed AS (
        SELECT f.covering_org_id AS org_id, sum(c.here + c.elsewhere + c.outside) AS full_members
        FROM figures, firm_party_members(NULL, today, figures.months) c JOIN law_firm f ON f.id = c.firm_id
        WHERE f.covering_org_id IS NOT NULL GROUP BY f.covering_org_id
    ), covered AS (
        SELECT f.covering_org_id AS org_id, count(*) AS units, bool_and(f.status = 'cancelled') AS is_over
        FROM law_firm f WHERE f.covering_org_id IS NOT NULL GROUP BY f.covering_org_id
    ), standing AS (
        SELECT o.id, o.category, o.founded_on, coalesce(c.units, 0) AS units, coalesce(c.is_over, false) AS is_over,
               CASE WHEN o.category = '621' THEN (
                   SELECT coalesce(sum(a.members), 0) FROM party_org b JOIN affiliated a ON a.org_id = b.id
                   WHERE b.party_path >= o.party_path AND b.party_path < rtrim(o.party_path, '/') || '0'
               ) ELSE coalesce(a.members, 0) END AS members,
               CASE WHEN o.basis = 'absorbed' THEN coalesce(b.full_members, 0) ELSE coalesce(a.full_members, 0) END
                   AS full_members
        FROM party_org o
        LEFT JOIN affiliated a ON a.org_id = o.id
        LEFT JOIN absorbed b ON b.org_id = o.id
        LEFT JOIN covered c ON c.org_id = o.id
        WHERE o.dissolved_on IS NULL AND o.category IN ('621', '631', '632')
    ), history AS (
        SELECT a.org_id, array_agg(h.during) AS members, array_agg(h.during) FILTER (WHERE a.category = '1') AS full_members
        FROM affiliation a
        LEFT JOIN membership_standing s
            ON s.person_id = a.person_id AND s.valid_during && a.valid_during AND s.membership_status = '1',
        LATERAL (SELECT a.valid_during * coalesce(s.valid_during, a.valid_during) AS during) h
        GROUP BY a.org_id
    ), unit AS (
        SELECT u.org_id, array_agg(u.valid_during) AS periods FROM party_org_unit u GROUP BY u.org_id
    ), finding AS (
        SELECT s.*, f.*, k.*
        FROM standing s, figures f, LATERAL (VALUES
            ('branch_too_large', category = '631' AND members > most_members AND members < committee, members, most_members),
            ('committee_due', category IN ('621', '631') AND members >= committee, members, committee),
            ('joint_too_many_units', category = '632' AND units > most_units, units, most_units),
            ('joint_too_large', category = '632' AND members > most_members, members, most_members),
            ('joint_too_few_units', category = '632' AND units < 2, units, 2),
            ('too_few_full_members', category IN ('631', '632') AND full_members < least, full_members, least),
            ('firms_cancelled', units > 0 AND is_over, units, 0)
        ) AS k (kind, holds, counted, figure)
        WHERE k.holds
    )
    SELECT i.id, i.kind, i.counted, i.figure,
           coalesce(CASE i.kind
               WHEN 'branch_too_large' THEN reached_since(h.members, i.figure + 1)
               WHEN 'joint_too_large' THEN reached_since(h.members, i.figure + 1)
               WHEN 'committee_due' THEN CASE WHEN i.category = '631' THEN reached_since(h.members, i.figure) END
               WHEN 'joint_too_many_units' THEN reached_since(u.periods, i.figure + 1)
               WHEN 'joint_too_few_units' THEN reached_since(u.periods, i.figure)
               WHEN 'too_few_full_members' THEN reached_since(h.full_members, i.figure)
               WHEN 'firms_cancelled' THEN (
                   SELECT max(lower(d.valid_during)) FROM law_firm f JOIN law_firm_standing d ON d.firm_id = f.id
                   WHERE f.covering_org_id = i.id AND upper_inf(d.valid_during)
               ) END, i.founded_on)
    FROM finding i LEFT JOIN history h ON h.org_id = i.id LEFT JOIN unit u ON u.org_id = i.id
$$;
