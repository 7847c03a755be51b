-- Who acts, as a step names it: for steps that follow from somebody else's action.
CREATE OR REPLACE FUNCTION acting_body() RETURNS TABLE (body_id uuid, body_name text, account_id uuid) LANGUAGE sql STABLE AS $$
    SELECT nullif(current_setting('huizhi.org', true), '')::uuid, current_setting('huizhi.body', true),
           nullif(current_setting('huizhi.actor', true), '')::uuid
$$;
