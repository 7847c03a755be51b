-- A subtree with its new paths and superior holds from that day on: yesterday's rows keep theirs.
CREATE OR REPLACE FUNCTION restate_subtree(old_path text, new_path text, day date, why text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE party_org_standing s SET valid_during = daterange(lower(s.valid_during), day)
    WHERE upper_inf(s.valid_during) AND lower(s.valid_during) < day AND starts_with(s.party_path, old_path);
    UPDATE party_org_standing s SET party_path = o.party_path, parent_id = o.parent_id, parent_name = p.name, reason = why
    FROM party_org o LEFT JOIN party_org p ON p.id = o.parent_id
    WHERE s.org_id = o.id AND upper_inf(s.valid_during) AND starts_with(o.party_path, new_path);
    INSERT INTO party_org_standing (org_id, valid_during, name, category, parent_id, parent_name, party_path, place_path, reason)
    SELECT o.id, daterange(day, NULL), o.name, o.category, o.parent_id, p.name, o.party_path, o.place_path, why
    FROM party_org o LEFT JOIN party_org p ON p.id = o.parent_id
    WHERE starts_with(o.party_path, new_path)
        AND NOT EXISTS (SELECT FROM party_org_standing s WHERE s.org_id = o.id AND upper_inf(s.valid_during));
END
$$;
