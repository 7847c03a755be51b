-- The head of the log is everybody's: a page ends there even where the scope has seen nothing for long.
CREATE OR REPLACE FUNCTION feed_head(OUT head bigint, OUT lag_ms integer) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce((SELECT max(seq) FROM change), 0),
           coalesce((SELECT extract(epoch FROM clock_timestamp() - min(at)) * 1000 FROM change WHERE seq IS NULL), 0)::integer
$$;

ALTER FUNCTION feed_head OWNER TO huizhi_mover;
