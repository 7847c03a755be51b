-- Everything that changes where a relationship lies ends in settle_people: what follows from it begins here.
CREATE OR REPLACE FUNCTION settle_people(people uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM settle_records(people);
    PERFORM settle_guests(people);
    PERFORM settle_certificates(people);
    PERFORM settle_certificate_letters(people);
    PERFORM settle_floating(people);
END
$$;

ALTER FUNCTION settle_people OWNER TO huizhi_mover;
