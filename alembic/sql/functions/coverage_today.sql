-- Coverage from the records as they stand; counts alone, of the firms in the caller's reach: whoever practises here
-- but belongs elsewhere is a row of the other place. Who may come counts as in `firm_party_members`; `at_home` is the
-- covering organization or one below it.
CREATE OR REPLACE FUNCTION coverage_today(today date, months integer) RETURNS TABLE (firm_id uuid, place_path text, is_key_firm boolean, org_id uuid, category text, basis text,
               practitioners bigint, members bigint, full_members bigint, untransferred bigint, liaison_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH firm AS (
        SELECT f.id, f.place_path, f.is_key_firm, o.id AS org_id, o.category, o.basis
        FROM law_firm f LEFT JOIN party_org o ON o.id = f.covering_org_id
        WHERE f.status <> 'cancelled' AND (in_reach(f.place_path) OR in_reach(f.party_path))
    ), counted AS (
        SELECT l.firm_id, l.person_id, m.person_id IS NOT NULL AS is_member,
               coalesce(m.category = '1' AND m.membership_status = '1', false) AS is_full,
               m.org_id IS NOT NULL AS is_placed, coalesce(m.affiliation_state = 'in_firm_org', false) AS at_home,
               l.practice_type = '1' OR m.person_id IS NOT NULL AND EXISTS (
                   SELECT FROM practice p
                   WHERE p.person_id = l.person_id AND upper_inf(p.valid_during) AND p.start_known
                       AND lower(p.valid_during) + make_interval(months => coverage_today.months) < today
               ) AS may_come
        FROM lawyer l LEFT JOIN member m ON m.person_id = l.person_id AND m.membership_status IN ('1', '3')
        WHERE l.status <> 'cancelled'
    )
    SELECT f.id, f.place_path, f.is_key_firm, f.org_id, f.category, f.basis,
           count(c.person_id),
           count(*) FILTER (WHERE c.is_member),
           count(*) FILTER (WHERE c.is_full AND (c.at_home OR c.may_come)),
           count(*) FILTER (WHERE c.is_member AND NOT CASE WHEN f.org_id IS NULL THEN c.is_placed ELSE c.at_home END),
           (SELECT s.person_id FROM firm_liaison s WHERE s.firm_id = f.id AND s.valid_during @> today)
    FROM firm f LEFT JOIN counted c ON c.firm_id = f.id
    GROUP BY f.id, f.place_path, f.is_key_firm, f.org_id, f.category, f.basis
$$;

ALTER FUNCTION coverage_today OWNER TO huizhi_mover;
