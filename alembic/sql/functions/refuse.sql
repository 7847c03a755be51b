-- Refusals carry a code in the place of a constraint's name, so that they map to declared errors like constraints do.
CREATE OR REPLACE FUNCTION refuse(code text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', code USING CONSTRAINT = code;
END
$$;
