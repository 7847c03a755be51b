-- The address book that a transfer needs: organizations of other scopes, without any person's name or number.
CREATE OR REPLACE VIEW party_org_directory WITH (security_barrier) AS
SELECT id, name, name_key, category, parent_id, party_path, place_path, area_code, department_id, can_transfer
FROM party_org WHERE dissolved_on IS NULL;
