-- Coverage on a day, from the rows that held then; counts alone, of the firms in the caller's reach. A first record
-- of unknown start held before. Whether somebody was at home is read from the path of then: the state beside it is
-- kept for the open row alone. The key mark is today's. Columns as in `coverage_today`.
CREATE OR REPLACE FUNCTION coverage_on(day date, months integer) RETURNS TABLE (firm_id uuid, place_path text, is_key_firm boolean, org_id uuid, category text, basis text,
               practitioners bigint, members bigint, full_members bigint, untransferred bigint, liaison_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH firm AS (
        SELECT d.firm_id AS id, d.place_path, f.is_key_firm, u.org_id, coalesce(s.category, o.category) AS category, o.basis
        FROM law_firm_standing d
        JOIN law_firm f ON f.id = d.firm_id
        LEFT JOIN party_org_unit u ON u.firm_id = d.firm_id AND u.valid_during @> day
        LEFT JOIN party_org o ON o.id = u.org_id
        LEFT JOIN party_org_standing s ON s.org_id = u.org_id AND s.valid_during @> day
        WHERE d.valid_during @> day AND d.status <> 'cancelled'
            AND (in_reach(d.place_path) OR in_reach(coalesce(s.party_path, u.party_path)))
    ), counted AS (
        SELECT p.firm_id, p.person_id, a.person_id IS NOT NULL AS is_member,
               coalesce(a.category = '1' AND coalesce(m.membership_status, '1') = '1', false) AS is_full,
               a.org_id IS NOT NULL AS is_placed,
               a.org_id IS NOT NULL AND strpos(a.party_path, '/' || f.org_id || '/') > 0 AS at_home,
               p.practice_type = '1' OR p.start_known
                   AND lower(p.valid_during) + make_interval(months => coverage_on.months) < day AS may_come
        FROM firm f
        JOIN practice p ON p.firm_id = f.id AND (p.valid_during @> day OR NOT p.start_known AND day < lower(p.valid_during))
        LEFT JOIN membership_standing m ON m.person_id = p.person_id AND m.valid_during @> day
        LEFT JOIN affiliation a ON a.person_id = p.person_id
            AND (a.valid_during @> day OR NOT a.start_known AND day < lower(a.valid_during))
            AND coalesce(m.membership_status, '1') IN ('1', '3')
    )
    SELECT f.id, f.place_path, f.is_key_firm, f.org_id, f.category, f.basis,
           count(c.person_id),
           count(*) FILTER (WHERE c.is_member),
           count(*) FILTER (WHERE c.is_full AND (coalesce(c.at_home, false) OR c.may_come)),
           count(*) FILTER (WHERE c.is_member AND NOT CASE WHEN f.org_id IS NULL THEN c.is_placed ELSE coalesce(c.at_home, false) END),
           (SELECT s.person_id FROM firm_liaison s WHERE s.firm_id = f.id AND s.valid_during @> day)
    FROM firm f LEFT JOIN counted c ON c.firm_id = f.id
    GROUP BY f.id, f.place_path, f.is_key_firm, f.org_id, f.category, f.basis
$$;

ALTER FUNCTION coverage_on OWNER TO huizhi_mover;
