-- Where a member of an organization belongs: outside, in the organization that covers the own firm, or in another.
CREATE OR REPLACE FUNCTION affiliation_state_of(org_path text, firm uuid) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN org_path IS NULL THEN 'outside'
        WHEN EXISTS (
            SELECT FROM law_firm f JOIN party_org o ON o.id = f.covering_org_id
            WHERE f.id = firm AND starts_with(org_path, o.party_path)
        ) THEN 'in_firm_org'
        ELSE 'in_area_org'
    END
$$;
