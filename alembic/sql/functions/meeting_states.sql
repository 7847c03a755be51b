-- The required meetings of a year with what was held of each, and whether it is still to come, held or missed.
CREATE OR REPLACE FUNCTION meeting_states(of_year integer, today date)
RETURNS TABLE (org_id uuid, kind text, number integer, first_on date, last_on date, held_on date, state text)
LANGUAGE sql STABLE AS $$
    SELECT r.org_id, r.kind, r.number, r.first_on, r.last_on, h.held_on,
           CASE WHEN h.held_on IS NOT NULL THEN 'held' WHEN r.last_on < today THEN 'missed'
                WHEN today < r.first_on THEN 'upcoming' ELSE 'open' END
    FROM required_meetings(of_year) r
    LEFT JOIN LATERAL (
        SELECT min(m.held_on) AS held_on FROM meeting_held m
        WHERE m.org_id = r.org_id AND m.kind = r.kind AND m.held_on BETWEEN r.first_on AND r.last_on
    ) h ON true
$$;
