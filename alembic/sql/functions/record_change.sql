-- One row of the ledger: what changed, in whose sight, and a salted commitment to the facts as they now stand.
CREATE OR REPLACE FUNCTION record_change(
    entity text, entity_id uuid, version integer, op text, changed text[], facts jsonb,
    place_before text, place_after text, party_before text, party_after text, reason text DEFAULT NULL
) RETURNS void LANGUAGE sql AS $$
    WITH fresh AS (
        SELECT uuidv7() AS id, uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) AS salt
    ), kept AS (
        INSERT INTO change_salt (change_id, salt) SELECT id, salt FROM fresh
    )
    INSERT INTO change (id, entity, entity_id, version, op, changed, place_before, place_after, party_before,
                        party_after, reason, commitment)
    SELECT id, $1, $2, $3, $4, $5, $7, $8, $9, $10, $11, sha256(salt || convert_to(facts::text, 'UTF8')) FROM fresh
$$;
