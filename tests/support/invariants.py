"""What must hold at every moment, as queries for what breaks it: each finds nothing, or is named.

The rules behind them: docs/domain.md#transfer-invariants.
"""

BROKEN = {
    "a member has another number of affiliations today than one": """
        SELECT m.person_id FROM member m
        LEFT JOIN affiliation a ON a.person_id = m.person_id AND upper_inf(a.valid_during)
        WHERE m.membership_status IN ('1', '2', '3') GROUP BY 1 HAVING count(a) <> 1""",
    "the member's record names another organization than the affiliation": """
        SELECT m.person_id FROM member m JOIN affiliation a ON a.person_id = m.person_id AND upper_inf(a.valid_during)
        WHERE (a.org_id, a.affiliation_name) IS DISTINCT FROM (m.org_id, m.affiliation_name)""",
    "between two affiliations there is a day without one": """
        SELECT person_id FROM (SELECT person_id, lower(valid_during) AS began,
            lag(upper(valid_during)) OVER (PARTITION BY person_id ORDER BY valid_during) AS ended FROM affiliation) d
        WHERE ended IS NOT NULL AND ended <> began""",
    "who is no member any more is affiliated": """
        SELECT m.person_id FROM member m JOIN affiliation a ON a.person_id = m.person_id AND upper_inf(a.valid_during)
        WHERE m.membership_status IN ('4', '5', '6')""",
    "an affiliation was changed by a transfer that was not accepted": """
        SELECT a.person_id FROM affiliation a JOIN transfer t ON t.id = a.transfer_id
        WHERE a.opened_by = 'transfer' AND t.state NOT IN ('accepted', 'receipt_sent', 'closed')""",
    "a member has two transfers that were not accepted": """
        SELECT person_id FROM transfer WHERE state IN ('draft', 'submitted', 'branch_agreed', 'letter_issued',
            'in_transit', 'returned') AND person_id IS NOT NULL
        GROUP BY 1 HAVING count(*) > 1""",
    "somebody transfers alone out of an organization that moves as a whole": """
        SELECT t.id FROM transfer t JOIN member m ON m.person_id = t.person_id
        JOIN transfer w ON w.route = 'bulk' AND w.person_id IS NULL AND w.bulk_id IS NULL
            AND strpos(m.party_path, '/' || w.from_org_id || '/') > 0
        WHERE t.bulk_id IS NULL AND w.state IN ('submitted', 'branch_agreed', 'letter_issued', 'in_transit')
            AND t.state IN ('submitted', 'branch_agreed', 'letter_issued', 'in_transit')""",
    "who issued a letter is no committee with the power to transfer": """
        SELECT t.id FROM transfer t JOIN party_org o ON o.id = t.from_issuer_id
        WHERE t.letter_serial IS NOT NULL AND t.route <> 'incoming'
            AND (o.category <> '611' OR o.can_transfer IS FALSE)""",
    "a rejection has no coded reason": """
        SELECT id FROM transfer WHERE state = 'rejected' AND rejection_code IS NULL""",
    "a letter is valid for another time than written": """
        SELECT id FROM letter WHERE valid_days NOT BETWEEN 1 AND 90 OR expires_on <> issued_on + valid_days""",
    "dues are in arrears on a letter": """
        SELECT id FROM letter WHERE dues_paid_to < date_trunc('month', issued_on) - interval '1 month'""",
    "a transfer was closed without a receipt": """
        SELECT t.id FROM transfer t WHERE t.state = 'closed' AND t.bulk_id IS NULL
            AND NOT EXISTS (SELECT FROM receipt r WHERE r.transfer_id = t.id)
            AND NOT EXISTS (SELECT FROM paper_receipt p WHERE p.transfer_id = t.id)""",
    "a proposed decision is not before the committee above the member's branch": """
        SELECT d.id FROM membership_decision d JOIN member m ON m.person_id = d.person_id
        LEFT JOIN party_org o ON o.id = m.org_id
        WHERE d.state = 'proposed' AND ((m.org_id, (SELECT n.id FROM nearest_committee(o.party_path) n))
            IS DISTINCT FROM (d.branch_id, d.committee_id))""",
    "an activity certificate is at another branch than the member's, or before another committee than that above": """
        SELECT c.id FROM activity_certificate c JOIN member m ON m.person_id = c.person_id
        JOIN party_org o ON o.id = m.org_id
        WHERE c.state IN ('requested', 'filled', 'numbered', 'stamped', 'issued') AND (c.home_org_id <> m.org_id
            OR c.state IN ('requested', 'filled', 'numbered')
                AND c.committee_id <> (SELECT n.id FROM nearest_committee(o.party_path) n))""",
    "what was asked for somebody who is no member any more is still to be given": """
        SELECT m.person_id FROM member m
        LEFT JOIN activity_certificate c ON c.person_id = m.person_id
            AND c.state IN ('requested', 'filled', 'numbered', 'stamped')
        LEFT JOIN certificate_letter l ON l.person_id = m.person_id AND l.state = 'requested'
        LEFT JOIN temporary_affiliation g ON g.person_id = m.person_id AND g.state IN ('applied', 'agreed', 'active')
        WHERE m.membership_status IN ('4', '5', '6') AND num_nonnulls(c.id, l.id, g.id) > 0""",
    "a member's row of a list has not kept its steps": """
        SELECT t.id FROM transfer t WHERE t.bulk_id IS NOT NULL
            AND t.version - 1 <> (SELECT count(*) FROM transfer_hop h WHERE h.transfer_id = t.id)""",
    "somebody is a guest twice": """
        SELECT subject_id FROM temporary_affiliation WHERE state IN ('applied', 'agreed', 'active')
        GROUP BY 1 HAVING count(*) > 1""",
}
