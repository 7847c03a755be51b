-- The tree as nested JSON, under the caller's own policies. From the lowest level up; `below` holds the children
-- built so far by their parent. A step of a path has 37 characters.
CREATE OR REPLACE FUNCTION party_org_tree(org uuid, depth integer) RETURNS json LANGUAGE plpgsql STABLE AS $$
DECLARE
    root text;
    below jsonb := '{}';
BEGIN
    SELECT party_path INTO root FROM party_org WHERE id = org;
    FOR step IN REVERSE depth..1 LOOP
        SELECT coalesce(jsonb_object_agg(parent_id, children), '{}') INTO below FROM (
            SELECT o.parent_id, jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name, 'category', o.category,
                   'members', (SELECT count(*) FROM member m WHERE m.org_id = o.id AND m.membership_status = '1'),
                   'children', coalesce(below -> o.id::text, '[]')) ORDER BY o.category, o.name_key, o.id) AS children
            FROM party_org o
            WHERE o.party_path >= root AND o.party_path < rtrim(root, '/') || '0'
                AND length(o.party_path) = length(root) + 37 * step AND o.dissolved_on IS NULL
            GROUP BY o.parent_id
        ) level;
    END LOOP;
    RETURN (SELECT jsonb_build_object('id', o.id, 'name', o.name, 'category', o.category,
                   'members', (SELECT count(*) FROM member m WHERE m.org_id = o.id AND m.membership_status = '1'),
                   'children', coalesce(below -> o.id::text, '[]')) FROM party_org o WHERE o.id = org);
END
$$;
