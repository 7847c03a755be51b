-- What leadership lacks. Under the caller's own policies: whoever is elected and no longer among the members that the
-- caller sees has left.
CREATE OR REPLACE FUNCTION leadership_findings(today date)
RETURNS TABLE (org_id uuid, kind text, counted bigint, figure bigint, since_on date) LANGUAGE sql STABLE AS $$
    WITH in_force AS (
        SELECT DISTINCT ON (key) key, value::bigint FROM rule_figure WHERE effective_from <= today
        ORDER BY key, effective_from DESC
    ), figures AS (
        SELECT max(value) FILTER (WHERE key = 'branch_committee.threshold') AS threshold,
               max(value) FILTER (WHERE key = 'branch_committee.min_size') AS least
        FROM in_force
    ), held AS (
        SELECT p.org_id, count(*) AS posts, bool_or(p.kind = 'secretary') AS has_secretary,
               max(p.term_ends_on) AS term_ends_on,
               count(*) FILTER (WHERE p.person_id IS NOT NULL AND (
                   m.category <> '1' OR m.membership_status <> '1'
                   OR p.basis = 'elected' AND (m.person_id IS NULL OR NOT starts_with(m.party_path, o.party_path))
               )) AS not_eligible
        FROM post p JOIN party_org o ON o.id = p.org_id LEFT JOIN member m ON m.person_id = p.person_id
        WHERE upper_inf(p.valid_during) GROUP BY p.org_id
    ), left_on AS (
        SELECT p.org_id, max(upper(p.valid_during)) AS day FROM post p
        WHERE p.kind = 'secretary' AND NOT upper_inf(p.valid_during) GROUP BY p.org_id
    ), full_member AS (
        SELECT m.org_id, count(*) AS full_members FROM member m
        WHERE m.org_id IS NOT NULL AND m.category = '1' AND m.membership_status = '1' GROUP BY m.org_id
    ), standing AS (
        SELECT o.id, o.category, o.secretary_name, o.founded_on, coalesce(h.posts, 0) AS posts,
               coalesce(h.has_secretary, false) AS has_secretary, h.term_ends_on, coalesce(h.not_eligible, 0) AS not_eligible,
               coalesce(f.full_members, 0) AS full_members, l.day AS left_on
        FROM party_org o
        LEFT JOIN held h ON h.org_id = o.id
        LEFT JOIN left_on l ON l.org_id = o.id
        LEFT JOIN full_member f ON f.org_id = o.id
        WHERE o.dissolved_on IS NULL AND o.category IN ('611', '621', '631', '632', '911', '921', '931', '932')
    )
    SELECT s.id, k.kind, k.counted, k.figure, k.since_on
    FROM standing s, figures f, LATERAL (VALUES
        ('no_secretary', NOT has_secretary AND secretary_name IS NULL, 0, 1, coalesce(left_on, founded_on)),
        ('secretary_not_on_record', NOT has_secretary AND secretary_name IS NOT NULL, 0, 1, NULL),
        ('holder_not_eligible', not_eligible > 0, not_eligible, 0, NULL),
        ('branch_committee_due', category IN ('631', '632') AND posts > 0 AND full_members >= threshold AND posts < least,
         posts, least, NULL),
        ('term_unknown', posts > 0 AND term_ends_on IS NULL AND category NOT LIKE '9%', 0, 1, NULL),
        ('term_over', term_ends_on < today, today - term_ends_on, 0, term_ends_on + 1)
    ) AS k (kind, holds, counted, figure, since_on)
    WHERE k.holds
$$;
