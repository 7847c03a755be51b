-- The day on which the number of periods that hold last rose to the threshold or fell below it; NULL: never reached.
CREATE OR REPLACE FUNCTION reached_since(periods daterange[], threshold bigint) RETURNS date LANGUAGE sql IMMUTABLE AS $$
    WITH step AS (
        SELECT day, sum(delta) AS delta
        FROM unnest(periods) AS p, LATERAL (VALUES (lower(p), 1), (upper(p), -1)) AS e (day, delta)
        WHERE day IS NOT NULL GROUP BY day
    ), level AS (
        SELECT day, sum(delta) OVER (ORDER BY day) >= threshold AS reached FROM step
    ), turn AS (
        SELECT day, reached, lag(reached, 1, false) OVER (ORDER BY day) AS before FROM level
    )
    SELECT max(day) FROM turn WHERE reached <> before
$$;
