-- Whose letter it is: no row for somebody on no record; `free` for who belongs to no organization here and bears this
-- name, else `taken`. Tells nothing more.
CREATE OR REPLACE FUNCTION find_newcomer(number_digest bytea, called text) RETURNS TABLE (person uuid, standing text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT i.person_id,
           CASE WHEN coalesce(m.org_id IS NULL, true) AND coalesce(m.name, l.name) = called THEN 'free' ELSE 'taken' END
    FROM person_identity i
    LEFT JOIN member m ON m.person_id = i.person_id
    LEFT JOIN lawyer l ON l.person_id = i.person_id
    WHERE i.digest = number_digest
$$;

ALTER FUNCTION find_newcomer OWNER TO huizhi_mover;
