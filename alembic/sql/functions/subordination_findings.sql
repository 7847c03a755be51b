-- Which organizations stand under another superior than the rules give. Under the caller's own policies, but for the
-- superiors, who are in the directory that everybody may read. Temporary organizations stand where their permanent
-- kind may.
CREATE OR REPLACE FUNCTION subordination_findings()
RETURNS TABLE (org_id uuid, department_id uuid, kind text, expected_id uuid) LANGUAGE sql STABLE AS $$
    WITH may_stand (parent, child) AS (VALUES
        ('611', '611'), ('611', '621'), ('611', '631'), ('611', '632'), ('611', '612'),
        ('621', '631'), ('621', '632'), ('631', '641'), ('632', '641')
    ), host AS (
        SELECT o.id, o.party_path, o.area_code, d.kind, a.place_path
        FROM party_org_directory o JOIN department d ON d.id = o.department_id JOIN area a ON a.code = o.area_code
        WHERE d.kind IN ('justice_bureau', 'bar_association')
    ), org AS (
        SELECT o.id, o.category, o.parent_id, o.party_path, o.area_code, o.local_decision, p.category AS parent_category,
               a.level, a.is_sub_provincial, a.place_path,
               CASE WHEN d.kind = 'bar_association' THEN 'association'
                    WHEN EXISTS (SELECT FROM law_firm f WHERE f.covering_org_id = o.id) THEN 'law_firm' END AS host
        FROM party_org o
        JOIN area a ON a.code = o.area_code
        LEFT JOIN department d ON d.id = o.department_id
        LEFT JOIN party_org_directory p ON p.id = o.parent_id
        WHERE o.dissolved_on IS NULL
    ), judged AS (
        SELECT o.*, e.expected_id, coalesce(e.is_above, false) AS is_above
        FROM org o LEFT JOIN LATERAL (
            SELECT (array_agg(h.id ORDER BY length(h.place_path) DESC, length(h.party_path), h.id))[1] AS expected_id,
                   bool_or(starts_with(o.party_path, h.party_path)) AS is_above
            FROM host h
            WHERE CASE o.host
                WHEN 'association' THEN h.kind = 'justice_bureau' AND h.area_code = o.area_code
                WHEN 'law_firm' THEN h.kind = 'bar_association' AND starts_with(o.place_path, h.place_path)
            END
        ) e ON true
    )
    SELECT o.id, NULL::uuid, k.kind, o.expected_id
    FROM judged o, LATERAL (VALUES
        ('association_category', o.host = 'association' AND o.level <> 'county' AND o.category <> '611'
            AND NOT (o.level = 'prefecture' AND NOT o.is_sub_provincial AND o.category = '621')),
        ('no_superior', o.host IS NOT NULL AND o.parent_id IS NULL),
        ('superior_dissolved', o.parent_id IS NOT NULL AND o.parent_category IS NULL),
        ('category_under_parent', o.parent_category IS NOT NULL AND NOT EXISTS (
            SELECT FROM may_stand m
            WHERE m.parent = CASE WHEN left(o.parent_category, 1) = '9' THEN '6' || substr(o.parent_category, 2)
                                  ELSE o.parent_category END
                AND m.child = CASE WHEN left(o.category, 1) = '9' THEN '6' || substr(o.category, 2) ELSE o.category END
        )),
        ('local_decision_missing', o.host IS NOT NULL AND o.parent_id IS NOT NULL AND o.local_decision IS NULL
            AND o.expected_id IS NULL),
        ('other_superior', o.host IS NOT NULL AND o.parent_id IS NOT NULL AND o.local_decision IS NULL
            AND o.expected_id IS NOT NULL AND NOT o.is_above)
    ) AS k (kind, holds)
    WHERE k.holds
    UNION ALL
    SELECT NULL, d.id, 'association_without_organization', (
        SELECT h.id FROM host h WHERE h.kind = 'justice_bureau' AND h.area_code = d.area_code
        ORDER BY length(h.party_path), h.id LIMIT 1
    )
    FROM department d JOIN area a ON a.code = d.area_code
    WHERE d.kind = 'bar_association' AND a.level IN ('province', 'prefecture') AND in_reach(d.place_path)
        AND NOT EXISTS (SELECT FROM party_org_directory o WHERE o.department_id = d.id)
$$;
