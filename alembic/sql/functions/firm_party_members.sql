-- Counts alone, of the firms in the caller's reach: a member who practises here but belongs elsewhere is a row of the
-- other place, which the caller may not see. `part_time` may not come: neither full-time nor here for `months`
-- months.
CREATE OR REPLACE FUNCTION firm_party_members(firms uuid[], today date, months integer)
RETURNS TABLE (firm_id uuid, here integer, elsewhere integer, outside integer, part_time integer, probationary integer,
               suspended integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH counted AS (
        SELECT f.id, m.affiliation_state AS place, m.category = '1' AS is_full, m.membership_status = '1' AS is_normal,
               l.practice_type = '1' OR m.affiliation_state = 'in_firm_org' OR EXISTS (
                   SELECT FROM practice p
                   WHERE p.person_id = l.person_id AND upper_inf(p.valid_during) AND p.start_known
                       AND lower(p.valid_during) + make_interval(months => firm_party_members.months) < today
               ) AS may_come
        FROM law_firm f
        JOIN lawyer l ON l.firm_id = f.id AND l.status <> 'cancelled'
        JOIN member m ON m.person_id = l.person_id AND m.membership_status IN ('1', '2', '3')
        WHERE (firms IS NULL OR f.id = ANY (firms))
            AND (f.place_path >= current_setting('huizhi.lo', true) AND f.place_path < current_setting('huizhi.hi', true)
                 OR f.party_path >= current_setting('huizhi.lo', true) AND f.party_path < current_setting('huizhi.hi', true))
            AND current_setting('huizhi.lo', true) <> ''
    )
    SELECT id,
           count(*) FILTER (WHERE is_full AND is_normal AND may_come AND place = 'in_firm_org')::integer,
           count(*) FILTER (WHERE is_full AND is_normal AND may_come AND place = 'in_area_org')::integer,
           count(*) FILTER (WHERE is_full AND is_normal AND may_come AND place = 'outside')::integer,
           count(*) FILTER (WHERE is_full AND is_normal AND NOT may_come)::integer,
           count(*) FILTER (WHERE NOT is_full AND is_normal AND may_come)::integer,
           count(*) FILTER (WHERE NOT is_normal)::integer
    FROM counted GROUP BY id
$$;

ALTER FUNCTION firm_party_members OWNER TO huizhi_mover;
