-- Where the lawyers in reach belonged while they practised where: the affiliation may have been another body's, and
-- of its row this shows the name and the organization alone. Whether an organization covered a firm, each reader sees
-- already.
CREATE OR REPLACE VIEW lawyer_seat_history WITH (security_barrier) AS
SELECT p.person_id, p.name, p.name_key, p.id_masked, p.firm_id, p.firm_name, p.practice_type,
       p.start_known AS practice_start_known, p.place_path, p.party_path, p.valid_during AS practised,
       a.org_id, a.affiliation_name, a.party_path AS affiliation_path, a.valid_during AS affiliated
FROM practice p JOIN affiliation a ON a.person_id = p.person_id AND a.valid_during && p.valid_during
WHERE in_reach(p.place_path) OR in_reach(p.party_path) OR p.person_id = nullif(current_setting('huizhi.person', true), '')::uuid;
