-- Ends the open row on the day before; where its start is unknown it held then as well (docs/decisions/0004).
CREATE OR REPLACE FUNCTION end_affiliation(person uuid, day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    held affiliation;
BEGIN
    SELECT * INTO held FROM affiliation a WHERE a.person_id = person AND upper_inf(a.valid_during) FOR UPDATE;
    IF day < lower(held.valid_during) THEN
        PERFORM refuse('accepted_before_affiliation');
    ELSIF day = lower(held.valid_during) AND held.start_known THEN
        PERFORM refuse('affiliation_changed_today');
    END IF;
    UPDATE affiliation a SET valid_during = daterange(least(lower(a.valid_during), day - 1), day)
    WHERE a.person_id = person AND upper_inf(a.valid_during);
END
$$;
