-- The last word counts: what the branch recorded, what an accepted transfer's letter says (form of 2006), or what a
-- host wrote into the activity certificate; of one day the branch's own.
CREATE OR REPLACE FUNCTION dues_paid_through(person uuid) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT paid FROM (
        SELECT d.paid_through, d.recorded_on, 1 FROM member_dues d WHERE d.person_id = person
        UNION ALL
        SELECT t.dues_paid_to, t.accepted_on, 0 FROM transfer t
        WHERE t.person_id = person AND t.accepted_on IS NOT NULL AND t.dues_paid_to IS NOT NULL
        UNION ALL
        SELECT e.dues_paid_to, e.left_on, 0 FROM certificate_entry e JOIN activity_certificate c ON c.id = e.certificate_id
        WHERE c.person_id = person AND e.dues_paid_to IS NOT NULL AND e.left_on IS NOT NULL
    ) AS word (paid, told_on, rank)
    ORDER BY told_on DESC, rank DESC LIMIT 1
$$;
