-- What a definer function may touch is what its caller reaches; the paths of places and of the Party never look
-- alike.
CREATE OR REPLACE FUNCTION in_reach(path text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT path COLLATE "C" >= current_setting('huizhi.lo', true) AND path COLLATE "C" < current_setting('huizhi.hi', true)
        AND current_setting('huizhi.lo', true) <> ''
$$;
