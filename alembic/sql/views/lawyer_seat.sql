-- Where a lawyer in reach belongs, though the member's record may be another body's, and whether a transfer is on its way.
-- The name of the affiliation stands on the lawyer's own record; this adds the organization behind it.
CREATE OR REPLACE VIEW lawyer_seat WITH (security_barrier) AS
SELECT l.person_id, m.org_id, o.party_path, m.membership_status, t.state AS transfer_state,
       EXISTS (
           SELECT FROM unnest(string_to_array(btrim(o.party_path, '/'), '/')::uuid[]) above (id)
           JOIN party_org_unit u ON u.org_id = above.id WHERE upper_inf(u.valid_during)
       ) AS of_other_firm
FROM lawyer l
LEFT JOIN member m ON m.person_id = l.person_id
LEFT JOIN party_org o ON o.id = m.org_id
LEFT JOIN transfer t ON t.person_id = l.person_id AND t.state IN (
    'draft', 'submitted', 'branch_agreed', 'letter_issued', 'in_transit', 'returned')
WHERE in_reach(l.place_path) OR in_reach(l.party_path);
