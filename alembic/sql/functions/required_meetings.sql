-- What `app.rules.life.organization_life` says of one branch, for every branch that the caller sees. A branch that the
-- registry does not know yet on the first day of a period has nothing to account for.
CREATE OR REPLACE FUNCTION required_meetings(of_year integer)
RETURNS TABLE (org_id uuid, kind text, number integer, first_on date, last_on date) LANGUAGE sql STABLE AS $$
    WITH period AS (
        SELECT k.kind, n AS number, (make_date(of_year, 1, 1) + make_interval(months => (n - 1) * f.months))::date AS first_on,
               (make_date(of_year, 1, 1) + make_interval(months => n * f.months))::date - 1 AS last_on
        FROM (VALUES ('general_meeting'), ('committee_meeting'), ('group_meeting'), ('lesson'), ('theme_day'),
                     ('organization_life_meeting')) AS k (kind),
             LATERAL (
                 SELECT value::integer AS months FROM rule_figure
                 WHERE key = 'life.' || k.kind || '_months' AND effective_from <= make_date(of_year, 1, 1)
                 ORDER BY effective_from DESC LIMIT 1
             ) f, generate_series(1, 12 / f.months) n
    ), standing AS (
        SELECT o.id, o.parent_id, o.category, greatest(o.founded_on, s.known_on) AS since, o.dissolved_on
        FROM party_org o,
             LATERAL (SELECT min(lower(h.valid_during)) AS known_on FROM party_org_standing h WHERE h.org_id = o.id) s
        WHERE o.category IN ('631', '632', '641', '931', '932')
    )
    SELECT b.id, p.kind, p.number, p.first_on, p.last_on
    FROM standing b, period p
    WHERE b.category <> '641' AND b.since <= p.first_on AND (b.dissolved_on IS NULL OR p.last_on < b.dissolved_on)
        AND CASE p.kind
            WHEN 'committee_meeting' THEN EXISTS (
                SELECT FROM post q
                WHERE q.org_id = b.id AND q.kind = 'committee_member' AND q.valid_during @> p.first_on
            )
            WHEN 'group_meeting' THEN EXISTS (
                SELECT FROM standing g
                WHERE g.parent_id = b.id AND g.category = '641' AND g.since <= p.first_on
                    AND (g.dissolved_on IS NULL OR p.first_on < g.dissolved_on)
            )
            ELSE true END
$$;
