-- What belongs to a subtree goes along with it: firms, lawyers, persons and the open periods. The organizations and
-- their members, which the ledger tells of, are moved by whoever moves the subtree.
CREATE OR REPLACE FUNCTION follow_subtree(old_path text, new_path text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE membership_standing SET party_path = new_path || substr(party_path, length(old_path) + 1)
    WHERE upper_inf(valid_during) AND starts_with(party_path, old_path);
    UPDATE law_firm SET party_path = new_path || substr(party_path, length(old_path) + 1) WHERE starts_with(party_path, old_path);
    UPDATE lawyer SET party_path = new_path || substr(party_path, length(old_path) + 1) WHERE starts_with(party_path, old_path);
    UPDATE person SET party_path = new_path || substr(party_path, length(old_path) + 1) WHERE starts_with(party_path, old_path);
    UPDATE party_org_unit SET party_path = new_path || substr(party_path, length(old_path) + 1)
    WHERE upper_inf(valid_during) AND starts_with(party_path, old_path);
    UPDATE practice SET party_path = new_path || substr(party_path, length(old_path) + 1)
    WHERE upper_inf(valid_during) AND starts_with(party_path, old_path);
END
$$;
