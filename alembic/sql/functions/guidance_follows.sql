-- Guidance edges keep the path of the organization that they belong to, whatever moves it.
CREATE OR REPLACE FUNCTION guidance_follows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE party_org_guidance SET party_path = NEW.party_path WHERE org_id = NEW.id;
    RETURN NULL;
END
$$;

ALTER FUNCTION guidance_follows OWNER TO huizhi_mover;

CREATE OR REPLACE TRIGGER guidance_follows AFTER UPDATE OF party_path ON party_org FOR EACH ROW
WHEN (OLD.party_path IS DISTINCT FROM NEW.party_path) EXECUTE FUNCTION guidance_follows();
