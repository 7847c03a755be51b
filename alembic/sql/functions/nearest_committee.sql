-- The grassroots committee to which whoever stands at this path answers: the nearest, the last of the path included.
CREATE OR REPLACE FUNCTION nearest_committee(path text) RETURNS TABLE (id uuid, name text) LANGUAGE sql STABLE AS $$
    SELECT o.id, o.name FROM party_org o
    WHERE o.id = ANY (string_to_array(btrim(path, '/'), '/')::uuid[]) AND o.category = '611' AND o.dissolved_on IS NULL
    ORDER BY length(o.party_path) DESC LIMIT 1
$$;
