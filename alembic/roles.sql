-- The database's roles (docs/decisions/0002). Run before every migration; changes nothing when they are there.
DO $$
DECLARE role text;
BEGIN
    FOREACH role IN ARRAY ARRAY['huizhi_area', 'huizhi_org', 'huizhi_self', 'huizhi_auth', 'huizhi_mover',
                                'huizhi_worker', 'huizhi_sharing', 'huizhi_migrate'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT', role);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END;
    END LOOP;
    IF NOT (SELECT rolbypassrls FROM pg_roles WHERE rolname = 'huizhi_migrate') THEN
        ALTER ROLE huizhi_migrate BYPASSRLS;
    END IF;
    IF NOT pg_has_role(current_user, 'huizhi_migrate', 'SET') THEN
        EXECUTE format('GRANT huizhi_migrate TO %I', current_user);
    END IF;
    IF NOT EXISTS (SELECT FROM pg_auth_members WHERE roleid = 'huizhi_mover'::regrole AND member = 'huizhi_migrate'::regrole) THEN
        GRANT huizhi_mover TO huizhi_migrate WITH INHERIT TRUE;
    END IF;
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT, CREATE, TEMPORARY ON DATABASE %I TO huizhi_migrate', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO PUBLIC', current_database());
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO huizhi_area', current_database());
    GRANT USAGE, CREATE ON SCHEMA public TO huizhi_migrate, huizhi_mover;
END
$$;
