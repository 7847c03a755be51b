-- The working day that lies `days` after `start` by the calendar. The start itself does not count, an unknown start
-- gives an unknown day; negative `days` count back.
CREATE OR REPLACE FUNCTION add_working_days(start date, days integer) RETURNS date LANGUAGE plpgsql STABLE STRICT AS $$
DECLARE
    reached date := start;
    left_over integer := abs(days);
BEGIN
    WHILE left_over > 0 LOOP
        reached := reached + sign(days)::integer;
        IF coalesce((SELECT c.is_working FROM calendar_day c WHERE c.day = reached), extract(isodow FROM reached) < 6) THEN
            left_over := left_over - 1;
        END IF;
    END LOOP;
    RETURN reached;
END
$$;
